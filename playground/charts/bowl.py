"""The bowl: contours of a cost over two weights, and the way of descent over them."""

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import colour, figure
from playground.diagnostics.bowl import Bowl, Descent

HEIGHT = 380
CONTOURS = 14

# Who overshoots goes to and fro for ever: the first updates show it.
MOST_DRAWN = 400

LIGHT_SHADES = ("#b0bed0", "#fafbfd")
DARK_SHADES = ("#0d1016", "#3c4658")


def draw_bowl(bowl: Bowl, descent: Descent, dark: bool) -> go.Figure:
    """Contour lines of J over w1 and w2 on axes of one scale, the bottom as a cross, and the way down."""
    drawn = figure(dark, HEIGHT, showlegend=False)
    low, high = DARK_SHADES if dark else LIGHT_SHADES
    # Even steps of the root of the excess: for a round bowl, circles at even distances.
    heights = np.sqrt(np.maximum(bowl.costs - bowl.lowest, 0.0))
    drawn.add_contour(
        x=bowl.w1,
        y=bowl.w2,
        z=heights,
        customdata=bowl.costs,
        ncontours=CONTOURS,
        colorscale=[[0, low], [1, high]],
        showscale=False,
        line={"width": 1, "color": "#62708a" if dark else "#8c98aa"},
        hovertemplate="w₁ %{x:.2f}, w₂ %{y:.2f}, J %{customdata:.4f}<extra></extra>",
    )
    inside = descent.way[_within(descent.way, bowl)][:MOST_DRAWN]
    drawn.add_scatter(
        x=inside[:, 0],
        y=inside[:, 1],
        mode="lines+markers",
        line={"color": colour(1, dark), "width": 2},
        marker={"size": 5},
        hovertemplate="w₁ %{x:.3f}, w₂ %{y:.3f}<extra></extra>",
    )
    drawn.add_scatter(
        x=bowl.best[:1],
        y=bowl.best[1:],
        mode="markers",
        marker={"symbol": "x", "size": 11, "color": colour(0, dark)},
        hovertemplate="Lowest cost<extra></extra>",
    )
    drawn.update_xaxes(title="w<sub>1</sub>", range=[bowl.w1[0], bowl.w1[-1]], constrain="domain")
    drawn.update_yaxes(title="w<sub>2</sub>", range=[bowl.w2[0], bowl.w2[-1]], scaleanchor="x", constrain="domain")
    return drawn


def _within(way: np.ndarray, bowl: Bowl) -> np.ndarray:
    """(K,): which places are no further outside the picture than it is wide."""
    middle = (np.array([bowl.w1[0], bowl.w2[0]]) + np.array([bowl.w1[-1], bowl.w2[-1]])) / 2
    return np.abs(way - middle).max(axis=1) < 1.5 * (bowl.w1[-1] - bowl.w1[0])
