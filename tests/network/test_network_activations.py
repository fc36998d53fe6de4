"""Activations against finite differences, SciPy's logistic function and what happens at the ends."""

import numpy as np
import pytest
from scipy.special import expit
from small_networks import PLAIN_ACTIVATIONS

from playground.network.activations import ACTIVATIONS, sigmoid

# Both sides of the kink at 0, and not so near that a difference would reach across it.
Z = np.concatenate([np.linspace(-6, -0.01, 60), np.linspace(0.01, 6, 60)]).reshape(4, 30)


def slope(name: str, Z: np.ndarray) -> np.ndarray:
    """g'(Z) as the engine tells it."""
    activation = ACTIVATIONS[name]
    A = activation.apply(Z, np.empty_like(Z))
    return activation.derivative(Z, A, np.empty_like(Z))


def test_the_registry_holds_the_names_of_the_experiment_format() -> None:
    assert list(ACTIVATIONS) == ["sigmoid", "tanh", "relu", "leaky_relu", "linear"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_are_those_of_the_plain_formula(name: str) -> None:
    out = np.empty_like(Z)
    assert ACTIVATIONS[name].apply(Z, out) is out
    np.testing.assert_allclose(out, PLAIN_ACTIVATIONS[name](Z), rtol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivative_agrees_with_central_differences(name: str) -> None:
    h = 1e-5
    apply = ACTIVATIONS[name].apply
    numerical = (apply(Z + h, np.empty_like(Z)) - apply(Z - h, np.empty_like(Z))) / (2 * h)
    np.testing.assert_allclose(slope(name, Z), numerical, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_neither_values_nor_derivative_touch_what_they_read(name: str) -> None:
    activation, read = ACTIVATIONS[name], Z.copy()
    A = activation.apply(read, np.empty_like(Z))
    kept = A.copy()
    activation.derivative(read, A, np.empty_like(Z))
    np.testing.assert_array_equal(read, Z)
    np.testing.assert_array_equal(A, kept)


@pytest.mark.parametrize(
    ("name", "at_zero"), [("relu", 0.0), ("leaky_relu", 0.01), ("sigmoid", 0.25), ("tanh", 1.0)]
)
def test_the_derivative_at_0_is_the_courses(name: str, at_zero: float) -> None:
    assert slope(name, np.array([[0.0, -0.0]])).tolist() == [[at_zero, at_zero]]


def test_the_slope_changes_just_above_0() -> None:
    around = np.array([[-1e-300, 0.0, 1e-300]])
    assert slope("relu", around).tolist() == [[0.0, 0.0, 1.0]]
    assert slope("leaky_relu", around).tolist() == [[0.01, 0.01, 1.0]]


def test_sigmoid_saturates_without_nan() -> None:
    ends = np.array([[-np.inf, -1e300, -1000.0, -40.0, 40.0, 1000.0, 1e300, np.inf]])
    with np.errstate(over="ignore"):
        A = sigmoid(ends, np.empty_like(ends))
    np.testing.assert_allclose(A, expit(ends), rtol=1e-14)
    assert A[0, 0] == 0.0
    assert A[0, -1] == 1.0


def test_sigmoid_may_write_over_its_input() -> None:
    inplace = Z.copy()
    assert sigmoid(inplace, inplace) is inplace
    np.testing.assert_allclose(inplace, expit(Z), rtol=1e-14)
