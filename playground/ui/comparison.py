"""The comparison that a session keeps on a page: a new one when a column begins differently."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.stage.comparison_component import comparison_stage
from playground.stage.comparisons import Comparison, goes_on
from playground.stage.registry import REGISTRY, TooManyRuns
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment, live_values
from playground.ui.plain_text import show_problem
from playground.ui.session import HeldRun
from playground.ui.view import is_presented, read_comparison_view, toggle_presented
from playground.ui.visitor import this_visitor

Columns = Sequence[tuple[str, Experiment]]


def keep_comparison(page: str, columns: Columns, **shown: Any) -> None:
    """Have a comparison of these columns in play on this page; `shown` is as in Comparison.

    Where only live values differ, the one in play takes them. What cannot be compared is said, and nothing is
    lost.
    """
    held: HeldRun | None = st.session_state.get(page)
    comparison = comparison_in_play(page)
    try:
        if comparison is None or not comparison.goes_on(columns):
            comparison = REGISTRY.make(lambda: Comparison(columns, **shown), this_visitor())
            saved = held.keepsake.saved if held is not None else None
            if saved is not None and goes_on(columns, saved.titles, saved.lockstep.experiments):
                comparison.go_on_from(saved)  # the server had let it go
            REGISTRY.admit(comparison, instead_of=held.token if held is not None else None)
            came_back = saved is not None and comparison.lockstep.iteration > 0
            st.session_state[page] = HeldRun(comparison, resumes=held is None or came_back)
        if [experiment for _, experiment in columns] != comparison.experiments:
            comparison.change([live_values(experiment) for _, experiment in columns])
    except (ExperimentError, TooManyRuns) as problem:
        show_problem(problem)


def comparison_in_play(page: str) -> Comparison | None:
    """The page's comparison, if it is in play."""
    held: HeldRun | None = st.session_state.get(page)
    comparison = REGISTRY.find(held.token) if held is not None else None
    return comparison if isinstance(comparison, Comparison) else None


def live_comparison(page: str, speed: int = 50, costs_of: str = "train") -> None:
    """Show the page's comparison, if there is one; where the server let it go, it is opened anew.

    Its curves begin with the costs on the "train" or the "dev" set.
    """
    comparison = comparison_in_play(page)
    if comparison is None:
        return
    stage = f"{page}_stage"

    def do_what_was_asked() -> None:
        if st.session_state[stage].asked["what"] == "present":
            toggle_presented()

    # By its key it stays the same stage when the heading above comes or goes.
    with st.container(key="view"):
        comparison_stage(
            comparison,
            name=page,
            key=stage,
            speed=speed,
            costs_of=costs_of,
            view=read_comparison_view(),
            present=is_presented(),
            resumes=st.session_state[page].resumes,
            on_asked_change=do_what_was_asked,
        )
