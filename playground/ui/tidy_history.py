"""A tidy history: one click is one entry, so that the browser's Back leads to where somebody was."""

from pathlib import Path

import streamlit as st

_TIDY_HISTORY = st.components.v2.component(
    "playground_tidy_history",
    html="<span></span>",
    js=Path(__file__).with_name("tidy_history.js").read_text(),
)


def keep_history_tidy() -> None:
    """Call this on every page, after it; nothing shows."""
    _TIDY_HISTORY(key="tidy_history")
