"""Slips with shapes: what is told is what NumPy does, errors and silent results alike."""

import numpy as np
import pytest

from playground.diagnostics.one_iteration import Iteration, Start, iterate
from playground.diagnostics.shape_mistakes import Outcome, mistakes, try_mistake
from playground.network.initializers import initialize


def an_iteration(sizes: tuple[int, ...], m: int) -> Iteration:
    random = np.random.RandomState(0)
    X, Y = random.randn(sizes[0], m), random.randint(0, 2, (1, m)).astype(float)
    parameters = initialize(sizes, "xavier", 1.0, 1)
    for b in parameters.b.values():
        b[...] = random.randn(*b.shape)
    return iterate(Start(X, Y, parameters, "tanh", 0.1))


def outcomes(sizes: tuple[int, ...], m: int, l: int) -> dict[str, Outcome]:
    """What came of every slip, by its expression."""
    iteration = an_iteration(sizes, m)
    tried = [try_mistake(mistake, iteration, l) for mistake in mistakes(len(sizes) - 1, l)]
    return {outcome.mistake.expression: outcome for outcome in tried}


def test_without_keepdims_the_bias_becomes_a_square_and_nobody_says_so() -> None:
    found = outcomes((2, 3, 1), 5, 1)
    rank_1 = found["np.sum(dZ, axis=1) / m"]
    assert (rank_1.error, rank_1.shape, rank_1.wanted_shape) == (None, (3,), (3, 1))
    assert rank_1.is_trap and "rank-1" in rank_1.words
    square = found["b - alpha * np.sum(dZ, axis=1) / m"]
    assert square.shape == (3, 3) and square.is_trap


def test_numpys_own_words_are_shown() -> None:
    found = outcomes((2, 3, 1), 5, 1)["W @ A_previous + b.ravel()"]
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        np.ones((3, 5)) + np.ones(3)
    assert found.error == str(raised.value)
    assert not found.is_trap
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        np.ones((3, 5)) @ np.ones((2, 5))
    assert outcomes((2, 3, 1), 5, 1)["dZ @ A_previous / m"].error == str(raised.value)


def test_where_m_happens_to_be_n_nothing_is_said_and_the_numbers_are_wrong() -> None:
    square = outcomes((2, 3, 3, 1), 3, 2)
    silent = [found for found in square.values() if found.shape == found.wanted_shape]
    assert {found.mistake.expression for found in silent} >= {
        "W @ dZ",
        "dZ @ A_previous / m",
        "W * A_previous + b",
    }
    assert all(found.is_trap and "the numbers are wrong" in found.words for found in silent)


def test_luck_is_called_luck() -> None:
    lucky = outcomes((2, 3, 1), 5, 2)["W @ A_previous + b.ravel()"]
    assert not lucky.is_trap
    assert "by luck" in lucky.words


def test_labels_as_a_column_meet_every_prediction() -> None:
    found = outcomes((2, 3, 1), 5, 2)["A - Y.T"]
    assert (found.shape, found.wanted_shape) == ((5, 5), (1, 5))


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (2, 4, 4, 1)])
@pytest.mark.parametrize("m", [1, 4])
def test_the_right_line_gives_what_is_wanted(sizes: tuple[int, ...], m: int) -> None:
    """The right lines, worked out from the same names, agree with the engine."""
    iteration = an_iteration(sizes, m)
    for l in range(1, len(sizes)):
        for mistake in mistakes(len(sizes) - 1, l):
            names = mistake.wrong.__code__.co_varnames
            given = dict(zip(names, mistake.reads(iteration, l), strict=False))
            result = RIGHT[mistake.right](**given)
            np.testing.assert_allclose(result, mistake.wanted(iteration, l), atol=1e-12)


RIGHT = {
    "np.sum(dZ, axis=1, keepdims=True) / m": lambda dZ, m: np.sum(dZ, axis=1, keepdims=True) / m,
    "b - alpha * np.sum(dZ, axis=1, keepdims=True) / m": lambda b, dZ, m, alpha: (
        b - alpha * np.sum(dZ, axis=1, keepdims=True) / m
    ),
    "W @ A_previous + b": lambda W, A_previous, b: W @ A_previous + b,
    "dZ @ A_previous.T / m": lambda dZ, A_previous, m: dZ @ A_previous.T / m,
    "W.T @ dZ": lambda W, dZ: W.T @ dZ,
    "A - Y": lambda A, Y: A - Y,
}
