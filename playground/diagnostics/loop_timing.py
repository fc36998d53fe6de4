"""Loop timing: the same sum of products by an explicit loop and by np.dot, and how long each takes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from timeit import Timer

import numpy as np

from playground.network.arrays import Array
from playground.training.trainer import use_one_blas_thread

SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
# How long one round repeats what is quick, in seconds, and how many rounds there are.
SECONDS = 0.01
MOST_REPEATS = 1000
BEST_OF = 5

# A clock may stand still; nothing takes less than this, in seconds.
SHORTEST = 1e-9

# The two add up in a different order, so the last digits may differ: by so much of Σ |a_i b_i| at most.
AGREE = 1e-9


@dataclass(frozen=True)
class Timing:
    """How long one sum over n elements took, in seconds, the best of several, and what came out."""

    n: int
    loop_seconds: float
    dot_seconds: float
    loop_value: float
    dot_value: float
    agrees: bool

    @property
    def ratio(self) -> float:
        """How many times longer the loop took."""
        return self.loop_seconds / self.dot_seconds


def explicit_loop(a: Array, b: Array) -> float:
    """Σ a_i b_i, element by element; a and b are (n,)."""
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return float(total)


def time_sizes(
    sizes: Sequence[int] = SIZES, seed: int = 1, clock: Callable[[], float] = time.perf_counter
) -> Iterator[Timing]:
    """One Timing for each size, as soon as it is measured; a and b are drawn from RandomState(seed)."""
    use_one_blas_thread()  # as the engine does; where others compute too, several only wait for each other
    random = np.random.RandomState(seed)
    for n in sizes:
        a, b = random.rand(n), random.rand(n)
        loop_value, dot_value = explicit_loop(a, b), float(np.dot(a, b))
        yield Timing(
            n,
            best_seconds(lambda a=a, b=b: explicit_loop(a, b), clock),  # type: ignore[misc]
            best_seconds(lambda a=a, b=b: np.dot(a, b), clock),  # type: ignore[misc]
            loop_value,
            dot_value,
            abs(loop_value - dot_value) <= AGREE * float(np.dot(np.abs(a), np.abs(b))),
        )


def best_seconds(call: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of one call, the best of several: whatever else the machine does only ever makes it longer.

    A quick call is made many times in a row, since a clock cannot see one; a slow one three times in all.
    """
    timer = Timer(call, timer=clock)
    single = min(timer.repeat(2, 1))
    repeats = int(min(max(SECONDS / max(single, SHORTEST), 1), MOST_REPEATS))
    rounds = BEST_OF if repeats > 1 else 1
    best = min(timer.repeat(rounds, repeats)) / repeats
    return max(min(best, single), SHORTEST)
