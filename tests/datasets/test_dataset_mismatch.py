"""Mismatched sets: what moves, what stays, and that the verdict can tell it from variance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from playground.datasets import DATASETS, DatasetError, Points, Splits, split_points
from playground.datasets.bayes import bayes_error, bayes_probability
from playground.datasets.mismatch import MismatchedSplits, Move, mismatched, standardize_mismatched
from playground.diagnostics.bias_variance import judge
from playground.diagnostics.error_rates import ErrorRate

ORIGIN = np.zeros((2, 1))
SPLITS = split_points(DATASETS["moons"].draw(500, 0.2, 1), 0.6, 0.2, 0.2, 0)


def test_a_quarter_turn_and_a_shift() -> None:
    X = np.array([[1.0, 0.0], [0.0, 2.0]])
    np.testing.assert_allclose(Move(90).apply(X, ORIGIN), [[0, -2], [1, 0]], atol=1e-12)
    np.testing.assert_allclose(Move(0, 3, -1).apply(X, ORIGIN), [[4, 3], [-1, 1]])
    np.testing.assert_allclose(Move(180).apply(X, np.ones((2, 1))), [[1, 2], [2, 0]], atol=1e-12)


@settings(deadline=None)
@given(*[st.floats(-400, 400)] * 3)
def test_a_move_keeps_distances_and_can_be_undone(degrees: float, x1: float, x2: float) -> None:
    X, centre, move = SPLITS.train.X, np.array([[0.5], [0.2]]), Move(degrees, x1, x2)
    moved = move.apply(X, centre)
    np.testing.assert_allclose(move.undo(moved, centre), X, atol=1e-9)
    np.testing.assert_allclose(np.diff(moved).T @ np.diff(moved), np.diff(X).T @ np.diff(X), atol=1e-8)


def test_dev_and_test_move_and_the_training_points_are_dealt() -> None:
    sets = mismatched(SPLITS, Move(30, 0.5), 0.2, 3)
    assert SPLITS.dev is not None and SPLITS.test is not None and sets.test is not None
    assert (sets.train.m, sets.train_dev.m, sets.dev.m, sets.test.m) == (240, 60, 100, 100)
    together = np.concatenate([sets.train.X, sets.train_dev.X], axis=1)
    assert {*map(tuple, together.T)} == {*map(tuple, SPLITS.train.X.T)}
    centre = SPLITS.train.X.mean(axis=1, keepdims=True)
    for moved, before in ((sets.dev, SPLITS.dev), (sets.test, SPLITS.test)):
        np.testing.assert_array_equal(moved.X, Move(30, 0.5).apply(before.X, centre))
        np.testing.assert_array_equal(moved.Y, before.Y)
    still = mismatched(SPLITS, Move(), 0.2, 3)
    np.testing.assert_allclose(still.dev.X, SPLITS.dev.X, atol=1e-12)


def test_all_sets_are_scaled_by_train() -> None:
    sets = mismatched(SPLITS, Move(30, 0.5), 0.2, 3)
    scaled, scaler = standardize_mismatched(sets), StandardScaler().fit(sets.train.X.T)
    for name in ("train", "train_dev", "dev", "test"):
        expected = scaler.transform(getattr(sets, name).X.T).T
        np.testing.assert_allclose(getattr(scaled, name).X, expected, atol=1e-12)


def neighbours(sets: MismatchedSplits, k: int) -> dict[str, ErrorRate]:
    """The error rates of k nearest neighbours; with k = 1 they learn the training set by heart."""
    model = KNeighborsClassifier(k).fit(sets.train.X.T, sets.train.Y[0])

    def rate(points: Points) -> ErrorRate:
        return ErrorRate(float(np.mean(model.predict(points.X.T) != points.Y[0])), points.m)

    return {name: rate(getattr(sets, name)) for name in ("train", "train_dev", "dev")}


@pytest.mark.parametrize(
    ("noise", "k", "move", "problems"),
    [
        (0.15, 25, Move(), ()),
        (0.15, 25, Move(40), ("mismatch",)),
        (0.15, 25, Move(0, 0.6), ("mismatch",)),
        (0.4, 1, Move(), ("variance",)),
        (0.4, 1, Move(60), ("variance", "mismatch")),
    ],
)
def test_the_verdict_tells_variance_from_mismatch(
    noise: float, k: int, move: Move, problems: tuple[str, ...]
) -> None:
    splits = split_points(DATASETS["moons"].draw(20_000, noise, 1), 0.5, 0.5, 0.0, 0)
    rates = neighbours(mismatched(splits, move, 0.5, 1), k)
    best = bayes_error("moons", noise, 1)
    assert best is not None
    found = judge(rates["train"], rates["dev"], train_dev=rates["train_dev"], level=best.error)
    assert found.problems == problems
    if move != Move():
        assert "variance" in judge(rates["train"], rates["dev"], level=best.error).problems


def test_moved_points_have_the_bayes_answer_of_where_they_came_from() -> None:
    """As many moved points have label 1 as the answer says, in each tenth of p."""
    splits = split_points(DATASETS["moons"].draw(20_000, 0.4, 1), 0.5, 0.5, 0.0, 0)
    move, centre = Move(50, 1.0, -2.0), splits.train.X.mean(axis=1, keepdims=True)
    dev, answer = mismatched(splits, move, 0.2, 1).dev, bayes_probability("moons", 0.4, 1)
    assert answer is not None
    p = answer(move.undo(dev.X, centre))
    for low in np.arange(0, 1, 0.1):
        of_bin = (p >= low) & (p < low + 0.1)
        deviation = np.sqrt(np.sum(p[of_bin] * (1 - p[of_bin])))
        assert abs(dev.Y[0, of_bin].sum() - p[of_bin].sum()) <= 5 * deviation + 1


def test_what_cannot_be_had_is_said() -> None:
    with pytest.raises(DatasetError, match="takes a dev set"):
        mismatched(Splits(SPLITS.train, None, None), Move(), 0.2, 1)
    with pytest.raises(DatasetError, match="share above 0"):
        mismatched(SPLITS, Move(), 0.0, 1)
    with pytest.raises(DatasetError, match="must be 0 or more"):
        mismatched(SPLITS, Move(), 1.5, 1)
    with pytest.raises(DatasetError, match="finite"):
        Move(float("nan"))
