"""The comparison that a session keeps on a page: a new one when a column begins differently."""

from collections.abc import Sequence

import streamlit as st

from playground.stage.comparison_component import comparison_stage
from playground.stage.comparisons import Comparison
from playground.stage.registry import REGISTRY, TooManyRuns
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.ui.session import HeldRun

Columns = Sequence[tuple[str, Experiment]]


def keep_comparison(page: str, columns: Columns, notes: Sequence[str] = ()) -> None:
    """Have a comparison of these columns in play on this page, with a note for each.

    What cannot be compared is said, and nothing is lost.
    """
    held: _HeldComparison | None = st.session_state.get(page)
    if held is not None and held.columns == tuple(columns) and REGISTRY.find(held.token) is not None:
        return
    try:
        comparison = Comparison(columns, notes)
        REGISTRY.admit(comparison, instead_of=held.token if held is not None else None)
        st.session_state[page] = _HeldComparison(comparison, columns)
    except (ExperimentError, TooManyRuns) as problem:
        st.warning(str(problem), icon=":material/info:")


class _HeldComparison(HeldRun):
    """Keeps a comparison in play for as long as the session keeps this object."""

    def __init__(self, comparison: Comparison, columns: Columns) -> None:
        super().__init__(comparison)
        self.columns = tuple(columns)


def comparison_in_play(page: str) -> Comparison | None:
    """The page's comparison, if it is in play."""
    held: _HeldComparison | None = st.session_state.get(page)
    comparison = REGISTRY.find(held.token) if held is not None else None
    return comparison if isinstance(comparison, Comparison) else None


def live_comparison(page: str) -> None:
    """Show the page's comparison, if there is one; where the server let it go, it is opened anew."""
    comparison = comparison_in_play(page)
    if comparison is not None:
        comparison_stage(comparison, key=f"{page}_stage", on_asked_change=lambda: None)
