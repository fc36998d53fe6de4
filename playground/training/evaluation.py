"""Evaluation: the figures of a network as it stands, on every set of its points."""

import numpy as np
import numpy.typing as npt

from playground.datasets import Points, Splits
from playground.network.cost import data_cost, penalty
from playground.network.learner import Learner
from playground.network.propagation import Workspace, forward
from playground.pauses import pause
from playground.training.records import Record

# Of so many dev examples the losses go on record one by one: more say hardly more about the cost's noise.
MOST_LOSSES = 500


class Measure:
    """One set of points with the room to pass it through the network, whenever asked."""

    def __init__(self, points: Points, learner: Learner) -> None:
        """Allocate for these points and this learner's network."""
        self.points = points
        self._learner = learner
        self._workspace = Workspace(learner.parameters, points.m)

    def take(self) -> tuple[float, float]:
        """The data cost and the accuracy (fraction) of the network as it stands; 1 is told where Ŷ > 0.5."""
        pause()
        parameters = self._learner.parameters
        with np.errstate(over="ignore", invalid="ignore"):
            A = forward(self.points.X, parameters, self._learner.activation, self._workspace)
            cost = data_cost(self._workspace.Z[parameters.L], self.points.Y)
        return float(cost), float(np.mean((A > 0.5) == (self.points.Y > 0.5)))

    def losses(self) -> npt.NDArray[np.float32]:
        """After `take`, the losses of up to MOST_LOSSES examples, always the same ones, one by one."""
        Z, Y = self._workspace.Z[self._learner.parameters.L], self.points.Y
        if self.points.m > MOST_LOSSES:
            some = np.linspace(0, self.points.m - 1, MOST_LOSSES).astype(int)
            Z, Y = Z[:, some], Y[:, some]
        with np.errstate(over="ignore", invalid="ignore"):
            return data_cost(Z.reshape(-1, 1, 1), Y.reshape(-1, 1, 1)).astype(np.float32)  # an example each


class Evaluation:
    """Tells how a learner's network does, dropout off, and what its coming update sees with its masks."""

    def __init__(self, learner: Learner, data: Splits) -> None:
        """Allocate for the sets that there are."""
        self._learner = learner
        sets = {"train": data.train, "dev": data.dev, "test": data.test}
        self._sets = {name: Measure(points, learner) for name, points in sets.items() if points}
        self._m = data.train.m
        self._masked: dict[int, Workspace] = {}

    def train_cost(self) -> float:
        """The data cost on the whole training set."""
        return self._sets["train"].take()[0]

    def record(self, iteration: int) -> Record:
        """Cost and accuracies, on record as of this iteration."""
        measured = {name: measure.take() for name, measure in self._sets.items()}
        learner = self._learner
        with np.errstate(over="ignore", invalid="ignore"):
            penalised = float(penalty(learner.parameters, learner.lambd, learner.l1, self._m))
        data, train_accuracy = measured["train"]
        dev_cost, dev_accuracy = measured.get("dev", (None, None))
        return Record(
            iteration=iteration,
            cost=data + penalised,
            data_cost=data,
            train_accuracy=train_accuracy,
            dev_accuracy=dev_accuracy,
            test_accuracy=measured.get("test", (None, None))[1],
            dev_cost=finite(dev_cost),
            masked_cost=finite(self._masked_cost()),
            dev_losses=self._sets["dev"].losses() if dev_cost is not None else None,
        )

    def _masked_cost(self) -> float | None:
        """The data cost that the coming update sees, with its masks; None where dropout is off."""
        learner = self._learner
        if not learner.dropout.active:
            return None
        pause()
        X, Y, D = learner.peek()
        m = X.shape[-1]
        if m not in self._masked:
            self._masked[m] = Workspace(learner.parameters, m)
        workspace = self._masked[m]
        with np.errstate(over="ignore", invalid="ignore"):
            forward(X, learner.parameters, learner.activation, workspace, D)
            return float(data_cost(workspace.Z[learner.parameters.L], Y))


def finite(figure: float | None) -> float | None:
    """The figure, or None where it is not a number that JSON can hold."""
    return figure if figure is not None and np.isfinite(figure) else None
