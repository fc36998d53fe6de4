"""Dev sets of several sizes: what each of hundreds measures, beside the true error."""

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import colour, figure, shade
from playground.diagnostics.dev_luck import DevLuck


def draw_luck(luck: DevLuck, dark: bool) -> go.Figure:
    """A violin of measured errors for each size, a dot for each set; one set's interval; the truth as a line."""
    drawn = figure(dark, 430, violingap=0.2, margin={"l": 60, "r": 40, "t": 30, "b": 48})
    for k, size in enumerate(luck.sizes):
        drawn.add_violin(
            x=np.full(len(size.measured), float(k)),
            y=size.measured,
            width=0.7,
            spanmode="hard",
            points="all",
            pointpos=0,
            jitter=0.7,
            marker={"size": 4, "color": colour(0, dark), "opacity": 0.45},
            line={"color": colour(0, dark), "width": 1},
            fillcolor=shade(0, dark, 0.12),
            name="A dev set each",
            showlegend=k == 0,
            hoveron="points",
            hovertemplate="%{y:.1%}<extra></extra>",
        )
    shares = [size.typical.rate for size in luck.sizes]
    drawn.add_scatter(
        x=[k + 0.42 for k in range(len(luck.sizes))],
        y=shares,
        mode="markers",
        name="One set with its 95 % interval",
        marker={"size": 9, "color": colour(1, dark)},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [size.typical.high - share for size, share in zip(luck.sizes, shares, strict=True)],
            "arrayminus": [share - size.typical.low for size, share in zip(luck.sizes, shares, strict=True)],
            "thickness": 3,
            "width": 8,
        },
        customdata=[[size.typical.low, size.typical.high] for size in luck.sizes],
        hovertemplate="%{y:.1%}, from %{customdata[0]:.1%} to %{customdata[1]:.1%}<extra></extra>",
    )
    drawn.add_scatter(
        x=[-0.5, len(luck.sizes) - 0.5],
        y=[luck.true_error] * 2,
        mode="lines",
        name="True error",
        line={"color": colour(2, dark), "width": 3},
        hovertemplate="%{y:.2%}<extra></extra>",
    )
    ticks = {"tickvals": list(range(len(luck.sizes))), "ticktext": [f"{size.m:,}" for size in luck.sizes]}
    drawn.update_xaxes(title="Points in the dev set", range=[-0.5, len(luck.sizes) - 0.4], **ticks)
    drawn.update_yaxes(title="Measured error", tickformat=".0%", rangemode="tozero")
    return drawn
