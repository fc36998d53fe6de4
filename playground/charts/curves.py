"""Train and dev curves with bands over the seeds, over the values of a field or over the iterations."""

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import DASHES, colour, figure, shade
from playground.charts.values_axis import ValuesAxis
from playground.diagnostics.curve_plan import ERROR, CurveBands
from playground.network.arrays import Array

HEIGHT = 430


def draw_field_curves(
    bands: CurveBands, axis: ValuesAxis, figure_name: str, level: tuple[str, float], own: float | None, dark: bool
) -> go.Figure:
    """Curves over the values of a field; `own` is where the experiment is, `level` the best possible error."""
    x = np.array([axis.position(value) for value in bands.x])
    drawn = _draw(bands, x, figure_name, level, dark)
    axis.show(drawn, own)
    _mark_lowest(drawn, bands, x, "least on dev", dark)
    ends = axis.positions
    margin = 0.05 * (ends[-1] - ends[0] or 1.0)
    drawn.update_xaxes(range=[ends[0] - margin, ends[-1] + margin])
    return drawn


def draw_iteration_curves(
    bands: CurveBands, figure_name: str, level: tuple[str, float], stop: int, dark: bool
) -> go.Figure:
    """Curves over the iterations; `stop` is where the dev cost is lowest."""
    drawn = _draw(bands, bands.x, figure_name, level, dark)
    drawn.update_xaxes(title="Iteration", rangemode="tozero", tickformat=",")
    right = stop > bands.x[-1] / 2
    drawn.add_vline(
        x=stop,
        line={"width": 1.5, "dash": "dash"},
        annotation_text="lowest dev cost",
        annotation_position="top left" if right else "top right",
    )
    return drawn


def _draw(bands: CurveBands, x: Array, figure_name: str, level: tuple[str, float], dark: bool) -> go.Figure:
    drawn = figure(dark, HEIGHT, margin={"l": 60, "r": 40, "t": 24, "b": 48}, hovermode="x unified")
    drawn.update_layout(legend={"traceorder": "normal"})
    for k, (title, values) in enumerate((("Train", bands.train), ("Dev", bands.dev))):
        _band(drawn, x, values, title, k, dark)
    if figure_name == ERROR:
        drawn.update_yaxes(title="Error", tickformat=".0%", rangemode="tozero")
        drawn.add_scatter(
            x=[x[0], x[-1]],
            y=[level[1]] * 2,
            name=level[0],
            mode="lines",
            line={"color": colour(4, dark), "width": 2, "dash": "dot"},
            hovertemplate="%{y:.1%}",
        )
    else:
        drawn.update_yaxes(title="Cost", rangemode="tozero")
    return drawn


def _band(drawn: go.Figure, x: Array, values: Array, title: str, k: int, dark: bool) -> None:
    """A median with its band; what is inf, for networks that diverged, is left out."""
    low, median, high = np.where(np.isfinite(values), values, np.nan)
    edges = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    drawn.add_scatter(x=x, y=high, **edges)
    drawn.add_scatter(x=x, y=low, fill="tonexty", fillcolor=shade(k, dark, 0.18), **edges)
    drawn.add_scatter(
        x=x,
        y=median,
        name=title,
        mode="lines+markers" if len(x) < 20 else "lines",
        line={"color": colour(k, dark), "width": 3, "dash": DASHES[k]},
        marker={"size": 9},
        customdata=np.column_stack([low, high]),
        hovertemplate="%{y:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})",
    )


def _mark_lowest(drawn: go.Figure, bands: CurveBands, x: Array, name: str, dark: bool) -> None:
    at = bands.lowest_dev
    drawn.add_scatter(
        x=[x[at]],
        y=[bands.dev[1][at]],
        name=name,
        mode="markers",
        marker={"size": 17, "symbol": "circle-open", "color": colour(1, dark), "line": {"width": 3}},
        hoverinfo="skip",
    )
