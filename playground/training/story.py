"""The story: what was changed in a run and what still will be, and the experiments that tell it."""

from collections.abc import Sequence
from dataclasses import replace

from playground.training.changes import Change, with_change
from playground.training.experiment import Experiment, live_changes


class Story:
    """What a trainer and its checkpoints know of their run.

    `begun` is the experiment as it began, `experiment` as it is now; `changes` were made, `planned` are to come.
    """

    begun: Experiment
    experiment: Experiment
    changes: Sequence[Change]
    planned: Sequence[Change]

    @property
    def story(self) -> Experiment:
        """The experiment that runs again as this one did, with all that was changed and will be."""
        return replace(self.begun, changes=(*self.changes, *self.planned))

    @property
    def settled(self) -> Experiment:
        """The experiment with the live values that hold when all planned changes are made."""
        experiment = self.experiment
        for change in self.planned:
            experiment = experiment.with_change(change)
        return experiment

    @property
    def told_changes(self) -> list[Change]:
        """The changes with which `settled` runs as this run did: first back to the values that it began with."""
        story, settled = self.story, self.settled
        told: list[Change] = []
        if story.changes:
            told = [Change(0, name, value) for name, value in live_changes(settled, story).items()]
        for change in story.changes:
            told = with_change(told, change)
        return told
