"""Pauses: places in long work where other work may get its turn.

Whoever computes for longer than some milliseconds calls `pause` between two pieces. It does nothing unless the
work was scheduled: then the scheduler may let others go first, for as long as it likes. Nothing that the work uses
may be changed by others meanwhile, so pause only where the caller has what it works on for itself.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_this_thread = threading.local()


def pause() -> None:
    """Let other work go first, if this thread's work was scheduled and others wait."""
    give_way: Callable[[], None] | None = getattr(_this_thread, "give_way", None)
    if give_way is not None:
        give_way()


@contextmanager
def pauses_go_to(give_way: Callable[[], None]) -> Iterator[None]:
    """While the block runs, `pause` in this thread calls `give_way`."""
    _this_thread.give_way = give_way
    try:
        yield
    finally:
        _this_thread.give_way = None
