"""Curves with bands: medians where the values are, the experiment and the lowest dev marked."""

import numpy as np

from playground.charts.curves import draw_field_curves, draw_iteration_curves
from playground.charts.values_axis import ValuesAxis
from playground.diagnostics.curve_plan import CurveBands

BANDS = CurveBands(
    np.array([0.0, 1.0, 10.0]),
    np.array([[0.1, 0.1, 0.2], [0.15, 0.2, 0.3], [0.2, 0.3, np.inf]]),
    np.array([[0.2, 0.1, 0.2], [0.3, 0.2, 0.3], [0.4, 0.3, np.inf]]),
    10,
)


def test_a_validation_curve_shows_zero_the_experiment_and_the_best() -> None:
    axis = ValuesAxis("λ", (0.0, 1.0, 10.0))
    drawn = draw_field_curves(BANDS, axis, "error", ("Bayes error", 0.12), 10.0, dark=False)
    named = {trace.name: trace for trace in drawn.data if trace.name}
    assert list(named["Dev"].x) == [-0.5, 0.0, 1.0]
    assert list(named["Dev"].y) == [0.3, 0.2, 0.3]
    assert list(named["least on dev"].x) == [0.0]
    assert list(named["Bayes error"].y) == [0.12, 0.12]
    assert drawn.layout.shapes[0].x0 == 1.0
    # A band ends where it reaches networks that have diverged.
    assert np.isnan(drawn.data[0].y[2])


def test_a_cost_has_no_best_possible_line() -> None:
    axis = ValuesAxis("λ", (0.0, 1.0, 10.0))
    drawn = draw_field_curves(BANDS, axis, "cost", ("Bayes error", 0.12), None, dark=True)
    assert not [trace for trace in drawn.data if trace.name == "Bayes error"]
    assert not drawn.layout.shapes


def test_the_stop_is_marked_on_the_iterations() -> None:
    drawn = draw_iteration_curves(BANDS, "error", ("Bayes error", 0.12), 1, dark=True)
    assert drawn.layout.shapes[0].x0 == 1
    assert drawn.layout.xaxis.title.text == "Iteration"
