"""Dev sets of several sizes, and sets that lie differently, drawn."""

import numpy as np

from playground.charts.dev_luck import draw_luck
from playground.charts.moved_sets import MOST_POINTS, draw_moved
from playground.datasets import Points
from playground.datasets.mismatch import MismatchedSplits
from playground.diagnostics.dev_luck import DevLuck, luck_of
from playground.diagnostics.mismatch_trial import Moved
from playground.training.keyframes import Region


def test_every_dev_set_is_a_dot_and_the_truth_a_line() -> None:
    wrong = (np.random.RandomState(1).rand(30, 20) < 0.3).astype(float)
    luck = DevLuck(0.3, (luck_of(wrong, 0.3), luck_of(wrong[:, :10], 0.3)))
    drawn = draw_luck(luck, dark=True)
    violins = [trace for trace in drawn.data if trace.type == "violin"]
    np.testing.assert_allclose(violins[1].y, wrong[:, :10].mean(axis=1))
    (interval,) = [trace for trace in drawn.data if trace.name == "One set with its 95 % interval"]
    assert interval.y[0] + interval.error_y.array[0] == luck.sizes[0].typical.high
    (truth,) = [trace for trace in drawn.data if trace.name == "True error"]
    assert list(truth.y) == [0.3, 0.3]
    assert list(drawn.layout.xaxis.ticktext) == ["20", "10"]


def test_sets_are_told_apart_by_shape_and_classes_by_colour() -> None:
    random = np.random.RandomState(1)
    points = Points(random.randn(2, 300), (np.arange(300) % 2)[None].astype(float))
    sets = MismatchedSplits(points, points, points, None)
    drawn = draw_moved(Moved(sets, {}, Region(-1, 1, -2, 0), np.zeros((5, 5))), dark=False)
    dots = drawn.data[:4]
    assert [trace.name for trace in dots] == ["Train, class 0", "Train, class 1", "Dev, class 0", "Dev, class 1"]
    assert dots[0].marker.symbol == dots[1].marker.symbol != dots[2].marker.symbol == dots[3].marker.symbol
    assert dots[0].marker.color == dots[2].marker.color != dots[1].marker.color == dots[3].marker.color
    assert all(len(trace.x) == MOST_POINTS for trace in dots)
    assert list(drawn.data[4].y) == [-2, -1.5, -1, -0.5, 0]
