"""A 41×41 slice of the cost: how long it takes in stacks, and how many times longer network by network.

Run it with `python benchmarks/cost_slice.py`.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from playground.datasets import DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check_objective import Objective
from playground.network.parameters import Parameters, count_parameters
from playground.training.cost_slice import SIDE, cut, plane_of
from playground.training.trainer import use_one_blas_thread

REPEATS = 7
MOST_SECONDS = 0.3


def best_of(repeats: int, work: Callable[[], object]) -> float:
    """The least seconds that the work took."""
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Measure and print a table."""
    use_one_blas_thread()
    points = DATASETS["moons"].draw(300, 0.2, 1)
    random, activation = np.random.RandomState(0), ACTIVATIONS["tanh"]
    print(f"{SIDE * SIDE} passes of 300 points      in stacks (ms)   one by one (ms)   ratio   at most (ms)")
    for sizes in ((2, 1), (2, 8, 4, 1), (2, 10, 5, 1), (2, 32, 32, 1)):
        P = count_parameters(sizes)
        plane = plane_of(random.randn(P), random.randn(5, P))
        places = plane.place(random.randn(SIDE * SIDE, 2))
        stacked = best_of(REPEATS, lambda: cut(points, sizes, activation, plane, np.zeros(2), 1.0))  # noqa: B023
        alone = best_of(
            2,
            lambda: [
                Objective(points.X, points.Y, activation).cost(Parameters(sizes, theta))  # noqa: B023
                for theta in places  # noqa: B023
            ],
        )
        name = "-".join(map(str, sizes))
        print(
            f"{name:32}{1000 * stacked:14.1f}{1000 * alone:18.1f}{alone / stacked:8.1f}{1000 * MOST_SECONDS:15.0f}"
        )


if __name__ == "__main__":
    main()
