"""The fields that are swept to see bias and variance: which values of each, and where the experiment stands."""

from dataclasses import dataclass
from typing import Any

from playground.training.checks import ExperimentError
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.sweep_grid import Grid

M, LAMBDA, KEEP_PROB, UNITS, DEPTH = "m", "λ", "keep_prob", "units", "depth"

VALUES: dict[str, tuple[float, ...]] = {
    M: (20, 40, 80, 160, 320, 640),
    LAMBDA: (0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    KEEP_PROB: (0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    UNITS: (1, 2, 4, 8, 16, 32),
    DEPTH: (1, 2, 3, 4, 5),
}


@dataclass(frozen=True)
class SweptField:
    """A field by its title, its unit as `named` takes it, and its values in ascending order.

    `own` is the experiment's value, which is one of `values`, or None where it has none: layers of different
    widths are no depth of equal ones. `log` is whether the values are steps of a logarithmic scale.
    """

    title: str
    unit: str
    values: tuple[float, ...]
    own: float | None
    log: bool

    @property
    def own_first(self) -> tuple[float, ...]:
        """The values with the experiment's own first, as they are trained: what matters most is there first."""
        first = () if self.own is None else (self.own,)
        return (*first, *(value for value in self.values if value != self.own))


def swept_field(experiment: Experiment, name: str) -> SweptField:
    """One of M, LAMBDA, KEEP_PROB, UNITS and DEPTH, for an experiment.

    Raises ExperimentError where the experiment has no such field.
    """
    hidden, alike = experiment.hidden, len(set(experiment.hidden)) <= 1
    title, unit, own = name, f"{name}=", None
    if name == M:
        if experiment.dataset.path is not None:
            raise ExperimentError("A learning curve needs a data set that is drawn: a file has the points it has.")
        title, own = "Training points m", float(load_data(experiment).train.m)
    elif name == LAMBDA:
        own = experiment.lambd
    elif name == KEEP_PROB:
        if not hidden:
            raise ExperimentError("Dropout needs a hidden layer: this experiment has none.")
        own = experiment.keep_probs[0] if len(set(experiment.keep_probs)) == 1 else None
    elif name == UNITS:
        title, unit = f"Units in {'each' if alike else 'the first'} hidden layer", "units"
        own = hidden[0] if hidden else 0
    else:
        title, unit, own = "Hidden layers", "hidden layers", len(hidden) if alike else None
    values = tuple(sorted({*VALUES[name], *(() if own is None else (own,))}))
    return SweptField(title, unit, values, own, name in (M, LAMBDA, UNITS))


def grid_of(experiment: Experiment, name: str, values: tuple[float, ...]) -> Grid:
    """The experiment at these values of a field. Raises ExperimentError for what is not accepted."""
    if name == UNITS:
        return Grid(experiment, (("hidden", tuple(_layers(experiment, int(u)) for u in values)),))
    field = "lambd" if name == LAMBDA else name
    written: tuple[Any, ...] = tuple(int(v) for v in values) if name in (M, DEPTH) else values
    return Grid(experiment, ((field, written),))


def _layers(experiment: Experiment, units: int) -> tuple[int, ...]:
    """The hidden layers with so many units in the first, or in all where all are alike; 0 is none at all."""
    if not units:
        return ()
    hidden = experiment.hidden or (units,)
    return (units, *hidden[1:]) if len(set(hidden)) > 1 else (units,) * len(hidden)


def named(value: float, unit: str) -> str:
    """A value with its unit: "8 units", or "λ = 0.3" for the unit "λ="."""
    if unit.endswith("="):
        return f"{unit[:-1]} = {value:,g}"
    return f"{value:g} {unit.removesuffix('s') if value == 1 else unit}"
