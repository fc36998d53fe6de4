"""A labelled set of points in the plane, one example a column."""

from dataclasses import dataclass

import numpy as np


class DatasetError(ValueError):
    """Points that cannot be had; the message is one sentence fit to be shown to a learner."""


@dataclass(frozen=True, eq=False)
class Points:
    """X (2, m), the coordinates, and Y (1, m), the labels 0.0 or 1.0; both float64.

    For a stack of networks with a set of its own each, X is (R, 2, m) and Y (R, 1, m).
    """

    X: np.ndarray
    Y: np.ndarray

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.X.shape[-1])

    @classmethod
    def from_rows(cls, rows: np.ndarray, labels: np.ndarray) -> "Points":
        """Points from scikit-learn's layout: rows (m, 2), one example a row, and labels (m,)."""
        X = np.ascontiguousarray(np.asarray(rows, dtype=np.float64).T)
        return cls(X, np.asarray(labels, dtype=np.float64).reshape(1, -1))

    def take(self, index: np.ndarray) -> "Points":
        """The examples at these positions, or where a mask of length m is true."""
        return Points(self.X[..., index], self.Y[..., index])

    def has_both_classes(self) -> bool:
        """Whether there is at least one point of each class."""
        return bool((self.Y == 0.0).any() and (self.Y == 1.0).any())
