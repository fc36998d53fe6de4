"""Regularisers side by side: the set shows what the page says, over many seeds; the strengths act live."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.stage.comparisons import Comparison
from playground.stage.registry import REGISTRY
from playground.training.experiment import Experiment
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import Sweep, run_sweep
from playground.ui.regularizers import DATA, ITERATIONS, NETWORK, REGULARIZERS, column, decay, rows

ROOT = Path(__file__).resolve().parents[2]
BASE = Experiment.from_json({**DATA, **NETWORK})
SEEDS = tuple(range(1, 21))
EVERY = 100


@pytest.fixture(scope="module")
def accuracies() -> dict[str, np.ndarray]:
    """Mean train, dev and test accuracy over twenty seeds of every regulariser."""
    named = {name: r for name, r in REGULARIZERS.items() if not r.stops_early}
    sweep = Sweep(
        tuple(column(BASE, r, r.live)[1] for r in named.values()), SEEDS, ITERATIONS, EVERY, vary_dropout=True
    )
    result = SweepResult(sweep)
    for part in run_sweep(sweep, n_jobs=1):
        result.add(part)
    figures = ("train_accuracy", "dev_accuracy", "test_accuracy")
    found: dict[str, Any] = {}
    for k, name in enumerate(named):
        outcome = result.outcome(k)
        assert outcome is not None
        found[name] = np.array([np.nanmean(outcome.final(figure)) for figure in figures])
        if name == "none":
            best = np.argmin(outcome.curves["dev_cost"], axis=1)
            found["early"] = np.array(
                [np.mean(outcome.curves[figure][np.arange(len(SEEDS)), best]) for figure in figures]
            )
    return found


@pytest.mark.parametrize("name", REGULARIZERS)
def test_what_was_measured_is_so(accuracies: dict[str, np.ndarray], name: str) -> None:
    told = REGULARIZERS[name].measured
    np.testing.assert_allclose(accuracies[name], [told.train, told.dev, told.test], atol=0.012)


@pytest.mark.parametrize("name", [name for name in REGULARIZERS if name != "none"])
def test_every_way_fits_less_and_generalises_better(accuracies: dict[str, np.ndarray], name: str) -> None:
    none, other = accuracies["none"], accuracies[name]
    assert other[0] < none[0]
    assert other[1:].mean() > none[1:].mean() + 0.005


def test_weight_decay_is_what_the_update_does() -> None:
    assert decay(0.3, 0.7, 90) == pytest.approx(1 - 0.3 * 0.7 / 90)


def test_the_table_has_a_row_for_each() -> None:
    assert [row[""] for row in rows()] == [r.title for r in REGULARIZERS.values()]
    assert rows()[0]["Course notebook, test"] == "91.5 %"
    assert rows()[2]["Course notebook, test"] == "–"


def test_the_strengths_act_on_the_networks_in_play() -> None:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30).run()
    at.switch_page(str(ROOT / "pages" / "regularization.py")).run()
    assert not at.exception
    (comparison,) = (run for run in REGISTRY._runs.values() if isinstance(run, Comparison))
    assert comparison.titles == ["None", "L2", "L1", "Dropout", "Early stopping"]
    assert comparison.stops_early == [False] * 4 + [True]
    for experiment in comparison.experiments:
        assert replace(experiment, lambd=0.0, l1=0.0, keep_prob=1.0) == BASE
    comparison.pull(1, 10, 10.0)
    at.select_slider(key="reg_lambd").set_value(3.0).run()
    assert not at.exception
    assert REGISTRY.find(comparison.token) is comparison
    assert [experiment.lambd for experiment in comparison.experiments] == [0.0, 3.0, 0.0, 0.0, 0.0]
    assert comparison.lockstep.iteration == 10
    at.number_input(key="reg_seed").set_value(5).run()
    assert REGISTRY.find(comparison.token) is None


def test_an_idle_comparison_comes_back_where_it_was() -> None:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30).run()
    at.switch_page(str(ROOT / "pages" / "regularization.py")).run()
    (before,) = (run for run in REGISTRY._runs.values() if isinstance(run, Comparison))
    at.slider(key="reg_keep_prob").set_value(0.7).run()
    before.pull(2, 40, 10.0)
    reached = before.newest.records
    before.touched -= 10_000
    REGISTRY.free_idle()
    assert REGISTRY.find(before.token) is None
    at.run()
    assert not at.exception
    (after,) = (run for run in REGISTRY._runs.values() if isinstance(run, Comparison))
    assert after.newest.records == reached
    assert after.experiments == before.experiments
