"""Forward and backward propagation against a hand-worked example, scikit-learn and finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from small_networks import PLAIN_ACTIVATIONS, finite_differences, plain_cost, random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.cost import data_cost
from playground.network.gradient_check import analytic_gradient
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward

SCIKIT_LEARN_NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "linear": "identity"}
DEPTHS = {"logistic regression": (2, 1), "one": (2, 4, 1), "two": (2, 5, 3, 1), "four": (2, 3, 4, 2, 3, 1)}


def scikit_learns(parameters: Parameters, activation: str, lambd: float = 0.0, m: int = 10) -> MLPClassifier:
    """An MLPClassifier with these weights, whose partial_fit is one full-batch step of α = 1."""
    classifier = MLPClassifier(
        parameters.layer_sizes[1:-1],
        activation=SCIKIT_LEARN_NAMES[activation],
        solver="sgd",
        alpha=lambd,
        batch_size=m,
        learning_rate_init=1.0,
        momentum=0.0,
        shuffle=False,
    )
    X, Y = random_points(m, seed=0)
    classifier.partial_fit(X.T, Y[0], classes=[0.0, 1.0])
    for l in range(1, parameters.L + 1):
        # In place, because the classifier's optimiser holds on to these very arrays.
        classifier.coefs_[l - 1][...] = parameters.W[l].T
        classifier.intercepts_[l - 1][...] = parameters.b[l][:, 0]
    return classifier


def propagate(X: Array, Y: Array, parameters: Parameters, activation: str) -> tuple[Array, float, Parameters]:
    """Ŷ, the data cost and its gradient."""
    workspace, gradient = Workspace(parameters, X.shape[-1]), Parameters.zeros(parameters.layer_sizes)
    A = forward(X, parameters, ACTIVATIONS[activation], workspace)
    cost = float(data_cost(workspace.Z[parameters.L], Y))
    return A, cost, backward(Y, parameters, ACTIVATIONS[activation], workspace, gradient)


def test_a_network_worked_out_by_hand() -> None:
    """2-2-1 with ReLU and two examples that both come out at Ŷ = 1/2, where every number is a plain fraction."""
    parameters = Parameters.zeros((2, 2, 1))
    parameters.W[1][...], parameters.b[1][...] = [[1, -1], [1, 1]], [[0], [-1]]
    parameters.W[2][...], parameters.b[2][...] = [[1, 0.5]], [[-1]]
    X, Y = np.array([[1, 1.25], [2, 0.75]]), np.array([[1.0, 0.0]])
    # Z1 = (1-2, 1.25-0.75; 1+2-1, 1.25+0.75-1) = (-1, 0.5; 2, 1), A1 = (0, 0.5; 2, 1)
    # Z2 = (0 + 2/2 - 1, 0.5 + 1/2 - 1) = (0, 0), Ŷ = (½, ½), J = log 2
    # dZ2 = Ŷ - Y = (-½, ½); dW2 = ½ (-½·0 + ½·½, -½·2 + ½·1) = (1/8, -1/4); db2 = 0
    # dA1 = W2ᵀ dZ2 = (-½, ½; -¼, ¼); dZ1 = dA1 * (0, 1; 1, 1) = (0, ½; -¼, ¼)
    # dW1 = ½ dZ1 Xᵀ = ½ (0.625, 0.375; -0.25 + 0.3125, -0.5 + 0.1875); db1 = ½ (½, 0)
    A, cost, gradient = propagate(X, Y, parameters, "relu")
    assert A.tolist() == [[0.5, 0.5]]
    assert cost == pytest.approx(np.log(2), rel=1e-15)
    assert gradient.W[1].tolist() == [[0.3125, 0.1875], [0.03125, -0.15625]]
    assert gradient.b[1].tolist() == [[0.25], [0.0]]
    assert gradient.W[2].tolist() == [[0.125, -0.25]]
    assert gradient.b[2].tolist() == [[0.0]]


@pytest.mark.parametrize("layer_sizes", DEPTHS.values(), ids=DEPTHS)
@pytest.mark.parametrize("activation", SCIKIT_LEARN_NAMES)
def test_forward_is_scikit_learns(activation: str, layer_sizes: tuple[int, ...]) -> None:
    parameters = random_parameters(layer_sizes, seed=1)
    X, Y = random_points(50, seed=2)
    probabilities = scikit_learns(parameters, activation).predict_proba(X.T)
    np.testing.assert_allclose(propagate(X, Y, parameters, activation)[0][0], probabilities[:, 1], rtol=1e-12)


@pytest.mark.parametrize("layer_sizes", DEPTHS.values(), ids=DEPTHS)
@pytest.mark.parametrize("activation", SCIKIT_LEARN_NAMES)
def test_gradient_and_penalty_are_scikit_learns(activation: str, layer_sizes: tuple[int, ...]) -> None:
    parameters = random_parameters(layer_sizes, seed=1)
    X, Y = random_points(50, seed=2)
    classifier = scikit_learns(parameters, activation, lambd=0.7, m=50)
    classifier.partial_fit(X.T, Y[0])
    gradient = analytic_gradient(X, Y, parameters, ACTIVATIONS[activation], 0.7, 0.0)
    for l in range(1, parameters.L + 1):
        np.testing.assert_allclose(parameters.W[l] - classifier.coefs_[l - 1].T, gradient.W[l], atol=1e-13)
        moved = parameters.b[l][:, 0] - classifier.intercepts_[l - 1]
        np.testing.assert_allclose(moved, gradient.b[l][:, 0], atol=1e-13)


def test_logistic_regression_has_its_least_cost_where_scikit_learn_finds_it() -> None:
    X, Y = random_points(60, seed=3)
    # C = 1/λ, because scikit-learn minimises Σ loss + ‖w‖²/2C, which is m times our cost.
    fitted = LogisticRegression(C=1 / 0.5, tol=1e-10, max_iter=1000).fit(X.T, Y[0])
    parameters = Parameters((2, 1), np.concatenate([fitted.coef_[0], fitted.intercept_]))
    gradient = analytic_gradient(X, Y, parameters, ACTIVATIONS["relu"], 0.5, 0.0)
    assert np.abs(gradient.theta).max() < 1e-7


@pytest.mark.parametrize(("lambd", "l1"), [(0.0, 0.0), (0.9, 0.0), (0.0, 0.9), (0.4, 0.5)])
@pytest.mark.parametrize("layer_sizes", DEPTHS.values(), ids=DEPTHS)
@pytest.mark.parametrize("activation", PLAIN_ACTIVATIONS)
def test_gradient_agrees_with_finite_differences(
    activation: str, layer_sizes: tuple[int, ...], lambd: float, l1: float
) -> None:
    parameters = random_parameters(layer_sizes, seed=4)
    X, Y = random_points(12, seed=5)
    gradient = analytic_gradient(X, Y, parameters, ACTIVATIONS[activation], lambd, l1)
    numerical = finite_differences(lambda p: plain_cost(X, Y, p, activation, lambd, l1), parameters)
    np.testing.assert_allclose(gradient.theta, numerical, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("activation", "scale"), [("sigmoid", 4.0), ("tanh", 1.2), ("relu", 1.5), ("leaky_relu", 1.5)]
)
def test_gradient_agrees_with_finite_differences_through_20_layers(activation: str, scale: float) -> None:
    parameters = random_parameters((2, *[4] * 19, 1), seed=6)
    parameters.theta *= scale
    X, Y = random_points(12, seed=5)
    gradient = analytic_gradient(X, Y, parameters, ACTIVATIONS[activation], 0.0, 0.0)
    numerical = finite_differences(lambda p: plain_cost(X, Y, p, activation), parameters)
    # The scale keeps the gradient from vanishing: there must be something at the first layer to compare.
    assert np.abs(gradient.W[1]).max() > 1e-6
    np.testing.assert_allclose(gradient.theta, numerical, rtol=1e-5, atol=2e-10)


@given(st.sampled_from(list(ACTIVATIONS)), st.integers(1, 40), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_examples_does_not_matter(activation: str, m: int, seed: int) -> None:
    parameters = random_parameters((2, 5, 3, 1), seed)
    X, Y = random_points(m, seed)
    order = np.random.RandomState(seed).permutation(m)
    A, cost, gradient = propagate(X, Y, parameters, activation)
    A_shuffled, cost_shuffled, gradient_shuffled = propagate(X[:, order], Y[:, order], parameters, activation)
    np.testing.assert_allclose(A_shuffled, A[:, order], rtol=1e-12)
    assert cost_shuffled == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(gradient_shuffled.theta, gradient.theta, rtol=0, atol=1e-12)


def test_a_workspace_can_be_used_again_for_other_points() -> None:
    parameters = random_parameters((2, 5, 1), seed=0)
    workspace, gradient = Workspace(parameters, 9), Parameters.zeros((2, 5, 1))
    for seed in range(3):
        X, Y = random_points(9, seed)
        A = forward(X, parameters, ACTIVATIONS["tanh"], workspace)
        backward(Y, parameters, ACTIVATIONS["tanh"], workspace, gradient)
        expected_A, _, expected = propagate(X, Y, parameters, "tanh")
        np.testing.assert_array_equal(A, expected_A)
        np.testing.assert_array_equal(gradient.theta, expected.theta)


def test_a_pass_leaves_points_and_parameters_as_they_were() -> None:
    parameters = random_parameters((2, 5, 1), seed=0)
    X, Y = random_points(9, seed=0)
    kept = X.copy(), Y.copy(), parameters.theta.copy()
    propagate(X, Y, parameters, "relu")
    for before, after in zip(kept, (X, Y, parameters.theta), strict=True):
        np.testing.assert_array_equal(before, after)


def test_points_far_out_saturate_the_output_but_neither_cost_nor_gradient() -> None:
    parameters = Parameters((2, 1), np.array([1000.0, 0.0, 0.0]))
    X, Y = np.array([[1.0, -1.0], [0.0, 0.0]]), np.array([[0.0, 1.0]])
    with np.errstate(over="ignore"):
        A, cost, gradient = propagate(X, Y, parameters, "relu")
    assert A.tolist() == [[1.0, 0.0]]
    assert cost == 1000.0
    assert gradient.W[1].tolist() == [[1.0, 0.0]]
