"""Which network and which examples the slow motion shows: the session's run as it stands, or a small example."""

import numpy as np
import streamlit as st

from playground.diagnostics.one_iteration import Start
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import initialize
from playground.stage.runs import Run
from playground.ui.choices import choose_one, choose_strength
from playground.ui.controls import BIND
from playground.ui.session import session_run

XOR_X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
XOR_Y = np.array([[0.0, 1.0, 1.0, 0.0]])
SMALL_SIZES = (2, 3, 1)
SMALL_SEED = 2

WHOLE, ONE = "Whole batch", "One example"
EXAMPLES = "What the iteration works on. Choose one example to follow single numbers and not matrices."

# The sizes of more layers than this do not fit into a line.
MOST_LAYERS_NAMED = 8


def small_example(lambd: float = 0.0) -> Start:
    """XOR's four points and a network of three tanh units, small enough to check by hand."""
    return Start(XOR_X, XOR_Y, initialize(SMALL_SIZES, "xavier", 1.0, SMALL_SEED), "tanh", 0.5, lambd)


def iteration_source() -> Start:
    """The controls that choose it, and what was chosen."""
    st.markdown("**Network**")
    run = session_run()
    small = st.toggle(
        "Small example",
        key="small",
        bind=BIND,
        disabled=run is None,  # there is nothing else to show then
        help="XOR with four points and three hidden units. Turn it on to check every number by hand.",
    )
    start = _of_run(run) if run is not None and not small else _small(run is not None)
    st.markdown("**Examples**", help=EXAMPLES)
    which = choose_one("Examples", [WHOLE, ONE], WHOLE, "examples", label_visibility="collapsed", help=EXAMPLES)
    if which == WHOLE:
        return start
    if st.session_state.get("example", 1) > start.m:
        st.session_state["example"] = start.m
    chosen = st.number_input(
        "Example i",
        1,
        start.m,
        1,
        key="example",
        bind=BIND,
        help="Which of the examples passes through the network: $x^{(i)}$.",
    )
    x, y = start.X[:, chosen - 1], start.Y[0, chosen - 1]
    st.caption(
        f"x = ({', '.join(f'{value:.3g}' for value in x)}), y = {y:g}. It is a mini-batch of its own: m = 1."
    )
    return start.only(chosen - 1)


def _of_run(run: Run) -> Start:
    snapshot = run.snapshot()
    experiment, sizes = snapshot.experiment, snapshot.before.layer_sizes
    layers = "-".join(map(str, sizes)) if len(sizes) <= MOST_LAYERS_NAMED else f"{len(sizes) - 1} layers"
    examples = "one example" if snapshot.m == 1 else f"{snapshot.m} examples"
    title = ACTIVATIONS[experiment.activation].title
    st.caption(
        f"Your run in the playground as it stands at iteration {snapshot.iteration:,}: {layers}, {title}, "
        f"{examples}, α = {snapshot.learning_rate:.4g}, λ = {experiment.lambd:g}."
    )
    left_out = []
    if experiment.optimizer.name != "gd":
        left_out.append("the update is plain gradient descent")
    if any(keep < 1 for keep in experiment.keep_probs):
        left_out.append("dropout is off")
    if left_out:
        st.caption(f"Unlike in your run, {' and '.join(left_out)} here.")
    return Start(
        snapshot.X,
        snapshot.Y,
        snapshot.before,
        experiment.activation,
        snapshot.learning_rate,
        experiment.lambd,
        experiment.l1,
        of=snapshot.m_train,
    )


def _small(has_run: bool) -> Start:
    words = "XOR's four points, 2-3-1, tanh, α = 0.5."
    st.caption(words if has_run else f"{words} Play in the playground, and this page takes your network.")
    lambd = choose_strength("slow_lambd", 0.0)
    return small_example(lambd)
