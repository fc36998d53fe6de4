"""Controls of the page on initialisation: data, network, and which initialisations to compare."""

from dataclasses import replace
from typing import Any

import streamlit as st

from playground.datasets import DATASETS
from playground.network.initializers import INITIALIZERS
from playground.training.experiment import MAX_SCALE, MAX_SEED, Experiment
from playground.ui import help_texts
from playground.ui.choices import choose_activation, choose_dataset, choose_one, choose_rate
from playground.ui.controls import BIND
from playground.ui.initializations import INITIALIZATIONS, Initialization, column, published

COURSE, DEEP = "2-10-5-1", "Deep"
SHAPE = (
    "The course's network, or a deep one. Choose the deep one to see signals vanish or explode from "
    "layer to layer."
)
DEPTH = (
    "How many hidden layers of 10 units. More of them make a wrong scale worse, for each layer multiplies by it."
)
MOST_DEEP_LAYERS = 50
DEEP_UNITS = 10


def initialization_columns() -> tuple[list[tuple[str, Experiment]], list[str]]:
    """The columns that the controls ask for, a title and an experiment each, and a note on each."""
    base = Experiment.from_json({**_data(), **_network()})
    chosen = _initializations()
    return [column(base, init) for init in chosen], [published(base, init) for init in chosen]


def _data() -> dict[str, Any]:
    st.markdown("**Data**")
    name = choose_dataset("init_dataset", "circles")
    recipe = DATASETS[name]
    seed = st.number_input(
        "Data seed", 0, MAX_SEED - 1, 1, key="init_data_seed", bind=BIND, help=help_texts.DATA_SEED
    )
    spec = {"name": name, "noise": recipe.noise}
    # The course draws its test set apart, with the next seed.
    return {"dataset": {**spec, "n": 300, "seed": seed}, "test": {**spec, "n": 100, "seed": seed + 1}}


def _network() -> dict[str, Any]:
    st.markdown("**Network**")
    shape = choose_one("Layers", [COURSE, DEEP], COURSE, "init_shape", help=SHAPE)
    hidden = [10, 5]
    if shape == DEEP:
        depth = st.slider("Hidden layers", 2, MOST_DEEP_LAYERS, 20, key="init_depth", bind=BIND, help=DEPTH)
        hidden = [DEEP_UNITS] * depth
    left, right = st.columns(2)
    activation = choose_activation("init_activation", "relu", left)
    seed = right.number_input(
        "Weights seed", 0, MAX_SEED, 3, key="init_seed", bind=BIND, help=help_texts.WEIGHTS_SEED
    )
    rate = choose_rate("init_alpha", 0.01)
    return {
        "hidden": hidden,
        "activation": activation,
        "init": {"seed": seed},
        "optimizer": {"learning_rate": rate},
    }


def _initializations() -> list[Initialization]:
    st.markdown("**Initialisations**", help=help_texts.COMPARED)
    chosen = st.pills(
        "Compared",
        list(INITIALIZATIONS),
        selection_mode="multi",
        default=[name for name in INITIALIZATIONS if name != "custom"],
        format_func=lambda name: INITIALIZATIONS[name].title,
        key="init_compared",
        bind=BIND,
        help=help_texts.COMPARED,
        label_visibility="collapsed",
    )
    with st.popover("Scales", icon=":material/tune:", width="stretch"):
        return [_scaled(name) for name in INITIALIZATIONS if name in chosen]


def _scaled(name: str) -> Initialization:
    """An initialisation with the scale, and for the custom one the rule, that its controls say."""
    init = INITIALIZATIONS[name]
    if init.rule == "zeros":
        return init
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if name == "custom":
            rule = st.selectbox(
                "Rule",
                [rule for rule in INITIALIZERS if rule != "zeros"],
                index=1,
                format_func=lambda rule: INITIALIZERS[rule].title,
                key="init_rule",
                bind=BIND,
                help=help_texts.INITIALISATION,
            )
            init = replace(init, rule=rule)
        scale = st.number_input(
            f"{init.title}: scale",
            0.0,
            MAX_SCALE,
            init.scale,
            format="%g",
            key=f"init_scale_{name}",
            bind=BIND,
            help=help_texts.SCALE,
        )
    return replace(init, scale=scale)
