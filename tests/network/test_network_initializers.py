"""Initialisers: the exact stream of RandomState, layer by layer, and the deviations of their papers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.network.initializers import INITIALIZERS, initialize

# Deviation of a layer with 8 inputs and 24 units, worked out by hand.
DEVIATIONS = {"zeros": 0.0, "random": 1.0, "xavier": 0.125**0.5, "glorot": 0.25, "he": 0.5}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_deviations_are_those_worked_out_by_hand(name: str) -> None:
    assert INITIALIZERS[name].deviation(8, 24) == pytest.approx(DEVIATIONS[name], rel=1e-15)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_are_randn_layer_by_layer_from_one_seed(name: str) -> None:
    sizes, scale = (2, 10, 5, 1), 0.7
    parameters = initialize(sizes, name, scale, seed=3)
    random = np.random.RandomState(3)
    for l, (n_previous, n) in enumerate([(2, 10), (10, 5), (5, 1)], start=1):
        drawn = random.randn(n, n_previous) * (scale * INITIALIZERS[name].deviation(n_previous, n))
        np.testing.assert_array_equal(parameters.W[l], drawn)


def test_he_with_seed_3_is_the_courses_first_matrix() -> None:
    W1 = initialize((2, 4, 1), "he", 1.0, seed=3).W[1]
    # As published: the first rows of randn(4, 2) · √(2/2) from seed 3.
    np.testing.assert_allclose(W1[:2], [[1.78862847, 0.43650985], [0.09649747, -1.8634927]], atol=1e-8)


@pytest.mark.parametrize("name", ["random", "xavier", "glorot", "he"])
def test_a_wide_layer_has_the_mean_and_deviation_it_should(name: str) -> None:
    W = initialize((400, 500, 1), name, 2.0, seed=0).W[1]
    deviation = 2.0 * INITIALIZERS[name].deviation(400, 500)
    # 200 000 draws: the mean is known to 1/447 of a deviation, the deviation to a sixth of a per cent.
    assert abs(W.mean()) < 4 * deviation / 447
    assert W.std() == pytest.approx(deviation, rel=0.007)


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=6),
    st.sampled_from(list(INITIALIZERS)),
    st.floats(0, 100),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_biases_are_zero_and_a_seed_repeats_itself(sizes: list[int], name: str, scale: float, seed: int) -> None:
    parameters = initialize(sizes, name, scale, seed)
    assert all(not b.any() for b in parameters.b.values())
    np.testing.assert_array_equal(parameters.theta, initialize(sizes, name, scale, seed).theta)


def test_another_seed_gives_other_numbers() -> None:
    assert not np.array_equal(initialize((2, 3, 1), "he", 1.0, 1).theta, initialize((2, 3, 1), "he", 1.0, 2).theta)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        initialize((2, 1), "lecun", 1.0, 0)
