"""The stepper: back and forward with buttons or arrow keys, and a slider over the steps, kept in the address."""

import streamlit as st

from playground.ui.controls import BIND


def stepper(key: str, count: int) -> int:
    """Which of `count` steps to show, from 1. The controls stay where they are, whatever is shown below them."""
    if st.session_state.get(key, 1) > count:
        st.session_state[key] = count
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_controls"):
        now = int(st.session_state.get(key, 1))
        st.button(
            "Back", icon=":material/arrow_back:", shortcut="Left", key=f"{key}_back",
            on_click=_move, args=(key, -1, count),
        )  # fmt: skip
        st.button(
            "Next", icon=":material/arrow_forward:", shortcut="Right", key=f"{key}_next", type="primary",
            on_click=_move, args=(key, 1, count),
        )  # fmt: skip
        step: int = st.slider(f"Step, of {count}", 1, count, now, key=key, bind=BIND)
    return step


def _move(key: str, by: int, count: int) -> None:
    st.session_state[key] = max(1, min(count, st.session_state[key] + by))
