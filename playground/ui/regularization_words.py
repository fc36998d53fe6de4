"""What regularisation does, in equations with the current numbers, and what to expect of it."""

from collections.abc import Mapping

import streamlit as st

from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.ui.regularizers import ITERATIONS, decay, rows


def equations(base: Experiment, live: Mapping[str, Mapping[str, float]]) -> None:
    """The cost with its penalty, and the update rewritten as weight decay, with the numbers that hold now."""
    m, alpha = load_data(base).train.m, base.learning_rate
    lambd, l1, keep = live["l2"]["lambd"], live["l1"]["l1"], live["dropout"]["keep_prob"]
    left, middle, right = st.columns(3)
    left.latex(rf"J = \text{{data cost}} + \frac{{{lambd:g}}}{{2 \cdot {m}}} \sum_l \lVert W^{{[l]}} \rVert_F^2")
    left.latex(rf"W := \Bigl(1 - \tfrac{{{alpha:g} \cdot {lambd:g}}}{{{m}}}\Bigr) W - {alpha:g}\, dW")
    left.latex(rf"\phantom{{W :}} = {decay(alpha, lambd, m):.5g}\, W - {alpha:g}\, dW")
    middle.latex(rf"J = \text{{data cost}} + \frac{{{l1:g}}}{{2 \cdot {m}}} \sum_l \sum |w^{{[l]}}|")
    right.latex(rf"D^{{[l]}} = (\text{{rand}} < {keep:g})")
    right.latex(rf"A^{{[l]}} := A^{{[l]}} * D^{{[l]}} \,/\, {keep:g}")


def known_results() -> None:
    """The course's table beside what was measured on the set of this page."""
    st.subheader("What to expect", anchor=False)
    st.markdown(
        f"Accuracy after {ITERATIONS:,} iterations: the course's, on its own points, and here, the mean of 24 "
        "seeds of the weights on the football set as this page opens it (early stopping: where the dev cost was "
        "lowest). Each way fits the training points less well, and the dev and test points better."
    )
    st.table(rows())
