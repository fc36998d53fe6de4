"""Choices that several pages offer: one of a few; and, from registries, dataset, activation, rate, strength."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.datasets import DATASETS
from playground.diagnostics import RATES, STRENGTHS
from playground.network.activations import ACTIVATIONS
from playground.ui import help_texts
from playground.ui.controls import BIND


def choose_one(label: str, options: Sequence[str], default: str, key: str, place: Any = st, **looks: Any) -> str:
    """One of a few options side by side; an address with an empty text for it, as in `?key=`, means the default.

    `looks` is what else a segmented control takes. Streamlit takes an empty text for no choice, also where one is
    required, and lets it be set right from the second run on.
    """
    if st.session_state.get(key, default) is None:
        st.session_state[key] = default
    chosen: str | None = place.segmented_control(
        label, list(options), default=default, required=True, key=key, bind=BIND, **looks
    )
    return default if chosen is None else chosen


def choose_dataset(key: str, default: str, place: Any = st) -> str:
    """A name of DATASETS."""
    chosen: str = place.selectbox(
        "Dataset",
        list(DATASETS),
        index=list(DATASETS).index(default),
        format_func=lambda name: DATASETS[name].title,
        key=key,
        bind=BIND,
        help=help_texts.datasets({name: recipe.title for name, recipe in DATASETS.items()}),
    )
    return chosen


def choose_activation(key: str, default: str, place: Any = st) -> str:
    """A name of ACTIVATIONS."""
    chosen: str = place.selectbox(
        "Activation",
        list(ACTIVATIONS),
        index=list(ACTIVATIONS).index(default),
        format_func=lambda name: ACTIVATIONS[name].title,
        key=key,
        bind=BIND,
        help=help_texts.ACTIVATION,
    )
    return chosen


def choose_rate(key: str, default: float, label: str = "Learning rate α", place: Any = st) -> float:
    """One of the learning rates that a learner can choose."""
    return _choose(key, RATES, default, label, help_texts.ALPHA, place)


def choose_strength(
    key: str, default: float, label: str = "L2 strength λ", place: Any = st, told: str = help_texts.LAMBDA
) -> float:
    """One of the strengths of a penalty that a learner can choose."""
    return _choose(key, STRENGTHS, default, label, told, place)


def _choose(key: str, values: tuple[float, ...], default: float, label: str, told: str, place: Any) -> float:
    chosen: float = place.select_slider(
        label, values, default, format_func=lambda value: f"{value:g}", key=key, bind=BIND, help=told
    )
    return chosen
