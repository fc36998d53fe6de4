"""Train and dev error over a field or over the iterations: what is trained for such a curve, and its bands."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from playground.diagnostics.swept_fields import SweptField, grid_of, swept_field
from playground.network.arrays import Array
from playground.training.checks import ExperimentError
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.sweep_errors import read_errors
from playground.training.sweep_grid import Grid, grid_sweep
from playground.training.sweep_results import Outcome
from playground.training.sweeps import Sweep

ITERATIONS = "iterations"
ERROR, COST = "error", "cost"
RECORDS = 80

# A band holds the networks between the tenth and the ninetieth percentile; the line is the median.
BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class CurveBands:
    """The figure on train and on dev at every `x` (N,) that is known: quantiles BAND over the seeds, (3, N).

    `networks` are done. What is inf has diverged.
    """

    x: Array
    train: Array
    dev: Array
    networks: int

    @property
    def lowest_dev(self) -> int:
        """The place where the median on dev is least."""
        return int(np.argmin(self.dev[1]))


@dataclass(frozen=True, eq=False)
class CurvePlan:
    """The sweep of a curve. With `swept` None it runs over the iterations of one experiment."""

    experiment: Experiment
    swept: SweptField | None
    grid: Grid | None
    sweep: Sweep
    _read: dict[str, CurveBands] = field(default_factory=dict)

    def read(self, figure: str, outcome: Callable[[int], Outcome | None]) -> CurveBands | None:
        """The bands of ERROR or COST from what is done so far; None while there is nothing."""
        found = [outcome(k) for k in range(len(self.sweep.experiments))]
        done = sum(len(one.seeds) for one in found if one is not None)
        if not done:
            return None
        known = self._read.get(figure)
        if known is None or known.networks != done:
            bands = (
                self._over_values(figure, found) if self.grid is not None else self._over_time(figure, found[0])
            )
            self._read[figure] = known = CurveBands(*bands, done)
        return known

    def _over_values(self, figure: str, found: list[Outcome | None]) -> tuple[Array, Array, Array]:
        assert self.grid is not None
        assert self.swept is not None
        errors = read_errors(self.grid, self.sweep, found.__getitem__)
        at = np.array(self.swept.own_first)
        known = np.flatnonzero(errors.done.any(axis=-1))
        known = known[np.argsort(at[known])]
        train, dev = (errors.bands(f"{name}_{figure}", BAND)[:, known] for name in ("train", "dev"))
        return at[known], train, dev

    def _over_time(self, figure: str, outcome: Outcome | None) -> tuple[Array, Array, Array]:
        assert outcome is not None
        x = np.array(outcome.recorded, dtype=float)
        if figure == COST:
            return x, outcome.bands("data_cost", BAND).values, outcome.bands("dev_cost", BAND).values
        right = (outcome.bands(f"{name}_accuracy", BAND[::-1]).values for name in ("train", "dev"))
        train, dev = (1 - values for values in right)
        return x, train, dev


def plan_curve(experiment: Experiment, name: str, seeds: int, iterations: int) -> CurvePlan:
    """Plan a curve over a field of `swept_field`, or over ITERATIONS, from so many seeds.

    Each seed draws its own weights and training points; over a field the dev error is that on fresh points, over
    ITERATIONS that on a dev set of the seed's own. Raises ExperimentError for what is not accepted, and where
    there is no dev set to stop by.
    """
    first_seeds = range(1, seeds + 1)
    if name != ITERATIONS:
        swept = swept_field(experiment, name)
        grid = grid_of(experiment, name, swept.own_first)
        return CurvePlan(experiment, swept, grid, grid_sweep(grid, first_seeds, iterations))
    if load_data(experiment).dev is None:
        raise ExperimentError("Early stopping needs a dev set: set a train share below 100 %.")
    every = max(1, iterations // RECORDS)
    sweep = Sweep((experiment,), tuple(first_seeds), iterations, every, vary_dropout=True, vary_data=True)
    return CurvePlan(experiment, None, None, sweep)
