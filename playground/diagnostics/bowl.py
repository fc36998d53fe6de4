"""The bowl: the cost of logistic regression over its two weights, and how long descent takes to its bottom."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from playground.datasets import Points
from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.gradient_check_objective import Objective
from playground.network.parameters import Parameters

SIDE = 61
MOST_UPDATES = 5000

# Descent has arrived where of the excess over the lowest cost this share is left.
ARRIVED = 0.01

# Against points that a line divides, for which no weights are the best. So little leaves others as they are.
LEAST_PENALTY = 1e-6


@dataclass(frozen=True)
class Bowl:
    """J(w1, w2) of logistic regression with b held at its best value, so that the whole cost is in the picture.

    `curvatures` are the eigenvalues of its Hessian at the `best` weights (2,), the larger first. `costs`
    (SIDE, SIDE) are J over `w1` and `w2` (SIDE,), rows by w2.
    """

    best: Array
    b: float
    lowest: float
    curvatures: tuple[float, float]
    w1: Array
    w2: Array
    costs: Array

    @property
    def condition(self) -> float:
        """κ, the larger curvature over the smaller; the bowl is √κ times as long as wide."""
        return self.curvatures[0] / self.curvatures[1]

    @property
    def largest_stable_rate(self) -> float:
        """2/λ_max: with a larger α, descent overshoots the bottom further each time."""
        return 2.0 / self.curvatures[0]


@dataclass(frozen=True)
class Descent:
    """The way (K, 2) of the weights through a bowl, and after how many updates it arrived; None if not in time."""

    way: Array
    arrived: int | None


def dig(points: Points, reach: float) -> Bowl:
    """The bowl of these points, over a square that reaches so many times the distance of w = 0 from the bottom.

    The bottom is scikit-learn's. Raises ValueError where all labels are one class.
    """
    fitted = LogisticRegression(
        C=1 / (LEAST_PENALTY * points.m), tol=1e-9, max_iter=1000, solver="newton-cholesky"
    )
    fitted.fit(points.X.T, points.Y[0])
    best, b = fitted.coef_[0], float(fitted.intercept_[0])
    share = 1 / (1 + np.exp(-(best @ points.X + b)))
    Hessian = points.X * (share * (1 - share)) @ points.X.T / points.m
    low, high = np.linalg.eigvalsh(Hessian)
    half = reach * max(float(np.linalg.norm(best)), 1e-6)
    w1, w2 = (np.linspace(w - half, w + half, SIDE) for w in best)
    across, up = np.meshgrid(w1, w2)
    theta = np.stack([across.ravel(), up.ravel(), np.full(SIDE**2, b)], axis=-1)
    return Bowl(
        best, b, float(_costs(points, np.array([[*best, b]]))[0]), (float(high), float(low)), w1, w2,
        _costs(points, theta).reshape(SIDE, SIDE),
    )  # fmt: skip


def _costs(points: Points, theta: Array) -> Array:
    return _objective(points).cost(Parameters((2, 1), theta))


def _objective(points: Points) -> Objective:
    return Objective(points.X, points.Y, ACTIVATIONS["linear"])


def descend(points: Points, bowl: Bowl, learning_rate: float) -> Descent:
    """Gradient descent from w = 0 with b at its best, W := W - α dW, until it has arrived."""
    parameters = Parameters((2, 1), np.array([0.0, 0.0, bowl.b]))
    first = float(_costs(points, parameters.theta[None])[0])
    enough = bowl.lowest + ARRIVED * (first - bowl.lowest)
    objective, way = _objective(points), [parameters.weights.copy()]
    for update in range(1, MOST_UPDATES + 1):
        gradient = objective.gradient(parameters)
        parameters.weights[...] -= learning_rate * gradient.weights
        way.append(parameters.weights.copy())
        if not np.all(np.isfinite(way[-1])):
            return Descent(np.array(way[:-1]), None)
        if float(_costs(points, parameters.theta[None])[0]) <= enough:
            return Descent(np.array(way), update)
    return Descent(np.array(way), None)
