"""A loop against np.dot, timed on the server when somebody asks, one at a time."""

import inspect
import threading
from collections.abc import Sequence

import streamlit as st

from playground.charts.loop_timing import draw_timings
from playground.diagnostics.finding import count, figure
from playground.diagnostics.loop_timing import SIZES, Timing, explicit_loop, time_sizes

HELD = "loop_timings"
# What is quick enough to be measured when the page opens.
FIRST_SIZES = SIZES[:3]
# Two measurements at once would slow each other down.
_ONE_AT_A_TIME = threading.Lock()
MOST_SECONDS_TO_WAIT = 5.0


@st.fragment
def loop_against_dot() -> None:
    """The loop's code, a button that times both, and what came out."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(
            "The same sum, $a^T b = \\sum_i a_i b_i$, element by element in Python and at one stroke in NumPy:"
        )
        st.code(inspect.getsource(explicit_loop).replace(_docstring(), ""), language=None, wrap_lines=True)
        st.code("np.dot(a, b)", language=None, wrap_lines=True)
        pressed = st.button("Time both on this machine", icon=":material/timer:", key="vec_time")
        st.caption(f"With {count(SIZES[0])} to {count(SIZES[-1])} elements; it takes a few seconds.")
    with right:
        place = st.empty()
        if pressed:
            _measure(place, SIZES)
        elif HELD not in st.session_state:
            _measure(place, FIRST_SIZES)
        timings: list[Timing] = st.session_state.get(HELD, [])
        if timings:
            _show(place, timings)


def _docstring() -> str:
    return f'    """{explicit_loop.__doc__}"""\n'


def _measure(place: st.delta_generator.DeltaGenerator, sizes: Sequence[int]) -> None:
    if not _ONE_AT_A_TIME.acquire(timeout=MOST_SECONDS_TO_WAIT):
        st.warning("Others are timing on this server just now: try again in a moment.", icon=":material/info:")
        return
    try:
        timings: list[Timing] = []
        for timing in time_sizes(sizes):
            timings.append(timing)
            place.progress(len(timings) / len(sizes), f"{count(timing.n)} elements done")
        st.session_state[HELD] = timings
    finally:
        _ONE_AT_A_TIME.release()


def _show(place: st.delta_generator.DeltaGenerator, timings: list[Timing]) -> None:
    last = timings[-1]
    told = f"With {count(last.n)} elements the loop takes {figure(last.ratio)} times as long."
    with place.container():
        st.markdown(
            f"**{told}** {_written(last.loop_seconds)} against {_written(last.dot_seconds)}, on this machine."
        )
        dark = st.context.theme.type == "dark"
        st.plotly_chart(draw_timings(timings, dark), key="vec_timings", theme=None, alt=told)
        if all(timing.agrees for timing in timings):
            st.markdown(
                f":material/check: Both give the same sum for all {len(timings)} sizes. With "
                f"{count(last.n)} elements: {last.loop_value:.9g} and {last.dot_value:.9g}; only the "
                "order of the additions differs."
            )
        else:
            st.warning("The two sums differ by more than round-off.", icon=":material/warning:")


def _written(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
