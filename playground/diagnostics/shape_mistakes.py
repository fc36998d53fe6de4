"""The classic slips with shapes, made on purpose on real numbers: what NumPy really says to them."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.diagnostics.one_iteration import Iteration
from playground.network.arrays import Array


@dataclass(frozen=True)
class Mistake:
    """A wrong expression for layer l, what it reads, and the right result to hold it against."""

    title: str
    wrong: Callable[..., Any]
    right: str
    reads: Callable[[Iteration, int], tuple[Any, ...]]
    wanted: Callable[[Iteration, int], Array]

    @property
    def expression(self) -> str:
        """The wrong expression as it stands in the source."""
        text = textwrap.dedent(inspect.getsource(self.wrong))
        return text.partition("return ")[2].strip()


@dataclass(frozen=True)
class Outcome:
    """What came of it: NumPy's error, or a result and how it differs from the right one."""

    mistake: Mistake
    error: str | None
    shape: tuple[int, ...] | None
    wanted_shape: tuple[int, ...]
    same_numbers: bool

    @property
    def is_trap(self) -> bool:
        """Whether NumPy said nothing although the result is wrong."""
        return self.error is None and not (self.shape == self.wanted_shape and self.same_numbers)

    @property
    def words(self) -> str:
        """In a sentence or two, what NumPy made of it."""
        if self.error is not None:
            return f"NumPy stops: “{self.error.strip()}”."
        if self.shape != self.wanted_shape:
            rank = " That is a rank-1 array." if self.shape is not None and len(self.shape) == 1 else ""
            return f"No error: the result has shape {self.shape} instead of {self.wanted_shape}.{rank}"
        if not self.same_numbers:
            return f"No error, and the shape {self.shape} is right, but the numbers are wrong."
        return "No error, and by luck the right result with these numbers."


def try_mistake(mistake: Mistake, iteration: Iteration, l: int) -> Outcome:
    """Run the wrong expression on the numbers of layer l."""
    wanted = mistake.wanted(iteration, l)
    try:
        with np.errstate(all="ignore"):
            result = mistake.wrong(*mistake.reads(iteration, l))
    except ValueError as problem:
        return Outcome(mistake, str(problem), None, wanted.shape, False)
    same = result.size == wanted.size and np.allclose(result.ravel(), wanted.ravel(), equal_nan=True)
    return Outcome(mistake, None, result.shape, wanted.shape, bool(same))


def db_without_keepdims(dZ: Array, m: int) -> Any:
    """The sum loses its axis."""
    return np.sum(dZ, axis=1) / m


def update_with_rank_1_db(b: Array, dZ: Array, m: int, alpha: float) -> Array:
    """A column minus a rank-1 array is a square."""
    return b - alpha * np.sum(dZ, axis=1) / m


def add_rank_1_b(W: Array, A_previous: Array, b: Array) -> Array:
    """A rank-1 b is added along the examples."""
    return W @ A_previous + b.ravel()


def forget_transpose_in_dw(dZ: Array, A_previous: Array, m: int) -> Array:
    """The examples no longer meet each other."""
    return dZ @ A_previous / m


def forget_transpose_in_da(W: Array, dZ: Array) -> Array:
    """The way back through W as if it were the way forward."""
    return W @ dZ


def star_for_matmul(W: Array, A_previous: Array, b: Array) -> Array:
    """Element by element where a matrix product is meant."""
    return W * A_previous + b


def subtract_column_of_labels(A: Array, Y: Array) -> Array:
    """A row minus a column is every prediction minus every label."""
    return A - Y.T


def _forward_reads(it: Iteration, l: int) -> tuple[Any, ...]:
    return it.start.parameters.W[l], it.A[l - 1], it.start.parameters.b[l]


def mistakes(L: int, l: int) -> list[Mistake]:
    """The mistakes that can be made in layer l of L: the way back ends at layer 1, the labels meet the last."""
    made = [
        Mistake(
            "I forgot keepdims in db",
            db_without_keepdims,
            "np.sum(dZ, axis=1, keepdims=True) / m",
            lambda it, l: (it.dZ[l], it.start.m),
            lambda it, l: it.data_gradient.b[l],
        ),
        Mistake(
            "… and updated b with it",
            update_with_rank_1_db,
            "b - alpha * np.sum(dZ, axis=1, keepdims=True) / m",
            lambda it, l: (it.start.parameters.b[l], it.dZ[l], it.start.m, it.start.learning_rate),
            lambda it, l: it.start.parameters.b[l] - it.start.learning_rate * it.data_gradient.b[l],
        ),
        Mistake(
            "I made b a rank-1 array",
            add_rank_1_b,
            "W @ A_previous + b",
            _forward_reads,
            lambda it, l: it.Z[l],
        ),
        Mistake(
            "I forgot the transpose in dW",
            forget_transpose_in_dw,
            "dZ @ A_previous.T / m",
            lambda it, l: (it.dZ[l], it.A[l - 1], it.start.m),
            lambda it, l: it.data_gradient.W[l],
        ),
        Mistake("I wrote * for @", star_for_matmul, "W @ A_previous + b", _forward_reads, lambda it, l: it.Z[l]),
    ]
    if l > 1:
        made.append(
            Mistake(
                "I forgot the transpose in dA",
                forget_transpose_in_da,
                "W.T @ dZ",
                lambda it, l: (it.start.parameters.W[l], it.dZ[l]),
                lambda it, l: it.dA[l - 1],
            )
        )
    if l == L:
        made.append(
            Mistake(
                "I made Y a column",
                subtract_column_of_labels,
                "A - Y",
                lambda it, l: (it.A[l], it.start.Y),
                lambda it, l: it.dZ[l],
            )
        )
    return made
