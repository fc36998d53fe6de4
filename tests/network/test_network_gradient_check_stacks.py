"""Nudged copies in stacks give the costs that one network at a time gives, whatever the network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import plain_cost, random_parameters, random_points

from playground.network import gradient_check_objective
from playground.network.activations import ACTIVATIONS
from playground.network.dropout import Dropout
from playground.network.gradient_check import ROUND_OFF, check, compare, difference_quotients
from playground.network.gradient_check_objective import Objective, Places, layers_after
from playground.network.initializers import initialize
from playground.network.parameters import Parameters

X, Y = random_points(30, seed=1)


def masks(parameters: Parameters, keep: float) -> dict[int, np.ndarray]:
    """Inverted-dropout masks of every hidden layer."""
    return Dropout([keep] * (parameters.L - 1), [5]).masks(parameters, 30)


@settings(max_examples=40, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 6), max_size=3),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    seed=st.integers(0, 1000),
    strengths=st.tuples(st.floats(0, 2), st.floats(0, 2)),
    keep=st.sampled_from([1.0, 0.7]),
    epsilon=st.floats(-0.5, 0.5),
)
def test_costs_are_those_of_one_network_after_another(
    hidden: list[int],
    activation: str,
    seed: int,
    strengths: tuple[float, float],
    keep: float,
    epsilon: float,
) -> None:
    parameters = random_parameters((2, *hidden, 1), seed)
    D = masks(parameters, keep)
    found = Objective(X, Y, ACTIVATIONS[activation], *strengths, D).nudged(parameters, epsilon)
    for i in range(parameters.theta.size):
        nudged = parameters.copy()
        nudged.theta[i] += epsilon
        assert found.costs[i] == pytest.approx(plain_cost(X, Y, nudged, activation, *strengths, D), rel=1e-10)


@pytest.mark.parametrize("room", [1, 5_000, 10_000_000])
def test_however_few_copies_fit_the_costs_are_the_same(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters, objective = random_parameters((2, 7, 5, 1), 0), Objective(X, Y, ACTIVATIONS["relu"], 0.3)
    expected = objective.nudged(parameters, 1e-3).costs
    monkeypatch.setattr(gradient_check_objective, "CACHE_BYTES", room)
    np.testing.assert_allclose(objective.nudged(parameters, 1e-3).costs, expected, rtol=1e-13)


def test_chosen_parameters_come_in_the_order_they_were_chosen_and_progress_is_told() -> None:
    parameters, objective = random_parameters((2, 4, 3, 1), 0), Objective(X, Y, ACTIVATIONS["tanh"])
    everything = objective.nudged(parameters, 0.1).costs
    chosen, told = np.array([30, 2, 17, 0]), []
    np.testing.assert_allclose(objective.nudged(parameters, 0.1, chosen, told.append).costs, everything[chosen])
    assert told == sorted(told)
    assert told[-1] == 1.0
    difference_quotients(objective, parameters, 0.1, report=told.append)
    assert told[-1] == 1.0


def test_places_tell_layer_unit_and_input_of_every_parameter() -> None:
    parameters = Parameters((2, 3, 1), np.arange(13.0))
    places = Places.of(parameters)
    for l in (1, 2):
        for row in range(parameters.layer_sizes[l]):
            for column in range(parameters.layer_sizes[l - 1]):
                i = int(parameters.W[l][row, column])
                assert (places.layer[i], places.row[i], places.column[i]) == (l, row, column)
            i = int(parameters.b[l][row, 0])
            assert (places.layer[i], places.row[i], places.column[i]) == (l, row, -1)


def test_layers_after_are_the_rest_of_the_network() -> None:
    parameters = random_parameters((2, 4, 3, 1), 0)
    rest = layers_after(parameters, 1)
    np.testing.assert_array_equal(rest.W[1], parameters.W[2])
    np.testing.assert_array_equal(rest.b[2], parameters.b[3])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_frozen_masks_are_checked_like_any_function(activation: str) -> None:
    parameters = random_parameters((2, 6, 4, 1), 3)
    D = masks(parameters, 0.6)
    checked = check(Objective(X, Y, ACTIVATIONS[activation], 0.5, D=D), parameters)
    assert checked.whole.verdict == "great"
    off = check(Objective(X, Y, ACTIVATIONS[activation], 0.5), parameters)
    assert compare(off.gradient.theta, checked.gradient.theta).verdict == "bug", "the masks matter"


def test_a_nudge_across_a_kink_is_noticed_and_not_called_a_bug() -> None:
    parameters = Parameters((2, 2, 1), np.zeros(9))
    parameters.W[1][...], parameters.W[2][...] = [[1.0, 0.0], [0.3, 0.2]], [[1.0, -1.0]]
    # The first point lies 1e-9 beside the kink of unit 1; all others are far from it.
    points = np.array([[1e-9, 1.0, 2.0], [0.5, 1.0, -0.5]])
    objective = Objective(points, np.array([[0.0, 1.0, 1.0]]), ACTIVATIONS["relu"])
    checked = check(objective, parameters, 1e-7)
    names = {
        name: block.ravel()
        for name, block in Parameters((2, 2, 1), checked.crossed.astype(float)).blocks().items()
    }
    assert names["W1"].tolist() == [0, 1, 0, 0], "x1 of the first point is too small to move its z over the kink"
    assert names["b1"].tolist() == [1, 0]
    assert not names["W2"].any() and not names["b2"].any()
    assert checked.kinks == ["W1[1,2]", "b1[1,1]"]
    assert checked.verdict == "great"
    off = np.abs(checked.gradient.theta - checked.approximation.theta)
    assert off[checked.crossed].min() > 1e-2, "a quotient across a kink is not the slope"
    assert not check(objective, parameters, 1e-10).crossed.any()


def test_a_later_layer_s_kink_is_noticed_too() -> None:
    parameters = Parameters((1, 1, 1, 1), np.array([1.0, 1.0, 1.0, 0.0, -1.0, 0.0]))  # z1 = 1, z2 = 1 - 1 = 0
    objective = Objective(np.ones((1, 1)), np.ones((1, 1)), ACTIVATIONS["relu"])
    crossed = Parameters((1, 1, 1, 1), check(objective, parameters, 1e-3).crossed.astype(float))
    assert crossed.W[1].item() == crossed.b[1].item() == crossed.W[2].item() == crossed.b[2].item() == 1
    assert crossed.W[3].item() == crossed.b[3].item() == 0


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "linear"])
def test_smooth_activations_have_no_kinks(activation: str) -> None:
    parameters = random_parameters((2, 4, 3, 1), 0)
    checked = check(Objective(X, Y, ACTIVATIONS[activation]), parameters, 0.1)
    assert not checked.crossed.any()
    assert not checked.kinks


def test_a_planted_bug_is_not_excused_by_kinks() -> None:
    class Doubled(Objective):
        def gradient(self, parameters: Parameters) -> Parameters:
            gradient = super().gradient(parameters)
            gradient.theta *= 2
            return gradient

    parameters = random_parameters((2, 6, 4, 1), 3)
    checked = check(Doubled(X, Y, ACTIVATIONS["relu"]), parameters, 1e-2)
    assert checked.crossed.any() and not checked.crossed.all()
    assert checked.whole.verdict == "bug"


def test_float32_is_worked_out_in_float32() -> None:
    parameters = random_parameters((2, 6, 4, 1), 3)
    objective = Objective(X, Y, ACTIVATIONS["tanh"], 0.5).in_numbers(np.float32)
    single = Parameters(parameters.layer_sizes, parameters.theta.astype(np.float32))
    assert objective.cost(single).dtype == objective.gradient(single).theta.dtype == np.float32
    assert objective.run_forward(single).A[2].dtype == np.float32
    assert check(objective, single, 1e-7).whole.verdict == ROUND_OFF
    assert 1e-5 < check(objective, single, 1e-2).whole.difference < 1e-2
    exact = Objective(X, Y, ACTIVATIONS["tanh"], 0.5).gradient(parameters).theta
    assert compare(objective.gradient(single).theta, exact).difference < 1e-5


def test_a_network_of_thousands_is_great() -> None:
    parameters = initialize((2, 40, 40, 1), "he", 1.0, 3)
    checked = check(Objective(X, Y, ACTIVATIONS["tanh"], 0.7), parameters)
    assert parameters.theta.size == 1801
    assert checked.whole.verdict == "great"
