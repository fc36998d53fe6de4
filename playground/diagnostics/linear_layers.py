"""Linear layers: W3 (W2 (W1 X + b1) + b2) + b3 is one line, W X + b, whatever the numbers."""

from dataclasses import dataclass

import numpy as np

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, forward

LAYER_SIZES = (2, 3, 3, 1)
BETWEEN = ("linear", "tanh", "relu")

# How the numbers are spread, and to how many digits they are rounded, so that what a page shows is all there is.
WEIGHTS, BIASES, DIGITS = 1.5, 0.7, 1

# A drawing is good to look at when each boundary leaves at least so much of the points to either class, and the
# bent ones answer otherwise than the line on so much of them.
LEAST_SHARE, LEAST_BEND, MOST_BEND = 0.2, 0.08, 0.5
MOST_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class OneLayer:
    """The one layer that linear layers are: W (n[L], n[0]) and b (n[L], 1)."""

    W: Array
    b: Array


def multiply_out(parameters: Parameters) -> OneLayer:
    """W = W[L] … W[1], and b with each b[l] sent through the layers above it: b := W[l] b + b[l]."""
    W, b = parameters.W[1], parameters.b[1]
    for l in range(2, parameters.L + 1):
        W, b = parameters.W[l] @ W, parameters.W[l] @ b + parameters.b[l]
    return OneLayer(W, b)


def logits(parameters: Parameters, activation: str, X: Array) -> Array:
    """Z[L] (n[L], m) of the engine for the points X (n[0], m), with this activation in the hidden layers."""
    workspace = Workspace(parameters, X.shape[-1])
    forward(X, parameters, ACTIVATIONS[activation], workspace)
    return workspace.Z[parameters.L]


def draw_layers(seed: int, X: Array) -> Parameters:
    """Random numbers for three layers whose boundaries with BETWEEN all cross the points X (2, m).

    Drawn from RandomState(seed) again and again until they do; after MOST_DRAWS the last is taken.
    """
    random = np.random.RandomState(seed)
    parameters = Parameters.zeros(LAYER_SIZES)
    for _ in range(MOST_DRAWS):
        for l in range(1, parameters.L + 1):
            parameters.W[l][...] = np.round(random.randn(*parameters.W[l].shape) * WEIGHTS, DIGITS)
            parameters.b[l][...] = np.round(random.randn(*parameters.b[l].shape) * BIASES, DIGITS)
        answers = [logits(parameters, name, X) > 0.0 for name in BETWEEN]
        crossed = all(LEAST_SHARE <= answer.mean() <= 1 - LEAST_SHARE for answer in answers)
        bends = [np.mean(answer != answers[0]) for answer in answers[1:]]
        if crossed and all(LEAST_BEND <= bend <= MOST_BEND for bend in bends):
            break
    return parameters


def answered_otherwise(parameters: Parameters, activation: str, X: Array) -> float:
    """The share of the points X (2, m) that the network with this activation answers otherwise than the line."""
    return float(np.mean((logits(parameters, activation, X) > 0) != (logits(parameters, "linear", X) > 0)))


def largest_difference(parameters: Parameters, X: Array) -> float:
    """The largest |Z[L] - (W X + b)| over the points X (n[0], m), layers linear: round-off and no more."""
    one = multiply_out(parameters)
    return float(np.abs(logits(parameters, "linear", X) - (one.W @ X + one.b)).max())
