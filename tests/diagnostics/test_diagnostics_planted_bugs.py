"""Every planted bug is caught in its blocks where it can show, and refused in words where it cannot."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.diagnostics.planted_bugs import (
    BUGS,
    Case,
    layers_of,
    line_of,
    neighbour,
    places_to_hide,
    reason_against,
)
from playground.diagnostics.planted_bugs_quiz import Hidden, hide, judge
from playground.network.activations import ACTIVATIONS
from playground.network.dropout import Dropout
from playground.network.gradient_check import GradientCheck, check
from playground.network.gradient_check_objective import Objective
from playground.network.initializers import initialize
from playground.network.parameters import Parameters

RANDOM = np.random.RandomState(0)
X, Y = RANDOM.randn(2, 60), RANDOM.randint(0, 2, (1, 60)).astype(float)
EVERY = ["W1", "b1", "W2", "b2", "W3", "b3"]


def a_case(
    hidden: Sequence[int] = (6, 4),
    activation: str = "relu",
    lambd: float = 0.7,
    keep: float = 0.8,
    init: str = "he",
    frozen: bool = False,
) -> Case:
    """A 2-6-4-1 network with all that some bug needs."""
    parameters = initialize((2, *hidden, 1), init, 1.0, 3)
    if frozen:  # with biases of 0, who loses all its inputs stands right at the bend of a ReLU
        parameters.theta[parameters.weights.size :] = np.random.RandomState(2).randn(sum(hidden) + 1) / 10
    D = Dropout([keep] * len(hidden), [1]).masks(parameters, 60) if frozen else {}
    return Case(Objective(X, Y, ACTIVATIONS[activation], lambd, D=D), parameters, 0.3, [keep] * len(hidden))


def with_bug(case: Case, name: str, layer: int, epsilon: float = 1e-7) -> GradientCheck:
    return check(BUGS[name].plant(case, layer), case.parameters, epsilon)


@pytest.mark.parametrize(
    ("name", "layer", "off"),
    [
        *[("sign", l, [f"W{l}"]) for l in (1, 2, 3)],
        *[("doubled", l, [f"W{l}"]) for l in (1, 2, 3)],
        *[("bias", l, [f"b{l}"]) for l in (1, 2, 3)],
        ("mean", 0, EVERY),
        ("penalty", 0, ["W1", "W2", "W3"]),
        ("mask", 2, ["W1", "b1", "W2", "b2"]),
        ("dropout", 0, EVERY),
        ("update", 0, EVERY),
    ],
)
@pytest.mark.parametrize("frozen", [False, True], ids=["dropout off", "frozen masks"])
def test_every_bug_is_caught_in_its_blocks(name: str, layer: int, off: list[str], frozen: bool) -> None:
    case = a_case(frozen=frozen)
    assert layer in layers_of(BUGS[name], case)
    assert check(case.objective, case.parameters).whole.verdict == "great"
    checked = with_bug(case, name, layer)
    assert checked.whole.verdict == "bug"
    assert checked.blocks_off == off
    assert all(block.verdict == "great" for key, block in checked.blocks.items() if key not in off)


@pytest.mark.parametrize(("name", "difference"), [("sign", 1.0), ("doubled", 1 / 3)])
def test_a_wrong_weight_gradient_is_off_by_what_its_factor_says(name: str, difference: float) -> None:
    assert with_bug(a_case(), name, 2).blocks["W2"].difference == pytest.approx(difference, rel=1e-5)


def test_the_other_factors() -> None:
    assert with_bug(a_case(), "bias", 2).blocks["b2"].difference == pytest.approx(3 / 5, rel=1e-5)
    assert with_bug(a_case(lambd=0.0), "mean", 0).whole.difference == pytest.approx(59 / 61, rel=1e-5)


def test_an_update_in_between_puts_every_quotient_off_by_the_same() -> None:
    case = a_case()
    right, wrong = check(case.objective, case.parameters, 1e-5), with_bug(case, "update", 0, 1e-5)
    shift = wrong.approximation.theta - right.approximation.theta
    assert np.ptp(shift) < 0.02 * abs(shift.mean())
    finer = with_bug(case, "update", 0, 1e-6).approximation.theta - right.approximation.theta
    assert finer.mean() == pytest.approx(10 * shift.mean(), rel=0.02), "a fixed change of J divided by 2ε"


def test_dropout_left_on_is_off_by_chance_and_more_for_a_smaller_epsilon() -> None:
    case = a_case()
    coarse, fine = (with_bug(case, "dropout", 0, epsilon).approximation.theta for epsilon in (1e-5, 1e-7))
    assert np.std(coarse) > 100
    assert np.std(fine) > 50 * np.std(coarse)
    assert (coarse > 0).any() and (coarse < 0).any()


def test_a_planted_bug_leaves_objective_and_parameters_as_they_were() -> None:
    case = a_case()
    theta, right = case.parameters.theta.copy(), case.objective.gradient(case.parameters).theta
    for name, layer in places_to_hide(case):
        with_bug(case, name, layer)
    np.testing.assert_array_equal(case.parameters.theta, theta)
    np.testing.assert_array_equal(case.objective.gradient(case.parameters).theta, right)


@pytest.mark.parametrize(
    ("name", "case", "reason"),
    [
        ("penalty", a_case(lambd=0.0), "λ is 0"),
        ("dropout", a_case(keep=1.0), "keep_prob is 1"),
        ("mask", a_case(activation="tanh"), "Tanh has no mask"),
        ("mask", a_case(hidden=[5]), "two hidden layers"),
        ("mask", a_case(hidden=[]), "two hidden layers"),
        ("sign", a_case(init="zeros", lambd=0.0), "the gradient is 0"),
    ],
)
def test_a_bug_that_cannot_show_is_refused_in_words(name: str, case: Case, reason: str) -> None:
    if name == "sign":
        case = Case(Objective(X, np.tile([0.0, 1.0], 30)[None], ACTIVATIONS["relu"]), case.parameters)
    said = reason_against(BUGS[name], case)
    assert said is not None
    assert reason in said
    assert said.endswith(".")
    assert name not in {place for place, _ in places_to_hide(case)}


@settings(max_examples=25, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 6), max_size=3),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    lambd=st.sampled_from([0.0, 0.5]),
    keep=st.sampled_from([1.0, 0.8]),
    init=st.sampled_from(["zeros", "he", "xavier"]),
    seed=st.integers(0, 100),
)
def test_what_may_be_hidden_shows_and_what_may_not_says_why(
    hidden: list[int], activation: str, lambd: float, keep: float, init: str, seed: int
) -> None:
    case = a_case(hidden, activation, lambd, keep, init)
    for name, layer in places_to_hide(case):
        assert with_bug(case, name, layer).blocks_off, (name, layer)
    for bug in BUGS.values():
        refused = reason_against(bug, case)
        assert (refused is None) == bool(layers_of(bug, case))
    drawn = hide(case, random.Random(seed).choice)
    if drawn is not None:
        assert (drawn.name, drawn.layer) in places_to_hide(case)
        assert judge(case, drawn, drawn.name).right
        wrong = next(name for name in BUGS if name != drawn.name)
        assert not judge(case, drawn, wrong).right


def test_nothing_is_hidden_where_nothing_can_show() -> None:
    balanced = np.tile([0.0, 1.0], 30)[None]
    parameters = Parameters.zeros((2, 4, 1))
    assert hide(Case(Objective(X, balanced, ACTIVATIONS["relu"]), parameters), random.choice) is None


def test_every_bug_is_as_likely_as_another() -> None:
    case = a_case()
    draw = random.Random(1).choice
    drawn = [hide(case, draw) for _ in range(120)]
    counts = [sum(one is not None and one.name == name for one in drawn) for name in BUGS]
    assert min(counts) > 5


def test_a_guess_is_judged_with_a_reason() -> None:
    case = a_case()
    right = judge(case, Hidden("sign", 2), "sign")
    assert right.right and "in layer 2" in right.sentence and BUGS["sign"].why in right.sentence
    alike = judge(case, Hidden("sign", 2), "doubled").sentence
    assert "It would show in W2 too, but with 0.33 in W2, and here it is 1." in alike
    elsewhere = judge(case, Hidden("bias", 3), "mask").sentence
    assert "put W1, b1, W2 and b2 off, and here it is b3." in elsewhere
    assert "keep_prob is 1" in judge(a_case(keep=1.0), Hidden("mean", 0), "dropout").sentence
    assert "just as far" in judge(case, Hidden("dropout", 0), "update").sentence


def test_lines_of_code_name_their_layer_and_every_bug_has_its_words() -> None:
    case = a_case()
    assert line_of(BUGS["sign"], case, 2) == "dW2 = -(1/m * dZ2 @ A1.T)"
    assert line_of(BUGS["mask"], case, 2) == "dZ2 = dA2 * (Z1 > 0)  # should be Z2"
    for bug in BUGS.values():
        assert bug.why.endswith(".")
        assert "{" not in line_of(bug, case, 2)


def test_a_mask_is_taken_from_a_neighbour_with_rows_enough() -> None:
    assert neighbour((2, 20, 3, 1), 2) == 1
    assert neighbour((2, 20, 3, 1), 1) is None
    assert neighbour((2, 4, 4, 1), 1) == 2
    assert neighbour((2, 20, 3, 1), 3) is None
