"""The dataset picker: a radio group of small pictures, kept in the address as ?dataset=…"""

from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st

from playground.datasets import DATASETS, Points

PARAMETER = "dataset"
DEFAULT = "moons"
POINTS_IN_PICTURE = 90
HERE = Path(__file__).parent

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
    """Put the choice into the address, and let size and noise start from the dataset's own defaults."""
    st.query_params[PARAMETER] = name
    st.session_state["n"] = DATASETS[name].n
    st.session_state["noise"] = DATASETS[name].noise


def dataset_picker(key: str = "dataset_picker") -> str:
    """Show the pictures; returns the name of the dataset that is chosen."""

    def picked() -> None:
        choose_dataset(st.session_state[key].picked)

    chosen = chosen_dataset()
    _PICKER(key=key, data={"tiles": tiles(), "chosen": chosen}, on_picked_change=picked)
    return chosen
