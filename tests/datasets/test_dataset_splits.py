"""Splitting and scaling, against scikit-learn and by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from playground.datasets import (
    DATASETS,
    DatasetError,
    Points,
    Splits,
    split_by_column,
    split_points,
    standardize,
)


def numbered(labels: list[int]) -> Points:
    """Points whose first coordinate is their number, so that each can be followed."""
    m = len(labels)
    return Points(np.stack([np.arange(m), np.zeros(m)]).astype(float), np.array([labels], dtype=float))


def numbers(points: Points | None) -> list[int]:
    return [] if points is None else points.X[0].astype(int).tolist()


def test_sizes_and_proportions_are_those_asked_for() -> None:
    splits = split_points(numbered([0] * 150 + [1] * 50), 0.6, 0.2, 0.2, seed=0)
    assert splits.dev is not None
    assert splits.test is not None
    assert [s.m for s in (splits.train, splits.dev, splits.test)] == [120, 40, 40]
    assert [s.Y.sum() for s in (splits.train, splits.dev, splits.test)] == [30, 10, 10]


def test_one_cut_is_scikit_learns_stratified_one() -> None:
    points = DATASETS["moons"].draw(97, 0.2, 1)
    train, test, train_labels, test_labels = train_test_split(
        points.X.T, points.Y[0], test_size=29, random_state=5, stratify=points.Y[0]
    )
    splits = split_points(points, 0.7, 0.0, 0.3, seed=5)
    assert splits.dev is None
    assert splits.test is not None
    np.testing.assert_array_equal(splits.train.X, train.T)
    np.testing.assert_array_equal(splits.train.Y, [train_labels])
    np.testing.assert_array_equal(splits.test.X, test.T)
    np.testing.assert_array_equal(splits.test.Y, [test_labels])


def test_a_share_of_0_gives_none() -> None:
    points = numbered([0, 1] * 10)
    everything = split_points(points, 1.0, 0.0, 0.0, seed=0)
    assert everything.train is points
    assert everything.dev is None
    assert everything.test is None
    assert split_points(points, 0.8, 0.2, 0.0, seed=0).test is None
    assert split_points(points, 0.8, 0.0, 0.2, seed=0).dev is None


def test_the_seed_decides() -> None:
    points = numbered([0, 1] * 50)
    first, again, other = (numbers(split_points(points, 0.5, 0.2, 0.3, seed).train) for seed in (1, 1, 2))
    assert first == again != other


@settings(max_examples=150, deadline=None)
@given(
    zeros=st.integers(1, 30),
    ones=st.integers(1, 30),
    held_out=st.tuples(st.integers(0, 50), st.integers(0, 50)),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_point_lands_in_exactly_one_set(zeros: int, ones: int, held_out: tuple[int, int], seed: int) -> None:
    dev, test = held_out[0] / 100, held_out[1] / 100
    m = zeros + ones
    try:
        splits = split_points(numbered([0] * zeros + [1] * ones), 1 - dev - test, dev, test, seed)
    except DatasetError:
        splits = None
    if splits is None:
        # With two of each class in train on average, and no empty set, there is no reason to refuse.
        assert min(zeros, ones) * (1 - dev - test) < 2 or 0 < dev * m <= 0.5 or 0 < test * m <= 0.5
        return
    sets = (splits.train, splits.dev, splits.test)
    assert sorted(i for points in sets for i in numbers(points)) == list(range(m))
    assert splits.train.has_both_classes()
    for share, points in ((dev, splits.dev), (test, splits.test)):
        assert (points is None) == (share == 0)
        assert points is None or abs(points.m - share * m) <= 0.5 + 1e-9
    for points in sets:
        if points is not None and min(zeros, ones) >= 10 and points.m >= 10:
            assert abs(points.Y.sum() - points.m * ones / m) <= 2
        if points is not None:
            np.testing.assert_array_equal(points.Y[0] == 1, points.X[0] >= zeros)


def test_a_tiny_test_set_of_one_point_is_possible() -> None:
    splits = split_points(numbered([0] * 5 + [1] * 5), 0.8, 0.1, 0.1, seed=0)
    assert splits.dev is not None
    assert splits.test is not None
    assert (splits.train.m, splits.dev.m, splits.test.m) == (8, 1, 1)


@pytest.mark.parametrize(("dev", "test", "word"), [(0.01, 0.0, "dev"), (0.0, 0.01, "test")])
def test_an_empty_held_out_set_is_refused(dev: float, test: float, word: str) -> None:
    with pytest.raises(
        DatasetError,
        match=f"^The {word} set would be empty with a share of 0.01 of 10 points: .*give {word} a larger",
    ):
        split_points(numbered([0, 1] * 5), 0.99, dev, test, seed=0)


@pytest.mark.parametrize(
    ("labels", "train", "size"), [([0, 1] * 5, 0.1, 1), ([0, 1] * 5, 0.0, 0), ([0] * 38 + [1] * 2, 0.1, 4)]
)
def test_a_training_set_without_both_classes_is_refused(labels: list[int], train: float, size: int) -> None:
    with pytest.raises(
        DatasetError,
        match=f"^The training set of {size} would be too small to hold both classes: .*larger share",
    ):
        split_points(numbered(labels), train, 0.0, 1 - train, seed=0)


@pytest.mark.parametrize("shares", [(0.6, 0.2, 0.1), (1.2, -0.2, 0.0), (np.nan, 0.5, 0.5), (0.6, 0.4, 0.4)])
def test_shares_that_do_not_sum_to_1_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(DatasetError, match="must be 0 or more and sum to 1"):
        split_points(numbered([0, 1] * 5), *shares, seed=0)


def test_a_column_decides_and_keeps_the_order() -> None:
    words = np.array(["train", "test", "train", "dev", "test", "train"])
    splits = split_by_column(numbered([0, 1, 1, 0, 0, 1]), words)
    assert [numbers(s) for s in (splits.train, splits.dev, splits.test)] == [[0, 2, 5], [3], [1, 4]]
    assert splits.train.Y.tolist() == [[0, 1, 1]]


def test_a_word_that_is_not_in_the_column_gives_none() -> None:
    splits = split_by_column(numbered([0, 1]), np.array(["train", "train"]))
    assert splits.dev is None
    assert splits.test is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "train"], "one word for each of the 3 points"),
        (["train", "train", "valid"], "must say train, dev or test, not 'valid'"),
        (["dev", "test", "test"], "marks no point as train"),
        (["train", "test", "train"], "marks as train are all of one class"),
    ],
)
def test_a_column_that_cannot_be_used_is_refused(words: list[str], message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        split_by_column(numbered([0, 1, 0]), np.array(words))


def test_scaling_uses_the_training_sets_mean_and_deviation() -> None:
    splits = split_points(DATASETS["blobs"].draw(200, 1.0, 1), 0.6, 0.2, 0.2, seed=0)
    scaled = standardize(splits)
    mean = splits.train.X.mean(axis=1, keepdims=True)
    deviation = np.sqrt(((splits.train.X - mean) ** 2).mean(axis=1, keepdims=True))
    for before, after in zip(
        (splits.train, splits.dev, splits.test), (scaled.train, scaled.dev, scaled.test), strict=True
    ):
        assert before is not None
        assert after is not None
        np.testing.assert_allclose(after.X, (before.X - mean) / deviation, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(after.Y, before.Y)
        assert after.X.shape == before.X.shape
        assert after.Y.shape == before.Y.shape


def test_a_constant_feature_is_only_centred() -> None:
    train = Points(np.array([[1.0, 3.0], [7.0, 7.0]]), np.array([[0.0, 1.0]]))
    test = Points(np.array([[2.0], [9.5]]), np.array([[1.0]]))
    scaled = standardize(Splits(train, None, test))
    assert scaled.train.X.tolist() == [[-1.0, 1.0], [0.0, 0.0]]
    assert scaled.dev is None
    assert scaled.test is not None
    assert scaled.test.X.tolist() == [[0.0], [2.5]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15)), min_size=2, max_size=30),
)
def test_scaling_stays_finite_for_whatever_a_file_may_hold(rows: list[tuple[float, float]]) -> None:
    points = Points.from_rows(np.array(rows), np.arange(len(rows)) % 2)
    scaled = standardize(Splits(points, None, None)).train
    assert np.isfinite(scaled.X).all()
