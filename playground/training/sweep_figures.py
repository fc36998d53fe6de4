"""What a sweep keeps of a stack: its figures as arrays, and nothing of a network that has diverged."""

from collections.abc import Mapping, Sequence

import numpy as np

from playground.datasets import Splits
from playground.network.arrays import Array
from playground.training.experiment import Experiment
from playground.training.lockstep_stack import LockstepStack
from playground.training.trainer import use_one_blas_thread


def begin(members: Sequence[Experiment], data: Splits) -> LockstepStack:
    """A stack of these networks; one whose initial weights overflow, which a Trainer refuses, diverged at 0."""
    use_one_blas_thread()
    stack = LockstepStack(members, data)
    stack.diverged_at[~stack.sound()] = 0
    return stack


def measure(stack: LockstepStack, data: Splits) -> Mapping[str, Array]:
    """The figures of a Record by name, (K,) each, dropout off; those of absent sets are left out.

    NaN for a network that has diverged, and for a dev cost that overflows.
    """
    names = ["cost", "data_cost", "train_accuracy"]
    names += ["dev_cost", "dev_accuracy"] if data.dev else []
    names += ["test_accuracy"] if data.test else []
    with np.errstate(over="ignore", invalid="ignore"):
        records = stack.evaluate(stack.learner.iteration)
    figures = {name: np.array([getattr(record, name) for record in records], float) for name in names}
    return {name: np.where(stack.going & np.isfinite(values), values, np.nan) for name, values in figures.items()}
