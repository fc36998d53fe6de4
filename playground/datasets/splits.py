"""Train, dev and test sets: who gets which points, and scaling that looks only at the training set."""

import math
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from playground.datasets.points import DatasetError, Points

SPLIT_WORDS = ("train", "dev", "test")


@dataclass(frozen=True, eq=False)
class Splits:
    """The sets of one experiment; a set that was not asked for is None."""

    train: Points
    dev: Points | None
    test: Points | None


def split_points(points: Points, train: float, dev: float, test: float, seed: int) -> Splits:
    """Deal the points to the three sets at random, in shares that sum to 1; a share of 0 gives None.

    Dev and test get their share of m rounded to the nearest whole number, train gets the rest. Each cut is
    stratified (both parts keep the proportion of the classes) unless that is impossible: when one part has
    fewer than 2 points or a class fewer than 2 members, it is a plain random cut.

    Raises DatasetError when a share is negative or they do not sum to 1, when dev or test was asked for and
    would hold no point, and when train would not hold both classes. A tiny dev or test set may hold one class
    only: that can still be scored, while a network that never saw the other class cannot learn it.
    """
    _check_shares(train, dev, test)
    n_dev, n_test = round(dev * points.m), round(test * points.m)
    for word, share, size in (("dev", dev, n_dev), ("test", test, n_test)):
        if share > 0 and size == 0:
            raise DatasetError(
                f"The {word} set would be empty with a share of {share:g} of {points.m} points: "
                f"use more points or give {word} a larger share."
            )
    n_train = points.m - n_dev - n_test
    if n_train < 2:
        raise _one_class_in_train(max(n_train, 0))
    rest, held_out = _cut(points, np.arange(points.m), n_dev + n_test, seed)
    dev_rows, test_rows = _cut(points, held_out, n_test, seed)
    train_points = points.take(rest) if held_out.size else points
    if not train_points.has_both_classes():
        raise _one_class_in_train(n_train)
    return Splits(
        train_points,
        points.take(dev_rows) if dev_rows.size else None,
        points.take(test_rows) if test_rows.size else None,
    )


def split_by_column(points: Points, split: np.ndarray) -> Splits:
    """The sets that a column of "train", "dev" and "test", one word per point, asks for; order is kept.

    Raises DatasetError when the column has another length or another word, marks no point train, or marks
    points of one class only.
    """
    split = np.asarray(split)
    if split.shape != (points.m,):
        raise DatasetError(f"The split column must have one word for each of the {points.m} points.")
    unknown = sorted(set(split.tolist()) - set(SPLIT_WORDS), key=str)
    if unknown:
        raise DatasetError(f"The split column must say train, dev or test, not {unknown[0]!r}.")
    train, dev, test = (points.take(split == word) for word in SPLIT_WORDS)
    if train.m == 0:
        raise DatasetError("The split column marks no point as train, so there is nothing to learn from.")
    if not train.has_both_classes():
        raise DatasetError(
            "The points that the split column marks as train are all of one class: mark some of the other as well."
        )
    return Splits(train, dev if dev.m else None, test if test.m else None)


def standardize(splits: Splits) -> Splits:
    """Subtract the training set's mean and divide by its standard deviation, in all three sets alike.

    Per feature, over the m training examples (divided by m, not m - 1). A feature that is constant in the
    training set is only centred.
    """
    scaler = StandardScaler().fit(splits.train.X.T)

    def scaled(points: Points) -> Points:
        return Points.from_rows(scaler.transform(points.X.T), points.Y)

    return Splits(
        scaled(splits.train),
        None if splits.dev is None else scaled(splits.dev),
        None if splits.test is None else scaled(splits.test),
    )


def _check_shares(train: float, dev: float, test: float) -> None:
    shares = (train, dev, test)
    if not all(share >= 0 for share in shares) or not math.isclose(sum(shares), 1.0, abs_tol=1e-6):
        raise DatasetError(
            "The shares of train, dev and test must be 0 or more and sum to 1, "
            f"not {train:g}, {dev:g} and {test:g}."
        )


def _cut(points: Points, rows: np.ndarray, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two parts of these rows, the second with `size` of them."""
    if size == 0:
        return rows, rows[:0]
    if size == rows.size:
        return rows[:0], rows
    labels = points.Y[0, rows]
    fewest = min((labels == 0.0).sum(), (labels == 1.0).sum())
    possible = min(size, rows.size - size, fewest) >= 2
    first, second = train_test_split(
        rows, test_size=size, random_state=seed, stratify=labels if possible else None
    )
    return first, second


def _one_class_in_train(size: int) -> DatasetError:
    return DatasetError(
        f"The training set of {size} would be too small to hold both classes: "
        "use more points or give train a larger share."
    )
