"""Numbers in LaTeX: small matrices in full, of large ones the corner and the shape."""

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array

# Up to this a matrix is written in full; of a larger one so many rows and columns.
MOST_ROWS, MOST_COLUMNS = 4, 4
CORNER_ROWS, CORNER_COLUMNS = 3, 2


def number(value: float) -> str:
    """Three significant digits in LaTeX, as in -0.123 or 1.5 \\cdot 10^{-7}."""
    if not np.isfinite(value):
        return r"\text{nan}" if np.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    digits, _, exponent = f"{value + 0.0:.3g}".partition("e")
    return rf"{digits}{{\cdot}}10^{{{int(exponent)}}}" if exponent else digits


def matrix(values: Array) -> str:
    """A matrix (rows, columns) in LaTeX; a large one by its upper left corner, with its shape below."""
    rows, columns = values.shape
    shown_rows = rows if rows <= MOST_ROWS else CORNER_ROWS
    shown_columns = columns if columns <= MOST_COLUMNS else CORNER_COLUMNS
    lines = []
    for row in values[:shown_rows, :shown_columns]:
        cells = [number(value) for value in row]
        lines.append(" & ".join([*cells, r"\cdots"] if shown_columns < columns else cells))
    if shown_rows < rows:
        dots = [r"\vdots"] * shown_columns
        lines.append(" & ".join([*dots, r"\ddots"] if shown_columns < columns else dots))
    written = r"\begin{bmatrix*}[r] " + r" \\ ".join(lines) + r" \end{bmatrix*}"
    cut = shown_rows < rows or shown_columns < columns
    return rf"\underset{{{shape(values)}}}{{{written}}}" if cut else written


def shape(values: npt.ArrayLike) -> str:
    """The shape as in (8,\\,96); of a single number nothing."""
    sizes = np.shape(values)
    written = r",\,".join(map(str, sizes))
    return f"({written})" if sizes else ""
