"""A stack in lockstep: networks of one shape that learn together, each with live values of its own.

One of them may diverge while the others go on; what each does is what a Trainer of its own would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.datasets import Points, Splits
from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array, Scalars
from playground.network.cost import data_cost, penalty
from playground.network.initializers import initialize
from playground.network.learner import Learner, LearnerState
from playground.network.optimizers import OPTIMIZERS
from playground.network.parameters import Parameters
from playground.network.propagation import NO_DROPOUT, Workspace, forward
from playground.pauses import pause
from playground.training.evaluation import finite
from playground.training.experiment import Experiment
from playground.training.records import Record
from playground.training.trainer import LARGEST_PARAMETER, STRIDE, updates_at_once

SOUND = -1


@dataclass(frozen=True)
class StackState:
    """All that decides what a stack does next."""

    learner: LearnerState
    diverged_at: npt.NDArray[np.int64]


def stack_key(experiment: Experiment) -> tuple[object, ...]:
    """What experiments must have in common to share a stack."""
    return experiment.layer_sizes, experiment.activation, experiment.optimizer.name, experiment.batch_size


def of_each(values: Sequence[float], axes: int) -> Scalars:
    """One number where all K values agree, which NumPy takes faster; else an array (K, 1, …) with so many axes."""
    if len(set(values)) == 1:
        return values[0]
    return np.array(values).reshape(-1, *(1,) * (axes - 1))


class LockstepStack:
    """K networks in training on the same points, in the portions in which a Trainer looks at its one.

    `diverged_at` (K,) is the iteration of the update that made a network's numbers overflow, or SOUND. The
    parameters of such a network are those before that update, whenever somebody looks.
    """

    def __init__(self, experiments: Sequence[Experiment], data: Splits) -> None:
        """One experiment a network, alike in `stack_key`; `data` is theirs."""
        first, inits = experiments[0], [experiment.init for experiment in experiments]
        sizes = first.layer_sizes
        parameters = Parameters.stacked([initialize(sizes, init.name, init.scale, init.seed) for init in inits])
        self.learner = Learner(
            np.ascontiguousarray(data.train.X),
            np.ascontiguousarray(data.train.Y),
            parameters,
            ACTIVATIONS[first.activation],
            OPTIMIZERS[first.optimizer.name](parameters.theta.shape),
            first.learning_rate,
            decay_rate=of_each([experiment.optimizer.decay_rate for experiment in experiments], 2),
            dropout_seeds=[experiment.dropout_seed for experiment in experiments],
            batch_size=first.batch_size,
        )
        self._at_once = updates_at_once(self.learner)
        self.train = data.train
        sets = {"train": data.train, "dev": data.dev, "test": data.test}
        self._sets: Mapping[str, Points] = {name: points for name, points in sets.items() if points}
        self._rooms: dict[int, Workspace] = {}
        self.diverged_at: npt.NDArray[np.int64] = np.full(len(experiments), SOUND, dtype=np.int64)
        self.set_live(experiments)

    def set_live(self, experiments: Sequence[Experiment]) -> None:
        """Learn on with the live values (α, λ, l1, keep_prob) of these experiments, one a network."""
        learner = self.learner
        learner.learning_rate = of_each([experiment.learning_rate for experiment in experiments], 2)
        learner.lambd = of_each([experiment.lambd for experiment in experiments], 2)
        learner.l1 = of_each([experiment.l1 for experiment in experiments], 2)
        by_layer = zip(*(experiment.keep_probs for experiment in experiments), strict=True)
        learner.dropout.set_keep_prob([of_each(keep, 3) for keep in by_layer])
        self._drops = np.array([min(experiment.keep_probs, default=1.0) < 1.0 for experiment in experiments])

    @property
    def parameters(self) -> Parameters:
        """The parameters (K, …) of all networks as they stand."""
        return self.learner.parameters

    @property
    def going(self) -> npt.NDArray[np.bool_]:
        """(K,): which networks have not diverged."""
        return self.diverged_at == SOUND

    def get_state(self) -> StackState:
        """A copy of all that decides what comes next."""
        return StackState(self.learner.get_state(), self.diverged_at.copy())

    def set_state(self, state: StackState) -> None:
        """Go back to a state of this stack; training then repeats itself bit for bit."""
        self.learner.set_state(state.learner)
        self.diverged_at[...] = state.diverged_at

    def advance(self, updates: int) -> None:
        """Take so many updates, or as many as there are before the last network diverges."""
        end = self.learner.iteration + updates
        while self.learner.iteration < end and self.going.any():
            self._advance_soundly(min(STRIDE, end - self.learner.iteration))

    def _advance_soundly(self, updates: int) -> None:
        """Take the updates at once; where networks are not sound then, find the update that broke each."""
        before = self.learner.get_state()
        for done in range(0, updates, self._at_once):
            pause()
            self.learner.run(min(self._at_once, updates - done))
        self._hold(before.theta)
        broken = self.going & ~self.sound()
        if not broken.any():
            return
        self.learner.set_state(before)
        for iteration in range(before.iteration, before.iteration + updates):
            pause()
            stood = self.parameters.theta.copy()
            self.learner.run(1)
            self.diverged_at[broken & self.going & ~self.sound()] = iteration
            self._hold(stood)

    def _hold(self, theta: Array) -> None:
        """Put the networks that diverged back to where they stood.

        Between two calls their rows go through the motions, which costs less than to take them out, and
        touches no other row.
        """
        np.copyto(self.parameters.theta, theta, where=~self.going[:, None])

    def sound(self) -> npt.NDArray[np.bool_]:
        """(K,): whose parameters, and the cost they give, are numbers to go on with."""
        small = np.abs(self.parameters.theta).max(axis=-1) < LARGEST_PARAMETER  # not where it is NaN
        return small & np.isfinite(self._measure(self.train)[0])

    def logits(self, X: Array, D: Mapping[int, Array] = NO_DROPOUT) -> Array:
        """Z[L] (K, 1, m) for points X (2, m), with masks D if given; valid until this stack is asked again."""
        return self._pass(X, D).Z[self.parameters.L]

    def _pass(self, X: Array, D: Mapping[int, Array] = NO_DROPOUT) -> Workspace:
        m = X.shape[-1]
        if m not in self._rooms:
            self._rooms[m] = Workspace(self.parameters, m)
        with np.errstate(over="ignore", invalid="ignore"):
            forward(X, self.parameters, self.learner.activation, self._rooms[m], D)
        return self._rooms[m]

    def _measure(self, points: Points) -> tuple[Array, Array]:
        """The data cost and the accuracy (fraction) of each network, (K,) both; 1 is told where Ŷ > 0.5."""
        pause()
        room = self._pass(points.X)
        with np.errstate(over="ignore", invalid="ignore"):
            cost = data_cost(room.Z[self.parameters.L], points.Y)
        right = (room.A[self.parameters.L] > 0.5) == (points.Y > 0.5)
        return cost, np.mean(right, axis=(-2, -1))

    def evaluate(self, iteration: int) -> list[Record]:
        """Cost and accuracies of every network as it stands, dropout off, on record as of `iteration`."""
        learner = self.learner
        measured = {name: self._measure(points) for name, points in self._sets.items()}
        data, train_accuracy = (figures.tolist() for figures in measured["train"])
        with np.errstate(over="ignore"):
            penalties = penalty(self.parameters, learner.lambd, learner.l1, self.train.m).tolist()
        dev_cost, dev_accuracy = self._listed(measured.get("dev"))
        _, test_accuracy = self._listed(measured.get("test"))
        masked = self._measure_masked_cost()
        return [
            Record(
                iteration=iteration,
                cost=data[k] + penalties[k],
                data_cost=data[k],
                train_accuracy=train_accuracy[k],
                dev_accuracy=dev_accuracy[k],
                test_accuracy=test_accuracy[k],
                dev_cost=finite(dev_cost[k]),
                masked_cost=finite(masked[k]),
            )
            for k in range(len(data))
        ]

    def _listed(self, measured: tuple[Array, Array] | None) -> tuple[list[float | None], list[float | None]]:
        nothing: list[float | None] = [None] * len(self.diverged_at)
        return (measured[0].tolist(), measured[1].tolist()) if measured else (nothing, nothing)

    def _measure_masked_cost(self) -> list[float | None]:
        """The data cost that each network's coming update sees, with its masks.

        None where dropout is off or, since there is no such update, the network has diverged.
        """
        masked: list[float | None] = [None] * len(self.diverged_at)
        coming = np.flatnonzero(self._drops & self.going)
        if coming.size:
            X, Y, D = self.learner.peek()
            with np.errstate(over="ignore", invalid="ignore"):
                costs = data_cost(self.logits(X, D), Y)
            for k in coming:
                masked[k] = float(costs[k])
        return masked
