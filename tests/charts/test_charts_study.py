"""The U-curve and the maps: every number in its place, and as many boundaries as there are networks."""

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.charts.study import MOST_BOUNDARIES, draw_maps, draw_u_curve
from playground.charts.values_axis import ZERO_AT, ValuesAxis
from playground.diagnostics.decomposition import Means
from playground.diagnostics.decomposition_study import Maps
from playground.training.keyframes import Region

MEANS = {0.0: Means(0.3, 0.1, 0.1, 0.05, 0.15, 0.15), 1.0: Means(0.25, 0.1, 0.1, 0.1, 0.05, 0.05)}


def test_zero_stands_left_of_a_logarithmic_axis() -> None:
    axis = ValuesAxis("λ", (0.0, 0.1, 10.0))
    assert axis.positions == pytest.approx([-1 - ZERO_AT, -1, 1])
    assert axis.ticks == ["0", "0.1", "10"]
    assert ValuesAxis("keep_prob", (0.5, 1.0), log=False).positions == [0.5, 1.0]


def test_a_tick_does_not_stand_on_that_of_the_experiment() -> None:
    drawn = go.Figure()
    ValuesAxis("m", (20, 80, 90, 640)).show(drawn, 90)
    assert list(drawn.layout.xaxis.ticktext) == ["20", "", "90", "640"]
    ValuesAxis("m", (20, 80, 90, 640)).show(drawn, None)
    assert list(drawn.layout.xaxis.ticktext) == ["20", "80", "90", "640"]


def test_the_u_curve_has_every_term_and_marks_the_experiment() -> None:
    drawn = draw_u_curve(MEANS, ValuesAxis("λ", (0.0, 1.0)), 1.0, 0.0, "bias²", dark=False)
    curves = {trace.name: list(trace.y) for trace in drawn.data}
    assert curves == {
        "Expected loss": [0.3, 0.25],
        "Bias²": [0.05, 0.1],
        "Variance": [0.15, 0.05],
        "Noise": [0.1] * 2,
    }
    assert drawn.layout.shapes[0].x0 == 0.0
    assert max(drawn.data[0].marker.size) == drawn.data[0].marker.size[0]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_maps_have_a_line_for_every_network(known: bool, dark: bool) -> None:
    fields = np.random.RandomState(1).randn(50, 5, 5).astype(np.float32)
    plane = np.full((5, 5), 0.4)
    maps = Maps(
        Region(0, 1, 2, 3), fields, plane, plane, plane, plane if known else None, plane if known else None
    )
    drawn = draw_maps(maps, dark)
    kinds = [trace.type for trace in drawn.data]
    assert kinds.count("heatmap") == (4 if known else 2)
    assert kinds.count("contour") == MOST_BOUNDARIES + (2 if known else 1)
    assert not any(trace.showlegend for trace in drawn.data if trace.type == "contour")
    assert list(drawn.data[0].x) == [0, 0.25, 0.5, 0.75, 1]
    assert list(drawn.data[0].y) == [2, 2.25, 2.5, 2.75, 3]
