"""The bowl's and the ladder's figures hold the numbers they are given, in light and dark."""

import numpy as np
import pytest

from playground.charts.bowl import MOST_DRAWN, draw_bowl
from playground.charts.ladder import Step, draw_ladder, ladder_steps, tell_ladder
from playground.datasets import DATASETS
from playground.diagnostics.bias_variance import judge
from playground.diagnostics.bowl import descend, dig
from playground.diagnostics.error_rates import ErrorRate


@pytest.mark.parametrize("dark", [False, True])
def test_a_bowl_shows_its_costs_its_bottom_and_the_way_down(dark: bool) -> None:
    points = DATASETS["houses"].draw(180, 0.25, 1)
    bowl = dig(points, 1.4)
    descent = descend(points, bowl, 0.5 * bowl.largest_stable_rate)
    contour, way, bottom = draw_bowl(bowl, descent, dark).data
    np.testing.assert_array_equal(contour.customdata, bowl.costs)
    assert contour.z.min() == pytest.approx(0.0, abs=0.02)
    assert (way.x[0], way.y[0]) == (0.0, 0.0)
    assert (bottom.x[0], bottom.y[0]) == tuple(bowl.best)


def test_of_a_way_that_never_arrives_the_beginning_is_drawn() -> None:
    points = DATASETS["houses"].draw(180, 0.25, 1)
    bowl = dig(points, 1.4)
    descent = descend(points, bowl, 1.1 * bowl.largest_stable_rate)
    _, way, _ = draw_bowl(bowl, descent, False).data
    assert descent.arrived is None
    assert len(way.x) == MOST_DRAWN
    np.testing.assert_array_equal(way.x, descent.way[:MOST_DRAWN, 0])


def test_every_step_of_a_ladder_is_a_bar_from_one_error_to_the_next() -> None:
    steps = [
        Step("Bayes", 0.0, 0.05, "", "5 %"),
        Step("Bias", 0.05, 0.02, "fine", "-3 %"),
        Step("V", 0.02, 0.2, "high", "18 %"),
    ]
    drawn = draw_ladder(steps, 0.05, 0.4, False)
    bars = {bar.y[0]: (bar.base[0], bar.x[0]) for bar in drawn.data}
    assert bars["Bias"] == pytest.approx((5.0, -3.0))
    assert bars["V"] == pytest.approx((2.0, 18.0))
    colours = {bar.y[0]: bar.marker.color for bar in drawn.data}
    assert len(set(colours.values())) == 3
    assert drawn.layout.xaxis.range == (0, 40.0)


def test_what_lies_below_the_best_possible_error_is_hatched_and_named_and_never_a_negative_bias() -> None:
    judgement = judge(ErrorRate(0.02), ErrorRate(0.2), level=0.05)
    titles = {"bias": "Avoidable bias", "variance": "Variance"}
    steps = ladder_steps("Bayes error", [0.05, 0.02, 0.2], judgement, titles)
    drawn = draw_ladder(steps, 0.05, 0.4, False)
    hatched = [bar.y[0] for bar in drawn.data if bar.marker.pattern.shape]
    assert hatched == ["Fits noise<br>down to train, 2.0 %"]
    said = [note.text for note in drawn.layout.annotations]
    assert "3.0 % below the best possible: fits noise" in said and "18.0 %: high" in said
    assert "Avoidable" not in tell_ladder(steps) and "<br>" not in tell_ladder(steps)
