"""The dataset picker: a radio group of small pictures, kept in the address as ?dataset=…"""

from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st

from playground.datasets import DATASETS, Points
from playground.ui.dataset_settings import PAGE, move, tell

PARAMETER = "dataset"
DEFAULT = "moons"
POINTS_IN_PICTURE = 90
HERE = Path(__file__).parent

# In the session: the dataset whose tile was pressed, and the controls that it left as somebody had chosen.
_TOLD, _KEPT = "dataset_told", "dataset_kept"

_PICKER = st.components.v2.component(
    "playground_dataset_picker",
    html='<div class="tiles" role="radiogroup" aria-label="Dataset"></div>',
    css=(HERE / "dataset_picker.css").read_text(),
    js=(HERE / "dataset_picker.js").read_text(),
)


@cache
def tiles() -> list[dict[str, object]]:
    """Name, title and a few points, x and y from 0 to 100, of every dataset that is drawn by a recipe."""
    return [
        {"name": name, "title": recipe.title, "points": picture(recipe.draw(recipe.n, recipe.noise, 1))}
        for name, recipe in DATASETS.items()
    ]


def picture(points: Points) -> list[tuple[float, float, int]]:
    """A few of the points as x and y, from 0 to 100 and y downward, and label."""
    low, high = points.X.min(axis=1, keepdims=True), points.X.max(axis=1, keepdims=True)
    placed = 4 + 92 * (points.X - (low + high) / 2) / (high - low).max() + 46
    some = np.linspace(0, points.m - 1, POINTS_IN_PICTURE).astype(int)
    x, y = placed[0, some].round(1).tolist(), (100 - placed[1, some]).round(1).tolist()
    return list(zip(x, y, points.Y[0, some].astype(int).tolist(), strict=True))


def chosen_dataset() -> str:
    """The dataset that the address names, or the default where it names none that there is."""
    name = st.query_params.get(PARAMETER, DEFAULT)
    return name if name in DATASETS else DEFAULT


def choose_dataset(name: str) -> None:
    """Put the choice into the address, and set the controls to what the dataset brings, see `dataset_settings`."""
    state = st.session_state
    moved = move(name, chosen_dataset(), {key: state[key] for key in PAGE if key in state})
    st.query_params[PARAMETER] = name
    state.update(moved.settings)
    state[_KEPT] = moved.kept
    state[_TOLD] = name


def dataset_picker(key: str = "dataset_picker") -> str:
    """Show the pictures, and what choosing one has set; returns the name of the dataset that is chosen."""

    def picked() -> None:
        choose_dataset(st.session_state[key].picked)

    chosen = chosen_dataset()
    _PICKER(key=key, data={"tiles": tiles(), "chosen": chosen}, on_picked_change=picked)
    if st.session_state.get(_TOLD) == chosen:
        told = tell(chosen, {str(k): v for k, v in st.session_state.items()}, st.session_state[_KEPT])
        if told:
            st.caption(told)
    return chosen
