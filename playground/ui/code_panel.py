"""The code that runs: the engine's own functions beside their equations and the numbers they work on now."""

import inspect
import re
import textwrap
import weakref
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import streamlit as st

from playground.network.activations import ACTIVATIONS, Activation
from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.dropout import Dropout
from playground.network.optimizers import OPTIMIZERS, decayed_learning_rate
from playground.network.parameters import Parameters
from playground.network.propagation import backward, forward
from playground.training.experiment import Experiment
from playground.training.snapshot import Snapshot
from playground.ui.choices import choose_one
from playground.ui.controls import BIND

# What "Follow the run" costs is one snapshot and a short message for each viewer in so many seconds.
SECONDS_BETWEEN = 2.0

# So many numbers of a longer column are shown, the rest is only counted.
SHOWN_NUMBERS = 3

NO_BREAK = "\N{NO-BREAK SPACE}"


class InPlay(Protocol):
    """A run that can say what its next update will compute."""

    def snapshot(self) -> Snapshot:
        """The numbers of the next update; the run goes on as if nobody had looked."""


class Row(NamedTuple):
    """One quantity: its symbol in LaTeX, its shape in symbols ("" for a single number), and its values now."""

    symbol: str
    shape: str
    values: npt.ArrayLike


class Topic(NamedTuple):
    """One thing that a training step does: its equations, what it reads and writes, and the code."""

    equations: Callable[[Experiment, int], list[str]]
    rows: Callable[[Snapshot, int], list[Row]]
    functions: Callable[[Experiment, int], list[Callable[..., Any]]]
    by_layer: bool = True


def code_panel(run: InPlay | None) -> None:
    """Show the engine's functions with their equations and, of the run in play, shapes and current numbers."""
    if run is None:
        st.caption("No run is in play. Choose settings that can run, and the code appears here with its numbers.")
        return
    follow = bool(st.session_state.get("code_follow", False))
    # Streamlit keeps what a fragment was called with: held weakly, a run that was freed does not stay in memory.
    st.fragment(_panel, run_every=SECONDS_BETWEEN if follow else None)(weakref.ref(run), follow)


def _panel(reference: Callable[[], InPlay | None], following: bool) -> None:
    run = reference()
    if run is None:
        st.caption("This run was put aside. Press play, and its numbers appear here again.")
        return
    snapshot = run.snapshot()
    name, l, follow = _toolbar(snapshot.before.L)
    if follow != following:
        st.rerun()  # the whole page, for only then does Streamlit start or stop the clock of a fragment
    topic, experiment = TOPICS[name], snapshot.experiment
    numbers, code = st.columns([9, 11], gap="medium")
    with numbers:
        st.latex(_aligned(topic.equations(experiment, l)))
        _show_rows(topic.rows(snapshot, l))
        st.caption(_explain(snapshot, name, l))
    with code:
        for module, functions in groupby(topic.functions(experiment, l), key=lambda function: function.__module__):
            st.caption(f"`{module.replace('.', '/')}.py`")
            st.code("\n\n\n".join(map(source, functions)), language="python", wrap_lines=True)


def _toolbar(L: int) -> tuple[str, int, bool]:
    """What to show, of which layer, and whether to keep up with the run."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="code_toolbar"):
        name = choose_one(
            "Function",
            list(TOPICS),
            "Forward",
            "code",
            wrap=True,
            help="Which part of a training step is shown, with its code.",
        )
        off = L == 1 or not TOPICS[name].by_layer
        l = st.number_input(
            "Layer l",
            1,
            L,
            1,
            key="code_layer",
            bind=BIND,
            disabled=off,
            width=130,
            help="The layer whose numbers are shown.",
        )
        st.button("Refresh", icon=":material/refresh:", key="code_refresh", help="Read the run's numbers again.")
        every = f"Read the numbers again every {SECONDS_BETWEEN:g} seconds."
        return name, l, st.toggle("Follow the run", key="code_follow", help=every)


def _show_rows(rows: Sequence[Row]) -> None:
    st.table(
        {
            "": [rf"$\small {row.symbol}$" for row in rows],
            "Shape": [rf"$\small {row.shape}$" if row.shape else "number" for row in rows],
            "Now": [shape_in_numbers(row.values) for row in rows],
            "Numbers": [first_column(row.values) for row in rows],
        },
        border="horizontal",
        hide_index=True,
    )


def shape_in_numbers(values: npt.ArrayLike) -> str:
    """The shape as in (8, 120), on one line; nothing for a single number."""
    shape = np.shape(values)
    return f"({f',{NO_BREAK}'.join(map(str, shape))})" if shape else ""


def first_column(values: npt.ArrayLike) -> str:
    """The first column of a matrix, or the single number; of a long column the first few, and their count."""
    column = np.ravel(np.asarray(values, dtype=float)[..., :1]) if np.ndim(values) else np.ravel(values)
    shown = column if column.size <= SHOWN_NUMBERS + 1 else column[:SHOWN_NUMBERS]
    # Adding zero takes the sign off a negative zero.
    written = ", ".join(f"{number + 0.0:.3g}".replace("-", "−") for number in shown)
    return written if shown.size == column.size else f"{written}, …{NO_BREAK}({column.size})"


@cache
def source(function: Callable[..., Any]) -> str:
    """The text of a function as it stands in its file; a method is moved to the margin."""
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def _aligned(lines: Sequence[str]) -> str:
    """Equations below each other, at their & or else at their first equals sign or assignment."""
    marked = [line if "&" in line else re.sub(r"(?=:?=)", "&", line, count=1) for line in lines]
    room_above = r"\rule{0pt}{1.5em}"  # a fraction in the first line is cut off without it
    return r"\begin{aligned}" + room_above + r" \\[0.5em] ".join(marked) + r"\end{aligned}"


def _explain(snapshot: Snapshot, name: str, l: int) -> str:
    examples = f"m = {snapshot.m} examples" if snapshot.m > 1 else "one example"
    what = f"Iteration {snapshot.iteration:,}, on {examples}, with α = {snapshot.learning_rate:.4g}."
    columns = "Of each matrix the first column is shown: of X, Z, A and their gradients, the first example."
    notes = {
        "Backward": " dW has the penalty in it." if snapshot.penalty else "",
        "Update": " θ holds every W and b; this is layer l's part of it.",
        "Dropout": _explain_dropout(snapshot, l),
    }
    return f"{what} {columns if name != 'Cost' else ''}{notes.get(name, '')}"


def _explain_dropout(snapshot: Snapshot, l: int) -> str:
    if l in snapshot.D:
        return " D is drawn anew for every update, and holds the division by keep_prob already."
    if l == snapshot.before.L:
        return " The output unit is never dropped."
    return f" Layer {l} keeps every unit (keep_prob is 1), so no mask is drawn."


def _g(experiment: Experiment, l: int) -> Activation:
    return ACTIVATIONS[experiment.activation if l <= len(experiment.hidden) else "sigmoid"]


def _forward_equations(experiment: Experiment, l: int) -> list[str]:
    drops = l <= len(experiment.hidden) and experiment.keep_probs[l - 1] < 1
    A = r"A^{[l]} = g(Z^{[l]})" + (r" * D^{[l]}" if drops else "")
    return [r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", A, _g(experiment, l).equation]


def _m_train(experiment: Experiment) -> str:
    """The symbol for the number of all training examples: m, unless mini-batches have an m of their own."""
    return "m" if experiment.batch_size is None else r"m_{\text{train}}"


def _backward_equations(experiment: Experiment, l: int) -> list[str]:
    last = l == len(experiment.hidden) + 1
    m = _m_train(experiment)
    l2 = rf" + \frac{{\lambda}}{{{m}}} W^{{[l]}}" if experiment.lambd else ""
    l1 = rf" + \frac{{\lambda_1}}{{2{m}}} \mathrm{{sign}}(W^{{[l]}})" if experiment.l1 else ""
    lines = [
        r"dZ^{[L]} = A^{[L]} - Y" if last else r"dZ^{[l]} = dA^{[l]} * g'(Z^{[l]})",
        rf"dW^{{[l]}} = \frac{{1}}{{m}}\, dZ^{{[l]}} A^{{[l-1]T}}{l2}{l1}",
        r"db^{[l]} = \frac{1}{m} \sum_{i=1}^{m} dZ^{[l](i)}",
    ]
    if l > 1:
        kept = r" * D^{[l-1]}" if experiment.keep_probs[l - 2] < 1 else ""
        lines.append(rf"dA^{{[l-1]}} = W^{{[l]T}} dZ^{{[l]}}{kept}")
    return lines


def _update_equations(experiment: Experiment, l: int) -> list[str]:
    lines = OPTIMIZERS[experiment.optimizer.name].equation.split(r", \quad ")
    if experiment.optimizer.decay_rate:
        lines.append(r"\alpha = \frac{\alpha_0}{1 + \mathrm{decay\_rate} \cdot \mathrm{epoch}}")
    return lines


def _dropout_equations(experiment: Experiment, l: int) -> list[str]:
    return [
        r"D^{[l]} = \frac{\mathrm{rand}(n^{[l]}, m) < \mathit{keep\_prob}}{\mathit{keep\_prob}}",
        r"A^{[l]} = g(Z^{[l]}) * D^{[l]}",
        r"dA^{[l]} = W^{[l+1]T} dZ^{[l+1]} * D^{[l]}",
    ]


def _cost_equations(experiment: Experiment, l: int) -> list[str]:
    m = _m_train(experiment)
    l1 = rf" + \frac{{\lambda_1}}{{2{m}}} \sum_l \|W^{{[l]}}\|_1" if experiment.l1 else ""
    return [
        r"\mathcal{L} = -(y \log a + (1 - y) \log(1 - a))",
        r"= \log(1 + e^z) - y z, \quad a = g(z)",
        r"J = \frac{1}{m} \sum_{i=1}^{m} \mathcal{L}^{(i)}",
        rf"&\quad + \frac{{\lambda}}{{2{m}}} \sum_l \|W^{{[l]}}\|_F^2{l1}",
    ]


def _row(letter: str, l: int, values: npt.ArrayLike, columns: str = "m") -> Row:
    return Row(f"{letter}^{{[{l}]}}", f"(n^{{[{l}]}}, {columns})", values)


def _parameter(letter: str, l: int, values: Parameters) -> Row:
    """The window W[l] where the symbol has a W in it, else b[l]."""
    if "W" in letter:
        return _row(letter, l, values.W[l], f"n^{{[{l - 1}]}}")
    return _row(letter, l, values.b[l], "1")


def _inputs(s: Snapshot, l: int) -> Row:
    return Row("X", "(n_x, m)", s.X) if l == 1 else _row("A", l - 1, s.A[l - 1])


def _mask(s: Snapshot, l: int) -> list[Row]:
    return [_row("D", l, s.D[l])] if l in s.D else []


def _forward_rows(s: Snapshot, l: int) -> list[Row]:
    parameters = [_parameter("W", l, s.before), _parameter("b", l, s.before)]
    return [_inputs(s, l), *parameters, _row("Z", l, s.Z[l]), *_mask(s, l), _row("A", l, s.A[l])]


def _backward_rows(s: Snapshot, l: int) -> list[Row]:
    if l == s.before.L:
        read = [_row("A", l, s.A[l]), Row("Y", "(1, m)", s.Y)]
    else:
        read = [_row("dA", l, s.dA[l]), _row("Z", l, s.Z[l])]
    penalised = _all_examples(s) if s.experiment.lambd or s.experiment.l1 else []
    gradients = [*penalised, _parameter("dW", l, s.gradient), _parameter("db", l, s.gradient)]
    written = [_row("dZ", l, s.dZ[l]), _inputs(s, l), *gradients]
    if l > 1:
        written += [_parameter("W", l, s.before), *_mask(s, l - 1), _row("dA", l - 1, s.dA[l - 1])]
    return read + written


def _update_rows(s: Snapshot, l: int) -> list[Row]:
    rows = [Row(r"\alpha", "", s.learning_rate)]
    for letter in ("W", "b"):
        moments = [_parameter(f"{name}_{{d{letter}}}", l, moment) for name, moment in s.moments.items()]
        before, after = _parameter(letter, l, s.before), _parameter(f"{letter}_{{\\text{{new}}}}", l, s.after)
        rows += [_parameter(f"d{letter}", l, s.gradient), *moments, before, after]
    return rows


def _dropout_rows(s: Snapshot, l: int) -> list[Row]:
    keep = s.experiment.keep_probs[l - 1] if l < s.before.L else 1.0
    before = Row(f"g(Z^{{[{l}]}})", f"(n^{{[{l}]}}, m)", s.G[l])
    gradient = [_row("dA", l, s.dA[l])] if l < s.before.L else []
    return [Row(r"\mathit{keep\_prob}", "", keep), before, *_mask(s, l), _row("A", l, s.A[l]), *gradient]


def _all_examples(s: Snapshot) -> list[Row]:
    """How many examples divide the penalty, where the batch has an m of its own."""
    return [Row(_m_train(s.experiment), "", s.m_train)] if s.experiment.batch_size is not None else []


def _cost_rows(s: Snapshot, l: int) -> list[Row]:
    return [
        _row("Z", s.before.L, s.Z[s.before.L]),
        _row("A", s.before.L, s.A[s.before.L]),
        Row("Y", "(1, m)", s.Y),
        Row(r"\lambda", "", s.experiment.lambd),
        *_all_examples(s),
        Row(r"\text{data cost}", "", s.data_cost),
        Row(r"\text{penalty}", "", s.penalty),
        Row("J", "", s.cost),
    ]


def _backward_functions(experiment: Experiment, l: int) -> list[Callable[..., Any]]:
    hidden = [_g(experiment, l).derivative] if l <= len(experiment.hidden) else []
    penalised = [add_penalty_gradient] if experiment.lambd or experiment.l1 else []
    return [backward, *hidden, *penalised]


def _update_functions(experiment: Experiment, l: int) -> list[Callable[..., Any]]:
    decayed = [decayed_learning_rate] if experiment.optimizer.decay_rate else []
    return [OPTIMIZERS[experiment.optimizer.name].update, *decayed]


TOPICS = {
    "Forward": Topic(_forward_equations, _forward_rows, lambda experiment, l: [forward, _g(experiment, l).apply]),
    "Backward": Topic(_backward_equations, _backward_rows, _backward_functions),
    "Update": Topic(_update_equations, _update_rows, _update_functions),
    "Dropout": Topic(_dropout_equations, _dropout_rows, lambda experiment, l: [Dropout.masks]),
    "Cost": Topic(_cost_equations, _cost_rows, lambda experiment, l: [data_cost, penalty], by_layer=False),
}
