"""The trainer: turns an experiment into a network that learns, and says how it is doing."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from playground.datasets import Splits
from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.initializers import initialize
from playground.network.learner import Learner, LearnerState
from playground.network.optimizers import OPTIMIZERS
from playground.network.propagation import Workspace, forward
from playground.pauses import pause
from playground.training.changes import MAX_EDIT, Change, with_change
from playground.training.checks import ExperimentError, choice, number, whole
from playground.training.data import load_data
from playground.training.evaluation import Evaluation
from playground.training.experiment import Experiment, live_changes
from playground.training.records import Record
from playground.training.story import Story

# After so many updates the trainer looks whether the numbers are still sound, and can go back that far.
STRIDE = 128

# Others may have their turn after so long.
SECONDS_AT_ONCE = 0.005

# Parameters beyond this are on their way to overflow: their squares no longer add up.
LARGEST_PARAMETER = 1e150


@cache
def use_one_blas_thread() -> None:
    """Matrices this small are multiplied faster by one thread, and always in the same order of sums."""
    threadpool_limits(limits=1, user_api="blas")


def updates_at_once(learner: Learner) -> int:
    """Return how many updates are made between two pauses: about as many as fit into SECONDS_AT_ONCE.

    An estimate, from above on most machines: some calls for each layer, a product for each parameter and example,
    and an activation, which costs as much as some forty products, for each unit and example.
    """
    parameters = learner.parameters
    networks = parameters.theta.size // parameters.theta.shape[-1]
    units = sum(parameters.layer_sizes[1:])
    work = networks * learner.batches.batch_size * (parameters.theta.shape[-1] + 40 * units)
    seconds = 5e-6 * parameters.L + 2e-10 * work
    return max(1, min(STRIDE, int(SECONDS_AT_ONCE / seconds)))


@dataclass(frozen=True)
class Checkpoint(Story):
    """All that a trainer needs to go on from an iteration as if it had never stopped."""

    begun: Experiment
    experiment: Experiment
    changes: tuple[Change, ...]
    planned: tuple[Change, ...]
    diverged_at: int | None
    learner: LearnerState

    @property
    def iteration(self) -> int:
        """How many updates were taken."""
        return self.learner.iteration

    def story_so_far(self) -> Experiment:
        """Return the experiment that runs again as this run did, up to this iteration."""
        return replace(self.story, iterations=self.iteration or self.story.iterations)


class Trainer(Story):
    """A network in training. The same experiment gives the same numbers, bit for bit.

    `iteration` counts the updates taken; `experiment` has the live values that hold now, and `changes` what was
    changed on the way. The experiment's own changes are made when their iteration comes, until somebody changes
    something else. When one of them makes the numbers overflow, `diverged_at` is that
    update's iteration, and the network stays as it was before it.
    """

    changes: list[Change]
    planned: list[Change]

    def __init__(self, experiment: Experiment, data: Splits | None = None) -> None:
        """Draw the initial weights; load the data, unless the caller has it already.

        Raises ExperimentError where the data cannot be had, or the initial weights overflow at once.
        """
        use_one_blas_thread()
        self.begun = experiment
        self.experiment = replace(experiment, changes=())
        self.data = data if data is not None else load_data(experiment)
        self.changes = []
        self.planned = list(experiment.changes)
        self.diverged_at: int | None = None
        init, sizes = experiment.init, experiment.layer_sizes
        parameters = initialize(sizes, init.name, init.scale, init.seed)
        self.learner = Learner(
            np.ascontiguousarray(self.data.train.X),
            np.ascontiguousarray(self.data.train.Y),
            parameters,
            ACTIVATIONS[experiment.activation],
            OPTIMIZERS[experiment.optimizer.name](parameters.theta.shape),
            experiment.learning_rate,
            decay_rate=experiment.optimizer.decay_rate,
            lambd=experiment.lambd,
            l1=experiment.l1,
            keep_prob=experiment.keep_probs,
            dropout_seeds=[experiment.dropout_seed],
            batch_size=experiment.batch_size,
        )
        self._at_once = updates_at_once(self.learner)
        self._evaluation = Evaluation(self.learner, self.data)
        if not self._is_sound():
            raise ExperimentError(
                f"init.scale must be smaller for {len(experiment.hidden)} hidden layers: with {init.scale:g} the "
                "numbers grow past what a computer can hold before training begins."
            )
        self._make_planned_changes()

    @property
    def iteration(self) -> int:
        """How many updates were taken."""
        return self.learner.iteration

    def checkpoint(self) -> Checkpoint:
        """Where the trainer stands."""
        return Checkpoint(
            self.begun,
            self.experiment,
            tuple(self.changes),
            tuple(self.planned),
            self.diverged_at,
            self.learner.get_state(),
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Stand where a trainer of the same data and network stood; what follows repeats bit for bit."""
        self.begun = checkpoint.begun
        self._set_experiment(checkpoint.experiment)
        self.changes = list(checkpoint.changes)
        self.planned = list(checkpoint.planned)
        self.diverged_at = checkpoint.diverged_at
        self.learner.set_state(checkpoint.learner)

    def go_back(self, checkpoint: Checkpoint, iteration: int) -> None:
        """Stand where this run stood at an iteration not before the checkpoint's; what came after is undone.

        What lies between is trained again, with the changes that were made there.
        """
        between = [made for made in self.changes if checkpoint.iteration <= made.iteration <= iteration]
        self.restore(checkpoint)
        self.planned = between
        self._make_planned_changes()
        self.advance(iteration - self.iteration)

    def advance(self, updates: int) -> None:
        """Take so many updates, or as many as there are before the network diverges."""
        end = self.iteration + updates
        while self.diverged_at is None and self.iteration < end:
            stop = min([end, *(change.iteration for change in self.planned[:1])])
            self._advance_soundly(min(STRIDE, stop - self.iteration))
            self._make_planned_changes()

    def _make_planned_changes(self) -> None:
        """Make the changes that are planned for this iteration; one that overflows is where the run diverges."""
        while self.planned and self.planned[0].iteration <= self.iteration and self.diverged_at is None:
            change = self.planned.pop(0)
            try:
                if change.place is None:
                    self._change({change.field: change.value})
                else:
                    self._edit(*change.place, change.value)
            except ExperimentError:
                self.diverged_at = self.iteration

    def _advance_soundly(self, updates: int) -> None:
        """Take the updates at once; where the end is not sound, go back and find the update that broke it."""
        before = self.learner.get_state()
        for done in range(0, updates, self._at_once):
            pause()
            self.learner.run(min(self._at_once, updates - done))
        if self._is_sound():
            return
        self.learner.set_state(before)
        for _ in range(updates):
            pause()
            before = self.learner.get_state()
            self.learner.run(1)
            if not self._is_sound():
                self.diverged_at = before.iteration
                self.learner.set_state(before)
                return

    def _is_sound(self) -> bool:
        """Whether the parameters, and the cost they give, are numbers to go on with."""
        theta = self.learner.parameters.theta
        if not np.abs(theta).max() < LARGEST_PARAMETER:  # also where it is NaN
            return False
        return bool(np.isfinite(self._evaluation.train_cost()))

    def evaluate(self) -> Record:
        """Cost and accuracies of the network as it stands, dropout off."""
        return self._evaluation.record(self.iteration)

    def logits(self, X: Array) -> Array:
        """Z[L] (1, m) of the network as it stands for the points X (2, m)."""
        workspace = Workspace(self.learner.parameters, X.shape[-1])
        with np.errstate(over="ignore", invalid="ignore"):
            forward(X, self.learner.parameters, self.learner.activation, workspace)
        return workspace.Z[self.learner.parameters.L]

    def change(self, **live: Any) -> None:
        """Give live fields (α, λ, l1, keep_prob) new values from this iteration on, and put it on record.

        Raises ExperimentError for values that are not accepted; nothing has changed then. Changes that were
        planned for later are not made any more, and a network that diverged may try again.
        """
        if self._change(live):
            self._take_over()

    def _take_over(self) -> None:
        """Somebody changed something: what was planned for later does not hold any more."""
        self.planned = []
        self.diverged_at = None

    def _change(self, live: dict[str, Any]) -> bool:
        """Set live fields; says whether that changed anything."""
        experiment = self.experiment.with_live(**live)
        changed = live_changes(self.experiment, experiment)
        for field, value in changed.items():
            self.changes = with_change(self.changes, Change(self.iteration, field, value))
        self._set_experiment(experiment)
        return bool(changed)

    def edit(self, block: str, row: int, column: int, value: float) -> None:
        """Set one parameter by hand, as in edit("W1", 0, 1, 0.5), and put it on record; indices count from 0.

        Training goes on from there. Raises ExperimentError for a place or value that is not accepted. Changes
        that were planned for later are not made any more.
        """
        self._edit(block, row, column, value)
        self._take_over()

    def _edit(self, block: str, row: int, column: int, value: Any) -> None:
        blocks = self.learner.parameters.blocks()
        parameters = blocks[choice("the edited block", block, blocks)]
        rows, columns = parameters.shape
        place = (
            whole(f"the row of {block}", row, 0, rows - 1),
            whole(f"the column of {block}", column, 0, columns - 1),
        )
        before = float(parameters[place])
        parameters[place] = number(block, value, -MAX_EDIT, MAX_EDIT)
        if not self._is_sound():
            parameters[place] = before
            raise ExperimentError(f"{block} must be smaller there: with {value:g} the cost overflows.")
        change = Change(self.iteration, f"{block}[{place[0] + 1},{place[1] + 1}]", float(value))
        self.changes = with_change(self.changes, change)

    def _set_experiment(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.learner.learning_rate = experiment.learning_rate
        self.learner.lambd = experiment.lambd
        self.learner.l1 = experiment.l1
        self.learner.dropout.set_keep_prob(experiment.keep_probs)
