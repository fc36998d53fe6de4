"""The gradient check in pictures: blocks against thresholds, every parameter, and the error against ε."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import DASHES, colour, figure, shade
from playground.diagnostics.gradient_check_words import short
from playground.diagnostics.gradient_check_worst import differences
from playground.network.arrays import Array
from playground.network.gradient_check import (
    ALL_AT_KINKS,
    BUG,
    GREAT,
    OVERFLOW,
    ROUND_OFF,
    VERDICTS,
    Comparison,
    GradientCheck,
)
from playground.network.gradient_check_curve import Curve, ruled_by_truncation
from playground.network.parameters import Parameters

# The course's figures. Each stands in the zone of its verdict: the borders of VERDICTS lie midway between them.
FIGURES = {GREAT: 1e-7, VERDICTS[1][1]: 1e-5, VERDICTS[2][1]: 1e-3}
LEAST, MOST = 1e-12, 3.0
ZONE_OPACITY = 0.12
COLOURS = {GREAT: 2, ROUND_OFF: 4, OVERFLOW: 4, ALL_AT_KINKS: 4, VERDICTS[1][1]: 5, VERDICTS[2][1]: 1, BUG: 3}
BLOCKS_WITH_NUMBERS = 12
# Between more rows or columns than these, gaps would take the place of the cells.
MOST_WITH_GAPS = 24
# The three maps of a layer across the figure: after the second there is room for the colours' figures.
MAPS = ((0.0, 0.25), (0.31, 0.56), (0.75, 1.0))
MOST_INPUTS_NAMED = 4


def draw_blocks(
    now: dict[str, Comparison], start: dict[str, Comparison] | None, dark: bool, height: int = 370
) -> go.Figure:
    """A bar for every block's difference on a log scale, before the zones of the verdicts, and the start as a
    mark.

    A bar that ends in a zone has that verdict and its colour, unless round-off or kinks decide. A block that is at
    kinks altogether has no bar.
    """
    drawn = figure(dark, height, bargap=0.35, uniformtext={"minsize": 9, "mode": "hide"})
    drawn.update_yaxes(
        type="log", range=np.log10([LEAST, MOST]), title="Difference", dtick=2, exponentformat="power"
    )
    drawn.update_layout(margin={"r": 84})
    names, values = list(now), [_height(block) for block in now.values()]
    drawn.add_bar(
        x=names,
        y=values,
        name="Now",
        showlegend=False,
        marker_color=[colour(COLOURS[block.verdict], dark) for block in now.values()],
        text=[_figure(block) for block in now.values()] if len(now) <= BLOCKS_WITH_NUMBERS else None,
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        customdata=[[block.difference, block.verdict] for block in now.values()],
        hovertemplate="%{x}: %{customdata[0]:.2e}, %{customdata[1]}<extra></extra>",
    )
    if start is not None:
        drawn.add_scatter(
            x=list(start),
            y=[_height(block) for block in start.values()],
            mode="markers",
            name="At the start",
            marker={"symbol": "diamond-open", "size": 10, "color": drawn.layout.font.color, "line": {"width": 2}},
            customdata=[[block.difference, block.verdict] for block in start.values()],
            hovertemplate="%{x} at the start: %{customdata[0]:.2e}, %{customdata[1]}<extra></extra>",
            showlegend=True,
        )
    for low, high, word in zones():
        drawn.add_hrect(
            y0=low, y1=high, fillcolor=shade(COLOURS[word], dark, ZONE_OPACITY), line_width=0, layer="below"
        )
        if high < MOST:
            drawn.add_hline(y=high, line={"width": 1.5, "dash": "dash", "color": drawn.layout.font.color})
        usual = FIGURES.get(word)
        drawn.add_annotation(
            x=1.01, xref="paper", xanchor="left", y=np.log10(usual or np.sqrt(low * high)),
            text=f"{word}<br>≈ {short(usual)}" if usual else word, align="left", showarrow=False, font={"size":
            12},
        )  # fmt: skip
    return drawn


def zones() -> list[tuple[float, float, str]]:
    """Where each verdict begins and ends on the axis of differences, and its word, from below."""
    borders = [LEAST, *(limit for limit, _ in VERDICTS), MOST]
    words = [*(word for _, word in VERDICTS), BUG]
    return [(low, high, word) for (low, high), word in zip(pairwise(borders), words, strict=True)]


def _height(block: Comparison) -> float | None:
    return None if math.isnan(block.difference) else max(block.difference, LEAST)


def _figure(block: Comparison) -> str:
    return "" if math.isnan(block.difference) else short(block.difference)


def draw_layer(checked: GradientCheck, l: int, dark: bool, height: int = 320) -> go.Figure:
    """dW[l] with db[l] as its last column, its numerical twin, and the relative difference of each parameter.

    Parameters that were left out at a kink have an empty cell in the last of the three.
    """
    drawn = figure(dark, height, margin={"l": 40, "r": 40, "t": 40, "b": 40}).set_subplots(
        1,
        3,
        shared_yaxes=True,
        subplot_titles=("Backprop", "Numerical", "Apart"),
    )
    for title, axis, domain in zip(drawn.layout.annotations, drawn.select_xaxes(), MAPS, strict=True):
        title.x, axis.domain = sum(domain) / 2, domain
    apart_from_kinks = np.where(checked.crossed, np.nan, differences(checked))
    relative = Parameters(checked.gradient.layer_sizes, apart_from_kinks)
    claimed, measured = _with_bias(checked.gradient, l), _with_bias(checked.approximation, l)
    most = max(float(np.nanmax(np.abs(np.concatenate([claimed, measured])))), 1e-300)
    n, n_previous = claimed.shape[0], claimed.shape[1] - 1
    inputs = [f"{'x' if l == 1 else 'a'}<sub>{k}</sub>" for k in range(1, n_previous + 1)] + ["b"]
    gap = 1 if max(n, n_previous) <= MOST_WITH_GAPS else 0
    place = {
        "x": np.arange(n_previous + 1), "y": np.arange(1, n + 1), "xgap": gap, "ygap": gap, "hoverongaps": False
    }  # fmt: skip
    hover = "unit %{y}, %{text}: %{customdata:.4g}<extra></extra>"
    named = np.tile(np.array(inputs), (n, 1))
    slopes = {"zmin": -most, "zmax": most, "colorscale": _around_zero(dark)}
    bar = {"thickness": 8, "x": MAPS[1][1], "xpad": 4, "tickformat": ".0e", "tickfont": {"size": 11}}
    for k, values in enumerate((claimed, measured), start=1):
        drawn.add_heatmap(
            z=values, customdata=values, text=named, hovertemplate=hover, showscale=k == 2, colorbar=bar,
            **slopes, **place, row=1, col=k,
        )  # fmt: skip
    apart = _with_bias(relative, l)
    drawn.add_heatmap(
        z=np.log10(np.maximum(apart, LEAST)), customdata=apart, text=named, hovertemplate=hover,
        zmin=-10, zmax=0, colorscale=_from_calm(dark), **place, row=1, col=3,
        colorbar={
            "thickness": 8, "tickvals": [-10, -7, -5, -3, 0], "ticktext": ["1e-10", "1e-7", "1e-5", "1e-3", "1"],
        },
    )  # fmt: skip
    step = -(-(n_previous + 1) // MOST_INPUTS_NAMED)
    ticks = [k for k in range(0, n_previous, step) if n_previous - k >= step] + [n_previous]
    named_inputs = [inputs[k] for k in ticks]
    drawn.update_xaxes(tickvals=ticks, ticktext=named_inputs, tickangle=0, showgrid=False, zeroline=False)
    drawn.update_yaxes(autorange="reversed", showgrid=False, zeroline=False, dtick=max(1, n // 10), tick0=1)
    drawn.update_yaxes(title="Unit", col=1)
    return drawn


def draw_curve(curve: Curve, epsilon: float, dark: bool, height: int = 380) -> go.Figure:
    """The V: one-sided and two-sided error against ε, lines of slope 1 and 2 beside them, and where ε stands."""
    drawn = _axes(curve.epsilons, epsilon, dark, height)
    for k, (name, errors) in enumerate((("One-sided", curve.one_sided), ("Two-sided", curve.two_sided))):
        _add_line(drawn, curve, errors, name, k, dark)
        _add_guide(drawn, curve, errors, k + 1, dark)
    return drawn


def draw_precision(double: Curve, single: Curve, epsilon: float, dark: bool, height: int = 380) -> go.Figure:
    """The two-sided error against ε worked out in float64 and in float32."""
    drawn = _axes(double.epsilons, epsilon, dark, height)
    _add_line(drawn, double, double.two_sided, "float64", 1, dark)
    _add_line(drawn, single, single.two_sided, "float32", 3, dark)
    return drawn


def _axes(epsilons: Array, epsilon: float, dark: bool, height: int) -> go.Figure:
    drawn = figure(dark, height)
    drawn.update_xaxes(type="log", title="ε", exponentformat="power", dtick=1)
    drawn.update_yaxes(
        type="log", title="Difference", exponentformat="power", dtick=2, range=np.log10([LEAST, 4 * MOST])
    )
    line = {"width": 1.5, "dash": "dash", "color": drawn.layout.font.color}
    drawn.add_vline(x=epsilon, line=line)
    drawn.add_annotation(
        x=np.log10(epsilon), y=0.02, yref="paper", text="ε now", showarrow=False, xanchor="left", xshift=4
    )
    return drawn


def _add_line(drawn: go.Figure, curve: Curve, errors: Array, name: str, k: int, dark: bool) -> None:
    symbols = [f"{'circle' if k % 2 else 'square'}{'-open' if crossed else ''}" for crossed in curve.crossed]
    drawn.add_scatter(
        x=curve.epsilons,
        y=np.maximum(errors, LEAST),
        name=name,
        mode="lines+markers",
        line={"color": colour(k, dark), "width": 2, "dash": DASHES[0]},
        marker={"symbol": symbols, "size": 8, "color": colour(k, dark)},
        hovertemplate="ε = %{x:.0e}: %{y:.2e}<extra>" + name + "</extra>",
    )


def _add_guide(drawn: go.Figure, curve: Curve, errors: Array, power: int, dark: bool) -> None:
    """A straight line of slope `power` a little above the points that truncation rules, if there are such."""
    epsilons, values = curve.epsilons[~curve.crossed], errors[~curve.crossed]
    if not epsilons.size or not ruled_by_truncation(epsilons, values).any():
        return
    clear = ruled_by_truncation(epsilons, values)
    height = float(np.exp(np.mean(np.log(values[clear]) - power * np.log(epsilons[clear]))))
    ends = np.array([epsilons[clear].min() / 3, epsilons[clear].max() * 3])
    drawn.add_scatter(
        x=ends, y=4 * height * ends**power, mode="lines", showlegend=False, hoverinfo="skip",
        line={"color": colour(power - 1, dark), "width": 1.5, "dash": "dot"},
    )  # fmt: skip
    drawn.add_annotation(
        x=np.log10(ends[1]), y=np.log10(4 * height * ends[1] ** power), text=f"slope {power}", showarrow=False,
        xanchor="right", yanchor="bottom", font={"color": colour(power - 1, dark)},
    )  # fmt: skip


def _with_bias(parameters: Parameters, l: int) -> Array:
    return np.concatenate([parameters.W[l], parameters.b[l]], axis=1)


def _around_zero(dark: bool) -> Sequence[tuple[float, str]]:
    return [(0.0, colour(1, dark)), (0.5, "#20242c" if dark else "#f7f7f5"), (1.0, colour(0, dark))]


def _from_calm(dark: bool) -> Sequence[tuple[float, str]]:
    calm = "#20242c" if dark else "#f7f7f5"
    return [(0.0, calm), (0.4, calm), (0.6, colour(5, dark)), (0.8, colour(1, dark)), (1.0, colour(3, dark))]
