"""The rise of the dev cost since it was lowest, and how sure so few dev examples make us of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

import numpy as np

from playground.training.records import Record

# A cost is looked at as its mean over a tenth of the iterations, at least over so many, so that a jump is no
# level.
SHARE, FEWEST_ITERATIONS = 0.1, 50
FEWEST_RECORDS = 6

# Between the lowest level and the present one lies at least this share of the iterations.
APART = 0.2


@dataclass(frozen=True)
class DevRise:
    """From the dev cost `lowest`, a mean around iteration `best`, to the present level `now`, a mean as well.

    `standard_error` is that of now - lowest, both as a difference of paired losses on so many dev examples and as
    one of means over costs that jump. `trained` says whether the train cost fell meanwhile.
    """

    best: int
    lowest: float
    now: float
    standard_error: float
    trained: bool

    @property
    def value(self) -> float:
        """By how much the dev cost rose."""
        return self.now - self.lowest


def dev_rise(records: Sequence[Record]) -> DevRise | None:
    """The rise in these records, in the order of their iterations; None where there is none, or too little to see.

    Every cost of late must lie above the lowest level.

    Every dev example has a loss now and had one when the cost was lowest. The mean of their differences d is the
    rise, and its standard error s(d) / √m: a paired comparison, as both are of the same examples. It is large
    where few examples make the whole difference, as where a network that errs becomes ever surer of it.
    """
    costs = [record.dev_cost for record in records if record.dev_cost is not None]
    if len(costs) < max(FEWEST_RECORDS, len(records)):
        return None
    iterations = [record.iteration for record in records]
    span = iterations[-1] - iterations[0]
    width = max(SHARE * span, FEWEST_ITERATIONS)
    latest = bisect_left(iterations, iterations[-1] - width)
    levels = []
    for start, iteration in enumerate(iterations):
        end = bisect_right(iterations, iteration + width)
        if iterations[end - 1] > iterations[-1] - max(APART * span, 2 * FEWEST_ITERATIONS):
            break
        levels.append((fmean(costs[start:end]), start, end))
    if not levels:
        return None
    lowest, start, end = min(levels)
    before, now = records[start:end], records[latest:]
    level = fmean(costs[latest:])
    if min(costs[latest:]) <= lowest:
        return None
    best = min(before, key=lambda record: record.dev_cost or 0.0).iteration
    trained = fmean(record.data_cost for record in now) < fmean(record.data_cost for record in before)
    return DevRise(best, lowest, level, sqrt(_paired(before, now) + _jumps(before) + _jumps(now)), trained)


def _paired(before: Sequence[Record], now: Sequence[Record]) -> float:
    """The variance of the mean difference of the dev examples' losses; infinite where they are not on record."""
    losses = [[r.dev_losses for r in some if r.dev_losses is not None] for some in (before, now)]
    if not losses[0] or not losses[1]:
        return np.inf
    differences = np.mean(losses[1], axis=0, dtype=float) - np.mean(losses[0], axis=0, dtype=float)
    return float(differences.var(ddof=1)) / differences.size if differences.size > 1 else np.inf


def _jumps(some: Sequence[Record]) -> float:
    """The variance of the mean of costs that jump, as if every one told us something new."""
    costs = [record.dev_cost for record in some if record.dev_cost is not None]
    return float(np.var(costs, ddof=1)) / len(costs) if len(costs) > 1 else 0.0
