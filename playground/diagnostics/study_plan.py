"""A study of bias and variance at several sizes of network, or several strengths of the penalty, as one sweep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from playground.diagnostics.decomposition_study import RECORDS, Study, read_study
from playground.training.experiment import Experiment
from playground.training.sweep_data import Ask, Asked, asked_points
from playground.training.sweep_grid import Grid, with_values
from playground.training.sweep_results import Outcome
from playground.training.sweeps import Sweep

UNITS, LAMBDA = "units", "λ"
UNIT_VALUES = (1, 2, 4, 8, 16, 32)
LAMBDA_VALUES = (0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

# Pictures of 41 points along each side are fine enough for four of them beside each other.
ASK = Ask(grid=41, fresh=2000)

# The losses by what they are called on screen, and the field of `Numbers` that has their terms.
LOSSES: Mapping[str, str] = MappingProxyType(
    {"Squared error": "squared_error", "0/1": "zero_one", "Cross-entropy": "cross_entropy"}
)


@dataclass(frozen=True, eq=False)
class StudyPlan:
    """Which values of which field are studied, the sweep that does it, and the points it asks on.

    `title` names the field and `own` is the experiment's value of it, the first of `values`: the others follow
    in ascending order, as they do in the sweep, so that what matters most is there first.
    """

    experiment: Experiment
    title: str
    values: tuple[float, ...]
    own: float
    sweep: Sweep
    asked: Asked
    _read: dict[int, Study] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """What a value counts, as `tell_study` takes it."""
        return "λ=" if self.title == LAMBDA else "units"

    def read(self, k: int, outcome: Outcome | None) -> Study | None:
        """The study of the k-th value from the networks that are done; None below two."""
        if outcome is None:
            return None
        known = self._read.get(k)
        if known is None or known.numbers.networks != len(outcome.seeds):
            known = read_study(self.sweep, outcome, k, self.asked)
            if known is not None:
                self._read[k] = known
        return known


def plan_study(experiment: Experiment, across: str, networks: int, iterations: int, m: int | None) -> StudyPlan:
    """Plan a study across UNITS or LAMBDA: so many networks at each value, each on m training points of its own.

    The experiment's own value is one of those. Units are those of every hidden layer where all are as wide, else
    those of the first. Points from a file are resampled, whatever m says. Raises ExperimentError for what is not
    accepted.
    """
    base = experiment
    if m is not None and experiment.dataset.path is None:
        base = with_values(experiment, {"m": m})
    title, own, others, axis = _axis(base, across)
    values = (own, *sorted(set(others) - {own}))
    grid = Grid(base, ((axis, values if axis == "lambd" else tuple(_layers(base, int(u)) for u in values)),))
    sweep = Sweep(
        grid.experiments,
        tuple(range(networks)),
        iterations,
        max(1, iterations // RECORDS),
        vary_data=True,
        vary_dropout=True,
        ask=ASK,
    )
    return StudyPlan(base, title, values, own, sweep, asked_points(base, ASK))


def _axis(base: Experiment, across: str) -> tuple[str, float, tuple[float, ...], str]:
    """The title, the experiment's own value, what it is compared with, and the field of a Grid."""
    if across == LAMBDA:
        return LAMBDA, base.lambd, LAMBDA_VALUES, "lambd"
    own = base.hidden[0] if base.hidden else 0
    which = "the first" if len(set(base.hidden)) > 1 else "each"
    return f"Units in {which} hidden layer", own, UNIT_VALUES, "hidden"


def _layers(base: Experiment, units: int) -> tuple[int, ...]:
    """The hidden layers with so many units; 0 is a network without any."""
    if not units:
        return ()
    hidden = base.hidden or (units,)
    return (units, *hidden[1:]) if len(set(hidden)) > 1 else (units,) * len(hidden)
