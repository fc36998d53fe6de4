"""One iteration in slow motion: the network with the part at work lit, the step's equation, numbers and code."""

import re
from collections.abc import Sequence

import streamlit as st

from playground.charts.network_diagram import draw_network
from playground.diagnostics.engine_code import engine_code
from playground.diagnostics.iteration_steps import Step, iteration_steps
from playground.diagnostics.one_iteration import Start, iterate
from playground.network.parameters import Parameters
from playground.ui.stepper import stepper

# In a line of numbers; one with more is written smaller.
MOST_COLUMNS = 8


@st.fragment
def slow_motion(start: Start) -> None:
    """The steps of one iteration from `start`, one at a time."""
    steps = iteration_steps(iterate(start))
    step = steps[stepper("step", len(steps)) - 1]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(f"#### {step.title}")
        _diagram(step, start.parameters)
    with right.container(gap="xsmall"):
        st.markdown(step.words)
        st.latex(step.equation)
        st.latex(rf"\small {step.shapes}")
        st.latex(rf"{_size(step.numbers)} {aligned(step.numbers)}")
        _code(step)


def aligned(lines: Sequence[str]) -> str:
    """Lines of LaTeX below each other, at their &."""
    return r"\begin{aligned}" + r" \\[0.4em] ".join(lines) + r"\end{aligned}"


def _size(lines: Sequence[str]) -> str:
    """How large to write the numbers: a line with many columns is written smaller."""
    first_rows = [re.findall(r"\[r\] (.*?) \\", line) for line in lines]
    columns = max(sum(row.count("&") + 1 for row in rows) for rows in first_rows)
    return r"\small" if columns <= MOST_COLUMNS else r"\footnotesize"


def _diagram(step: Step, parameters: Parameters) -> None:
    dark = st.context.theme.type == "dark"
    sizes = "-".join(map(str, parameters.layer_sizes))
    at_work = re.sub(r"[${}^\\]", "", step.title)  # to be read aloud: $dW^{[2]}$ is dW[2]
    alt = f"The network {sizes}; at work: {at_work}"
    st.plotly_chart(
        draw_network(parameters, step.lit, step.known, dark),
        key="slow_diagram",
        theme=None,
        alt=alt,
        config={"displayModeBar": False},
    )


def _code(step: Step) -> None:
    for code in step.code:
        st.markdown(f":small[`{code.path}`, `{code.function}`]")
        st.code(code.lines, language="python", wrap_lines=True)
    with st.popover("The whole function", icon=":material/code:"):
        for function in step.functions:
            st.code(engine_code(function).lines, language="python")
