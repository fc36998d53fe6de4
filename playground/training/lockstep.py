"""Lockstep: several experiments trained side by side, on the same points and by the same clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.datasets import Splits
from playground.network.arrays import Array
from playground.network.parameters import Parameters
from playground.pauses import pause
from playground.training.changes import Change, with_change
from playground.training.checks import ExperimentError, whole
from playground.training.data import load_data
from playground.training.experiment import Experiment, live_changes
from playground.training.lockstep_stack import SOUND, LockstepStack, StackState, stack_key
from playground.training.records import Record
from playground.training.trainer import use_one_blas_thread

# What decides which points there are, and in which sets.
FIELDS_OF_DATA = ("dataset", "test", "split", "standardize")


@dataclass(frozen=True)
class LockstepCheckpoint:
    """All that a lockstep needs to go on from an iteration as if it had never stopped."""

    iteration: int
    experiments: tuple[Experiment, ...]
    changes: tuple[tuple[Change, ...], ...]
    stacks: tuple[StackState, ...]


class Lockstep:
    """R networks in training, each of which does what a Trainer of its experiment does.

    Everything is in the order of the experiments. `experiments` have the live values that hold now, `changes`
    what was changed on the way. `stacks` hold the networks that can share one, and `places` where in the order
    each member of a stack is.
    """

    def __init__(self, experiments: Sequence[Experiment], data: Splits | None = None) -> None:
        """Draw the initial weights; load the data, unless the caller has it already.

        Raises ExperimentError where the experiments' points are not the same or cannot be had, where changes
        are planned, or where initial weights overflow at once.
        """
        use_one_blas_thread()
        check_comparable(experiments)
        self.experiments = list(experiments)
        self.data = data if data is not None else load_data(experiments[0])
        self.changes: list[list[Change]] = [[] for _ in experiments]
        self.places: list[list[int]] = []
        self.stacks: list[LockstepStack] = []
        keys = [stack_key(experiment) for experiment in experiments]
        for key in dict.fromkeys(keys):
            places = [k for k, its in enumerate(keys) if its == key]
            pause()
            self.places.append(places)
            self.stacks.append(LockstepStack([experiments[k] for k in places], self.data))
            for k, sound in zip(places, self.stacks[-1].sound(), strict=True):
                if not sound:
                    raise _overflows_at_once(k, experiments[k])
        self._stack_of = {k: (at, row) for at, its in enumerate(self.places) for row, k in enumerate(its)}

    @property
    def diverged_at(self) -> list[int | None]:
        """For each network the iteration whose update made its numbers overflow, or None.

        The network stays as it was before that update.
        """
        found = [int(self.stacks[at].diverged_at[row]) for at, row in self._where()]
        return [None if iteration == SOUND else iteration for iteration in found]

    def _where(self) -> list[tuple[int, int]]:
        return [self._stack_of[k] for k in range(len(self.experiments))]

    @property
    def iteration(self) -> int:
        """How many updates were taken by the networks that go on; once all diverged, by who got furthest."""
        going = [stack.learner.iteration for stack in self.stacks if stack.going.any()]
        return max(going) if going else max(int(stack.diverged_at.max()) for stack in self.stacks)

    def advance(self, updates: int) -> None:
        """Take so many updates; a network that diverges stays behind as it was, and the others go on."""
        for stack in self.stacks:
            stack.advance(updates)

    def evaluate(self) -> list[Record]:
        """Cost and accuracies of every network as it stands, dropout off.

        All are on record as of `iteration`: a network that diverged still has the figures of where it stopped.
        """
        by_stack = [stack.evaluate(self.iteration) for stack in self.stacks]
        return [by_stack[at][row] for at, row in self._where()]

    def parameters(self, k: int) -> Parameters:
        """The parameters of network k, as a view: they change as it learns."""
        at, row = self._stack_of[self._check_place(k)]
        parameters = self.stacks[at].parameters
        return Parameters(parameters.layer_sizes, parameters.theta[row])

    def logits(self, X: Array) -> Array:
        """Z[L] (R, m) of every network for the points X (2, m)."""
        logits = np.empty((len(self.experiments), X.shape[-1]))
        for places, stack in zip(self.places, self.stacks, strict=True):
            pause()
            logits[places] = stack.logits(X)[:, 0]
        return logits

    def change(self, k: int, **live: Any) -> None:
        """Give live fields (α, λ, l1, keep_prob) of network k new values from this iteration on, on record.

        A network that diverged stays as it is: its new values hold only for who begins anew with `experiments`.
        Raises ExperimentError for values that are not accepted; nothing has changed then.
        """
        before = self.experiments[self._check_place(k)]
        experiment = before.with_live(**live)
        for field, value in live_changes(before, experiment).items():
            self.changes[k] = with_change(self.changes[k], Change(self.iteration, field, value))
        self.experiments[k] = experiment
        self._set_live(self._stack_of[k][0])

    def _check_place(self, k: int) -> int:
        return whole("the place of the network", k, 0, len(self.experiments) - 1)

    def _set_live(self, at: int) -> None:
        self.stacks[at].set_live([self.experiments[k] for k in self.places[at]])

    def checkpoint(self) -> LockstepCheckpoint:
        """Where all networks stand."""
        return LockstepCheckpoint(
            self.iteration,
            tuple(self.experiments),
            tuple(tuple(changes) for changes in self.changes),
            tuple(stack.get_state() for stack in self.stacks),
        )

    def restore(self, checkpoint: LockstepCheckpoint) -> None:
        """Stand where a lockstep of the same experiments stood; what follows repeats bit for bit."""
        self.experiments = list(checkpoint.experiments)
        self.changes = [list(changes) for changes in checkpoint.changes]
        for at, state in enumerate(checkpoint.stacks):
            self.stacks[at].set_state(state)
            self._set_live(at)


def check_comparable(experiments: Sequence[Experiment]) -> None:
    """Raise ExperimentError unless there are experiments, on the same points, without changes on the way."""
    if not experiments:
        raise ExperimentError("There must be at least one experiment to train in lockstep.")
    for k, experiment in enumerate(experiments):
        for field in FIELDS_OF_DATA:
            if getattr(experiment, field) != getattr(experiments[0], field):
                raise ExperimentError(
                    f"experiments[{k}].{field} must be that of experiments[0]: networks are compared on the "
                    "same points."
                )
        if experiment.changes:
            raise ExperimentError(
                f"experiments[{k}].changes must be left out: networks in lockstep are changed while they train."
            )


def _overflows_at_once(k: int, experiment: Experiment) -> ExperimentError:
    return ExperimentError(
        f"experiments[{k}].init.scale must be smaller for {len(experiment.hidden)} hidden layers: with "
        f"{experiment.init.scale:g} the numbers grow past what a computer can hold before training begins."
    )
