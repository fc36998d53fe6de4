"""A walk over a computation graph: values forward, the chain rule back, and what is known at each step."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.diagnostics.computation_graph import Graph

# More lines than this are written flat, so that all of them can be seen at once.
MOST_FRACTIONS = 2


@dataclass(frozen=True)
class GraphStep:
    """What is known at one step of the walk, which nodes are at work, and the equation in LaTeX, in lines."""

    title: str
    lines: tuple[str, ...]
    values: Mapping[str, float]
    derivatives: Mapping[str, float]
    slopes: Mapping[tuple[str, str], float]
    at_work: frozenset[str]


def walk(graph: Graph, inputs: Mapping[str, float]) -> list[GraphStep]:
    """All steps: the inputs, each node forward, dJ/dJ = 1, then each node passing on its derivative."""
    values = graph.forward(inputs)
    known = {name: values[name] for name in graph.inputs}
    steps = [GraphStep("The inputs", (), known, {}, {}, frozenset(graph.inputs))]
    for name in graph.computed:
        known = {**known, name: values[name]}
        title = f"Forward: ${graph.nodes[name].symbol}$"
        steps.append(GraphStep(title, _forward_lines(graph, name, values), known, {}, {}, frozenset({name})))
    J = graph.nodes[graph.result].symbol
    first = (rf"\frac{{d{J}}}{{d{J}}} &= 1",)
    title = f"Backward begins at ${J}$"
    steps.append(GraphStep(title, first, values, graph.backward(values, 1), {}, frozenset({graph.result})))
    for turn, name in enumerate(graph.backward_order, start=2):
        derivatives = graph.backward(values, turn)
        before = graph.backward(values, turn - 1)
        slopes = graph.slopes(name, values)
        steps.append(
            GraphStep(
                f"Backward through ${graph.nodes[name].symbol}$",
                tuple(_backward_line(graph, name, parent, before, slopes[parent]) for parent in slopes),
                values,
                derivatives,
                {(parent, name): slope for parent, slope in slopes.items()},
                frozenset({name, *slopes}),
            )
        )
    return steps


def figures(value: float) -> str:
    """Four significant digits, in brackets where negative."""
    written = f"{value + 0.0:.4g}"
    return f"({written})" if value < 0 else written


def _forward_lines(graph: Graph, name: str, values: Mapping[str, float]) -> tuple[str, ...]:
    node = graph.nodes[name]
    assert node.operation is not None
    symbols = [graph.nodes[parent].symbol for parent in node.parents]
    numbers = [rf"{{\cdot}} {figures(values[p])}" if _follows(k, node.parents) else figures(values[p])
               for k, p in enumerate(node.parents)]  # fmt: skip
    written = node.operation.equation(numbers)
    return (
        f"{node.symbol} &= {node.operation.equation(symbols)}",
        rf"&= {written} = {values[name] + 0.0:.4g}",
    )


def _follows(k: int, parents: tuple[str, ...]) -> bool:
    """Whether in w x + … + b the k-th parent is multiplied with the one before, so that numbers need a dot."""
    return len(parents) > 2 and k % 2 == 1


def _backward_line(graph: Graph, name: str, parent: str, before: Mapping[str, float], slope: float) -> str:
    """The chain rule along one edge; where another edge brought something before, it is added to that."""
    J, v, p = (graph.nodes[each].symbol for each in (graph.result, name, parent))
    ratio = _flat if len(graph.nodes[name].parents) > MOST_FRACTIONS else _fraction
    above, below = rf"\partial {v}", rf"\partial {p}"
    rule = rf"{ratio(f'd{J}', f'd{v}')} \cdot {ratio(above, below)}"
    passed = before[name] * slope
    numbers = rf"{figures(before[name])} \cdot {figures(slope)} = {passed + 0.0:.4g}"
    if parent not in before:
        return rf"{ratio(f'd{J}', f'd{p}')} &= {rule} = {numbers}"
    total = before[parent] + passed
    return rf"{ratio(f'd{J}', f'd{p}')} &\mathrel{{+}}= {rule} = {numbers} \Rightarrow {total + 0.0:.4g}"


def _fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def _flat(above: str, below: str) -> str:
    return f"{above}/{below}"
