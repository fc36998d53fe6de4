"""The stepper: back and forward with buttons or arrow keys, and a slider over the steps, kept in the address."""

import streamlit as st

from playground.diagnostics.graph_examples import EXAMPLES
from playground.ui.controls import BIND

# Every control of the views but the buttons, whose state Streamlit keeps to itself.
HIDDEN = ("step", "small", "slow_lambd", "examples", "example", "graph", "graph_step", "nudge", "mistake_layer")
STEP = "Which step is shown. The arrow keys ← and → step too, wherever no control has the focus."
INPUTS = tuple(f"{example.key}_" for example in EXAMPLES.values())


def keep_hidden_controls() -> None:
    """Keep what was chosen in the views of this page that are not shown now: Streamlit forgets hidden widgets."""
    for key in map(str, list(st.session_state)):
        if key in HIDDEN or key.startswith(INPUTS):
            st.session_state[key] = st.session_state[key]


def stepper(key: str, count: int) -> int:
    """Which of `count` steps to show, from 1. The controls stay where they are, whatever is shown below them."""
    if st.session_state.get(key, 1) > count:
        st.session_state[key] = count
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_controls"):
        # The slider comes after the buttons, and it alone knows the step that an address names.
        back, forward = st.container(width="content"), st.container(width="content")
        step: int = st.slider("Step", 1, count, 1, format=f"%d of {count}", key=key, bind=BIND, help=STEP)
    back.button(
        "Back", icon=":material/arrow_back:", shortcut="Left", key=f"{key}_back", disabled=step == 1,
        on_click=_move, args=(key, -1, count),
    )  # fmt: skip
    forward.button(
        "Next", icon=":material/arrow_forward:", shortcut="Right", key=f"{key}_next", disabled=step == count,
        on_click=_move, args=(key, 1, count),
    )  # fmt: skip
    return step


def _move(key: str, by: int, count: int) -> None:
    # A session that was picked up again may press the button before the slider has told its value.
    st.session_state[key] = max(1, min(count, st.session_state.get(key, 1) + by))
