"""What a comparison shows of an iteration, and what of it goes into one answer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.training.lockstep import LockstepCheckpoint
from playground.training.records import Record

# Points along each side of a column's picture; columns are small, and there are several.
GRID = 31


@dataclass(frozen=True)
class Costs:
    """The data cost of every network at one iteration, dropout off, on the training set and, if any, on dev."""

    iteration: int
    costs: tuple[float, ...]
    dev_costs: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class ComparisonKeyframe:
    """One iteration of R networks with L layers: their records, their logits over the plane (R, GRID, GRID), and
    of every layer (R, L) the spread of its activations, the norm of its gradient and how many units differ, with
    histograms (3, R, L, BINS) of activations, weights and gradients and their ranges (3, R, L, 2).

    `dropped` (R, hidden units) is 1 for what the masks of the coming update drop for its first example. `theta`
    (R, P) are the parameters, where paths over the cost surface are shown.
    """

    records: list[Record]
    fields: npt.NDArray[np.int16]
    spread: Array
    gradient: Array
    different: Array
    ranges: Array
    histograms: npt.NDArray[np.int16]
    dropped: npt.NDArray[np.uint8]
    theta: Array | None

    @property
    def nbytes(self) -> int:
        """How many bytes its arrays take in a message, with room for its records."""
        numbers = self.spread.size + self.gradient.size + self.different.size + self.ranges.size // 2
        pictures = self.fields.nbytes + self.histograms.nbytes + self.dropped.nbytes
        return 4 * numbers + pictures + 200 * len(self.records)


@dataclass(frozen=True)
class ComparisonBurst:
    """The keyframes that answer one request; where paths are shown, where the networks then stood in which version
    of the cost slice, (K, R, 2)."""

    revision: int
    diverged_at: list[int | None]
    keyframes: list[ComparisonKeyframe]
    said: list[str]
    surface: int | None
    positions: Array


@dataclass(frozen=True)
class Surface:
    """A cost slice, the version of it, and where at K iterations the R networks stood in it: path (K, R, 2), in
    shares of its side. `share` tells how much of their way lies in its plane."""

    version: int
    costs: Array
    iterations: list[int]
    path: Array
    share: float


@dataclass(frozen=True)
class SavedComparison:
    """What is kept of a comparison whose place was needed, from which it goes on where it was."""

    titles: list[str]
    lockstep: LockstepCheckpoint
