"""The network drawn: what is lit is what works, and what does not fit is counted."""

import numpy as np
import pytest

from playground.charts.network_diagram import MOST_UNITS, draw_network
from playground.charts.theme import colour
from playground.diagnostics.iteration_step import BACKWARD, Lit
from playground.network.initializers import initialize


@pytest.mark.parametrize("dark", [False, True])
def test_lit_links_are_as_wide_as_what_they_carry(dark: bool) -> None:
    parameters = initialize((2, 3, 1), "xavier", 1.0, 1)
    carried = np.array([[1.0, 2.0, -4.0]])
    drawn = draw_network(parameters, Lit(frozenset({2}), 2, carried, BACKWARD), {}, dark)
    lit = [trace for trace in drawn.data if trace.mode == "lines" and trace.line.color == colour(BACKWARD, dark)]
    widths = [trace.line.width for trace in lit]
    assert widths == sorted(widths) and len(set(widths)) == 3
    assert [trace.line.dash for trace in lit] == ["solid", "solid", "dash"]
    units = [trace for trace in drawn.data if trace.mode == "markers+text"]
    assert [trace.marker.color == colour(BACKWARD, dark) for trace in units] == [False, False, True]


def test_units_that_do_not_fit_are_counted() -> None:
    drawn = draw_network(initialize((2, 30, 1), "xavier", 1.0, 1), Lit(), {}, False)
    units = [trace for trace in drawn.data if trace.mode == "markers+text"]
    assert [len(trace.y) for trace in units] == [2, MOST_UNITS, 1]
    assert f"+ {30 - MOST_UNITS} more" in [note.text for note in drawn.layout.annotations]


def test_numbers_stand_in_the_units() -> None:
    known = {0: ("A", np.array([0.5, -1.25])), 1: ("Z", np.array([0.1, 0.2, np.nan]))}
    drawn = draw_network(initialize((2, 3, 1), "xavier", 1.0, 1), Lit(), known, False)
    units = [trace for trace in drawn.data if trace.mode == "markers+text"]
    assert [list(trace.text) for trace in units] == [["0.5", "−1.2"], ["0.1", "0.2", "nan"], ["ŷ"]]


def test_a_deep_network_is_drawn_without_words() -> None:
    drawn = draw_network(initialize((2, *[4] * 20, 1), "xavier", 1.0, 1), Lit(), {}, False)
    assert {note.text for note in drawn.layout.annotations} == {"X", "Ŷ"}


def test_of_a_deep_network_one_line_tells_that_units_are_left_out() -> None:
    drawn = draw_network(initialize((2, *[64] * 20, 1), "xavier", 1.0, 1), Lit(), {}, False)
    told = [note.text for note in drawn.layout.annotations]
    assert sorted(told) == sorted(["X", "Ŷ", f"Of a layer the first {MOST_UNITS} units are drawn"])
