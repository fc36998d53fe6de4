"""A slice of the cost: J over a plane through the space of all parameters, to see what descent walks on."""

from dataclasses import dataclass

import numpy as np

from playground.datasets import Points
from playground.network.activations import Activation
from playground.network.arrays import Array
from playground.network.gradient_check_objective import Objective
from playground.network.parameters import Parameters
from playground.pauses import pause

SIDE = 41

# Networks that are passed together; more of them fall out of the processor's cache.
CHUNK = 41

# A slice is told from at most so many examples, taken evenly.
MOST_EXAMPLES = 500


@dataclass(frozen=True)
class Plane:
    """The points origin + a · directions[0] + b · directions[1]: origin (P,), directions (2, P) orthonormal."""

    origin: Array
    directions: Array

    def project(self, theta: Array) -> Array:
        """Where the points nearest to theta (…, P) lie in the plane: (…, 2)."""
        return np.asarray((theta - self.origin) @ self.directions.T)

    def place(self, at: Array) -> Array:
        """The parameters (…, P) at places (…, 2) of the plane."""
        return np.asarray(self.origin + at @ self.directions)

    def share(self, theta: Array) -> float:
        """Which share of the squared distances of theta (K, P) from the origin lies in the plane; 1 of none."""
        whole = float(np.sum((theta - self.origin) ** 2))
        return float(np.sum(self.project(theta) ** 2)) / whole if whole > 0 else 1.0


@dataclass(frozen=True)
class Slice:
    """The data cost over a square of a plane: `costs` (SIDE, SIDE), rows from low[1] up, columns from low[0]."""

    plane: Plane
    low: Array
    width: float
    costs: Array

    def holds(self, at: Array) -> bool:
        """Whether all places (…, 2) lie in the square."""
        return bool(np.all((at >= self.low) & (at <= self.low + self.width)))


def plane_of(origin: Array, theta: Array, before: Plane | None = None) -> Plane:
    """The plane through origin (P,) that theta (K, P) is nearest to, by least squares.

    Its directions are the first two right singular vectors of theta - origin; turned within the plane so that
    they are as near as can be to those of the plane `before`, so that a picture that is drawn anew does not jump.
    """
    _, _, directions = np.linalg.svd(np.atleast_2d(theta - origin), full_matrices=len(theta) < 2)
    directions = directions[:2]
    if before is not None:
        # The orthogonal Procrustes problem: Schönemann 1966.
        left, _, right = np.linalg.svd(before.directions @ directions.T)
        directions = left @ right @ directions
    return Plane(origin, directions)


def square_around(at: Array, margin: float) -> tuple[Array, float]:
    """The low corner (2,) and the width of the smallest square around places (K, 2), with a margin each side."""
    low, high = at.min(axis=0), at.max(axis=0)
    width = max(float((high - low).max()), 1e-6) * (1 + 2 * margin)
    return (low + high - width) / 2, width


def cut(
    points: Points, layer_sizes: tuple[int, ...], activation: Activation, plane: Plane, low: Array, width: float
) -> Slice:
    """The slice of the data cost on these points over a square of the plane: SIDE² forward passes, in stacks."""
    every = -(-points.m // MOST_EXAMPLES)
    X, Y = np.ascontiguousarray(points.X[:, ::every]), np.ascontiguousarray(points.Y[:, ::every])
    objective = Objective(X, Y, activation)
    steps = np.linspace(0.0, width, SIDE)
    across, up = np.meshgrid(low[0] + steps, low[1] + steps)
    theta = plane.place(np.stack([across.ravel(), up.ravel()], axis=-1))
    with np.errstate(over="ignore", invalid="ignore"):
        costs = []
        for start in range(0, len(theta), CHUNK):
            pause()
            costs.append(objective.cost(Parameters(layer_sizes, theta[start : start + CHUNK])))
    return Slice(plane, low, width, np.concatenate(costs).reshape(SIDE, SIDE))
