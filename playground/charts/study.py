"""Bias and variance drawn: their curves over a field, and their maps over the plane with many boundaries."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from playground.charts.seeds import DARK_CLASSES, LIGHT_CLASSES
from playground.charts.theme import DASHES, colour, figure
from playground.charts.values_axis import ValuesAxis
from playground.diagnostics.decomposition import Means
from playground.diagnostics.decomposition_study import Maps
from playground.network.arrays import Array

# More boundaries than these are a blot, and slow to draw.
MOST_BOUNDARIES = 40

TERMS = {"loss": "Expected loss", "bias": "Bias", "net_variance": "Variance", "noise_in_loss": "Noise"}


def draw_u_curve(
    means: Mapping[float, Means], axis: ValuesAxis, own: float | None, chosen: float | None, bias: str, dark: bool
) -> go.Figure:
    """The terms of the expected loss over a field: what a larger network gains in bias it pays in variance.

    `own` is where the experiment is, `chosen` the value whose maps show: its points are larger.
    `bias` is what the loss calls its bias.
    """
    drawn = figure(dark, 370, hovermode="x unified", margin={"l": 60, "r": 40, "t": 24, "b": 48})
    drawn.update_yaxes(title="Loss on fresh points", rangemode="tozero")
    for k, (name, title) in enumerate(TERMS.items()):
        drawn.add_scatter(
            x=[axis.position(value) for value in means],
            y=[getattr(means[value], name) for value in means],
            name=bias.capitalize() if name == "bias" else title,
            mode="lines+markers",
            line={"color": colour(k, dark), "width": 4 if name == "loss" else 2, "dash": DASHES[k]},
            marker={"size": [13 if value == chosen else 7 for value in means]},
            hovertemplate="%{y:.4f}",
        )
    axis.show(drawn, own)
    ends = axis.positions
    margin = 0.06 * (ends[-1] - ends[0] or 1.0)
    drawn.update_xaxes(range=[ends[0] - margin, ends[-1] + margin])
    return drawn


def draw_maps(maps: Maps, dark: bool) -> go.Figure:
    """Four maps over the plane: mean prediction with the networks' boundaries, the truth, bias² and variance.

    Without a known truth there are two. Bias² and variance share one scale.
    """
    pictures: list[tuple[str, Array]] = [("Mean prediction, all boundaries", maps.mean)]
    if maps.bayes is not None and maps.bias is not None:
        pictures += [("True P(y=1|x), Bayes boundary", maps.bayes), ("Bias²", maps.bias)]
    pictures.append(("Variance", maps.variance))
    rows = len(pictures) // 2
    drawn = make_subplots(
        rows, 2, subplot_titles=[title for title, _ in pictures], horizontal_spacing=0.04, vertical_spacing=0.09
    )
    drawn.update_layout(figure(dark, 265 * rows, margin={"l": 4, "r": 4, "t": 26, "b": 4}).layout)
    drawn.update_annotations(font_size=13)
    most = max(0.02, *(float(z.max()) for title, z in pictures if title in ("Bias²", "Variance")))
    for k, (title, z) in enumerate(pictures):
        place = {"row": 1 + k // 2, "col": 1 + k % 2}
        is_probability = title not in ("Bias²", "Variance")
        scale = _classes(dark) if is_probability else _amounts(dark)
        drawn.add_trace(_heatmap(maps, z, scale, 1.0 if is_probability else most), **place)
        drawn.update_xaxes(visible=False, **place)
        drawn.update_yaxes(visible=False, scaleanchor=f"x{k + 1 if k else ''}", constrain="domain", **place)
        drawn.update_xaxes(constrain="domain", **place)
    line = "#ffffff" if dark else "#1b1e26"
    for logits in maps.fields[:MOST_BOUNDARIES]:
        drawn.add_trace(_zero_line(maps, logits, line, 0.8, 0.45), row=1, col=1)
    drawn.add_trace(_zero_line(maps, maps.mean - 0.5, line, 3, 1.0), row=1, col=1)
    if maps.bayes is not None:
        drawn.add_trace(_zero_line(maps, maps.bayes - 0.5, line, 3, 1.0), row=1, col=2)
    return drawn


def _axes(maps: Maps) -> dict[str, Array]:
    side = len(maps.mean)
    return {
        "x": np.linspace(maps.region.x1_low, maps.region.x1_high, side),
        "y": np.linspace(maps.region.x2_low, maps.region.x2_high, side),
    }


def _heatmap(maps: Maps, z: Array, scale: list[list[object]], most: float) -> go.Heatmap:
    return go.Heatmap(
        **_axes(maps),
        z=z.astype(np.float32),
        zmin=0.0,
        zmax=most,
        zsmooth="best",
        colorscale=scale,
        showscale=False,
        hovertemplate="%{z:.3f} at (%{x:.2f}, %{y:.2f})<extra></extra>",
    )


def _zero_line(maps: Maps, z: Array, line: str, width: float, opacity: float) -> go.Contour:
    """Where z is 0, as a contour."""
    return go.Contour(
        **_axes(maps),
        z=np.clip(z, -20, 20).astype(np.float32),
        contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
        line={"color": line, "width": width, "smoothing": 0},
        opacity=opacity,
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _classes(dark: bool) -> list[list[object]]:
    """Class 0, undecided, class 1, as on the stage."""
    three = DARK_CLASSES if dark else LIGHT_CLASSES
    return [[at, f"rgb{rgb}"] for at, rgb in zip((0.0, 0.5, 1.0), three, strict=True)]


def _amounts(dark: bool) -> list[list[object]]:
    """From the page's own ground to a colour that says much."""
    ground, much = ("rgb(26,29,36)", "rgb(234,143,213)") if dark else ("rgb(250,250,248)", "rgb(120,20,100)")
    return [[0.0, ground], [1.0, much]]
