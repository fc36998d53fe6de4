"""The computation graph: the course's numbers, finite differences, and our own engine on the same network."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.diagnostics.computation_graph import ADD, MULTIPLY, Graph, Node
from playground.diagnostics.graph_examples import BY_HAND, EXAMPLES, LOGISTIC, NETWORK, GraphExample
from playground.diagnostics.graph_walk import walk
from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import analytic_gradient
from playground.network.gradient_check_objective import Objective
from playground.network.parameters import Parameters

NUMBERS = st.floats(-3.0, 3.0)


def test_the_courses_graph() -> None:
    values = BY_HAND.graph.forward(BY_HAND.inputs)
    assert (values["u"], values["v"], values["J"]) == (6.0, 11.0, 33.0)
    derivatives = BY_HAND.graph.backward(values)
    assert {name: derivatives[name] for name in "abc"} == {"a": 3.0, "b": 6.0, "c": 9.0}
    assert BY_HAND.graph.nudged(BY_HAND.inputs, "a", 0.001) == pytest.approx(3.0)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.key)
@given(data=st.data())
def test_derivatives_are_those_of_finite_differences(example: GraphExample, data: st.DataObject) -> None:
    graph = example.graph
    # Where the sigmoid saturates, differences of the loss lose their digits.
    inputs = {name: data.draw(st.floats(-1.5, 1.5), name) for name in graph.inputs}
    inputs |= {name: data.draw(st.sampled_from([0.0, 1.0])) for name in inputs if graph.nodes[name].given}
    derivatives = graph.backward(graph.forward(inputs))
    for name in graph.inputs:
        if graph.nodes[name].given:
            assert name not in derivatives
            continue
        above = graph.forward({**inputs, name: inputs[name] + 1e-5})[graph.result]
        below = graph.forward({**inputs, name: inputs[name] - 1e-5})[graph.result]
        assert derivatives[name] == pytest.approx((above - below) / 2e-5, rel=1e-5, abs=1e-7)


def engine(example: GraphExample, inputs: dict[str, float], activation: str) -> tuple[float, dict[str, float]]:
    """The cost and the gradient that the engine finds for the same numbers, by the names of the graph."""
    X, Y = np.array([[inputs["x1"]], [inputs["x2"]]]), np.array([[inputs["y"]]])
    of_network = ["w1_11", "w1_12", "w1_21", "w1_22", "w2_1", "w2_2", "b1_1", "b1_2", "b2_1"]
    names = of_network if example is NETWORK else ["w1", "w2", "b"]
    sizes = (2, 2, 1) if example is NETWORK else (2, 1)
    parameters = Parameters(sizes, np.array([inputs[name] for name in names]))
    gradient = analytic_gradient(X, Y, parameters, ACTIVATIONS[activation], 0.0, 0.0)
    cost = float(Objective(X, Y, ACTIVATIONS[activation]).cost(parameters))
    return cost, dict(zip(names, gradient.theta.tolist(), strict=True))


@pytest.mark.parametrize("example", [LOGISTIC, NETWORK], ids=lambda example: example.key)
@given(data=st.data())
def test_it_agrees_with_the_engine(example: GraphExample, data: st.DataObject) -> None:
    inputs = {name: data.draw(NUMBERS, name) for name in example.graph.inputs} | {"y": 1.0}
    values = example.graph.forward(inputs)
    derivatives = example.graph.backward(values)
    cost, gradient = engine(example, inputs, "tanh")
    assert values["L"] == pytest.approx(cost, rel=1e-9)
    for name, slope in gradient.items():
        assert derivatives[name] == pytest.approx(slope, rel=1e-8, abs=1e-9)


def test_an_input_that_is_read_twice_collects_from_both() -> None:
    graph = Graph([Node("a", "a"), Node("u", "u", MULTIPLY, ("a", "a")), Node("J", "J", ADD, ("u", "a"))])
    values = graph.forward({"a": 3.0})
    assert values["J"] == 12.0
    assert graph.backward(values)["a"] == 7.0


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([Node("J", "J", ADD, ("a", "b"))], "J must come after a, b"),
        ([Node("a", "a"), Node("a", "a")], "a must be named once"),
    ],
)
def test_a_graph_in_disorder_is_refused(nodes: list[Node], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Graph(nodes)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.key)
def test_a_walk_goes_forward_then_back_and_ends_knowing_all(example: GraphExample) -> None:
    graph = example.graph
    steps = walk(graph, example.inputs)
    values = graph.forward(example.inputs)
    assert len(steps) == 2 * len(graph.computed) + 2
    for before, after in pairwise(steps):
        assert before.values.items() <= after.values.items()
        assert before.derivatives.keys() <= after.derivatives.keys()
    assert steps[0].values.keys() == set(graph.inputs)
    assert steps[len(graph.computed)].values == values
    assert steps[len(graph.computed)].derivatives == {}
    assert steps[-1].derivatives == graph.backward(values)


def test_the_walk_writes_the_chain_rule_with_its_numbers() -> None:
    steps = walk(BY_HAND.graph, BY_HAND.inputs)
    assert steps[1].lines == (r"u &= b \cdot c", r"&= 3 \cdot 2 = 6")
    assert steps[-1].lines[0].endswith(r"\frac{dJ}{du} \cdot \frac{\partial u}{\partial b} = 3 \cdot 2 = 6")
    network = walk(NETWORK.graph, NETWORK.inputs)
    assert [line for line in network[-1].lines if r"\mathrel{+}=" in line], "x is read by both units"


def test_what_several_edges_bring_is_added_up() -> None:
    last = walk(NETWORK.graph, NETWORK.inputs)[-1]
    (line,) = [line for line in last.lines if "dx_{1} &" in line]
    values = NETWORK.graph.forward(NETWORK.inputs)
    assert line.endswith(rf"\Rightarrow {NETWORK.graph.backward(values)['x1']:.4g}")
