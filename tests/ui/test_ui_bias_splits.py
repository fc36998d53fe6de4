"""The section of splits as Streamlit runs it."""

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest
from test_ui_pages import ROOT

from playground.diagnostics.dev_luck import find_luck
from playground.ui import bias_splits


@pytest.fixture(autouse=True)
def few_dev_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bias_splits, "find_luck", partial(find_luck, sizes=(20, 50), draws=40))


def open_section() -> AppTest:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=60).run()
    at.switch_page(str(ROOT / "pages" / "bias_variance.py")).run()
    at.selectbox(key="bias_experiment").set_value("L2 on the same points")
    at.segmented_control(key="bias_section").set_value("Splits").run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    return " ".join([said.value for said in at.markdown] + [said.value for said in at.subheader])


def test_dev_sets_of_several_sizes_are_measured() -> None:
    at = open_section()
    assert "The true error is" in words(at)
    assert len(at.table) == 1


def test_a_mismatch_is_switched_on_and_off() -> None:
    at = open_section()
    at.segmented_control(key="splits_question").set_value(bias_splits.MISMATCH).run()
    at.slider(key="splits_turn").set_value(180).run()
    assert not at.exception
    assert "mismatch between train and dev" in words(at)
    assert "another kind" in words(at)
    at.toggle(key="splits_differs").set_value(False).run()
    assert not at.exception
    assert "another kind" not in words(at)
    at.select_slider(key="splits_held_out").set_value(50).run()
    assert not at.exception
    assert "the dev set 50" in words(at)
