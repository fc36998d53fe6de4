"""The ladder of errors: best possible, train, dev, test, and the gap from each step to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from playground.charts.theme import colour, figure
from playground.diagnostics.bias_variance import FINE_VERDICT, HIGH_VERDICT

# Which of the theme's colours says what; what is too unsure to say is grey.
COLOURS = {HIGH_VERDICT: 1, FINE_VERDICT: 2}
UNSURE = 4


@dataclass(frozen=True)
class Step:
    """A bar from one error to the next, fractions; the verdict colours it, the words stand on it."""

    title: str
    start: float
    end: float
    verdict: str
    words: str


def draw_ladder(steps: Sequence[Step], level: float, most: float, dark: bool) -> go.Figure:
    """Errors as steps, each bar a gap; the best possible error as a line. `most` is where the scale ends."""
    drawn = figure(dark, 62 * len(steps) + 70, showlegend=False, bargap=0.35)
    for step in reversed(steps):
        drawn.add_bar(
            y=[step.title],
            x=[100 * (step.end - step.start)],
            base=[100 * step.start],
            orientation="h",
            marker_color=colour(COLOURS.get(step.verdict, UNSURE), dark),
            hovertemplate=f"{step.title}: from {100 * step.start:.1f} % to {100 * step.end:.1f} %<extra></extra>",
        )
        right = 100 * max(step.start, step.end)
        drawn.add_annotation(x=right, y=step.title, text=step.words, xanchor="left", xshift=6, showarrow=False)
    drawn.add_vline(x=100 * level, line={"width": 1, "dash": "dot"})
    drawn.update_xaxes(title="Error (%)", range=[0, 100 * most], rangemode="tozero")
    drawn.update_yaxes(showgrid=False, ticks="")
    return drawn
