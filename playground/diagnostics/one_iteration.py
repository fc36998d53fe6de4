"""One iteration of gradient descent, with every number that the engine computes on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.optimizers import GradientDescent
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward


@dataclass(frozen=True)
class Start:
    """What an iteration begins with: X (n_x, m), Y (1, m), the parameters, and the hyperparameters.

    `of` counts the training examples that X was taken from, which divide the penalty; None where X has them all.
    """

    X: Array
    Y: Array
    parameters: Parameters
    activation: str
    learning_rate: float
    lambd: float = 0.0
    l1: float = 0.0
    of: int | None = None

    @property
    def m_train(self) -> int:
        """How many training examples there are, in the batch or not."""
        return self.m if self.of is None else self.of

    @property
    def m(self) -> int:
        """How many examples the batch has."""
        return int(self.X.shape[-1])

    def only(self, example: int) -> "Start":
        """The same with one example, counted from 0, as a mini-batch of its own."""
        one = slice(example, example + 1)
        return replace(self, X=self.X[:, one], Y=self.Y[:, one], of=self.m_train)


@dataclass(frozen=True)
class Iteration:
    """All that one iteration reads and writes, for layers l = 1 … L, without dropout.

    Z, A, dZ are (n[l], m), dA is (n[l], m) for l < L, slopes[l] = g'(Z[l]) of the hidden layers; A[0] is X.
    `data_gradient` holds dW[l] and db[l] of the data cost, `gradient` those with the penalty's part.
    """

    start: Start
    Z: Mapping[int, Array]
    A: Mapping[int, Array]
    dZ: Mapping[int, Array]  # noqa: N815
    dA: Mapping[int, Array]  # noqa: N815
    slopes: Mapping[int, Array]
    data_cost: float
    penalty: float
    data_gradient: Parameters
    gradient: Parameters
    after: Parameters


def iterate(start: Start) -> Iteration:
    """Forward, cost, backward and the update θ := θ - α dθ, each by the engine; `start` stays as it is."""
    X, Y, before, m = start.X, start.Y, start.parameters, start.m
    activation = ACTIVATIONS[start.activation]
    workspace = Workspace(before, m)
    data_gradient = Parameters.zeros(before.layer_sizes)
    # Of a network that diverged these are the numbers that overflow.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        forward(X, before, activation, workspace)
        backward(Y, before, activation, workspace, data_gradient)
        gradient = data_gradient.copy()
        add_penalty_gradient(gradient, before, start.lambd, start.l1, start.m_train)
        after = before.copy()
        GradientDescent(after.theta.shape).update(after.theta, gradient.theta, start.learning_rate)
        Z, A = workspace.Z, workspace.A
        return Iteration(
            start=start,
            Z=Z,
            A=A,
            dZ=workspace.dZ,
            dA={l: workspace.dA[l] for l in range(1, before.L)},
            slopes={l: activation.derivative(Z[l], A[l], np.empty_like(Z[l])) for l in range(1, before.L)},
            data_cost=float(data_cost(Z[before.L], Y)),
            penalty=float(penalty(before, start.lambd, start.l1, start.m_train)),
            data_gradient=data_gradient,
            gradient=gradient,
            after=after,
        )
