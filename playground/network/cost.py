"""The cost: mean cross-entropy, computed from the logits, and the penalty on the weights apart from it.

The penalty is divided by all m training examples, also in the update of a mini-batch: λ means the same whatever
the batch size, and what the updates descend on average is the J that is shown.
"""

import numpy as np

from playground.network.arrays import Array, Scalars, all_zero
from playground.network.parameters import Parameters


def data_cost(Z: Array, Y: Array) -> Array:
    """Mean cross-entropy of labels Y (…, 1, m) for logits Z = Z[L] (…, 1, m), one number a network (…).

    -(y log a + (1 - y) log(1 - a)) with a = sigmoid(z) is log(1 + e^z) - y z, which stays finite where the
    sigmoid saturates and log 0 would not.
    """
    return np.mean(np.logaddexp(0.0, Z) - Y * Z, axis=(-2, -1))


def penalty(parameters: Parameters, lambd: Scalars, l1: Scalars, m: int) -> Array:
    """λ/(2m) Σ‖W[l]‖² + l1/(2m) Σ|w|, one number a network (…). Biases are not penalised.

    `lambd` and `l1` are numbers, or (R, 1) for a stack with strengths of their own. `m` counts all training
    examples.
    """
    weights = parameters.weights
    squares = lambd * np.sum(weights * weights, axis=-1, keepdims=True)
    sizes = l1 * np.sum(np.abs(weights), axis=-1, keepdims=True)
    return np.asarray((squares + sizes)[..., 0] / (2 * m))


def add_penalty_gradient(
    gradient: Parameters, parameters: Parameters, lambd: Scalars, l1: Scalars, m: int
) -> None:
    """dW[l] += λ/m W[l] + l1/(2m) sign(W[l]), in place; shapes and `m` as in `penalty`."""
    if not all_zero(lambd):
        gradient.weights += parameters.weights * (lambd / m)
    if not all_zero(l1):
        gradient.weights += np.sign(parameters.weights) * (l1 / (2 * m))
