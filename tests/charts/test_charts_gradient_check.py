"""Charts of the gradient check: what is drawn is what the numbers say."""

from dataclasses import replace

import numpy as np
import pytest

from playground.charts.gradient_check import LEAST, draw_blocks, draw_curve, draw_layer, draw_precision, zones
from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import VERDICTS, Comparison, GradientCheck, check, compare
from playground.network.gradient_check_curve import Curve, trace_curve
from playground.network.gradient_check_objective import Objective
from playground.network.initializers import initialize

RANDOM = np.random.RandomState(0)
OBJECTIVE = Objective(RANDOM.randn(2, 30), RANDOM.randint(0, 2, (1, 30)).astype(float), ACTIVATIONS["tanh"])
PARAMETERS = initialize((2, 5, 3, 1), "he", 1.0, 3)
EPSILONS = 10.0 ** np.arange(-12, -0.9, 0.5)


@pytest.fixture(scope="module")
def checked() -> GradientCheck:
    return check(OBJECTIVE, PARAMETERS)


@pytest.fixture(scope="module")
def curve() -> Curve:
    return trace_curve(OBJECTIVE, PARAMETERS, EPSILONS)


@pytest.mark.parametrize("dark", [False, True])
def test_bars_are_the_differences_and_every_threshold_is_drawn(dark: bool) -> None:
    now = {"W1": Comparison(0.5, "bug"), "b1": Comparison(1e-9, "great"), "W2": Comparison(0.0, "great")}
    start = {"W1": Comparison(0.4, "bug"), "b1": Comparison(1e-8, "great"), "W2": Comparison(0.0, "great")}
    drawn = draw_blocks(now, start, dark)
    bars, marks = drawn.data
    assert list(bars.x) == ["W1", "b1", "W2"]
    assert list(bars.y) == [0.5, 1e-9, LEAST]
    assert list(bars.text) == ["0.5", "1e-9", "0"]
    assert list(marks.y) == [0.4, 1e-8, LEAST]
    assert bars.marker.color[0] != bars.marker.color[1]
    lines = sorted(shape.y0 for shape in drawn.layout.shapes if shape.type == "line")
    assert lines == [limit for limit, _ in VERDICTS]
    said = {mark.text: 10.0**mark.y for mark in drawn.layout.annotations}
    assert list(said) == ["great<br>≈ 1e-7", "look again<br>≈ 1e-5", "worry<br>≈ 0.001", "bug"]
    for (low, high, _), y in zip(zones(), said.values(), strict=True):
        assert low < y < high


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("difference", [1e-11, 2e-7, 9e-7, 2e-6, 9e-5, 2e-4, 9e-3, 2e-2, 0.9])
def test_a_bar_has_the_colour_and_the_verdict_of_the_zone_it_ends_in(difference: float, dark: bool) -> None:
    gradient = np.ones(50)
    block = compare(gradient, gradient * (1 + difference) / (1 - difference), noise=0.0)
    assert block.difference == pytest.approx(difference, rel=1e-3)
    drawn = draw_blocks({"W1": block}, None, dark)
    (word,) = (word for low, high, word in zones() if low <= block.difference < high)
    assert word == block.verdict
    (zone,) = (s for s in drawn.layout.shapes if s.type == "rect" and s.y0 <= block.difference < s.y1)
    colours = [drawn.data[0].marker.color[0], zone.fillcolor]
    hexed = "#{:02x}{:02x}{:02x}".format(*map(int, colours[1][5:].split(",")[:3]))
    assert hexed == colours[0]


@pytest.mark.parametrize("l", [1, 2, 3])
def test_heat_maps_hold_both_gradients_with_the_biases_last(checked: GradientCheck, l: int) -> None:
    ours, theirs, apart = draw_layer(checked, l, False).data
    np.testing.assert_array_equal(ours.z[:, :-1], checked.gradient.W[l])
    np.testing.assert_array_equal(ours.z[:, -1:], checked.gradient.b[l])
    np.testing.assert_array_equal(theirs.z[:, :-1], checked.approximation.W[l])
    assert ours.zmax == theirs.zmax == -ours.zmin
    expected = np.abs(ours.z - theirs.z) / (np.abs(ours.z) + np.abs(theirs.z))
    np.testing.assert_allclose(apart.customdata, expected)
    assert apart.text[0][-1] == "b"


def test_the_curve_has_both_quotients_and_guides_of_their_slopes(curve: Curve) -> None:
    drawn = draw_curve(curve, 1e-7, False)
    named = {line.name: line for line in drawn.data if line.name}
    np.testing.assert_array_equal(named["One-sided"].y, curve.one_sided)
    np.testing.assert_array_equal(named["Two-sided"].y, curve.two_sided)
    guides = [line for line in drawn.data if not line.name]
    for power, guide in enumerate(guides, start=1):
        assert np.log(guide.y[1] / guide.y[0]) / np.log(guide.x[1] / guide.x[0]) == pytest.approx(power)
    assert {note.text for note in drawn.layout.annotations} == {"slope 1", "slope 2", "ε now"}
    assert drawn.layout.shapes[0].x0 == 1e-7


def test_crossed_kinks_are_hollow_and_take_no_part_in_a_slope(curve: Curve) -> None:
    crossed = np.ones(curve.epsilons.size, bool)
    drawn = draw_curve(replace(curve, crossed=crossed), 1e-3, True)
    assert len(drawn.data) == 2
    assert all(symbol.endswith("open") for line in drawn.data for symbol in line.marker.symbol)


def test_precisions_are_drawn_together(curve: Curve) -> None:
    drawn = draw_precision(curve, curve, 1e-3, False)
    assert [line.name for line in drawn.data] == ["float64", "float32"]


def test_a_gradient_of_zero_can_be_drawn() -> None:
    objective = Objective(OBJECTIVE.X, np.tile([0.0, 1.0], 15)[None], ACTIVATIONS["relu"])
    nothing = check(objective, initialize((2, 5, 3, 1), "zeros", 1.0, 3))
    assert len(draw_layer(nothing, 2, False).data) == 3


def test_what_was_not_checked_stays_empty_in_the_maps() -> None:
    some = check(OBJECTIVE, PARAMETERS, chosen=np.array([0, 12, 20]))
    ours, theirs, apart = draw_layer(some, 1, False).data
    assert np.isfinite(ours.z).all()
    assert np.isfinite(theirs.z).sum() == np.isfinite(apart.z).sum() == 1
    assert theirs.zmax == pytest.approx(max(np.abs(ours.z).max(), abs(theirs.z[0, 0])))


def test_the_names_of_inputs_have_room() -> None:
    wide = check(OBJECTIVE, initialize((2, 64, 1), "he", 1.0, 3))
    axis = draw_layer(wide, 2, False).layout.xaxis
    assert len(axis.ticktext) <= 5
    assert axis.ticktext[0] == "a<sub>1</sub>"
    assert axis.ticktext[-1] == "b"
    assert min(np.diff(axis.tickvals)) >= 13
