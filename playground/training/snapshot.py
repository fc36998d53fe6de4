"""Snapshot: every number of one update before it is made, computed on the side."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.learner import Learner
from playground.network.optimizers import decayed_learning_rate
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward
from playground.pauses import pause
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer


@dataclass(frozen=True)
class Snapshot:
    """What the update of `iteration` reads and writes, for layers l = 1 … L.

    X (n_x, m) and Y (1, m) are its batch; the penalty is divided by all `m_train` training examples. Z, G = g(Z),
    A and dZ are (n[l], m), and so is dA, which the output layer has none of; A[0] is X. D[l] (n[l], m) holds
    1/keep_prob or 0, for layers that drop units, and A and dA are as they are after it. `before` and `after` hold
    W[l] (n[l], n[l-1]) and b[l] (n[l], 1), `gradient` the dW[l] and db[l] with the penalty in, `moments` what the
    optimiser remembers, as this update leaves it.
    """

    experiment: Experiment
    iteration: int
    m: int
    m_train: int
    learning_rate: float
    data_cost: float
    penalty: float
    X: Array
    Y: Array
    Z: Mapping[int, Array]
    G: Mapping[int, Array]
    A: Mapping[int, Array]
    D: Mapping[int, Array]
    dA: Mapping[int, Array]  # noqa: N815
    dZ: Mapping[int, Array]  # noqa: N815
    before: Parameters
    gradient: Parameters
    after: Parameters
    moments: Mapping[str, Parameters]

    @property
    def cost(self) -> float:
        """J of the batch with these dropout masks: data cost and penalty."""
        return self.data_cost + self.penalty


def take_snapshot(trainer: Trainer) -> Snapshot:
    """All that the trainer's next update will compute; the trainer goes on as if nobody had looked.

    Of a trainer that diverged it is the update that overflows. Where other threads use the trainer, hold them off.
    """
    learner = trainer.learner
    before = learner.parameters.copy()
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        X, Y, D = learner.peek()
        m = X.shape[-1]
        workspace = Workspace(before, m)
        gradient = Parameters.zeros(before.layer_sizes)
        pause()
        forward(X, before, learner.activation, workspace, D)
        pause()
        backward(Y, before, learner.activation, workspace, gradient, D)
        add_penalty_gradient(gradient, before, learner.lambd, learner.l1, learner.batches.m)
        after, moments = _update(learner, before, gradient)
        return Snapshot(
            experiment=trainer.experiment,
            iteration=learner.iteration,
            m=m,
            m_train=learner.batches.m,
            learning_rate=_learning_rate(learner),
            data_cost=float(data_cost(workspace.Z[before.L], Y)),
            penalty=float(penalty(before, learner.lambd, learner.l1, learner.batches.m)),
            X=X,
            Y=Y,
            Z=workspace.Z,
            G=workspace.G,
            A=workspace.A,
            D=D,
            dA={l: workspace.dA[l] for l in range(1, before.L)},
            dZ=workspace.dZ,
            before=before,
            gradient=gradient,
            after=after,
            moments=moments,
        )


def _learning_rate(learner: Learner) -> float:
    epoch = learner.batches.epoch(learner.iteration)
    return float(decayed_learning_rate(learner.learning_rate, learner.decay_rate, epoch))


def _update(
    learner: Learner, before: Parameters, gradient: Parameters
) -> tuple[Parameters, Mapping[str, Parameters]]:
    """The parameters and moments after the update, made by a copy of the optimiser."""
    optimizer, after = copy.deepcopy(learner.optimizer), before.copy()
    optimizer.update(after.theta, gradient.theta, _learning_rate(learner))
    sizes = before.layer_sizes
    return after, {name: Parameters(sizes, moment) for name, moment in optimizer.moments.items()}
