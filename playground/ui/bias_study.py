"""Bias² and variance, seen: many networks on fresh training sets, at several sizes or strengths of the penalty."""

import streamlit as st

from playground.charts.study import draw_maps, draw_u_curve
from playground.charts.values_axis import ValuesAxis
from playground.diagnostics.decomposition_study import Numbers, Study
from playground.diagnostics.study_plan import FIRST_ACROSS, LOSSES, StudyPlan, plan_study
from playground.diagnostics.study_words import bias_name, tell_study, terms
from playground.diagnostics.swept_fields import LAMBDA, UNITS, named
from playground.training.checks import ExperimentError
from playground.ui import help_texts
from playground.ui.bias_variance_level import Level
from playground.ui.bias_variance_subject import Subject
from playground.ui.choices import choose_one
from playground.ui.controls import BIND
from playground.ui.held_sweep import HeldSweep, held_sweep, start_sweep, watch_sweep
from playground.ui.plain_text import show_problem
from playground.ui.small_print import of_another_experiment, small_print

STUDY = "bias_study"
ITERATIONS = (200, 500, 1000, 2000, 5000, 10000)
LEAST_POINTS, MOST_POINTS = 20, 500
ACROSS = "What differs between the groups of networks: how wide they are, or how strong the penalty is."
NETWORKS = "How many networks are trained at each value. More make the curves smoother and take longer."
TRAINING_POINTS = "How many points each network learns from. Fewer points make variance larger."
LOSS = "How an error is counted. The squared error splits into bias² and variance most simply."


def study_section(subject: Subject, level: Level) -> None:
    """Controls in the sidebar, a button that trains, and the curves and maps that come of it."""
    experiment = subject.experiment
    drawn = experiment.dataset.path is None
    with st.sidebar:
        st.markdown("**Study**")
        across = choose_one("Across", [LAMBDA, UNITS], FIRST_ACROSS, "study_across", help=ACROSS)
        networks = st.slider(
            "Networks at each value", 20, 100, 30, 10, key="study_networks", bind=BIND, help=NETWORKS
        )
        iterations = st.select_slider(
            "Iterations", ITERATIONS, 2000, key="study_iterations", bind=BIND, help=help_texts.ITERATIONS
        )
        m = None
        if drawn:
            own = subject.rates["train"].m or LEAST_POINTS
            start = min(max(own, LEAST_POINTS), MOST_POINTS)
            m = st.slider(
                "Training points",
                LEAST_POINTS,
                MOST_POINTS,
                start,
                10,
                key=f"study_m{start}",
                bind=BIND,
                help=TRAINING_POINTS,
            )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Train them all", key="study_start", icon=":material/blur_on:"):
            try:
                plan = plan_study(experiment, across, networks, iterations, m)
                start_sweep(STUDY, plan.sweep, plan)
            except ExperimentError as problem:
                show_problem(problem)
        st.markdown(
            f"{networks} networks at each value of {across}, every one on "
            + ("a fresh training set of the same law." if drawn else "a resampled training set of your file.")
        )
    held = held_sweep(STUDY)
    if held is None:
        st.info(
            "Each network sees other points and begins with other weights. Where they err together is bias, where "
            "they disagree is variance.",
            icon=":material/info:",
        )
    elif held.about.given != experiment:
        of_another_experiment()
    watch_sweep(STUDY, show_study)
    with st.expander("What these terms are", icon=":material/function:"):
        definitions()


def show_study(held: HeldSweep) -> None:
    """The curves and the maps of what is trained so far."""
    plan: StudyPlan = held.about
    read = {value: plan.read(k, held.sweeping.outcome(k)) for k, value in enumerate(plan.across.own_first)}
    studies = {value: read[value] for value in sorted(read)}
    found = {value: study.numbers for value, study in studies.items() if study is not None}
    if not found:
        return
    curve, maps = st.columns(2, gap="medium")
    with maps:
        chosen = _choose(plan)
        study = studies[chosen]
        if study is None:
            st.info(f"The networks with {named(chosen, plan.across.unit)} are still to be trained.")
        else:
            _maps(chosen, study)
    with curve:
        _curve(plan, found, chosen)
    if study is not None:
        st.markdown(f"**The numbers at {named(chosen, plan.across.unit)}**")
        st.table(numbers_table(study.numbers))
        small_print(_conditions(plan, study.numbers))


def _choose(plan: StudyPlan) -> float:
    """The slider over the values; it begins at the experiment's own."""
    chosen: float = st.select_slider(
        f"Maps at {plan.across.title if plan.across.title == LAMBDA else plan.across.title.lower()}",
        plan.across.values,
        plan.across.own,
        format_func=lambda value: f"{value:g}",
        key=f"study_chosen_{plan.across.title}_{plan.across.own:g}",
        help="The value whose networks are drawn below. Compare a small one with a large one.",
    )
    return chosen


def _curve(plan: StudyPlan, found: dict[float, Numbers], chosen: float) -> None:
    loss = st.segmented_control(
        "Loss", list(LOSSES), default="Squared error", required=True, key="study_loss", help=LOSS
    )
    told = tell_study(found, loss, plan.across.unit, plan.across.own, len(plan.across.values))
    axis = ValuesAxis(plan.across.title, plan.across.values)
    dark = st.context.theme.type == "dark"
    drawn = draw_u_curve(terms(found, loss), axis, plan.across.own, chosen, bias_name(loss), dark)
    st.plotly_chart(
        drawn, key="study_curve", theme=None, alt=f"Bias and variance over {plan.across.title}. {told}"
    )
    st.markdown(told)


def _maps(chosen: float, study: Study) -> None:
    means = study.numbers.squared_error
    told = (
        f"Maps over the plane at {chosen:g}: mean prediction with {study.numbers.networks} boundaries, and where "
        f"bias² and variance are; on average {means.bias:.3f} and {means.variance:.3f}."
    )
    st.plotly_chart(draw_maps(study.maps, st.context.theme.type == "dark"), key="study_maps", theme=None, alt=told)


def numbers_table(numbers: Numbers) -> dict[str, list[str]]:
    """The terms of the three losses, a row each, as columns of text."""
    rows = {loss: getattr(numbers, name) for loss, name in LOSSES.items()}
    columns = {"Expected": "loss", "Noise": "noise_in_loss", "Bias": "bias", "Variance": "net_variance"}
    return {
        "Loss": list(rows),
        **{title: [f"{getattr(means, name):.4f}" for means in rows.values()] for title, name in columns.items()},
    }


def _conditions(plan: StudyPlan, numbers: Numbers) -> str:
    dataset, iterations = plan.experiment.dataset.name, plan.sweep.iterations
    told = (
        f"{numbers.networks} networks, {iterations:,} iterations each, on {dataset}; their mean training error is "
        f"{100 * numbers.train_error:.1f} %."
    )
    if numbers.diverged:
        told += f" {numbers.diverged} of them diverged and answer as before that."
    if not numbers.noise_known:
        told += (
            " The law of these points is not known: resampled training sets stand in for fresh ones, held-out "
            "points for new ones, and their labels for P(y=1|x), so noise counts as bias."
        )
    return told


def definitions() -> None:
    """The three decompositions with their sources."""
    st.markdown("$p = P(y=1|x)$; $q$ is one network's answer, and $E$ the mean over training sets.")
    st.markdown("**Squared error** (Brier 1950; Geman, Bienenstock and Doursat 1992), with $\\bar q = E\\,q$:")
    st.latex(r"E(y-q)^2 = \underbrace{p(1-p)}_{noise} + \underbrace{(\bar q - p)^2}_{bias^2}"
             r" + \underbrace{E(q-\bar q)^2}_{variance}")  # fmt: skip
    st.markdown(
        "**0/1** (Domingos 2000): $N$ is the error of the best answer, $B$ is 1 where most networks do not give "
        "it, and $V$ the share that leaves the majority; there $c_2 = -1$ where $B = 1$: leaving a wrong majority "
        "helps. The table has $c_1 N$ and $c_2 V$."
    )
    st.latex(r"P(\text{wrong}) = c_1 N + B + c_2 V")
    st.markdown("**Cross-entropy** (Heskes 1998), where $\\bar q$ has the mean of the logits:")
    st.latex(r"-E\log q(y) = H(p) + \mathrm{KL}(p\,\|\,\bar q) + E\,\mathrm{KL}(\bar q\,\|\,q)")
