"""What is said of several ways down the same surface."""

import numpy as np

from playground.diagnostics.descents import tell_descents

TITLES = ["1 Gradient descent", "2 Batch 16"]
ITERATIONS = list(range(0, 1000, 10))
SLOW = 0.4 + 0.6 * 0.99 ** np.arange(0, 1000, 10)
QUICK = 0.4 + 0.6 * 0.9 ** np.arange(0, 1000, 10)


def test_who_needs_fewest_updates_and_who_sees_fewest_points() -> None:
    said = tell_descents(TITLES, ITERATIONS, np.stack([QUICK, SLOW], axis=1), [180, 2], [None, None])
    # 1 % of 0.6 is left where 0.9^k = 0.01, at k = 43.7, and where 0.99^k = 0.01, at k = 458.2.
    assert said[0] == "1 Gradient descent: down to cost 0.41 after 50 updates, which saw 9,000 points."
    assert said[1] == "2 Batch 16: down to cost 0.41 after 460 updates, which saw 920 points."
    assert said[2] == "Fewest updates: 1 Gradient descent. Fewest points seen: 2 Batch 16."


def test_who_is_not_down_who_jumps_and_who_diverged() -> None:
    jumping = QUICK + 0.3 * (np.arange(100) % 2) * (np.arange(100) > 50)
    costs = np.stack([jumping, np.linspace(1.0, 0.7, 100), np.full(100, 1.0)], axis=1)
    said = tell_descents(["A", "B", "C"], ITERATIONS, costs, [180] * 3, [None, None, 30])
    assert said[0].endswith("; now its cost jumps between 0.40 and 0.70.")
    assert said[1] == "B: not yet down to cost 0.41; it is at 0.70."
    assert said[2].startswith("C: diverged at iteration 30")
    assert len(said) == 3


def test_at_the_start_there_is_only_the_start() -> None:
    assert tell_descents(TITLES, [0], np.array([[0.9, 0.9]]), [180, 16], [None, None]) == [
        "All begin at the same place, at cost 0.90."
    ]
