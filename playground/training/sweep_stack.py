"""A stack in training: networks of one experiment that differ only in their seeds, in lockstep.

One of them may diverge while the others go on; what each does is what a Trainer of its own would do.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from playground.datasets import Points, Splits
from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.cost import data_cost, penalty
from playground.network.initializers import initialize
from playground.network.learner import Learner
from playground.network.optimizers import OPTIMIZERS
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, forward
from playground.training.experiment import Experiment
from playground.training.trainer import LARGEST_PARAMETER, STRIDE, use_one_blas_thread

SOUND = -1


class StackTrainer:
    """K networks in training on the same points, in the portions in which a Trainer looks at its one.

    `diverged_at` (K,) is the iteration of the update that made a network's numbers overflow, or SOUND; already
    0 where the initial weights do, which a Trainer refuses. Such a network stays as it was before that update.
    """

    def __init__(self, members: Sequence[Experiment], data: Splits) -> None:
        """One experiment a network, alike but for init.seed and dropout_seed, whose points are `data`."""
        use_one_blas_thread()
        experiment = members[0]
        inits = [member.init for member in members]
        parameters = Parameters.stacked(
            [initialize(experiment.layer_sizes, init.name, init.scale, init.seed) for init in inits]
        )
        self.learner = Learner(
            np.ascontiguousarray(data.train.X),
            np.ascontiguousarray(data.train.Y),
            parameters,
            ACTIVATIONS[experiment.activation],
            OPTIMIZERS[experiment.optimizer.name](parameters.theta.shape),
            experiment.learning_rate,
            decay_rate=experiment.optimizer.decay_rate,
            lambd=experiment.lambd,
            l1=experiment.l1,
            keep_prob=experiment.keep_probs,
            dropout_seeds=[member.dropout_seed for member in members],
            batch_size=experiment.batch_size,
        )
        sets = {"train": data.train, "dev": data.dev, "test": data.test}
        self._sets = {name: (points, Workspace(parameters, points.m)) for name, points in sets.items() if points}
        self.diverged_at: npt.NDArray[np.int64] = np.full(len(members), SOUND, dtype=np.int64)
        self._stood = np.empty_like(parameters.theta)
        self._retire(~self._sound(), parameters.theta, 0)

    @property
    def going(self) -> npt.NDArray[np.bool_]:
        """(K,): which networks have not diverged."""
        return self.diverged_at == SOUND

    @property
    def parameters(self) -> Parameters:
        """A copy of every network's parameters; of one that diverged, those before the update that broke it."""
        theta = np.where(self.going[:, None], self.learner.parameters.theta, self._stood)
        return Parameters(self.learner.parameters.layer_sizes, theta)

    def advance(self, updates: int) -> None:
        """Take so many updates; a network that diverges on the way stays behind."""
        end = self.learner.iteration + updates
        while self.learner.iteration < end and self.going.any():
            self._advance_soundly(min(STRIDE, end - self.learner.iteration))

    def _advance_soundly(self, updates: int) -> None:
        """Take the updates at once; where networks are not sound then, find the update that broke each."""
        before = self.learner.get_state()
        self.learner.run(updates)
        broken = self.going & ~self._sound()
        if not broken.any():
            return
        self.learner.set_state(before)
        for iteration in range(before.iteration, before.iteration + updates):
            theta = self.learner.parameters.theta.copy()
            self.learner.run(1)
            self._retire(broken & self.going & ~self._sound(), theta, iteration)

    def _retire(self, which: npt.NDArray[np.bool_], theta: Array, iteration: int) -> None:
        """These networks diverged. Their rows still go through the motions, but nobody looks any more."""
        self._stood[which] = theta[which]
        self.diverged_at[which] = iteration

    def _sound(self) -> npt.NDArray[np.bool_]:
        """(K,): whose parameters, and the cost they give, are numbers to go on with."""
        small = np.abs(self.learner.parameters.theta).max(axis=-1) < LARGEST_PARAMETER  # not where it is NaN
        return small & np.isfinite(self._measure(*self._sets["train"])[0])

    def _measure(self, points: Points, workspace: Workspace) -> tuple[Array, Array]:
        """The data cost and the accuracy of each network, (K,) both."""
        parameters = self.learner.parameters
        with np.errstate(over="ignore", invalid="ignore"):
            A = forward(points.X, parameters, self.learner.activation, workspace)
            cost = data_cost(workspace.Z[parameters.L], points.Y)
        return cost, np.mean((A > 0.5) == (points.Y > 0.5), axis=(-2, -1))

    def evaluate(self) -> Mapping[str, Array]:
        """The figures of a Record by name, (K,) each, dropout off; those of absent sets are left out.

        NaN for a network that has diverged, and for a dev cost that overflows.
        """
        learner = self.learner
        measured = {name: self._measure(*its) for name, its in self._sets.items()}
        data, train_accuracy = measured["train"]
        with np.errstate(over="ignore", invalid="ignore"):
            cost = data + penalty(learner.parameters, learner.lambd, learner.l1, self._sets["train"][0].m)
        figures = {"cost": cost, "data_cost": data, "train_accuracy": train_accuracy}
        if "dev" in measured:
            figures["dev_cost"], figures["dev_accuracy"] = measured["dev"]
        if "test" in measured:
            figures["test_accuracy"] = measured["test"][1]
        return {
            name: np.where(self.going & np.isfinite(figure), figure, np.nan) for name, figure in figures.items()
        }

    def logits(self, X: Array) -> Array:
        """Z[L] (K, m) of every network, as in `parameters`, for the points X (2, m)."""
        parameters = self.parameters
        workspace = Workspace(parameters, X.shape[-1])
        with np.errstate(over="ignore", invalid="ignore"):
            forward(X, parameters, self.learner.activation, workspace)
        return workspace.Z[parameters.L][:, 0]
