"""Links: the address with which the playground's page opens an experiment, the inverse of its controls."""

import re
from collections.abc import Sequence
from typing import Any

from playground.datasets import DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.training.checks import ExperimentError, shown
from playground.training.experiment import DatasetSpec, Experiment, SplitSpec
from playground.ui.controls import (
    BATCH_SIZES,
    DEFAULT_UNITS,
    FULL_BATCH,
    LEARNING_RATES,
    LEAST_KEEP,
    MOST_LAYERS,
    MOST_UNITS,
    STRENGTHS,
)

# Where the page's sliders begin and end; a slider takes what lies between two of its steps, too.
FEWEST_POINTS, MOST_POINTS = 20, 1000
LEAST_TRAIN, MOST_TRAIN = 20, 100
MOST_KEEP = 1.0

# How far a sum of shares may be off by rounding, as in 1 - 0.2 - 0.2.
ROUNDING = 1e-9


# The query parameters of the controls as they stand at first; those of size, noise and units depend on others.
DEFAULTS = {
    "data_seed": "1",
    "train": "60",
    "standardize": "false",
    "layers": str(len(DEFAULT_UNITS)),
    "activation": ACTIVATIONS["relu"].title,
    "init": INITIALIZERS["he"].title,
    "scale": "1.0",
    "seed": "3",
    "optimizer": OPTIMIZERS["gd"].title,
    "batch": FULL_BATCH,
    "alpha": "0.3",
    "lambd": "0",
    "layered": "false",
    "keep_prob": "1.0",
}


class NoControl(ExperimentError):
    """An experiment that can be run, but that the playground's page has no controls for."""


def query_of(experiment: Experiment) -> dict[str, str]:
    """The query parameters with which the playground's page opens exactly this experiment.

    Controls at their defaults are left out, as Streamlit itself leaves them out of the address; the dataset is
    always named. The number of iterations has no place in it. Raises NoControl, with a sentence that names the
    field, where the page cannot be set to what the experiment asks for.
    """
    _check_what_the_page_never_sets(experiment)
    everything = {**_data(experiment), **_network(experiment), **_training(experiment)}
    recipe = DATASETS[experiment.dataset.name]
    defaults = {**DEFAULTS, "n": str(recipe.n), "noise": str(recipe.noise)}
    for l in range(1, MOST_LAYERS + 1):
        defaults[f"n{l}"] = str(DEFAULT_UNITS[min(l, len(DEFAULT_UNITS)) - 1])
    return {key: value for key, value in everything.items() if value != defaults.get(key)}


def is_control(key: str) -> bool:
    """Whether a control of the playground's page has this key, which is also its query parameter."""
    return key in DEFAULTS or re.fullmatch(r"n|noise|(n|keep)\d+", key) is not None


def _check_what_the_page_never_sets(experiment: Experiment) -> None:
    fixed: dict[str, tuple[Any, Any]] = {
        "l1": (experiment.l1, 0.0),
        "optimizer.decay_rate": (experiment.optimizer.decay_rate, 0.0),
        "dropout_seed": (experiment.dropout_seed, 1),
    }
    for field, (value, only) in fixed.items():
        if value != only:
            raise _no_control(field, value, f"it is always {shown(only)}")
    if experiment.test is not None:
        raise NoControl("The playground's page has no control for test, a test set drawn separately.")
    if experiment.changes:
        raise NoControl("The playground's page has no control for changes: a link opens a run at its start.")


def _data(experiment: Experiment) -> dict[str, str]:
    dataset = experiment.dataset
    if dataset.name not in DATASETS:
        raise _no_control("dataset.name", dataset.name, f"it offers {', '.join(DATASETS)}")
    n, noise, seed = _drawn(dataset)
    _check_range("dataset.n", n, FEWEST_POINTS, MOST_POINTS)
    _check_range("dataset.noise", noise, 0.0, DATASETS[dataset.name].max_noise)
    if round(noise, 6) != noise:
        raise _no_control("dataset.noise", noise, "it keeps six decimals")
    return {
        "dataset": dataset.name,
        "n": str(n),
        "noise": str(noise),
        "data_seed": str(seed),
        "train": str(_train_percent(experiment.split)),
        "standardize": "true" if experiment.standardize else "false",
    }


def _drawn(dataset: DatasetSpec) -> tuple[int, float, int]:
    """Size, noise and seed; what a spec that was not read from JSON leaves open is the generator's default."""
    recipe = DATASETS[dataset.name]
    return (
        recipe.n if dataset.n is None else dataset.n,
        recipe.noise if dataset.noise is None else dataset.noise,
        1 if dataset.seed is None else dataset.seed,
    )


def _train_percent(split: SplitSpec | None) -> int:
    """The training set's share in percent; the page gives dev and test half of the rest each."""
    if split is None or split.dev == split.test == 0.0:
        return 100
    percent = round(100 * split.train)
    if split.seed != 0:
        raise _no_control("split.seed", split.seed, "it is always 0")
    if abs(split.train - percent / 100) > ROUNDING:
        raise _no_control("split.train", split.train, "it takes whole percents")
    if max(abs(split.dev - (100 - percent) / 200), abs(split.test - (100 - percent) / 200)) > ROUNDING:
        raise _no_control("split.dev", split.dev, "it gives dev and test equal shares")
    _check_range("split.train", split.train, LEAST_TRAIN / 100, MOST_TRAIN / 100)
    return percent


def _network(experiment: Experiment) -> dict[str, str]:
    hidden = experiment.hidden
    if len(hidden) > MOST_LAYERS:
        raise NoControl(
            f"The playground's page has no control for {len(hidden)} hidden layers: it takes 0 to {MOST_LAYERS}."
        )
    for i, units in enumerate(hidden):
        _check_range(f"hidden[{i}]", units, 1, MOST_UNITS)
    init = experiment.init
    return {
        "layers": str(len(hidden)),
        **{f"n{l}": str(units) for l, units in enumerate(hidden, start=1)},
        "activation": ACTIVATIONS[experiment.activation].title,
        "init": INITIALIZERS[init.name].title,
        "scale": str(init.scale),
        "seed": str(init.seed),
    }


def _training(experiment: Experiment) -> dict[str, str]:
    batch = experiment.batch_size
    if batch is not None and batch not in BATCH_SIZES:
        raise _no_control("batch_size", batch, f"it offers {_listed(BATCH_SIZES)} and null")
    return {
        "optimizer": OPTIMIZERS[experiment.optimizer.name].title,
        "batch": FULL_BATCH if batch is None else str(batch),
        "alpha": _stop("optimizer.learning_rate", experiment.learning_rate, LEARNING_RATES),
        "lambd": _stop("lambd", experiment.lambd, STRENGTHS),
        **_dropout(experiment),
    }


def _dropout(experiment: Experiment) -> dict[str, str]:
    for keep in experiment.keep_probs:
        _check_range("keep_prob", keep, LEAST_KEEP, MOST_KEEP)
    if not experiment.hidden:
        return {"layered": "false", "keep_prob": "1.0"}
    if not isinstance(experiment.keep_prob, tuple):
        return {"layered": "false", "keep_prob": str(experiment.keep_prob)}
    each = {f"keep{l}": str(keep) for l, keep in enumerate(experiment.keep_prob, start=1)}
    return {"layered": "true", "keep_prob": "1.0", **each}


def _stop(field: str, value: float, stops: Sequence[float]) -> str:
    """The value as a slider with a list of stops writes it."""
    if value not in stops:
        raise _no_control(field, value, f"its slider has {_listed(stops)}")
    return f"{value:g}"


def _check_range(field: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise _no_control(field, value, f"it takes {low:g} to {high:g}")


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def _no_control(field: str, value: Any, what_there_is: str) -> NoControl:
    return NoControl(f"The playground's page cannot set {field} to {shown(value)}: {what_there_is}.")
