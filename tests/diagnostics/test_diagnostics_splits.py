"""The luck of a dev set, and a dev set that was moved."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import zero_one_loss

from playground.datasets.bayes import bayes_error
from playground.datasets.mismatch import Move
from playground.diagnostics.bias_variance import judge
from playground.diagnostics.dev_luck import find_luck, least_difference, luck_of, tell_luck
from playground.diagnostics.error_rates import ErrorRate, difference
from playground.diagnostics.mismatch_trial import tell_mismatch, try_mismatch
from playground.diagnostics.network_answers import AT_ONCE, logits_of
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

MOONS = Experiment.from_json(
    {
        "dataset": {"name": "moons", "n": 100, "noise": 0.3},
        "split": {"train": 0.6, "dev": 0.2, "test": 0.2},
        "hidden": [6],
        "optimizer": {"learning_rate": 0.5},
        "iterations": 500,
    }
)


def test_answers_come_in_portions_and_are_those_of_the_network() -> None:
    trainer = Trainer(MOONS)
    trainer.advance(50)
    X = np.random.RandomState(1).randn(2, AT_ONCE + 7)
    W1, W2 = trainer.learner.parameters.W[1], trainer.learner.parameters.W[2]
    b1, b2 = trainer.learner.parameters.b[1], trainer.learner.parameters.b[2]
    expected = W2 @ np.maximum(0, W1 @ X + b1) + b2
    np.testing.assert_allclose(logits_of(trainer, X), expected[0], atol=1e-12)


def test_the_luck_of_coins_is_that_of_the_binomial_law() -> None:
    wrong = (np.random.RandomState(1).rand(4000, 100) < 0.2).astype(float)
    found = luck_of(wrong, 0.2)
    assert found.measured.std() == pytest.approx(np.sqrt(0.2 * 0.8 / 100), rel=0.05)
    assert found.low == pytest.approx(0.12, abs=0.011)
    assert found.high == pytest.approx(0.28, abs=0.011)
    # The share of binomial draws that Wilson's interval covers, at n = 100 and p = 0.2: 93.3 %.
    assert found.covered == pytest.approx(0.933, abs=0.02)
    assert found.typical.rate == pytest.approx(wrong[0].mean())


def test_the_least_difference_is_just_enough_and_shrinks_like_the_root_of_m() -> None:
    found = least_difference(0.2, 100)
    assert found is not None
    assert difference(ErrorRate(0.2 + found, 100), ErrorRate(0.2, 100)).low > 0
    assert difference(ErrorRate(0.2 + found - 0.01, 100), ErrorRate(0.2, 100)).low <= 0
    fine = least_difference(0.2, 10_000)
    assert fine == pytest.approx(1.96 * np.sqrt(2 * 0.2 * 0.8 / 10_000), rel=0.05)
    assert least_difference(1.0, 20) is None


@pytest.mark.parametrize("standardize", [False, True])
def test_the_true_error_is_above_that_of_bayes_and_what_many_points_measure(standardize: bool) -> None:
    luck = find_luck(replace(MOONS, standardize=standardize), sizes=(20, 500), draws=50)
    best = bayes_error("moons", 0.3, 1)
    assert best is not None
    assert best.error - 0.005 < luck.true_error < 0.2
    assert luck.sizes[1].measured.mean() == pytest.approx(luck.true_error, abs=0.01)
    assert luck.sizes[0].measured.shape == (50,)
    assert luck.sizes[0].high - luck.sizes[0].low > luck.sizes[1].high - luck.sizes[1].low
    assert f"The true error is {100 * luck.true_error:.1f} %. A dev set of 20 points" in tell_luck(luck)


def test_a_file_has_no_fresh_dev_sets(tmp_path: Path) -> None:
    rows = [f"{x},{1 - x},{int(x > 0.5)}" for x in np.linspace(0, 1, 40)]
    (tmp_path / "points.csv").write_text("x1,x2,label\n" + "\n".join(rows) + "\n")
    experiment = Experiment.from_json({"dataset": {"name": "csv", "path": str(tmp_path / "points.csv")}})
    with pytest.raises(ExperimentError, match="no fresh dev sets"):
        find_luck(experiment)
    with pytest.raises(ExperimentError, match="takes a dev set"):
        try_mismatch(experiment, 100)
    split = Experiment.from_json(
        {**experiment.to_json(), "split": {"train": 0.5, "dev": 0.5}, "hidden": [2], "iterations": 5}
    )
    moved = try_mismatch(split, 100).moved(Move(90))
    assert [rate.m for rate in moved.rates.values()] == [14, 6, 20]


@pytest.mark.parametrize("standardize", [False, True])
def test_without_a_move_there_is_no_mismatch_and_half_a_turn_makes_one(standardize: bool) -> None:
    trial = try_mismatch(replace(MOONS, standardize=standardize), 1000)
    alike, turned = trial.moved(Move()), trial.moved(Move(180))
    assert [rate.m for rate in alike.rates.values()] == [60, 1000, 1000]
    assert alike.rates["train"] == turned.rates["train"]
    assert alike.rates["train_dev"] == turned.rates["train_dev"]
    still, moved = alike.judge(0.1).gap("mismatch"), turned.judge(0.1).gap("mismatch")
    assert still is not None
    assert moved is not None
    assert abs(still.value) < 0.04
    assert moved.verdict == "high"
    assert "another kind" in tell_mismatch(turned.judge(0.1))


def test_the_error_on_the_moved_set_and_the_picture_are_those_of_the_network() -> None:
    trial = try_mismatch(MOONS, 200)
    moved = trial.moved(Move(30, 0.5, 0.0))
    dev = moved.sets.dev
    told = logits_of(trial.trainer, dev.X) > 0
    assert moved.rates["dev"].rate == pytest.approx(zero_one_loss(dev.Y[0] > 0.5, told))
    corner = np.array([[moved.region.x1_high], [moved.region.x2_low]])
    assert moved.field[0, -1] == pytest.approx(logits_of(trial.trainer, corner)[0])
    assert trial.half_width > 1


def test_the_words_on_the_gap() -> None:
    def told(train_dev: float, dev: float, m: int | None) -> str:
        return tell_mismatch(judge(ErrorRate(0.1, m), ErrorRate(dev, m), train_dev=ErrorRate(train_dev, m)))

    assert told(0.11, 0.3, None).startswith(
        "Of the 20.0 % from train to dev, 1.0 % is variance and 19.0 % mismatch."
    )
    assert "so few points cannot tell" in told(0.11, 0.15, 50)
    assert "look alike" in told(0.3, 0.31, None)
