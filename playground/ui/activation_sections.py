"""The sections of the page on activations: one unit, three linear layers, which to choose."""

import streamlit as st

from playground.charts.boundary import draw_boundary
from playground.charts.matrices import line_latex, matrix_latex, signed
from playground.diagnostics.finding import figure, percent
from playground.diagnostics.linear_layers import (
    BETWEEN,
    answered_otherwise,
    draw_layers,
    largest_difference,
    logits,
    multiply_out,
)
from playground.diagnostics.slopes import SATURATED
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.parameters import Parameters
from playground.training.data import load_data
from playground.training.experiment import MAX_SEED, Experiment
from playground.training.keyframes import plane_points, region_around
from playground.ui import help_texts
from playground.ui.activation_curve import activation_curve
from playground.ui.activations import (
    ITERATIONS,
    LEARNED,
    SEEDS,
    SITUATIONS,
    SLOPES,
    advice_rows,
    experiment,
    measured_rows,
)
from playground.ui.choices import choose_dataset, choose_one, choose_rate
from playground.ui.comparison import Columns, keep_comparison, live_comparison
from playground.ui.controls import BIND
from playground.ui.seeds import seeds_panel

GRID = 121


@st.fragment
def one_unit() -> None:
    """An activation and its slope, with a tangent to move."""
    left, right = st.columns(2, vertical_alignment="center")
    name = choose_one(
        "Activation",
        list(ACTIVATIONS),
        "sigmoid",
        "act_name",
        left,
        format_func=lambda name: ACTIVATIONS[name].title,
        help="The function whose curve and slope are drawn. Compare where each one saturates.",
    )
    right.latex(ACTIVATIONS[name].equation + r", \qquad " + SLOPES[name])
    activation_curve(name)
    st.markdown(
        r"Drag in the picture, or move the slider. In backward propagation $dZ = dA * g'(Z)$: the slope is the "
        rf"share of the gradient that a unit passes back. Shaded: the unit saturates, $g'(z) < {SATURATED:g}$."
    )


def three_layers() -> None:
    """Three linear layers multiplied out to one, and the same numbers with other units between."""
    with st.sidebar:
        st.markdown("**Points**")
        dataset = choose_dataset("act_points", "moons")
        st.markdown("**Network**")
        seed = st.number_input(
            "Weights seed", 0, MAX_SEED, 1, key="act_layers_seed", bind=BIND, help=help_texts.WEIGHTS_SEED
        )
        st.caption(
            "2-3-3-1, untrained: numbers with one digit, drawn again until every boundary crosses the points."
        )
    data = load_data(Experiment.from_json({"dataset": {"name": dataset, "n": 200}, "standardize": True}))
    region = region_around(data)
    X = plane_points(region, GRID)
    parameters = draw_layers(seed, data.train.X)
    st.markdown(
        "Layers of linear units multiply out to one: here with the numbers, and below as pictures. The other "
        "pictures have the very same weights, and units that bend."
    )
    multiplied_out(parameters)
    dark = st.context.theme.type == "dark"
    for place, name in zip(st.columns(len(BETWEEN)), BETWEEN, strict=True):
        title = ACTIVATIONS[name].title
        if name == "linear":
            told = "a straight line"
        else:
            share = percent(answered_otherwise(parameters, name, X))
            told = f"answers {share} of the plane otherwise"
        place.markdown(f"**{title}**: {told}")
        Z = logits(parameters, name, X).reshape(GRID, GRID)
        place.plotly_chart(
            draw_boundary(Z, region, data.train, dark),
            key=f"act_boundary_{name}",
            theme=None,
            alt=f"Boundary of three layers with {title} units: {told}",
            config={"displayModeBar": False},
        )
    st.markdown(
        f"The engine's three linear layers and the one line differ by {figure(largest_difference(parameters, X))} "
        "at most over the whole picture: round-off."
    )


def multiplied_out(parameters: Parameters) -> None:
    """Every matrix with its numbers, their product, the combined b, and the line that they are."""
    W, b = parameters.W, parameters.b
    one = multiply_out(parameters)
    product = "".join(matrix_latex(W[l], 1) for l in (3, 2, 1))
    st.latex(r"W = W^{[3]} W^{[2]} W^{[1]} = " + product + " = " + matrix_latex(one.W, 3))
    inner = matrix_latex(W[2], 1) + matrix_latex(b[1], 1) + "+" + matrix_latex(b[2], 1)
    combined = matrix_latex(W[3], 1) + rf"\left({inner}\right) {signed(float(b[3][0, 0]), 1)} = {one.b[0, 0]:.3f}"
    st.latex(r"b = W^{[3]} \bigl(W^{[2]} b^{[1]} + b^{[2]}\bigr) + b^{[3]} = " + combined)
    st.latex(line_latex(one.W[0], float(one.b[0, 0]), 2))


def which_columns() -> Experiment:
    """The experiment that all activations share, from the controls beside the comparison."""
    with st.sidebar:
        st.markdown("**Network**")
        name = choose_one(
            "Situation",
            list(SITUATIONS),
            "moderate",
            "act_situation",
            format_func=lambda name: SITUATIONS[name].title,
            help="How large the steps are. Choose large ones to see which units die.",
        )
        situation = SITUATIONS[name]
        sizes = "-".join(map(str, (2, *situation.hidden, 1)))
        st.caption(
            f"{sizes} on two circles, {INITIALIZERS[situation.init].title} initialisation, gradient descent."
        )
        rate = choose_rate(f"act_alpha_{name}", situation.rate)
        seed = st.number_input(
            "Weights seed",
            0,
            MAX_SEED,
            situation.seed,
            key=f"act_seed_{name}",
            bind=BIND,
            help=help_texts.WEIGHTS_SEED,
        )
        if rate == situation.rate:  # what was measured was measured with it
            st.markdown(situation.words)
    return experiment(situation, rate, seed)


def side_by_side(page: str, columns: Columns) -> None:
    """The comparison, when to take which, and what was measured over many seeds."""
    keep_comparison(page, columns)
    live_comparison(page)
    st.subheader("Which to choose", anchor=False)
    st.table(advice_rows())
    st.markdown(
        f"One run may be luck. Of the seeds 1 to {len(SEEDS)} of the weights, so many had at least "
        f"{100 * LEARNED:.0f} % of the circles right after {ITERATIONS:,} iterations:"
    )
    st.table(measured_rows())
    seeds_panel(page, columns)
