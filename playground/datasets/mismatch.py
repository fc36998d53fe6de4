"""A mismatch: dev and test points that do not look like the training points, and the set that shows it.

The train-dev set has the distribution of the training set, but nobody trains on it. What a network does worse
there than on train is variance; what it does worse on dev than there is mismatch.
"""

import math
from dataclasses import dataclass

import numpy as np

from playground.datasets.points import DatasetError, Points
from playground.datasets.splits import Splits, split_points, standardize


@dataclass(frozen=True)
class Move:
    """A turn by so many degrees, counterclockwise, about a centre, then a shift along both axes."""

    degrees: float = 0.0
    x1: float = 0.0
    x2: float = 0.0

    def __post_init__(self) -> None:
        """Raise DatasetError for numbers that are not finite."""
        if not all(math.isfinite(value) for value in (self.degrees, self.x1, self.x2)):
            raise DatasetError("The turn and the shift of a dev set must be finite numbers.")

    def apply(self, X: np.ndarray, centre: np.ndarray) -> np.ndarray:
        """Points (2, N), moved; the centre is (2, 1)."""
        angle = math.radians(self.degrees)
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        return turn @ (X - centre) + centre + np.array([[self.x1], [self.x2]])

    def undo(self, X: np.ndarray, centre: np.ndarray) -> np.ndarray:
        """Where moved points (2, N) came from. The Bayes answer at moved points x is that at `undo(x)`."""
        angle = math.radians(-self.degrees)
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        return turn @ (X - centre - np.array([[self.x1], [self.x2]])) + centre


@dataclass(frozen=True, eq=False)
class MismatchedSplits:
    """The four sets. `train` and `train_dev` are alike; `dev` and `test`, None where there is none, were moved."""

    train: Points
    train_dev: Points
    dev: Points
    test: Points | None


def mismatched(splits: Splits, move: Move, share: float, seed: int) -> MismatchedSplits:
    """Move dev and test about the middle of the training set, and set a share of the training set aside.

    Labels stay as they are. The train-dev set is cut off at random, by class where that is possible, see
    `split_points`. Raises DatasetError where there is no dev set, and where train or train-dev would be too small.
    """
    if splits.dev is None:
        raise DatasetError("A mismatch takes a dev set: give dev a share of the points.")
    centre = splits.train.X.mean(axis=1, keepdims=True)
    cut = split_points(splits.train, 1.0 - share, share, 0.0, seed)
    if cut.dev is None:
        raise DatasetError("The train-dev set would be empty: give it a share above 0.")
    dev, test = (
        None if points is None else Points(move.apply(points.X, centre), points.Y)
        for points in (splits.dev, splits.test)
    )
    assert dev is not None
    return MismatchedSplits(cut.train, cut.dev, dev, test)


def standardize_mismatched(sets: MismatchedSplits) -> MismatchedSplits:
    """All four sets by the mean and the standard deviation of train, as in `standardize`."""
    alike = standardize(Splits(sets.train, sets.train_dev, None))
    moved = standardize(Splits(sets.train, sets.dev, sets.test))
    assert alike.dev is not None
    assert moved.dev is not None
    return MismatchedSplits(alike.train, alike.dev, moved.dev, moved.test)
