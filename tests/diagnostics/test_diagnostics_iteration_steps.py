"""One iteration in slow motion: the steps are those of the engine, number for number, and so is the code."""

import inspect

import numpy as np
import pytest

from playground.diagnostics.engine_code import engine_code
from playground.diagnostics.iteration_step import BACKWARD, UPDATE
from playground.diagnostics.iteration_steps import iteration_steps
from playground.diagnostics.matrices import matrix, number
from playground.diagnostics.one_iteration import Start, iterate
from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.gradient_check import numerical_gradient
from playground.network.learner import Learner
from playground.network.optimizers import GradientDescent
from playground.network.parameters import Parameters
from playground.network.propagation import backward, forward


def a_start(
    activation: str = "tanh",
    sizes: tuple[int, ...] = (2, 3, 4, 1),
    m: int = 5,
    lambd: float = 0.7,
    l1: float = 0.2,
) -> Start:
    random = np.random.RandomState(1)
    parameters = Parameters.zeros(sizes)
    parameters.theta[...] = random.randn(parameters.theta.size) * 0.5
    X, Y = random.randn(2, m), random.randint(0, 2, (1, m)).astype(float)
    return Start(X, Y, parameters, activation, 0.3, lambd, l1)


def results(start: Start) -> dict[str, Array]:
    """What all steps compute, by name."""
    return {name: values for step in iteration_steps(iterate(start)) for name, values in step.results.items()}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (2, 9, 3, 4, 1)])
@pytest.mark.parametrize("example", [None, 2])
def test_the_steps_are_one_update_of_the_learner(
    activation: str, sizes: tuple[int, ...], example: int | None
) -> None:
    start = a_start(activation, sizes)
    learner = Learner(
        start.X, start.Y, start.parameters.copy(), ACTIVATIONS[activation],
        GradientDescent(start.parameters.theta.shape), start.learning_rate, lambd=start.lambd, l1=start.l1,
        batch_size=None if example is None else 1,
    )  # fmt: skip
    if example is not None:
        learner.iteration = next(k for k in range(start.m) if learner.batches.first_example(k) == example)
        start = start.only(example)
    learner.step()
    found = results(start)
    for l in range(1, len(sizes)):
        np.testing.assert_array_equal(found[f"dW{l}"], learner.gradient.W[l])
        np.testing.assert_array_equal(found[f"db{l}"], learner.gradient.b[l])
        np.testing.assert_array_equal(found[f"W{l}"], learner.parameters.W[l])
        np.testing.assert_array_equal(found[f"b{l}"], learner.parameters.b[l])


def test_of_a_batch_the_penalty_is_divided_by_all_examples_in_equation_and_numbers() -> None:
    whole = a_start(lambd=0.7, l1=0.2)
    one = whole.only(0)
    assert (one.m, one.m_train) == (1, whole.m)
    steps = {step.title: step for step in iteration_steps(iterate(one))}
    cost, gradient = steps["The cost $J$"], steps["Backward: $dW^{[2]}$"]
    assert r"\tfrac{\lambda}{2m_{\text{train}}}" in cost.equation
    assert r"\tfrac{\lambda}{m_{\text{train}}}" in gradient.equation
    assert rf"\tfrac{{0.7}}{{{whole.m}}}" in gradient.numbers[0]
    assert f"all {whole.m} training examples" in gradient.words
    plain = {step.title: step for step in iteration_steps(iterate(whole))}
    assert r"\tfrac{\lambda}{m}" in plain["Backward: $dW^{[2]}$"].equation
    assert "training examples" not in plain["Backward: $dW^{[2]}$"].words


def test_the_gradients_are_those_of_finite_differences() -> None:
    start = a_start()
    approximation = numerical_gradient(
        start.X, start.Y, start.parameters, ACTIVATIONS["tanh"], start.lambd, start.l1, 1e-6
    )
    found = results(start)
    for l in range(1, start.parameters.L + 1):
        np.testing.assert_allclose(found[f"dW{l}"], approximation.W[l], atol=1e-7)
        np.testing.assert_allclose(found[f"db{l}"], approximation.b[l], atol=1e-7)


def test_every_step_follows_from_those_before() -> None:
    """The equations on screen, done by hand on what the earlier steps gave."""
    start = a_start(l1=0.0)
    r, W, b, m = results(start), start.parameters.W, start.parameters.b, start.m
    L = start.parameters.L
    for l in range(1, L + 1):
        np.testing.assert_allclose(r[f"Z{l}"], W[l] @ r[f"A{l - 1}"] + b[l])
        expected = np.tanh(r[f"Z{l}"]) if l < L else 1 / (1 + np.exp(-r[f"Z{l}"]))
        np.testing.assert_allclose(r[f"A{l}"], expected)
        np.testing.assert_allclose(r[f"dW{l}"], r[f"dZ{l}"] @ r[f"A{l - 1}"].T / m + start.lambd / m * W[l])
        np.testing.assert_allclose(r[f"db{l}"], r[f"dZ{l}"].mean(axis=1, keepdims=True))
        if l < L:
            np.testing.assert_allclose(r[f"dA{l}"], W[l + 1].T @ r[f"dZ{l + 1}"])
            np.testing.assert_allclose(r[f"dZ{l}"], r[f"dA{l}"] * (1 - r[f"A{l}"] ** 2))
    np.testing.assert_allclose(r[f"dZ{L}"], r[f"A{L}"] - start.Y)
    loss = -(start.Y * np.log(r[f"A{L}"]) + (1 - start.Y) * np.log(1 - r[f"A{L}"])).mean()
    penalty = start.lambd / (2 * m) * sum((W[l] ** 2).sum() for l in W)
    assert r["J"].item() == pytest.approx(loss + penalty)


def test_the_start_stays_as_it_is() -> None:
    start = a_start()
    before = start.parameters.theta.copy()
    iteration_steps(iterate(start))
    np.testing.assert_array_equal(start.parameters.theta, before)


def test_the_order_is_forward_cost_backward_update() -> None:
    steps = iteration_steps(iterate(a_start(sizes=(2, 3, 1))))
    names = " ".join(next(iter(step.results)) for step in steps)
    assert names == "A0 Z1 A1 Z2 A2 J dZ2 dW2 db2 dA1 dZ1 dW1 db1 W1 W2"
    ways = [step.lit.way for step in steps]
    assert ways[6:13] == [BACKWARD] * 7
    assert ways[13:] == [UPDATE] * 2
    assert [step.lit.links for step in steps] == [
        None,
        1,
        None,
        2,
        None,
        None,
        None,
        2,
        None,
        2,
        None,
        1,
        None,
        1,
        2,
    ]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("lambd", "l1"), [(0.0, 0.0), (0.7, 0.2)])
def test_every_step_has_latex_that_closes_and_lines_of_the_engine(
    activation: str, lambd: float, l1: float
) -> None:
    for step in iteration_steps(iterate(a_start(activation, (2, 12, 3, 1), 30, lambd, l1))):
        for text in (step.equation, step.shapes, *step.numbers):
            assert text.count("{") == text.count("}"), step.title
            assert text.count(r"\begin") == text.count(r"\end")
        assert step.code
        for code, function in zip(step.code, step.functions, strict=True):
            source = [line.strip() for line in inspect.getsource(function).splitlines()]
            assert set(code.lines.splitlines()) <= set(source)


def test_the_penalty_is_spoken_of_only_where_there_is_one() -> None:
    with_it, without = (iteration_steps(iterate(a_start(lambd=lambd, l1=0.0))) for lambd in (0.7, 0.0))
    for there, not_there in zip(with_it, without, strict=True):
        if there.title.startswith(("The cost", "Backward: $dW")):
            assert r"\lambda" in there.equation
            assert "penalty" in " ".join(code.function for code in there.code)
        assert r"\lambda" not in not_there.equation


def test_one_example_fills_the_units_with_its_numbers() -> None:
    start = a_start(sizes=(2, 3, 1)).only(1)
    it = iterate(start)
    steps = {next(iter(step.results)): step for step in iteration_steps(it)}
    letter, values = steps["dW2"].known[2]
    assert letter == "dZ"
    np.testing.assert_array_equal(values, it.dZ[2][:, 0])
    assert {l: letter for l, (letter, _) in steps["dW2"].known.items()} == {0: "A", 1: "A", 2: "dZ"}
    assert all(not step.known for step in iteration_steps(iterate(a_start())))


def test_a_line_that_the_engine_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 lines of forward begin with A = "):
        engine_code(forward, "A = ")
    with pytest.raises(ValueError, match="2 lines of backward begin with matmul"):
        engine_code(backward, "matmul")


def test_numbers_in_latex() -> None:
    written = [number(value) for value in (0.0, -0.0, -0.12345, 1.5e-7, np.inf, -np.inf, np.nan)]
    assert written == ["0", "0", "-0.123", r"1.5{\cdot}10^{-7}", r"\infty", r"-\infty", r"\text{nan}"]


def test_a_small_matrix_is_in_full_and_a_large_one_by_its_corner() -> None:
    assert matrix(np.array([[1.0, 2.0], [3.0, 4.5]])) == r"\begin{bmatrix*}[r] 1 & 2 \\ 3 & 4.5 \end{bmatrix*}"
    large = matrix(np.arange(600.0).reshape(6, 100))
    assert large.startswith(r"\underset{(6,\,100)}")
    assert r"200 & 201 & \cdots" in large
    assert "300" not in large
