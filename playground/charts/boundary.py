"""A decision boundary: the two sides in the colours of the classes, the line between them, the points on top."""

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import figure
from playground.datasets import Points
from playground.network.arrays import Array
from playground.training.keyframes import Region

# Sides, points of class 0 and of class 1, and the boundary itself.
LIGHT = ("#fbe3cc", "#d4e5f5", "#b25500", "#0072b2", "#31333f")
DARK = ("#4a2c14", "#173652", "#ff9d4d", "#6cb8ef", "#e8eaee")


def draw_boundary(logits: Array, region: Region, points: Points, dark: bool, height: int = 330) -> go.Figure:
    """Where logits (n, n), rows from x2_low upward over the region, change their sign; `points` drawn on top."""
    zero, one, dot_zero, dot_one, line = DARK if dark else LIGHT
    n = logits.shape[0]
    x1 = np.linspace(region.x1_low, region.x1_high, n)
    x2 = np.linspace(region.x2_low, region.x2_high, n)
    drawn = figure(dark, height, showlegend=False)
    drawn.update_layout(margin={"l": 30, "r": 8, "t": 8, "b": 28}, dragmode=False)
    drawn.add_heatmap(
        x=x1, y=x2, z=np.sign(logits), zmin=-1, zmax=1, colorscale=[zero, one], showscale=False, hoverinfo="skip"
    )
    drawn.add_contour(
        x=x1,
        y=x2,
        z=logits,
        contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
        line={"color": line, "width": 3},
        showscale=False,
        hoverinfo="skip",
    )
    for label, colour in ((0, dot_zero), (1, dot_one)):
        of_class = points.Y[0] == label
        drawn.add_scatter(
            x=points.X[0, of_class],
            y=points.X[1, of_class],
            mode="markers",
            marker={"color": colour, "size": 5, "line": {"width": 0.5, "color": zero}},
            hovertemplate=f"class {label}<extra></extra>",
        )
    drawn.update_xaxes(range=[region.x1_low, region.x1_high], showgrid=False, zeroline=False)
    drawn.update_yaxes(
        range=[region.x2_low, region.x2_high], showgrid=False, zeroline=False, scaleanchor="x", constrain="domain"
    )
    drawn.update_xaxes(constrain="domain")
    return drawn
