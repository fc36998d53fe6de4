"""The shapes of everything, and what NumPy says to the classic slips with them."""

import streamlit as st

from playground.diagnostics.one_iteration import Iteration, Start, iterate
from playground.diagnostics.shape_mistakes import mistakes, try_mistake
from playground.ui.code_panel import shape_in_numbers
from playground.ui.controls import BIND


@st.fragment
def shapes_panel(start: Start) -> None:
    """The table of dimensions of every layer, and mistakes made on purpose with these numbers."""
    iteration, L = iterate(start), start.parameters.L
    st.table(dimensions(iteration), border="horizontal")
    st.subheader("What if I forgot …", anchor=False)
    l = 1
    if L > 1:
        l = st.number_input(
            "In layer l",
            1,
            L,
            1,
            key="mistake_layer",
            bind=BIND,
            width=130,
            help="The layer in which the slips are made.",
        )
    rows = []
    for mistake in mistakes(L, l):
        outcome = try_mistake(mistake, iteration, l)
        if outcome.error is not None:
            mark = ":material/error: "
        else:
            mark = ":material/warning: **Silent.** " if outcome.is_trap else ":material/check: "
        words = outcome.words.replace("*", r"\*").replace("_", r"\_")
        title = mistake.title.replace("*", r"\*")
        rows.append((title, f"`{mistake.expression}`", f"{mark}{words} Write `{mistake.right}` instead."))
    names = ("Slip", "The line", "What NumPy really does")
    st.table(
        dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), border="horizontal", hide_index=True
    )
    st.markdown("Every wrong line is run on the numbers of this page. The silent ones are the trap.")


def dimensions(iteration: Iteration) -> dict[str, list[str]]:
    """The shapes of every layer's arrays: in symbols first, then layer by layer in numbers.

    A gradient has the shape of the thing itself, so they share a column.
    """
    start, gradient = iteration.start, iteration.gradient
    table = {"$l$": ["", *(str(l) for l in range(1, start.parameters.L + 1))]}
    for names, symbols, arrays in (
        ("W^{[l]}, dW^{[l]}", r"$(n^{[l]}, n^{[l-1]})$", (start.parameters.W, gradient.W)),
        ("b^{[l]}, db^{[l]}", r"$(n^{[l]}, 1)$", (start.parameters.b, gradient.b)),
        ("Z^{[l]}, A^{[l]}, dZ^{[l]}", r"$(n^{[l]}, m)$", (iteration.Z, iteration.A, iteration.dZ)),
    ):
        layers = range(1, start.parameters.L + 1)
        found = [{shape_in_numbers(array[l]) for array in arrays} for l in layers]
        table[f"${names}$"] = [symbols, *(" ≠ ".join(sorted(shapes)) for shapes in found)]
    return table
