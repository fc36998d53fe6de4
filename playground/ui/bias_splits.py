"""Splits: how many dev points it takes, and what happens when dev does not look like train."""

import json

import streamlit as st

from playground.charts.dev_luck import draw_luck
from playground.charts.ladder import draw_ladder, ladder_steps, tell_ladder
from playground.charts.moved_sets import draw_moved
from playground.datasets.mismatch import Move
from playground.diagnostics.bias_variance import Judgement
from playground.diagnostics.dev_luck import DRAWS, DevLuck, find_luck, tell_luck
from playground.diagnostics.mismatch_trial import MismatchTrial, Moved, tell_mismatch, try_mismatch
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.ui.bias_variance_level import Level
from playground.ui.bias_variance_subject import Subject
from playground.ui.choices import choose_one
from playground.ui.controls import BIND
from playground.ui.plain_text import show_problem
from playground.ui.small_print import small_print

SIZE, MISMATCH = "How many dev points?", "Does dev look like train?"

HELD_OUT = (50, 100, 200, 500, 1000, 2000)
QUESTION = "What is asked of the dev set: whether it is large enough, or whether it looks like the training set."
HELD_OUT_HELP = "How many points each of the two sets has. Fewer leave the gaps unclear."
DIFFERS = "Turn it off to see the ladder without mismatch."
MOVED = "Moves the dev set away from what the network learned. Move it and watch the mismatch grow."
TITLES = {
    "bias": "Avoidable bias<br>up to train",
    "variance": "Variance<br>train to train-dev",
    "mismatch": "Mismatch<br>train-dev to dev",
}


def splits_section(subject: Subject, level: Level) -> None:
    """One of two questions, answered for the subject's network."""
    question = choose_one("Question", [SIZE, MISMATCH], SIZE, "splits_question", help=QUESTION)
    written = json.dumps(subject.experiment.to_json())
    try:
        if question == SIZE:
            show_luck(luck_of(written))
        else:
            show_mismatch(mismatch_of(written, _choose_held_out(subject.experiment)), level)
    except ExperimentError as problem:
        show_problem(problem)


@st.cache_data(max_entries=32, show_spinner="Measuring on 336,000 fresh points…")
def luck_of(written: str) -> DevLuck:
    """The luck of an experiment given as JSON."""
    return find_luck(Experiment.from_json(json.loads(written)))


@st.cache_resource(max_entries=16, show_spinner="Training…")
def mismatch_of(written: str, held_out: int) -> MismatchTrial:
    """The trial of an experiment given as JSON, with so many points in dev and in train-dev."""
    return try_mismatch(Experiment.from_json(json.loads(written)), held_out)


def _choose_held_out(experiment: Experiment) -> int:
    """How many points dev and train-dev have; a file has those that it has."""
    if experiment.dataset.path is not None:
        return 0
    with st.sidebar:
        st.markdown("**Splits**")
        chosen: int = st.select_slider(
            "Points in dev and in train-dev", HELD_OUT, 1000, key="splits_held_out", bind=BIND, help=HELD_OUT_HELP
        )
    return chosen


def show_luck(luck: DevLuck) -> None:
    """What dev sets of each size measure, and what that allows to say."""
    chart, words = st.columns([3, 2], gap="large")
    told = tell_luck(luck)
    with chart:
        drawn = draw_luck(luck, st.context.theme.type == "dark")
        st.plotly_chart(drawn, key="splits_luck", theme=None, alt=told)
    with words:
        st.markdown(f"**{told}**")
        st.table(
            {
                "Points": [f"{size.m:,}" for size in luck.sizes],
                "95 % of sets": [f"{100 * size.low:.1f}–{100 * size.high:.1f} %" for size in luck.sizes],
                "Right": [f"{100 * size.covered:.0f} %" for size in luck.sizes],
                "Least difference": [
                    "none" if size.tellable is None else f"{100 * size.tellable:.1f} %" for size in luck.sizes
                ],
            }
        )
        small_print(
            f"{DRAWS} fresh dev sets of each size measure the same network. Right: in how many the 95 % interval "
            "of the set (Wilson's) holds the true error; it should be 95 %. The least difference is how much more "
            "another network must err before two such sets tell them apart (by Newcombe's interval of a "
            "difference); on one and the same set less may do."
        )


@st.fragment
def show_mismatch(trial: MismatchTrial, level: Level) -> None:
    """Sliders that move the dev set, the sets in the plane, and the ladder with its verdict."""
    picture, verdict = st.columns(2, gap="large")
    with picture:
        moved = trial.moved(_choose_move(trial.half_width))
    judgement = moved.judge(level.error)
    dark = st.context.theme.type == "dark"
    with picture:
        st.plotly_chart(
            draw_moved(moved, dark), key="splits_sets", theme=None, alt="Train and dev points with the boundary"
        )
    with verdict:
        st.subheader(judgement.words, anchor=False)
        st.markdown(tell_mismatch(judgement))
        _ladder(level, moved, judgement, dark)
        st.markdown("\n".join(f"- {suggestion.words}" for suggestion in judgement.suggestions))
        rates = moved.rates
        small_print(
            f"A network of these settings learned from {rates['train'].m:,} points. The train-dev set has "
            f"{rates['train_dev'].m:,} more of the same distribution, the dev set {rates['dev'].m:,}."
        )


def _choose_move(half_width: float) -> Move:
    if not st.toggle("The dev set differs from train", True, key="splits_differs", bind=BIND, help=DIFFERS):
        return Move()
    with st.container(horizontal=True):
        degrees = st.slider("Turned by (°)", -180, 180, 45, 5, key="splits_turn", bind=BIND, width=135, help=MOVED)
        x1 = st.slider("Shifted right (%)", -100, 100, 0, 5, key="splits_right", bind=BIND, width=130, help=MOVED)
        x2 = st.slider("Shifted up (%)", -100, 100, 0, 5, key="splits_up", bind=BIND, width=130, help=MOVED)
    return Move(float(degrees), half_width * x1 / 100, half_width * x2 / 100)


def _ladder(level: Level, moved: Moved, judgement: Judgement, dark: bool) -> None:
    errors = [level.error, *(rate.rate for rate in moved.rates.values())]
    steps = ladder_steps(level.title, errors, judgement, TITLES)
    drawn = draw_ladder(steps, level.error, max(0.1, 1.9 * max(errors)), dark)
    st.plotly_chart(drawn, key="splits_ladder", theme=None, alt=tell_ladder(steps))
