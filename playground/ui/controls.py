"""Groups of controls: each returns its part of an experiment's JSON. Every value is kept in the address.

`place` is where a group appears: Streamlit itself, or Nowhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from playground.datasets import DATASETS
from playground.diagnostics import RATES as LEARNING_RATES
from playground.diagnostics import STRENGTHS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.training.experiment import MAX_SCALE, MAX_SEED
from playground.ui import help_texts
from playground.ui.dataset_picker import chosen_dataset, dataset_picker
from playground.ui.nowhere import Nowhere

BIND: Literal["query-params"] = "query-params"

BATCH_SIZES = [1, 5, 10, 16, 32, 64, 128, 256]
FULL_BATCH = "Full"

LEAST_KEEP = 0.05
INIT_CONTROLS = {"name": "init", "scale": "scale", "seed": "seed"}

DEFAULT_UNITS = (8, 4)
MOST_LAYERS = 20
MOST_UNITS = 64


def data_controls(place: Any = st) -> dict[str, Any]:
    """Dataset, size, noise, seed, share of training points, standardising."""
    heading, standardize = place.columns([1, 2], vertical_alignment="center")
    heading.markdown(
        "**Data**", help=help_texts.datasets({name: recipe.title for name, recipe in DATASETS.items()})
    )
    standardized = standardize.toggle(
        "Standardise",
        key="standardize",
        bind=BIND,
        help=help_texts.STANDARDISE,
    )
    name = chosen_dataset() if isinstance(place, Nowhere) else dataset_picker()
    recipe = DATASETS[name]
    left, right = place.columns(2)
    # Points and noise take the chosen dataset's defaults; a value out of its range starts over.
    n = left.slider(
        "Points", min_value=20, max_value=1000, value=recipe.n, step=10, key="n", bind=BIND, help=help_texts.POINTS
    )
    noise = right.slider(
        "Noise",
        min_value=0.0,
        max_value=recipe.max_noise,
        value=recipe.noise,
        step=0.01 if recipe.max_noise <= 1 else 0.05,
        format="%.2f",
        key="noise",
        bind=BIND,
        help=f"{recipe.noise_means[0].upper()}{recipe.noise_means[1:]}. {help_texts.NOISE_MOVED}",
    )
    train = left.slider(
        "Train share",
        min_value=20,
        max_value=100,
        value=60,
        step=5,
        format="%d%%",
        key="train",
        bind=BIND,
        help=help_texts.TRAIN_SHARE,
    )
    seed = right.number_input(
        "Data seed",
        min_value=0,
        max_value=MAX_SEED,
        value=1,
        key="data_seed",
        bind=BIND,
        help=help_texts.DATA_SEED,
    )
    rest = (100 - train) / 200
    return {
        "dataset": {"name": name, "n": n, "noise": round(noise, 6), "seed": seed},
        "split": {"train": train / 100, "dev": rest, "test": rest, "seed": 0} if rest else None,
        "standardize": standardized,
    }


def network_controls(place: Any = st) -> dict[str, Any]:
    """Hidden layers and their units, activation, initialisation with scale and seed."""
    place.markdown("**Network**")
    return {"hidden": layer_controls(place), **unit_controls(place)}


def layer_controls(place: Any = st) -> list[int]:
    """How many hidden layers, and a field for the units of each."""
    layers = place.number_input(
        "Hidden layers",
        min_value=0,
        max_value=MOST_LAYERS,
        value=len(DEFAULT_UNITS),
        key="layers",
        bind=BIND,
        help=help_texts.HIDDEN_LAYERS,
    )
    hidden = []
    if layers:
        with place.grid(4, min_column_width=64, gap="xsmall"):
            for l in range(1, layers + 1):
                units = DEFAULT_UNITS[l - 1] if l <= len(DEFAULT_UNITS) else DEFAULT_UNITS[-1]
                hidden.append(
                    place.number_input(
                        f"Units in layer {l}",
                        min_value=1,
                        max_value=MOST_UNITS,
                        value=units,
                        key=f"n{l}",
                        bind=BIND,
                        help=help_texts.units(l),
                    )
                )
    return hidden


def unit_controls(place: Any = st) -> dict[str, Any]:
    """What every unit does, and how its weights begin."""
    left, right = place.columns(2)
    activation = left.selectbox(
        "Activation",
        list(ACTIVATIONS),
        index=list(ACTIVATIONS).index("relu"),
        format_func=lambda name: ACTIVATIONS[name].title,
        key="activation",
        bind=BIND,
        help=help_texts.ACTIVATION,
    )
    init = right.selectbox(
        "Initialisation",
        list(INITIALIZERS),
        index=list(INITIALIZERS).index("he"),
        format_func=lambda name: INITIALIZERS[name].title,
        key="init",
        bind=BIND,
        help=help_texts.INITIALISATION,
    )
    scale = left.number_input(
        "Initial scale",
        min_value=0.0,
        max_value=MAX_SCALE,
        value=1.0,
        step=0.1,
        format="%g",
        key="scale",
        bind=BIND,
        help=help_texts.SCALE,
    )
    seed = right.number_input(
        "Weights seed",
        min_value=0,
        max_value=MAX_SEED,
        value=3,
        key="seed",
        bind=BIND,
        help=help_texts.WEIGHTS_SEED,
    )
    return {"activation": activation, "init": {"name": init, "scale": scale, "seed": seed}}


def optimizer_controls(place: Any = st) -> dict[str, Any]:
    """Optimiser and batch size: they begin a new run."""
    left, right = place.columns(2)
    name = left.selectbox(
        "Optimiser",
        list(OPTIMIZERS),
        format_func=lambda name: OPTIMIZERS[name].title,
        key="optimizer",
        bind=BIND,
        help=help_texts.OPTIMISER,
    )
    batch = right.selectbox(
        "Batch size",
        [FULL_BATCH, *map(str, BATCH_SIZES)],
        key="batch",
        bind=BIND,
        help=help_texts.BATCH_SIZE,
    )
    return {"optimizer": {"name": name}, "batch_size": None if batch == FULL_BATCH else int(batch)}


def live_controls(layers: int, place: Any = st) -> dict[str, Any]:
    """Learning rate, L2 strength and keep_prob, for so many hidden layers: they act on the run in play."""
    alpha, lambd, keep, layered = place.columns([10, 10, 10, 3], vertical_alignment="bottom")
    learning_rate = alpha.select_slider(
        "Learning rate α",
        options=_options("alpha", LEARNING_RATES),
        value=0.3,
        format_func=lambda rate: f"{rate:g}",
        key="alpha",
        bind=BIND,
        help=help_texts.ALPHA,
    )
    strength = lambd.select_slider(
        "L2 strength λ",
        options=_options("lambd", STRENGTHS),
        value=0.0,
        format_func=lambda strength: f"{strength:g}",
        key="lambd",
        bind=BIND,
        help=help_texts.LAMBDA,
    )
    with layered.popover("Dropout layer by layer", icon=":material/layers:", key="by_layer", disabled=not layers):
        keeps = layer_dropout_controls(layers, place)
    keep_prob = keep.slider(
        "Dropout keep_prob",
        min_value=LEAST_KEEP,
        max_value=1.0,
        value=1.0,
        step=0.01,
        key="keep_prob",
        bind=BIND,
        disabled=keeps is not None,
        help=help_texts.KEEP_PROB,
    )
    return {"learning_rate": learning_rate, "lambd": strength, "keep_prob": keep_prob if keeps is None else keeps}


def layer_dropout_controls(layers: int, place: Any = st) -> list[float] | None:
    """keep_prob of each hidden layer, or None where one value is for all."""
    if not place.toggle(
        "A keep_prob for each layer", key="layered", bind=BIND, help=help_texts.KEEP_PROB_BY_LAYER
    ):
        return None
    return [
        place.slider(
            f"keep_prob in layer {l}",
            min_value=LEAST_KEEP,
            max_value=1.0,
            value=1.0,
            step=0.01,
            key=f"keep{l}",
            bind=BIND,
            help=help_texts.KEEP_PROB,
        )
        for l in range(1, layers + 1)
    ] or None


def _options(key: str, usual: Sequence[float]) -> list[float]:
    """The usual values, and those beyond them that this session's runs have had."""
    held: set[float] = st.session_state.setdefault(f"{key}_held", set())
    return sorted({*usual, *held})


def set_controls(experiment: Mapping[str, Any]) -> None:
    """Set the controls to some fields of an experiment's JSON, where there are controls for them."""
    state = st.session_state
    for field, value in experiment.items():
        match field:
            case "learning_rate" | "lambd":
                key, usual = ("alpha", LEARNING_RATES) if field == "learning_rate" else ("lambd", STRENGTHS)
                if value not in usual:
                    state.setdefault(f"{key}_held", set()).add(value)
                state[key] = value
            case "keep_prob":
                state["layered"] = isinstance(value, list | tuple)
                for l, keep in enumerate(value if state["layered"] else (), start=1):
                    state[f"keep{l}"] = keep
                if not state["layered"]:
                    state["keep_prob"] = value
            case "activation" | "standardize":
                state[field] = value
            case "dataset":
                state.update({control: value[control] for control in ("n", "noise") if control in value})
            case "optimizer":
                state["optimizer"] = value["name"]
            case "init":
                state.update({control: value[key] for key, control in INIT_CONTROLS.items() if key in value})
            case "hidden":
                state["layers"] = len(value)
                for l, units in enumerate(value, start=1):
                    state[f"n{l}"] = units
