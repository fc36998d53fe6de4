"""Values by layer: the largest, the spread, the norm and a histogram of every layer's values in a few calls.

Values are (R, K, j) for R networks: K rows of j numbers, so many of them for each of L layers. Activations come
with a row for each unit, weights with a row for each weight and j = 1. All figures are taken relative to the
layer's largest value, so that neither tiny nor huge values are lost when they are squared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array

BINS = 24
ZERO_BIN = BINS // 2

# A count beyond this does not fit into 16 bits.
MOST_COUNTED = np.iinfo(np.int16).max

# Half of the bins, and so little less that the largest value still falls into the last.
HALF = ZERO_BIN * (1 - 1e-9)


class Rows:
    """Which rows belong to which layer: `counts` and `starts` (L,) by layer, and the `layer` (K,) of each row."""

    def __init__(self, counts: Sequence[int]) -> None:
        """So many rows for each layer, none without."""
        self.counts = np.array(counts)
        self.starts = np.cumsum(self.counts) - self.counts
        self.layer = np.repeat(np.arange(len(counts)), counts)


@dataclass(frozen=True)
class Relative:
    """Values (R, K, j) as shares of the `tops` (R, L), the largest absolute values of their layers."""

    values: Array
    tops: Array
    rows: Rows


def relative(values: Array, rows: Rows, out: Array | None = None) -> Relative:
    """Values as shares of their layer's largest, into `out` if given.

    What overflowed to infinity or NaN counts as the largest float. A layer of zeros keeps them.
    """
    tops = _largest(values, rows)
    if not np.isfinite(tops).all():
        values = np.nan_to_num(values, nan=np.finfo(np.float64).max)
        tops = _largest(values, rows)
    divisors = np.where(tops > 0.0, tops, 1.0)[:, rows.layer, None]
    return Relative(np.divide(values, divisors, out=out), tops, rows)


def _largest(values: Array, rows: Rows) -> Array:
    by_row = np.maximum(values.max(axis=-1), -values.min(axis=-1))
    return np.abs(np.maximum.reduceat(by_row, rows.starts, axis=-1))


def spread(layers: Relative) -> Array:
    """(R, L): the standard deviation of each layer's values."""
    values, starts = layers.values, layers.rows.starts
    counts = layers.rows.counts * values.shape[2]
    means = np.add.reduceat(values.sum(axis=-1), starts, axis=-1) / counts
    centred = values - means[:, layers.rows.layer, None]
    squares = np.einsum("rkj,rkj->rk", centred, centred)
    return layers.tops * np.sqrt(np.add.reduceat(squares, starts, axis=-1) / counts)


def norms(layers: Relative) -> Array:
    """(R, L): the root of the sum of squares of each layer's values, for a matrix its Frobenius norm."""
    squares = np.einsum("rkj,rkj->rk", layers.values, layers.values)
    return layers.tops * np.sqrt(np.add.reduceat(squares, layers.rows.starts, axis=-1))


def histograms(layers: Relative) -> npt.NDArray[np.int16]:
    """(R, L, BINS): how many of each layer's values are in each of BINS bins from -top to top.

    A bin includes its lower end and the last one both ends; a layer of zeros has them in the bin from 0 up.
    Where a count would be beyond MOST_COUNTED, the histogram is scaled down to that.
    """
    R, L = layers.tops.shape
    first_bins = BINS * (np.arange(R)[:, None] * L + layers.rows.layer) + ZERO_BIN
    places = layers.values * HALF
    places += first_bins[:, :, None]
    counts = np.bincount(places.astype(np.intp).ravel(), minlength=R * L * BINS).reshape(R, L, BINS)
    fullest = counts.max(axis=-1, keepdims=True)
    if fullest.max() > MOST_COUNTED:
        counts = np.rint(counts * (MOST_COUNTED / np.maximum(fullest, MOST_COUNTED)))
    return counts.astype(np.int16)
