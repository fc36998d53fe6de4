"""Shapes: everything that is said of two of them is what NumPy does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.diagnostics.shapes import (
    CALORIES,
    FOODS,
    SHAPES,
    SOURCES,
    Shape,
    added,
    axes,
    error_of,
    outcomes,
    shares,
)

SHAPE = st.lists(st.integers(1, 3), max_size=3).map(tuple)


@given(st.one_of(SHAPE, st.sampled_from(SHAPES)), st.one_of(SHAPE, st.sampled_from(SHAPES)))
def test_the_rule_axis_by_axis_is_numpys(a: Shape, b: Shape) -> None:
    shape, problem = added(a, b)
    refused = [axis for axis in axes(a, b) if "do not fit" in axis.words]
    assert (shape is None) == bool(refused) == bool(problem)
    if shape is None:
        with pytest.raises(ValueError, match="could not be broadcast together"):
            np.ones(a) * np.ones(b)
        assert "could not be broadcast together with shapes" in problem
    else:
        assert shape == (np.ones(a) * np.ones(b)).shape
        assert len(axes(a, b)) == len(shape)


def test_an_axis_says_who_is_repeated() -> None:
    assert [axis.words for axis in axes((3, 4), (4,))] == ["B is repeated 3 times", "equal"]
    assert [axis.words for axis in axes((1, 4), (3, 1))] == ["A is repeated 3 times", "B is repeated 4 times"]
    assert [axis.words for axis in axes((3,), (4,))] == ["do not fit: 3 ≠ 4"]
    assert axes((), ()) == []


def test_shares_of_every_food_sum_to_a_hundred() -> None:
    cal, percentages = shares(CALORIES)
    assert CALORIES.shape == (len(SOURCES), len(FOODS)) == (3, 4)
    assert cal.shape == (1, 4)
    np.testing.assert_allclose(percentages.sum(axis=0), 100.0)
    assert percentages[0, 0] == pytest.approx(100 * 265 / 395)


def test_the_error_is_numpys_own() -> None:
    told = error_of(lambda: CALORIES / CALORIES.sum(axis=1))
    assert told == "operands could not be broadcast together with shapes (3,4) (3,)"
    assert error_of(lambda: CALORIES / CALORIES.sum(axis=0)) == ""


def test_a_rank_1_array_is_neither_row_nor_column() -> None:
    a = np.array([1.0, 2.0])
    assert outcomes(a, "a") == {
        "a": "[1.00 2.00]",
        "a.shape": "(2,)",
        "a.T.shape": "(2,)",
        "np.dot(a, a.T)": "5.00",
        "np.dot(a.T, a)": "5.00",
    }
    column = outcomes(a.reshape(2, 1), "c")
    assert column["c.T.shape"] == "(1, 2)"
    assert column["np.dot(c, c.T)"] == "[[1.00 2.00]\n [2.00 4.00]]"
    assert column["np.dot(c.T, c)"] == "[[5.00]]"
