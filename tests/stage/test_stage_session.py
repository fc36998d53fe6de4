"""A session and its run: kept, changed, replaced, brought back, and gone when the session is."""

import gc
import threading
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from stage_tools import Clock, experiment

from playground.stage.registry import IDLE_SECONDS, ORPHAN_SECONDS, Registry, TooManyRuns
from playground.stage.runs import Run
from playground.ui import session
from playground.ui.session import HeldRun, keep_run


@pytest.fixture
def clock() -> Clock:
    """The time of the registry."""
    return Clock()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Registry:
    """An empty registry of two places for the sessions."""
    registry = Registry(max_runs=2, clock=clock)
    monkeypatch.setattr(session, "REGISTRY", registry)
    return registry


@pytest.fixture
def state(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The state of a session."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(session, "st", SimpleNamespace(session_state=state))
    return state


def test_a_run_outlives_its_session_a_little(registry: Registry, clock: Clock) -> None:
    run = registry.open(experiment())
    held = HeldRun(run)
    token, gone = run.token, weakref.ref(run)
    del run
    gc.collect()
    assert registry.find(token) is not None
    del held
    gc.collect()
    clock.now = ORPHAN_SECONDS
    registry.free_idle()
    assert registry.find(token) is not None
    clock.now = ORPHAN_SECONDS + 1
    registry.free_idle()
    gc.collect()
    assert registry.find(token) is None
    assert gone() is None


def test_the_run_of_a_session_that_has_ended_gives_its_place_at_once(registry: Registry) -> None:
    kept, left = HeldRun(registry.open(experiment())), HeldRun(registry.open(experiment()))
    token = left.token
    del left
    gc.collect()
    newcomer = registry.open(experiment())
    assert registry.find(token) is None
    assert registry.find(kept.token) is not None and registry.find(newcomer.token) is newcomer


def test_a_run_goes_when_another_takes_its_place(registry: Registry) -> None:
    first = registry.open(experiment())
    state = {"held": HeldRun(first)}
    second = registry.open(experiment(hidden=[2]), instead_of=first.token)
    state["held"] = HeldRun(second)
    gc.collect()
    assert registry.find(first.token) is None
    assert registry.find(second.token) is second
    state["held"].hold(registry.open(experiment(hidden=[3]), instead_of=second.token), resumes=False)
    assert registry.find(second.token) is None and len(registry) == 1


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
    finally:
        gc.enable()
    assert not opening.is_alive(), "freeing a run waits for a lock that its own thread holds"
    orphan = registry.find(token)
    assert orphan is not None and orphan.is_orphan
    assert len(registry) == 2


def test_a_session_collected_while_runs_are_counted_stops_nobody(registry: Registry) -> None:
    """Until Python 3.12 the collector may run in the middle of a list(…), where it makes tuples."""
    run = Run(experiment())
    registry._runs = {str(number): run for number in range(400)}
    registry._max_runs = 500
    threshold = gc.get_threshold()
    gc.collect()
    gc.disable()
    try:
        held: dict[str, Any] = {"run": HeldRun(run)}
        registry._runs[run.token] = run
        held["itself"] = held
        del held
        gc.set_threshold(100, 1, 1)
        gc.enable()
        assert len(registry._others(None)) == 401
    finally:
        gc.set_threshold(*threshold)
        gc.enable()


def test_a_session_keeps_its_run_and_changes_it_live(registry: Registry, state: dict[str, Any]) -> None:
    run = keep_run(experiment())
    run.pull(1, 10, 60.0)
    assert keep_run(experiment()) is run
    assert run.revision == 0
    assert keep_run(experiment(lambd=0.3)) is run
    assert (run.experiment.lambd, run.revision, run.trainer.iteration) == (0.3, 1, 10)
    other = keep_run(experiment(hidden=[3], lambd=0.3))
    gc.collect()
    assert other is not run
    assert registry.find(run.token) is None
    assert registry.find(other.token) is other


def test_an_idle_run_is_back_where_it_was_with_what_was_changed_since(
    registry: Registry, state: dict[str, Any], clock: Clock
) -> None:
    run = keep_run(experiment())
    run.pull(1, 10, 60.0)
    clock.now = IDLE_SECONDS + 1
    registry.free_idle()
    back = keep_run(experiment(lambd=0.3))
    assert back.token != run.token
    assert registry.find(back.token) is back
    assert (back.trainer.iteration, back.experiment.lambd) == (10, 0.3)


def test_a_session_that_finds_no_room_keeps_its_run(
    registry: Registry, state: dict[str, Any], clock: Clock
) -> None:
    run = keep_run(experiment())
    run.pull(1, 10, 60.0)
    clock.now = IDLE_SECONDS + 1
    others = [registry.open(experiment()) for _ in range(2)]
    for settings in ({}, {"hidden": [3]}):
        with pytest.raises(TooManyRuns):
            keep_run(experiment(**settings))
    registry.free(others[0].token)
    assert keep_run(experiment()).trainer.iteration == 10


def test_an_idle_run_that_cannot_come_back_does_not_stand_in_the_way_of_another(
    registry: Registry, state: dict[str, Any], clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x1,x2,label\n0,0,0\n1,1,1\n0,1,0\n1,0,1\n")
    keep_run(experiment(dataset={"name": "csv", "path": str(file)}, split=None))
    clock.now = IDLE_SECONDS + 1
    registry.free_idle()
    file.unlink()
    assert keep_run(experiment()).experiment == experiment()
