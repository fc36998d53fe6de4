"""Slopes: what is said of a gradient is what finite differences and closed forms say of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.diagnostics.slopes import SATURATED, measure_slopes, saturated_ranges, tell_slope
from playground.network.activations import ACTIVATIONS

GRID = np.round(np.linspace(-6, 6, 121), 6)


@given(st.sampled_from(sorted(ACTIVATIONS)), st.floats(-6, 6).filter(lambda z: abs(z) > 1e-3))
def test_slopes_are_the_finite_differences_of_the_curve(name: str, z: float) -> None:
    step = 1e-5
    below, at, above = (measure_slopes(name, np.array([z + by])) for by in (-step, 0.0, step))
    assert at.slope[0] == pytest.approx((above.g[0] - below.g[0]) / (2 * step), abs=1e-8)


def test_at_a_kink_the_slope_is_that_of_the_left_side() -> None:
    relu, leaky = (measure_slopes(name, np.array([0.0])) for name in ("relu", "leaky_relu"))
    assert (relu.slope[0], leaky.slope[0]) == (0.0, 0.01)
    assert relu.sentences[0].startswith("At z = 0.0 the gradient is 0: nothing passes back")


@pytest.mark.parametrize(
    ("name", "z", "words"),
    [
        ("sigmoid", 4.0, "At z = 4.0 the gradient is 0.018: little of it passes back."),
        ("tanh", -2.0, "At z = −2.0 the gradient is 0.071: little of it passes back."),
        ("sigmoid", 0.0, "At z = 0.0 the gradient is 0.25: 25 % of it passes back."),
        ("relu", -1.5, "At z = −1.5 the gradient is 0: nothing passes back"),
        ("leaky_relu", -1.5, "At z = −1.5 the gradient is 0.01: little of it passes back."),
        ("linear", 5.0, "At z = 5.0 the gradient is 1: all of it passes back"),
    ],
)
def test_a_sentence_says_what_becomes_of_the_gradient(name: str, z: float, words: str) -> None:
    assert measure_slopes(name, np.array([z])).sentences[0].startswith(words)


def test_little_is_less_than_the_threshold() -> None:
    assert "little" in tell_slope(1.0, 0.19, saturated=0.2)
    assert "little" not in tell_slope(1.0, 0.19)


@pytest.mark.parametrize(
    ("name", "border"),
    [
        ("sigmoid", np.log((1 + np.sqrt(1 - 4 * SATURATED)) / (1 - np.sqrt(1 - 4 * SATURATED)))),
        ("tanh", np.arctanh(np.sqrt(1 - SATURATED))),
    ],
)
def test_saturation_begins_where_the_slope_falls_below_the_threshold(name: str, border: float) -> None:
    (left, right) = saturated_ranges(GRID, measure_slopes(name, GRID).slope)
    assert left == (-6.0, pytest.approx(-border, abs=0.01))
    assert right == (pytest.approx(border, abs=0.01), 6.0)


def test_where_slopes_jump_or_never_fall() -> None:
    assert saturated_ranges(GRID, measure_slopes("relu", GRID).slope) == [(-6.0, 0.0)]
    assert saturated_ranges(GRID, measure_slopes("leaky_relu", GRID).slope) == [(-6.0, 0.0)]
    assert saturated_ranges(GRID, measure_slopes("linear", GRID).slope) == []
    assert saturated_ranges(GRID, np.zeros(GRID.size)) == [(-6.0, 6.0)]
