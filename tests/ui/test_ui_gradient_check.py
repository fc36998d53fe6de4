"""The page of the gradient check as Streamlit runs it: the right network, bugs planted and found, kinks told."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.diagnostics.gradient_check_words import tell_check
from playground.diagnostics.planted_bugs import BUGS
from playground.network.gradient_check import check
from playground.stage.registry import REGISTRY
from playground.ui import gradient_check_panels
from playground.ui.gradient_check_bugs import SHOWS_ON
from playground.ui.gradient_check_panels import EPSILONS
from playground.ui.gradient_check_subject import EXPERIMENTS, UPDATES, trained

ROOT = Path(__file__).resolve().parents[2]
WAITS = 30


@pytest.fixture(autouse=True)
def no_runs_left() -> None:
    """Runs of an earlier test must not be found by the next."""
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)


def open_page(**query: str) -> AppTest:
    """The page, reached by its address in a new session."""
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=WAITS)
    at.switch_page(str(ROOT / "pages" / "gradient_check.py"))
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def differences(at: AppTest) -> list[float]:
    """The big numbers, now and at the start."""
    return [float(metric.value) for metric in at.metric]


def words(at: AppTest) -> str:
    return " ".join(element.value for kind in (at.markdown, at.caption, at.info, at.warning) for element in kind)


def test_a_deep_link_checks_the_course_s_network() -> None:
    at = open_page()
    assert [metric.label for metric in at.metric] == ["Now, iteration 1,000", "At the initial weights"]
    assert max(differences(at)) < 1e-6
    assert words(at).count("great") >= 2
    assert "127 parameters · 211 points · iteration 1,000" in words(at)
    assert "No run is in play" in words(at)


def test_the_run_in_play_is_checked_where_it_stands() -> None:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=WAITS).run()
    (run,) = REGISTRY._runs.values()
    run.pull(1, 70, 10.0)
    before = run.trainer.learner.parameters.theta.copy()
    at.switch_page(str(ROOT / "pages" / "gradient_check.py")).run()
    assert not at.exception
    assert at.metric[0].label == f"Now, iteration {run.trainer.iteration:,}"
    assert run.trainer.iteration == 70
    assert max(differences(at)) < 1e-6
    assert "2-8-4-1" in words(at)
    assert (run.trainer.learner.parameters.theta == before).all()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_network_of_the_list_agrees_with_its_numerical_twin(name: str) -> None:
    subject = trained(name, 100)
    for parameters in (subject.start, subject.now):
        assert tell_check(check(subject.case(parameters).objective, parameters)).mood != "bad"


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_is_planted_or_refused_in_words(name: str) -> None:
    at = open_page(grad_bug=BUGS[name].title)
    if name == "dropout":
        assert "not planted" in at.info[0].value
        assert max(differences(at)) < 1e-6
    else:
        assert not at.info
        assert min(differences(at)) > 1e-2
        assert any("=" in code.value for code in at.code), "the wrong line is shown"


def test_the_layer_of_a_bug_decides_which_block_is_off() -> None:
    at = open_page(grad_bug=BUGS["bias"].title)
    at.selectbox(key="grad_layer").set_value(3).run()
    assert "Off: b3." in words(at)
    at.selectbox(key="grad_bug").set_value("none").run()
    assert "agrees with its numerical twin" in words(at)


def test_a_hidden_bug_is_found() -> None:
    at = open_page()
    at.button(key="grad_hide").click().run()
    hidden = at.session_state["grad_hidden"]
    assert min(differences(at)[:1]) > 1e-3
    wrong = next(name for name in BUGS if name != hidden.name)
    at.selectbox(key="grad_guess").set_value(wrong).run()
    assert at.warning[0].value.startswith("Not ")
    at.selectbox(key="grad_guess").set_value(hidden.name).run()
    assert at.success[0].value.startswith("Right: ")
    at.button(key="grad_out").click().run()
    assert max(differences(at)) < 1e-6
    assert not at.success


def test_a_hidden_bug_that_cannot_show_any_more_is_said_to_be_gone() -> None:
    at = open_page()
    at.button(key="grad_hide").click().run()
    at.selectbox(key="grad_network").set_value("All weights zero").run()
    assert not at.exception
    assert "cannot show on this network" in words(at)
    at.button(key="grad_hide").click().run()
    assert not at.exception
    assert "No bug can show at these weights" in words(at)


def test_with_dropout_the_masks_can_be_frozen_or_left_on() -> None:
    at = open_page(grad_network="Dropout on the same points")
    off = differences(at)
    at.toggle(key="grad_frozen").set_value(True).run()
    assert not at.exception
    assert differences(at) != off
    assert differences(at)[0] < 1e-6
    at.selectbox(key="grad_bug").set_value("dropout").run()
    assert "Every block is off" in words(at)


def test_a_large_epsilon_and_its_kinks_are_not_called_a_bug() -> None:
    at = open_page(grad_epsilon="0.1")
    assert at.select_slider(key="grad_epsilon").value == 0.1
    assert "ε too large to tell" in words(at)
    assert "of 127 parameters, whose nudge carries some z through 0" in words(at)
    at.select_slider(key="grad_epsilon").set_value(3e-5).run()
    assert "of 127 parameters, whose nudge carries some z through 0" in words(at)
    assert "Off:" not in words(at)


def test_what_is_left_out_at_kinks_is_named() -> None:
    at = open_page(grad_network="All weights zero")
    assert "Left out: 35 of 91 parameters" in words(at)
    assert "W1, b1 and b2: at kinks altogether" in words(at)


@pytest.mark.parametrize("tab", ["Parameters", "Error against ε", "float32 and float64"])
@pytest.mark.parametrize("name", ["Four hidden units", "Nothing to learn"])
def test_every_tab_of_a_small_and_a_large_network(tab: str, name: str) -> None:
    at = open_page(grad_network=name, grad_tab=tab)
    if tab == "Error against ε" and name == "Four hidden units":
        assert "Measured slopes: one-sided 1.00, two-sided 2.00." in words(at)
    if tab != "Parameters" and name == "Nothing to learn":
        assert "From 200 of the 1,051 parameters" in words(at)


def test_epsilon_runs_from_1e_12_to_a_tenth_and_nonsense_is_ignored() -> None:
    assert EPSILONS[0] == 1e-12
    assert EPSILONS[-1] == 0.1
    assert 1e-7 in EPSILONS
    at = open_page(grad_epsilon="banana", grad_network="nowhere", grad_updates="7", grad_bug="x", grad_layer="9")
    assert at.select_slider(key="grad_epsilon").value == 1e-7


def test_a_check_is_remembered_until_something_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_page()
    monkeypatch.setattr(gradient_check_panels, "check", lambda *arguments: pytest.fail("worked out again"))
    at.run()
    assert not at.exception
    assert len(at.session_state["grad_kept"]) <= gradient_check_panels.REMEMBERED


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"alpha": "10", "activation": "Linear", "layers": "4", "dataset": "spiral"}, "this run has diverged"),
        ({"init": "Zeros", "activation": "Tanh"}, "no further apart than round-off"),
    ],
    ids=["diverged", "zeros"],
)
def test_a_run_without_a_gradient_to_compare_says_so_on_every_tab(query: dict[str, str], said: str) -> None:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=WAITS)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    (run,) = REGISTRY._runs.values()
    run.pull(1, 300, 5.0)
    at.switch_page(str(ROOT / "pages" / "gradient_check.py"))
    for tab in ("Parameters", "Error against ε", "float32 and float64"):
        at.query_params["grad_tab"] = tab
        at.run()
        assert not at.exception
    assert said in words(at)


def test_a_preset_that_diverges_is_checked_where_it_was_sound() -> None:
    assert trained("Steps too large", UPDATES[-1]).iteration <= UPDATES[-1]


@pytest.mark.parametrize(("network", "bug"), [("All weights zero", "penalty"), ("", "dropout")])
def test_a_bug_that_cannot_show_offers_a_network_on_which_it_can(network: str, bug: str) -> None:
    at = open_page()
    if network:
        at.selectbox(key="grad_network").set_value(network).run()
    at.selectbox(key="grad_bug").set_value(bug).run()
    assert any("It cannot show here" in info.value for info in at.info)
    at.button(key="grad_take").click().run()
    assert not at.exception
    assert not any("It cannot show here" in info.value for info in at.info)
    assert at.selectbox(key="grad_network").value == SHOWS_ON[bug]
