"""The stage as a Streamlit component: a loader of a few lines; the picture comes over the live channel."""

from collections.abc import Callable

import streamlit as st

from playground.stage import assets, channel
from playground.stage.runs import Run

_STAGE = st.components.v2.component(
    "playground_stage",
    html='<div class="stage" data-stage></div>',
    js="""
export default function (component) {
  const stage = import(new URL(component.data.module, document.baseURI).href)
  stage.then(({ mount }) => mount(component))
  return () => stage.then(({ unmount }) => unmount(component.parentElement))
}
""",
    isolate_styles=False,
)


def stage(
    run: Run,
    *,
    key: str,
    on_asked_change: Callable[[], None],
) -> None:
    """Show a run in play. The component asks by its trigger `asked`: "new_weights", "new_data" or "lost".

    "lost" means that the server no longer knows the run and the page should open it anew.
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
        },
        on_asked_change=on_asked_change,
    )
