"""The learner: one network, or a stack of them in lockstep, taking one update after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.network.activations import Activation
from playground.network.arrays import Array, Scalars, all_zero
from playground.network.cost import add_penalty_gradient
from playground.network.dropout import Dropout
from playground.network.minibatches import MiniBatches
from playground.network.optimizers import Optimizer, decayed_learning_rate
from playground.network.parameters import Parameters
from playground.network.propagation import NO_DROPOUT, Workspace, backward, forward


@dataclass(frozen=True)
class LearnerState:
    """All that decides what a learner does next: parameters, optimiser, random state, iteration."""

    iteration: int
    theta: Array
    optimizer: tuple[int, dict[str, Array]]
    dropout: list[dict[str, object]]


class Learner:
    """Trains `parameters` on (X, Y); leading axes of the parameters count networks that learn in lockstep.

    `learning_rate`, `decay_rate`, `lambd` and `l1` are numbers, or (R, 1) with one of each network's own.
    They may be changed between steps; keep_prob through `dropout.set_keep_prob`.
    """

    def __init__(
        self,
        X: Array,
        Y: Array,
        parameters: Parameters,
        activation: Activation,
        optimizer: Optimizer,
        learning_rate: Scalars,
        *,
        decay_rate: Scalars = 0.0,
        lambd: Scalars = 0.0,
        l1: Scalars = 0.0,
        keep_prob: Sequence[Scalars] = (),
        dropout_seeds: Sequence[int] = (),
        batch_size: int | None = None,
    ) -> None:
        """X is (n_x, m) shared or (R, n_x, m); keep_prob one a hidden layer, dropout_seeds one a network."""
        self.parameters = parameters
        self.gradient = Parameters.zeros(parameters.layer_sizes, parameters.stack)
        self.activation = activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.decay_rate = decay_rate
        self.lambd = lambd
        self.l1 = l1
        self.dropout = Dropout(keep_prob, dropout_seeds)
        self.batches = MiniBatches(X, Y, batch_size)
        self.iteration = 0
        self._workspaces: dict[int, Workspace] = {}

    def compute_gradient(self) -> Parameters:
        """Forward, backward and penalty on the batch of this iteration; draws its dropout masks.

        The penalty is divided by all training examples, not by those of the batch.
        """
        X, Y = self.batches.batch(self.iteration)
        m = X.shape[-1]
        workspace = self._workspaces.get(m)
        if workspace is None:
            workspace = self._workspaces[m] = Workspace(self.parameters, m)
        D = self.dropout.masks(self.parameters, m) if self.dropout.active else NO_DROPOUT
        forward(X, self.parameters, self.activation, workspace, D)
        backward(Y, self.parameters, self.activation, workspace, self.gradient, D)
        add_penalty_gradient(self.gradient, self.parameters, self.lambd, self.l1, self.batches.m)
        return self.gradient

    def peek(self) -> tuple[Array, Array, Mapping[int, Array]]:
        """Batch X, Y and dropout masks of this iteration; training then still draws the same."""
        X, Y = self.batches.batch(self.iteration)
        if not self.dropout.active:
            return X, Y, NO_DROPOUT
        stood = self.dropout.get_state()
        D = self.dropout.masks(self.parameters, X.shape[-1])
        self.dropout.set_state(stood)
        return X, Y, D

    def step(self) -> None:
        """One update: the gradient of this iteration's batch, then the optimiser's step."""
        gradient = self.compute_gradient()
        learning_rate = self.learning_rate
        if not all_zero(self.decay_rate):
            epoch = self.batches.epoch(self.iteration)
            learning_rate = decayed_learning_rate(learning_rate, self.decay_rate, epoch)
        self.optimizer.update(self.parameters.theta, gradient.theta, learning_rate)
        self.iteration += 1

    def run(self, updates: int) -> None:
        """Take that many steps. Overflow raises no warning here: who calls looks at the parameters."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for _ in range(updates):
                self.step()

    def get_state(self) -> LearnerState:
        """A copy of all that decides what comes next."""
        return LearnerState(
            self.iteration,
            self.parameters.theta.copy(),
            self.optimizer.get_state(),
            self.dropout.get_state(),
        )

    def set_state(self, state: LearnerState) -> None:
        """Go back to a state of this learner; training then repeats itself bit for bit."""
        self.iteration = state.iteration
        self.parameters.theta[...] = state.theta
        self.optimizer.set_state(state.optimizer)
        self.dropout.set_state(state.dropout)
