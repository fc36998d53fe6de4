"""The timeline: checkpoints along a run, from which any earlier iteration is reached again, exactly."""

from bisect import bisect_right

from playground.training.thinned import Thinned
from playground.training.trainer import Checkpoint, Trainer

MOST_CHECKPOINTS = 400
FEWEST_CHECKPOINTS = 4
MOST_BYTES = 4 * 2**20


class Timeline:
    """Checkpoints of one trainer, from its first iteration to its newest, as many as fit into MOST_BYTES."""

    def __init__(self, trainer: Trainer) -> None:
        """Begin with where the trainer stands."""
        first = trainer.checkpoint()
        fitting = MOST_BYTES // checkpoint_bytes(first)
        self._kept: Thinned[Checkpoint] = Thinned(max(FEWEST_CHECKPOINTS, min(MOST_CHECKPOINTS, fitting)))
        self._trainer = trainer
        self._kept.add(first)

    def copy_for(self, trainer: Trainer) -> "Timeline":
        """Return the same checkpoints for another trainer of the same data and network."""
        copied = Timeline(trainer)
        copied._kept = self._kept.copy()
        return copied

    def add(self) -> None:
        """Keep where the trainer stands, unless that is too near to what is kept already."""
        kept = self._kept.moments
        if self._trainer.iteration - kept[-1].iteration >= self._kept.gap:
            self._kept.add(self._trainer.checkpoint())

    def since(self, iteration: int) -> list[Checkpoint]:
        """The kept checkpoints from this iteration on."""
        return [checkpoint for checkpoint in self._kept.moments if checkpoint.iteration >= iteration]

    def reach(self, iteration: int) -> None:
        """Put the trainer where it stood at an iteration of its past.

        The nearest checkpoint before is restored, and the rest is trained again, which gives the same numbers
        bit for bit.
        """
        kept = self._kept.moments
        at = max(1, bisect_right(kept, iteration, key=lambda checkpoint: checkpoint.iteration))
        self._trainer.go_back(kept[at - 1], iteration)

    def cut(self, iteration: int) -> None:
        """Forget what came after this iteration."""
        self._kept.cut(iteration)


def checkpoint_bytes(checkpoint: Checkpoint) -> int:
    """About what a checkpoint takes: θ, the optimiser's moments, and the state of the mask generator."""
    _, moments = checkpoint.learner.optimizer
    arrays = [checkpoint.learner.theta, *moments.values()]
    return 4096 + sum(array.nbytes for array in arrays)
