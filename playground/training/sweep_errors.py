"""The errors of a grid: of every network on its training set and on fresh points, with bands over the seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.training.sweep_data import Asked, asked_points
from playground.training.sweep_grid import Grid
from playground.training.sweep_results import Outcome
from playground.training.sweeps import Sweep

FIGURES = ("train_error", "dev_error", "train_cost", "dev_cost")
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, eq=False)
class GridErrors:
    """What is known so far: arrays (*grid.shape, K) over the grid's values and the K seeds.

    `train_error` is the share of training points told wrong and `train_cost` their cross-entropy, penalty left
    out. `dev_error` and `dev_cost` are those on fresh points, the same for all: where the law is known,
    expectations over the labels. NaN where a network diverged; `done` tells which are trained. `best_error` is
    the Bayes error on those points, None where the law is not known.
    """

    grid: Grid
    seeds: tuple[int, ...]
    done: npt.NDArray[np.bool_]
    train_error: Array
    dev_error: Array
    train_cost: Array
    dev_cost: Array
    best_error: float | None

    def bands(self, figure: str, quantiles: Sequence[float] = QUANTILES) -> Array:
        """Quantiles (len(quantiles), *grid.shape) of a figure over the seeds that are done; NaN where none is.

        Each is the value of one network, as in `Outcome.bands`; one that diverged ranks behind all, as inf.
        Raises ValueError for a name that is none of FIGURES.
        """
        if figure not in FIGURES:
            raise ValueError(f"a figure must be one of {', '.join(FIGURES)}, not {figure!r}")
        values, found = getattr(self, figure), np.full((len(quantiles), *self.grid.shape), np.nan)
        for place in np.ndindex(self.grid.shape):
            known = values[place][self.done[place]]
            if known.size:
                ranked = np.where(np.isnan(known), np.inf, known)
                found[(slice(None), *place)] = np.quantile(ranked, quantiles, method="inverted_cdf")
        return found

    def best(self, figure: str = "dev_error") -> tuple[int, ...] | None:
        """The place in the grid where the median over the seeds is least; None while nothing is done."""
        median = self.bands(figure, [0.5])[0]
        if np.isnan(median).all():
            return None
        return tuple(int(i) for i in np.unravel_index(np.nanargmin(median), self.grid.shape))


def read_errors(grid: Grid, sweep: Sweep, outcome: Callable[[int], Outcome | None]) -> GridErrors:
    """The errors of a grid's networks that are done; `outcome` is that of a SweepResult or of who gathers one."""
    assert sweep.ask is not None
    cells, K = prod(grid.shape), len(sweep.seeds)
    figures = {name: np.full((cells, K), np.nan) for name in FIGURES}
    done = np.zeros((cells, K), dtype=bool)
    place = {seed: k for k, seed in enumerate(sweep.seeds)}
    asked: dict[object, Asked] = {}
    for e, experiment in enumerate(sweep.experiments):
        key = experiment.dataset, experiment.split, experiment.test
        if key not in asked:
            asked[key] = asked_points(experiment, sweep.ask)
        found = outcome(e)
        if found is None:
            continue
        at = [place[seed] for seed in found.seeds]
        done[e, at] = True
        for name, values in _figures(found, asked[key], sweep.ask.grid**2).items():
            figures[name][e, at] = np.where(np.isnan(found.final("cost")), np.nan, values)
    shaped = {name: values.reshape(*grid.shape, K) for name, values in figures.items()}
    return GridErrors(grid, sweep.seeds, done.reshape(*grid.shape, K), best_error=_best(asked), **shaped)


def _figures(outcome: Outcome, asked: Asked, on_plane: int) -> dict[str, Array]:
    """The FIGURES (K,) of an outcome's networks."""
    assert outcome.answers is not None
    Z, p = outcome.answers[:, on_plane:].astype(np.float64), asked.fresh_truth
    return {
        "train_error": 1 - outcome.final("train_accuracy"),
        "dev_error": np.mean(np.where(Z > 0, 1 - p, p), axis=1),
        "train_cost": outcome.final("data_cost"),
        "dev_cost": np.mean(np.logaddexp(0.0, Z) - p * Z, axis=1),
    }


def _best(asked: dict[object, Asked]) -> float | None:
    first = next(iter(asked.values()))
    p = first.fresh_truth
    return None if first.plane_truth is None else float(np.mean(np.minimum(p, 1 - p)))
