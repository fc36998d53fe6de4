"""What a trained network tells of any points of the plane."""

import numpy as np

from playground.network.arrays import Array
from playground.network.propagation import Workspace, forward
from playground.training.trainer import Trainer

# Points that are passed through the network at once; more would take much memory and no less time.
AT_ONCE = 5000


def logits_of(trainer: Trainer, X: Array) -> Array:
    """Z[L] (N,) of the trainer's network for points (2, N), in the coordinates that it was trained in."""
    parameters, found = trainer.learner.parameters, np.empty(X.shape[1])
    for start in range(0, X.shape[1], AT_ONCE):
        some = np.ascontiguousarray(X[:, start : start + AT_ONCE])
        workspace = Workspace(parameters, some.shape[1])
        forward(some, parameters, trainer.learner.activation, workspace)
        found[start : start + some.shape[1]] = workspace.Z[parameters.L][0]
    return found
