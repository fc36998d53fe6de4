"""The comparison's stage as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

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


def comparison_stage(
    comparison: Comparison,
    *,
    name: str,
    key: str,
    speed: int,
    costs_of: str,
    view: Mapping[str, Any],
    present: bool,
    resumes: bool,
    on_asked_change: Callable[[], None],
) -> None:
    """Show a comparison in play, usually with so many iterations per frame and with the costs of "train" or "dev",
    in large type for `present`.

    `name` is that under which the tab remembers it. One that `resumes` goes on where this tab was, where the
    server still has the comparison that was shown there.

    `view` is how it begins where that is not as usual: "speed" in iterations per frame, "costs" (log or linear),
    "costs_of" (train or dev),
    "across" (iterations or epochs), "histograms" (activations, weights or gradients). What somebody chooses the
    stage writes into the address itself. The component asks by its trigger `asked`, {"what": …}: "present", or
    "lost" where the server no longer knows the comparison and the page should open it anew.
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
            "name": name,
            "resumes": resumes,
            "speed": speed,
            "costs_of": costs_of,
            "view": dict(view),
            "present": present,
        },
        on_asked_change=on_asked_change,
    )
