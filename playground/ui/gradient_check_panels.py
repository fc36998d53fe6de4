"""The panels of the gradient check: the number with its blocks, single parameters, ε, and kinds of number."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from playground.charts.gradient_check import draw_blocks, draw_curve, draw_layer, draw_precision
from playground.diagnostics.gradient_check_words import Told, listed, short, tell_check
from playground.diagnostics.gradient_check_worst import worst
from playground.diagnostics.planted_bugs import BUGS, Case
from playground.diagnostics.planted_bugs_quiz import Hidden
from playground.network.gradient_check import (
    ALL_AT_KINKS,
    MOST_OF_A_BLOCK,
    ROUND_OFF,
    GradientCheck,
    check,
    some_of_each_block,
)
from playground.network.gradient_check_curve import Curve, slope, spread_evenly, trace_curve
from playground.network.gradient_check_objective import Objective, Report
from playground.network.parameters import Parameters
from playground.ui.controls import BIND
from playground.ui.gradient_check_subject import Subject

EPSILONS = [float(f"{digit}e-{k:02d}") for k in range(12, 0, -1) for digit in ((1, 3) if k > 1 else (1,))]
MOODS: dict[str, Any] = {
    "good": ("green", ":material/check_circle:"),
    "unsure": ("orange", ":material/help:"),
    "bad": ("red", ":material/error:"),
}
TWO_SIDED = (
    r"\frac{J(\theta + \varepsilon) - J(\theta - \varepsilon)}{2\varepsilon}"
    r" = \frac{\partial J}{\partial \theta} + O(\varepsilon^2)"
)
ONE_SIDED = (
    r"\frac{J(\theta + \varepsilon) - J(\theta)}{\varepsilon}"
    r" = \frac{\partial J}{\partial \theta} + O(\varepsilon)"
)
ENOUGH_FOR_A_BAR = 1000
REMEMBERED = 12
STAYS_UP = 1e-2
FARTHEST = "The one farthest off"
SHOWN = "The layer whose parameters are drawn. Choose one where a block is off."


def is_dark() -> bool:
    """Whether the page is shown in the dark theme."""
    return st.context.theme.type == "dark"


def planted(subject: Subject, parameters: Parameters, bug: Hidden | None) -> Objective:
    """The objective at these weights, with the bug in it."""
    case: Case = subject.case(parameters)
    return case.objective if bug is None else BUGS[bug.name].plant(case, bug.layer)


def checked_at(subject: Subject, parameters: Parameters, bug: Hidden | None, epsilon: float) -> GradientCheck:
    """The check, remembered for as long as nothing about it changes; a large network shows how far it is."""

    def work(report: Report | None) -> GradientCheck:
        return check(
            planted(subject, parameters, bug), parameters, epsilon, report, some_of_each_block(parameters)
        )

    return _remembered("check", subject, parameters, bug, epsilon, work)


def curve_at(subject: Subject, bug: Hidden | None, number: str = "float64") -> Curve:
    """The error against every ε at the current weights, worked out in float64 or float32."""

    chosen = None if number == "float64" else curve_at(subject, bug).chosen

    def work(report: Report | None) -> Curve:
        objective = planted(subject, subject.now, bug).in_numbers(number)
        with np.errstate(over="ignore"):  # after divergence float32 cannot hold what float64 does
            parameters = Parameters(subject.now.layer_sizes, subject.now.theta.astype(number))
        return trace_curve(objective, parameters, EPSILONS, chosen, report)

    return _remembered(f"curve {number}", subject, subject.now, bug, 0.0, work)


def _remembered(
    what: str,
    subject: Subject,
    parameters: Parameters,
    bug: Hidden | None,
    epsilon: float,
    work: Callable[[Report | None], Any],
) -> Any:
    kept: dict[Any, Any] = st.session_state.setdefault("grad_kept", {})
    theta = parameters.theta.tobytes()
    key = (what, subject.experiment, subject.frozen, theta, subject.points.X.tobytes(), bug, epsilon)
    if key not in kept:
        if parameters.theta.size > ENOUGH_FOR_A_BAR:
            bar = st.progress(0.0, "Nudging one parameter after the other")
            kept[key] = work(_every_twentieth(bar.progress))
            bar.empty()
        else:
            kept[key] = work(None)
        for oldest in list(kept)[:-REMEMBERED]:
            del kept[oldest]
    return kept[key]


def _every_twentieth(show: Callable[[float], Any]) -> Report:
    """Report no more often than a bar can show; each report is a message to the browser."""
    shown = 0.0

    def report(done: float) -> None:
        nonlocal shown
        if done - shown >= 0.05:
            shown = done
            show(min(done, 1.0))

    return report


def verdict_panel(now: GradientCheck, start: GradientCheck, iteration: int) -> None:
    """The number and its verdict, now and at the start, and what they mean."""
    left, right = st.columns(2)
    told = _number(left, f"Now, iteration {iteration:,}", now)
    first = _number(right, "At the initial weights", start)
    st.markdown(told.sentence)
    if first.mood not in (told.mood, "good"):
        st.caption(f"At the initial weights: {first.sentence}")
    st.latex(
        r"\text{difference} = \frac{\lVert d\theta - d\theta_{\text{approx}} \rVert_2}"
        r"{\lVert d\theta \rVert_2 + \lVert d\theta_{\text{approx}} \rVert_2}"
    )


def _number(place: Any, label: str, checked: GradientCheck) -> Told:
    told = tell_check(checked)
    colour, icon = MOODS[told.mood]
    difference = checked.whole.difference
    place.metric(label, "–" if math.isnan(difference) else short(difference))
    place.badge(told.headline, color=colour, icon=icon)
    return told


def blocks_panel(now: GradientCheck, start: GradientCheck) -> None:
    """Every block's difference against the course's thresholds."""
    off = now.blocks_off
    alt = f"Difference of each block. {'Off: ' + listed(off) if off else 'None is off'}."
    st.plotly_chart(draw_blocks(now.blocks, start.blocks, is_dark()), key="grad_blocks", theme=None, alt=alt)
    taken, P = now.chosen.size, now.gradient.theta.size
    if taken < P:
        st.caption(
            f"From {taken:,} of the {P:,} parameters, up to {MOST_OF_A_BLOCK} of each block, evenly chosen."
        )
    empty = [name for name, block in now.blocks.items() if block.verdict == ALL_AT_KINKS]
    if empty:
        st.caption(f"{listed(empty)}: at kinks altogether, so there is nothing to compare and no bar.")
    if any(block.verdict == ROUND_OFF for checked in (now, start) for block in checked.blocks.values()):
        st.caption(
            "Of a block that is no farther off than round-off, as where its gradient is 0, the difference says "
            "nothing, however large: its bar is grey. Point at a bar or a diamond to read its verdict."
        )


def parameters_panel(checked: GradientCheck) -> None:
    """Heat maps of one layer, and the ten parameters that are farthest off, by name."""
    found = worst(checked)
    left, right = st.columns(2)
    with left:
        layers = [FARTHEST, *map(str, range(1, checked.gradient.L + 1))]
        shown = st.selectbox("Layer", layers, key="grad_shown", bind=BIND, width=220, help=SHOWN)
        l = found[0].layer if shown == FARTHEST else int(shown)
        st.plotly_chart(
            draw_layer(checked, l, is_dark()),
            key="grad_layer_maps",
            theme=None,
            alt=f"dW and db of layer {l} by backpropagation, their numerical twin, and the relative difference",
        )
    with right:
        st.markdown("**The ten farthest off**")
        st.dataframe(
            {
                "Parameter": [one.name for one in found],
                "Backprop": [f"{one.claimed:.2e}" for one in found],
                "Numerical": [f"{one.measured:.2e}" for one in found],
                "Apart": [short(one.difference) for one in found],
                "Note": [_note(one.crossed, one.within_round_off) for one in found],
            },
            hide_index=True,
            height="content",
        )


def _note(crossed: bool, noisy: bool) -> str:
    return "left out: at a kink" if crossed else "round-off" if noisy else ""


def curve_panel(subject: Subject, bug: Hidden | None, epsilon: float) -> None:
    """The V-shaped curve of the error against ε, and why it turns up."""
    curve = curve_at(subject, bug)
    left, right = st.columns([3, 2])
    left.plotly_chart(
        draw_curve(curve, epsilon, is_dark()),
        key="grad_curve",
        theme=None,
        alt=f"Error against ε. {_slopes(curve)} {_lowest(curve)}",
    )
    with right:
        st.latex(TWO_SIDED)
        st.latex(ONE_SIDED)
        st.markdown(
            "**On the right** the quotient is a chord, not the tangent: a tenth of ε makes the one-sided error "
            "ten times smaller, the two-sided one a hundred times.\n\n"
            "**On the left** round-off takes over: the two costs agree in nearly all of their 16 digits, the few "
            "that are left are noise, and dividing by a smaller 2ε makes it larger."
        )
        st.markdown(f"{_lowest(curve)} {_slopes(curve)}")
        if bug is not None and curve.two_sided.min() > STAYS_UP:
            st.markdown("**A bug does not go away with any ε**: the curve never comes down.")
        if curve.crossed.any():
            st.caption(
                "At hollow marks some z changes sign between θ − ε and θ + ε: at the kink of a ReLU the two-sided "
                "quotient is no better than the one-sided. Tanh has no kinks: its slope is 2 all the way."
            )
        if curve.left_out:
            st.caption(f"Left out: {curve.left_out:,} parameters at a kink whatever ε is, as where some z is 0.")
        st.caption(
            r"By hand: $f = \theta^3$ at $\theta = 1$ has slope 3. With $\varepsilon = 0.01$ the one-sided "
            r"quotient is 3.0301, the two-sided 3.0001."
        )
        _say_sample(subject)


def _lowest(curve: Curve) -> str:
    at = int(np.argmin(curve.two_sided))
    return f"The two-sided error is least, {short(curve.two_sided[at])}, at ε = {short(curve.epsilons[at])}."


def _slopes(curve: Curve) -> str:
    kept = ~curve.crossed
    if not kept.any():
        return ""
    found = [
        (name, slope(curve.epsilons[kept], errors[kept]))
        for name, errors in (("one-sided", curve.one_sided), ("two-sided", curve.two_sided))
    ]
    told = [f"{name} {value:.2f}" for name, value in found if value is not None]
    return f"Measured slopes: {', '.join(told)}." if told else ""


def _say_sample(subject: Subject) -> None:
    taken, P = spread_evenly(subject.now).size, subject.now.theta.size
    if taken < P:
        st.caption(f"From {taken} of the {P:,} parameters, evenly chosen.")


def precision_panel(subject: Subject, bug: Hidden | None, epsilon: float) -> None:
    """The same check in float32: why it takes double precision."""
    double, single = curve_at(subject, bug), curve_at(subject, bug, "float32")
    best = int(np.argmin(single.two_sided))
    here = int(np.argmin(np.abs(double.epsilons - epsilon)))
    alt = f"In float32 the error is never below {short(single.two_sided[best])}"
    left, right = st.columns([3, 2])
    left.plotly_chart(
        draw_precision(double, single, epsilon, is_dark()), key="grad_precision", theme=None, alt=alt
    )
    with right:
        st.table(
            {
                "": [f"At ε = {short(epsilon)}", "At its best ε", "Digits"],
                "float64": [short(double.two_sided[here]), short(double.two_sided.min()), "about 16"],
                "float32": [short(single.two_sided[here]), short(single.two_sided[best]), "about 7"],
            }
        )
        st.markdown(
            "The same network, the same code, with 4 bytes a number and not 8. Costs near 0.7 then come in steps "
            "of 6e-8: with ε = 1e-7 both sides round to the same cost or to the next one, and the quotient is 0 "
            f"or nonsense. The best it can do here is ε = {short(single.epsilons[best])}. Train in float32 if you "
            "like; check the gradient in float64."
        )
        _say_sample(subject)
