"""The page on optimisation: every way from one start, rates that act live, the bowls below."""

from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from playground.stage.comparisons import Comparison
from playground.stage.registry import REGISTRY
from playground.ui.optimizations import DESCENTS

ROOT = Path(__file__).resolve().parents[2]


def open_page(**query: str) -> AppTest:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.switch_page("../../pages/optimization.py").run()
    assert not at.exception
    return at


def comparison() -> Comparison:
    (found,) = (run for run in REGISTRY._runs.values() if isinstance(run, Comparison))
    return found


def test_all_ways_begin_at_one_start_on_one_surface() -> None:
    open_page()
    running = comparison()
    assert len(running.titles) == len(DESCENTS)
    starts = [running.lockstep.parameters(k).theta for k in range(len(DESCENTS))]
    assert all(np.array_equal(start, starts[0]) for start in starts)
    told = [(its.optimizer.name, its.batch_size) for its in running.experiments]
    assert told == [(way.optimizer, way.batch_size) for way in DESCENTS.values()]


def test_a_learning_rate_acts_on_the_run_in_play() -> None:
    at = open_page()
    running = comparison()
    running.pull(1, 10, 1.0)
    at.select_slider(key="opt_alpha_adam").set_value(0.1).run()
    assert not at.exception
    assert comparison() is running
    assert running.experiments[list(DESCENTS).index("adam")].learning_rate == 0.1
    assert running.lockstep.iteration == 10


def test_inputs_are_normalised_on_demand_and_the_bowls_say_what_that_does() -> None:
    at = open_page()
    said = [each.value for each in at.markdown if "times as long as wide (" in each.value]
    assert [text.split("**")[1] for text in said] == ["As they are", "Normalised"]
    at.segmented_control(key="opt_inputs").set_value("Normalised").run()
    assert not at.exception
    train = comparison().lockstep.data.train
    np.testing.assert_allclose(train.X.mean(axis=1), 0.0, atol=1e-9)


def test_without_any_way_the_page_asks_for_one() -> None:
    at = open_page()
    at.pills(key="opt_compared").set_value([]).run()
    assert not at.exception
    assert at.info[0].value == "Choose at least one way to descend."
