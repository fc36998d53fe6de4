"""The playground: shape a network, press play, watch it learn."""

import streamlit as st

from playground.ui.controls import data_controls, live_controls, network_controls, optimizer_controls
from playground.ui.session import live_stage, play

with st.sidebar.container(gap="xsmall"):
    st.markdown("**Data**")
    data = data_controls()
    st.markdown("**Network**")
    network = network_controls()

view = st.container()
left, right = st.columns([3, 2])
with right:
    optimizer = optimizer_controls()


@st.fragment
def training() -> None:
    """The controls that act during the run, apart: moving one reruns these lines and nothing else."""
    play({**data, **network, **optimizer}, live_controls())


with left:
    training()
with view:
    live_stage()
