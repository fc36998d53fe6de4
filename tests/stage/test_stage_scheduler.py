"""The scheduler: jobs of several visitors in pieces, on a clock that only the pieces move on."""

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from stage_tools import PATIENCE, Clock, experiment, wait_for

from playground.pauses import pause
from playground.stage.fair_share import QUANTUM, Visitor
from playground.stage.registry import Registry
from playground.stage.scheduler import Abandoned, Scheduler

HEAVY, LIGHT, OTHER = (Visitor(name, name) for name in ("heavy", "light", "other"))


class Desk:
    """A scheduler on a clock of its own, and a diary of whose piece was done when."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.scheduler = Scheduler(self.clock)
        self.diary: list[tuple[str, float]] = []

    def job(self, visitor: Visitor, pieces: int, seconds: float, name: str = "") -> Callable[[], str]:
        """A job of so many pieces of so long."""
        name = name or visitor.session

        def work() -> str:
            for _ in range(pieces):
                pause()
                self.clock.now += seconds
                self.diary.append((name, self.clock.now))
            return f"{name} is done"

        return work

    def submit(self, visitor: Visitor, pieces: int, seconds: float, name: str = "") -> Future[str]:
        return self.scheduler.submit(visitor, None, self.job(visitor, pieces, seconds, name))

    def finished(self, name: str) -> float:
        """When its last piece was done."""
        return max(now for whose, now in self.diary if whose == name)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Nothing begins while the block runs: what is submitted there waits in line together."""
        held, begun = threading.Event(), threading.Event()

        def hold() -> None:
            begun.set()
            held.wait(PATIENCE)

        holder = self.scheduler.submit(Visitor("holder", "holder"), None, hold)
        assert begun.wait(PATIENCE)
        try:
            yield
        finally:
            held.set()
            holder.result(PATIENCE)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_work_is_done_and_its_result_told(desk: Desk) -> None:
    assert desk.scheduler.do(LIGHT, None, lambda: 3) == 3
    assert desk.submit(LIGHT, 2, 0.1).result(PATIENCE) == "light is done"
    wait_for(lambda: not desk.scheduler.waiting)


def test_a_light_visitor_is_served_in_the_middle_of_a_heavy_ones_job(desk: Desk) -> None:
    with desk.holding():
        heavy = desk.submit(HEAVY, 100, 0.03)
        light = desk.submit(LIGHT, 4, 0.002)
    assert heavy.result(PATIENCE) == "heavy is done"
    assert light.result(PATIENCE) == "light is done"
    assert desk.finished("light") <= 0.03 + 4 * 0.002 + 1e-9
    assert desk.finished("heavy") == pytest.approx(100 * 0.03 + 4 * 0.002)


def test_two_who_both_want_much_get_the_same(desk: Desk) -> None:
    with desk.holding():
        jobs = [desk.submit(HEAVY, 50, 0.03), desk.submit(OTHER, 500, 0.003)]
    for job in jobs:
        job.result(PATIENCE)
    halfway = [whose for whose, now in desk.diary if now <= 1.5]
    assert halfway.count("heavy") * 0.03 == pytest.approx(0.75, abs=0.04)


def test_many_messages_of_one_visitor_gain_nothing(desk: Desk) -> None:
    with desk.holding():
        flood = [desk.submit(HEAVY, 1, QUANTUM) for _ in range(200)]
        light = [desk.submit(LIGHT, 1, QUANTUM) for _ in range(3)]
    for job in [*flood, *light]:
        job.result(PATIENCE)
    assert desk.finished("light") <= 8 * QUANTUM


def test_the_runs_of_one_visitor_share_their_time(desk: Desk) -> None:
    with desk.holding():
        runs = [
            desk.scheduler.submit(HEAVY, SimpleNamespace(), desk.job(HEAVY, 20, 0.03, f"run {number}"))
            for number in range(5)
        ]
        light = desk.submit(LIGHT, 20, 0.01)
    for job in [*runs, light]:
        job.result(PATIENCE)
    before = [whose for whose, now in desk.diary if now <= desk.finished("light")]
    assert sum(whose != "light" for whose in before) * 0.03 <= 20 * 0.01 + 2 * 0.03


def test_a_visitors_jobs_are_done_in_their_order(desk: Desk) -> None:
    with desk.holding():
        jobs = [desk.submit(LIGHT, 3, 0.02, f"{number}") for number in range(4)]
        jobs.append(desk.submit(OTHER, 30, 0.02))
    for job in jobs:
        job.result(PATIENCE)
    assert [whose for whose, _ in desk.diary if whose != "other"] == [name for name in "0123" for _ in range(3)]


def test_jobs_on_one_subject_never_mix_whoever_asks(desk: Desk) -> None:
    subject = SimpleNamespace()
    with desk.holding():
        jobs = [desk.scheduler.submit(visitor, subject, desk.job(visitor, 10, 0.02)) for visitor in (HEAVY, LIGHT)]
        jobs.append(desk.submit(OTHER, 10, 0.02))
    for job in jobs:
        job.result(PATIENCE)
    of_the_subject = [whose for whose, _ in desk.diary if whose != "other"]
    assert of_the_subject in (["heavy"] * 10 + ["light"] * 10, ["light"] * 10 + ["heavy"] * 10)
    assert desk.finished("other") < max(desk.finished("heavy"), desk.finished("light"))


def test_a_job_that_raises_harms_nobody(desk: Desk) -> None:
    def fail() -> None:
        pause()
        desk.clock.now += 0.05
        pause()
        raise ZeroDivisionError("on purpose")

    with desk.holding():
        failing = desk.scheduler.submit(HEAVY, None, fail)
        light = desk.submit(LIGHT, 30, 0.01)
        after = desk.submit(HEAVY, 1, 0.01)
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        failing.result(PATIENCE)
    assert light.result(PATIENCE) == "light is done"
    assert after.result(PATIENCE) == "heavy is done"
    with pytest.raises(ZeroDivisionError):
        desk.scheduler.do(HEAVY, None, lambda: 1 / 0)


def test_who_leaves_takes_their_work_along(desk: Desk) -> None:
    subject = SimpleNamespace(gone=False)
    with desk.holding():
        begun = desk.scheduler.submit(HEAVY, subject, desk.job(HEAVY, 10**6, 0.03))
        waiting = desk.scheduler.submit(HEAVY, subject, desk.job(HEAVY, 10**6, 0.03))
        light = desk.submit(LIGHT, 20, 0.01)
    light.result(PATIENCE)
    subject.gone = True
    for job in (begun, waiting):
        with pytest.raises(Abandoned):
            job.result(PATIENCE)
    assert desk.submit(LIGHT, 1, 0.01).result(PATIENCE) == "light is done"


def test_work_that_nobody_waits_for_any_more_is_not_begun(desk: Desk) -> None:
    with desk.holding():
        jobs = [desk.submit(HEAVY, 1, 0.01, f"{number}") for number in range(3)]
        assert jobs[1].cancel()
    assert jobs[2].result(PATIENCE) == "2 is done"
    assert [whose for whose, _ in desk.diary] == ["0", "2"]


def test_a_job_may_ask_for_more_work_and_does_it_itself(desk: Desk) -> None:
    outer = desk.scheduler.submit(LIGHT, None, lambda: desk.scheduler.do(HEAVY, None, lambda: "inner"))
    assert outer.result(PATIENCE) == "inner"


def test_only_one_piece_is_done_at_a_time(desk: Desk) -> None:
    at_work, most = 0, 0

    def work() -> None:
        nonlocal at_work, most
        for _ in range(50):
            pause()
            at_work += 1
            most = max(most, at_work)
            time.sleep(1e-4)
            desk.clock.now += 0.02
            at_work -= 1

    jobs = [desk.scheduler.submit(Visitor(str(number), "its"), None, work) for number in range(6)]
    for job in jobs:
        job.result(PATIENCE)
    assert most == 1


def test_a_pause_outside_a_job_does_nothing() -> None:
    pause()


def test_a_finished_job_is_not_kept(desk: Desk) -> None:
    subject = Clock()
    gone = weakref.ref(subject)
    desk.scheduler.submit(LIGHT, subject, lambda subject=subject: None).result(PATIENCE)
    wait_for(lambda: not desk.scheduler.waiting)
    del subject
    gc.collect()
    wait_for(lambda: gone() is None)


def test_a_page_that_goes_back_far_in_a_large_network_keeps_nobody_waiting() -> None:
    registry = Registry()
    heavy = registry.open(experiment(hidden=[64] * 8, dataset={"name": "moons", "n": 600}), visitor=HEAVY)
    light = registry.open(experiment(), visitor=LIGHT)
    heavy.trainer.advance(60)
    going_back = threading.Thread(target=heavy.continue_from, args=(55,))
    going_back.start()
    wait_for(lambda: heavy.visitor in registry.scheduler.waiting)
    before = heavy.experiment, heavy.story
    light.step()
    assert going_back.is_alive(), "going back was done in one piece"
    assert (heavy.experiment, heavy.story) == before
    going_back.join(PATIENCE)
    assert not going_back.is_alive()
    assert heavy.trainer.iteration == 55
    alone = registry.open(heavy.story)
    alone.trainer.advance(55)
    assert alone.trainer.evaluate() == heavy.newest.record
