"""Linear layers are one line, by the engine's own forward propagation; with other units between they are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets import DATASETS
from playground.diagnostics.linear_layers import (
    BETWEEN,
    LEAST_BEND,
    answered_otherwise,
    draw_layers,
    largest_difference,
    logits,
    multiply_out,
)
from playground.network.parameters import Parameters, count_parameters
from playground.training.data import load_data
from playground.training.experiment import Experiment


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(0, 2**32 - 1))
def test_the_engines_linear_layers_are_one_layer(sizes: list[int], seed: int) -> None:
    random = np.random.RandomState(seed)
    parameters = Parameters(sizes, random.randn(count_parameters(sizes)))
    X = random.randn(sizes[0], 20)
    one = multiply_out(parameters)
    assert one.W.shape == (sizes[-1], sizes[0])
    np.testing.assert_allclose(logits(parameters, "linear", X), one.W @ X + one.b, atol=1e-10)
    assert largest_difference(parameters, X) < 1e-10


def points(name: str) -> np.ndarray:
    experiment = Experiment.from_json({"dataset": {"name": name, "n": 200}, "standardize": True})
    return load_data(experiment).train.X


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 2**32 - 1])
def test_a_drawing_crosses_the_points_and_bends(name: str, seed: int) -> None:
    X = points(name)
    parameters = draw_layers(seed, X)
    assert largest_difference(parameters, X) < 1e-12
    for activation in BETWEEN:
        answers = logits(parameters, activation, X) > 0
        assert 0.2 <= answers.mean() <= 0.8
        otherwise = answered_otherwise(parameters, activation, X)
        assert otherwise == 0.0 if activation == "linear" else otherwise >= LEAST_BEND
    np.testing.assert_array_equal(parameters.theta, np.round(parameters.theta, 1))


def test_a_seed_draws_the_same_numbers_again() -> None:
    X = points("moons")
    np.testing.assert_array_equal(draw_layers(4, X).theta, draw_layers(4, X).theta)
    assert not np.array_equal(draw_layers(4, X).theta, draw_layers(5, X).theta)


def test_what_no_drawing_can_cross_ends_all_the_same() -> None:
    assert draw_layers(1, np.zeros((2, 3))).theta.shape == (25,)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_other_units_between_are_no_line(activation: str) -> None:
    parameters = draw_layers(1, points("moons"))
    along = np.linspace(-3, 3, 13) * np.ones((2, 1))
    straight, bent = (np.diff(logits(parameters, name, along)[0], 2) for name in ("linear", activation))
    np.testing.assert_allclose(straight, 0.0, atol=1e-12)
    assert np.abs(bent).max() > 0.1
