"""Optimisers: how a gradient becomes a step. Each keeps only its moments, shaped like θ."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from playground.network.arrays import Array, Scalars


class Optimizer(ABC):
    """Turns gradients into updates of θ (..., P), in place; `moments` is all that it remembers."""

    title: ClassVar[str]
    equation: ClassVar[str]
    names_of_moments: ClassVar[tuple[str, ...]] = ()

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Start with moments of zero for a θ of this shape."""
        self.moments = {name: np.zeros(shape) for name in self.names_of_moments}
        self.step = np.empty(shape)
        self.t = 0

    @abstractmethod
    def update(self, theta: Array, gradient: Array, learning_rate: Scalars) -> None:
        """Take one step: θ and the moments change in place. α is a number, or (R, 1) for a stack."""

    def get_state(self) -> tuple[int, dict[str, Array]]:
        """The updates counted so far, and copies of the moments."""
        return self.t, {name: moment.copy() for name, moment in self.moments.items()}

    def set_state(self, state: tuple[int, dict[str, Array]]) -> None:
        """Go back to what `get_state` gave."""
        self.t = state[0]
        for name, moment in state[1].items():
            self.moments[name][...] = moment


class GradientDescent(Optimizer):
    """θ := θ - α g."""

    title = "Gradient descent"
    equation = r"\theta := \theta - \alpha\, d\theta"

    def update(self, theta: Array, gradient: Array, learning_rate: Scalars) -> None:
        """θ := θ - α g."""
        np.multiply(gradient, learning_rate, out=self.step)
        np.subtract(theta, self.step, out=theta)


class Momentum(Optimizer):
    """v := β v + (1 - β) g; θ := θ - α v, with β = 0.9 and no bias correction."""

    title = "Momentum"
    equation = r"v := \beta v + (1 - \beta)\, d\theta, \quad \theta := \theta - \alpha v"
    names_of_moments = ("v",)
    beta = 0.9

    def update(self, theta: Array, gradient: Array, learning_rate: Scalars) -> None:
        """v := β v + (1 - β) g; θ := θ - α v."""
        v, step = self.moments["v"], self.step
        np.multiply(v, self.beta, out=v)
        np.multiply(gradient, 1.0 - self.beta, out=step)
        np.add(v, step, out=v)
        np.multiply(v, learning_rate, out=step)
        np.subtract(theta, step, out=theta)


class RMSProp(Optimizer):
    """s := β s + (1 - β) g²; θ := θ - α g / (√s + ε), with β = 0.9 and ε = 1e-8."""

    title = "RMSProp"
    equation = (
        r"s := \beta s + (1 - \beta)\, d\theta^2, \quad "
        r"\theta := \theta - \alpha \frac{d\theta}{\sqrt{s} + \varepsilon}"
    )
    names_of_moments = ("s",)
    beta = 0.9
    epsilon = 1e-8

    def update(self, theta: Array, gradient: Array, learning_rate: Scalars) -> None:
        """s := β s + (1 - β) g²; θ := θ - α g / (√s + ε)."""
        s, step = self.moments["s"], self.step
        np.multiply(s, self.beta, out=s)
        np.multiply(gradient, gradient, out=step)
        np.multiply(step, 1.0 - self.beta, out=step)
        np.add(s, step, out=s)
        np.sqrt(s, out=step)
        np.add(step, self.epsilon, out=step)
        np.divide(gradient, step, out=step)
        np.multiply(step, learning_rate, out=step)
        np.subtract(theta, step, out=theta)


class Adam(Optimizer):
    """Momentum and RMSProp with bias correction; β1 = 0.9, β2 = 0.999, ε = 1e-8 outside the root.

    Source: Kingma and Ba 2015, algorithm 1; t counts updates from 1.
    """

    title = "Adam"
    equation = (
        r"v := \beta_1 v + (1 - \beta_1)\, d\theta, \quad s := \beta_2 s + (1 - \beta_2)\, d\theta^2, \quad "
        r"\hat v = \frac{v}{1 - \beta_1^t}, \quad \hat s = \frac{s}{1 - \beta_2^t}, \quad "
        r"\theta := \theta - \alpha \frac{\hat v}{\sqrt{\hat s} + \varepsilon}"
    )
    names_of_moments = ("v", "s")
    beta1 = 0.9
    beta2 = 0.999
    epsilon = 1e-8

    def update(self, theta: Array, gradient: Array, learning_rate: Scalars) -> None:
        """v := β1 v + (1 - β1) g; s := β2 s + (1 - β2) g²; θ := θ - α v̂ / (√ŝ + ε)."""
        v, s, step = self.moments["v"], self.moments["s"], self.step
        self.t += 1
        np.multiply(v, self.beta1, out=v)
        np.multiply(gradient, 1.0 - self.beta1, out=step)
        np.add(v, step, out=v)
        np.multiply(s, self.beta2, out=s)
        np.multiply(gradient, gradient, out=step)
        np.multiply(step, 1.0 - self.beta2, out=step)
        np.add(s, step, out=s)
        np.divide(s, 1.0 - self.beta2**self.t, out=step)
        np.sqrt(step, out=step)
        np.add(step, self.epsilon, out=step)
        np.divide(v, step, out=step)
        np.multiply(step, learning_rate / (1.0 - self.beta1**self.t), out=step)
        np.subtract(theta, step, out=theta)


OPTIMIZERS: Mapping[str, type[Optimizer]] = {
    "gd": GradientDescent,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
}


def decayed_learning_rate(learning_rate: Scalars, decay_rate: Scalars, epoch: int) -> Scalars:
    """α = α₀ / (1 + decay_rate · epoch), epochs counted from 0; numbers, or (R, 1) for a stack."""
    return learning_rate / (1.0 + decay_rate * epoch)
