"""A boundary and the timings as they are drawn: where the numbers put them."""

import numpy as np
import pytest

from playground.charts.boundary import draw_boundary
from playground.charts.loop_timing import draw_timings
from playground.datasets import Points
from playground.diagnostics.loop_timing import Timing
from playground.training.keyframes import Region


@pytest.mark.parametrize("dark", [False, True])
def test_sides_line_and_points_are_where_they_belong(dark: bool) -> None:
    logits = np.array([[-3.0, -1.0, 1.0]] * 3)
    points = Points(np.array([[0.5, 1.5], [0.0, 1.0]]), np.array([[0.0, 1.0]]))
    sides, line, zero, one = draw_boundary(logits, Region(0.0, 2.0, -1.0, 1.0), points, dark).data
    np.testing.assert_array_equal(sides.z, [[-1, -1, 1]] * 3)
    np.testing.assert_array_equal(sides.x, [0, 1, 2])
    np.testing.assert_array_equal(sides.y, [-1, 0, 1])
    assert (line.contours.start, line.contours.end) == (0, 0)
    assert (list(zero.x), list(zero.y)) == ([0.5], [0.0])
    assert (list(one.x), list(one.y)) == ([1.5], [1.0])
    assert zero.marker.color != one.marker.color
    assert zero.marker.symbol == one.marker.symbol, "a shape says which set, as on the stage"


def test_two_curves_of_timings() -> None:
    timings = [Timing(10, 2e-6, 1e-6, 1.0, 1.0, True), Timing(100, 3e-5, 1e-6, 1.0, 1.0, True)]
    drawn = draw_timings(timings, False)
    loop, dot = drawn.data
    assert list(loop.y) == [2e-6, 3e-5]
    assert list(dot.y) == [1e-6, 1e-6]
    assert list(dot.x) == [10, 100]
    assert drawn.layout.xaxis.type == drawn.layout.yaxis.type == "log"
