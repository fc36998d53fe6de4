"""The network as units and links, with the part at work lit."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from playground.charts.theme import colour, figure
from playground.diagnostics.iteration_step import BACKWARD, UPDATE, Lit
from playground.network.arrays import Array
from playground.network.parameters import Parameters

# Of a larger layer the first units are drawn, and the rest counted.
MOST_UNITS = 8

# Heights, in the figure's own units: of its upper edge, of the uppermost unit, and the widest gap between two.
TOP, HIGHEST, WIDEST_GAP = 5.1, 3.6, 2.4

# Beyond so many layers the units are too close to each other for numbers.
MOST_LAYERS_WITH_NUMBERS = 6


def draw_network(
    parameters: Parameters,
    lit: Lit,
    known: Mapping[int, tuple[str, Array]],
    dark: bool,
    height: int = 430,
) -> go.Figure:
    """Layers 0 … L from left to right; lit is blue forward, orange backward, green in the update.

    Lit links are as wide as what they carry is large, dashed where it is negative. `known` writes numbers into the
    units of a layer, under the name of the quantity.
    """
    drawn = figure(dark, height, showlegend=False, hovermode="closest")
    sizes = parameters.layer_sizes
    drawn.update_xaxes(visible=False, range=[-0.45, len(sizes) - 0.55], fixedrange=True)
    drawn.update_yaxes(visible=False, range=[-TOP, TOP], fixedrange=True)
    drawn.update_layout(margin={"l": 4, "r": 4, "t": 4, "b": 4})
    places = [_places(n) for n in sizes]
    for l in range(1, len(sizes)):
        _draw_links(drawn, l, places[l - 1], places[l], dark)
    if lit.links is not None and lit.carried is not None:
        _draw_lit_links(drawn, lit, places, dark)
    for l, n in enumerate(sizes):
        _draw_units(drawn, l, n, places[l], lit, known.get(l), dark, len(sizes))
        _draw_names(drawn, l, n, known.get(l), len(sizes) - 1, dark)
    if len(sizes) > MOST_LAYERS_WITH_NUMBERS + 1 and max(sizes) > MOST_UNITS:
        words = f"Of a layer the first {MOST_UNITS} units are drawn"
        drawn.add_annotation(x=(len(sizes) - 1) / 2, y=-4.2, text=words, showarrow=False, yanchor="middle")
    return drawn


def _places(n: int) -> Array:
    """The heights of the units drawn of a layer, from the top."""
    shown = min(n, MOST_UNITS)
    gap = min(WIDEST_GAP, 2 * HIGHEST / max(shown - 1, 1))
    return np.array([(shown - 1) / 2 - k for k in range(shown)]) * gap


def _draw_links(drawn: go.Figure, l: int, left: Array, right: Array, dark: bool) -> None:
    pairs = [(start, end) for start in left for end in right]
    y = [value for start, end in pairs for value in (start, end, None)]
    line = {"color": "#4a515e" if dark else "#ccd2da", "width": 1}
    drawn.add_scatter(x=[l - 1, l, None] * len(pairs), y=y, mode="lines", line=line, hoverinfo="skip")


def _draw_lit_links(drawn: go.Figure, lit: Lit, places: list[Array], dark: bool) -> None:
    assert lit.links is not None and lit.carried is not None
    l, left, right = lit.links, places[lit.links - 1], places[lit.links]
    carried = np.nan_to_num(lit.carried[: len(right), : len(left)])
    largest = float(np.abs(carried).max()) or 1.0
    paint = colour(lit.way, dark)
    for j, end in enumerate(right):
        for i, start in enumerate(left):
            value = float(carried[j, i])
            line = {
                "color": paint,
                "width": 1 + 3.5 * abs(value) / largest,
                "dash": "dash" if value < 0 else "solid",
            }
            words = f"{value:.4g}"
            drawn.add_scatter(x=[l - 1, l], y=[start, end], mode="lines", line=line, name=words, hoverinfo="name")
    if lit.way != UPDATE:
        _draw_arrow(drawn, l, lit.way == BACKWARD, paint)


def _draw_arrow(drawn: go.Figure, l: int, is_backward: bool, paint: str) -> None:
    """Which way the numbers go, below the lit links."""
    head, tail = (l - 0.75, l - 0.25) if is_backward else (l - 0.25, l - 0.75)
    drawn.add_annotation(
        x=head, y=-4.7, ax=tail, ay=-4.7, xref="x", yref="y", axref="x", ayref="y",
        arrowhead=2, arrowsize=1.4, arrowwidth=2.5, arrowcolor=paint, text="",
    )  # fmt: skip


def _draw_units(
    drawn: go.Figure,
    l: int,
    n: int,
    heights: Array,
    lit: Lit,
    known: tuple[str, Array] | None,
    dark: bool,
    layers: int,
) -> None:
    is_lit = l in lit.units
    paint = colour(lit.way, dark)
    plain, ground = ("#8b93a1", "#20242c") if dark else ("#7a8390", "#ffffff")
    is_roomy = layers <= MOST_LAYERS_WITH_NUMBERS + 1
    size = 40 if is_roomy else max(8, 240 // layers)
    if known is not None:
        texts = [f"{value:.2g}".replace("-", "−") for value in known[1][: len(heights)]]
    elif l == 0:
        texts = [f"x<sub>{i}</sub>" for i in range(1, len(heights) + 1)]
    else:
        texts = ["ŷ"] if l == layers - 1 else [""] * len(heights)
    drawn.add_scatter(
        x=[l] * len(heights),
        y=heights,
        mode="markers+text" if is_roomy else "markers",
        marker={
            "size": size,
            "color": paint if is_lit else ground,
            "line": {"color": paint if is_lit else plain, "width": 2},
        },
        text=texts if is_roomy else None,
        textfont={"size": 12, "color": ("#101418" if dark else "#ffffff") if is_lit else None},
        hovertext=[f"Layer {l}, unit {j}" for j in range(1, len(heights) + 1)],
        hoverinfo="text",
    )
    if n > len(heights) and is_roomy:
        drawn.add_annotation(x=l, y=-4.5, text=f"+ {n - len(heights)} more", showarrow=False, yanchor="middle")


def _draw_names(drawn: go.Figure, l: int, n: int, known: tuple[str, Array] | None, L: int, dark: bool) -> None:
    """Above a layer: which it is and how many units it has, and what the numbers in them are."""
    if L > MOST_LAYERS_WITH_NUMBERS:
        if l in (0, L):
            drawn.add_annotation(x=l, y=4.75, text="X" if l == 0 else "Ŷ", showarrow=False)
        return
    name = "Input" if l == 0 else ("Output" if l == L else f"Layer {l}")
    text = f"{name}: {n}" if known is None else f"{name}: {known[0]}<sup>[{l}]</sup>"
    drawn.add_annotation(x=l, y=4.75, text=text, showarrow=False)
