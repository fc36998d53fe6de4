"""Replay: a link may tell what was changed during a run; then the run makes the changes again."""

import streamlit as st

from playground.training.changes import changes_from_text
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.ui.plain_text import show_problem

PARAMETER = "changes"  # written by the stage as changes are made


def read_changes(experiment: Experiment) -> Experiment:
    """The experiment with the changes that the address tells; what it tells wrong is said, and left out."""
    text = st.query_params.get(PARAMETER, "")
    if not text:
        return experiment
    try:
        return Experiment.from_json({**experiment.to_json(), "changes": changes_from_text(text)})
    except ExperimentError as error:
        show_problem(error)
        return experiment
