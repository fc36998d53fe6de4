"""Three computation graphs to walk through: one by hand, logistic regression, and a small network."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.diagnostics.computation_graph import (
    ADD,
    LOSS,
    MULTIPLY,
    SIGMOID,
    TANH,
    Graph,
    Node,
    Operation,
    affine,
    times,
)


@dataclass(frozen=True)
class GraphExample:
    """A graph with values to begin with, the largest size of an input, and where each node is drawn (x, y).

    `key` is a word for addresses.
    """

    key: str
    title: str
    graph: Graph
    inputs: Mapping[str, float]
    largest: float
    places: Mapping[str, tuple[float, float]]


def _inputs(names: str) -> list[Node]:
    """Inputs such as x1, whose symbols are x_1; the label y is given."""
    return [Node(name, symbol(name), given=name == "y") for name in names.split()]


def symbol(name: str) -> str:
    """w12 is w_{12}, z1_2 is the z^{[1]}_2 of layer 1, unit 2."""
    head, _, unit = name.partition("_")
    if unit:
        return rf"{head[0]}^{{[{head[1:]}]}}_{{{unit}}}"
    return rf"{head[0]}_{{{head[1:]}}}" if len(head) > 1 else head


def _computed(name: str, operation: Operation, parents: str, written: str = "") -> Node:
    return Node(name, written or symbol(name), operation, tuple(parents.split()))


BY_HAND = GraphExample(
    "hand",
    "J = 3(a + bc)",
    Graph(
        [
            *_inputs("a b c"),
            _computed("u", MULTIPLY, "b c"),
            _computed("v", ADD, "a u"),
            _computed("J", times(3.0), "v"),
        ]
    ),
    {"a": 5.0, "b": 3.0, "c": 2.0},
    100.0,
    {"a": (0, 2), "b": (0, 1), "c": (0, 0), "u": (1, 0.5), "v": (2, 1.25), "J": (3, 1.25)},
)

LOGISTIC = GraphExample(
    "logistic",
    "Logistic regression",
    Graph(
        [
            *_inputs("x1 w1 x2 w2 b y"),
            _computed("z", affine(2), "w1 x1 w2 x2 b"),
            _computed("a", SIGMOID, "z"),
            _computed("L", LOSS, "a y", r"\mathcal{L}"),
        ]
    ),
    {"x1": 1.0, "w1": 0.5, "x2": -2.0, "w2": 0.3, "b": 0.4, "y": 1.0},
    3.0,
    {
        "x1": (0, 4),
        "w1": (0, 3),
        "x2": (0, 2),
        "w2": (0, 1),
        "b": (0, 0),
        "z": (1.2, 2),
        "a": (2.2, 2),
        "L": (3.2, 2),
        "y": (2.2, 0.4),
    },
)

NETWORK = GraphExample(
    "network",
    "Network 2-2-1",
    Graph(
        [
            *_inputs("x1 x2 w1_11 w1_12 b1_1 w1_21 w1_22 b1_2 w2_1 w2_2 b2_1 y"),
            _computed("z1_1", affine(2), "w1_11 x1 w1_12 x2 b1_1"),
            _computed("z1_2", affine(2), "w1_21 x1 w1_22 x2 b1_2"),
            _computed("a1_1", TANH, "z1_1"),
            _computed("a1_2", TANH, "z1_2"),
            _computed("z2_1", affine(2), "w2_1 a1_1 w2_2 a1_2 b2_1"),
            _computed("a2_1", SIGMOID, "z2_1"),
            _computed("L", LOSS, "a2_1 y", r"\mathcal{L}"),
        ]
    ),
    {
        "x1": 1.0,
        "x2": -0.5,
        "w1_11": 0.6,
        "w1_12": -0.4,
        "b1_1": 0.1,
        "w1_21": -0.3,
        "w1_22": 0.8,
        "b1_2": 0.0,
        "w2_1": 1.2,
        "w2_2": -0.7,
        "b2_1": 0.2,
        "y": 1.0,
    },
    3.0,
    {
        "w1_11": (0, 7),
        "w1_12": (0, 6),
        "b1_1": (0, 5),
        "x1": (0, 4),
        "x2": (0, 3),
        "w1_21": (0, 2),
        "w1_22": (0, 1),
        "b1_2": (0, 0),
        "z1_1": (1.35, 5.5),
        "z1_2": (1.35, 1.5),
        "a1_1": (2.35, 5.5),
        "a1_2": (2.35, 1.5),
        "w2_1": (2.35, 7),
        "b2_1": (2.35, 3.5),
        "w2_2": (2.35, 0),
        "z2_1": (3.55, 3.5),
        "a2_1": (4.5, 3.5),
        "y": (4.5, 1.2),
        "L": (5.45, 3.5),
    },
)

EXAMPLES: Mapping[str, GraphExample] = {example.title: example for example in (BY_HAND, LOGISTIC, NETWORK)}
