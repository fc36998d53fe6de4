"""Curves over a field and over the iterations: what is trained, what is read of it, and what is said."""

from dataclasses import replace

import numpy as np
import pytest

from playground.diagnostics import swept_fields
from playground.diagnostics.curve_plan import COST, ERROR, ITERATIONS, CurveBands, plan_curve
from playground.diagnostics.curve_words import tell_early_stopping, tell_learning_curve, tell_validation_curve
from playground.diagnostics.swept_fields import DEPTH, KEEP_PROB, LAMBDA, UNITS, M, named, swept_field
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.sweep_data import fresh_data
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import run_sweep
from playground.training.trainer import Trainer

MOONS = Experiment.from_json(
    {
        "dataset": {"name": "moons", "n": 100, "noise": 0.3},
        "split": {"train": 0.5, "dev": 0.25, "test": 0.25},
        "hidden": [5, 2],
        "optimizer": {"learning_rate": 0.3},
    }
)


def bands(x: list[float], train: list[float], dev: list[float]) -> CurveBands:
    return CurveBands(np.array(x), np.array([train] * 3), np.array([dev] * 3), 10)


def test_where_the_experiment_stands_on_every_field() -> None:
    own = {name: swept_field(MOONS, name).own for name in (M, LAMBDA, KEEP_PROB, UNITS, DEPTH)}
    assert own == {M: 50, LAMBDA: 0, KEEP_PROB: 1, UNITS: 5, DEPTH: None}
    assert swept_field(replace(MOONS, hidden=(4, 4, 4)), DEPTH).own == 3
    assert swept_field(replace(MOONS, keep_prob=(0.5, 0.8)), KEEP_PROB).own is None
    assert swept_field(MOONS, UNITS).own_first == (5, 1, 2, 4, 8, 16, 32)
    assert swept_field(MOONS, DEPTH).own_first == (1, 2, 3, 4, 5)
    assert named(640, "m=") == "m = 640"
    assert named(1, "hidden layers") == "1 hidden layer"


def test_what_cannot_be_swept_is_refused_in_a_sentence() -> None:
    with pytest.raises(ExperimentError, match="needs a hidden layer"):
        plan_curve(replace(MOONS, hidden=()), KEEP_PROB, 5, 10)
    with pytest.raises(ExperimentError, match="needs a dev set"):
        plan_curve(replace(MOONS, split=None), ITERATIONS, 5, 10)


def test_the_learning_curve_has_the_errors_of_its_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(swept_fields.VALUES, M, (20, 80))
    plan = plan_curve(MOONS, M, 3, 200)
    assert [e.dataset.n for e in plan.sweep.experiments] == [100, 40, 160]
    result = SweepResult(plan.sweep)
    assert plan.read(ERROR, result.outcome) is None
    for part in run_sweep(plan.sweep, n_jobs=1):
        result.add(part)
    found = plan.read(ERROR, result.outcome)
    assert found is not None
    assert found is plan.read(ERROR, result.outcome)
    assert list(found.x) == [20, 50, 80]
    right = []
    for position in range(3):
        trainer = Trainer(plan.sweep.member(1, position), plan.sweep.data_of(1, position))
        trainer.advance(200)
        right.append(trainer.evaluate().train_accuracy)
    assert found.train[1][0] == pytest.approx(1 - np.median(right))
    assert np.all(found.dev[0] <= found.dev[2])


def test_the_curves_over_iterations_have_a_dev_set_of_each_seed() -> None:
    plan = plan_curve(MOONS, ITERATIONS, 3, 160)
    result = SweepResult(plan.sweep)
    for part in run_sweep(plan.sweep, n_jobs=1):
        result.add(part)
    costs, errors = plan.read(COST, result.outcome), plan.read(ERROR, result.outcome)
    assert costs is not None
    assert errors is not None
    last = []
    for position, seed in enumerate(plan.sweep.seeds):
        trainer = Trainer(plan.sweep.member(0, position), fresh_data(MOONS, seed))
        trainer.advance(160)
        last.append(trainer.evaluate())
    assert costs.dev[1][-1] == pytest.approx(np.median([record.dev_cost for record in last]))
    assert errors.dev[1][-1] == pytest.approx(1 - np.median([record.dev_accuracy for record in last]))
    assert np.all(errors.dev[0] <= errors.dev[2])
    assert costs.x[-1] == 160


@pytest.mark.parametrize(
    ("train", "dev", "said"),
    [
        ([0.25, 0.30], [0.40, 0.31], "High bias: both errors meet 20.0 % above"),
        ([0.00, 0.09], [0.30, 0.18], "High variance, 9.0 % even there: more data would help."),
        ([0.00, 0.20], [0.40, 0.30], "There is high bias too"),
        ([0.00, 0.10], [0.30, 0.11], "That was variance, and more data cured it."),
        ([0.10, 0.10], [0.11, 0.11], "Neither bias nor variance"),
        ([np.inf, 0.10], [np.inf, 0.11], "diverged"),
    ],
)
def test_the_learning_curve_is_told(train: list[float], dev: list[float], said: str) -> None:
    assert said in tell_learning_curve(bands([20, 640], train, dev), 0.1)


def test_the_validation_curve_is_told() -> None:
    found = bands([0.0, 1.0, 10.0], [0.02, 0.10, 0.30], [0.20, 0.12, 0.31])
    assert tell_validation_curve(found, "λ=", 0.0) == (
        "The lowest dev error, 12.0 %, is at λ = 1. Your experiment with λ = 0 has 20.0 %, 8.0 % more. "
        "At λ = 0 there is more variance: the gap is wider. At λ = 10 there is more bias: the training set fits "
        "less well."
    )
    assert "That is your experiment." in tell_validation_curve(found, "λ=", 1.0)
    assert "Your experiment" not in tell_validation_curve(found, "λ=", None)
    assert "At least two" in tell_validation_curve(bands([1.0], [0.1], [0.1]), "λ=", 1.0)


def test_networks_that_diverge_are_told_of() -> None:
    end = bands([0.0, 1.0], [0.1, np.inf], [0.1, np.inf])
    assert tell_validation_curve(end, "λ=", None).endswith("At λ = 1 most diverge.")
    assert "Most networks diverge where your experiment is" in tell_validation_curve(end, "λ=", 1.0)
    nothing = bands([0.0, 1.0], [np.inf] * 2, [np.inf] * 2)
    assert "at every value" in tell_validation_curve(nothing, "λ=", 0.0)
    assert "Most networks diverge." in tell_early_stopping(end, end)


def test_early_stopping_is_told() -> None:
    errors = bands([0, 100, 200], [0.5, 0.1, 0.02], [0.5, 0.12, 0.12])
    rising = tell_early_stopping(errors, bands([0, 100, 200], [0.7, 0.3, 0.1], [0.7, 0.4, 0.6]))
    assert "lowest at iteration 100" in rising
    assert "train error falls from 10.0 % to 2.0 %" in rising
    assert "surer of its mistakes" in rising
    falling = tell_early_stopping(errors, bands([0, 100, 200], [0.7, 0.3, 0.1], [0.7, 0.6, 0.4]))
    assert "nothing to stop early" in falling
    flat = tell_early_stopping(errors, bands([0, 100, 200], [0.7, 0.3, 0.1], [0.7, 0.400, 0.401]))
    assert "stopping early gains nothing" in flat
