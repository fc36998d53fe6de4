"""The one theme of all figures: colours that suit light and dark, told apart with any colour vision."""

from typing import Any

import plotly.graph_objects as go

LIGHT = ("#0072b2", "#b25500", "#00795a", "#a0358b", "#5d6673", "#8a6d00", "#c22243")
DARK = ("#6cb8ef", "#ff9d4d", "#3fc79f", "#ea8fd5", "#b9c0cc", "#e6c84a", "#ff8c9e")
MODEBAR_LEFT_OUT = ["zoom", "pan", "select", "lasso", "zoomIn", "zoomOut", "autoScale", "resetScale"]
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "4px 2px")


def colour(k: int, dark: bool) -> str:
    """The colour of the k-th of several things that are compared."""
    colours = DARK if dark else LIGHT
    return colours[k % len(colours)]


def shade(k: int, dark: bool, opacity: float) -> str:
    """The same colour, see-through, for a band."""
    red, green, blue = (int(colour(k, dark)[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def figure(dark: bool, height: int, **layout: Any) -> go.Figure:
    """An empty figure in the theme, so many pixels high."""
    text, grid = ("#e8eaee", "#3a404c") if dark else ("#31333f", "#d8dce2")
    drawn = go.Figure()
    drawn.update_layout(
        template="plotly_dark" if dark else "plotly_white",
        height=height,
        margin={"l": 60, "r": 40, "t": 12, "b": 48},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": text, "size": 13, "family": "Source Sans, sans-serif"},
        # Nothing but saving as a picture, in a margin of its own: the whole bar would lie over the legend.
        modebar={"orientation": "v", "remove": MODEBAR_LEFT_OUT, "bgcolor": "rgba(0,0,0,0)"},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
    )
    drawn.update_xaxes(gridcolor=grid, linecolor=grid, zerolinecolor=grid, automargin=True)
    drawn.update_yaxes(gridcolor=grid, linecolor=grid, zerolinecolor=grid, automargin=True)
    drawn.update_layout(**layout)
    return drawn
