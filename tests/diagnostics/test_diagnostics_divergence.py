"""Divergence: the cause is named, and the remedy lets the same run end."""

import pytest
from diagnosed_runs import Watched, moons

from playground.diagnostics import RATES, STRENGTHS, largest_stable_rate
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer


def flower(rate: float, optimizer: str = "gd", scale: float = 1.0, **more: object) -> Experiment:
    return Experiment.from_json(
        {
            "dataset": {"name": "flower", "n": 400},
            "hidden": [10, 5, 5],
            "activation": "linear",
            "init": {"name": "xavier", "scale": scale},
            "optimizer": {"name": optimizer, "learning_rate": rate},
            **more,
        }
    )


def test_a_large_learning_rate_is_blamed_with_the_largest_that_is_stable() -> None:
    run = Watched(flower(10.0)).train(200)
    finding = run.finding("diverged")
    assert [found.name for found in run.found] == ["diverged"]
    assert finding.iteration == run.trainer.diverged_at
    stable = largest_stable_rate(Trainer(flower(10.0)))
    assert stable is not None and stable < 10.0
    assert f"above {stable:.2f}" in finding.words
    assert finding.remedy["learning_rate"] in RATES and finding.remedy["learning_rate"] < stable
    assert finding.advice == f"Try α = {finding.remedy['learning_rate']:g}"
    assert not run.remedied("diverged").train(500).ever("diverged")


def test_large_first_weights_are_blamed_where_the_rate_would_suit_others() -> None:
    run = Watched(flower(0.01, scale=20.0)).train(200)
    finding = run.finding("diverged")
    assert "20.00 times" in finding.words
    assert finding.remedy == {"init": {"name": "xavier", "scale": 1.0}}
    assert not run.remedied("diverged").train(500).ever("diverged")


@pytest.mark.parametrize("batch_size", [None, 32])
def test_a_large_strength_is_blamed_for_the_growth_of_the_weights(batch_size: int | None) -> None:
    experiment = moons(10.0, activation="tanh", lambd=100.0, batch_size=batch_size)
    run = Watched(experiment).train(500)
    finding = run.finding("diverged")
    m = run.trainer.data.train.m  # of all, whatever the batch
    assert "λ = 100" in finding.words and f"{1 - 10 * 100 / m:.2f}".replace("-", "−") in finding.words
    assert finding.remedy["lambd"] in STRENGTHS and 10 * finding.remedy["lambd"] / m <= 1
    assert not run.remedied("diverged").train(500).ever("diverged")


def test_adam_is_told_how_far_it_steps() -> None:
    run = Watched(
        Experiment.from_json(
            {
                "dataset": {"name": "moons", "n": 50},
                "hidden": [30] * 100,
                "activation": "linear",
                "optimizer": {"name": "adam", "learning_rate": 1000.0},
            }
        )
    ).train(300)
    finding = run.finding("diverged")
    assert "about α = 1000" in finding.words
    assert finding.remedy["learning_rate"] in RATES
    assert not run.remedied("diverged").train(100).ever("diverged")


def test_a_run_that_goes_on_has_not_diverged() -> None:
    assert not Watched(moons()).train(300).ever("diverged")


def test_a_rate_below_the_first_bound_is_still_lowered() -> None:
    run = Watched(flower(10.0)).train(200)
    run.trainer.learner.learning_rate = 1e-3  # as if it had been lowered after the overflow
    finding = run.look()[0]
    assert finding.name == "diverged" and finding.remedy["learning_rate"] < 1e-3
