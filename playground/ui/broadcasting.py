"""Broadcasting on a table of calories, on two shapes of one's own, and the traps of rank-1 arrays."""

import numpy as np
import streamlit as st

from playground.diagnostics.shapes import (
    CALORIES,
    FOODS,
    SHAPES,
    SOURCES,
    Shape,
    added,
    axes,
    error_of,
    outcomes,
    shares,
    written,
)
from playground.network.arrays import Array
from playground.ui.controls import BIND

NAMES = [written(shape) for shape in SHAPES]
SHAPE = "A shape to add to the other. Choose two and guess first whether they fit."


def calories() -> None:
    """Percentages of calories by food, without a loop."""
    cal, percentages = shares(CALORIES)
    left, middle, right = st.columns([5, 4, 5], gap="medium")
    with left:
        st.markdown(f"**A**, calories in 100 g: shape `{CALORIES.shape}`")
        st.table(_table(CALORIES, "{:.0f}"))
    with middle:
        st.markdown(f"**cal**, summed down each column: shape `{CALORIES.sum(axis=0).shape}`")
        st.code("cal = A.sum(axis=0)", language=None, wrap_lines=True)
        st.code(str(cal[0]), language=None, wrap_lines=True)
        st.markdown(f"Made a row: shape `{cal.shape}`")
        st.code("100 * A / cal.reshape(1, 4)", language=None, wrap_lines=True)
    with right:
        st.markdown(f"Percentages, each column sums to 100: shape `{percentages.shape}`")
        st.table(_table(percentages, "{:.1f} %"))
    st.markdown(
        "NumPy repeats the row for each of the three rows of A, without copying it. Summed along the other axis, "
        f"the shapes `{CALORIES.shape}` and `{CALORIES.sum(axis=1).shape}` do not fit:"
    )
    st.code(
        f"100 * A / A.sum(axis=1)\nValueError: {error_of(lambda: 100 * CALORIES / CALORIES.sum(axis=1))}",
        language=None,
        wrap_lines=True,
    )
    st.markdown("As a column, `A.sum(axis=1, keepdims=True)` of shape `(3, 1)`, it is repeated to the right.")


def _table(values: Array, form: str) -> dict[str, list[str]]:
    return {"": list(SOURCES), **{food: [form.format(v) for v in values[:, k]] for k, food in enumerate(FOODS)}}


@st.fragment
def try_shapes() -> None:
    """Two shapes to choose, and what NumPy makes of A + B."""
    st.subheader("Try it", anchor=False)
    left, right = st.columns([1, 2], gap="large")
    with left, st.container(horizontal=True):
        a = st.selectbox("Shape of A", NAMES, index=NAMES.index("(3, 4)"), key="vec_a", bind=BIND, help=SHAPE)
        b = st.selectbox("Shape of B", NAMES, index=NAMES.index("(1, 4)"), key="vec_b", bind=BIND, help=SHAPE)
    with right:
        _outcome(SHAPES[NAMES.index(a)], SHAPES[NAMES.index(b)])


def _outcome(a: Shape, b: Shape) -> None:
    shape, problem = added(a, b)
    if shape is None:
        st.error(f"A + B: ValueError: {problem}", icon=":material/close:")
    else:
        st.success(f"A + B has shape {written(shape)}.", icon=":material/check:")
    st.markdown(
        "From the last axis to the first: lengths must be equal, or one of them 1. A missing axis counts as 1."
    )
    found = axes(a, b)
    if found:
        st.table(
            [
                {
                    "Axis": str(k - len(found)),
                    "A": _length(axis.of_a),
                    "B": _length(axis.of_b),
                    "What happens": axis.words,
                }
                for k, axis in enumerate(found)
            ]
        )


def _length(length: int | None) -> str:
    return "missing" if length is None else str(length)


@st.fragment
def rank_1_traps() -> None:
    """What a rank-1 array does, beside a column, with values drawn at run time."""
    seed = st.session_state.setdefault("vec_rank_1_draw", 0)
    if st.button("Draw other values", icon=":material/casino:", key="vec_draw"):
        seed = st.session_state["vec_rank_1_draw"] = seed + 1
    a = np.round(np.random.RandomState(seed).randn(5), 2)
    rank_1, column = outcomes(a, "a"), outcomes(a.reshape(5, 1), "c")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Neither a row nor a column**: `a = np.random.randn(5)`")
        st.code(_session(rank_1), language=None, wrap_lines=True)
        st.markdown(
            "`a.T` is `a` itself, so $a a^T$, which should be a matrix of 5 by 5, is the number "
            f"{rank_1['np.dot(a, a.T)']}. And `a-c`, which should be a vector of zeros, is a matrix of shape "
            f"`{(a - a.reshape(5, 1)).shape}`, without a word."
        )
    with right:
        st.markdown("**A column**: `c = np.random.randn(5, 1)`, here with the same values")
        st.code(_session(column), language=None, wrap_lines=True)
        st.markdown("The cure: make every vector $(n, 1)$ or $(1, m)$, and say so in the code.")
        st.code("a = a.reshape(5, 1)\nassert a.shape == (5, 1)", language=None, wrap_lines=True)


def _session(told: dict[str, str]) -> str:
    """Code and outcome in turn, as in Python's own prompt."""
    return "\n".join(f">>> {code}\n{outcome}" for code, outcome in told.items())
