"""Every page as Streamlit runs it, without a browser: no exceptions, and the right run behind the controls."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.stage.registry import REGISTRY
from playground.stage.runs import Run
from playground.training.experiment import Experiment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_runs_left() -> Iterator[None]:
    """Runs of an earlier test must not be found by the next."""
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    yield
    gc.collect()


def open_page(**query: str) -> AppTest:
    """The start page, opened by a link with this query."""
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def only_run() -> Run:
    """The one run in play."""
    (run,) = REGISTRY._runs.values()
    return run


def test_bare_address_sets_up_a_good_example() -> None:
    open_page()
    experiment = only_run().experiment
    assert experiment.dataset.name == "moons"
    assert experiment.init.name == "he"
    assert experiment.hidden == (8, 4)
    trainer = only_run().trainer
    trainer.advance(2000)
    assert trainer.evaluate().test_accuracy > 0.9


def test_the_link_decides_the_experiment() -> None:
    open_page(
        dataset="flower", n="200", data_seed="5", train="80", layers="1", n1="4", activation="Tanh",
        init="Random", scale="0.01", seed="2", optimizer="Adam", alpha="1.2", batch="64", lambd="0.7",
        keep_prob="0.86",
    )  # fmt: skip
    written = only_run().experiment.to_json()
    expected: dict[str, Any] = {
        "dataset": {"name": "flower", "n": 200, "noise": 0.2, "seed": 5},
        "hidden": [4],
        "activation": "tanh",
        "init": {"name": "random", "scale": 0.01, "seed": 2},
        "optimizer": {"name": "adam", "learning_rate": 1.2},
        "batch_size": 64,
        "lambd": 0.7,
        "keep_prob": 0.86,
    }
    assert {key: written[key] for key in expected} == expected
    assert written["split"]["train"] == pytest.approx(0.8)
    assert Experiment.from_json(written) == only_run().experiment


def test_live_values_change_the_run_in_play() -> None:
    at = open_page()
    run = only_run()
    run.pull(1, 10, 1.0)
    at.select_slider(key="lambd").set_value(0.7).run()
    at.select_slider(key="alpha").set_value(0.1).run()
    at.slider(key="keep_prob").set_value(0.86).run()
    assert not at.exception
    assert only_run() is run
    assert [(change.iteration, change.field, change.value) for change in run.trainer.changes] == [
        (10, "lambd", 0.7),
        (10, "learning_rate", 0.1),
        (10, "keep_prob", 0.86),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [("seed", 9), ("data_seed", 9), ("layers", 3), ("n1", 5), ("scale", 2.0)],
)
def test_other_values_begin_a_new_run(key: str, value: float) -> None:
    at = open_page()
    run = only_run()
    at.number_input(key=key).set_value(value).run()
    assert not at.exception
    assert only_run() is not run
    assert only_run().newest.record.iteration == 0


def test_an_idle_run_comes_back_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_page()
    run = only_run()
    run.pull(3, 100, 10.0)
    reached = run.newest.record
    run.touched -= 10_000
    assert REGISTRY.free_idle() == 1
    assert len(REGISTRY) == 0
    at.run()
    assert not at.exception
    assert only_run() is not run
    assert only_run().newest.record == reached
    assert len(only_run().history.records) == 4


def test_a_full_server_says_so_and_keeps_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTRY, "_max_runs", 0)
    at = open_page(alpha="1.2")
    assert "Every place on this server is taken" in at.warning[0].value
    assert at.select_slider(key="alpha").value == 1.2


def test_a_class_too_small_is_said_in_a_sentence() -> None:
    at = open_page(n="20", train="20", dataset="blobs", noise="0")
    for warning in at.warning:
        assert warning.value.endswith(".")
    at.number_input(key="data_seed").set_value(4).run()
    assert not at.exception


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_every_page_runs(page: Path) -> None:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30).run()
    at.switch_page(str(page)).run()
    assert not at.exception


@pytest.mark.parametrize(
    ("page", "key", "default"),
    [
        ("optimization", "opt_model", "Logistic regression"),
        ("bias_variance", "bias_section", "Verdict"),
        ("bias_variance", "bias_level", "Bayes error"),
        ("optimization", "opt_inputs", "As they are"),
        ("backpropagation", "view", "One iteration"),
        ("backpropagation", "examples", "Whole batch"),
        ("activations", "act_section", "One unit"),
        ("activations", "act_name", "sigmoid"),
        ("vectorization", "vec_section", "Loop or np.dot"),
        ("initialization", "init_shape", "2-10-5-1"),
    ],
)
def test_a_choice_left_empty_in_the_address_is_the_default(page: str, key: str, default: str) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30)
    at.query_params[key] = ""
    at.run()
    assert not at.exception
    at.run()
    assert not at.exception
    assert at.button_group(key=key).value == default
