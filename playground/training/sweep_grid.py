"""Learning curves and validation curves: one experiment at several values of a field, or of several fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from playground.training.checks import ExperimentError, choice, whole
from playground.training.experiment import MAX_LAYERS, MAX_POINTS, MAX_UNITS, MIN_POINTS, Experiment
from playground.training.sweep_data import Ask
from playground.training.sweeps import MOST_EXPERIMENTS, Sweep

# Units of each layer where a network that had no hidden layer gets some.
UNITS = 4

FIELDS = ("m", "lambd", "l1", "keep_prob", "learning_rate", "units", "depth", "hidden")

# Fresh points on which errors are measured, and no picture.
FRESH = Ask(grid=0, fresh=2000)


@dataclass(frozen=True)
class Grid:
    """An experiment at all combinations of values: `axes` are pairs of a field and its values.

    Fields are "m" (training points), "lambd", "l1", "keep_prob", "learning_rate", "units" (in every hidden layer),
    "depth" (hidden layers, all as wide as the first) and "hidden" (all layers' units). One axis makes a learning
    curve or a validation curve, two a map. Raises ExperimentError for what is not accepted.
    """

    base: Experiment
    axes: tuple[tuple[str, tuple[Any, ...]], ...]

    def __post_init__(self) -> None:
        """Check."""
        for field, values in self.axes:
            choice("the field of a curve", field, FIELDS)
            if not values or len(set(values)) < len(values):
                raise ExperimentError(f"{field} must have at least one value, each of them once.")
        if len({field for field, _ in self.axes}) < len(self.axes):
            raise ExperimentError("A field can have one axis only.")
        whole("the number of combinations", prod(self.shape), 1, MOST_EXPERIMENTS)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(values) for _, values in self.axes)

    @property
    def combinations(self) -> list[dict[str, Any]]:
        """The values by field at every place, the last axis fastest, as in NumPy's order."""
        fields = [field for field, _ in self.axes]
        return [dict(zip(fields, values, strict=True)) for values in product(*(values for _, values in self.axes))]

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """The experiment of every combination, in that order."""
        return tuple(with_values(self.base, values) for values in self.combinations)


def grid_sweep(grid: Grid, seeds: Sequence[int], iterations: int, *, vary_data: bool = True) -> Sweep:
    """The sweep that trains every combination from every seed; each has weights and, with `vary_data`, training
    points of its own.

    The same seed has the same training points at every value of any field but "m", so curves are compared on equal
    terms. Records are those of the beginning and the end. Raises ExperimentError for what is not accepted.
    """
    return Sweep(
        grid.experiments,
        tuple(seeds),
        iterations,
        max(1, iterations),
        vary_dropout=True,
        vary_data=vary_data,
        ask=FRESH,
    )


def with_values(experiment: Experiment, values: Mapping[str, Any]) -> Experiment:
    """The experiment with other values for some of FIELDS, checked like the JSON."""
    written = replace(experiment, changes=()).to_json()
    hidden = list(experiment.hidden)
    if "hidden" in values:
        hidden = list(values["hidden"])
    if "depth" in values:
        hidden = [hidden[0] if hidden else UNITS] * whole("depth", values["depth"], 0, MAX_LAYERS)
    if "units" in values:
        hidden = [whole("units", values["units"], 1, MAX_UNITS)] * max(1, len(hidden))
    if hidden != list(experiment.hidden):
        written["hidden"] = hidden
        written["keep_prob"] = min(experiment.keep_probs, default=1.0)
    for field in ("lambd", "l1", "keep_prob"):
        if field in values:
            written[field] = values[field]
    if "learning_rate" in values:
        written["optimizer"] = {**written["optimizer"], "learning_rate": values["learning_rate"]}
    if "m" in values:
        written.update(_with_training_points(experiment, values["m"]))
    return Experiment.from_json(written)


def _with_training_points(experiment: Experiment, m: Any) -> dict[str, Any]:
    """A data set of which m points train. A split's dev and test sets grow with it."""
    if experiment.dataset.path is not None:
        raise ExperimentError("A learning curve needs a data set that is drawn: a file has the points it has.")
    m = whole("m", m, MIN_POINTS, MAX_POINTS)
    shares = experiment.split
    share = 1.0
    if shares is not None:
        share = shares.train if experiment.test is None else shares.train / (shares.train + shares.dev)
    spec = experiment.dataset
    return {"dataset": {"name": spec.name, "n": round(m / share), "noise": spec.noise, "seed": spec.seed}}
