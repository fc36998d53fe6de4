"""The initialisations that are compared: titles with their scale, and what was published only where it holds."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.stage.comparisons import Comparison
from playground.stage.registry import REGISTRY
from playground.training.experiment import Experiment
from playground.ui.initializations import INITIALIZATIONS, column, published, title_of

ROOT = Path(__file__).resolve().parents[2]

COURSE: dict[str, Any] = {
    "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
    "test": {"name": "circles", "n": 100, "noise": 0.05, "seed": 2},
    "hidden": [10, 5],
    "activation": "relu",
    "init": {"seed": 3},
    "optimizer": {"learning_rate": 0.01},
}


def course(**changed: Any) -> Experiment:
    return Experiment.from_json({**COURSE, **changed})


def test_a_title_names_the_scale_where_it_is_not_one() -> None:
    assert title_of(INITIALIZATIONS["zeros"]) == "Zeros"
    assert title_of(INITIALIZATIONS["he"]) == "He"
    assert title_of(INITIALIZATIONS["large"]) == "Random, large × 10"
    assert title_of(INITIALIZATIONS["custom"]) == "Xavier × 1.5"


def test_a_column_is_the_base_with_another_initialisation() -> None:
    title, experiment = column(course(), INITIALIZATIONS["small"])
    assert title == "Random, small × 0.01"
    assert (experiment.init.name, experiment.init.scale, experiment.init.seed) == ("random", 0.01, 3)
    assert replace(experiment, init=course().init) == course()


def test_what_was_published_is_told_only_of_what_it_was_published_for() -> None:
    assert published(course(), INITIALIZATIONS["he"]) == "Course notebook, after 15,000 iterations: 99 % right"
    assert published(course(), INITIALIZATIONS["xavier"]) == ""
    assert published(course(), replace(INITIALIZATIONS["he"], scale=2.0)) == ""
    for changed in [
        {"hidden": [10]},
        {"activation": "tanh"},
        {"lambd": 0.1},
        {"optimizer": {"learning_rate": 0.1}},
    ]:
        assert published(course(**changed), INITIALIZATIONS["he"]) == ""


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    return at.switch_page(str(ROOT / "pages" / "initialization.py")).run()


def only_comparison() -> Comparison:
    (comparison,) = (run for run in REGISTRY._runs.values() if isinstance(run, Comparison))
    return comparison


@pytest.fixture(autouse=True)
def no_runs_left() -> None:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)


def test_the_page_opens_with_the_courses_experiment() -> None:
    at = open_page()
    assert not at.exception
    comparison = only_comparison()
    assert comparison.titles == ["Zeros", "Random, small × 0.01", "Random, large × 10", "Xavier", "He"]
    assert comparison.notes[0] == "Course notebook, after 15,000 iterations: 50 % right"
    for experiment in comparison.experiments:
        assert replace(experiment, init=course().init) == course()


def test_other_settings_open_another_comparison_in_its_place() -> None:
    at = open_page()
    before = only_comparison()
    at.segmented_control(key="init_shape").set_value("Deep").run()
    at.selectbox(key="init_activation").set_value("linear").run()
    assert not at.exception
    after = only_comparison()
    assert after is not before
    assert after.experiments[0].hidden == (10,) * 20
    at.run()
    assert only_comparison() is after


def test_nothing_chosen_is_said_in_a_sentence() -> None:
    at = open_page()
    at.pills(key="init_compared").set_value([]).run()
    assert not at.exception
    assert "Choose at least one initialisation" in at.info[0].value
