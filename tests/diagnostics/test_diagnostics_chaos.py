"""Chaos: found where two copies of a run really part, and nowhere else; it changes nothing and costs little."""

from typing import Any

import numpy as np
import pytest
from diagnosed_runs import Watched, moons

from playground.datasets import DATASETS
from playground.diagnostics import RATES
from playground.diagnostics.chaos import FEWEST, MOST, PARTED, Shadow, explain_chaos
from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.training.trainer import Trainer

# Chaotic for good, whatever the last bit: the cost jumps up and down, and it never settles.
WILD: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 300, "noise": 0.2, "seed": 1},
    "hidden": [4, 4],
    "activation": "tanh",
    "init": {"name": "xavier", "seed": 1},
}


def followed(experiment: Experiment, iterations: int, stride: int = 10) -> tuple[Trainer, Shadow]:
    """A run after so many iterations, or where chaos was found, and what followed it."""
    trainer = Trainer(experiment)
    shadow = Shadow(trainer)
    shadow.look()
    while trainer.iteration < iterations and shadow.look() is None:
        trainer.advance(stride)
    return trainer, shadow


def apart(experiment: Experiment, iterations: int) -> float:
    """How far apart, relative to their size, two runs are, one of which began with a nudge of 1e-12."""
    both = Lockstep([experiment, experiment])
    one, other = both.parameters(0).theta, both.parameters(1).theta
    other *= 1 + 1e-12 * np.random.RandomState(0).randn(other.size)
    both.advance(iterations)
    return float(np.linalg.norm(one - other) / np.linalg.norm(one))


@pytest.mark.parametrize(
    "more",
    [
        {"rate": 10.0, **WILD},
        {"rate": 10.0, **WILD, "batch_size": 32},
        {"rate": 1.0, "optimizer": "adam", **WILD},
        {"rate": 0.3, "optimizer": "rmsprop", **WILD},
        {"rate": 10.0, **WILD, "lambd": 0.1},
    ],
    ids=str,
)
def test_steps_far_too_large_are_chaotic(more: dict[str, Any]) -> None:
    experiment = moons(**more)
    trainer, shadow = followed(experiment, 2000)
    parting = shadow.parting
    assert parting is not None
    assert parting.distance >= PARTED
    assert (parting.since, trainer.iteration >= parting.updates) == (0, True)
    assert apart(experiment, parting.updates + 50) >= PARTED / 2, "as two runs show"


@pytest.mark.parametrize("name", DATASETS)
def test_an_ordinary_run_is_not(name: str) -> None:
    experiment = Experiment.from_json(
        {
            "dataset": {"name": name, "seed": 1},
            "split": {"train": 0.6, "dev": 0.2, "test": 0.2},
            "standardize": True,
            "hidden": [8, 4],
            "init": {"name": "he", "seed": 3},
            "optimizer": {"learning_rate": 0.3},
        }
    )
    assert followed(experiment, 3000)[1].parting is None
    assert apart(experiment, 1500) < 1e-3


@pytest.mark.parametrize(
    "more",
    [
        {"optimizer": "adam", "rate": 0.01},
        {"batch_size": 1, "rate": 0.03},
        {"keep_prob": 0.7},
        {"activation": "tanh"},
        {"hidden": [], "rate": 10.0},
        {"init": {"name": "zeros"}},
    ],
    ids=str,
)
def test_noise_from_batches_or_masks_is_no_chaos(more: dict[str, Any]) -> None:
    assert followed(moons(**more), 2000)[1].parting is None


def test_a_run_is_the_same_whether_somebody_follows_it_or_not() -> None:
    experiment = moons(10.0, **WILD, keep_prob=0.8, batch_size=32)
    trainer, _ = followed(experiment, 300)
    alone = Trainer(experiment)
    alone.advance(trainer.iteration)
    np.testing.assert_array_equal(trainer.learner.parameters.theta, alone.learner.parameters.theta)


def test_it_is_said_and_the_smaller_rate_that_is_offered_calms_the_run() -> None:
    run = Watched(moons(10.0, **WILD)).train(400)
    finding = run.finding("chaotic")
    assert finding.words.startswith(
        "Another computer will see another run: two copies, 10⁻¹² apart at iteration 0,"
    )
    assert "With α = 10" in finding.words
    calm = finding.remedy["learning_rate"]
    assert calm in RATES and calm < 10
    assert finding.advice == f"Try α = {calm:g}"
    assert not {"rising"} & {one.name for one in run.found}
    run.trainer.change(learning_rate=calm)
    run.look()
    assert "chaotic" not in run.seen[-1][1]
    run.train(2000)
    assert "chaotic" not in run.seen[-1][1]


def test_what_was_said_stays_in_the_same_words_until_somebody_goes_back() -> None:
    run = Watched(moons(10.0, **WILD)).train(400)
    words = run.finding("chaotic").words
    assert run.train(200).finding("chaotic").words == words
    assert run.turns("chaotic") == 1
    run.trainer.restore(Trainer(run.trainer.begun).checkpoint())
    run.history.go_back(0)
    run.look()
    assert "chaotic" not in run.seen[-1][1]


def test_a_look_trains_few_updates_and_never_ahead_of_the_run() -> None:
    trainer = Trainer(moons())
    shadow = Shadow(trainer)
    trained = []
    for stride in (0, 1, 3, 100, 100_000 // 40):
        trainer.advance(stride)
        before = shadow._pair.iteration if shadow._pair else 0
        shadow.look()
        assert shadow._pair is not None
        trained.append(shadow._pair.iteration - before)
        assert shadow._pair.iteration <= trainer.iteration
    assert trained == [0, 1, 3, FEWEST, MOST]


def test_a_network_whose_updates_take_long_is_not_followed() -> None:
    experiment = moons(dataset={"name": "moons", "n": 1000}, hidden=[64] * 20)
    shadow = Shadow(Trainer(experiment))
    assert shadow.look() is None
    assert shadow._pair is None


def test_adam_is_offered_a_usual_rate() -> None:
    trainer, shadow = followed(moons(1.0, "adam", **WILD), 500)
    assert shadow.parting is not None
    assert explain_chaos(trainer, shadow.parting).remedy == {"learning_rate": 0.01}
