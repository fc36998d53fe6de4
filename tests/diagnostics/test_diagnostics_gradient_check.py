"""Words on a gradient check, and the parameters that are farthest off by name."""

from dataclasses import replace

import numpy as np
import pytest

from playground.diagnostics.gradient_check_words import listed, short, tell_check
from playground.diagnostics.gradient_check_worst import differences, worst
from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import GradientCheck, check, compare
from playground.network.gradient_check_objective import Objective
from playground.network.initializers import initialize
from playground.network.parameters import Parameters

RANDOM = np.random.RandomState(0)
X, Y = RANDOM.randn(2, 40), RANDOM.randint(0, 2, (1, 40)).astype(float)


def a_check(activation: str = "tanh", epsilon: float = 1e-7, init: str = "he") -> GradientCheck:
    return check(Objective(X, Y, ACTIVATIONS[activation]), initialize((2, 5, 3, 1), init, 1.0, 3), epsilon)


def claimed(checked: GradientCheck, theta: np.ndarray) -> GradientCheck:
    """The same check of somebody who claims another gradient."""
    gradient = Parameters(checked.gradient.layer_sizes, theta)
    approximation = checked.approximation.blocks()
    blocks = {
        name: compare(block, approximation[name], checked.noise) for name, block in gradient.blocks().items()
    }
    whole = compare(theta, checked.approximation.theta, checked.noise)
    return replace(checked, gradient=gradient, whole=whole, blocks=blocks)


def test_a_right_gradient_is_great() -> None:
    told = tell_check(a_check())
    assert (told.headline, told.mood) == ("great", "good")


def test_a_bug_names_its_block() -> None:
    checked = a_check()
    wrong = Parameters(checked.gradient.layer_sizes, checked.gradient.theta.copy())
    wrong.b[2][...] *= 4
    told = tell_check(claimed(checked, wrong.theta))
    assert (told.headline, told.mood) == ("bug", "bad")
    assert told.sentence.startswith("Off: b2.")


def test_everything_off_is_said_to_have_something_in_common() -> None:
    checked = a_check()
    assert "Every block" in tell_check(claimed(checked, 40 * checked.gradient.theta)).sentence


def test_a_bug_in_a_small_block_is_not_hidden_by_the_one_number() -> None:
    checked = a_check()
    theta = Parameters(checked.gradient.layer_sizes, checked.gradient.theta.copy())
    measured = Parameters(checked.gradient.layer_sizes, checked.approximation.theta.copy())
    for one in (theta, measured):
        one.theta *= 1e4
        one.W[1] /= 1e11
    theta.W[1][...] *= -1
    hidden = claimed(replace(checked, approximation=measured, noise=1e-12), theta.theta)
    assert hidden.whole.verdict == "great"
    told = tell_check(hidden)
    assert told.mood == "bad"
    assert "W1" in told.sentence


def test_kinks_are_counted_and_named_and_leave_the_verdict_alone() -> None:
    checked = a_check("relu", 3e-2)
    told = tell_check(checked)
    crossed = int(checked.crossed.sum())
    assert 4 < crossed < 37
    assert told.mood == "unsure"
    assert f"Left out: {crossed} of 37 parameters, whose nudge carries some z through 0" in told.sentence
    assert told.sentence.endswith(f"W1[3,2] and {crossed - 4} more.")
    few = replace(checked, crossed=np.arange(37) < 2, epsilon=1e-7)
    assert tell_check(few).sentence.endswith("no one slope: W1[1,1] and W1[1,2].")
    assert "Left out" not in tell_check(a_check("tanh", 1e-2)).sentence


def test_kinks_come_last_among_the_farthest_off() -> None:
    checked = a_check("relu", 3e-2)
    told = worst(checked, 37)
    marks = [one.crossed for one in told]
    assert marks == sorted(marks)
    assert any(marks)


def test_a_large_epsilon_is_blamed_before_the_gradient() -> None:
    told = tell_check(a_check("tanh", 0.1))
    assert told.mood == "unsure"
    assert "ε = 0.1 is large" in told.sentence


def test_round_off_is_no_bug() -> None:
    told = tell_check(a_check("tanh", 1e-12))
    assert (told.headline, told.mood) == ("within round-off", "unsure")
    assert "larger ε" in told.sentence


def test_a_diverged_network_is_told_in_words_and_not_called_a_bug() -> None:
    parameters = initialize((2, 5, 3, 1), "random", 1.0, 3)
    parameters.theta *= 1e100
    checked = check(Objective(X, Y, ACTIVATIONS["linear"]), parameters)
    assert checked.whole.difference == 1
    told = tell_check(checked)
    assert (told.headline, told.mood) == ("overflow", "unsure")
    assert len(worst(checked)) == 10


def test_a_slight_mistake_asks_to_look_again() -> None:
    checked = a_check()
    told = tell_check(claimed(checked, (1 + 2e-5) * checked.gradient.theta))
    assert told.headline == "look again"
    assert told.sentence.startswith("Look again")


def test_the_worst_are_named_by_layer_unit_and_input() -> None:
    checked = a_check()
    wrong = Parameters(checked.gradient.layer_sizes, checked.gradient.theta.copy())
    wrong.W[2][1, 3] *= 3
    wrong.b[1][4] *= -1
    first, second, third, *rest = worst(claimed(checked, wrong.theta))
    assert first.name == "b1: layer 1, unit 5"
    assert second.name == "W2: layer 2, unit 2, input 4"
    assert first.difference == pytest.approx(1, abs=1e-4)
    assert second.difference == pytest.approx(0.5, abs=1e-4)
    assert second.claimed == pytest.approx(3 * second.measured, rel=1e-4)
    assert third.difference < 1e-3
    assert len(rest) == 7


def test_round_off_comes_last_however_large_it_looks() -> None:
    checked = a_check()
    measured = Parameters(checked.gradient.layer_sizes, checked.gradient.theta.copy())
    claims = checked.gradient.theta.copy()
    claims[0], measured.theta[0] = 1e-12, -1e-12
    claims[5] *= 1.1
    noisy = claimed(replace(checked, approximation=measured), claims)
    assert differences(noisy)[0] == 1
    assert worst(noisy)[0].difference == pytest.approx(0.1 / 2.1)
    assert worst(noisy, 33)[1].within_round_off


def test_parameters_with_slope_0_on_both_sides_agree() -> None:
    checked = a_check(init="zeros")
    both = replace(checked, approximation=checked.gradient)
    np.testing.assert_array_equal(differences(both), 0)


def test_numbers_and_lists_as_people_write_them() -> None:
    assert [short(x) for x in (0.3412, 1.13e-7, 1e-12, 1.0, 0.0)] == ["0.34", "1.1e-7", "1e-12", "1", "0"]
    assert listed(["W1"]) == "W1"
    assert listed(["W1", "b1", "W2"]) == "W1, b1 and W2"


def test_a_cost_too_large_for_nudges_is_told_from_a_gradient_of_zero() -> None:
    parameters = initialize((2, 5, 3, 1), "he", 1e60, 3)
    told = tell_check(check(Objective(X, Y, ACTIVATIONS["linear"]), parameters))
    assert (told.headline, told.mood) == ("within round-off", "unsure")
    assert "this run has diverged" in told.sentence
