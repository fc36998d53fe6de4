"""Runs in play: what pull, step, reset and change give, and within which time."""

import json
import math
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from stage_tools import experiment

from playground.stage import in_play, runs
from playground.stage.packing import pack_truth
from playground.stage.runs import Burst, Run
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.keyframes import GRID
from playground.training.trainer import Trainer

PLENTY = 60.0


def iterations(burst: Burst) -> list[int]:
    return [keyframe.record.iteration for keyframe in burst.keyframes]


def theta(run: Run) -> np.ndarray:
    return run.trainer.learner.parameters.theta.copy()


def trained(of: Experiment, updates: int) -> Trainer:
    """The same experiment, trained apart from any run."""
    trainer = Trainer(of)
    trainer.advance(updates)
    return trainer


class SlowUpdates:
    """A clock that only updates move on, and a trainer whose updates take a given time on it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.now = 100.0
        self.seconds = seconds
        slow = self

        class SlowTrainer(Trainer):
            def advance(self, updates: int) -> None:
                super().advance(updates)
                slow.now += updates * slow.seconds

        monkeypatch.setattr(runs, "Trainer", SlowTrainer)
        clock = SimpleNamespace(perf_counter=lambda: self.now, monotonic=time.monotonic)
        monkeypatch.setattr(in_play, "time", clock)
        monkeypatch.setattr(runs, "time", clock)

    def spent(self, task: Callable[[], Any]) -> float:
        """How long a task took."""
        begun = self.now
        task()
        return self.now - begun


def test_a_pull_gives_keyframes_a_stride_apart() -> None:
    run = Run(experiment())
    assert run.newest.record.iteration == 0
    assert iterations(run.pull(4, 7, PLENTY)) == [7, 14, 21, 28]
    assert iterations(run.pull(2, 100, PLENTY)) == [128, 228]
    assert run.newest.record.iteration == 228


def test_a_keyframe_shows_the_network_of_its_iteration() -> None:
    run = Run(experiment())
    for keyframe in run.pull(3, 50, PLENTY).keyframes:
        alone = trained(experiment(), keyframe.record.iteration)
        assert keyframe.record == alone.evaluate()
        region = run.camera.region
        x1 = np.linspace(region.x1_low, region.x1_high, GRID)
        x2 = np.linspace(region.x2_low, region.x2_high, GRID)
        corners = [(0, 0), (0, GRID - 1), (GRID - 1, 0), (20, 31)]
        X = np.array([[x1[column], x2[row]] for row, column in corners]).T
        told = [keyframe.field[row, column] * 1e-3 for row, column in corners]
        np.testing.assert_allclose(told, alone.logits(X)[0], atol=0.5001e-3)


def test_what_does_not_fit_into_a_pull_is_continued_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    SlowUpdates(monkeypatch, seconds=0.001)
    run = Run(experiment())
    seen = [iterations(run.pull(8, 100, budget=0.040)) for _ in range(10)]
    assert [iteration for burst in seen for iteration in burst] == [100, 200, 300, 400]
    assert [] in seen
    assert run.newest.record == trained(experiment(), 400).evaluate()


def test_a_stride_begun_is_finished_before_another_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    SlowUpdates(monkeypatch, seconds=0.001)
    run = Run(experiment())
    assert iterations(run.pull(1, 50, budget=0.030)) == []
    assert iterations(run.pull(2, 5, budget=0.5)) == [50, 55]


@pytest.mark.parametrize("seconds", [1e-5, 1e-4, 1e-3, 0.01, 0.1])
def test_every_pull_keeps_to_its_budget_but_for_one_update(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    clock = SlowUpdates(monkeypatch, seconds)
    run = Run(experiment())
    spent = [clock.spent(lambda: run.pull(30, 200, budget=0.040)) for _ in range(5)]
    spent.append(clock.spent(run.reset) + clock.spent(lambda: run.pull(30, 200, budget=0.040)))
    assert run.trainer.iteration >= 1
    assert max(spent) <= 0.040 + 1.5 * seconds


def test_a_pull_makes_at_least_one_update() -> None:
    run = Run(experiment())
    for expected in (1, 2, 3):
        run.pull(1, 10, budget=0.0)
        assert run.trainer.iteration == expected


def test_a_step_is_one_update_and_ends_the_stride_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    SlowUpdates(monkeypatch, seconds=0.001)
    run = Run(experiment())
    run.pull(1, 50, budget=0.030)
    reached = run.trainer.iteration
    assert 1 <= reached < 50
    assert iterations(run.step()) == [reached + 1]
    assert iterations(run.pull(1, 5, budget=1.0)) == [reached + 6]


def test_reset_gives_the_same_initial_weights_with_the_live_values_that_hold_now() -> None:
    run = Run(experiment(keep_prob=0.9))
    initial, first = theta(run), run.newest
    run.pull(2, 20, PLENTY)
    run.change({"learning_rate": 0.05, "lambd": 0.7, "keep_prob": 0.5})
    assert not np.array_equal(theta(run), initial)
    run.reset()
    np.testing.assert_array_equal(theta(run), initial)
    assert run.newest.record.data_cost == first.record.data_cost
    assert run.experiment == experiment(optimizer={"name": "gd", "learning_rate": 0.05}, lambd=0.7, keep_prob=0.5)
    run.pull(1, 30, PLENTY)
    np.testing.assert_array_equal(theta(run), trained(run.experiment, 30).learner.parameters.theta)
    revision, newest, history = run.read()
    assert revision == 2
    assert newest.record.iteration == 30
    assert [record.iteration for record in history.records] == [0, 30]
    assert history.changes == []


def test_a_change_raises_the_revision_tells_watchers_and_is_put_on_record() -> None:
    run = Run(experiment())
    told: list[int] = []
    run.watchers.add(lambda notice: told.append(notice.revision))
    run.pull(1, 12, PLENTY)
    run.change({"learning_rate": 1.0})
    run.pull(1, 3, PLENTY)
    run.change({"lambd": 0.5, "learning_rate": 1.0})
    assert told == [1, 2]
    revision, _, history = run.read()
    assert revision == 2
    assert [(c.iteration, c.field, c.value) for c in history.changes] == [
        (12, "learning_rate", 1.0),
        (15, "lambd", 0.5),
    ]


def test_a_burst_carries_the_revision_that_made_it() -> None:
    run = Run(experiment())
    assert run.pull(1, 5, PLENTY).revision == 0
    run.change({"lambd": 1.0})
    assert run.pull(1, 5, PLENTY).revision == 1
    assert run.step().revision == 1
    run.reset()
    assert run.step().revision == 2


BAD_CHANGES: list[dict[str, Any]] = [
    {"learning_rate": 0.0},
    {"learning_rate": math.nan},
    {"learning_rate": math.inf},
    {"learning_rate": "0.1"},
    {"learning_rate": 10**400},
    {"lambd": -1.0},
    {"lambd": None},
    {"keep_prob": 0.0},
    {"keep_prob": 1.01},
    {"keep_prob": [0.5, 0.5]},
    {"keep_prob": [True]},
    {"l1": True},
    {"hidden": [3]},
    {"lambd": 0.5, "keep_prob": 2.0},
]


@pytest.mark.parametrize("live", BAD_CHANGES, ids=lambda live: str(live)[:40])
def test_a_bad_value_is_refused_and_changes_nothing(live: dict[str, Any]) -> None:
    run = Run(experiment(keep_prob=0.9))
    run.pull(1, 5, PLENTY)
    told: list[int] = []
    run.watchers.add(told.append)
    before, weights = run.read(), theta(run)
    with pytest.raises(ExperimentError):
        run.change(live)
    assert run.read() == before
    assert run.experiment == experiment(keep_prob=0.9)
    assert told == []
    np.testing.assert_array_equal(theta(run), weights)
    run.pull(1, 20, PLENTY)
    np.testing.assert_array_equal(theta(run), trained(experiment(keep_prob=0.9), 25).learner.parameters.theta)


def test_the_truth_is_told_where_the_law_is_known() -> None:
    run = Run(experiment())
    truth = run.truth()
    assert truth is not None
    packed = pack_truth(truth)
    length = int.from_bytes(packed[:4], "little")
    header = json.loads(packed[4 : 4 + length])
    assert header["known"] is True
    assert header["error"] == truth.error.error
    field = np.frombuffer(packed, np.int16, offset=4 + length)
    np.testing.assert_array_equal(field, truth.field.ravel())
    assert json.loads(pack_truth(None)[4:])["known"] is False
