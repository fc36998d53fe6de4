"""Matrices and lines as LaTeX: the numbers that are there, with their signs."""

import numpy as np

from playground.charts.matrices import line_latex, matrix_latex, signed


def test_a_matrix_has_its_numbers_row_by_row() -> None:
    A = np.array([[1.25, -2.0], [-0.04, 3.0]])
    assert matrix_latex(A, 1) == r"\begin{bmatrix} 1.2 & -2.0 \\ 0.0 & 3.0 \end{bmatrix}"


def test_a_line_has_signs_between_its_terms() -> None:
    assert line_latex(np.array([1.0, -2.5]), 0.5, 1) == r"1.0\, x_1 - 2.5\, x_2 + 0.5 = 0"
    assert line_latex(np.array([-1.0, 0.0]), -0.001, 2) == r"- 1.00\, x_1 + 0.00\, x_2 + 0.00 = 0"


def test_what_rounds_to_zero_has_no_minus() -> None:
    assert signed(-0.04, 1) == "+ 0.0"
    assert signed(-0.06, 1) == "- 0.1"
