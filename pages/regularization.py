"""Regularisation: none, L2, L1, dropout and early stopping, trained together on the same points."""

import streamlit as st

from playground.ui.comparison import keep_comparison, live_comparison
from playground.ui.regularization_controls import base_experiment, strengths
from playground.ui.regularization_words import equations, known_results
from playground.ui.regularizers import REGULARIZERS, column

PAGE = "regularization"

with st.sidebar.container(gap="xsmall"):
    base = base_experiment()


@st.fragment
def columns_in_play() -> None:
    """The strengths, apart: moving one reruns these lines and acts on the networks while they train."""
    live = strengths()
    columns = [column(base, REGULARIZERS[name], values) for name, values in live.items()]
    keep_comparison(
        PAGE,
        columns,
        figures=["data", "penalty", "train", "dev", "gap"],
        stops_early=[REGULARIZERS[name].stops_early for name in live],
    )
    words = st.expander("Equations with these numbers", icon=":material/function:")
    with words:
        equations(base, live)


columns_in_play()
live_comparison(PAGE, costs_of="dev")
known_results()
