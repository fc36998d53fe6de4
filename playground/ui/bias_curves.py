"""Curves: error against the points, a penalty, the size of the network, or the iterations."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from playground.charts.curves import draw_field_curves, draw_iteration_curves
from playground.charts.values_axis import ValuesAxis
from playground.diagnostics.curve_plan import COST, ERROR, ITERATIONS, CurveBands, CurvePlan, plan_curve
from playground.diagnostics.curve_words import tell_early_stopping, tell_learning_curve, tell_validation_curve
from playground.diagnostics.swept_fields import DEPTH, KEEP_PROB, LAMBDA, UNITS, M, named
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.ui import help_texts
from playground.ui.bias_variance_level import Level
from playground.ui.bias_variance_subject import Subject
from playground.ui.choices import choose_one
from playground.ui.controls import BIND
from playground.ui.gallery import PLAYGROUND
from playground.ui.held_sweep import HeldSweep, held_sweep, start_sweep, watch_sweep
from playground.ui.links import NoControl, query_of
from playground.ui.plain_text import show_problem
from playground.ui.small_print import of_another_experiment, small_print

KINDS: Mapping[str, str] = {
    M: "A learning curve: would more data help?",
    LAMBDA: "A validation curve: which λ has the lowest dev error?",
    KEEP_PROB: "A validation curve: how many units should dropout keep?",
    UNITS: "A validation curve: how wide should the network be?",
    DEPTH: "A validation curve: how many hidden layers should there be?",
    ITERATIONS: "Early stopping: where is the dev cost lowest?",
}
CLICKED = "curve_clicked"
SEEDS = "How many networks are trained at each value. More make the band surer and take longer."
KIND = "What the error is drawn against. Choose m to ask for more data, the others to choose a setting."
FIGURE = "The share of points told wrong, or the cost, which also counts how sure the network was."
TRAINED_FOR = (200, 500, 1000, 2000, 5000, 10000)


def curves_section(subject: Subject, level: Level) -> None:
    """Which curve, a button that trains it, and the curve as it comes in."""
    with st.sidebar:
        st.markdown("**Curves**")
        seeds = st.slider("Seeds at each value", 5, 50, 20, 5, key="curve_seeds", bind=BIND, help=SEEDS)
        iterations = st.select_slider(
            "Iterations", TRAINED_FOR, 2000, key="curve_iterations", bind=BIND, help=help_texts.ITERATIONS
        )
    kind = choose_one("Error against", list(KINDS), M, "curve_kind", help=KIND)
    key = f"bias_curve_{kind}"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Train the curve", key="curve_start", icon=":material/show_chart:"):
            try:
                plan = plan_curve(subject.experiment, kind, seeds, iterations)
                start_sweep(key, plan.sweep, plan)
            except ExperimentError as problem:
                show_problem(problem)
        st.markdown(KINDS[kind])
    held = held_sweep(key)
    if held is None:
        st.info(
            "Every seed draws its own weights and its own training points. The line is the median over the seeds, "
            "and the band holds the middle 80 % of them.",
            icon=":material/info:",
        )
    elif held.about.experiment != subject.experiment:
        of_another_experiment()
    watch_sweep(key, partial(show_curve, kind=kind, level=level))


def show_curve(held: HeldSweep, kind: str, level: Level) -> None:
    """The curve so far, what it says, and the way to the playground."""
    plan: CurvePlan = held.about
    errors = plan.read(ERROR, held.sweeping.outcome)
    costs = plan.read(COST, held.sweeping.outcome)
    if errors is None or costs is None:
        return
    chart, words = st.columns([2, 1], gap="large")
    told = _told(plan, kind, errors, costs, level)
    with chart:
        figure = st.segmented_control(
            "Figure",
            [ERROR, COST],
            default=ERROR,
            required=True,
            format_func=str.capitalize,
            key="curve_figure",
            help=FIGURE,
        )
        _chart(plan, errors if figure == ERROR else costs, figure, costs, level, told)
    with words:
        st.markdown(f"**{told}**")
        _open(plan)
        on = "fresh points" if plan.swept is not None else "a dev set of each seed's own"
        small_print(
            f"{errors.networks} of {plan.sweep.networks} networks, {plan.sweep.iterations:,} iterations each. Dev "
            f"is measured on {on}."
        )


def _told(plan: CurvePlan, kind: str, errors: CurveBands, costs: CurveBands, level: Level) -> str:
    if plan.swept is None:
        return tell_early_stopping(errors, costs)
    if kind == M:
        return tell_learning_curve(errors, level.error)
    return tell_validation_curve(errors, plan.swept.unit, plan.swept.own)


def _chart(plan: CurvePlan, bands: CurveBands, figure: str, costs: CurveBands, level: Level, told: str) -> None:
    dark = st.context.theme.type == "dark"
    best = (level.title, level.error)
    if plan.swept is None:
        stop = int(costs.x[costs.lowest_dev])
        drawn = draw_iteration_curves(bands, figure, best, stop, dark)
        st.plotly_chart(drawn, key="curve_chart_iterations", theme=None, alt=told)
        return
    axis = ValuesAxis(plan.swept.title, plan.swept.values, plan.swept.log)
    drawn = draw_field_curves(bands, axis, figure, best, plan.swept.own, dark)
    key = f"curve_chart_{plan.swept.title}"
    st.plotly_chart(
        drawn,
        key=key,
        theme=None,
        alt=told,
        on_select=partial(_clicked, key, axis),
        selection_mode="points",
    )


def _clicked(key: str, axis: ValuesAxis) -> None:
    """A click on a point opens its value."""
    points = st.session_state[key].selection.points
    if points:
        st.session_state[CLICKED] = min(axis.values, key=lambda v: abs(axis.position(v) - points[0]["x"]))


def _open(plan: CurvePlan) -> None:
    """Any value of the curve as an experiment in the playground."""
    if plan.swept is None:
        _link(plan.experiment, "Open in the playground")
        return
    swept = plan.swept
    start = st.session_state.get(CLICKED)
    if start not in swept.values:
        start = swept.values[0] if swept.own is None else swept.own
    # A click makes a new slider that begins at what was clicked.
    value = st.select_slider(
        "Choose a value, or click a point",
        swept.values,
        start,
        format_func=lambda v: f"{v:,g}",
        key=f"curve_open_{swept.title}_{start:g}",
        help="The value with which the link below opens the playground.",
    )
    chosen = plan.sweep.experiments[swept.own_first.index(value)]
    _link(chosen, f"Open {named(value, swept.unit)} in the playground")


def _link(experiment: Experiment, label: str) -> None:
    try:
        st.page_link(PLAYGROUND, label=label, icon=":material/open_in_new:", query_params=query_of(experiment))
    except NoControl as problem:
        small_print(str(problem))
