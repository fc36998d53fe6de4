"""The playground: shape a network, press play, watch it learn."""

import streamlit as st

from playground.ui.code_panel import code_panel
from playground.ui.controls import data_controls, live_controls, network_controls, optimizer_controls
from playground.ui.session import live_stage, play, run_in_play, save_button
from playground.ui.view import shown_groups

groups = shown_groups()
with st.sidebar.container(gap="xsmall"):
    st.markdown("**Data**")
    data = data_controls()
    st.markdown("**Network**")
    network = network_controls()
    save_button()

view = st.container()
left, right = st.columns([3, 2])
with right:
    optimizer = optimizer_controls()


@st.fragment
def training() -> None:
    """The controls that act during the run, apart: moving one reruns these lines and nothing else."""
    play({**data, **network, **optimizer}, live_controls(len(network["hidden"])))


with left:
    training()
with view:
    live_stage()

with st.expander(
    "The code that runs", icon=":material/code:", on_change="rerun", key="code_open", bind="query-params"
) as code:
    if code.open:
        code_panel(run_in_play())
