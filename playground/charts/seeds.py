"""Many seeds: how often each experiment succeeds, how its cost curves spread, and what became of every network."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from playground.charts.theme import DASHES, colour, figure, shade
from playground.training.sweep_results import Bands, SuccessRate

# Colours of class 0, undecided and class 1, as on the stage.
LIGHT_CLASSES = ((245, 160, 80), (250, 250, 248), (96, 160, 220))
DARK_CLASSES = ((168, 88, 20), (26, 29, 36), (30, 92, 158))


def draw_success(titles: Sequence[str], rates: Sequence[SuccessRate], dark: bool) -> go.Figure:
    """A bar for every experiment: the share of networks that succeeded, with its 95 % interval."""
    drawn = figure(
        dark, 300, showlegend=False, yaxis={"range": [0, 1.02], "tickformat": ".0%", "title": "Success"}
    )
    shares = [rate.rate for rate in rates]
    drawn.add_bar(
        x=list(titles),
        y=shares,
        marker_color=[colour(k, dark) for k in range(len(titles))],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [rate.high - share for rate, share in zip(rates, shares, strict=True)],
            "arrayminus": [share - rate.low for rate, share in zip(rates, shares, strict=True)],
        },
        customdata=[[rate.successes, rate.networks] for rate in rates],
        hovertemplate="%{customdata[0]} of %{customdata[1]} networks<extra></extra>",
    )
    return drawn


def draw_bands(titles: Sequence[str], bands: Sequence[Bands], below: float, dark: bool) -> go.Figure:
    """The median cost curve of every experiment, with the band that holds the middle half of its networks.

    The line that counts as success is drawn in; a band ends where it reaches networks that have diverged.
    """
    drawn = figure(
        dark, 300, xaxis={"title": "Iteration", "tickformat": ","}, yaxis={"title": "Cost", "type": "log"}
    )
    drawn.update_layout(hovermode="x unified")
    for k, (title, band) in enumerate(zip(titles, bands, strict=True)):
        curves = {
            q: np.where(np.isfinite(curve), curve, np.nan)
            for q, curve in zip(band.quantiles, band.values, strict=True)
        }
        edges = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        drawn.add_scatter(x=band.iterations, y=curves[0.75], **edges)
        drawn.add_scatter(
            x=band.iterations, y=curves[0.25], fill="tonexty", fillcolor=shade(k, dark, 0.2), **edges
        )
        line = {"color": colour(k, dark), "width": 2, "dash": DASHES[k % len(DASHES)]}
        drawn.add_scatter(
            x=band.iterations, y=curves[0.5], name=title, mode="lines", line=line, hovertemplate="%{y:.4g}"
        )
    drawn.add_hline(y=below, line={"width": 1, "dash": "dot"}, annotation_text="success below")
    return drawn


def draw_thumbnails(fields: npt.NDArray[np.int8], step: float, columns: int, dark: bool) -> npt.NDArray[np.uint8]:
    """The last pictures of K networks (K, n, n) in rows of so many, as one image (rows, columns, 3).

    `step` is the logit of one unit; rows of a field go from x2_low upward, as in a SweepPart.
    """
    zero, undecided, one = np.array(DARK_CLASSES if dark else LIGHT_CLASSES, float)
    lean = np.tanh(fields.astype(float) * step / 2)[:, ::-1, :, None]  # 2 sigmoid(z) - 1
    pictures = undecided + np.abs(lean) * (np.where(lean < 0, zero, one) - undecided)
    framed = np.pad(
        np.kron(pictures, np.ones((1, 2, 2, 1))), ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=128
    )
    pictures = np.pad(framed, ((0, 0), (2, 2), (2, 2), (0, 0)), constant_values=undecided[0])
    missing = -len(pictures) % columns
    blank = np.full((missing, *pictures.shape[1:]), undecided)
    rows = np.concatenate([pictures, blank]).reshape(-1, columns, *pictures.shape[1:])
    return np.concatenate([np.concatenate(row, axis=1) for row in rows], axis=0).astype(np.uint8)
