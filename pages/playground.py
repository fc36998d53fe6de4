"""The playground: shape a network, press play, watch it learn."""

from contextlib import nullcontext

import streamlit as st

from playground.ui.code_panel import code_panel
from playground.ui.controls import BIND, data_controls, live_controls, network_controls, optimizer_controls
from playground.ui.nowhere import Nowhere
from playground.ui.session import live_stage, play, run_in_play, save_button
from playground.ui.view import GROUPS, is_presented, shown_groups

# Each group appears on the page or nowhere, as the address says.
groups = shown_groups()
nowhere = Nowhere()
shown = {group: st if group in groups else nowhere for group in GROUPS}
beside = {"data", "network"} & set(groups)
with st.sidebar.container(gap="xsmall") if beside else nullcontext():
    data = data_controls(shown["data"])
    network = network_controls(shown["network"])
    saving = st.container()

view = st.container(key="view")  # by its key it stays the same stage when the heading above comes or goes
with st.container(key="at_hand"):
    left, right = st.columns([3, 2])
with right:
    optimizer = optimizer_controls(shown["optimizer"])


@st.fragment
def training() -> None:
    """The controls that act during the run, apart: moving one reruns these lines and nothing else."""
    play({**data, **network, **optimizer}, live_controls(len(network["hidden"]), shown["live"]))


with left:
    training()
if beside:
    with saving:
        save_button()
with view:
    live_stage(nowhere.address)

if not is_presented():
    code = st.expander("The code that runs", icon=":material/code:", on_change="rerun", key="code_open", bind=BIND)
    if code.open:
        with code:
            code_panel(run_in_play())
