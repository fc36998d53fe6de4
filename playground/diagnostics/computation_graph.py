"""The computation graph: every node knows its value and its slopes, and the chain rule does the rest."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Operation:
    """What a node computes from its parents, and its partial derivative by each of them.

    `equation` takes the parents' names in LaTeX; `short` is the same in a drawing, where {0}, {1} … are the
    parents; `slopes` gives one derivative for every parent.
    """

    equation: Callable[[Sequence[str]], str]
    short: str
    apply: Callable[..., float]
    slopes: Callable[..., Sequence[float]]


@dataclass(frozen=True)
class Node:
    """A quantity, by its name and its symbol in LaTeX; without an operation it is an input.

    An input that is `given`, as a label is, has no derivative of interest, so none is passed to it.
    """

    name: str
    symbol: str
    operation: Operation | None = None
    parents: tuple[str, ...] = ()
    given: bool = False


class Graph:
    """Nodes in an order in which each comes after its parents; the last is the result J."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        """Raises ValueError where a node comes before one of its parents, or a name comes twice."""
        self.nodes: dict[str, Node] = {}
        for node in nodes:
            missing = [parent for parent in node.parents if parent not in self.nodes]
            if missing:
                raise ValueError(f"{node.name} must come after {', '.join(missing)}")
            if node.name in self.nodes:
                raise ValueError(f"{node.name} must be named once")
            self.nodes[node.name] = node
        self.result = nodes[-1].name
        self.inputs = [node.name for node in nodes if node.operation is None]
        self.computed = [node.name for node in nodes if node.operation is not None]

    def forward(self, inputs: Mapping[str, float]) -> dict[str, float]:
        """The value of every node, from a value for every input. Raises KeyError where one is missing."""
        values = {name: float(inputs[name]) for name in self.inputs}
        for name in self.computed:
            node = self.nodes[name]
            assert node.operation is not None
            values[name] = node.operation.apply(*(values[parent] for parent in node.parents))
        return values

    def slopes(self, name: str, values: Mapping[str, float]) -> dict[str, float]:
        """∂(node)/∂(parent) of a computed node, by its parents that are not given."""
        node = self.nodes[name]
        assert node.operation is not None
        slopes = node.operation.slopes(*(values[parent] for parent in node.parents))
        by_parent: dict[str, float] = {}
        for parent, slope in zip(node.parents, slopes, strict=True):
            if not self.nodes[parent].given:
                by_parent[parent] = by_parent.get(parent, 0.0) + slope
        return by_parent

    def backward(self, values: Mapping[str, float], turns: int | None = None) -> dict[str, float]:
        """dJ/d(node) by reverse accumulation: dJ/dJ = 1, and a node passes dJ/d(node) · slope to its parents.

        Of a walk that stopped after so many `turns` it gives what is known by then: the first turn tells
        dJ/dJ, and each further one is a node's, from the last computed to the first.
        """
        derivatives = {self.result: 1.0}
        for name in self.backward_order[: None if turns is None else max(0, turns - 1)]:
            for parent, slope in self.slopes(name, values).items():
                derivatives[parent] = derivatives.get(parent, 0.0) + derivatives[name] * slope
        return derivatives

    @property
    def backward_order(self) -> list[str]:
        """The computed nodes in the order in which they pass their derivative on."""
        return self.computed[::-1]

    def nudged(self, inputs: Mapping[str, float], name: str, nudge: float) -> float:
        """(J(input + nudge) - J(input)) / nudge, measured by going forward twice."""
        moved = {**inputs, name: inputs[name] + nudge}
        return (self.forward(moved)[self.result] - self.forward(inputs)[self.result]) / nudge


def sigmoid(z: float) -> float:
    """1 / (1 + e^-z), without overflow on either side."""
    return 1.0 / (1.0 + math.exp(-z)) if z >= 0 else math.exp(z) / (1.0 + math.exp(z))


def times(factor: float) -> Operation:
    """factor · v."""
    return Operation(
        lambda names: rf"{factor:g}\,{names[0]}", f"{factor:g}" + "{0}", lambda v: factor * v, lambda v: (factor,)
    )


def affine(pairs: int) -> Operation:
    """w_1 x_1 + … + b, from the parents w_1, x_1, …, b; ∂/∂w_i = x_i, ∂/∂x_i = w_i, ∂/∂b = 1."""

    def equation(names: Sequence[str]) -> str:
        return " + ".join([*(f"{names[2 * i]} {names[2 * i + 1]}" for i in range(pairs)), names[-1]])

    def apply(*values: float) -> float:
        return sum(values[2 * i] * values[2 * i + 1] for i in range(pairs)) + values[-1]

    def slopes(*values: float) -> list[float]:
        return [*(values[i + 1 if i % 2 == 0 else i - 1] for i in range(2 * pairs)), 1.0]

    return Operation(equation, "w<sup>T</sup>x + b", apply, slopes)


ADD = Operation(lambda names: " + ".join(names), "{0} + {1}", lambda a, b: a + b, lambda a, b: (1.0, 1.0))
MULTIPLY = Operation(lambda names: r" \cdot ".join(names), "{0} · {1}", lambda a, b: a * b, lambda a, b: (b, a))
SIGMOID = Operation(
    lambda names: rf"\sigma({names[0]})", "σ({0})", sigmoid, lambda z: (sigmoid(z) * (1.0 - sigmoid(z)),)
)
TANH = Operation(lambda names: rf"\tanh({names[0]})", "tanh({0})", math.tanh, lambda z: (1.0 - math.tanh(z) ** 2,))

# From 0 < a < 1 and the label y.
LOSS = Operation(
    lambda names: rf"-({names[1]} \log {names[0]} + (1 - {names[1]}) \log(1 - {names[0]}))",
    "loss({0}, {1})",
    lambda a, y: -(y * math.log(a) + (1.0 - y) * math.log(1.0 - a)),
    lambda a, y: ((1.0 - y) / (1.0 - a) - y / a, math.log(1.0 - a) - math.log(a)),
)
