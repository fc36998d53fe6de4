"""Optimisation: gradient descent, momentum, RMSProp, Adam and mini-batches, from the same start on one surface."""

import streamlit as st

from playground.training.experiment import Experiment
from playground.ui.bowls import bowls_panel
from playground.ui.comparison import keep_comparison, live_comparison
from playground.ui.optimization_controls import base_experiment, chosen_descents, learning_rates
from playground.ui.optimizations import DESCENTS, column

PAGE = "optimization"

# Iterations per frame: on a bowl, descent is soon over.
SPEED = 5


@st.fragment
def columns_in_play() -> None:
    """The learning rates, apart: moving one reruns these lines and acts on the networks while they train."""
    rates = learning_rates(names)
    columns = [column(base, k, DESCENTS[name], rates[name]) for k, name in enumerate(names, start=1)]
    keep_comparison(PAGE, columns, figures=["cost", "train", "dev", "epochs"], paths=True)


with st.sidebar.container(gap="xsmall"):
    base = base_experiment()
    names = chosen_descents()
    if names:
        columns_in_play()
if names:
    live_comparison(PAGE, SPEED)
else:
    st.info("Choose at least one way to descend.", icon=":material/info:")
bowls_panel(Experiment.from_json(base))
