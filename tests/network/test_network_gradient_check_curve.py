"""The error against ε, on functions whose slopes are known by heart."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_networks import random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.gradient_check import difference_quotients, one_sided, two_sided
from playground.network.gradient_check_curve import MOST_PARAMETERS, slope, spread_evenly, trace_curve
from playground.network.gradient_check_objective import Indices, Nudged, Objective, Report
from playground.network.parameters import Parameters

EPSILONS = 10.0 ** np.arange(-12, -0.9, 0.5)


class Closed:
    """f(w) + b, whose slopes are f'(w) and 1."""

    def __init__(self, f: Callable[[Array], Array], slope: Callable[[float], float]) -> None:
        self.f, self.slope = f, slope

    def cost(self, parameters: Parameters) -> Array:
        return self.f(parameters.W[1][..., 0, 0]) + parameters.b[1][..., 0, 0]

    def gradient(self, parameters: Parameters) -> Parameters:
        return Parameters((1, 1), np.array([self.slope(parameters.W[1].item()), 1.0]))

    def nudged(
        self, parameters: Parameters, epsilon: float, chosen: Indices | None = None, report: Report | None = None
    ) -> Nudged:
        chosen = np.arange(2) if chosen is None else chosen
        copies = Parameters((1, 1), np.tile(parameters.theta, (chosen.size, 1)))
        copies.theta[np.arange(chosen.size), chosen] += epsilon
        return Nudged(self.cost(copies), np.zeros(chosen.size, bool))


CUBE = Closed(lambda w: w**3, lambda w: 3 * w**2)
ONE = Parameters((1, 1), np.array([1.0, 0.0]))


def test_the_cube_of_the_course() -> None:
    quotients = difference_quotients(CUBE, ONE, 0.01)
    assert quotients.one_sided[0] == pytest.approx(3.0301, abs=1e-12)
    assert quotients.two_sided[0] == pytest.approx(3.0001, abs=1e-12)


@given(theta=st.floats(-10, 10), epsilon=st.floats(1e-3, 1))
def test_the_errors_of_a_cube_are_its_next_terms(theta: float, epsilon: float) -> None:
    """(θ + ε)³ = θ³ + 3θ²ε + 3θε² + ε³: one side leaves 3θε + ε², two leave ε²."""
    above, centre, below = (np.array((theta + e) ** 3) for e in (epsilon, 0.0, -epsilon))
    true = 3 * theta**2
    assert one_sided(above, centre, epsilon) - true == pytest.approx(3 * theta * epsilon + epsilon**2, abs=1e-8)
    assert two_sided(above, below, epsilon) - true == pytest.approx(epsilon**2, abs=1e-8)


@pytest.mark.parametrize("f", [CUBE, Closed(np.exp, np.exp), Closed(np.sin, np.cos)], ids=["cube", "exp", "sin"])
def test_slopes_are_1_and_2_and_the_curve_turns_up_on_the_left(f: Closed) -> None:
    curve = trace_curve(f, ONE, EPSILONS)
    assert slope(curve.epsilons, curve.one_sided) == pytest.approx(1, abs=0.02)
    assert slope(curve.epsilons, curve.two_sided) == pytest.approx(2, abs=0.02)
    lowest = curve.epsilons[np.argmin(curve.two_sided)]
    assert 1e-7 < lowest < 1e-3, "where ε² meets 1e-16 / ε"
    assert curve.two_sided[0] > 100 * curve.two_sided.min()


def test_a_quotient_of_a_parabola_has_round_off_alone() -> None:
    """Two-sided differences of θ² are exact: there is no slope to measure."""
    curve = trace_curve(Closed(lambda w: w**2, lambda w: 2 * w), ONE, EPSILONS)
    assert curve.two_sided[-4:].max() < 1e-14
    assert slope(curve.epsilons, curve.one_sided) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_smooth_networks_have_slopes_1_and_2(activation: str) -> None:
    objective = Objective(*random_points(30, seed=1), ACTIVATIONS[activation], 0.3)
    curve = trace_curve(objective, random_parameters((2, 4, 3, 1), 0), EPSILONS)
    assert slope(curve.epsilons, curve.one_sided) == pytest.approx(1, abs=0.05)
    assert slope(curve.epsilons, curve.two_sided) == pytest.approx(2, abs=0.05)
    assert not curve.crossed.any()


def test_kinks_are_marked_on_the_curve_of_a_relu_network() -> None:
    objective = Objective(*random_points(30, seed=1), ACTIVATIONS["relu"])
    curve = trace_curve(objective, random_parameters((2, 8, 1), 0), EPSILONS)
    assert curve.crossed[-1]
    assert not curve.crossed[0]


def test_parameters_at_a_kink_whatever_epsilon_is_take_no_part_in_the_curve() -> None:
    X, Y = random_points(30, seed=1)
    X[:, 0] = 0.0  # Z = b = 0 for this point in every unit of the first layer
    parameters = random_parameters((2, 3, 1), 0)
    parameters.b[1][...] = 0.0
    curve = trace_curve(Objective(X, Y, ACTIVATIONS["relu"]), parameters, EPSILONS)
    assert curve.left_out == 3
    np.testing.assert_array_equal(curve.chosen, np.r_[0:9, 12])
    assert curve.two_sided.min() < 1e-8
    none_left = trace_curve(Objective(X, Y, ACTIVATIONS["relu"]), parameters, EPSILONS, np.array([9, 10]))
    assert none_left.left_out == 0
    assert none_left.crossed.all()


def test_no_slope_where_too_few_points_are_clear_of_round_off() -> None:
    assert slope(np.array([1e-3, 1e-2, 1e-1]), np.array([3.0, 2.0, 1.0])) is None


def test_a_large_network_is_told_by_some_of_its_parameters() -> None:
    few, many = random_parameters((2, 4, 1), 0), random_parameters((2, 64, 64, 1), 0)
    np.testing.assert_array_equal(spread_evenly(few), np.arange(17))
    chosen = spread_evenly(many)
    assert chosen.size == MOST_PARAMETERS
    assert (chosen[0], chosen[-1]) == (0, 4416)
    assert np.unique(chosen).size == chosen.size
    told: list[float] = []
    curve = trace_curve(
        Objective(*random_points(10, 0), ACTIVATIONS["tanh"]), many, [1e-4, 1e-5], report=told.append
    )
    assert told == [0.5, 1.0]
    assert curve.two_sided.max() < 1e-5


def test_an_error_that_is_the_same_at_every_epsilon_has_no_slope() -> None:
    assert slope(EPSILONS, np.full(EPSILONS.size, 0.5)) is None
    assert slope(EPSILONS, np.full(EPSILONS.size, 1.0)) is None
