"""What the network tests share: small random networks and points, and the equations once more in plain NumPy."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import expit

from playground.network.arrays import Array
from playground.network.parameters import Parameters, count_parameters

PLAIN_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": expit,
    "tanh": np.tanh,
    "relu": lambda Z: np.where(Z > 0, Z, 0.0),
    "leaky_relu": lambda Z: np.where(Z > 0, Z, 0.01 * Z),
    "linear": lambda Z: Z,
}


def random_parameters(layer_sizes: Sequence[int], seed: int, stack: tuple[int, ...] = ()) -> Parameters:
    """Weights of deviation 1/√n[l-1] and biases of deviation 0.3, so that no gradient is zero by symmetry."""
    random = np.random.RandomState(seed)
    parameters = Parameters(layer_sizes, random.randn(*stack, count_parameters(layer_sizes)))
    for l in range(1, parameters.L + 1):
        parameters.W[l] /= np.sqrt(layer_sizes[l - 1])
        parameters.b[l] *= 0.3
    return parameters


def random_points(m: int, seed: int, stack: tuple[int, ...] = ()) -> tuple[Array, Array]:
    """X (..., 2, m) and Y (..., 1, m), whose labels have nothing to do with the places."""
    random = np.random.RandomState(seed)
    return random.randn(*stack, 2, m), random.randint(0, 2, (*stack, 1, m)).astype(float)


def plain_logits(X: Array, parameters: Parameters, activation: str, D: dict[int, Array] | None = None) -> Array:
    """Z[L] of one network, operation by operation, with the masks D[l] on the hidden layers."""
    A = X
    for l in range(1, parameters.L):
        A = PLAIN_ACTIVATIONS[activation](parameters.W[l] @ A + parameters.b[l]) * (D or {}).get(l, 1.0)
    return parameters.W[parameters.L] @ A + parameters.b[parameters.L]


def plain_cost(
    X: Array,
    Y: Array,
    parameters: Parameters,
    activation: str,
    lambd: float = 0.0,
    l1: float = 0.0,
    D: dict[int, Array] | None = None,
) -> float:
    """J by the definition: logarithms of Ŷ, and the penalty summed layer by layer."""
    a = expit(plain_logits(X, parameters, activation, D))
    m = X.shape[1]
    loss = -(Y * np.log(a) + (1 - Y) * np.log(1 - a)).sum() / m
    weights = parameters.W.values()
    return float(
        loss
        + lambd / (2 * m) * sum((W**2).sum() for W in weights)
        + l1 / (2 * m) * sum(np.abs(W).sum() for W in weights)
    )


def finite_differences(cost: Callable[[Parameters], float], parameters: Parameters, h: float = 1e-5) -> Array:
    """(J(θ + h eᵢ) - J(θ - h eᵢ)) / 2h for every parameter of one network, one after another."""
    slopes = np.empty_like(parameters.theta)
    for i in range(slopes.size):
        nudged = parameters.copy()
        nudged.theta[i] += h
        above = cost(nudged)
        nudged.theta[i] -= 2 * h
        slopes[i] = (above - cost(nudged)) / (2 * h)
    return slopes
