"""Manners: a healthy run hears nothing, nothing is disturbed, nothing flickers, every remedy is accepted."""

import numpy as np
import pytest
from diagnosed_runs import MOONS, Watched, moons

from playground.diagnostics import RATES, STRENGTHS, apply_remedy
from playground.diagnostics.finding import figure, percent
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_healthy_run_hears_of_nothing_but_overfitting(seed: int) -> None:
    run = Watched(moons(dataset={**MOONS["dataset"], "seed": seed}, init={"name": "he", "seed": seed})).train(3000)
    assert {name for _, names in run.seen for name in names} <= {"overfitting"}
    assert run.turns("overfitting") <= 1


@pytest.mark.parametrize("more", [{"keep_prob": 0.7, "batch_size": 16, "lambd": 0.1}, {"activation": "tanh"}, {}])
def test_looking_changes_nothing(more: dict[str, object]) -> None:
    np.random.seed(7)
    watched, alone = Watched(moons(0.5, **more)), Trainer(moons(0.5, **more))
    before = np.random.get_state(legacy=False)["state"]
    watched.train(300, stride=7)
    for stop in range(7, 301, 7):
        alone.advance(stop - alone.iteration)
    alone.advance(300 - alone.iteration)
    np.testing.assert_array_equal(watched.trainer.learner.parameters.theta, alone.learner.parameters.theta)
    now = np.random.get_state(legacy=False)["state"]
    np.testing.assert_array_equal(now["key"], before["key"])
    assert now["pos"] == before["pos"]


EXTREMES = [
    {"hidden": [], "batch_size": 1},
    {"hidden": [1] * 20},
    {"hidden": [40, 40], "init": {"name": "random", "scale": 100.0}},
    {"hidden": [5] * 50, "activation": "sigmoid"},
    {"hidden": [8, 4], "keep_prob": [0.01, 1.0]},
    {"hidden": [8, 4], "activation": "tanh", "lambd": 1e6},
    {"hidden": [8, 4], "l1": 1e5},
    {"hidden": [4], "activation": "tanh", "init": {"name": "random", "scale": 1000.0}},
    {"hidden": [4], "dataset": {"name": "moons", "n": 10}},
]


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "rmsprop", "adam"])
@pytest.mark.parametrize("rate", [0.01, 1000.0])
@pytest.mark.parametrize("more", EXTREMES)
def test_extreme_runs_get_few_findings_with_remedies_that_are_accepted(
    more: dict[str, object], rate: float, optimizer: str
) -> None:
    run = Watched(moons(rate, optimizer, **more)).train(600, stride=30)
    assert len(run.found) <= 3
    for finding in run.found:
        assert finding.words.endswith(".") and not finding.words[0].islower()
        assert "nan" not in finding.words and "None" not in finding.words
        Trainer(apply_remedy(run.trainer.experiment, finding.remedy))
        assert finding.remedy.get("learning_rate", RATES[0]) in RATES
        assert finding.remedy.get("lambd", 0.0) in STRENGTHS


def test_a_remedy_changes_its_fields_and_nothing_else() -> None:
    experiment = moons(init={"name": "zeros", "seed": 5})
    written = apply_remedy(
        experiment, {"learning_rate": 0.1, "init": {"name": "he"}, "hidden": [3], "iteration": 9}
    ).to_json()
    expected = experiment.to_json()
    expected["optimizer"]["learning_rate"] = 0.1
    expected["init"]["name"] = "he"
    expected["hidden"] = [3]
    assert written == expected
    with pytest.raises(ExperimentError, match="lambd"):
        apply_remedy(experiment, {"lambd": -1.0})


def test_a_remedy_leaves_out_changes_that_its_network_may_not_have() -> None:
    experiment = Experiment.from_json({**MOONS, "changes": [{"iteration": 5, "field": "W1[8,1]", "value": 1.0}]})
    assert apply_remedy(experiment, {"hidden": [2]}).changes == ()


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (0.314, "0.31"),
        (1.04, "1.04"),
        (0.0123, "0.012"),
        (12345.0, "12,345"),
        (6.8e57, "6.8 × 10⁵⁷"),
        (-1.2e-5, "−1.2 × 10⁻⁵"),
        (-0.5, "−0.50"),
    ],
)
def test_figures_read_well(x: float, words: str) -> None:
    assert figure(x) == words


@pytest.mark.parametrize(("share", "words"), [(0.866, "87 %"), (0.999, "99 %"), (1.0, "100 %"), (0.0, "0 %")])
def test_only_all_of_it_is_a_hundred_percent(share: float, words: str) -> None:
    assert percent(share) == words
