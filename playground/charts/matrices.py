"""Matrices as LaTeX, with their numbers."""

import numpy as np

from playground.network.arrays import Array


def matrix_latex(A: Array, digits: int) -> str:
    """A matrix (rows, columns) in brackets, each number with so many digits after the point."""
    rows = [" & ".join(_number(value, digits) for value in row) for row in A]
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def line_latex(w: Array, b: float, digits: int) -> str:
    """The line w1 x1 + w2 x2 + b = 0, for w (2,)."""
    terms = [(w[0], r"\, x_1"), (w[1], r"\, x_2"), (b, "")]
    written = [signed(float(value), digits) + x for value, x in terms]
    return " ".join(written).removeprefix("+ ") + " = 0"


def signed(value: float, digits: int) -> str:
    """A number that is added to what stands before it, with its sign."""
    return f"{'-' if np.round(value, digits) < 0 else '+'} {_number(abs(value), digits)}"


def _number(value: float, digits: int) -> str:
    return f"{np.round(value, digits) + 0.0:.{digits}f}"  # + 0.0 makes 0 of -0
