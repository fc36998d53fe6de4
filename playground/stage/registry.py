"""The registry: the runs in play on one server, until nobody wants them."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from playground.stage.in_play import InPlay
from playground.stage.runs import Run, SavedRun
from playground.training.experiment import Experiment

IDLE_SECONDS = 600.0
# On a full server a newcomer takes the place of a run that was left alone for so long; its owner gets it back
# where it was with the next pull.
SPARED_SECONDS = 30.0
MAX_RUNS = 400
MAX_BYTES = 4 * 2**30


R = TypeVar("R", bound=InPlay)


class TooManyRuns(Exception):
    """There is no room for another run; the message is for the person who asked."""


class Registry:
    """The runs in play of one server."""

    def __init__(self, max_runs: int = MAX_RUNS, clock: Callable[[], float] = time.monotonic) -> None:
        """An empty registry that holds at most `max_runs`."""
        self._runs: dict[str, InPlay] = {}
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
        return self.admit(Run(experiment, self._clock), instead_of)

    def revive(self, saved: SavedRun) -> Run:
        """The saved run in play again. Raises TooManyRuns when the server is full."""
        return self.admit(Run.revived(saved, self._clock), None)

    def admit(self, run: R, instead_of: str | None) -> R:
        """Take in a run, in the place of `instead_of` if named. Raises TooManyRuns when there is no room."""
        self.free_idle()
        with self._lock:
            while not self._has_room(run, instead_of):
                self._make_room(instead_of)
            self._runs.pop(instead_of or "", None)
            self._runs[run.token] = run
        return run

    def _has_room(self, run: InPlay, instead_of: str | None) -> bool:
        others = [other for token, other in self._runs.copy().items() if token != instead_of]
        return len(others) < self._max_runs and sum(other.bytes for other in others) + run.bytes <= MAX_BYTES

    def _make_room(self, instead_of: str | None) -> None:
        """Save and forget the run that was left alone for longest, if that is long enough."""
        others = [run for token, run in self._runs.copy().items() if token != instead_of]
        oldest = min(others, key=lambda run: run.touched, default=None)
        if oldest is None or oldest.touched > self._clock() - SPARED_SECONDS:
            raise TooManyRuns(
                "Every place on this server is taken. Try again in a few minutes; your settings are kept."
            )
        oldest.save()
        self.free(oldest.token)

    def find(self, token: str) -> InPlay | None:
        """The run of a token, if it is still in play."""
        return self._runs.get(token)

    def free(self, token: str) -> None:
        """Forget a run; forgetting it twice does no harm.

        Takes no lock: a session's end may call this in the middle of anything, even of `admit`.
        """
        self._runs.pop(token, None)

    def free_idle(self) -> int:
        """Save and forget the runs that nobody pulled for IDLE_SECONDS; returns how many."""
        latest = self._clock() - IDLE_SECONDS
        idle = [run for run in self._runs.copy().values() if run.touched < latest]
        for run in idle:
            run.save()
            self.free(run.token)
        return len(idle)


REGISTRY = Registry()
