"""Sweeps in play: trained in the background, one after another for the whole server."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from playground.training.checks import ExperimentError
from playground.training.sweep_results import Outcome, SweepResult
from playground.training.sweeps import Sweep, run_sweep

LOGGER = logging.getLogger(__name__)

# One at a time: a sweep takes all processors, and two at once would both be late.
_QUEUE = ThreadPoolExecutor(1, thread_name_prefix="sweeps")


class Sweeping:
    """One sweep on its way. Every method may be called from any thread."""

    def __init__(self, sweep: Sweep) -> None:
        """Get in line; training begins when the sweeps before it are done."""
        self.sweep = sweep
        self.result = SweepResult(sweep)
        self.problem: str | None = None
        self._begun: float | None = None
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._done = _QUEUE.submit(self._run)

    def _run(self) -> None:
        self._begun = time.monotonic()
        if self._cancelled.is_set():
            return
        try:
            parts = run_sweep(self.sweep, n_jobs=-1)
            for part in parts:
                with self._lock:
                    self.result.add(part)
                if self._cancelled.is_set():
                    parts.close()
        except ExperimentError as error:
            self.problem = str(error)
        except Exception:
            LOGGER.exception("A sweep failed")
            self.problem = "The sweep stopped: something went wrong on the server. Start it again."

    def cancel(self) -> None:
        """Stop soon; what is done stays."""
        self._cancelled.set()
        self._done.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancelled.is_set()

    @property
    def waiting(self) -> bool:
        """Whether other sweeps are before it."""
        return self._begun is None and not self._cancelled.is_set()

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return not self._done.done()

    @property
    def progress(self) -> float:
        """The share of the networks that are done."""
        with self._lock:
            return self.result.progress

    def outcome(self, experiment: int) -> Outcome | None:
        """What the networks of an experiment did that are done; None while there is none."""
        with self._lock:
            return self.result.outcome(experiment)

    @property
    def seconds_left(self) -> float | None:
        """About how long it still takes, from how long it took so far; None while nothing is known."""
        progress = self.progress
        if self._begun is None or not progress:
            return None
        return (time.monotonic() - self._begun) * (1 - progress) / progress
