"""Controls of the page on optimisation: data, model, which ways to descend, and their learning rates."""

from typing import Any

import streamlit as st

from playground.datasets import DATASETS
from playground.training.experiment import MAX_SEED
from playground.ui import help_texts
from playground.ui.choices import choose_dataset, choose_one, choose_rate
from playground.ui.controls import BIND
from playground.ui.optimizations import DESCENTS, HIDDEN, LOGISTIC

NORMALISED, AS_THEY_ARE = "Normalised", "As they are"
MODEL = "What is trained. Logistic regression has a cost like a bowl; a hidden layer makes it uneven."


def base_experiment() -> dict[str, Any]:
    """What all columns share."""
    st.markdown("**Data**")
    left, right = st.columns(2)
    name = choose_dataset("opt_dataset", "houses", left)
    seed = right.number_input(
        "Data seed", 0, MAX_SEED, 1, key="opt_data_seed", bind=BIND, help=help_texts.DATA_SEED
    )
    inputs = choose_one(
        "Inputs",
        [AS_THEY_ARE, NORMALISED],
        AS_THEY_ARE,
        "opt_inputs",
        help=(
            "Normalised: minus the mean, divided by the standard deviation, both of the training set. "
            "Choose it to see "
            "descent take the straight way down."
        ),
    )
    st.markdown("**Model**", help=MODEL)
    model = choose_one("Model", list(HIDDEN), LOGISTIC, "opt_model", label_visibility="collapsed", help=MODEL)
    weights = st.number_input(
        "Weights seed", 0, MAX_SEED, 3, key="opt_seed", bind=BIND, help=help_texts.WEIGHTS_SEED
    )
    return {
        "dataset": {"name": name, "n": 300, "noise": DATASETS[name].noise, "seed": seed},
        "split": {"train": 0.6, "dev": 0.2, "test": 0.2, "seed": 0},
        "standardize": inputs == NORMALISED,
        "hidden": list(HIDDEN[model]),
        "activation": "tanh",
        "init": {"name": "xavier", "seed": weights},
    }


def chosen_descents() -> list[str]:
    """The names of the ways to descend that are compared."""
    st.markdown("**Ways to descend**", help=help_texts.COMPARED)
    chosen = st.pills(
        "Compared",
        list(DESCENTS),
        selection_mode="multi",
        default=list(DESCENTS),
        format_func=lambda name: DESCENTS[name].title,
        key="opt_compared",
        bind=BIND,
        help=help_texts.COMPARED,
        label_visibility="collapsed",
    )
    return [name for name in DESCENTS if name in chosen]


def learning_rates(names: list[str]) -> dict[str, float]:
    """The learning rate of each, from sliders that act while it trains."""
    with st.popover("Learning rates", icon=":material/tune:"), st.grid(2, min_column_width=200):
        return {
            name: choose_rate(f"opt_alpha_{name}", DESCENTS[name].learning_rate, DESCENTS[name].title)
            for name in names
        }
