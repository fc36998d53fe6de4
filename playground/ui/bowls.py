"""Why to normalise: the same points, the cost over two weights with their inputs as they are and normalised."""

from dataclasses import replace
from math import sqrt

import streamlit as st

from playground.charts.bowl import draw_bowl
from playground.diagnostics.bowl import MOST_UPDATES, Bowl, Descent, descend, dig
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.ui.controls import BIND

# How far the pictures reach, in distances from the start to the bottom.
REACH = 1.4

EQUATION = r"J(w_1, w_2) = \frac{1}{m} \sum_{i=1}^{m} \mathcal{L}(a^{(i)}, y^{(i)})"
OUTPUT = r"a^{(i)} = \sigma(w_1 x_1^{(i)} + w_2 x_2^{(i)} + b)"


@st.fragment
def bowls_panel(experiment: Experiment) -> None:
    """Two bowls side by side, and a slider for how bold the steps are."""
    st.subheader("Why normalise the inputs?", anchor=False)
    st.markdown(
        "Logistic regression on these points has two weights and a bias. With the bias at its best, the whole "
        "cost fits into one picture. Both start at $w = 0$, with the same share of their largest stable "
        "learning rate."
    )
    share = st.slider(
        "α as a share of the largest stable one",
        0.05,
        1.1,
        0.9,
        0.05,
        key="opt_share",
        bind=BIND,
        help=(
            r"The largest stable learning rate is $2/h_{max}$, with the larger eigenvalue $h_{max}$ of the "
            "cost's second derivatives . Above 1 descent flies out of the bowl."
        ),
        width=420,
    )
    for place, normalised in zip(st.columns(2), (False, True), strict=True):
        with place:
            _bowl("Normalised" if normalised else "As they are", experiment, normalised, share)
    with st.expander("The cost that is drawn", icon=":material/function:"):
        st.latex(EQUATION + r", \qquad " + OUTPUT)
        st.markdown(
            r"Near its bottom the bowl's shape is that of the Hessian: $\sqrt{\kappa}$ times as long as wide, "
            r"where $\kappa = h_{max}/h_{min}$ is its larger eigenvalue over the smaller. The steep "
            r"direction limits $\alpha$ to $2/h_{max}$, and along the flat one every update leaves "
            r"$1 - \alpha h_{min}$ of the way."
        )


def _bowl(title: str, experiment: Experiment, normalised: bool, share: float) -> None:
    points = load_data(replace(experiment, standardize=normalised)).train
    bowl = dig(points, REACH)
    learning_rate = share * bowl.largest_stable_rate
    descent = descend(points, bowl, learning_rate)
    st.markdown(f"**{title}**: {tell_descent(bowl, descent, learning_rate)}")
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        draw_bowl(bowl, descent, dark),
        key=f"bowl_{normalised}",
        theme=None,
        alt=f"Contours of the cost over two weights, inputs {title.lower()}, with the way of gradient descent",
    )


def tell_descent(bowl: Bowl, descent: Descent, learning_rate: float) -> str:
    """How long the bowl is, and how descent fares in it."""
    shape = f"the bowl is {sqrt(bowl.condition):.1f} times as long as wide ($\\kappa$ = {bowl.condition:.3g}). "
    with_rate = f"With $\\alpha$ = {learning_rate:.3g} descent "
    if descent.arrived is None:
        return shape + with_rate + f"does not arrive within {MOST_UPDATES:,} updates."
    updates = "1 update" if descent.arrived == 1 else f"{descent.arrived:,} updates"
    return shape + with_rate + f"needs {updates} to 99 % of the way down."
