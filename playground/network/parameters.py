"""Parameters: every W[l] and b[l] is a window into one long vector θ, so one call can act on all of them."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from playground.network.arrays import Array


class Parameters:
    """The weights and biases of a network, or of a stack of networks of one shape.

    `theta` has the shape (..., P): all weights layer by layer, then all biases; leading axes count networks.
    `W[l]` (..., n[l], n[l-1]) and `b[l]` (..., n[l], 1), l = 1 … L, are views of it. The same class holds
    gradients, whose windows then are dW[l] and db[l].
    """

    def __init__(self, layer_sizes: Sequence[int], theta: Array) -> None:
        """Lay the windows of `layer_sizes` = (n[0], …, n[L]) over `theta`.

        Raises ValueError when the last axis of theta is not as long as the layers need.
        """
        sizes = tuple(layer_sizes)
        if theta.shape[-1] != count_parameters(sizes):
            raise ValueError(f"theta must hold {count_parameters(sizes)} numbers, not {theta.shape[-1]}")
        self.layer_sizes = sizes
        self.L = len(sizes) - 1
        self.theta = theta
        self.W: dict[int, Array] = {}
        self.b: dict[int, Array] = {}
        stack, start = theta.shape[:-1], 0
        for l in range(1, self.L + 1):
            n, n_previous = sizes[l], sizes[l - 1]
            self.W[l] = theta[..., start : start + n * n_previous].reshape(*stack, n, n_previous)
            start += n * n_previous
        self.weights = theta[..., :start]
        for l in range(1, self.L + 1):
            self.b[l] = theta[..., start : start + sizes[l]].reshape(*stack, sizes[l], 1)
            start += sizes[l]

    @classmethod
    def zeros(cls, layer_sizes: Sequence[int], stack: tuple[int, ...] = ()) -> "Parameters":
        """All parameters zero; `stack` gives the leading axes, () for one network."""
        return cls(layer_sizes, np.zeros((*stack, count_parameters(layer_sizes))))

    @classmethod
    def stacked(cls, members: Sequence["Parameters"]) -> "Parameters":
        """A stack (R, …) of copies of R networks of one shape, to be trained in lockstep."""
        return cls(members[0].layer_sizes, np.stack([member.theta for member in members]))

    @property
    def stack(self) -> tuple[int, ...]:
        """The leading axes: () for one network, (R,) for a stack of R."""
        return self.theta.shape[:-1]

    def copy(self) -> "Parameters":
        """The same numbers in memory of their own."""
        return Parameters(self.layer_sizes, self.theta.copy())

    def blocks(self) -> dict[str, Array]:
        """W1, b1, W2, b2, … by name, as views."""
        named = {}
        for l in range(1, self.L + 1):
            named[f"W{l}"] = self.W[l]
            named[f"b{l}"] = self.b[l]
        return named


def count_parameters(layer_sizes: Sequence[int]) -> int:
    """How many numbers W and b of the layers n[0], …, n[L] hold: Σ n[l] (n[l-1] + 1)."""
    return sum(n * (n_previous + 1) for n_previous, n in pairwise(layer_sizes))
