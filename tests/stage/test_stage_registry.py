"""The registry: how many runs there may be, when they end, and that nothing of them stays behind."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stage_tools import Clock, experiment

from playground.stage import registry as registry_module
from playground.stage.fair_share import Visitor
from playground.stage.registry import IDLE_SECONDS, SPARED_SECONDS, Registry, TooManyRuns
from playground.stage.runs import Run
from playground.training.checks import ExperimentError

TOO_LARGE: dict[str, Any] = {"dataset": {"name": "circles", "n": 20_000}, "hidden": [512, 512]}


def test_a_run_is_found_by_its_token_until_it_is_freed() -> None:
    registry = Registry()
    run, other = registry.open(experiment()), registry.open(experiment())
    assert run.token != other.token
    assert len(run.token) >= 32
    assert registry.find(run.token) is run
    registry.free(run.token)
    registry.free(run.token)
    assert registry.find(run.token) is None
    assert registry.find(other.token) is other
    assert len(registry) == 1


def test_a_full_server_says_so_and_keeps_what_it_has() -> None:
    registry = Registry(max_runs=2)
    kept = [registry.open(experiment()) for _ in range(2)]
    with pytest.raises(TooManyRuns, match=r"^Every place on this server is taken\. Try again in a few minutes"):
        registry.open(experiment())
    assert [registry.find(run.token) for run in kept] == kept
    registry.free(kept[0].token)
    registry.open(experiment())
    assert len(registry) == 2


def test_a_full_server_still_lets_a_run_be_replaced() -> None:
    registry = Registry(max_runs=1)
    old = registry.open(experiment())
    new = registry.open(experiment(hidden=[2]), instead_of=old.token)
    assert registry.find(old.token) is None
    assert registry.find(new.token) is new
    with pytest.raises(TooManyRuns):
        registry.open(experiment(), instead_of="a token of nobody's")
    assert registry.find(new.token) is new


def test_a_run_stays_when_the_one_in_its_place_cannot_be_opened() -> None:
    registry = Registry()
    old = registry.open(experiment())
    with pytest.raises(ExperimentError):
        registry.open(experiment(**TOO_LARGE), instead_of=old.token)
    assert registry.find(old.token) is old


def test_a_run_freed_in_the_meantime_can_be_replaced_where_there_is_room() -> None:
    registry = Registry(max_runs=1)
    old = registry.open(experiment())
    registry.free(old.token)
    new = registry.open(experiment(), instead_of=old.token)
    assert registry.find(new.token) is new


def test_idle_runs_are_freed_and_watched_ones_are_not() -> None:
    clock = Clock()
    registry = Registry(clock=clock)
    actions = {
        "pull": lambda run: run.pull(1, 1, 1.0),
        "step": lambda run: run.step(),
        "reset": lambda run: run.reset(),
        "touch": lambda run: run.touch(),
    }
    idle = registry.open(experiment())
    watched = {name: registry.open(experiment()) for name in actions}
    clock.now = IDLE_SECONDS
    assert registry.free_idle() == 0
    for name, run in watched.items():
        actions[name](run)
    clock.now = IDLE_SECONDS + 1
    assert registry.free_idle() == 1
    assert registry.find(idle.token) is None
    assert all(registry.find(run.token) is run for run in watched.values())
    clock.now = 2 * IDLE_SECONDS + 1
    assert registry.free_idle() == len(watched)
    assert len(registry) == 0


def test_opening_a_run_frees_the_idle_ones_first() -> None:
    clock = Clock()
    registry = Registry(max_runs=1, clock=clock)
    registry.open(experiment())
    clock.now = IDLE_SECONDS + 1
    assert registry.find(registry.open(experiment()).token)


def test_many_threads_never_overfill_the_server() -> None:
    registry = Registry(max_runs=5)

    def visit(number: int) -> str | None:
        try:
            return registry.open(experiment()).token
        except TooManyRuns:
            return None

    with ThreadPoolExecutor(4) as visitors:
        tokens = [token for token in visitors.map(visit, range(30)) if token]
    assert len(tokens) == len(set(tokens)) == len(registry) == 5


def resident() -> int:
    """This process's memory in bytes."""
    gc.collect()
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) * 1024


def test_a_thousand_abandoned_runs_leave_memory_as_it_was() -> None:
    clock = Clock()
    registry = Registry(clock=clock)
    small = experiment(dataset={"name": "moons", "n": 20}, split=None)
    memory = {}
    for number in range(1, 1001):
        run = registry.open(small)
        run.pull(2, 1, 1.0)
        clock.now += IDLE_SECONDS / 20
        if number in (300, 1000):
            memory[number] = resident()
    assert len(registry) <= 22
    size = sum(buffer.nbytes for buffer in run.camera._workspace.Z.values())
    assert memory[1000] - memory[300] < 700 * size / 10


def test_an_idle_run_comes_back_where_it_was() -> None:
    clock = Clock()
    registry = Registry(clock=clock)
    settings: dict[str, Any] = {"optimizer": {"name": "adam", "learning_rate": 0.01}, "batch_size": 16}
    run = registry.open(experiment(keep_prob=0.8, **settings))
    on = Run(experiment(keep_prob=0.8, **settings))
    for each in (run, on):
        each.pull(3, 7, 60.0)
        each.change({"lambd": 0.5})
        each.pull(1, 4, 60.0)
    keepsake, gone = run.keepsake, weakref.ref(run)
    assert keepsake.saved is None
    clock.now = IDLE_SECONDS + 1
    assert registry.free_idle() == 1
    del run, each
    gc.collect()
    assert gone() is None, "what is kept of an idle run must be small"
    assert keepsake.saved is not None
    revived = registry.revive(keepsake.saved)
    assert registry.find(revived.token) is revived
    assert revived.read()[2] == on.read()[2]
    assert revived.experiment == on.experiment
    for each in (revived, on):
        each.pull(2, 30, 60.0)
        each.change({"keep_prob": 0.6})
        each.step()
    assert revived.read()[2] == on.read()[2]
    np.testing.assert_array_equal(revived.trainer.learner.parameters.theta, on.trainer.learner.parameters.theta)
    np.testing.assert_array_equal(revived.newest.field, on.newest.field)
    for each in (revived, on):
        each.reset()
    assert revived.read()[1].record == on.read()[1].record


def test_an_idle_run_that_diverged_comes_back_diverged() -> None:
    clock = Clock()
    registry = Registry(clock=clock)
    run = registry.open(
        experiment(activation="linear", lambd=1000.0, optimizer={"name": "gd", "learning_rate": 1000.0})
    )
    at = run.pull(30, 100, 60.0).diverged_at
    assert at is not None
    clock.now = IDLE_SECONDS + 1
    registry.free_idle()
    assert run.keepsake.saved is not None
    revived = registry.revive(run.keepsake.saved)
    assert revived.diverged_at == at
    assert revived.newest.record == run.newest.record
    assert revived.pull(1, 1, 1.0).keyframes == []


def test_a_full_server_does_not_revive_and_loses_nothing() -> None:
    clock = Clock()
    registry = Registry(max_runs=1, clock=clock)
    run = registry.open(experiment())
    clock.now = IDLE_SECONDS + 1
    other = registry.open(experiment())
    saved = run.keepsake.saved
    assert saved is not None
    with pytest.raises(TooManyRuns):
        registry.revive(saved)
    registry.free(other.token)
    assert registry.revive(saved).read()[2] == run.read()[2]


def test_a_saved_run_can_be_revived_more_than_once() -> None:
    clock = Clock()
    registry = Registry(clock=clock)
    run = registry.open(experiment())
    run.pull(2, 10, 60.0)
    clock.now = IDLE_SECONDS + 1
    registry.free_idle()
    saved = run.keepsake.saved
    assert saved is not None
    first = registry.revive(saved)
    first.pull(2, 10, 60.0)
    first.change({"lambd": 0.5})
    _, newest, history = registry.revive(saved).read()
    assert newest.record.iteration == 20
    assert [record.iteration for record in history.records] == [0, 10, 20]
    assert history.changes == []


def test_a_full_server_gives_the_place_of_the_run_left_alone_for_longest() -> None:
    clock = Clock()
    registry = Registry(max_runs=3, clock=clock)
    first, second, third = (registry.open(experiment()) for _ in range(3))
    first.pull(1, 10, 60.0)
    clock.now = 10.0
    first.touch()
    third.touch()
    clock.now = SPARED_SECONDS - 1
    with pytest.raises(TooManyRuns):
        registry.open(experiment())
    assert len(registry) == 3
    clock.now = SPARED_SECONDS
    registry.open(experiment())
    assert registry.find(second.token) is None
    assert second.keepsake.saved is not None
    clock.now = 10 + SPARED_SECONDS
    registry.open(experiment())
    registry.open(experiment())
    assert registry.find(first.token) is None
    assert first.keepsake.saved is not None
    assert first.keepsake.saved.trainer.learner.iteration == 10
    assert len(registry) == 3
    with pytest.raises(TooManyRuns):
        registry.open(experiment())


MANY_POINTS = {"name": "moons", "n": 5000}
LARGE, SMALL = experiment(dataset=MANY_POINTS, hidden=[60]), experiment(hidden=[2])


def test_runs_are_capped_by_what_they_take_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        registry_module, "OF_ALL", replace(registry_module.OF_ALL, bytes=int(2.5 * Run(LARGE).bytes))
    )
    registry = Registry()
    old, other = registry.open(LARGE), registry.open(LARGE)
    with pytest.raises(TooManyRuns):
        registry.open(LARGE)
    assert len(registry) == 2
    registry.open(SMALL)
    new = registry.open(LARGE, instead_of=old.token)
    assert registry.find(old.token) is None
    assert registry.find(new.token) is new
    assert registry.find(other.token) is other


def test_a_run_left_alone_stays_when_the_one_in_its_place_finds_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        registry_module, "OF_ALL", replace(registry_module.OF_ALL, bytes=int(1.5 * Run(LARGE).bytes))
    )
    clock = Clock()
    registry = Registry(clock=clock)
    old = registry.open(SMALL)
    clock.now = SPARED_SECONDS + 1
    registry.open(LARGE)
    with pytest.raises(TooManyRuns):
        registry.open(LARGE, instead_of=old.token)
    assert registry.find(old.token) is old


def test_one_address_may_take_half_of_the_server_and_the_rest_stays_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        registry_module, "OF_A_PERSON", replace(registry_module.OF_A_PERSON, bytes=int(2.5 * Run(LARGE).bytes))
    )
    clock = Clock()
    registry = Registry(clock=clock)
    tabs = [Visitor("10.0.0.1", str(tab)) for tab in range(4)]
    runs = [registry.open(LARGE, visitor=tab) for tab in tabs[:2]]
    with pytest.raises(TooManyRuns, match="your address"):
        registry.open(LARGE, visitor=tabs[2])
    assert registry.find(registry.open(SMALL, visitor=tabs[2]).token)
    assert registry.find(registry.open(LARGE, visitor=Visitor("10.0.0.2", "another")).token)
    replaced = registry.open(LARGE, instead_of=runs[0].token, visitor=tabs[0])
    assert runs[0].gone
    assert not replaced.gone
    clock.now = SPARED_SECONDS + 1
    replaced.touch()
    newest = registry.open(LARGE, visitor=tabs[3])
    assert registry.find(runs[1].token) is None, "the tab that was left alone for longest makes room"
    assert runs[1].keepsake.saved is not None
    assert registry.find(replaced.token) is replaced
    assert registry.find(newest.token) is newest


def test_a_run_that_is_busy_is_not_put_aside() -> None:
    clock = Clock()
    registry = Registry(clock=clock)
    run = registry.open(experiment())
    clock.now = IDLE_SECONDS + 1
    with run._lock:
        assert registry.free_idle() == 0
    assert registry.free_idle() == 1
