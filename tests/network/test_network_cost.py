"""The cost against scikit-learn's log_loss, at the ends of float64, and its penalty against hand numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.metrics import log_loss
from small_networks import finite_differences, random_parameters

from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.parameters import Parameters


@given(st.lists(st.tuples(st.floats(-30, 30), st.integers(0, 1)), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_data_cost_is_scikit_learns_log_loss(examples: list[tuple[float, int]]) -> None:
    Z, Y = np.array(examples, dtype=float).T.reshape(2, 1, -1)
    expected = log_loss(Y[0], expit(Z[0]), labels=[0, 1])
    assert float(data_cost(Z, Y)) == pytest.approx(expected, rel=1e-3, abs=1e-12)


def test_data_cost_is_log_loss_to_all_digits_where_the_sigmoid_has_them() -> None:
    random = np.random.RandomState(0)
    Z, Y = 2 * random.randn(1, 500), random.randint(0, 2, (1, 500)).astype(float)
    assert float(data_cost(Z, Y)) == pytest.approx(log_loss(Y[0], expit(Z[0])), rel=1e-12)


@pytest.mark.parametrize(
    ("z", "y", "cost"), [(1000.0, 1, 0), (1000.0, 0, 1000), (-1000.0, 0, 0), (-1000.0, 1, 1000)]
)
def test_data_cost_is_finite_where_the_sigmoid_saturates(z: float, y: int, cost: float) -> None:
    assert float(data_cost(np.array([[z]]), np.array([[float(y)]]))) == cost


def test_data_cost_of_a_coin_toss_is_log_2() -> None:
    assert float(data_cost(np.zeros((1, 4)), np.array([[0.0, 1.0, 1.0, 0.0]]))) == pytest.approx(
        np.log(2), rel=1e-15
    )


def test_data_cost_gives_each_network_of_a_stack_its_own() -> None:
    random = np.random.RandomState(0)
    Z, Y = random.randn(3, 1, 7), random.randint(0, 2, (1, 7)).astype(float)
    np.testing.assert_array_equal(data_cost(Z, Y), [data_cost(Z[r], Y) for r in range(3)])


def by_hand() -> Parameters:
    """W1 = (1 -2), W2 = (3), and biases that would show if they were penalised."""
    parameters = Parameters.zeros((2, 1, 1))
    parameters.W[1][...] = [[1.0, -2.0]]
    parameters.W[2][...] = [[3.0]]
    parameters.b[1][...] = 100.0
    parameters.b[2][...] = -100.0
    return parameters


def test_penalty_is_the_number_worked_out_by_hand() -> None:
    # λ/(2m) Σ w² = 0.5/8 · (1 + 4 + 9) and l1/(2m) Σ |w| = 2/8 · (1 + 2 + 3)
    assert float(penalty(by_hand(), 0.5, 0.0, 4)) == 0.875
    assert float(penalty(by_hand(), 0.0, 2.0, 4)) == 1.5
    assert float(penalty(by_hand(), 0.5, 2.0, 4)) == 2.375


def test_penalty_gradient_is_the_one_worked_out_by_hand_and_adds_to_what_is_there() -> None:
    gradient = Parameters.zeros((2, 1, 1))
    gradient.theta[...] = 10.0
    add_penalty_gradient(gradient, by_hand(), 0.5, 2.0, 4)
    # λ/m w + l1/(2m) sign w = w/8 ± 1/4
    np.testing.assert_array_equal(gradient.W[1], [[10.375, 9.5]])
    np.testing.assert_array_equal(gradient.W[2], [[10.625]])
    np.testing.assert_array_equal([gradient.b[1][0, 0], gradient.b[2][0, 0]], [10.0, 10.0])


def test_an_l1_penalty_leaves_a_weight_of_0_alone() -> None:
    gradient, parameters = Parameters.zeros((2, 1)), Parameters.zeros((2, 1))
    add_penalty_gradient(gradient, parameters, 0.0, 1.0, 4)
    assert not gradient.theta.any()


@pytest.mark.parametrize(("lambd", "l1"), [(0.7, 0.0), (0.0, 0.7), (0.3, 2.0)])
def test_penalty_gradient_agrees_with_differences_of_the_penalty(lambd: float, l1: float) -> None:
    parameters = random_parameters((2, 4, 3, 1), seed=0)
    gradient = Parameters.zeros(parameters.layer_sizes)
    add_penalty_gradient(gradient, parameters, lambd, l1, 6)
    numerical = finite_differences(lambda p: float(penalty(p, lambd, l1, 6)), parameters)
    np.testing.assert_allclose(gradient.theta, numerical, rtol=1e-7, atol=1e-9)


def test_each_network_of_a_stack_can_have_a_strength_of_its_own() -> None:
    stack = random_parameters((2, 3, 1), seed=0, stack=(3,))
    lambd, l1 = np.array([[0.0], [0.5], [2.0]]), np.array([[1.0], [0.0], [3.0]])
    together = Parameters.zeros((2, 3, 1), (3,))
    add_penalty_gradient(together, stack, lambd, l1, 5)
    costs = penalty(stack, lambd, l1, 5)
    for r in range(3):
        alone, member = Parameters.zeros((2, 3, 1)), Parameters((2, 3, 1), stack.theta[r])
        add_penalty_gradient(alone, member, float(lambd[r, 0]), float(l1[r, 0]), 5)
        np.testing.assert_allclose(together.theta[r], alone.theta, rtol=1e-14)
        assert costs[r] == pytest.approx(float(penalty(member, float(lambd[r, 0]), float(l1[r, 0]), 5)), rel=1e-14)
