"""The verdict's page: the experiment that is judged, the best possible error, the recipe and what is tried."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.stage.registry import REGISTRY
from playground.stage.runs import Run
from playground.ui.bias_verdict import TRIAL

ROOT = Path(__file__).resolve().parents[2]


def open_page(**query: str) -> AppTest:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def go(at: AppTest) -> AppTest:
    at.switch_page("../../pages/bias_variance.py").run()
    assert not at.exception
    return at


def test_the_run_in_the_playground_is_judged_as_it_stands() -> None:
    at = open_page(dataset="xor", layers="0")
    (run,) = (run for run in REGISTRY._runs.values() if isinstance(run, Run))
    run.pull(1, 300, 10.0)
    go(at)
    assert any("2-1 on xor after 300 iterations" in each.value for each in at.caption)
    assert "bias" in at.subheader[0].value
    assert any("Nobody can err less than" in each.value for each in at.caption)
    assert at.button(key="bias_try_bigger_network").label == "Make the network bigger."


@pytest.mark.parametrize(
    ("link", "found", "verdict"),
    [
        ({"dataset": "xor"}, "plateau", "High bias."),
        ({"dataset": "football", "train": "30", "n1": "20", "n2": "3"}, "overfitting", "variance"),
    ],
)
def test_the_playground_and_this_page_judge_a_run_alike(link: dict[str, str], found: str, verdict: str) -> None:
    at = open_page(**link)
    (run,) = (run for run in REGISTRY._runs.values() if isinstance(run, Run))
    run.pull(3, 1000, 30.0)
    run.step()
    assert [finding.name for finding in run.findings] == [found]
    go(at)
    assert verdict in at.subheader[0].value
    assert ("bias" in at.subheader[0].value) is (found == "plateau")


def test_a_textbook_case_needs_no_network() -> None:
    at = go(open_page())
    at.selectbox(key="bias_case").set_value("Train 1 %, dev 11 %").run()
    assert not at.exception
    assert at.subheader[0].value == "High variance."
    assert any("Get more training data." in each.value for each in at.markdown)


def test_a_human_level_is_typed_and_called_a_stand_in() -> None:
    at = go(open_page())
    at.segmented_control(key="bias_level").set_value("Human level").run()
    at.number_input(key="bias_human").set_value(2.0).run()
    assert not at.exception
    assert any("stands in for the Bayes error" in each.value for each in at.caption)


def test_advice_is_tried_and_what_came_of_it_is_kept() -> None:
    at = go(open_page())
    at.selectbox(key="bias_experiment").set_value("Overfitting 90 points").run()
    at.button(key="bias_try_l2").click().run()
    assert not at.exception
    sweeping = at.session_state[TRIAL].sweeping
    deadline = time.monotonic() + 90
    while sweeping.running and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not sweeping.running
    go(at)
    at.switch_page("../../pages/playground.py").run()
    go(at)
    assert any("What counts in the end, the dev error, went from" in each.value for each in at.markdown)
    assert any("Means over 8 of 8 seeds" in each.value for each in at.markdown)
