"""Chart of a loop against np.dot: seconds over the number of elements, both axes in powers of ten."""

from collections.abc import Sequence

import plotly.graph_objects as go

from playground.charts.theme import DASHES, colour, figure
from playground.diagnostics.loop_timing import SIZES, Timing

TICKS = {
    "100 ns": 1e-7,
    "1 µs": 1e-6,
    "10 µs": 1e-5,
    "100 µs": 1e-4,
    "1 ms": 1e-3,
    "10 ms": 1e-2,
    "100 ms": 1e-1,
    "1 s": 1.0,
}
SYMBOLS = ("circle", "diamond")


def draw_timings(timings: Sequence[Timing], dark: bool) -> go.Figure:
    """Two curves, one for the loop and one for np.dot."""
    drawn = figure(
        dark,
        380,
        xaxis={
            "title": "Elements n",
            "type": "log",
            "range": [0.8, 6.2],
            "tickvals": list(SIZES),
            "ticktext": [f"{n:,}" for n in SIZES],
        },
        yaxis={
            "title": "Time of one sum",
            "type": "log",
            "tickvals": list(TICKS.values()),
            "ticktext": list(TICKS),
        },
    )
    for k, (name, seconds) in enumerate(
        [
            ("Explicit loop", [timing.loop_seconds for timing in timings]),
            ("np.dot", [timing.dot_seconds for timing in timings]),
        ]
    ):
        drawn.add_scatter(
            x=[timing.n for timing in timings],
            y=seconds,
            name=name,
            mode="lines+markers",
            line={"color": colour(k, dark), "width": 3, "dash": DASHES[k]},
            marker={"size": 9, "symbol": SYMBOLS[k]},
            hovertemplate="%{x:,} elements: %{y:.3s}s",
        )
    return drawn
