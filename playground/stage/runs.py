"""A run in play: a trainer behind a lock, known by an unguessable token."""

import math
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.datasets import Splits
from playground.stage.size import check_size
from playground.training.experiment import Experiment
from playground.training.keyframes import Camera, Keyframe
from playground.training.records import History
from playground.training.trainer import Checkpoint, Trainer


@dataclass(frozen=True)
class Burst:
    """The keyframes that answer one pull, with the revision of the run that they belong to."""

    revision: int
    diverged_at: int | None
    keyframes: list[Keyframe]


@dataclass(frozen=True)
class SavedRun:
    """What is kept of a run whose place was needed: kilobytes, from which it goes on where it was."""

    trainer: Checkpoint
    history: History


@dataclass
class Keepsake:
    """Where a run is saved when it is freed for idleness; whoever opened it may hold this and revive it."""

    saved: SavedRun | None = None


class Run:
    """One experiment in play. Every method may be called from any thread.

    `revision` counts resets and changes; `watchers` are called with it after every change.
    """

    def __init__(self, experiment: Experiment, clock: Callable[[], float] = time.monotonic) -> None:
        """Load the data and draw the first picture. Raises ExperimentError where that cannot be done."""
        self.bytes = check_size(experiment)
        self.token = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._clock = clock
        self.touched = clock()
        self.revision = 0
        self.watchers: set[Callable[[int], None]] = set()
        self.keepsake = Keepsake()
        self._begin(experiment)

    def _begin(self, experiment: Experiment, data: Splits | None = None) -> None:
        self.trainer = Trainer(experiment, data)
        self.camera = Camera(self.trainer)
        self.history = History()
        self._due = 0
        self._seconds_per_update = math.inf  # until the first has been timed
        self.newest = self._take()

    def _take(self) -> Keyframe:
        self.newest = self.camera.take()
        self.history.add(self.newest.record)
        return self.newest

    @property
    def experiment(self) -> Experiment:
        """The experiment with the live values that hold now."""
        return self.trainer.experiment

    @property
    def diverged_at(self) -> int | None:
        """The iteration whose update made the numbers overflow, if one did."""
        return self.trainer.diverged_at

    def pull(self, keyframes: int, stride: int, budget: float) -> Burst:
        """Train on and take up to so many keyframes, `stride` iterations apart, within `budget` seconds.

        At least one update is made. What of a stride does not fit into the budget is left for the next pull,
        so that load and large networks mean fewer keyframes, never long waits.
        """
        with self._lock:
            self.touched = self._clock()
            end = time.perf_counter() + budget
            taken: list[Keyframe] = []
            while len(taken) < keyframes and self.diverged_at is None:
                self._due = self._due or stride
                self._train_until(end)
                if self._due and self.diverged_at is None:
                    break
                taken.append(self._take())
                if time.perf_counter() > end:
                    break
            return self._burst(taken)

    def _train_until(self, end: float) -> None:
        """Make the updates that are due, in portions that fit what is left of the time."""
        while self._due and self.diverged_at is None:
            begun = time.perf_counter()
            portion = min(self._due, max(1, int((end - begun) / self._seconds_per_update)))
            self.trainer.advance(portion)
            now = time.perf_counter()
            self._due -= portion
            self._seconds_per_update = max((now - begun) / portion, 1e-6)
            if now > end:
                return

    def _burst(self, keyframes: list[Keyframe]) -> Burst:
        return Burst(self.revision, self.diverged_at, keyframes)

    def step(self) -> Burst:
        """One update and its keyframe."""
        with self._lock:
            self.touched = self._clock()
            self._due = 0
            self.trainer.advance(1)
            return self._burst([self._take()])

    def look(self) -> Burst:
        """The newest keyframe, without training."""
        with self._lock:
            return self._burst([self.newest])

    def reset(self) -> None:
        """Back to the same initial weights, with the live values that hold now."""
        with self._lock:
            self.touched = self._clock()
            self.revision += 1
            self._begin(self.experiment, self.trainer.data)

    def change(self, live: dict[str, Any]) -> None:
        """New values for live fields from this iteration on. Raises ExperimentError; then nothing changed."""
        with self._lock:
            self.touched = self._clock()
            self.trainer.change(**live)
            self.history.changes = self.trainer.changes
            self.revision += 1
            revision = self.revision
        for watcher in list(self.watchers):
            watcher(revision)

    def edit(self, block: str, row: int, column: int, value: float) -> Burst:
        """Set one parameter by hand and show what it does. Raises ExperimentError; then nothing changed."""
        with self._lock:
            self.touched = self._clock()
            self.trainer.edit(block, row, column, value)
            self.history.changes = self.trainer.changes
            self.revision += 1
            return self._burst([self._take()])

    def save(self) -> None:
        """Put what is needed to go on from here into the keepsake."""
        with self._lock:
            self.keepsake.saved = SavedRun(self.trainer.checkpoint(), self.history.copy())

    @classmethod
    def revived(cls, saved: SavedRun, clock: Callable[[], float] = time.monotonic) -> "Run":
        """A run that stands where the saved one stood, under a token of its own."""
        run = cls(saved.trainer.experiment, clock)
        run.trainer.restore(saved.trainer)
        run.history = saved.history.copy()
        run._take()
        return run

    def touch(self) -> None:
        """Say that somebody is looking."""
        self.touched = self._clock()

    def read(self) -> tuple[int, Keyframe, History]:
        """The revision, the newest keyframe and a copy of the history, as of one moment."""
        with self._lock:
            return self.revision, self.newest, self.history.copy()
