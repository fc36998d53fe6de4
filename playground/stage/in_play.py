"""What every run in play has: an unguessable token, a lock, those who watch it, and a pace that fits the time."""

import math
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from playground.stage.fair_share import Visitor
from playground.stage.goals import Goal
from playground.stage.scheduler import Scheduler
from playground.training.changes import Change
from playground.training.records import Record

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")
K_co = TypeVar("K_co", covariant=True)


@dataclass(frozen=True)
class Notice:
    """What everyone who watches a run is told when it was changed: its revision, where it stands, all changes that
    were made or are planned, how a link tells them, and the mark of the run's story."""

    revision: int
    iteration: int
    changes: tuple[Change, ...] = ()
    link: str = ""
    story: str = ""


@dataclass
class Keepsake:
    """Where a run is saved when it is freed for idleness; whoever opened it may hold this and revive it."""

    saved: Any = None


class InPlay:
    """Something that trains for a stage. `revision` counts resets and changes; `watchers` are told of changes.

    What it does is charged to `visitor`, and done by `scheduler` when it is their turn; without one at once. Once
    it is `gone`, nobody wants the rest of what it was doing.
    """

    def __init__(self, needed: int, clock: Callable[[], float]) -> None:
        """`needed` is about how many bytes it takes."""
        self.bytes = needed
        self.token = secrets.token_urlsafe(24)
        self.revision = 0
        self.watchers: set[Callable[[Notice], None]] = set()
        self.keepsake = Keepsake()
        self.touched = clock()
        self.is_orphan = False  # its session has ended; whoever knows the token may still go on from it
        self._clock = clock
        self._lock = threading.Lock()
        self.visitor = Visitor(self.token, self.token)
        self.scheduler: Scheduler | None = None
        self.gone = False

    def touch(self) -> None:
        """Say that somebody is looking."""
        self.touched = self._clock()

    def save(self) -> bool:
        """Put what is needed to go on from here into the keepsake; False while it is busy and cannot be saved."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            self.keepsake.saved = self._to_save()
        finally:
            self._lock.release()
        return True

    def _to_save(self) -> Any:
        """What is needed to go on from here; the caller must hold the lock."""

    def hand_out(self) -> Any:
        """Return what another run of the same story needs to go on from here, with its past."""

    def take_over(self, estate: Any) -> bool:
        """Stand where the run that handed out `estate` stands, if both tell one story; return whether they do."""
        return False

    def tell(self, notice: Notice) -> None:
        """Tell everyone who watches of a change."""
        for watcher in list(self.watchers):
            watcher(notice)


I = TypeVar("I", bound=InPlay)


def in_turn(method: Callable[Concatenate[I, P], T]) -> Callable[Concatenate[I, P], T]:
    """Do a method when it is its visitor's turn, alone with what is in play. It may pause in the middle."""

    @wraps(method)
    def scheduled(self: I, *args: P.args, **kwargs: P.kwargs) -> T:
        def work() -> T:
            with self._lock:
                return method(self, *args, **kwargs)

        return work() if self.scheduler is None else self.scheduler.do(self.visitor, self, work)

    return scheduled


class Trains(Protocol[K_co]):
    """What a pace drives."""

    def advance(self, updates: int) -> None:
        """Make so many updates."""

    def take(self) -> K_co:
        """A keyframe of where it stands."""

    @property
    def stopped(self) -> bool:
        """Whether nothing is left to train."""

    @property
    def iteration(self) -> int:
        """The iteration that training has reached."""

    @property
    def records(self) -> Sequence[Record]:
        """The figures of the newest keyframe, of every network one."""


class Pace:
    """Trains a stride at a time, in portions that fit what is left of the time."""

    def __init__(self) -> None:
        """Nothing is due."""
        self.due = 0
        self._seconds_per_update = math.inf  # until the first has been timed

    def keyframes(
        self, run: Trains[K], most: int, stride: int, budget: float, goal: Goal | None = None
    ) -> list[K]:
        """Return up to so many keyframes, `stride` updates apart, within `budget` seconds.

        At least one update is made, unless `goal` is met: the last keyframe is the first that meets it, and an
        iteration is met exactly. What of a stride does not fit into the budget is left for the next time, so that
        load and large networks mean fewer keyframes, never long waits.
        """
        end = time.perf_counter() + budget
        taken: list[K] = []
        while len(taken) < most and not run.stopped and not (goal and goal.is_met(run.records)):
            self.due = self.due or stride
            if goal:
                self.due = goal.cap(self.due, run.iteration)
            self._train_until(end, run)
            if self.due and not run.stopped:
                break
            taken.append(run.take())
            if time.perf_counter() > end:
                break
        return taken

    def _train_until(self, end: float, run: Trains[K]) -> None:
        while self.due and not run.stopped:
            begun = time.perf_counter()
            portion = min(self.due, max(1, int((end - begun) / self._seconds_per_update)))
            run.advance(portion)
            now = time.perf_counter()
            self.due -= portion
            self._seconds_per_update = max((now - begun) / portion, 1e-6)
            if now > end:
                return
