"""The stage as a Streamlit component: a loader of a few lines; the picture comes over the live channel."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from playground.stage import assets, channel
from playground.stage.runs import Run

# The component's whole script: its module comes over HTTP and is kept by the browser.
LOADER = """
export default function (component) {
  const stage = import(new URL(component.data.module, document.baseURI).href)
  stage.then(({ mount }) => mount(component))
  return () => stage.then(({ unmount }) => unmount(component.parentElement))
}
"""

_STAGE = st.components.v2.component(
    "playground_stage",
    html='<div class="stage" data-stage></div>',
    js=LOADER,
    isolate_styles=False,
)


def stage(
    run: Run,
    *,
    key: str,
    view: Mapping[str, Any],
    present: bool,
    address: Mapping[str, str],
    resumes: bool,
    on_asked_change: Callable[[], None],
) -> None:
    """Show a run in play, in large type for `present`.

    `view` is how it begins where that is not as usual: "speed" in iterations per frame, "links" (weight or
    gradient), "truth" (on or off), "costs" (linear or log) and "unit"; what somebody chooses otherwise the stage
    writes into the address itself, without a rerun, as it does with the run's changes and with what else `address`
    holds. A run that `resumes` goes on where this tab was, if it was at a run of the same story: where the server
    still has that one, from there, and else by training up to that iteration again.

    It asks by its trigger `asked`, {"what": …, "which": …}: what is "new_weights", "new_data", "present",
    "continue" (which: the iteration), "fix" (which: the finding's name), "follow": a planned change made the live
    values other than the page's controls show, or "lost": the server no longer knows the run and the page should
    open it anew.
    """
    _STAGE(
        key=key,
        data={
            "module": assets.address("stage.js"),
            "stylesheet": assets.address("stage.css"),
            "plotly": assets.address("plotly.min.js"),
            "channel": channel.PATH.lstrip("/"),
            "token": run.token,
            "revision": run.revision,
            "name": "playground",
            "resumes": resumes,
            "view": dict(view),
            "present": present,
            "address": dict(address),
        },
        on_asked_change=on_asked_change,
    )
