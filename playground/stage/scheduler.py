"""The scheduler: does the work of all visitors, one piece at a time, each in turn.

NumPy's calls on arrays this small hand the interpreter's lock to and fro: two threads that train get less done
than one (measured: half the keyframes). So of all work only one piece is done at any moment. A job gives way
between two pieces, wherever it calls `pause`; it keeps its thread, which sleeps until its visitor's turn has come
again.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playground.pauses import pauses_go_to
from playground.stage.fair_share import FairShare, Visitor, share_of

T = TypeVar("T")

# What a job costs beside what it does: to be read, put in line, answered and sent.
SECONDS_AROUND_A_JOB = 0.0003

# A thread without work ends after so long.
IDLE_SECONDS = 5.0


class Abandoned(Exception):
    """The work is no longer wanted: what it was for is gone."""


@dataclass(eq=False)
class Job:
    """One thing to do for a visitor; jobs on the same subject are done one after another."""

    visitor: Visitor
    subject: Any
    work: Callable[[], Any]
    result: Future[Any] = field(default_factory=Future)
    may_be_abandoned: bool = False
    begun: bool = False
    its_turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @property
    def wanted(self) -> bool:
        """Whether somebody still wants it done."""
        return not (self.may_be_abandoned and getattr(self.subject, "gone", False))


class Scheduler:
    """Does jobs in the order of `FairShare`. Every method may be called from any thread.

    A visitor's jobs are done in the order in which they were handed in.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """`clock` measures what each piece of work takes."""
        self._clock = clock
        self._lock = threading.Lock()
        self._share = FairShare()
        self._waiting: dict[Visitor, deque[Job]] = {}
        self._current: Job | None = None
        self._since = 0.0
        self._idle: list[Worker] = []

    def submit(self, visitor: Visitor, subject: Any, work: Callable[[], T]) -> Future[T]:
        """Put work in line; the result is told in the future that is returned.

        The future raises what the work raised, or Abandoned where `subject.gone` became true meanwhile.
        """
        return self._put_in_line(Job(visitor, subject, work, may_be_abandoned=True))

    def _put_in_line(self, job: Job) -> Future[Any]:
        visitor = job.visitor
        with self._lock:
            self._waiting.setdefault(visitor, deque()).append(job)
            if self._current is None:
                self._hand_over(self._choose())
        return job.result

    def do(self, visitor: Visitor, subject: Any, work: Callable[[], T]) -> T:
        """Put work in line, wait for it, and return its result. A job that calls this does it itself."""
        if getattr(_this_thread, "is_worker", False):
            return work()
        result: T = self._put_in_line(Job(visitor, subject, work)).result()
        return result

    def share_of(self, visitor: Visitor) -> float:
        """Return which share of the time a visitor would get among those who have work in line now."""
        with self._lock:
            return share_of(visitor, self._waiting)

    @property
    def waiting(self) -> list[Visitor]:
        """The visitors who have work in line, or under way."""
        with self._lock:
            return list(self._waiting)

    def charge(self, visitor: Visitor, seconds: float) -> None:
        """Count time that a visitor used in another way."""
        with self._lock:
            self._share.charge(visitor, seconds)

    def _choose(self) -> Job | None:
        """The job whose turn it is, None where there is none; the caller must hold the lock."""
        busy = {id(jobs[0].subject) for jobs in self._waiting.values() if jobs[0].begun}
        ready = [
            visitor
            for visitor, jobs in self._waiting.items()
            if jobs[0].begun or jobs[0].subject is None or id(jobs[0].subject) not in busy
        ]
        return self._waiting[self._share.pick(ready)][0] if ready else None

    def _hand_over(self, job: Job | None) -> None:
        """Let a job begin or go on in a thread of its own; the caller must hold the lock."""
        self._current = job
        self._since = self._clock()
        if job is None:
            return
        if job.begun:
            job.its_turn.release()
            return
        job.begun = True
        worker = self._idle.pop() if self._idle else Worker(self)
        worker.give(job)

    def give_way(self, job: Job) -> None:
        """Let others go first if it is their turn; the thread of `job` calls this between two pieces.

        Raises Abandoned where the job's subject is gone.
        """
        with self._lock:
            self._count(job)
            if not self._share.has_time(job.visitor) and (chosen := self._choose()) is not job:
                self._hand_over(chosen)
            else:
                chosen = job
        if chosen is not job:
            job.its_turn.acquire()
        if not job.wanted:
            raise Abandoned

    def _count(self, job: Job) -> None:
        """Charge the job's visitor for the time since the last count; the caller must hold the lock."""
        now = self._clock()
        self._share.charge(job.visitor, now - self._since)
        self._since = now

    def next_after(self, job: Job, worker: "Worker") -> Job | None:
        """Take a finished job out of the line. Return the one that its thread does next, if any."""
        with self._lock:
            self._count(job)
            self._share.charge(job.visitor, SECONDS_AROUND_A_JOB)
            jobs = self._waiting[job.visitor]
            jobs.popleft()
            if not jobs:
                del self._waiting[job.visitor]
            chosen = self._choose()
            if chosen is not None and not chosen.begun:
                chosen.begun = True
                self._current, self._since = chosen, self._clock()
                return chosen
            self._idle.append(worker)
            self._hand_over(chosen)
            return None

    def dismiss(self, worker: "Worker") -> bool:
        """Whether an idle thread may end: nobody has given it work meanwhile."""
        with self._lock:
            if worker not in self._idle:
                return False
            self._idle.remove(worker)
            return True


class Worker:
    """A thread that does jobs, one after another."""

    def __init__(self, scheduler: Scheduler) -> None:
        """Start the thread, which waits for its first job."""
        self._scheduler = scheduler
        self._given: Job | None = None
        self._called = threading.Semaphore(0)
        threading.Thread(target=self._serve, name="training", daemon=True).start()

    def give(self, job: Job) -> None:
        """Hand it its next job while it is idle."""
        self._given = job
        self._called.release()

    def _serve(self) -> None:
        _this_thread.is_worker = True
        while True:
            if not self._called.acquire(timeout=IDLE_SECONDS):
                if self._scheduler.dismiss(self):
                    return
                continue
            job, self._given = self._given, None
            while job is not None:
                self._do(job)
                done = job
                job = self._scheduler.next_after(done, self)
                del done

    def _do(self, job: Job) -> None:
        """Do a job and tell its result."""
        if not job.result.set_running_or_notify_cancel():
            return
        try:
            if not job.wanted:
                raise Abandoned
            with pauses_go_to(lambda: self._scheduler.give_way(job)):
                result = job.work()
        except BaseException as error:
            job.result.set_exception(error)
        else:
            job.result.set_result(result)


_this_thread = threading.local()
