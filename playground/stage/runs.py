"""Runs in play: each a trainer behind a lock, kept under an unguessable token until nobody wants it."""

import math
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.datasets import Splits
from playground.network.parameters import count_parameters
from playground.training.checks import ExperimentError
from playground.training.experiment import MAX_POINTS, Experiment
from playground.training.keyframes import GRID, Camera, Keyframe
from playground.training.records import History
from playground.training.trainer import Checkpoint, Trainer

IDLE_SECONDS = 600.0
# On a full server a newcomer takes the place of a run that was left alone for so long; its owner gets it back
# where it was with the next pull.
SPARED_SECONDS = 30.0
MAX_RUNS = 400
MAX_BYTES_PER_RUN = 160 * 2**20
MAX_BYTES = 4 * 2**30


class TooManyRuns(Exception):
    """There is no room for another run; the message is for the person who asked."""


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

    def reset(self) -> None:
        """Back to the same initial weights, with the live values that hold now."""
        with self._lock:
            self.touched = self._clock()
            self.revision += 1
            self._begin(self.experiment, self.trainer.data)

    def change(self, live: dict[str, Any]) -> None:
        """New values for live fields from this iteration on. Raises ExperimentError; then nothing changed."""
        with self._lock:
            self.trainer.change(**live)
            self.history.changes = self.trainer.changes
            self.revision += 1
            revision = self.revision
        for watcher in list(self.watchers):
            watcher(revision)

    def save(self) -> None:
        """Put what is needed to go on from here into the keepsake."""
        with self._lock:
            self.keepsake.saved = SavedRun(self.trainer.checkpoint(), self.history)

    @classmethod
    def revived(cls, saved: SavedRun, clock: Callable[[], float] = time.monotonic) -> "Run":
        """A run that stands where the saved one stood, under a token of its own."""
        run = cls(saved.trainer.experiment, clock)
        run.trainer.restore(saved.trainer)
        run.history = saved.history
        run._take()
        return run

    def touch(self) -> None:
        """Say that somebody is looking."""
        self.touched = self._clock()

    def read(self) -> tuple[int, Keyframe, History]:
        """The revision, the newest keyframe and a copy of the history, as of one moment."""
        with self._lock:
            history = History(self.history.limit, list(self.history.records), list(self.history.changes))
            return self.revision, self.newest, history


class Registry:
    """The runs in play of one server."""

    def __init__(self, max_runs: int = MAX_RUNS, clock: Callable[[], float] = time.monotonic) -> None:
        """An empty registry that holds at most `max_runs`."""
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()
        self._max_runs = max_runs
        self._clock = clock

    def __len__(self) -> int:
        return len(self._runs)

    def open(self, experiment: Experiment, instead_of: str | None = None) -> Run:
        """A new run, in the place of `instead_of` if that run is named.

        Raises TooManyRuns when the server is full, ExperimentError when the experiment cannot be run; the run
        that was to be replaced is then still in play.
        """
        return self._admit(Run(experiment, self._clock), instead_of)

    def revive(self, saved: SavedRun) -> Run:
        """The saved run in play again. Raises TooManyRuns when the server is full."""
        return self._admit(Run.revived(saved, self._clock), None)

    def _admit(self, run: Run, instead_of: str | None) -> Run:
        self.free_idle()
        with self._lock:
            while not self._has_room(run, instead_of):
                self._make_room()
            self._runs.pop(instead_of or "", None)
            self._runs[run.token] = run
        return run

    def _has_room(self, run: Run, instead_of: str | None) -> bool:
        others = [other for token, other in list(self._runs.items()) if token != instead_of]
        return len(others) < self._max_runs and sum(other.bytes for other in others) + run.bytes <= MAX_BYTES

    def _make_room(self) -> None:
        """Save and forget the run that was left alone for longest, if that is long enough."""
        oldest = min(list(self._runs.values()), key=lambda run: run.touched, default=None)
        if oldest is None or oldest.touched > self._clock() - SPARED_SECONDS:
            raise TooManyRuns(
                "Every place on this server is taken. Try again in a few minutes; your settings are kept."
            )
        oldest.save()
        self.free(oldest.token)

    def find(self, token: str) -> Run | None:
        """The run of a token, if it is still in play."""
        return self._runs.get(token)

    def free(self, token: str) -> None:
        """Forget a run; forgetting it twice does no harm.

        Takes no lock: a session's end may call this in the middle of anything, even of `_admit`.
        """
        self._runs.pop(token, None)

    def free_idle(self) -> int:
        """Save and forget the runs that nobody pulled for IDLE_SECONDS; returns how many."""
        latest = self._clock() - IDLE_SECONDS
        idle = [run for run in list(self._runs.values()) if run.touched < latest]
        for run in idle:
            run.save()
            self.free(run.token)
        return len(idle)


def estimate_bytes(experiment: Experiment) -> int:
    """About what a run's buffers take, from above.

    Counted in numbers of 8 bytes: Z and A of every unit for the training points, for all sets and for the
    picture, dA and dZ, three masks where dropout is on, and θ with gradient, moments and copies.
    """
    points = experiment.dataset.n or MAX_POINTS
    train = points if experiment.split is None else math.ceil(points * experiment.split.train)
    test = 0 if experiment.test is None else experiment.test.n or MAX_POINTS
    dropout = 3 if min(experiment.keep_probs, default=1.0) < 1.0 else 0
    columns = (4 + dropout) * train + 2 * (points + test) + 2 * GRID**2
    return 8 * (columns * sum(experiment.layer_sizes) + 8 * count_parameters(experiment.layer_sizes))


def check_size(experiment: Experiment) -> int:
    """`estimate_bytes`; raises ExperimentError where that is more than one run may take."""
    needed = estimate_bytes(experiment)
    if needed > MAX_BYTES_PER_RUN:
        raise ExperimentError(
            f"This network is too large to play here: it needs {needed / 2**20:.0f} MB, and a run may take "
            f"{MAX_BYTES_PER_RUN / 2**20:.0f}. Use fewer units, layers or points."
        )
    return needed


REGISTRY = Registry()
