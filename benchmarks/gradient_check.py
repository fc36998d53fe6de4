"""The gradient check in stacks against one parameter at a time, in one run.

Run it with `python benchmarks/gradient_check.py`. Both networks are ReLU on 211 points with λ = 0.7, ε = 1e-7. The
loop runs the whole network forward twice for every parameter, into buffers that are allocated once; of the larger
network it does a sample, scaled to all. The two take turns, and the least of the rounds counts, because others may
use the machine meanwhile.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from playground.datasets import DATASETS, Points
from playground.network.activations import ACTIVATIONS
from playground.network.cost import data_cost, penalty
from playground.network.gradient_check import difference_quotients
from playground.network.gradient_check_objective import Objective
from playground.network.initializers import initialize
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, forward
from playground.training.trainer import use_one_blas_thread

ROUNDS = 5
SAMPLE = 300
EPSILON = 1e-7
LAMBD = 0.7
ACTIVATION = ACTIVATIONS["relu"]

# The seconds that a check may take: one that follows a slider, and one that somebody waits for.
NETWORKS = {(2, 20, 3, 1): 0.020, (2, 64, 64, 1): 3.0}


def one_at_a_time(points: Points, parameters: Parameters, chosen: np.ndarray) -> np.ndarray:
    """The two-sided quotients of the chosen parameters, as the course's loop does it."""
    nudged, workspace = parameters.copy(), Workspace(parameters, points.m)

    def cost() -> float:
        forward(points.X, nudged, ACTIVATION, workspace)
        return float(data_cost(workspace.Z[nudged.L], points.Y) + penalty(nudged, LAMBD, 0.0, points.m))

    quotients = []
    for i in chosen:
        theta = parameters.theta[i]
        nudged.theta[i] = theta + EPSILON
        above = cost()
        nudged.theta[i] = theta - EPSILON
        quotients.append((above - cost()) / (2 * EPSILON))
        nudged.theta[i] = theta
    return np.array(quotients)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print a row a network."""
    use_one_blas_thread()
    recipe = DATASETS["football"]
    points = recipe.draw(211, recipe.noise, 1)
    print(f"{'Network':12}{'Parameters':>11}{'Stacks':>12}{'Target':>12}{'One by one':>13}{'Ratio':>9}")
    for sizes, target in NETWORKS.items():
        parameters = initialize(sizes, "he", 1.0, 3)
        P = parameters.theta.size
        objective = Objective(points.X, points.Y, ACTIVATION, LAMBD)
        chosen = np.arange(P) if P <= SAMPLE else np.linspace(0, P - 1, SAMPLE).astype(int)
        found = difference_quotients(objective, parameters, EPSILON).two_sided[chosen]
        np.testing.assert_allclose(found, one_at_a_time(points, parameters, chosen), atol=1e-7)
        stacks, loop = [], []
        for _ in range(ROUNDS):
            stacks.append(seconds(lambda: difference_quotients(objective, parameters, EPSILON)))  # noqa: B023
            loop.append(seconds(lambda: one_at_a_time(points, parameters, chosen)) * P / chosen.size)  # noqa: B023
        quick, slow = min(stacks), min(loop)
        print(
            f"{'-'.join(map(str, sizes)):12}{P:11,}{1000 * quick:9.1f} ms{1000 * target:9.0f} ms"
            f"{1000 * slow:10.1f} ms{slow / quick:8.1f}x"
        )


if __name__ == "__main__":
    main()
