"""Presets: the file is complete, and one that holds nonsense is refused in words; claims.py has what they show."""

import json
from typing import Any

import pytest

from playground.ui.links import query_of
from playground.ui.presets import FILE, PRESETS, TOPICS, Preset, PresetError, read_presets


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_complete(preset: Preset) -> None:
    assert preset.watch.endswith(".") and len(preset.watch) < 140
    assert preset.query == query_of(preset.experiment)


def test_the_gallery_is_rich_enough() -> None:
    assert len(PRESETS) >= 12
    assert {preset.topic for preset in PRESETS} == set(TOPICS)
    assert len({preset.title for preset in PRESETS}) == len(PRESETS)


def test_each_preset_is_another_experiment() -> None:
    assert len({json.dumps(preset.experiment.to_json()) for preset in PRESETS}) == len(PRESETS)


GOOD: dict[str, Any] = {
    "name": "a-line",
    "title": "A line",
    "watch": "It stays a line.",
    "topic": "Capacity",
    "experiment": {"dataset": {"name": "moons"}, "hidden": [], "optimizer": {"learning_rate": 0.1}},
}

BAD: list[tuple[Any, str]] = [
    ({}, "must be a list"),
    ([3], "In preset 1: a preset must be an object"),
    ([{**GOOD, "colour": "red"}], "In preset a-line: a preset.colour is not a known key"),
    ([{**GOOD, "name": "A line"}], "In preset A line: name must be small letters"),
    ([{**GOOD, "title": ""}], "title must be a text"),
    ([{key: value for key, value in GOOD.items() if key != "watch"}], "watch must be a text"),
    ([{**GOOD, "topic": "Magic"}], "topic must be one of Capacity, Initialisation"),
    ([{**GOOD, "experiment": {"dataset": {"name": "roses"}}}], "dataset.name must be one of"),
    ([{**GOOD, "experiment": {"dataset": {"name": "moons"}, "l1": 1}}], "cannot set l1 to 1"),
    ([GOOD, GOOD], "The name a-line belongs to 2 presets"),
]


@pytest.mark.parametrize(("value", "words"), BAD, ids=range(len(BAD)))
def test_nonsense_is_refused_in_words(value: Any, words: str) -> None:
    with pytest.raises(PresetError) as refused:
        read_presets(json.dumps(value))
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


def test_what_is_no_json_is_refused_in_words() -> None:
    with pytest.raises(PresetError, match="The presets are no JSON"):
        read_presets("[{")


def test_the_file_is_what_is_shown() -> None:
    assert read_presets(FILE.read_text(encoding="utf-8")) == PRESETS
    (preset,) = read_presets(json.dumps([GOOD]))
    assert preset.experiment.hidden == ()
