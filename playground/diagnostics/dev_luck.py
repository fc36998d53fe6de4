"""The luck of the dev set: what many dev sets of one size say of the same network, and what its true error is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.datasets.fresh import draw_fresh
from playground.diagnostics.error_rates import ErrorRate, difference
from playground.diagnostics.network_answers import logits_of
from playground.network.arrays import Array
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.sweep_data import as_seen, raw_data
from playground.training.sweep_results import SuccessRate, success_rate
from playground.training.trainer import Trainer

SIZES = (20, 100, 1000)
DRAWS = 300

# The true error is measured on this many other points: at most 0.16 points off, one standard error.
TRUE_POINTS = 100_000
POOL_SEED, TRUE_SEED = 3_900_000_001, 3_900_000_002


@dataclass(frozen=True, eq=False)
class LuckOfSize:
    """What `measured` (draws,) dev sets of `m` points say of a network.

    `low` and `high` hold the middle 95 % of them, `typical` is the interval that the first of them gives,
    `covered` how often Wilson's interval of a set holds the true error, and `tellable` the least difference to
    another network's error that can be told with two such sets, see `least_difference`.
    """

    m: int
    measured: Array
    low: float
    high: float
    typical: SuccessRate
    covered: float
    tellable: float | None


@dataclass(frozen=True, eq=False)
class DevLuck:
    """The true error of a network and what dev sets of several sizes say of it."""

    true_error: float
    sizes: tuple[LuckOfSize, ...]


def find_luck(experiment: Experiment, sizes: Sequence[int] = SIZES, draws: int = DRAWS, seed: int = 0) -> DevLuck:
    """Train an experiment, and measure its network on so many dev sets of each size.

    The sets have no point in common: one large draw from the law of the points is cut at random, so each set has
    points as independent as they come, and not as many of each class as of the other.
    Raises ExperimentError for points from a file, whose law is not known.
    """
    spec = experiment.dataset
    if spec.path is not None or spec.n is None or spec.noise is None or spec.seed is None:
        raise ExperimentError("The law of points from a file is not known, so no fresh dev sets can be drawn.")
    trainer = Trainer(experiment)
    trainer.advance(experiment.iterations)
    train = raw_data(experiment).train

    def wrong(n: int, fresh_seed: int) -> Array:
        points = draw_fresh(spec.name, n, spec.noise or 0.0, spec.seed or 0, fresh_seed)
        told = logits_of(trainer, as_seen(experiment, [train], points.X)) > 0
        return (told != (points.Y[0] > 0.5)).astype(float)

    true_error = float(wrong(TRUE_POINTS, TRUE_SEED).mean())
    pool = wrong(draws * sum(sizes), POOL_SEED)
    np.random.RandomState(seed).shuffle(pool)
    ends = np.cumsum([draws * m for m in sizes])
    parts = zip(sizes, np.split(pool, ends[:-1]), strict=True)
    return DevLuck(true_error, tuple(luck_of(part.reshape(draws, m), true_error) for m, part in parts))


def luck_of(wrong: Array, true_error: float) -> LuckOfSize:
    """What sets (draws, m) of ones, where the network is wrong, and zeros say of it."""
    m = wrong.shape[1]
    measured = wrong.mean(axis=1)
    counts, places = np.unique(wrong.sum(axis=1).astype(int), return_inverse=True)
    intervals = [success_rate(int(count), m) for count in counts]
    holds = np.array([found.low <= true_error <= found.high for found in intervals])
    low, high = np.quantile(measured, [0.025, 0.975])
    typical = intervals[places[0]]
    return LuckOfSize(
        m, measured, float(low), float(high), typical, float(holds[places].mean()), least_difference(true_error, m)
    )


def least_difference(error: float, m: int) -> float | None:
    """By how much a network must err more than one with this error, so that two sets of m points each tell them
    apart: Newcombe's 95 % interval of the difference, when each errs as often as it should, excludes 0.

    In steps of 1/m; None where not even an error of 1 would do.
    """
    base = round(error * m)
    for more in range(1, m - base + 1):
        if difference(ErrorRate((base + more) / m, m), ErrorRate(base / m, m)).low > 0:
            return more / m
    return None


def tell_luck(luck: DevLuck) -> str:
    """What the sizes mean for who trusts one dev set."""
    least, most = luck.sizes[0], luck.sizes[-1]
    return (
        f"The true error is {100 * luck.true_error:.1f} %. A dev set of {least.m:,} points measures anything from "
        f"{100 * least.low:.0f} to {100 * least.high:.0f} %; one of {most.m:,}, from {100 * most.low:.1f} to "
        f"{100 * most.high:.1f} %."
    )
