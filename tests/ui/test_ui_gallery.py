"""The gallery as Streamlit runs it: a card for each preset, whose link holds the whole experiment."""

import gc
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from playground.stage.registry import REGISTRY
from playground.stage.runs import Run
from playground.training.data import load_data
from playground.ui.gallery import COLOURS, picture_of
from playground.ui.presets import PRESETS, TOPICS, Preset

ROOT = Path(__file__).resolve().parents[2]
PICKER = ROOT / "playground" / "ui" / "dataset_picker.js"


@pytest.fixture
def gallery() -> AppTest:
    """The gallery, reached from the start page."""
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30).run()
    at.switch_page(str(ROOT / "pages" / "gallery.py")).run()
    assert not at.exception
    return at


def test_topics_head_their_cards(gallery: AppTest) -> None:
    assert gallery.title[0].value == "Gallery"
    assert [heading.value for heading in gallery.subheader] == list(TOPICS)
    sentences = [words.value for words in gallery.markdown]
    for preset in PRESETS:
        assert preset.watch in sentences


def test_each_card_has_a_link_with_its_experiment(gallery: AppTest) -> None:
    shown = {link.proto.label: dict(parse_qsl(link.proto.query_string)) for link in gallery.get("page_link")}
    links = {label: query for label, query in shown.items() if label.startswith("**")}
    assert links == {f"**{preset.title}**": preset.query for preset in PRESETS}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_the_playground_opens_each_preset(preset: Preset, start: AppTest) -> None:
    for key, value in preset.query.items():
        start.query_params[key] = value
    start.run()
    assert not start.exception and not start.warning
    assert replace(only_run().experiment, iterations=0) == replace(preset.experiment, iterations=0)


def test_a_picture_shows_both_classes_of_the_training_set() -> None:
    for preset in PRESETS:
        svg = picture_of(preset)
        paths = re.findall(r'<path d="([^"]*)" stroke="([^"]*)"/>', svg)
        assert [colour for _, colour in paths] == list(COLOURS)
        dots = [tuple(map(float, dot)) for d, _ in paths for dot in re.findall(r"M(\S+) (\S+)h0", d)]
        assert 60 <= len(dots) <= load_data(preset.experiment).train.m
        assert all(0 <= value <= 100 for dot in dots for value in dot)
        assert all(d for d, _ in paths)


def test_the_colours_are_those_of_the_dataset_picker() -> None:
    assert str(list(COLOURS)).replace("'", '"') in PICKER.read_text()


def follow(at: AppTest, query: dict[str, str]) -> None:
    """Go from the gallery to the playground with this query, as a card's link or the navigation does."""
    at.switch_page(str(ROOT / "pages" / "gallery.py")).run()
    for key in list(at.query_params):
        del at.query_params[key]
    for key, value in query.items():
        at.query_params[key] = value
    at.switch_page(str(ROOT / "pages" / "playground.py")).run()
    assert not at.exception


def only_run() -> Run:
    """The one run in play."""
    gc.collect()
    (run,) = REGISTRY._runs.values()
    return run


@pytest.fixture
def start() -> AppTest:
    """The start page in a new session, with no runs of earlier ones."""
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    return AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30)


def test_a_card_decides_over_what_the_session_had(start: AppTest) -> None:
    before = {"dataset": "flower", "noise": "1.0", "layers": "5", "n4": "7", "optimizer": "Adam", "seed": "9"}
    for key, value in before.items():
        start.query_params[key] = value
    start.run()
    for name in ("xor-four-units", "football-dropout", "flower-logistic", "depth-linear"):
        (preset,) = (each for each in PRESETS if each.name == name)
        follow(start, preset.query)
        assert replace(only_run().experiment, iterations=0) == replace(preset.experiment, iterations=0)


def test_a_card_begins_at_the_beginning_also_where_only_lambda_differs(start: AppTest) -> None:
    start.run()
    overfit, l2 = (each for each in PRESETS if each.name in ("football-overfit", "football-l2"))
    follow(start, overfit.query)
    only_run().pull(1, 10, 1.0)
    follow(start, l2.query)
    assert only_run().newest.record.iteration == 0
    assert only_run().experiment.lambd == 0.7
    assert not only_run().trainer.changes


def test_the_navigation_leads_back_to_the_run_that_was_left(start: AppTest) -> None:
    start.query_params["dataset"] = "flower"
    start.query_params["noise"] = "1.0"  # more than other datasets take
    start.run()
    run = only_run()
    run.pull(1, 10, 1.0)
    follow(start, {})
    assert only_run() is run
    assert run.newest.record.iteration == 10
    assert start.query_params["dataset"] == "flower"


def test_a_copied_link_leads_on_to_the_playground_when_a_session_begins(start: AppTest) -> None:
    (preset,) = (each for each in PRESETS if each.name == "init-large")
    for key, value in preset.query.items():
        start.query_params[key] = value
    start.switch_page(str(ROOT / "pages" / "gallery.py")).run()
    assert not start.exception
    assert start.title[0].value == "Playground"
    assert only_run().experiment.init.scale == 10
