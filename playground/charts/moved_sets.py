"""Train and dev points in one plane, where dev was moved, and the boundary of the network that learned train."""

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import colour, figure
from playground.diagnostics.mismatch_trial import Moved

# Class 0 is orange and class 1 blue, as everywhere; train is filled, dev is open.
CLASS_COLOURS = (1, 0)
# More points of a class and set than these hide each other.
MOST_POINTS = 100
SYMBOLS = {"Train": "circle", "Dev": "triangle-up"}


def draw_moved(moved: Moved, dark: bool) -> go.Figure:
    """The points of both sets and the line where the network changes its answer."""
    drawn = figure(dark, 440, margin={"l": 8, "r": 40, "t": 30, "b": 30})
    region, side = moved.region, len(moved.field)
    for name, points in (("Train", moved.sets.train), ("Dev", moved.sets.dev)):
        for label in (0, 1):
            mine = np.flatnonzero(points.Y[0] == label)[:MOST_POINTS]
            drawn.add_scatter(
                x=points.X[0, mine],
                y=points.X[1, mine],
                mode="markers",
                name=f"{name}, class {label}",
                marker={
                    "symbol": SYMBOLS[name],
                    "size": 7 if name == "Train" else 8,
                    "color": colour(CLASS_COLOURS[label], dark),
                    "opacity": 0.55 if name == "Train" else 1,
                    "line": {"width": 0 if name == "Train" else 1.5},
                },
                hovertemplate="(%{x:.2f}, %{y:.2f})",
            )
    drawn.add_contour(
        x=np.linspace(region.x1_low, region.x1_high, side),
        y=np.linspace(region.x2_low, region.x2_high, side),
        z=np.clip(moved.field, -20, 20).astype(np.float32),
        contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
        line={"color": "#ffffff" if dark else "#1b1e26", "width": 3},
        name="Boundary",
        showlegend=True,
        showscale=False,
        hoverinfo="skip",
    )
    drawn.update_xaxes(title="x<sub>1</sub>", range=[region.x1_low, region.x1_high], constrain="domain")
    drawn.update_yaxes(
        title="x<sub>2</sub>", range=[region.x2_low, region.x2_high], scaleanchor="x", constrain="domain"
    )
    return drawn
