"""The computation graph drawn: a box a node, values and derivatives as far as they are known."""

import pytest

from playground.charts.computation_graph import PIXELS_A_COLUMN, draw_graph, in_html, least_width
from playground.charts.theme import colour
from playground.diagnostics.graph_examples import BY_HAND, EXAMPLES, GraphExample
from playground.diagnostics.graph_walk import walk


def texts(example: GraphExample, step: int, dark: bool = False) -> list[str]:
    at = walk(example.graph, example.inputs)[step]
    drawn = draw_graph(example, at.values, at.derivatives, at.slopes, at.at_work, dark)
    return [note.text for note in drawn.layout.annotations if note.text]


@pytest.mark.parametrize("dark", [False, True])
def test_values_come_forward_and_derivatives_back(dark: bool) -> None:
    assert not any("33" in text for text in texts(BY_HAND, 2, dark))
    assert any("33" in text and colour(0, dark) in text for text in texts(BY_HAND, 3, dark))
    assert any("da = 3" in text and colour(1, dark) in text for text in texts(BY_HAND, -1, dark))
    assert not any("da = 3" in text for text in texts(BY_HAND, 5, dark))


def test_the_slopes_stand_on_the_edges_that_are_passed() -> None:
    assert {text for text in texts(BY_HAND, -1) if text.startswith("×")} == {"× 2", "× 3"}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.key)
def test_no_box_covers_another(example: GraphExample) -> None:
    assert example.places.keys() == example.graph.nodes.keys()
    places = list(example.places.values())
    for k, (x, y) in enumerate(places):
        for other_x, other_y in places[k + 1 :]:
            assert abs(x - other_x) * PIXELS_A_COLUMN >= 130 or abs(y - other_y) >= 0.9
    assert least_width(example) < 1000


def test_names_in_html() -> None:
    assert [in_html(name) for name in ("a", "x1", "w1_12")] == [
        "a",
        "x<sub>1</sub>",
        "w<sup>[1]</sup><sub>12</sub>",
    ]
