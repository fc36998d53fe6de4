"""Choices that several pages offer, each from its registry: dataset, activation, learning rate, strength."""

from typing import Any

import streamlit as st

from playground.datasets import DATASETS
from playground.diagnostics import RATES, STRENGTHS
from playground.network.activations import ACTIVATIONS
from playground.ui.controls import BIND


def choose_dataset(key: str, default: str, place: Any = st) -> str:
    """A name of DATASETS."""
    chosen: str = place.selectbox(
        "Dataset",
        list(DATASETS),
        index=list(DATASETS).index(default),
        format_func=lambda name: DATASETS[name].title,
        key=key,
        bind=BIND,
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
    )
    return chosen


def choose_rate(key: str, default: float, label: str = r"Learning rate $\alpha$", place: Any = st) -> float:
    """One of the learning rates that a learner can choose."""
    return _choose(key, RATES, default, label, place)


def choose_strength(key: str, default: float, label: str = r"L2 strength $\lambda$", place: Any = st) -> float:
    """One of the strengths of a penalty that a learner can choose."""
    return _choose(key, STRENGTHS, default, label, place)


def _choose(key: str, values: tuple[float, ...], default: float, label: str, place: Any) -> float:
    chosen: float = place.select_slider(
        label, values, default, format_func=lambda value: f"{value:g}", key=key, bind=BIND
    )
    return chosen
