"""The registry: the runs in play on one server, until nobody wants them."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from playground.stage.fair_share import Visitor
from playground.stage.in_play import InPlay
from playground.stage.runs import Run, SavedRun
from playground.stage.scheduler import Scheduler
from playground.training.experiment import Experiment

IDLE_SECONDS = 600.0
# On a full server a newcomer takes the place of a run that was left alone for so long; its owner gets it back
# where it was with the next pull.
SPARED_SECONDS = 30.0
# A run outlives its session for so long: a page that is reloaded, or come back to, takes it over.
ORPHAN_SECONDS = 180.0
MAX_RUNS = 400
MAX_BYTES = 4 * 2**30


@dataclass(frozen=True)
class Bound:
    """How many runs there may be, how many bytes they may take, and what to tell who asks for more."""

    runs: int
    bytes: int
    refusal: str

    def has_room(self, run: InPlay, others: Sequence[InPlay]) -> bool:
        """Whether a run fits beside these others."""
        return len(others) < self.runs and sum(other.bytes for other in others) + run.bytes <= self.bytes


OF_ALL = Bound(
    MAX_RUNS, MAX_BYTES, "Every place on this server is taken. Try again in a few minutes; your settings are kept."
)

# What the sessions of one address may take together. A class behind one proxy may share an address, so this is
# about large runs, not about many: a hundred usual networks take half a gigabyte, so a class never meets it, while
# tabs with the largest network of the page come to fifteen. The other half of the server is for everybody else.
OF_A_PERSON = Bound(
    MAX_RUNS // 2,
    MAX_BYTES // 2,
    "The networks that run from your address take half of this server already. Close a tab or two, or use fewer "
    "units, layers or points; your settings are kept.",
)

R = TypeVar("R", bound=InPlay)


class TooManyRuns(Exception):
    """There is no room for another run; the message is for the person who asked."""


class Registry:
    """The runs in play of one server."""

    def __init__(self, max_runs: int = MAX_RUNS, clock: Callable[[], float] = time.monotonic) -> None:
        """An empty registry that holds at most `max_runs`. What its runs do, `scheduler` does in turn."""
        self.scheduler = Scheduler()
        self._runs: dict[str, InPlay] = {}
        self._lock = threading.Lock()
        self._max_runs = max_runs
        self._clock = clock

    def __len__(self) -> int:
        return len(self._runs)

    def make(self, run: Callable[[], R], visitor: Visitor | None) -> R:
        """Make something that is to be in play when it is the visitor's turn; raises what `run` raises."""
        nobody = object()  # no two of them wait for each other
        made = run() if visitor is None else self.scheduler.do(visitor, nobody, run)
        made.visitor = visitor or made.visitor
        return made

    def open(self, experiment: Experiment, instead_of: str | None = None, visitor: Visitor | None = None) -> Run:
        """A new run of a visitor, in the place of `instead_of` if that run is named.

        Raises TooManyRuns when the server is full, ExperimentError when the experiment cannot be run; the run
        that was to be replaced is then still in play.
        """
        return self.admit(self.make(lambda: Run(experiment, self._clock), visitor), instead_of)

    def revive(self, saved: SavedRun, visitor: Visitor | None = None) -> Run:
        """The saved run in play again. Raises TooManyRuns when the server is full."""
        return self.admit(self.make(lambda: Run.revived(saved, self._clock), visitor), None)

    def admit(self, run: R, instead_of: str | None) -> R:
        """Take in a run, in the place of `instead_of` if named. Raises TooManyRuns when there is no room."""
        self.free_idle()
        person = run.visitor.person
        with self._lock:
            self._find_room(run, partial(self._others, instead_of, person), OF_A_PERSON)
            self._find_room(run, partial(self._others, instead_of), replace(OF_ALL, runs=self._max_runs))
            self.free(instead_of or "")
            run.scheduler = self.scheduler
            self._runs[run.token] = run
        return run

    def _others(self, instead_of: str | None, person: str | None = None) -> list[InPlay]:
        """The runs but `instead_of`, or those among them that are one person's."""
        return [
            run
            for token, run in self._runs.copy().items()
            if token != instead_of and person in (None, run.visitor.person)
        ]

    def _find_room(self, run: InPlay, others: Callable[[], list[InPlay]], bound: Bound) -> None:
        """Save and forget runs among the others, orphans first, then those left alone for longest, until there is
        room."""
        while not bound.has_room(run, others()):
            latest = self._clock() - SPARED_SECONDS
            left_alone = [run for run in others() if run.is_orphan or run.touched <= latest]
            left_alone.sort(key=lambda run: (not run.is_orphan, run.touched))
            saved = next((run for run in left_alone if run.save()), None)
            if saved is None:
                raise TooManyRuns(bound.refusal)
            self.free(saved.token)

    def find(self, token: str) -> InPlay | None:
        """The run of a token, if it is still in play."""
        return self._runs.get(token)

    def free(self, token: str) -> None:
        """Forget a run; forgetting it twice does no harm.

        Takes no lock: a session's end may call this in the middle of anything, even of `admit`.
        """
        run = self._runs.pop(token, None)
        if run is not None:
            run.gone = True

    def release(self, token: str) -> None:
        """Let a run go whose session has ended: it stays for ORPHAN_SECONDS, unless its place is needed.

        Takes no lock, like `free`.
        """
        run = self._runs.get(token)
        if run is not None:
            run.is_orphan = True

    def leave_to_heir(self, token: str) -> None:
        """Save and forget a run from which another has gone on, unless somebody still watches it.

        So a duplicated tab goes its own way.
        """
        run = self.find(token)
        if run is not None and not run.watchers and run.save():
            self.free(token)

    def free_idle(self) -> int:
        """Save and forget the runs that nobody pulled for IDLE_SECONDS, or ORPHAN_SECONDS; return how many."""
        now = self._clock()
        idle = [
            run
            for run in self._runs.copy().values()
            if run.touched < now - (ORPHAN_SECONDS if run.is_orphan else IDLE_SECONDS) and run.save()
        ]
        for run in idle:
            self.free(run.token)
        return len(idle)


REGISTRY = Registry()
