"""Many seeds at once: the experiments of a comparison from dozens of seeds each, trained in the background."""

from collections.abc import Sequence

import streamlit as st

from playground.charts.seeds import draw_bands, draw_success, draw_thumbnails
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.sweep_results import Outcome
from playground.training.sweeps import THUMBNAIL_STEP, Sweep
from playground.ui import help_texts
from playground.ui.controls import BIND
from playground.ui.held_sweep import HeldSweep, show_progress, start_sweep, watch_sweep
from playground.ui.plain_text import show_problem

RECORDS = 60
ITERATIONS = (500, 1000, 2000, 5000, 10000, 15000)
THUMBNAILS_IN_A_ROW = 25
SEEDS = (
    "How many networks of each column, from the seeds 1, 2, 3, … of the weights. More of them make the "
    "rates surer."
)
BELOW = (
    "The cost that counts as success. Set it between the costs of networks that learned and those that did not."
)

Columns = Sequence[tuple[str, Experiment]]


def seeds_panel(page: str, columns: Columns) -> None:
    """Controls to start a sweep over seeds, and what came of it so far."""
    st.subheader("Many seeds at once", anchor=False)
    st.markdown("One run may be luck. Train every column from many seeds, and see how often it succeeds.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.slider("Seeds", 20, 100, 20, 10, key=f"{page}_seeds", bind=BIND, width=220, help=SEEDS)
        iterations = st.select_slider(
            "Iterations",
            ITERATIONS,
            10000,
            key=f"{page}_iterations",
            bind=BIND,
            width=220,
            help=help_texts.ITERATIONS,
        )
        below = st.number_input(
            "Success: cost below",
            0.001,
            10.0,
            0.3,
            0.05,
            format="%g",
            key=f"{page}_below",
            bind=BIND,
            width=180,
            help=BELOW,
        )
        if st.button("Train them all", key=f"{page}_sweep_start", icon=":material/grid_view:"):
            _start(page, columns, count, iterations)
        show_progress(f"{page}_sweep")
    watch_sweep(f"{page}_sweep", lambda held: _show(held, below), progress=False)


def _start(page: str, columns: Columns, count: int, iterations: int) -> None:
    try:
        experiments = tuple(experiment for _, experiment in columns)
        sweep = Sweep(experiments, tuple(range(1, count + 1)), iterations, max(1, iterations // RECORDS))
        start_sweep(f"{page}_sweep", sweep, [title for title, _ in columns])
    except ExperimentError as problem:
        show_problem(problem)


def _show(held: HeldSweep, below: float) -> None:
    found = [(title, held.sweeping.outcome(k)) for k, title in enumerate(held.about)]
    done = [(title, outcome) for title, outcome in found if outcome is not None]
    if done:
        _charts([title for title, _ in done], [outcome for _, outcome in done], below)


def _charts(titles: Sequence[str], outcomes: Sequence[Outcome], below: float) -> None:
    dark = st.context.theme.type == "dark"
    rates = [outcome.success(below) for outcome in outcomes]
    left, right = st.columns([2, 3])
    told = ", ".join(
        f"{title} {rate.successes} of {rate.networks}" for title, rate in zip(titles, rates, strict=True)
    )
    left.plotly_chart(draw_success(titles, rates, dark), key="seeds_success", theme=None, alt=f"Success: {told}")
    bands = [outcome.bands("cost") for outcome in outcomes]
    drawn = draw_bands(titles, bands, below, dark)
    right.plotly_chart(
        drawn, key="seeds_bands", theme=None, alt="Median cost curves with the middle half of the networks"
    )
    for title, rate, outcome in zip(titles, rates, outcomes, strict=True):
        st.markdown(f"**{title}**: {rate.successes} of {rate.networks} below {below:g}")
        picture = draw_thumbnails(outcome.fields, THUMBNAIL_STEP, min(THUMBNAILS_IN_A_ROW, rate.networks), dark)
        st.image(picture, width="stretch", alt=f"The boundary of every network of {title}")
