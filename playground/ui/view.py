"""What a link says beside the experiment: how the stage shows it, which controls are there, and who it is for."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground.ui.plain_text import show_problem

GROUPS = ("data", "network", "live", "optimizer")
MOST_SPEED = 1000

# The pages with a stage, which has the way out; the playground has the bare address.
PRESENTED_PAGES = ("", "initialization", "regularization", "optimization", "activations")

CONTROLS, PRESENT = "controls", "present"


def shown_groups() -> tuple[str, ...]:
    """The groups of controls to show: all, or those that ?controls=network,live names; `none` names none.

    A stage that is presented has only those that are named. A name that there is not is said in a sentence.
    """
    asked = st.query_params.get(CONTROLS)
    if asked is None:
        return () if is_presented() else GROUPS
    names = [name.strip() for name in asked.split(",") if name.strip() not in ("", "none")]
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        known = ", ".join(GROUPS)
        words = f"controls in the address may name {known}, or none, but not {unknown[0][:40]}."
        show_problem(words)
    return tuple(group for group in GROUPS if group in names)


def is_presented() -> bool:
    """Whether the stage is shown alone and large."""
    return st.query_params.get(PRESENT) == "on"


def toggle_presented() -> None:
    """Show the stage alone and large, or as before."""
    if is_presented():
        del st.query_params[PRESENT]
    else:
        st.query_params[PRESENT] = "on"


def leave_presenting() -> None:
    """Show a page that has no stage as usual, whatever the address says: nothing on it would lead out."""
    if is_presented():
        del st.query_params[PRESENT]
        st.rerun()


RUN_VIEW = {"links": ("weight", "gradient"), "truth": ("off", "on"), "costs": ("linear", "log")}
COMPARISON_VIEW = {
    "costs": ("log", "linear"),
    "costs_of": ("train", "dev"),
    "across": ("iterations", "epochs"),
    "histograms": ("activations", "weights", "gradients"),
}


def read_comparison_view() -> dict[str, Any]:
    """Return how the stage shows a comparison, from the address; what it says wrong or not at all is left out."""
    return _read(COMPARISON_VIEW)


def read_view() -> dict[str, Any]:
    """Return how the stage shows the run, from the address; what it says wrong, or not at all, is left out."""
    unit = st.query_params.get("unit", "")[:8]
    return {**_read(RUN_VIEW), **({"unit": unit} if unit else {})}


def _read(accepted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    query = st.query_params
    view: dict[str, Any] = {name: query[name] for name, known in accepted.items() if query.get(name) in known}
    if (speed := _speed()) is not None:
        view["speed"] = speed
    return view


def _speed() -> int | None:
    """The iterations per frame that the address asks for, if they are a number of them."""
    speed = st.query_params.get("speed", "")
    return int(speed) if speed.isdecimal() and 1 <= int(speed) <= MOST_SPEED else None
