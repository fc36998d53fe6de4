"""Gradient check: backpropagation against its numerical twin, on any network, with bugs to plant and to find."""

import streamlit as st

from playground.diagnostics.gradient_check_words import short
from playground.ui.controls import BIND
from playground.ui.gradient_check_bugs import choose_bug
from playground.ui.gradient_check_panels import (
    EPSILONS,
    blocks_panel,
    checked_at,
    curve_panel,
    parameters_panel,
    precision_panel,
    verdict_panel,
)
from playground.ui.gradient_check_subject import choose_subject

with st.sidebar.container(gap="xsmall"):
    subject = choose_subject()
    bug = choose_bug(subject.case(subject.now))


@st.fragment
def gradient_check() -> None:
    """The check, apart: moving ε reruns these lines and nothing else."""
    number, blocks = st.columns([2, 3], gap="medium")
    with number:
        epsilon = st.select_slider(
            "Nudge ε",
            EPSILONS,
            1e-7,
            format_func=short,
            key="grad_epsilon",
            bind=BIND,
            help=(
                r"How far each parameter is moved to either side. Move it to see $O(\varepsilon^2)$ on "
                r"one side and round-off on the other."
            ),
        )
        now = checked_at(subject, subject.now, bug, epsilon)
        start = checked_at(subject, subject.start, bug, epsilon)
        verdict_panel(now, start, subject.iteration)
    with blocks:
        blocks_panel(now, start)
    names = ["Parameters", "Error against ε", "float32 and float64"]
    parameters, curve, precision = st.tabs(names, key="grad_tab", bind=BIND, on_change="rerun")
    if parameters.open:
        with parameters:
            parameters_panel(now)
    if curve.open:
        with curve:
            curve_panel(subject, bug, epsilon)
    if precision.open:
        with precision:
            precision_panel(subject, bug, epsilon)


gradient_check()
