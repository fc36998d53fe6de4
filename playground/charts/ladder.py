"""The ladder of errors: best possible, train, dev, test, and the gap from each step to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from playground.charts.theme import colour, figure
from playground.diagnostics.bias_variance import FINE_VERDICT, FITS_NOISE_VERDICT, HIGH_VERDICT, Judgement

# Which of the theme's colours says what; what is too unsure to say is grey, and so is what lies below the best
# possible error, hatched: it is no gap to close.
COLOURS = {HIGH_VERDICT: 1, FINE_VERDICT: 2}
UNSURE = 4

FITS_NOISE = "Fits noise<br>down to train"


@dataclass(frozen=True)
class Step:
    """A bar from one error to the next, fractions; the verdict colours it, the words stand on it."""

    title: str
    start: float
    end: float
    verdict: str
    words: str


def ladder_steps(
    title: str, errors: Sequence[float], judgement: Judgement, titles: Mapping[str, str]
) -> list[Step]:
    """The best possible error under its title, then a step for every gap, by the `titles` of the gaps.

    `errors` are those between which the gaps lie, fractions, the best possible one first.
    """
    steps = [Step(title, 0.0, errors[0], "", f"{100 * errors[0]:.1f} %")]
    for gap, (start, end) in zip(judgement.gaps, pairwise(errors), strict=True):
        name = FITS_NOISE if gap.fits_noise else titles[gap.name]
        steps.append(Step(f"{name}, {100 * end:.1f} %", start, end, gap.verdict, gap.short))
    return steps


def tell_ladder(steps: Sequence[Step]) -> str:
    """The steps in words, for who does not see them."""
    return "; ".join(f"{step.title.replace('<br>', ' ')} {step.words}" for step in steps)


def draw_ladder(steps: Sequence[Step], level: float, most: float, dark: bool) -> go.Figure:
    """Errors as steps, each bar a gap; the best possible error as a line. `most` is where the scale ends."""
    drawn = figure(dark, 62 * len(steps) + 70, showlegend=False, bargap=0.35)
    for step in reversed(steps):
        drawn.add_bar(
            y=[step.title],
            x=[100 * (step.end - step.start)],
            base=[100 * step.start],
            orientation="h",
            marker={
                "color": colour(COLOURS.get(step.verdict, UNSURE), dark),
                "pattern": {"shape": "/" if step.verdict == FITS_NOISE_VERDICT else "", "solidity": 0.4},
            },
            hovertemplate=f"{step.title}: from {100 * step.start:.1f} % to {100 * step.end:.1f} %<extra></extra>",
        )
        right = 100 * max(step.start, step.end)
        drawn.add_annotation(x=right, y=step.title, text=step.words, xanchor="left", xshift=6, showarrow=False)
    drawn.add_vline(x=100 * level, line={"width": 1, "dash": "dot"})
    drawn.update_xaxes(title="Error (%)", range=[0, 100 * most], rangemode="tozero")
    drawn.update_yaxes(showgrid=False, ticks="")
    return drawn
