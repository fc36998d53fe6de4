"""The code panel: the engine's own text, shapes and numbers of the run in play, and a calm word without one."""

import ast
import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.network.optimizers import OPTIMIZERS
from playground.training.experiment import Experiment
from playground.training.snapshot import Snapshot, take_snapshot
from playground.training.trainer import Trainer
from playground.ui.code_panel import TOPICS, first_column, shape_in_numbers

ROOT = Path(__file__).resolve().parents[2]
SMALL: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 40},
    "hidden": [6, 3],
    "activation": "leaky_relu",
    "optimizer": {"name": "momentum", "learning_rate": 0.2},
    "lambd": 0.7,
    "keep_prob": [0.5, 1.0],
    "batch_size": 16,
}


class InPlay:
    """A run that can be looked at, and counts how often it was."""

    def __init__(self, **fields: Any) -> None:
        self.trainer = Trainer(Experiment.from_json({**SMALL, **fields}))
        self.looks = 0

    def snapshot(self) -> Snapshot:
        self.looks += 1
        return take_snapshot(self.trainer)


def script() -> None:
    import streamlit as st

    from playground.ui.code_panel import code_panel

    code_panel(st.session_state.get("run"))


def panel(run: InPlay | None, **query: str) -> AppTest:
    """The panel alone on a page, opened by a link with this query."""
    at = AppTest.from_function(script, default_timeout=30)
    at.session_state["run"] = run
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def shown(at: AppTest) -> dict[str, tuple[str, str, str]]:
    """Shape in symbols, shape in numbers and numbers by symbol, LaTeX's wrapping taken off."""
    rows = at.table[0].value.to_numpy().tolist()
    bare = [[cell.replace(r"$\small ", "").replace("$", "").replace("\xa0", " ") for cell in row] for row in rows]
    return {symbol: (shape, now, numbers) for symbol, shape, now, numbers in bare}


def functions_on_screen(at: AppTest) -> list[str]:
    """The text of each function on the screen, a method moved to the margin again."""
    return [part for code in at.code for part in code.value.split("\n\n\n")]


def test_without_a_run_it_says_so() -> None:
    at = panel(None)
    assert at.caption[0].value.startswith("No run is in play.")
    assert not at.code


@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"activation": "sigmoid", "optimizer": {"name": "adam", "decay_rate": 0.1}, "l1": 0.2},
        {"keep_prob": 1.0, "lambd": 0.0, "batch_size": 1},
    ],
    ids=["dropout", "adam", "plain"],
)
def test_every_choice_shows_code_equations_and_numbers(topic: str, layer: int, fields: dict[str, Any]) -> None:
    at = panel(InPlay(**fields), code=topic, code_layer=str(layer))
    assert at.segmented_control(key="code").value == topic
    assert at.latex[0].value.count("{") == at.latex[0].value.count("}")
    assert shown(at)
    for text in functions_on_screen(at):
        assert isinstance(ast.parse(text).body[0], ast.FunctionDef)


@pytest.mark.parametrize(
    ("topic", "layer", "heads"),
    [
        ("Forward", 1, ["forward", "leaky_relu"]),
        ("Forward", 3, ["forward", "sigmoid"]),
        ("Backward", 1, ["backward", "leaky_relu_derivative", "add_penalty_gradient"]),
        ("Backward", 3, ["backward", "add_penalty_gradient"]),
        ("Update", 1, ["update"]),
        ("Dropout", 1, ["masks"]),
        ("Cost", 1, ["data_cost", "penalty"]),
    ],
)
def test_the_code_is_the_engines_text(topic: str, layer: int, heads: list[str]) -> None:
    at = panel(InPlay(), code=topic, code_layer=str(layer))
    files = [caption.value.strip("`") for caption in at.caption if caption.value.endswith(".py`")]
    engine = "".join((ROOT / file).read_text() for file in files)
    lines = [line.strip() for line in engine.splitlines()]
    assert len(files) == len(at.code)
    texts = functions_on_screen(at)
    assert [text[: text.index("(")] for text in texts] == [f"def {head}" for head in heads]
    for text in texts:
        assert all(line.strip() in lines for line in text.splitlines())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_update_is_that_of_the_optimiser_in_use(name: str) -> None:
    at = panel(InPlay(optimizer={"name": name}), code="Update")
    docstring = ast.get_docstring(ast.parse(at.code[0].value).body[0])  # type: ignore[arg-type]
    assert docstring == OPTIMIZERS[name].update.__doc__
    for term in OPTIMIZERS[name].equation.split(r", \quad "):
        assert term in at.latex[0].value.replace("&", "")
    for moment in OPTIMIZERS[name].names_of_moments:
        assert shown(at)[f"{moment}_{{dW}}^{{[1]}}"][1] == "(6, 2)"


def test_shapes_and_numbers_of_forward() -> None:
    run = InPlay()
    rows = shown(panel(run, code="Forward"))
    expected = {
        "X": ("(n_x, m)", "(2, 16)"),
        "W^{[1]}": ("(n^{[1]}, n^{[0]})", "(6, 2)"),
        "b^{[1]}": ("(n^{[1]}, 1)", "(6, 1)"),
        "Z^{[1]}": ("(n^{[1]}, m)", "(6, 16)"),
        "D^{[1]}": ("(n^{[1]}, m)", "(6, 16)"),
        "A^{[1]}": ("(n^{[1]}, m)", "(6, 16)"),
    }
    assert {symbol: row[:2] for symbol, row in rows.items()} == expected
    X, W = run.snapshot().X, run.trainer.learner.parameters.W[1]
    assert read(rows["X"][2]) == pytest.approx(X[:, 0], rel=0.01)
    assert read(rows["W^{[1]}"][2]) == pytest.approx(W[:3, 0], rel=0.01)
    assert rows["W^{[1]}"][2].endswith(", … (6)")


def test_shapes_of_backward_in_the_last_layer() -> None:
    rows = shown(panel(InPlay(), code="Backward", code_layer="3"))
    shapes = {symbol: row[1] for symbol, row in rows.items()}
    assert shapes == {
        "A^{[3]}": "(1, 16)", "Y": "(1, 16)", "dZ^{[3]}": "(1, 16)", "A^{[2]}": "(3, 16)", "dW^{[3]}": "(1, 3)",
        "db^{[3]}": "(1, 1)", "W^{[3]}": "(1, 3)", "dA^{[2]}": "(3, 16)",
        r"m_{\text{train}}": "",
    }  # fmt: skip
    assert rows[r"m_{\text{train}}"][2] == "40"


def test_the_new_weights_are_those_the_run_gets_next() -> None:
    run = InPlay()
    run.trainer.advance(5)
    rows = shown(panel(run, code="Update", code_layer="2"))
    run.trainer.advance(1)
    W, b = run.trainer.learner.parameters.W[2], run.trainer.learner.parameters.b[2]
    assert read(rows[r"W_{\text{new}}^{[2]}"][2]) == pytest.approx(W[:, 0], rel=0.01)
    assert read(rows[r"b_{\text{new}}^{[2]}"][2]) == pytest.approx(b[:, 0], rel=0.01)
    assert rows[r"\alpha"] == ("number", "", "0.2")


def test_the_cost_is_the_sum_of_its_parts() -> None:
    rows = shown(panel(InPlay(batch_size=None, keep_prob=1.0), code="Cost"))
    (data,), (penalty,), (J,) = (read(rows[part][2]) for part in (r"\text{data cost}", r"\text{penalty}", "J"))
    assert penalty > 0
    assert pytest.approx(data + penalty, rel=0.01) == J


def test_an_address_may_name_what_there_is_not() -> None:
    at = panel(InPlay(), code="Nothing", code_layer="99")
    assert at.segmented_control(key="code").value == "Forward"
    assert at.number_input(key="code_layer").value == 1


def test_a_layer_that_drops_nothing_says_so() -> None:
    captions = [panel(InPlay(), code="Dropout", code_layer=str(l)).caption[0].value for l in (1, 2, 3)]
    assert "drawn anew" in captions[0]
    assert "keeps every unit" in captions[1]
    assert "output unit is never dropped" in captions[2]


def test_refreshing_reads_the_run_again() -> None:
    run = InPlay()
    at = panel(run)
    run.trainer.advance(1234)
    at.button(key="code_refresh").click().run()
    assert not at.exception
    assert "Iteration 1,234," in at.caption[0].value


def test_following_the_run_can_be_turned_on_and_off() -> None:
    run = InPlay()
    at = panel(run)
    for on in (True, False):
        at.toggle(key="code_follow").set_value(on).run()
        assert not at.exception
        assert at.table


def test_a_smaller_network_takes_the_place_of_a_deeper_one() -> None:
    at = panel(InPlay(), code="Backward", code_layer="3")
    at.session_state["run"] = InPlay(hidden=[], keep_prob=1.0)
    at.run()
    assert not at.exception
    assert shown(at)["dW^{[1]}"][1] == "(1, 2)"
    assert at.number_input(key="code_layer").disabled


def test_a_run_that_diverged_still_shows_its_numbers() -> None:
    run = InPlay(activation="linear", optimizer={"learning_rate": 1000.0}, lambd=1e6)
    run.trainer.advance(500)
    assert run.trainer.diverged_at is not None
    for topic in TOPICS:
        assert shown(panel(run, code=topic))


def test_the_panel_does_not_keep_a_run_alive() -> None:
    run = InPlay()
    alive = weakref.ref(run)
    at = panel(run)
    del run, at.session_state["run"]
    gc.collect()
    assert alive() is None


def read(numbers: str) -> list[float]:
    """The numbers of a cell."""
    return [float(number.replace("−", "-")) for number in numbers.split(", …")[0].split(", ")]


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (0.5, "0.5"),
        (np.array([[-0.0, 9.0], [-1e-7, 9.0]]), "0, −1e−07"),
        (np.arange(20.0).reshape(10, 2), "0, 2, 4, …\xa0(10)"),
        (np.array([[np.nan], [np.inf], [-np.inf]]), "nan, inf, −inf"),
    ],
)
def test_the_first_column(values: Any, written: str) -> None:
    assert first_column(values) == written


def test_the_shape_in_numbers() -> None:
    assert shape_in_numbers(np.zeros((8, 120))) == "(8,\xa0120)"
    assert shape_in_numbers(0.5) == ""
