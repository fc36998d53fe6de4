"""A step of an iteration in slow motion: its equation, shapes, numbers, code, and the part at work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.diagnostics.engine_code import EngineCode, engine_code
from playground.diagnostics.matrices import matrix, shape
from playground.network.arrays import Array

FORWARD, BACKWARD, UPDATE = range(3)


@dataclass(frozen=True)
class Lit:
    """The part of the network at work: layers of units, and the links into a layer with what they carry.

    `way` is FORWARD, BACKWARD or UPDATE; `carried` is (n[l], n[l-1]).
    """

    units: frozenset[int] = frozenset()
    links: int | None = None
    carried: Array | None = None
    way: int = FORWARD


@dataclass(frozen=True)
class Step:
    """One thing that the iteration does.

    `equation`, `shapes` and `numbers` are LaTeX, the last in lines; `results` are the arrays that the step
    computes, by name; `known` are the name and numbers (n[l],) to write into the units of a layer, of one example.
    """

    title: str
    phase: str
    equation: str
    shapes: str
    numbers: Sequence[str]
    words: str
    code: Sequence[EngineCode]
    functions: Sequence[Callable[..., Any]]
    lit: Lit
    results: Mapping[str, Array]
    known: Mapping[int, tuple[str, Array]]


class Term:
    """A quantity of the iteration, written as a symbol, with its shape, and as numbers."""

    def __init__(self, symbol: str, values: Array, transposed: bool = False) -> None:
        """The values are (rows, columns), as they are before they are transposed."""
        self.symbol = symbol + (r"{}^T" if transposed else "")
        self.values = values.T if transposed else values

    @property
    def with_shape(self) -> str:
        """The symbol with its shape below."""
        return rf"\underset{{{shape(self.values)}}}{{{self.symbol}}}"

    @property
    def numbers(self) -> str:
        """The matrix itself."""
        return matrix(self.values)


def of_layer(letter: str, l: int) -> str:
    """The quantity of layer l, as in Z^{[l]}."""
    return f"{letter}^{{[{l}]}}"


def make_step(
    title: str,
    phase: str,
    write: Callable[[Callable[[Term], str]], str],
    result: Term,
    words: str,
    code: Sequence[tuple[Any, ...]],
    lit: Lit,
    name: str,
    sign: str = "=",
) -> Step:
    """A step whose equation `write` writes from its terms, whichever way they are shown."""
    return Step(
        title=title,
        phase=phase,
        equation=f"{result.symbol} {sign} {write(lambda term: term.symbol)}",
        shapes=f"{result.with_shape} {sign} {write(lambda term: term.with_shape)}",
        numbers=[f"{result.symbol} &{sign} {write(lambda term: term.numbers)}", f"&= {result.numbers}"],
        words=words,
        code=[engine_code(*lines) for lines in code],
        functions=[lines[0] for lines in code],
        lit=lit,
        results={name: result.values},
        known={},
    )
