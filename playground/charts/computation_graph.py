"""A computation graph: values forward in blue, derivatives backward in orange."""

from collections.abc import Collection, Mapping

import plotly.graph_objects as go

from playground.charts.theme import colour, figure
from playground.diagnostics.graph_examples import GraphExample

VALUE, DERIVATIVE = 0, 1
PIXELS_A_ROW, LEAST_HEIGHT = 46, 250
PIXELS_A_COLUMN, INPUT_WIDTH, NODE_WIDTH = 152, 112, 122


def in_html(name: str) -> str:
    """The name of a node as Plotly writes it: z1_2 is z with [1] above and 2 below."""
    head, _, unit = name.partition("_")
    if unit:
        return f"{head[0]}<sup>[{head[1:]}]</sup><sub>{unit}</sub>"
    return f"{head[0]}<sub>{head[1:]}</sub>" if len(head) > 1 else head


def in_figures(value: float) -> str:
    """Four significant digits, with a typographic minus."""
    return f"{value + 0.0:.4g}".replace("-", "−")


def least_width(example: GraphExample) -> int:
    """How many pixels wide the drawing must be, so that no box covers another."""
    return int(PIXELS_A_COLUMN * (max(x for x, _ in example.places.values()) + 0.95))


def draw_graph(
    example: GraphExample,
    values: Mapping[str, float],
    derivatives: Mapping[str, float],
    slopes: Mapping[tuple[str, str], float],
    at_work: Collection[str],
    dark: bool,
) -> go.Figure:
    """Every node in a box with its value and its derivative as far as they are known.

    `slopes` are those of the edges (parent, node) that the derivative is passed along now; `at_work` are the nodes
    that compute or pass on. Boxes keep their places and sizes while numbers come.
    """
    columns = [x for x, _ in example.places.values()]
    rows = [y for _, y in example.places.values()]
    height = max(LEAST_HEIGHT, int(PIXELS_A_ROW * (max(rows) + 1)))
    drawn = figure(dark, height, showlegend=False)
    drawn.update_layout(margin={"l": 4, "r": 4, "t": 4, "b": 4})
    drawn.update_xaxes(visible=False, range=[min(columns) - 0.45, max(columns) + 0.5], fixedrange=True)
    drawn.update_yaxes(visible=False, range=[min(rows) - 0.55, max(rows) + 0.55], fixedrange=True)
    # Without a trace Plotly draws axes of its own.
    drawn.add_scatter(x=columns, y=rows, mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    for name in example.graph.computed:
        for parent in dict.fromkeys(example.graph.nodes[name].parents):
            _draw_edge(drawn, example, parent, name, slopes, name in at_work, dark)
    for name in example.graph.nodes:
        _draw_box(drawn, example, name, values.get(name), derivatives.get(name), name in at_work, dark)
    return drawn


def _draw_edge(
    drawn: go.Figure,
    example: GraphExample,
    parent: str,
    name: str,
    slopes: Mapping[tuple[str, str], float],
    is_at_work: bool,
    dark: bool,
) -> None:
    (x0, y0), (x1, y1) = example.places[parent], example.places[name]
    goes_back = (parent, name) in slopes
    plain = "#6a7382" if dark else "#a3abb6"
    paint = colour(DERIVATIVE, dark) if goes_back else colour(VALUE, dark) if is_at_work and not slopes else plain
    line = {"color": paint, "width": 3 if paint != plain else 1.2}
    drawn.add_scatter(x=[x0, x1], y=[y0, y1], mode="lines", line=line, hoverinfo="skip")
    tip, tail = (0.33, 0.4) if goes_back else (0.54, 0.46)
    drawn.add_annotation(
        x=x0 + tip * (x1 - x0), y=y0 + tip * (y1 - y0), ax=x0 + tail * (x1 - x0), ay=y0 + tail * (y1 - y0),
        xref="x", yref="y", axref="x", ayref="y",
        arrowhead=2, arrowsize=1, arrowwidth=line["width"], arrowcolor=paint, text="",
    )  # fmt: skip
    if goes_back:
        drawn.add_annotation(
            x=x0 + 0.57 * (x1 - x0),
            y=y0 + 0.57 * (y1 - y0),
            text=f"× {in_figures(slopes[parent, name])}",
            showarrow=False,
            font={"color": paint, "size": 14},
            bgcolor="#20242c" if dark else "#ffffff",
        )


def _draw_box(
    drawn: go.Figure,
    example: GraphExample,
    name: str,
    value: float | None,
    derivative: float | None,
    is_at_work: bool,
    dark: bool,
) -> None:
    node, symbol = example.graph.nodes[name], in_html(name)
    head = f"<b>{symbol}</b>"
    if node.operation is not None:
        head += " = " + node.operation.short.format(*map(in_html, node.parents)) + "<br>"
    shown = "" if value is None else f"= {in_figures(value)}"
    back = "" if derivative is None else f"d{symbol} = {in_figures(derivative)}"
    lines = f'{head} <span style="color:{colour(VALUE, dark)}">{shown}</span>'
    if not node.given:
        lines += f'<br><span style="color:{colour(DERIVATIVE, dark)}">{back} </span>'
    ground, border = ("#20242c", "#6a7382") if dark else ("#ffffff", "#a3abb6")
    x, y = example.places[name]
    drawn.add_annotation(
        x=x,
        y=y,
        text=lines,
        showarrow=False,
        font={"size": 13},
        width=INPUT_WIDTH if node.operation is None else NODE_WIDTH,
        bgcolor=ground,
        bordercolor=(colour(DERIVATIVE, dark) if back else colour(VALUE, dark)) if is_at_work else border,
        borderwidth=2 if is_at_work else 1,
        borderpad=3,
    )
