"""One iteration in slow motion: the list of its steps, forward, cost, backward, update."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from playground.diagnostics.engine_code import engine_code
from playground.diagnostics.iteration_step import BACKWARD, UPDATE, Lit, Step, Term, make_step, of_layer
from playground.diagnostics.matrices import matrix, number
from playground.diagnostics.one_iteration import Iteration
from playground.network.activations import ACTIVATIONS, sigmoid
from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.optimizers import GradientDescent
from playground.network.propagation import backward, forward


def iteration_steps(iteration: Iteration) -> list[Step]:
    """All steps in order: forward by layer, cost, backward by layer from the last, update."""
    L = iteration.start.parameters.L
    steps = [_input(iteration)]
    for l in range(1, L + 1):
        steps += [_pre_activation(iteration, l), _activation(iteration, l)]
    steps.append(_cost(iteration))
    for l in range(L, 0, -1):
        steps += [_error(iteration, l), _weight_gradient(iteration, l), _bias_gradient(iteration, l)]
        if l > 1:
            steps.append(_activation_gradient(iteration, l))
    steps += [_update(iteration, l) for l in range(1, L + 1)]
    return _with_known(steps, iteration.start.m)


def _with_known(steps: Sequence[Step], m: int) -> list[Step]:
    """Each step with what the units hold by then: X and each Z, A, dA, dZ, the newest of a layer."""
    known: dict[int, tuple[str, Array]] = {}
    filled = []
    for step in steps:
        for layer in step.lit.units if m == 1 else ():
            for letter in ("A", "Z", "dA", "dZ"):
                if f"{letter}{layer}" in step.results:
                    known[layer] = letter, step.results[f"{letter}{layer}"][:, 0]
        filled.append(replace(step, known=dict(known) if step.lit.way != UPDATE else {}))
    return filled


def _input(it: Iteration) -> Step:
    X = Term("X", it.start.X)
    step = make_step(
        "The input $X = A^{[0]}$",
        "Forward",
        lambda show: show(X),
        Term(of_layer("A", 0), it.start.X),
        f"One example a column: {_examples(it)} with {it.start.X.shape[0]} features.",
        [(forward, "A[0] = X")],
        Lit(frozenset({0})),
        "A0",
    )
    return replace(step, numbers=[f"A^{{[0]}} &= {X.numbers}", f"Y &= {matrix(it.start.Y)}"])


def _pre_activation(it: Iteration, l: int) -> Step:
    W, A = Term(of_layer("W", l), it.start.parameters.W[l]), Term(of_layer("A", l - 1), it.A[l - 1])
    b = Term(of_layer("b", l), it.start.parameters.b[l])
    words = "Each unit weighs what it reads and adds its bias."
    if it.start.m > 1:
        words += " The column $b$ is added to every column: broadcasting."
    return make_step(
        rf"Forward: $Z^{{[{l}]}}$",
        "Forward",
        lambda show: rf"{show(W)}\,{show(A)} + {show(b)}",
        Term(of_layer("Z", l), it.Z[l]),
        words,
        [(forward, "matmul(W[l], A[l - 1]", "np.add(Z[l], b[l]")],
        Lit(frozenset({l}), l, W.values),
        f"Z{l}",
    )


def _activation(it: Iteration, l: int) -> Step:
    Z, last = Term(of_layer("Z", l), it.Z[l]), l == it.start.parameters.L
    apply = sigmoid if last else ACTIVATIONS[it.start.activation].apply
    line = "A[l] = sigmoid(" if last else "A[l] = activation.apply("
    name = "sigmoid" if last else ACTIVATIONS[it.start.activation].title
    g = r"\sigma" if last else "g"
    words = "The output: the probability of class 1, $\\hat Y$." if last else f"{name}, element by element."
    return make_step(
        rf"Forward: $A^{{[{l}]}}$" + (r" $= \hat Y$" if last else ""),
        "Forward",
        lambda show: rf"{g}\!\left({show(Z)}\right)",
        Term(of_layer("A", l), it.A[l]),
        words,
        [(forward, line), (apply, *_body(apply))],
        Lit(frozenset({l})),
        f"A{l}",
    )


def _body(function: Callable[..., Any]) -> list[str]:
    """Return the lines of an activation without its head and docstring, each moved to the margin."""
    source = engine_code(function).lines
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    first = definition.body[1 if ast.get_docstring(definition) else 0]
    return [line.strip() for line in source.splitlines()[first.lineno - 1 :]]


def _cost(it: Iteration) -> Step:
    A, Y = Term(of_layer("A", it.start.parameters.L), it.A[it.start.parameters.L]), Term("Y", it.start.Y)
    code: list[tuple[Any, ...]] = [(data_cost, "return np.mean(")]
    equation = (
        r"J = -\frac{1}{m} \sum_{i=1}^{m} \left( y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log(1 - a^{(i)}) \right)"
    )
    lines = [rf"{A.symbol} &= {A.numbers}", rf"Y &= {Y.numbers}", f"J &= {number(it.data_cost)}"]
    if it.start.lambd or it.start.l1:
        m_train = _m_train(it)
        equation += rf" + \tfrac{{\lambda}}{{2{m_train}}} \sum_l \|W^{{[l]}}\|_F^2" if it.start.lambd else ""
        equation += rf" + \tfrac{{\lambda_1}}{{2{m_train}}} \sum_l \|W^{{[l]}}\|_1" if it.start.l1 else ""
        code.append((penalty, "squares = ", "sizes = ", "return np.asarray("))
        lines[-1] += f" + {number(it.penalty)} = {number(it.data_cost + it.penalty)}"
    return Step(
        title="The cost $J$",
        phase="Cost",
        equation=equation,
        shapes=rf"J \text{{ is a number; }} {A.with_shape},\; {Y.with_shape}",
        numbers=lines,
        words=(
            "The mean loss. The engine computes it from $Z^{[L]}$ and not from $A^{[L]}$: an output that is "
            "rounded to 0 or 1 would give $\\log 0$."
        ),
        code=[engine_code(*each) for each in code],
        functions=[each[0] for each in code],
        lit=Lit(frozenset({it.start.parameters.L})),
        results={"J": np.array([[it.data_cost + it.penalty]])},
        known={},
    )


def _error(it: Iteration, l: int) -> Step:
    result = Term(of_layer("dZ", l), it.dZ[l])
    title, lit = rf"Backward: $dZ^{{[{l}]}}$", Lit(frozenset({l}), way=BACKWARD)
    if l == it.start.parameters.L:
        A, Y = Term(of_layer("A", l), it.A[l]), Term("Y", it.start.Y)
        words = "Sigmoid and cross-entropy together leave just the error: prediction minus label."
        code: list[tuple[Any, ...]] = [(backward, "np.subtract(A[L], Y")]
        return make_step(
            title, "Backward", lambda show: f"{show(A)} - {show(Y)}", result, words, code, lit, f"dZ{l}"
        )
    dA, slope = Term(of_layer("dA", l), it.dA[l]), Term(f"g'(Z^{{[{l}]}})", it.slopes[l])
    derivative = ACTIVATIONS[it.start.activation].derivative
    return make_step(
        title,
        "Backward",
        lambda show: rf"{show(dA)} * {show(slope)}",
        result,
        f"Through the activation, element by element. The engine does it in the turn of layer {l + 1}, "
        f"where `l - 1` is {l}.",
        [
            (backward, "activation.derivative(", "np.multiply(dZ[l - 1], dA[l - 1]"),
            (derivative, *_body(derivative)),
        ],
        lit,
        f"dZ{l}",
    )


def _m_train(it: Iteration) -> str:
    """The symbol for the number of all training examples: m, unless the batch has fewer."""
    return "m" if it.start.m == it.start.m_train else r"m_{\text{train}}"


def _weight_gradient(it: Iteration, l: int) -> Step:
    dZ, A = Term(of_layer("dZ", l), it.dZ[l]), Term(of_layer("A", l - 1), it.A[l - 1], transposed=True)
    W, m = Term(of_layer("W", l), it.start.parameters.W[l]), it.start.m
    lambd, l1 = it.start.lambd, it.start.l1
    sign = Term(rf"\mathrm{{sign}}(W^{{[{l}]}})", np.sign(W.values))
    code: list[tuple[Any, ...]] = [(backward, "matmul(dZ[l], A[l - 1].mT", "np.divide(gradient.theta")]
    penalised = ["gradient.weights += parameters.weights"] if lambd else []
    penalised += ["gradient.weights += np.sign("] if l1 else []
    if penalised:
        code.append((add_penalty_gradient, *penalised))

    def write(show: Callable[[Term], str], m: str, lambd_over: str, l1_over: str) -> str:
        terms = rf"\tfrac{{1}}{{{m}}}\,{show(dZ)}\,{show(A)}"
        terms += rf" + {lambd_over}\,{show(W)}" if lambd else ""
        return terms + (rf" + {l1_over}\,{show(sign)}" if l1 else "")

    m_train, of = _m_train(it), it.start.m_train
    symbols = ("m", rf"\tfrac{{\lambda}}{{{m_train}}}", rf"\tfrac{{\lambda_1}}{{2{m_train}}}")
    figures = (str(m), rf"\tfrac{{{number(lambd)}}}{{{of}}}", rf"\tfrac{{{number(l1)}}}{{2 \cdot {of}}}")
    result = Term(of_layer("dW", l), it.gradient.W[l])
    words = "How much the cost would rise if a weight rose a little, for each weight, averaged over the examples."
    if lambd:
        words += " The $\\lambda$ term pulls every weight toward zero."
    if penalised and m < of:
        words += f" It is divided by all {of} training examples, so that it means the same for every batch size."
    step = make_step(
        rf"Backward: $dW^{{[{l}]}}$",
        "Backward",
        lambda show: write(show, *symbols),
        result,
        words,
        code,
        Lit(frozenset({l}), l, result.values, way=BACKWARD),
        f"dW{l}",
    )
    with_numbers = write(lambda term: term.numbers, *figures).replace(" + ", r" \\ &\quad + ")
    return replace(step, numbers=[f"{result.symbol} &= {with_numbers}", step.numbers[1]])


def _bias_gradient(it: Iteration, l: int) -> Step:
    dZ, m = Term(of_layer("dZ", l), it.dZ[l]), it.start.m
    result = Term(of_layer("db", l), it.gradient.b[l])
    sums = Term("", np.sum(it.dZ[l], axis=1, keepdims=True))
    step = make_step(
        rf"Backward: $db^{{[{l}]}}$",
        "Backward",
        lambda show: rf"\tfrac{{1}}{{m}} \textstyle\sum_{{i=1}}^{{m}} {show(dZ)}{{}}^{{(i)}}",
        result,
        "The mean of each row. `keepdims=True` keeps it a column.",
        [(backward, "np.add.reduce(dZ[l]", "np.divide(gradient.theta")],
        Lit(frozenset({l}), way=BACKWARD),
        f"db{l}",
    )
    summed = rf"\tfrac{{1}}{{{m}}}\,{sums.numbers} = {result.numbers}"
    return replace(step, numbers=[rf"{dZ.symbol} &= {dZ.numbers}", f"{result.symbol} &= {summed}"])


def _activation_gradient(it: Iteration, l: int) -> Step:
    W, dZ = Term(of_layer("W", l), it.start.parameters.W[l], transposed=True), Term(of_layer("dZ", l), it.dZ[l])
    return make_step(
        rf"Backward: $dA^{{[{l - 1}]}}$",
        "Backward",
        lambda show: rf"{show(W)}\,{show(dZ)}",
        Term(of_layer("dA", l - 1), it.dA[l - 1]),
        "The error goes back through the same weights, transposed.",
        [(backward, "matmul(W[l].mT, dZ[l]")],
        Lit(frozenset({l - 1}), l, it.start.parameters.W[l], way=BACKWARD),
        f"dA{l - 1}",
    )


def _update(it: Iteration, l: int) -> Step:
    before, gradient, after = it.start.parameters, it.gradient, it.after
    alpha = number(it.start.learning_rate)
    parts = [
        (Term(of_layer("W", l), before.W[l]), Term(of_layer("dW", l), gradient.W[l]), Term("", after.W[l])),
        (Term(of_layer("b", l), before.b[l]), Term(of_layer("db", l), gradient.b[l]), Term("", after.b[l])),
    ]
    equations = [rf"{old.symbol} := {old.symbol} - \alpha\,{change.symbol}" for old, change, _ in parts]
    shapes = [rf"{old.with_shape} := {old.with_shape} - \alpha\,{change.with_shape}" for old, change, _ in parts]
    (W, dW, W_after), (b, db, b_after) = parts
    lines = [
        rf"{W.symbol} &:= {W.numbers} - {alpha}\,{dW.numbers}",
        f"&= {W_after.numbers}",
        rf"{b.symbol} &:= {b.numbers} - {alpha}\,{db.numbers} = {b_after.numbers}",
    ]
    return Step(
        title=f"Update: $W^{{[{l}]}}, b^{{[{l}]}}$",
        phase="Update",
        equation=r",\quad ".join(equations),
        shapes=r",\qquad ".join(shapes),
        numbers=lines,
        words=r"One step downhill. In the engine $\theta$ holds every $W$ and $b$, so one call does all.",
        code=[engine_code(GradientDescent.update, "np.multiply(gradient, learning_rate", "np.subtract(theta")],
        functions=[GradientDescent.update],
        lit=Lit(frozenset({l}), l, after.W[l], way=UPDATE),
        results={f"W{l}": after.W[l], f"b{l}": after.b[l]},
        known={},
    )


def _examples(it: Iteration) -> str:
    return "one example" if it.start.m == 1 else f"{it.start.m} examples"
