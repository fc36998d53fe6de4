"""The registry: how many runs there may be, when they end, and that nothing of them stays behind."""

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stage_tools import Clock, experiment

from playground.stage.registry import IDLE_SECONDS, Registry, TooManyRuns
from playground.stage.runs import Run
from playground.training.checks import ExperimentError
from playground.ui import session
from playground.ui.session import HeldRun

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


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """An empty registry in the place of the sessions' own."""
    registry = Registry()
    monkeypatch.setattr(session, "REGISTRY", registry)
    return registry


def test_a_run_goes_when_the_session_that_holds_it_does(registry: Registry) -> None:
    run = registry.open(experiment())
    held = HeldRun(run)
    token, gone = run.token, weakref.ref(run)
    del run
    gc.collect()
    assert registry.find(token) is not None
    del held
    gc.collect()
    assert registry.find(token) is None
    assert gone() is None


def test_a_run_goes_when_another_takes_its_place(registry: Registry) -> None:
    first = registry.open(experiment())
    state = {"held": HeldRun(first)}
    second = registry.open(experiment(hidden=[2]), instead_of=first.token)
    state["held"] = HeldRun(second)
    gc.collect()
    assert registry.find(first.token) is None
    assert registry.find(second.token) is second
    state.clear()
    gc.collect()
    assert registry.find(second.token) is None


class CollectingDict(dict[str, Run]):
    """A dictionary during whose changes the garbage collector happens to run, as it may at any moment."""

    def __setitem__(self, token: str, run: Run) -> None:
        gc.collect()
        super().__setitem__(token, run)


def test_a_session_collected_while_a_run_is_opened_stops_nobody(registry: Registry) -> None:
    registry._runs = CollectingDict()
    held: dict[str, Any] = {"run": HeldRun(registry.open(experiment()))}
    (token,) = registry._runs
    held["itself"] = held  # a cycle: only the collector ends it
    gc.disable()
    try:
        del held
        opening = threading.Thread(target=registry.open, args=(experiment(),), daemon=True)
        opening.start()
        opening.join(3.0)
        stuck = opening.is_alive()
        if stuck:  # let it go, or no later test could collect anything
            registry._lock.release()
            opening.join(3.0)
    finally:
        gc.enable()
    assert not stuck, "freeing a run waits for a lock that its own thread holds"
    assert registry.find(token) is None
    assert len(registry) == 1
