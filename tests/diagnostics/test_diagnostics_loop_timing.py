"""A loop against np.dot: that both add up to the same, and what is told of how long they take."""

from collections.abc import Callable
from itertools import count
from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.diagnostics.loop_timing import Timing, best_seconds, explicit_loop, time_sizes


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=50))
def test_the_loop_adds_up_the_products(pairs: list[tuple[float, float]]) -> None:
    a, b = np.array(pairs).T
    products = [x * y for x, y in pairs]
    assert explicit_loop(a, b) == pytest.approx(fsum(products), abs=1e-9 * fsum(map(abs, products)) + 1e-300)


def ticking(step: float) -> Callable[[], float]:
    """A clock that goes on by a step whenever somebody looks."""
    ticks = count()
    return lambda: next(ticks) * step


def test_every_size_is_timed_and_agrees() -> None:
    timings = list(time_sizes((1, 10, 1000), clock=ticking(0.5)))
    assert [timing.n for timing in timings] == [1, 10, 1000]
    for timing in timings:
        assert timing.agrees
        assert timing.loop_value == pytest.approx(timing.dot_value)
        assert timing.loop_seconds == timing.dot_seconds == 0.5
        assert timing.ratio == 1.0


def test_sizes_come_one_by_one() -> None:
    sizes = time_sizes((10, 10**12), clock=ticking(1.0))
    assert next(sizes).n == 10  # the second would not fit into memory
    sizes.close()


def test_what_is_quick_is_repeated_and_what_is_slow_is_not() -> None:
    calls: list[int] = []
    assert best_seconds(lambda: calls.append(1), ticking(1.0)) == 1.0
    assert len(calls) == 3
    calls.clear()
    assert best_seconds(lambda: calls.append(1), ticking(1e-4)) == pytest.approx(1e-6)
    assert len(calls) == 2 + 5 * 100


def test_a_clock_that_stands_still_harms_nobody() -> None:
    assert best_seconds(lambda: None, lambda: 0.0) == 1e-9


def test_a_ratio_is_how_many_times_longer_the_loop_took() -> None:
    assert Timing(10, 0.3, 0.001, 1.0, 1.0, True).ratio == pytest.approx(300)
