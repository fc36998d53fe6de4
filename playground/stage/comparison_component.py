"""The comparison's stage as a Streamlit component."""

from collections.abc import Callable

import streamlit as st

from playground.stage import assets, channel
from playground.stage.comparisons import Comparison
from playground.stage.component import LOADER

_STAGE = st.components.v2.component(
    "playground_comparison",
    html='<div class="stage" data-stage></div>',
    js=LOADER,
    isolate_styles=False,
)


def comparison_stage(comparison: Comparison, *, key: str, speed: int, on_asked_change: Callable[[], None]) -> None:
    """Show a comparison in play, at first with so many iterations per frame.

    The component asks by its trigger `asked`, {"what": "lost"}, where the server no longer knows the comparison
    and the page should open it anew.
    """
    _STAGE(
        key=key,
        data={
            "module": assets.address("comparison.js"),
            "stylesheet": assets.address("stage.css"),
            "plotly": assets.address("plotly.min.js"),
            "channel": channel.PATH.lstrip("/"),
            "token": comparison.token,
            "revision": comparison.revision,
            "speed": speed,
        },
        on_asked_change=on_asked_change,
    )
