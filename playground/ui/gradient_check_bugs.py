"""Plant a bug: choose one, or have one hidden and find it."""

import random

import streamlit as st

from playground.diagnostics.planted_bugs import BUGS, Case, layers_of, line_of, reason_against
from playground.diagnostics.planted_bugs_quiz import Hidden, hide, judge
from playground.ui.controls import BIND
from playground.ui.presets import PRESETS

NONE = "none"
_HIDDEN = "grad_hidden"
# Where a bug cannot show, a network on which it can.
SHOWS_ON = {
    name: next(preset.title for preset in PRESETS if preset.name == preset_name)
    for name, preset_name in (("penalty", "football-l2"), ("dropout", "football-dropout"))
}
BUG = "A mistake to put into backpropagation. Plant one to see how the check answers."


def choose_bug(case: Case) -> Hidden | None:
    """Controls to plant a bug or to find a hidden one; the bug that is in play on this case, if any."""
    st.markdown("**Plant a bug**", help=BUG)
    hidden: Hidden | None = st.session_state.get(_HIDDEN)
    if hidden is not None and hidden.layer not in layers_of(BUGS[hidden.name], case):
        st.session_state.pop(_HIDDEN)
        hidden = None
        st.caption("The hidden bug cannot show on this network. Ask for another.")
    if hidden is not None:
        _quiz(case, hidden)
        return hidden
    planted = _plant(case)
    st.button("Hide one for me to find", key="grad_hide", icon=":material/search:", on_click=_hide, args=(case,))
    if st.session_state.pop("grad_no_place", False):
        st.caption("No bug can show at these weights: the gradient is 0, or nearly.")
    return planted


def _plant(case: Case) -> Hidden | None:
    name = st.selectbox(
        "Bug",
        [NONE, *BUGS],
        format_func=lambda name: BUGS[name].title if name in BUGS else "No bug",
        key="grad_bug",
        bind=BIND,
        help=BUG,
        label_visibility="collapsed",
    )
    if name not in BUGS:  # no bug, or a name that a link made up
        return None
    reason = reason_against(BUGS[name], case)
    if reason is not None:
        st.info(f"It cannot show here, so it is not planted. {reason}", icon=":material/info:")
        if name in SHOWS_ON:
            title = SHOWS_ON[name]
            st.button(
                f"Take “{title}”", key="grad_take", icon=":material/arrow_forward:", on_click=_take, args=(title,)
            )
        return None
    layers = layers_of(BUGS[name], case)
    layer = layers[0]
    if len(layers) > 1:
        layer = st.selectbox(
            "In layer",
            layers,
            key="grad_layer",
            bind=BIND,
            help="The layer that has the bug: see which blocks it puts off.",
        )
    st.code(line_of(BUGS[name], case, layer), language="python", wrap_lines=True)
    return Hidden(name, layer)


def _take(title: str) -> None:
    st.session_state["grad_network"] = title


def _hide(case: Case) -> None:
    hidden = hide(case, random.choice)
    st.session_state["grad_no_place"] = hidden is None
    if hidden is not None:
        st.session_state[_HIDDEN] = hidden
        st.session_state["grad_guess"] = None


def _quiz(case: Case, hidden: Hidden) -> None:
    st.caption("A bug is hidden. Which one would make just these blocks wrong?")
    guess = st.selectbox(
        "Your guess",
        list(BUGS),
        index=None,
        format_func=lambda name: BUGS[name].title,
        key="grad_guess",
        placeholder="Choose a bug",
        help="Look at which blocks are off and by how much, then choose the bug that would do that.",
    )
    if guess is not None:
        judgement = judge(case, hidden, guess)
        if judgement.right:
            st.success(judgement.sentence, icon=":material/check_circle:")
            st.code(line_of(BUGS[hidden.name], case, hidden.layer), language="python", wrap_lines=True)
        else:
            st.warning(judgement.sentence, icon=":material/cancel:")
    with st.container(horizontal=True):
        st.button("Hide another", key="grad_hide", icon=":material/search:", on_click=_hide, args=(case,))
        st.button("Take it out", key="grad_out", on_click=lambda: st.session_state.pop(_HIDDEN, None))
