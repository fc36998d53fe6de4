"""The sweep that a session keeps: started by a button, watched while it goes, there again on the way back."""

import weakref
from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.stage.sweeping import Sweeping
from playground.training.sweeps import Sweep
from playground.ui.plain_text import show_problem

SECONDS_BETWEEN = 0.7


class HeldSweep:
    """Keeps a sweep for as long as the session keeps this object; then it is cancelled.

    `about` is what the page wants to know of it later: what was set when it was started.
    """

    def __init__(self, sweep: Sweep, about: Any) -> None:
        """Start the sweep."""
        self.about = about
        self.sweeping = Sweeping(sweep)
        weakref.finalize(self, self.sweeping.cancel)


def start_sweep(key: str, sweep: Sweep, about: Any) -> None:
    """Start a sweep under this key of the session; one that was there is cancelled and forgotten."""
    before: HeldSweep | None = st.session_state.get(key)
    if before is not None:
        before.sweeping.cancel()
    st.session_state[key] = HeldSweep(sweep, about)


def held_sweep(key: str) -> HeldSweep | None:
    """The session's sweep under this key."""
    held: HeldSweep | None = st.session_state.get(key)
    return held


def show_progress(key: str) -> None:
    """Show how far the sweep under this key is, if it goes on, with a button that cancels it."""
    held = held_sweep(key)
    if held is not None and held.sweeping.running:
        st.fragment(_progress_alone, run_every=SECONDS_BETWEEN)(key)


def _progress_alone(key: str) -> None:
    sweeping = st.session_state[key].sweeping
    with st.container():  # there also when it is empty, until the page runs once more
        if sweeping.running:
            _progress(key, sweeping)


def watch_sweep(key: str, show: Callable[[HeldSweep], None], *, progress: bool = True) -> None:
    """Show with `show` what came so far of the sweep under this key, if there is one.

    How far it is stands above that, unless `progress` is False, as where show_progress() shows it elsewhere.
    """
    held = held_sweep(key)
    if held is not None:
        going = held.sweeping.running
        st.fragment(_watch, run_every=SECONDS_BETWEEN if going else None)(key, show, going, progress)


def _watch(key: str, show: Callable[[HeldSweep], None], going: bool, progress: bool) -> None:
    held: HeldSweep = st.session_state[key]
    sweeping = held.sweeping
    with st.container():  # there also when it is empty: what is below must not move up past its older self
        if sweeping.running:
            if progress:
                _progress(key, sweeping)
        elif going:
            st.rerun()  # the whole page once more, so that this stops running by itself
        if sweeping.problem:
            show_problem(sweeping.problem)
    show(held)


def _progress(key: str, sweeping: Sweeping) -> None:
    left = sweeping.seconds_left
    if sweeping.cancelled:
        st.progress(sweeping.progress, "Stopping: what is under way is finished first")
        return
    words = "Waiting for other sweeps on this server" if sweeping.waiting else "Training"
    words += f" · about {left:.0f} s left" if left is not None else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(sweeping.progress, words)
        if st.button("Cancel", key=f"{key}_cancel", icon=":material/close:"):
            sweeping.cancel()
            st.rerun(scope="fragment")
