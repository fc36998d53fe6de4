"""The section on bias² and variance as Streamlit runs it, its networks trained in this process."""

import pytest
from streamlit.testing.v1 import AppTest
from test_ui_pages import ROOT

from playground.diagnostics import swept_fields
from playground.stage import sweeping
from playground.training.sweeps import run_sweep

SECTION = "Bias² and variance"


@pytest.fixture
def small_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps of two values, without worker processes."""
    monkeypatch.setitem(swept_fields.VALUES, "units", (1, 2))
    monkeypatch.setitem(swept_fields.VALUES, "λ", (0.0, 1.0))
    monkeypatch.setattr(sweeping, "run_sweep", lambda sweep, n_jobs: run_sweep(sweep, n_jobs=1))


def open_section(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=60)
    for key, value in {"bias_section": SECTION, "bias_experiment": "Steps too large", **query}.items():
        at.query_params[key] = value
    at.run()
    at.switch_page(str(ROOT / "pages" / "bias_variance.py")).run()
    assert not at.exception
    return at


def test_nothing_is_shown_before_something_is_trained() -> None:
    at = open_section()
    assert "Where they err together is bias" in at.info[0].value
    assert len(at.table) == 0


@pytest.mark.parametrize("across", ["units", "λ"])
def test_a_study_is_trained_and_told(small_sweeps: None, across: str) -> None:
    at = open_section()
    at.segmented_control(key="bias_section").set_value(SECTION).run()
    at.selectbox(key="bias_experiment").set_value("Dead ReLU units").run()
    at.segmented_control(key="study_across").set_value(across)
    at.slider(key="study_networks").set_value(20)
    at.select_slider(key="study_iterations").set_value(200).run()
    at.button(key="study_start").click().run()
    at.session_state["bias_study"].sweeping._done.result(timeout=60)
    at.run()
    assert not at.exception
    words = " ".join(said.value for said in at.markdown)
    assert "The lowest expected loss" in words
    assert len(at.table) == 1
    at.segmented_control(key="study_loss").set_value("0/1").run()
    assert not at.exception
    (slider,) = (s for s in at.select_slider if s.label.startswith("Maps"))
    slider.set_value(1).run()
    assert not at.exception
