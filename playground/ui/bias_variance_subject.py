"""Which experiment is judged: the session's run as it stands, or a preset."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from playground.datasets import Splits
from playground.diagnostics.error_rates import ErrorRate, error_rates
from playground.training.experiment import Experiment
from playground.training.records import Record
from playground.training.trainer import Trainer
from playground.ui.controls import BIND
from playground.ui.presets import PRESETS
from playground.ui.session import session_run

IN_PLAY = "The run in the playground"
EXPERIMENT = "What is judged: your own run, or one from the gallery that has a dev set, trained here to its end."

# What is judged where nothing has been trained.
FALLBACK = next(preset.title for preset in PRESETS if preset.name == "football-overfit")


@dataclass(frozen=True)
class Subject:
    """An experiment, its `iterations` those after which it is judged, and its error rates then, by set."""

    experiment: Experiment
    rates: Mapping[str, ErrorRate]

    @property
    def title(self) -> str:
        """The shape of its network, its data set and its iteration, in short."""
        shape = "-".join(map(str, self.experiment.layer_sizes))
        return f"{shape} on {self.experiment.dataset.name} after {self.experiment.iterations:,} iterations"


def choose_subject() -> Subject:
    """The control that chooses it, and what was chosen."""
    st.markdown("**Experiment**", help=EXPERIMENT)
    presets = {preset.title: preset.experiment for preset in PRESETS if preset.experiment.split}
    name = st.selectbox(
        "Experiment",
        [IN_PLAY, *presets],
        key="bias_experiment",
        bind=BIND,
        label_visibility="collapsed",
        help=EXPERIMENT,
    )
    subject = _in_play() if name == IN_PLAY else trained(json.dumps(presets[name].to_json()))
    if subject is None:
        subject = trained(json.dumps(presets[FALLBACK].to_json()))
        st.caption("Nothing has been trained in the playground yet. This is a preset that overfits.")
    st.caption(subject.title)
    return subject


def _in_play() -> Subject | None:
    run = session_run()
    if run is None or not run.trainer.iteration:
        return None
    _, newest, _ = run.read()
    experiment = replace(run.experiment, changes=(), iterations=newest.record.iteration)
    return Subject(experiment, _rates(newest.record, run.trainer.data))


@st.cache_data(max_entries=64, show_spinner="Training…")
def trained(written: str) -> Subject:
    """An experiment, given as JSON, after its iterations, or as many as there are before it diverges."""
    experiment = Experiment.from_json(json.loads(written))
    trainer = Trainer(experiment)
    trainer.advance(experiment.iterations)
    return Subject(replace(experiment, iterations=trainer.iteration), _rates(trainer.evaluate(), trainer.data))


def _rates(record: Record, data: Splits) -> Mapping[str, ErrorRate]:
    sizes = [points.m if points is not None else None for points in (data.dev, data.test)]
    return error_rates(record, data.train.m, *sizes)
