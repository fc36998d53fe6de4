"""Activations: g(Z), and its derivative g'(Z) computed from Z and A = g(Z)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from playground.network.arrays import Array

LEAK = 0.01

# As arrays, because a ufunc meets a Python number only after a search for its type, which costs as much as
# adding up a hundred numbers.
ZERO = np.array(0.0)
ONE = np.array(1.0)


@dataclass(frozen=True)
class Activation:
    """An activation function with its derivative; both write into `out`, shaped like Z, and return it."""

    title: str
    equation: str
    apply: Callable[[Array, Array], Array]
    derivative: Callable[[Array, Array, Array], Array]


def sigmoid(Z: Array, out: Array) -> Array:
    """A = 1 / (1 + exp(-Z)), elementwise; `out` has the shape of Z and may be Z itself."""
    np.negative(Z, out=out)
    np.exp(out, out=out)
    np.add(out, ONE, out=out)
    return np.divide(ONE, out, out=out)


def sigmoid_derivative(Z: Array, A: Array, out: Array) -> Array:
    """g' = A (1 - A); shapes of Z, A and `out` agree."""
    np.subtract(ONE, A, out=out)
    return np.multiply(out, A, out=out)


def tanh(Z: Array, out: Array) -> Array:
    """A = tanh(Z), elementwise."""
    return np.tanh(Z, out=out)


def tanh_derivative(Z: Array, A: Array, out: Array) -> Array:
    """g' = 1 - A²."""
    np.multiply(A, A, out=out)
    return np.subtract(ONE, out, out=out)


def relu(Z: Array, out: Array) -> Array:
    """A = max(0, Z), elementwise."""
    return np.maximum(Z, 0.0, out=out)


def relu_derivative(Z: Array, A: Array, out: Array) -> Array:
    """g' = 0 for Z ≤ 0 and 1 for Z > 0, written into `out`; shapes of Z, A and `out` agree.

    At 0 itself there is no derivative. 0 is what the course's notebooks, PyTorch, TensorFlow, JAX and scikit-learn
    take; it matters behind a dead layer, where Z = b, which is often exactly 0.
    """
    return np.greater(Z, ZERO, out=out)


def leaky_relu(Z: Array, out: Array) -> Array:
    """A = max(0.01 Z, Z), elementwise; `out` must not be Z."""
    np.multiply(Z, LEAK, out=out)
    return np.maximum(Z, out, out=out)


def leaky_relu_derivative(Z: Array, A: Array, out: Array) -> Array:
    """g' = 0.01 for Z ≤ 0 and 1 for Z > 0, written into `out`; shapes of Z, A and `out` agree."""
    np.greater(Z, ZERO, out=out)
    return np.maximum(out, LEAK, out=out)


def linear(Z: Array, out: Array) -> Array:
    """A = Z: any depth of it is still one linear map."""
    np.copyto(out, Z)
    return out


def linear_derivative(Z: Array, A: Array, out: Array) -> Array:
    """g' = 1."""
    out.fill(1.0)
    return out


ACTIVATIONS: Mapping[str, Activation] = {
    "sigmoid": Activation("Sigmoid", r"g(z) = \frac{1}{1 + e^{-z}}", sigmoid, sigmoid_derivative),
    "tanh": Activation("Tanh", r"g(z) = \tanh z", tanh, tanh_derivative),
    "relu": Activation("ReLU", r"g(z) = \max(0, z)", relu, relu_derivative),
    "leaky_relu": Activation("Leaky ReLU", r"g(z) = \max(0.01 z, z)", leaky_relu, leaky_relu_derivative),
    "linear": Activation("Linear", r"g(z) = z", linear, linear_derivative),
}
