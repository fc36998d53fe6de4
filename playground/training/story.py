"""The story: what was changed in a run and what still will be, and the experiments that tell it."""

from collections.abc import Sequence
from dataclasses import replace

from playground.training.changes import Change
from playground.training.experiment import Experiment, begin_at_once, live_values


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
        return begin_at_once(replace(self.begun, changes=(*self.changes, *self.planned)))

    @property
    def told_changes(self) -> list[Change]:
        """The changes as an address tells them, beside controls that follow the run and show any of its values.

        So what is changed on the way is first set to the value that it began with. What is never changed, or only
        before the first update, the controls tell alone.
        """
        story = self.story
        changed = {change.field for change in story.changes if change.place is None}
        began = live_values(story)
        return [*(Change(0, name, began[name]) for name in began if name in changed), *story.changes]
