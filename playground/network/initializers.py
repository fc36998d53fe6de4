"""Initialisers: with which standard deviation the weights of a layer are drawn; biases start at zero."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.network.parameters import Parameters


@dataclass(frozen=True)
class Initializer:
    """A rule that gives the standard deviation of a layer's weights from (n[l-1], n[l])."""

    title: str
    equation: str
    deviation: Callable[[int, int], float]


INITIALIZERS: Mapping[str, Initializer] = {
    "zeros": Initializer("Zeros", r"W^{[l]} = 0", lambda n_previous, n: 0.0),
    "random": Initializer("Random", r"W^{[l]} \sim \mathcal{N}(0, 1)", lambda n_previous, n: 1.0),
    "xavier": Initializer(
        "Xavier", r"\sigma = \sqrt{1 / n^{[l-1]}}", lambda n_previous, n: float(np.sqrt(1.0 / n_previous))
    ),
    "glorot": Initializer(
        "Glorot",
        r"\sigma = \sqrt{2 / (n^{[l-1]} + n^{[l]})}",
        lambda n_previous, n: float(np.sqrt(2.0 / (n_previous + n))),
    ),
    "he": Initializer(
        "He", r"\sigma = \sqrt{2 / n^{[l-1]}}", lambda n_previous, n: float(np.sqrt(2.0 / n_previous))
    ),
}


def initialize(layer_sizes: Sequence[int], name: str, scale: float, seed: int) -> Parameters:
    """Draw the initial parameters of one network with layers n[0], …, n[L].

    Layer by layer W[l] = randn(n[l], n[l-1]) · scale · deviation, from one RandomState(seed); b[l] = 0 draws
    nothing. RandomState, because NumPy keeps its stream for good. Raises KeyError for an unknown name.
    Sources: Glorot and Bengio 2010 (xavier, glorot), He et al. 2015 (he).
    """
    deviation = INITIALIZERS[name].deviation
    random = np.random.RandomState(seed)
    parameters = Parameters.zeros(layer_sizes)
    for l in range(1, parameters.L + 1):
        n_previous, n = layer_sizes[l - 1], layer_sizes[l]
        parameters.W[l][...] = random.randn(n, n_previous) * (scale * deviation(n_previous, n))
    return parameters
