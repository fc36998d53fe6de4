"""Gradient checking: backpropagation against two-sided differences of the cost."""

from dataclasses import dataclass

import numpy as np

from playground.network.activations import Activation
from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward

# Differences up to the first figure deserve the first word, and so on; above the last it is a bug. The course
# names 1e-7, 1e-5 and 1e-3; the borders lie midway between those on the log scale.
VERDICTS = ((1e-6, "great"), (1e-4, "look again"), (1e-2, "worry"))
BUG = "bug"
ROUND_OFF = "within round-off"

# Perturbed copies that go through the network together; more of them fall out of the processor's cache.
CHUNK = 16


@dataclass(frozen=True)
class Comparison:
    """How far two gradients are apart, as a relative difference and in words."""

    difference: float
    verdict: str


@dataclass(frozen=True)
class GradientCheck:
    """The whole gradient's comparison and that of each block W1, b1, …"""

    whole: Comparison
    blocks: dict[str, Comparison]
    gradient: Parameters
    approximation: Parameters


# Where the sigmoid saturates, e^-z overflows to the right answer.
@np.errstate(over="ignore")
def cost_of(X: Array, Y: Array, parameters: Parameters, activation: Activation, lambd: float, l1: float) -> Array:
    """J with its penalty for every network of a stack (…), on X (n_x, m) and Y (1, m)."""
    workspace = Workspace(parameters, X.shape[-1])
    forward(X, parameters, activation, workspace)
    return data_cost(workspace.Z[parameters.L], Y) + penalty(parameters, lambd, l1, X.shape[-1])


@np.errstate(over="ignore")
def analytic_gradient(
    X: Array, Y: Array, parameters: Parameters, activation: Activation, lambd: float, l1: float
) -> Parameters:
    """∂J/∂θ by backpropagation, dropout off; shapes as in `cost_of`."""
    workspace = Workspace(parameters, X.shape[-1])
    gradient = Parameters.zeros(parameters.layer_sizes, parameters.stack)
    forward(X, parameters, activation, workspace)
    backward(Y, parameters, activation, workspace, gradient)
    add_penalty_gradient(gradient, parameters, lambd, l1, X.shape[-1])
    return gradient


def numerical_gradient(
    X: Array,
    Y: Array,
    parameters: Parameters,
    activation: Activation,
    lambd: float,
    l1: float,
    epsilon: float,
) -> Parameters:
    """(J(θ + ε eᵢ) - J(θ - ε eᵢ)) / 2ε for every parameter i of one network, in stacks of perturbed copies."""
    theta = parameters.theta
    approximation = np.empty_like(theta)
    for start in range(0, theta.size, CHUNK):
        nudge = epsilon * np.eye(min(CHUNK, theta.size - start), theta.size, k=start)
        copies = Parameters(parameters.layer_sizes, np.concatenate([theta + nudge, theta - nudge]))
        above, below = np.split(cost_of(X, Y, copies, activation, lambd, l1), 2)
        approximation[start : start + CHUNK] = (above - below) / (2 * epsilon)
    return Parameters(parameters.layer_sizes, approximation)


def check_gradient(
    X: Array,
    Y: Array,
    parameters: Parameters,
    activation: Activation,
    lambd: float = 0.0,
    l1: float = 0.0,
    epsilon: float = 1e-7,
) -> GradientCheck:
    """Compare backpropagation with two-sided differences at `parameters` of one network, dropout off."""
    gradient = analytic_gradient(X, Y, parameters, activation, lambd, l1)
    approximation = numerical_gradient(X, Y, parameters, activation, lambd, l1, epsilon)
    cost = float(cost_of(X, Y, parameters, activation, lambd, l1))
    # Subtracting two costs that agree in all but their last digits leaves about this much noise.
    noise = 8 * np.finfo(np.float64).eps * max(cost, 1.0) / epsilon
    blocks = {
        name: compare(block, approximation.blocks()[name], noise) for name, block in gradient.blocks().items()
    }
    whole = compare(gradient.theta, approximation.theta, noise)
    return GradientCheck(whole, blocks, gradient, approximation)


def compare(gradient: Array, approximation: Array, noise: float = 0.0) -> Comparison:
    """‖grad - gradapprox‖₂ / (‖grad‖₂ + ‖gradapprox‖₂) with its verdict.

    `noise` is the round-off of one difference quotient: where the gradients are no further apart than that,
    as where both are zero, their ratio says nothing, and the verdict says so.
    """
    error = float(np.linalg.norm(gradient - approximation))
    size = float(np.linalg.norm(gradient) + np.linalg.norm(approximation))
    difference = error / size if size > 0 else 0.0
    verdict = next((word for limit, word in VERDICTS if difference <= limit), BUG)
    if difference > VERDICTS[0][0] and error <= noise * np.sqrt(gradient.size):
        verdict = ROUND_OFF
    return Comparison(difference, verdict)
