"""The gradient check: it says great of the right gradient, and names the block that someone got wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from small_networks import random_parameters, random_points

from playground.network import gradient_check_objective
from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import (
    BUG,
    MOST_OF_A_BLOCK,
    GradientCheck,
    check_gradient,
    compare,
    some_of_each_block,
)
from playground.network.gradient_check import check as check_part
from playground.network.initializers import initialize
from playground.network.parameters import Parameters

X, Y = random_points(30, seed=1)
SIZES = (2, 4, 3, 1)


def check(activation: str = "tanh", lambd: float = 0.0, l1: float = 0.0) -> GradientCheck:
    """The check of a 2-4-3-1 network on 30 points."""
    return check_gradient(X, Y, random_parameters(SIZES, seed=2), ACTIVATIONS[activation], lambd, l1)


def tamper(monkeypatch: pytest.MonkeyPatch, change: Callable[[Parameters], None]) -> None:
    """Have the engine's backward propagation end with a mistake."""
    right = gradient_check_objective.backward

    def wrong(*arguments: Any) -> Parameters:
        gradient = right(*arguments)
        change(gradient)
        return gradient

    monkeypatch.setattr(gradient_check_objective, "backward", wrong)


@pytest.mark.parametrize(("lambd", "l1"), [(0.0, 0.0), (0.7, 0.0), (0.3, 0.7)])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_backpropagation_is_great(activation: str, lambd: float, l1: float) -> None:
    checked = check(activation, lambd, l1)
    assert checked.whole.verdict == "great"
    assert checked.whole.difference < 1e-6
    assert list(checked.blocks) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert BUG not in {block.verdict for block in checked.blocks.values()}


def test_a_wrong_sign_in_one_block_is_a_bug_in_that_block(monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(monkeypatch, lambda gradient: np.negative(gradient.W[2], out=gradient.W[2]))
    checked = check()
    assert checked.whole.verdict == BUG
    assert checked.blocks["W2"].difference == pytest.approx(1.0)
    assert {name: block.verdict for name, block in checked.blocks.items() if block.verdict != "great"} == {
        "W2": BUG
    }


def test_a_missing_1_over_m_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(monkeypatch, lambda gradient: np.multiply(gradient.theta, 30, out=gradient.theta))
    checked = check()
    assert checked.whole.verdict == BUG
    assert checked.whole.difference == pytest.approx(29 / 31, rel=1e-5)
    assert {block.verdict for block in checked.blocks.values()} == {BUG}


def test_a_forgotten_lambda_shows_in_the_weights_and_not_in_the_biases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradient_check_objective, "add_penalty_gradient", lambda *arguments: None)
    checked = check(lambd=0.7)
    assert checked.whole.verdict == BUG
    for l in (1, 2, 3):
        assert checked.blocks[f"W{l}"].difference > 1e-3
        assert checked.blocks[f"b{l}"].verdict == "great"


def test_a_forgotten_bias_gradient_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(monkeypatch, lambda gradient: gradient.b[1].fill(0.0))
    checked = check()
    assert checked.whole.verdict == BUG
    assert checked.blocks["b1"].difference == pytest.approx(1.0)


def test_a_small_mistake_is_not_great(monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(monkeypatch, lambda gradient: np.multiply(gradient.theta, 1 + 2e-3, out=gradient.theta))
    assert check().whole.verdict == "worry"


@pytest.mark.parametrize(
    ("off", "verdict"), [(1e-7, "great"), (1e-5, "look again"), (1e-3, "worry"), (0.1, "bug"), (1.0, "bug")]
)
def test_the_words_are_those_of_the_course(off: float, verdict: str) -> None:
    # ‖g - a‖ / (‖g‖ + ‖a‖) for a = g (1 - off) / (1 + off) is `off`.
    gradient = np.array([3.0, -4.0])
    compared = compare(gradient, gradient * (1 - off) / (1 + off))
    assert compared.difference == pytest.approx(off, rel=1e-6)
    assert compared.verdict == verdict


def test_a_difference_is_the_formula_worked_out_by_hand() -> None:
    assert compare(np.array([3.0, 0.0]), np.array([0.0, 4.0])).difference == pytest.approx(5 / 7)


def test_two_gradients_of_zero_are_no_bug() -> None:
    compared = compare(np.zeros(3), np.zeros(3))
    assert compared.difference == 0.0
    assert compared.verdict == "great"


def test_round_off_is_not_called_a_bug_but_more_than_that_is() -> None:
    assert compare(np.zeros(4), np.full(4, 1e-9), noise=1e-8).verdict == "within round-off"
    assert compare(np.zeros(4), np.full(4, 1e-7), noise=1e-8).verdict == BUG


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (4,), (10, 5)])
def test_zero_weights_are_no_bug(activation: str, hidden: tuple[int, ...]) -> None:
    parameters = initialize((2, *hidden, 1), "zeros", 1.0, seed=0)
    checked = check_gradient(X, Y, parameters, ACTIVATIONS[activation])
    verdicts = {checked.whole.verdict, *(block.verdict for block in checked.blocks.values())}
    # All Z are 0 then: of ReLU networks W1 and every b but the last stand at a kink.
    assert verdicts <= {"great", "within round-off", *(["all at kinks"] if checked.kinks else [])}
    assert checked.verdict in ("great", "within round-off")
    assert bool(checked.kinks) == (bool(hidden) and activation in ("relu", "leaky_relu"))


def test_vanished_gradients_of_20_sigmoid_layers_are_no_bug() -> None:
    parameters = initialize((2, *[5] * 20, 1), "he", 1.0, seed=3)
    checked = check_gradient(X, Y, parameters, ACTIVATIONS["sigmoid"])
    assert checked.whole.verdict == "great"
    assert BUG not in {block.verdict for block in checked.blocks.values()}


def test_the_numerical_gradient_covers_every_parameter() -> None:
    """More of them than go through the network together, so that the pieces must fit."""
    parameters = random_parameters((2, 7, 5, 1), seed=0)
    checked = check_gradient(X, Y, parameters, ACTIVATIONS["tanh"])
    assert parameters.theta.size == 67
    np.testing.assert_allclose(checked.approximation.theta, checked.gradient.theta, atol=1e-7)


def test_a_check_leaves_the_parameters_as_they_were() -> None:
    parameters = random_parameters(SIZES, seed=0)
    before = parameters.theta.copy()
    check_gradient(X, Y, parameters, ACTIVATIONS["relu"], 0.1, 0.1)
    np.testing.assert_array_equal(parameters.theta, before)


@pytest.mark.parametrize("scale", [10.0, 1000.0])
def test_a_saturated_network_is_checked_without_warnings(scale: float) -> None:
    """Logits of thousands on either side, as the course's large random weights make them, and far beyond."""
    for seed in range(6):
        parameters = initialize((2, 10, 5, 1), "random", scale, seed)
        checked = check_gradient(X, Y, parameters, ACTIVATIONS["relu"])
        assert np.isfinite(checked.whole.difference)


def large_check(change: Callable[[Parameters], None] | None, monkeypatch: pytest.MonkeyPatch) -> GradientCheck:
    """The check of some of each block of a network too large to be checked in full."""
    if change is not None:
        tamper(monkeypatch, change)
    objective = gradient_check_objective.Objective(X, Y, ACTIVATIONS["tanh"])
    parameters = random_parameters((2, 64, 64, 20, 1), seed=2)
    return check_part(objective, parameters, chosen=some_of_each_block(parameters))


def test_of_a_large_network_some_of_each_block_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = large_check(None, monkeypatch)
    assert found.whole.verdict == "great"
    assert set(found.blocks) == {f"{block}{l}" for block in "Wb" for l in range(1, 5)}
    measured = found.approximation.theta
    assert np.isfinite(measured[found.chosen]).all()
    assert np.isfinite(measured).sum() == found.chosen.size < measured.size / 10
    named = {name: np.isfinite(block).sum() for name, block in found.approximation.blocks().items()}
    assert named == {
        name: min(block.size, MOST_OF_A_BLOCK) for name, block in found.approximation.blocks().items()
    }


def test_of_a_large_network_a_wrong_block_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = large_check(lambda gradient: gradient.b[3].__imul__(2.0), monkeypatch)
    assert [name for name, block in found.blocks.items() if block.verdict == BUG] == ["b3"]


def test_a_small_network_is_checked_in_full() -> None:
    parameters = random_parameters(SIZES, seed=2)
    np.testing.assert_array_equal(some_of_each_block(parameters), np.arange(parameters.theta.size))
