"""Keyframes: the picture and the figures of a run at one iteration."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.datasets import Splits
from playground.network.arrays import Array
from playground.network.propagation import Workspace, forward
from playground.pauses import pause
from playground.training.portrait import Portrait, Portraitist
from playground.training.records import Record
from playground.training.trainer import Trainer

# Points along each side of the grid that the picture is drawn from. The browser interpolates the logits, not
# the colours, so a steep border stays sharp between two of them.
GRID = 41

# Logits travel as 16-bit whole numbers of this size; beyond ±32 a probability is 0 or 1 to 14 digits.
LOGIT_STEP = 1e-3
LOGIT_LIMIT = 32.0


@dataclass(frozen=True)
class Region:
    """The part of the plane that is shown: a square, so that a circle looks like one."""

    x1_low: float
    x1_high: float
    x2_low: float
    x2_high: float


@dataclass(frozen=True)
class Keyframe:
    """The figures of an iteration, the logits over the region (GRID, GRID) with rows from x2_low upward, and
    the portrait of the network."""

    record: Record
    field: npt.NDArray[np.int16]
    portrait: Portrait

    @property
    def nbytes(self) -> int:
        """How many bytes its arrays take."""
        p = self.portrait
        return sum(array.nbytes for array in (self.field, p.maps, p.tops, p.weights, p.gradients, p.dropped))


def region_around(data: Splits) -> Region:
    """The smallest square with all points and a margin of 8 % on each side."""
    X = np.concatenate([points.X for points in (data.train, data.dev, data.test) if points], axis=1)
    low, high = X.min(axis=1), X.max(axis=1)
    middle = (low + high) / 2
    half = max(float((high - low).max()) / 2 * 1.16, 1e-6)
    return Region(middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half)


def plane_points(region: Region, grid: int) -> Array:
    """The points (2, grid²) of a grid over a region, row by row from x2_low upward."""
    x1 = np.linspace(region.x1_low, region.x1_high, grid)
    x2 = np.linspace(region.x2_low, region.x2_high, grid)
    return np.stack([axis.ravel() for axis in np.meshgrid(x1, x2)])


class Camera:
    """Takes keyframes of a trainer over one region of the plane."""

    def __init__(self, trainer: Trainer) -> None:
        """Lay the grid over the trainer's points."""
        self.trainer = trainer
        self.region = region_around(trainer.data)
        self._X = plane_points(self.region, GRID)
        self._workspace = Workspace(trainer.learner.parameters, GRID * GRID)
        self.portraitist = Portraitist(trainer.learner, trainer.data.train.X, trainer.data.train.Y)

    def take(self) -> Keyframe:
        """The keyframe of the iteration at which the trainer stands."""
        learner = self.trainer.learner
        with np.errstate(over="ignore", invalid="ignore"):
            pause()
            forward(self._X, learner.parameters, learner.activation, self._workspace)
            pause()
            portrait = self.portraitist.draw(self._workspace, GRID)
        field = quantise(self._workspace.Z[learner.parameters.L], GRID)
        return Keyframe(self.trainer.evaluate(), field, portrait)


def quantise(logits: Array, grid: int) -> npt.NDArray[np.int16]:
    """Logits (1, grid²) in multiples of LOGIT_STEP, cut at ±LOGIT_LIMIT; NaN, where two overflows met, is 0."""
    cut = np.clip(np.nan_to_num(logits), -LOGIT_LIMIT, LOGIT_LIMIT)
    return np.rint(cut / LOGIT_STEP).astype(np.int16).reshape(grid, grid)
