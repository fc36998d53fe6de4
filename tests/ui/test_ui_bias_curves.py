"""The section of curves as Streamlit runs it, its networks trained in this process."""

import pytest
from streamlit.testing.v1 import AppTest
from test_ui_pages import ROOT

from playground.diagnostics import swept_fields
from playground.stage import sweeping
from playground.training.checks import ExperimentError
from playground.training.sweeps import run_sweep
from playground.ui import bias_curves


@pytest.fixture(autouse=True)
def small_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps of few values, without worker processes."""
    few = {"m": (20, 60), "λ": (0.0, 1.0), "keep_prob": (0.5, 1.0), "units": (1, 2), "depth": (1, 2)}
    for name, values in few.items():
        monkeypatch.setitem(swept_fields.VALUES, name, values)
    monkeypatch.setattr(sweeping, "run_sweep", lambda sweep, n_jobs: run_sweep(sweep, n_jobs=1))


def open_section() -> AppTest:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=60).run()
    at.switch_page(str(ROOT / "pages" / "bias_variance.py")).run()
    at.selectbox(key="bias_experiment").set_value("Overfitting 90 points")
    at.segmented_control(key="bias_section").set_value("Curves").run()
    assert not at.exception
    return at


def train(at: AppTest, kind: str) -> None:
    at.segmented_control(key="curve_kind").set_value(kind)
    at.slider(key="curve_seeds").set_value(5)
    at.select_slider(key="curve_iterations").set_value(200).run()
    at.button(key="curve_start").click().run()
    at.session_state[f"bias_curve_{kind}"].sweeping._done.result(timeout=60)
    at.run()
    assert not at.exception


@pytest.mark.parametrize(
    ("kind", "own", "said"),
    [
        ("m", 90.0, "The gap from train to dev"),
        ("λ", 0.0, "The lowest dev error"),
        ("keep_prob", 1.0, "The lowest dev error"),
        ("units", 20, "The lowest dev error"),
        ("depth", 1, "The lowest dev error"),
    ],
)
def test_a_curve_is_trained_told_and_opened(kind: str, own: float, said: str) -> None:
    at = open_section()
    train(at, kind)
    assert said in " ".join(words.value for words in at.markdown)
    (slider,) = (s for s in at.select_slider if s.label.startswith("Choose a value"))
    assert slider.value == own
    slider.set_value(2 if kind in ("units", "depth") else own).run()
    assert not at.exception
    at.segmented_control(key="curve_figure").set_value("cost").run()
    assert not at.exception


def test_early_stopping_and_the_way_back_to_what_was_trained() -> None:
    at = open_section()
    train(at, "iterations")
    train(at, "λ")
    at.segmented_control(key="curve_kind").set_value("iterations").run()
    assert "The dev cost" in " ".join(words.value for words in at.markdown)
    at.selectbox(key="bias_experiment").set_value("L2 on the same points").run()
    assert any("another experiment" in said.value for said in at.markdown)


def test_before_anything_is_trained_the_lines_are_explained() -> None:
    assert "middle 80 %" in open_section().info[0].value


def test_what_the_experiment_does_not_have_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ExperimentError("Dropout needs a hidden layer: this experiment has none.")

    monkeypatch.setattr(bias_curves, "plan_curve", refuse)
    at = open_section()
    at.button(key="curve_start").click().run()
    assert not at.exception
    assert at.warning[0].value == "Dropout needs a hidden layer: this experiment has none."
