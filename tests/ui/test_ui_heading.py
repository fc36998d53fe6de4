"""The heading: which preset the address is at, and for how long its sentence holds."""

import pytest

from playground.ui.heading import find_preset
from playground.ui.links import query_of
from playground.ui.navigation import FOLDER, PAGES
from playground.ui.presets import PRESETS


def test_the_table_names_every_script_once() -> None:
    assert sorted(info.script for info in PAGES) == sorted(path.name for path in FOLDER.glob("*.py"))
    assert all(info.sentence.endswith(".") for info in PAGES)


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.name for preset in PRESETS])
def test_a_presets_own_address_is_recognised(preset) -> None:  # type: ignore[no-untyped-def]
    query = query_of(preset.experiment)
    found = find_preset({**query, "speed": "100", "controls": "live"}, None, PRESETS)
    assert found is not None and found.query == query


def test_a_preset_that_was_opened_stays_while_live_settings_move() -> None:
    preset = PRESETS[0]
    moved = {**preset.query, "alpha": "0.003", "keep2": "0.5"}
    assert find_preset(moved, preset.name, PRESETS) is preset
    assert find_preset(moved, None, PRESETS) is not preset
    assert find_preset({**moved, "seed": "12345"}, preset.name, PRESETS) is None
    assert find_preset({}, preset.name, PRESETS) is None
