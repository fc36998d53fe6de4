"""Shapes: what NumPy's broadcasting makes of two of them, and NumPy's own words where they do not fit."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from playground.network.arrays import Array

Shape = tuple[int, ...]

# Shapes to try out: numbers, rank-1 arrays, rows, columns, matrices, a stack of matrices.
SHAPES: tuple[Shape, ...] = (*((), (3,), (4,), (1, 4), (3, 1), (4, 1), (3, 4), (4, 3), (2, 3, 4)),)

FOODS = ("Oats", "Lentils", "Cheese", "Almonds")
SOURCES = ("Carbs", "Proteins", "Fats")

# Calories in 100 g, rounded: a row for each source, a column for each food.
CALORIES: Array = np.array(
    [
        [265.0, 80.0, 5.0, 86.0],
        [68.0, 36.0, 100.0, 85.0],
        [62.0, 4.0, 297.0, 449.0],
    ]
)


@dataclass(frozen=True)
class Axis:
    """What broadcasting does along one axis: the lengths there (None where an array has no such axis)."""

    of_a: int | None
    of_b: int | None

    @property
    def words(self) -> str:
        """What happens, in words."""
        a, b = self.of_a or 1, self.of_b or 1
        if a == b:
            return "equal"
        if 1 not in (a, b):
            return f"do not fit: {a} ≠ {b}"
        return f"{'A' if a == 1 else 'B'} is repeated {max(a, b)} times"


def written(shape: Shape) -> str:
    """A shape as NumPy writes it."""
    return str(shape)


def axes(a: Shape, b: Shape) -> list[Axis]:
    """The axes in NumPy's order; the shorter shape is filled up on the left."""
    pairs = zip_longest(reversed(a), reversed(b))
    return [Axis(*pair) for pair in pairs][::-1]


def added(a: Shape, b: Shape) -> tuple[Shape | None, str]:
    """The shape of A + B for arrays of these shapes, or None with the text of NumPy's ValueError."""
    problem = error_of(lambda: np.zeros(a) + np.zeros(b))
    return (None, problem) if problem else (np.broadcast_shapes(a, b), "")


def error_of(call: Callable[[], object]) -> str:
    """The text of the ValueError that a call raises; "" where it raises none."""
    try:
        call()
    except ValueError as problem:
        return str(problem).strip()
    return ""


def shares(calories: Array) -> tuple[Array, Array]:
    """Calories of each food (1, foods), and the percentage that each source has in it, shaped like `calories`."""
    cal = calories.sum(axis=0)
    return cal.reshape(1, -1), 100 * calories / cal.reshape(1, -1)


def outcomes(a: Array, name: str) -> dict[str, str]:
    """What NumPy makes of a vector, rank-1 (n,) or a column (n, 1): code, with the vector's name, and outcome."""
    return {
        name: _rounded(a),
        f"{name}.shape": str(a.shape),
        f"{name}.T.shape": str(a.T.shape),
        f"np.dot({name}, {name}.T)": _rounded(np.dot(a, a.T)),
        f"np.dot({name}.T, {name})": _rounded(np.dot(a.T, a)),
    }


def _rounded(value: Array | float) -> str:
    if np.ndim(value) == 0:
        return f"{value:.2f}"
    with np.printoptions(formatter={"float_kind": "{:.2f}".format}):
        return str(value)
