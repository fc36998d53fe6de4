"""The computation graph: inputs to set, a walk over it, and a nudge that measures a derivative."""

from collections.abc import Mapping, Sequence

import streamlit as st

from playground.charts.computation_graph import draw_graph, least_width
from playground.diagnostics.graph_examples import EXAMPLES, GraphExample
from playground.diagnostics.graph_walk import MOST_FRACTIONS, GraphStep, figures, walk
from playground.ui.controls import BIND
from playground.ui.slow_motion import aligned
from playground.ui.stepper import stepper

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
NUDGES = (0.001, 0.01, 0.1, 0.5, 1.0)
GRAPH = "What is computed, from a product of three numbers to a network. Begin with the first."
LABEL = "The label, which is given. Change it to see the gradient turn round."
INPUT = "An input of the graph. Change it to see every value and derivative follow."
NUDGED = "Which input is moved a little. Compare what the result does with the derivative."
NUDGE = "How far it is moved. Make it smaller, and the measured ratio comes closer to the derivative."


def graph_controls() -> tuple[GraphExample, dict[str, float]]:
    """Which graph, and a value for each of its inputs."""
    title = st.selectbox("Graph", list(EXAMPLES), key="graph", bind=BIND, help=GRAPH)
    example = EXAMPLES[title]
    result = example.graph.nodes[example.graph.result].symbol
    inputs = {}
    with st.grid(3, min_column_width=72, gap="xsmall"):
        for name in example.graph.inputs:
            node, key = example.graph.nodes[name], f"{example.key}_{name}"
            if node.given:
                inputs[name] = float(st.selectbox(in_words(name), [1, 0], key=key, bind=BIND, help=LABEL))
                continue
            inputs[name] = st.number_input(
                in_words(name), -example.largest, example.largest, example.inputs[name], 0.1,
                format="%g", key=key, bind=BIND, help=INPUT,
            )  # fmt: skip
    st.caption(f"In the drawing, $da$ is short for $d{result}/da$, and so on.")
    return example, inputs


@st.fragment
def graph_stepper(example: GraphExample, inputs: Mapping[str, float]) -> None:
    """The walk over the graph with these inputs, one step at a time, and the nudge."""
    steps = walk(example.graph, inputs)
    step = steps[stepper("graph_step", len(steps)) - 1]
    _figure(example, step)
    left, right = st.columns([4, 3], gap="medium")
    with left.container(gap="xxsmall"):
        st.markdown(f"**{step.title}**")
        if step.lines:
            st.latex(
                aligned(step.lines)
                if len(step.lines) <= MOST_FRACTIONS
                else rf"\footnotesize {aligned(step.lines)}"
            )
        else:
            st.markdown("Press Next: each node computes its value, and then the chain rule goes back.")
    with right.container(gap="xxsmall"):
        nudge_panel(example, inputs)


def in_words(name: str) -> str:
    """A node's name where only letters can stand: w1_12 is w[1]₁₂."""
    head, _, unit = name.partition("_")
    layer, below = (f"[{head[1:]}]", unit) if unit else ("", head[1:])
    return head[0] + layer + below.translate(SUBSCRIPTS)


def _figure(example: GraphExample, step: GraphStep) -> None:
    dark = st.context.theme.type == "dark"
    told = ", ".join(f"d{name} = {value:.4g}" for name, value in step.derivatives.items())
    values = ", ".join(f"{name} = {value:.4g}" for name, value in step.values.items())
    drawn = draw_graph(example, step.values, step.derivatives, step.slopes, step.at_work, dark)
    # On a narrow screen the drawing keeps its width and scrolls sideways.
    with st.grid(1, min_column_width=least_width(example), wrap=False).cell():
        st.plotly_chart(
            drawn,
            key="graph_figure",
            theme=None,
            alt=f"{example.title}: {values}. {told}",
            config={"displayModeBar": False},
        )
        with st.popover("As a table", icon=":material/table:", type="tertiary"):
            _table(example, step)


def _table(example: GraphExample, step: GraphStep) -> None:
    """What the drawing says, to be read without seeing it."""
    nodes = example.graph.nodes
    st.table(
        {
            "Node": [f"${node.symbol}$" for node in nodes.values()],
            "Value": [f"{step.values[name]:.4g}" if name in step.values else "" for name in nodes],
            "Derivative": [f"{step.derivatives[name]:.4g}" if name in step.derivatives else "" for name in nodes],
        },
        border="horizontal",
        hide_index=True,
    )


def _small(lines: Sequence[str]) -> str:
    return rf"\small {aligned([line.replace('frac', 'tfrac') for line in lines])}"


def nudge_panel(example: GraphExample, inputs: Mapping[str, float]) -> None:
    """Move one input a little, and hold the measured ratio against the derivative."""
    graph = example.graph
    movable = [name for name in graph.inputs if not graph.nodes[name].given]
    which, by = st.columns([2, 3], vertical_alignment="bottom")
    name = which.selectbox(
        "Nudge an input", movable, format_func=in_words, key=f"{example.key}_nudged", bind=BIND, help=NUDGED
    )
    nudge = by.select_slider("by", NUDGES, key="nudge", bind=BIND, help=NUDGE)
    values = graph.forward(inputs)
    derivative = graph.backward(values)[name]
    moved = graph.forward({**inputs, name: inputs[name] + nudge})[graph.result]
    J, p = graph.nodes[graph.result].symbol, graph.nodes[name].symbol
    ratio = graph.nudged(inputs, name, nudge)
    st.latex(
        _small(
            [
                rf"{p} := {figures(inputs[name])} + {nudge:g} &\;\Rightarrow\; "
                rf"{J}: {values[graph.result]:.6g} \to {moved:.6g}",
                rf"\text{{measured}}\quad \frac{{\Delta {J}}}{{\Delta {p}}} &= {ratio:.6g}",
                rf"\text{{chain rule}}\quad \frac{{d{J}}}{{d{p}}} &= {derivative:.6g}",
            ]
        )
    )
