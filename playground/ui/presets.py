"""Presets: experiments worth seeing, each with a sentence on what to watch; data, read from presets.json."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from playground.training.checks import ExperimentError, choice, record, shown, text
from playground.training.experiment import Experiment
from playground.ui.links import query_of

FILE = Path(__file__).with_name("presets.json")

# What the presets are about, in the order in which the gallery shows it.
TOPICS = ("Capacity", "Initialisation", "Regularisation", "Optimisation", "Depth")


class PresetError(ValueError):
    """A preset that cannot be shown; the message says which one and what is wrong with it."""


@dataclass(frozen=True)
class Preset:
    """An experiment that the page can open, its name in links, its title, what to watch, and its topic."""

    name: str
    title: str
    watch: str
    topic: str
    experiment: Experiment

    @property
    def query(self) -> dict[str, str]:
        """The query parameters that open it in the playground."""
        return query_of(self.experiment)


def read_presets(written: str) -> tuple[Preset, ...]:
    """The presets of a JSON text, in its order.

    Raises PresetError where the text is no list of presets, where two share a name, and where the playground
    has no control for what one asks for.
    """
    try:
        value = json.loads(written)
    except json.JSONDecodeError as error:
        raise PresetError(f"The presets are no JSON: {error}.") from error
    if not isinstance(value, list):
        raise PresetError(f"The presets must be a list, not {shown(value)}.")
    presets = tuple(_preset(i, item) for i, item in enumerate(value))
    names = [preset.name for preset in presets]
    for name in names:
        if names.count(name) > 1:
            raise PresetError(f"The name {name} belongs to {names.count(name)} presets: each needs its own.")
    return presets


def _preset(i: int, value: Any) -> Preset:
    called = value.get("name") if isinstance(value, Mapping) else None
    place = f"preset {called}" if isinstance(called, str) else f"preset {i + 1}"
    try:
        known = record("a preset", value, [field.name for field in fields(Preset)])
        preset = Preset(
            _slug(known.get("name")),
            text("title", known.get("title")),
            text("watch", known.get("watch")),
            choice("topic", known.get("topic"), TOPICS),
            Experiment.from_json(known.get("experiment")),
        )
        query_of(preset.experiment)
    except ExperimentError as error:
        raise PresetError(f"In {place}: {error}") from error
    return preset


def _slug(value: Any) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text("name", value)):
        raise ExperimentError(f"name must be small letters and digits with hyphens between, not {shown(value)}.")
    return str(value)


PRESETS = read_presets(FILE.read_text(encoding="utf-8"))
