"""A study of bias and variance at several sizes of network, or several strengths of the penalty, as one sweep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from playground.diagnostics.decomposition_study import RECORDS, Study, read_study
from playground.diagnostics.swept_fields import LAMBDA, SweptField, grid_of, swept_field
from playground.training.experiment import Experiment
from playground.training.sweep_data import Ask, Asked, asked_points
from playground.training.sweep_grid import with_values
from playground.training.sweep_results import Outcome
from playground.training.sweeps import Sweep

# Pictures of 41 points along each side are fine enough for four of them beside each other.
ASK = Ask(grid=41, fresh=2000)

# What a study goes across unless somebody chooses otherwise. λ shows both arms of the U for every network that is
# large enough: without it variance is high, and with much of it bias. Across sizes the small ones vary, too, and a
# network of few units may do.
FIRST_ACROSS = LAMBDA

# The losses by what they are called on screen, and the field of `Numbers` that has their terms.
LOSSES: Mapping[str, str] = MappingProxyType(
    {"Squared error": "squared_error", "0/1": "zero_one", "Cross-entropy": "cross_entropy"}
)


@dataclass(frozen=True, eq=False)
class StudyPlan:
    """Which values of which field are studied, the sweep that does it, and the points it asks on.

    `given` is the experiment that was asked for, `experiment` the same on so many training points. The sweep's
    experiments are in the order of `across.own_first`.
    """

    given: Experiment
    experiment: Experiment
    across: SweptField
    sweep: Sweep
    asked: Asked
    _read: dict[int, Study] = field(default_factory=dict)

    def read(self, k: int, outcome: Outcome | None) -> Study | None:
        """The study of the sweep's k-th experiment from the networks that are done; None below two."""
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

    The experiment's own value is one of those. Points from a file are resampled, whatever m says. Raises
    ExperimentError for what is not accepted.
    """
    base = experiment
    if m is not None and experiment.dataset.path is None:
        base = with_values(experiment, {"m": m})
    swept = swept_field(base, across)
    sweep = Sweep(
        grid_of(base, across, swept.own_first).experiments,
        tuple(range(networks)),
        iterations,
        max(1, iterations // RECORDS),
        vary_data=True,
        vary_dropout=True,
        ask=ASK,
    )
    return StudyPlan(experiment, base, swept, sweep, asked_points(base, ASK))
