"""The engine against scikit-learn and against plain NumPy expressions, in one run: microseconds an update.

Run it with `python benchmarks/engine.py`. The contestants take turns, and medians over the rounds are compared.
"""

import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from sklearn.datasets import make_circles
from sklearn.neural_network import MLPClassifier

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.initializers import initialize
from playground.network.learner import Learner
from playground.network.minibatches import MiniBatches
from playground.network.optimizers import GradientDescent
from playground.network.parameters import Parameters
from playground.training.trainer import use_one_blas_thread

ROUNDS = 9
M = 300
LEARNING_RATE = 0.01
NETWORKS = [
    ("2-4-1 tanh", (4,), "tanh"),
    ("2-10-5-1 relu", (10, 5), "relu"),
    ("2-8-8-8-1 relu", (8, 8, 8), "relu"),
]
STACKS = (1, 4, 16)

Contestant = Callable[[int], None]


@dataclass
class NaiveNetwork:
    """The same equations as plain expressions, each with a new array for its result."""

    W: list[Array]
    b: list[Array]
    activation: str

    def update(self, X: Array, Y: Array) -> None:
        """One step of gradient descent."""
        m, L = X.shape[1], len(self.W)
        A, Z = [X], []
        for l in range(L):
            Z.append(self.W[l] @ A[l] + self.b[l])
            A.append(1 / (1 + np.exp(-Z[l])) if l == L - 1 else self.g(Z[l]))
        dZ = A[L] - Y
        gradients = []
        for l in range(L - 1, -1, -1):
            gradients.append((dZ @ A[l].T / m, np.sum(dZ, axis=1, keepdims=True) / m))
            if l > 0:
                dZ = (self.W[l].T @ dZ) * self.g_prime(Z[l - 1], A[l])
        for l, (dW, db) in enumerate(reversed(gradients)):
            self.W[l] = self.W[l] - LEARNING_RATE * dW
            self.b[l] = self.b[l] - LEARNING_RATE * db

    def g(self, Z: Array) -> Array:
        """tanh or ReLU."""
        return np.tanh(Z) if self.activation == "tanh" else np.maximum(0, Z)

    def g_prime(self, Z: Array, A: Array) -> Array:
        """Its derivative."""
        return 1 - A**2 if self.activation == "tanh" else (Z >= 0).astype(float)


def points() -> tuple[Array, Array]:
    """Two circles, examples in columns."""
    X, y = make_circles(M, noise=0.05, random_state=1)
    return np.ascontiguousarray(X.T), y[None, :].astype(float)


def naive(hidden: tuple[int, ...], activation: str, batch_size: int | None) -> Contestant:
    """Updates in plain NumPy."""
    X, Y = points()
    parameters = initialize((2, *hidden, 1), "he", 1.0, 3)
    layers = range(1, parameters.L + 1)
    network = NaiveNetwork(
        [parameters.W[l].copy() for l in layers], [parameters.b[l].copy() for l in layers], activation
    )
    batches = MiniBatches(X, Y, batch_size)

    def run(updates: int) -> None:
        for iteration in range(updates):
            network.update(*batches.batch(iteration))

    return run


def ours(hidden: tuple[int, ...], activation: str, batch_size: int | None, stack: int = 0) -> Contestant:
    """Updates by the engine: of one network, or of a stack of so many in lockstep."""
    X, Y = points()
    members = [initialize((2, *hidden, 1), "he", 1.0, 3 + r) for r in range(max(stack, 1))]
    parameters = Parameters.stacked(members) if stack else members[0]
    optimizer = GradientDescent(parameters.theta.shape)
    learner = Learner(X, Y, parameters, ACTIVATIONS[activation], optimizer, LEARNING_RATE, batch_size=batch_size)
    return learner.run


def sklearn(hidden: tuple[int, ...], activation: str, batch_size: int | None) -> Contestant:
    """Updates by MLPClassifier.partial_fit: one call is one pass over what it is given."""
    X, Y = points()
    columns, y = X.T.copy(), Y[0].astype(int)
    model = MLPClassifier(
        hidden,
        activation=activation,
        solver="sgd",
        alpha=0.0,
        batch_size=batch_size or M,
        learning_rate_init=LEARNING_RATE,
        momentum=0.0,
        random_state=3,
    )
    model.partial_fit(columns, y, classes=[0, 1])
    per_call = -(-M // (batch_size or M))

    def run(updates: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(max(1, updates // per_call)):
                model.partial_fit(columns, y)

    return run


def race(contestants: dict[str, tuple[Contestant, int]]) -> dict[str, float]:
    """Median microseconds an update; all take turns in every round. A contestant comes with how many it makes."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, (run, updates) in contestants.items():
            begun = time.perf_counter()
            run(updates)
            seconds[name].append((time.perf_counter() - begun) / updates)
    return {name: 1e6 * median(times) for name, times in seconds.items()}


def compare(title: str, hidden: tuple[int, ...], activation: str, batch_size: int | None) -> None:
    """A row: the three contestants and how much faster the engine is."""
    times = race(
        {
            "sklearn": (sklearn(hidden, activation, batch_size), 30 if batch_size is None else 60),
            "naive": (naive(hidden, activation, batch_size), 1500),
            "ours": (ours(hidden, activation, batch_size), 1500),
        }
    )
    print(
        f"{title:28}{times['sklearn']:12.1f}{times['naive']:12.1f}{times['ours']:12.1f}"
        f"{times['sklearn'] / times['ours']:12.1f}x{times['naive'] / times['ours']:12.2f}x"
    )


def compare_stacks(title: str, hidden: tuple[int, ...], activation: str) -> None:
    """A row: microseconds an update and network in stacks of growing size."""
    alone = (ours(hidden, activation, None), 600)
    stacks = {f"{size}": (ours(hidden, activation, None, size), max(60, 600 // size)) for size in STACKS}
    times = race({"alone": alone, **stacks})
    cells = "".join(f"{times[str(size)] / size:12.1f}" for size in STACKS)
    best = min(times[str(size)] / size for size in STACKS)
    print(f"{title:28}{times['alone']:12.1f}{cells}{times['alone'] / best:12.2f}x")


def main() -> None:
    """Print the tables."""
    use_one_blas_thread()
    print(f"Microseconds an update, {M} points\n")
    print(f"{'full batch':28}{'sklearn':>12}{'naive':>12}{'ours':>12}{'vs sklearn':>13}{'vs naive':>13}")
    for title, hidden, activation in NETWORKS:
        compare(title, hidden, activation, None)
    print(f"\n{'mini-batches of 10':28}{'sklearn':>12}{'naive':>12}{'ours':>12}{'vs sklearn':>13}{'vs naive':>13}")
    for title, hidden, activation in NETWORKS:
        compare(title, hidden, activation, 10)
    heads = "".join(f"{f'stack of {size}':>12}" for size in STACKS)
    print(f"\n{'stacks, an update and network':28}{'alone':>11}{heads}{'at best':>13}")
    for title, hidden, activation in NETWORKS:
        compare_stacks(title, hidden, activation)


if __name__ == "__main__":
    main()
