"""Descents: who came down the same surface in the fewest updates, or points seen, and whose cost jumps."""

from collections.abc import Sequence

import numpy as np

from playground.diagnostics.finding import count, figure
from playground.network.arrays import Array

# Down is where of the excess over the lowest cost anybody has had this share is left.
DOWN = 0.01

# A cost jumps where in the last quarter of what is known its largest is so many times its smallest.
JUMPS = 1.5
FEWEST_TO_JUDGE = 8


def tell_descents(
    titles: Sequence[str],
    iterations: Sequence[int],
    costs: Array,
    batches: Sequence[int],
    diverged_at: Sequence[int | None],
) -> list[str]:
    """A sentence on every network, and one on who was first.

    `costs` (K, R) are those of R networks at K iterations, the first of them 0, where all are the same;
    `batches` how many points each update of a network sees.
    """
    if len(iterations) < 2:
        return [f"All begin at the same place, at cost {figure(float(costs[0, 0]))}."]
    lowest = float(np.nanmin(costs))
    level = lowest + DOWN * (float(costs[0, 0]) - lowest)
    arrivals = [_arrival(iterations, costs[:, k], level) for k in range(len(titles))]
    sentences = [
        f"{title}: {_tell_one(costs[:, k], arrivals[k], level, batches[k], diverged_at[k])}"
        for k, title in enumerate(titles)
    ]
    down = [k for k, arrival in enumerate(arrivals) if arrival is not None]
    if len(down) > 1:
        first = min(down, key=lambda k: arrivals[k] or 0)
        thriftiest = min(down, key=lambda k: (arrivals[k] or 0) * batches[k])
        sentences.append(f"Fewest updates: {titles[first]}. Fewest points seen: {titles[thriftiest]}.")
    return sentences


def _arrival(iterations: Sequence[int], costs: Array, level: float) -> int | None:
    """The first of the iterations at which the cost is at the level or below."""
    below = np.flatnonzero(costs <= level)
    return iterations[below[0]] if below.size else None


def _tell_one(costs: Array, arrival: int | None, level: float, batch: int, diverged_at: int | None) -> str:
    if diverged_at is not None:
        return f"diverged at iteration {count(diverged_at)}: its steps were too long for this surface."
    if arrival is None:
        return f"not yet down to cost {figure(level)}; it is at {figure(float(costs[-1]))}."
    seen = count(arrival * batch)
    said = f"down to cost {figure(level)} after {count(arrival)} updates, which saw {seen} points"
    last = costs[-max(FEWEST_TO_JUDGE, len(costs) // 4) :]
    low, high = float(last.min()), float(last.max())
    if len(last) >= FEWEST_TO_JUDGE and high > JUMPS * low:
        said += f"; now its cost jumps between {figure(low)} and {figure(high)}"
    return said + "."
