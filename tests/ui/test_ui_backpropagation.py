"""The backpropagation page: the steps of the run in the playground, the graph, and the shapes."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.diagnostics.iteration_steps import iteration_steps
from playground.diagnostics.one_iteration import Start, iterate
from playground.stage.registry import REGISTRY
from playground.stage.runs import Run

ROOT = Path(__file__).resolve().parents[2]
PAGE = str(ROOT / "pages" / "backpropagation.py")


@pytest.fixture(autouse=True)
def no_runs_left() -> Iterator[None]:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    yield
    gc.collect()


def page_alone(**query: str) -> AppTest:
    """The page in a session that has no run, opened by a link with this query."""
    at = AppTest.from_file(PAGE, default_timeout=30)
    for key, value in query.items():
        at.query_params[key] = value
    return ran(at)


def ran(what: Any) -> AppTest:
    """The page after a run for this control, or for itself."""
    at: AppTest = what.run()
    assert not at.exception
    return at


def after_the_playground(**query: str) -> tuple[AppTest, Run]:
    """The page in a session whose run took ten updates."""
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30)
    for key, value in query.items():
        at.query_params[key] = value
    ran(at)
    (run,) = REGISTRY._runs.values()
    assert isinstance(run, Run)
    run.pull(1, 10, 1.0)
    at.switch_page(PAGE)
    return ran(at), run


def title(at: AppTest) -> str:
    return next(str(each.value) for each in at.markdown if each.value.startswith("####"))


def test_without_a_run_there_is_a_small_example() -> None:
    at = page_alone()
    assert title(at) == "#### The input $X = A^{[0]}$"
    assert any(r"0 & 1 & 1 & 0" in each.value for each in at.latex)


def test_the_steps_are_those_of_the_run_in_play() -> None:
    at, run = after_the_playground(lambd="0.7", n1="3", n2="2")
    snapshot = run.snapshot()
    assert snapshot.iteration == 10
    start = Start(snapshot.X, snapshot.Y, snapshot.before, "relu", snapshot.learning_rate, 0.7)
    iteration = iterate(start)
    for l in (1, 2, 3):
        np.testing.assert_array_equal(iteration.gradient.W[l], snapshot.gradient.W[l])
        np.testing.assert_array_equal(iteration.after.W[l], snapshot.after.W[l])
    steps = iteration_steps(iteration)
    slider = at.slider(key="step")
    assert slider.max == len(steps)
    for k in (2, 12, len(steps)):
        at = ran(at.slider(key="step").set_value(k))
        assert title(at) == f"#### {steps[k - 1].title}"
        assert steps[k - 1].equation in at.latex[0].value
        assert all(line in at.latex[2].value for line in steps[k - 1].numbers)
        assert [code.value for code in at.code][: len(steps[k - 1].code)] == [
            code.lines for code in steps[k - 1].code
        ]


def test_buttons_step_back_and_forward_and_stop_at_the_ends() -> None:
    at = page_alone()
    assert at.button(key="step_back").disabled
    at = ran(at.button(key="step_next").click())
    assert at.slider(key="step").value == 2
    assert not at.button(key="step_back").disabled
    at = ran(at.slider(key="step").set_value(14))
    assert not at.button(key="step_next").disabled
    at = ran(at.button(key="step_next").click())
    assert at.slider(key="step").value == 15
    assert at.button(key="step_next").disabled
    assert page_alone(step="15").button(key="step_next").disabled


def test_the_address_says_the_step() -> None:
    assert title(page_alone(step="8")) == "#### Backward: $dW^{[2]}$"
    assert title(page_alone(step="9999")) == "#### The input $X = A^{[0]}$"


def test_a_smaller_network_has_fewer_steps_and_the_slider_stays_on_them() -> None:
    at, _ = after_the_playground()
    at = ran(at.slider(key="step").set_value(22))
    at = ran(at.toggle(key="small").set_value(True))
    assert at.slider(key="step").value == 15
    assert title(at).startswith("#### Update")


def test_one_example_is_a_batch_of_its_own() -> None:
    at = page_alone(examples="One example", example="3", step="8")
    assert r"\tfrac{1}{1}" in at.latex[2].value


def test_what_is_left_out_of_the_run_is_said() -> None:
    at, _ = after_the_playground(optimizer="Adam", keep_prob="0.8")
    said = " ".join(caption.value for caption in at.caption)
    assert "Unlike in your run, the update is plain gradient descent and dropout is off here." in said


def test_a_run_that_was_put_aside_comes_back() -> None:
    at, run = after_the_playground()
    run.touched -= 10_000
    assert REGISTRY.free_idle() == 1
    at = ran(at)
    assert any("iteration 10:" in caption.value for caption in at.caption)


def test_what_was_chosen_in_a_view_is_there_when_one_comes_back() -> None:
    at = page_alone(step="5")
    at = ran(at.segmented_control(key="view").set_value("Computation graph"))
    at = ran(at.number_input(key="hand_a").set_value(7.0))
    at = ran(at.segmented_control(key="view").set_value("One iteration"))
    assert at.slider(key="step").value == 5
    at = ran(at.segmented_control(key="view").set_value("Computation graph"))
    assert at.number_input(key="hand_a").value == 7.0


def graph(**query: str) -> AppTest:
    return page_alone(view="Computation graph", **query)


def test_the_courses_graph_and_a_nudge() -> None:
    at = graph(graph_step="8")
    lines = " ".join(each.value for each in at.latex)
    assert r"33 \to 33.003" in lines
    assert lines.count("= 3 ") + lines.count("= 3\\") >= 2
    at = ran(at.selectbox(key="hand_nudged").set_value("b"))
    assert r"\frac{dJ}{db}" in at.latex[-1].value.replace("tfrac", "frac")
    assert "= 6" in at.latex[-1].value


def test_inputs_change_the_graph() -> None:
    at = ran(graph(graph_step="4").number_input(key="hand_a").set_value(0.0))
    assert any("= 18" in each.value for each in at.latex)


@pytest.mark.parametrize("name", ["Logistic regression", "Network 2-2-1"])
def test_other_graphs_have_their_inputs_and_steps(name: str) -> None:
    at = graph(graph=name, graph_step="99")
    at = ran(at.slider(key="graph_step").set_value(at.slider(key="graph_step").max))
    assert any(each.value.startswith("**Backward through $z") for each in at.markdown)


def cells(table: Any) -> str:
    return " ".join(str(cell) for row in table.value.to_numpy().tolist() for cell in row)


def test_shapes_and_slips() -> None:
    at, _ = after_the_playground()
    at = ran(at.segmented_control(key="view").set_value("Shapes"))
    dimensions, slips = (cells(table).replace("\xa0", " ") for table in at.table)
    assert "(8, 2)" in dimensions and "(4, 8)" in dimensions and "≠" not in dimensions
    assert "operands could not be broadcast together" in slips
    assert "the result has shape (8,) instead of (8, 1)" in slips
    at = ran(at.number_input(key="mistake_layer").set_value(3))
    assert "A - Y.T" in cells(at.table[1])
