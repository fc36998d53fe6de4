"""The axis of a swept field: its values where a learner looks for them, 0 too where the scale is logarithmic."""

from dataclasses import dataclass
from math import log10

import plotly.graph_objects as go

# How far left of the least positive value a 0 stands on a logarithmic scale, in decades.
ZERO_AT = 0.5

# Ticks nearer to the experiment's own than this share of the axis would be written over it.
TOO_NEAR = 0.055


@dataclass(frozen=True)
class ValuesAxis:
    """The values of a field, in ascending order, none negative, and what to call them."""

    title: str
    values: tuple[float, ...]
    log: bool = True

    def position(self, value: float) -> float:
        """Where a value stands: at itself, or at its decimal logarithm, and 0 to the left of them all."""
        if not self.log:
            return float(value)
        if value > 0:
            return log10(value)
        return min((log10(positive) for positive in self.values if positive > 0), default=0.0) - ZERO_AT

    @property
    def positions(self) -> list[float]:
        """Where the values stand."""
        return [self.position(value) for value in self.values]

    @property
    def ticks(self) -> list[str]:
        """The values as they are written."""
        return [f"{value:,g}" for value in self.values]

    def show(self, drawn: go.Figure, own: float | None) -> None:
        """Make it the x axis of a figure; `own` is the experiment's value, a line if it is not None."""
        at = self.positions
        near = TOO_NEAR * (at[-1] - at[0])
        shown = [
            "" if own is not None and 0 < abs(place - self.position(own)) < near else tick
            for place, tick in zip(at, self.ticks, strict=True)
        ]
        drawn.update_xaxes(title=self.title, tickmode="array", tickvals=at, ticktext=shown, tickangle=0)
        if own is not None:
            right = self.position(own) > (self.positions[0] + self.positions[-1]) / 2
            drawn.add_vline(
                x=self.position(own),
                line={"width": 1.5, "dash": "dash"},
                annotation_text="your experiment",
                annotation_position="top left" if right else "top right",
            )
