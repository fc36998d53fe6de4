"""Links: the page, opened by a link, runs the experiment that the link was made from."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.datasets import DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.stage.registry import REGISTRY
from playground.training.checks import ExperimentError
from playground.training.experiment import MAX_SCALE, MAX_SEED, Experiment
from playground.ui import links
from playground.ui.controls import BATCH_SIZES, LEARNING_RATES, MOST_LAYERS, MOST_UNITS, STRENGTHS
from playground.ui.links import NoControl, query_of

MAIN = Path(__file__).resolve().parents[2] / "playground" / "ui" / "main.py"
MOONS = {"name": "moons", "n": 300, "noise": 0.2, "seed": 1}


def opened(query: dict[str, str]) -> AppTest:
    """The playground, opened by a link with this query."""
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    at = AppTest.from_file(str(MAIN), default_timeout=30)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def experiment_behind(query: dict[str, str]) -> Experiment:
    """What the page runs when it is opened by a link with this query."""
    opened(query)
    (run,) = REGISTRY._runs.values()
    return run.experiment


def as_json(written: dict[str, Any], iterations: int = 15000) -> dict[str, Any]:
    """An experiment's JSON, read and written, with so many iterations."""
    return Experiment.from_json({**written, "iterations": iterations}).to_json()


def with_shares(percent: int) -> dict[str, float] | None:
    """The split that gives the training set so many percent, and dev and test the rest evenly."""
    rest = (100 - percent) / 200
    return {"train": percent / 100, "dev": rest, "test": rest} if rest else None


@st.composite
def experiments(draw: st.DrawFn) -> dict[str, Any]:
    """The JSON of any experiment that the page has controls for."""
    name = draw(st.sampled_from(list(DATASETS)))
    hidden = draw(st.lists(st.integers(1, MOST_UNITS), max_size=6))
    keep = st.floats(0.05, 1.0) | st.sampled_from([0.05, 0.5, 0.86, 1.0])
    seeds = st.integers(0, 100) | st.sampled_from([MAX_SEED])
    noise = draw(st.floats(0.0, DATASETS[name].max_noise))
    return {
        "dataset": {
            "name": name,
            "n": draw(st.integers(60, 1000)),
            "noise": min(round(noise, 6), DATASETS[name].max_noise),
            "seed": draw(seeds),
        },
        "split": with_shares(draw(st.integers(40, 100))),
        "standardize": draw(st.booleans()),
        "hidden": hidden,
        "activation": draw(st.sampled_from(list(ACTIVATIONS))),
        "init": {
            "name": draw(st.sampled_from(list(INITIALIZERS))),
            "scale": draw(st.floats(0.0, 2.0) | st.sampled_from([0.01, 10.0])),
            "seed": draw(seeds),
        },
        "optimizer": {
            "name": draw(st.sampled_from(list(OPTIMIZERS))),
            "learning_rate": draw(st.sampled_from(LEARNING_RATES)),
        },
        "batch_size": draw(st.sampled_from([None, *BATCH_SIZES])),
        "lambd": draw(st.sampled_from(STRENGTHS)),
        "keep_prob": draw(keep | st.lists(keep, min_size=len(hidden), max_size=len(hidden))) if hidden else 1.0,
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_a_link_opens_the_experiment_it_was_made_from(written: dict[str, Any]) -> None:
    query = query_of(Experiment.from_json({**written, "iterations": 77}))
    assert experiment_behind(query).to_json() == as_json(written)


CORNERS: list[dict[str, Any]] = [
    {"dataset": {"name": "flower"}, "hidden": []},
    {"dataset": {"name": "football", "noise": 0.075}, "hidden": [1]},
    {"dataset": {"name": "no_structure", "n": 1000, "noise": 0.0}, "hidden": [2] * MOST_LAYERS},
    {"dataset": {"name": "blobs", "n": 20, "seed": 4}, "hidden": [MOST_UNITS, 1]},
    {"dataset": {"name": "xor", "n": 211, "noise": 1e-06}, "hidden": [4], "split": with_shares(63)},
    {"dataset": MOONS, "init": {"name": "random", "scale": 0.01, "seed": MAX_SEED}, "split": with_shares(20)},
    {"dataset": MOONS, "init": {"name": "glorot", "scale": MAX_SCALE, "seed": 0}, "hidden": [2]},
    {"dataset": MOONS, "keep_prob": [0.5, 0.5], "standardize": True},
    {"dataset": MOONS, "keep_prob": [0.05, 1.0]},
    {"dataset": MOONS, "keep_prob": 0.865, "lambd": 100, "batch_size": 1},
    {"dataset": MOONS, "activation": "leaky_relu", "optimizer": {"name": "rmsprop", "learning_rate": 0.0001}},
]


@pytest.mark.parametrize("written", CORNERS, ids=range(len(CORNERS)))
def test_a_link_opens_what_lies_at_the_ends_of_the_controls(written: dict[str, Any]) -> None:
    query = query_of(Experiment.from_json(written))
    assert experiment_behind(query).to_json() == as_json(written)


def test_shares_that_are_off_by_rounding_are_what_they_mean() -> None:
    meant = Experiment.from_json({"dataset": MOONS, "split": {"dev": 0.2, "test": 0.2}})
    assert meant.split is not None and meant.split.train != 0.6
    assert "train" not in query_of(meant)
    assert query_of(Experiment.from_json({"dataset": MOONS, "split": {"train": 1.0, "seed": 5}}))["train"] == "100"


def test_the_defaults_are_those_of_the_page() -> None:
    assert query_of(experiment_behind({})) == {"dataset": "moons"}
    assert query_of(experiment_behind({"dataset": "blobs", "layers": "5"})) == {"dataset": "blobs", "layers": "5"}


def test_every_control_of_the_page_is_known() -> None:
    at = opened({"dataset": "xor", "layers": "3", "layered": "true", "keep2": "0.5"})
    widgets = [*at.slider, *at.select_slider, *at.number_input, *at.selectbox, *at.toggle, *at.checkbox]
    keys = {str(widget.key) for widget in widgets}
    assert {"n", "noise", "n3", "keep3", "layered", "alpha"} <= keys
    assert [key for key in keys if not links.is_control(key)] == []
    assert links.DEFAULTS.keys() <= keys
    assert not links.is_control("held_run") and not links.is_control("name")


def test_the_ends_are_those_of_the_page() -> None:
    at = opened(query_of(Experiment.from_json({"dataset": MOONS})))
    n, train, keep_prob = at.slider(key="n"), at.slider(key="train"), at.slider(key="keep_prob")
    assert (n.min, n.max) == (links.FEWEST_POINTS, links.MOST_POINTS)
    assert (train.min, train.max) == (links.LEAST_TRAIN, links.MOST_TRAIN)
    assert (keep_prob.min, keep_prob.max) == (links.LEAST_KEEP, links.MOST_KEEP)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"dataset": {"name": "csv", "path": "points.csv"}}, "dataset.name"),
    ({"dataset": {"name": "moons", "n": 1001}}, "dataset.n"),
    ({"dataset": {"name": "moons", "n": 19}}, "dataset.n"),
    ({"dataset": {"name": "moons", "noise": 0.6}}, "dataset.noise"),
    ({"dataset": {"name": "moons", "noise": 0.1234567}}, "dataset.noise"),
    ({"dataset": MOONS, "test": {"name": "moons"}}, "test"),
    ({"dataset": MOONS, "l1": 0.1}, "l1"),
    ({"dataset": MOONS, "optimizer": {"decay_rate": 0.1}}, "optimizer.decay_rate"),
    ({"dataset": MOONS, "dropout_seed": 2}, "dropout_seed"),
    ({"dataset": MOONS, "split": {"train": 0.6, "dev": 0.3, "test": 0.1}}, "split.dev"),
    ({"dataset": MOONS, "split": {"train": 0.605, "dev": 0.1975, "test": 0.1975}}, "split.train"),
    ({"dataset": MOONS, "split": {"train": 0.1, "dev": 0.45, "test": 0.45}}, "split.train"),
    ({"dataset": MOONS, "split": {"train": 0.6, "dev": 0.2, "test": 0.2, "seed": 1}}, "split.seed"),
    ({"dataset": MOONS, "hidden": [2] * 21}, "21 hidden layers"),
    ({"dataset": MOONS, "hidden": [4, 65]}, "hidden[1]"),
    ({"dataset": MOONS, "optimizer": {"learning_rate": 0.015}}, "optimizer.learning_rate"),
    ({"dataset": MOONS, "batch_size": 17}, "batch_size"),
    ({"dataset": MOONS, "lambd": 0.6}, "lambd"),
    ({"dataset": MOONS, "keep_prob": 0.01}, "keep_prob"),
    ({"dataset": MOONS, "keep_prob": [1.0, 0.01]}, "keep_prob"),
]


@pytest.mark.parametrize(("written", "named"), REFUSED, ids=range(len(REFUSED)))
def test_what_the_page_has_no_control_for_is_said(written: dict[str, Any], named: str) -> None:
    experiment = Experiment.from_json(written)
    with pytest.raises(NoControl) as refused:
        query_of(experiment)
    sentence = str(refused.value)
    assert sentence.startswith("The playground's page ") and sentence.endswith(".")
    assert named in sentence
    assert isinstance(refused.value, ExperimentError)


def test_changes_on_the_way_have_no_place_in_a_link() -> None:
    changes = [{"iteration": 5, "field": "lambd", "value": 0.7}]
    with pytest.raises(NoControl, match="changes"):
        query_of(Experiment.from_json({"dataset": MOONS, "changes": changes}))
