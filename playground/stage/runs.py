"""A run in play: a trainer behind a lock, known by an unguessable token."""

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from playground.datasets import Splits
from playground.diagnostics import Diagnostician, Finding
from playground.stage.goals import Goal
from playground.stage.in_play import InPlay, Notice, Pace, in_turn
from playground.stage.size import check_size
from playground.training.changes import changes_to_text
from playground.training.experiment import Experiment, begin_at_once, live_changes, live_values
from playground.training.keyframes import GRID, Camera, Keyframe
from playground.training.on_record import train_on_record
from playground.training.records import History, Record
from playground.training.snapshot import Snapshot, take_snapshot
from playground.training.story import Story
from playground.training.timeline import Timeline
from playground.training.trainer import Checkpoint, Trainer
from playground.training.truth import Truth, truth_over

SECONDS_BETWEEN_FINDINGS = 0.3

# Longer addresses are cut by some programs that pass them on.
MOST_CHARACTERS_OF_A_LINK = 4000


@dataclass(frozen=True)
class Burst:
    """The keyframes that answer one pull, with the revision of the run that they belong to, what was found in
    the numbers, if somebody looked, and whether the page's controls no longer show the run's live values."""

    revision: int
    diverged_at: int | None
    keyframes: list[Keyframe]
    findings: Sequence[Finding] | None = None
    moved: bool = False


@dataclass(frozen=True)
class SavedRun:
    """What is kept of a run whose place was needed: kilobytes, from which it goes on where it was."""

    trainer: Checkpoint
    history: History


@dataclass(frozen=True)
class Estate:
    """What another run of the same story needs to go on where one stands."""

    trainer: Checkpoint
    history: History
    timeline: Timeline


def link_of(story: Story) -> str:
    """Return the changes as an address tells them; empty where there are none, or more than fit into one."""
    text = changes_to_text(story.told_changes)
    return text if len(text) <= MOST_CHARACTERS_OF_A_LINK else ""


def tells(experiment: Experiment, story: Story) -> bool:
    """Whether an address that tells `experiment`, changes and all, was written by a run of this story.

    Of more changes than fit into an address only the live values of the moment are told.
    """
    if story.told_changes and not link_of(story):
        return experiment.begins_like(story.experiment) and not live_changes(story.experiment, experiment)
    return begin_at_once(experiment) == story.story


class Run(InPlay):
    """One experiment in play. Every method may be called from any thread.

    `looking_at` is the earlier iteration that its owner looks at, if any: what they change then acts from there.
    `controls` are the live values that the page's controls show, if a page shows any.
    """

    def __init__(self, experiment: Experiment, clock: Callable[[], float] = time.monotonic) -> None:
        """Load the data and draw the first picture. Raises ExperimentError where that cannot be done."""
        super().__init__(check_size(experiment), clock)
        self._left_from: Checkpoint | None = None
        self.controls: dict[str, Any] | None = None
        self._begin(experiment)

    def _begin(self, experiment: Experiment, data: Splits | None = None) -> None:
        self.trainer = Trainer(experiment, data)
        self.camera = Camera(self.trainer)
        self.history = History()
        self.timeline = Timeline(self.trainer)
        self.looking_at: int | None = None
        self._diagnostician = Diagnostician(self.trainer)
        self.findings: list[Finding] = []
        self._found_at = -math.inf
        self._pace = Pace()
        self.newest = self.take()
        self._look_into_numbers()

    def advance(self, updates: int) -> None:
        """Train, and put the figures on record on the way; the caller must hold the lock."""
        train_on_record(self.trainer, self.history, updates)

    @property
    def stopped(self) -> bool:
        """Whether the network diverged."""
        return self.diverged_at is not None

    @property
    def iteration(self) -> int:
        """The iteration that training has reached."""
        return self.trainer.iteration

    @property
    def records(self) -> list[Record]:
        """The figures of the newest keyframe."""
        return [self.newest.record]

    def take(self) -> Keyframe:
        """A keyframe of where the run stands, which is kept in the history; the caller must hold the lock."""
        self.newest = self.camera.take()
        self.history.add(self.newest.record)
        self.history.changes = self.trainer.changes  # a link's changes are made while it trains
        self.timeline.add()
        return self.newest

    @property
    def _stands(self) -> Trainer | Checkpoint:
        """What the run has reached, also while its trainer is on its way to an earlier iteration."""
        return self._left_from or self.trainer

    @contextmanager
    def _travelling(self) -> Iterator[Checkpoint]:
        """While the block runs, the trainer may be taken anywhere in its past and others do not notice.

        Going back may take seconds, in which others have their turn and pages read what the run says of itself.
        Where the block fails, the trainer is put back to where it stood.
        """
        self._left_from = before = self.trainer.checkpoint()
        try:
            yield before
        except BaseException:
            self.trainer.restore(before)
            raise
        finally:
            self._left_from = None

    @property
    def experiment(self) -> Experiment:
        """The experiment with the live values that hold now."""
        return self._stands.experiment

    @property
    def story(self) -> Experiment:
        """The experiment that runs again as this run did, with all that was changed on the way."""
        return self._stands.story

    @property
    def story_mark(self) -> str:
        """A text that is the same for runs of the same story, by which a page knows a run again."""
        written = json.dumps(self.story.to_json(), sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    @in_turn
    def saved_experiment(self) -> Experiment:
        """Return the experiment that runs again as this run did, up to the iteration on screen.

        A run that has not begun keeps its own number of iterations: there is nothing to repeat yet.
        """
        story = self.trainer.story
        end = self.trainer.iteration if self.looking_at is None else self.looking_at
        return replace(story, iterations=end or story.iterations)

    @property
    def link(self) -> str:
        """The changes as an address tells them; empty where there are none, or more than fit into an address."""
        return link_of(self._stands)

    @property
    def diverged_at(self) -> int | None:
        """The iteration whose update made the numbers overflow, if one did."""
        return self._stands.diverged_at

    @in_turn
    def pull(self, keyframes: int, stride: int, budget: float, goal: Goal | None = None) -> Burst:
        """Train on and take up to so many keyframes, `stride` iterations apart, within `budget` seconds.

        At least one update is made, unless `goal` is met. What does not fit into the budget is left for
        the next pull, so that load and large networks mean fewer keyframes, never long waits.
        """
        self.touched = self._clock()
        return self._burst(self._pace.keyframes(self, keyframes, stride, budget, goal))

    def _burst(self, keyframes: list[Keyframe]) -> Burst:
        findings = self.findings if self._look_into_numbers() else None
        return Burst(self.revision, self.diverged_at, keyframes, findings, self.moved)

    @property
    def moved(self) -> bool:
        """Whether a planned change, or none yet, made the live values other than the page's controls show."""
        return self.controls is not None and self.controls != live_values(self.experiment)

    def _look_into_numbers(self) -> bool:
        """Find what there is to say, now and then while training, at once where it stands; says whether it did."""
        now = time.perf_counter()
        if now - self._found_at < SECONDS_BETWEEN_FINDINGS and self.diverged_at is None:
            return False
        self.findings = self._diagnostician.find(self.history)
        self._found_at = now
        return True

    @in_turn
    def step(self) -> Burst:
        """One update and its keyframe."""
        self.touched = self._clock()
        self._pace.due = 0
        self._found_at = -math.inf
        self.trainer.advance(1)
        return self._burst([self.take()])

    @in_turn
    def snapshot(self) -> Snapshot:
        """What the next update computes, at the iteration that is looked at; the run stays as it is."""
        if self.looking_at is None:
            return take_snapshot(self.trainer)
        with self._travelling() as now:
            self.timeline.reach(self.looking_at)
            snapshot = take_snapshot(self.trainer)
            self.trainer.restore(now)
        return snapshot

    @in_turn
    def truth(self) -> Truth | None:
        """The best possible answer over the region that is shown, None where nobody knows it."""
        self.touch()
        return truth_over(self.experiment, self.camera.region, GRID)

    @in_turn
    def look(self) -> Burst:
        """The newest keyframe, without training."""
        return self._burst([self.newest])

    @in_turn
    def look_at(self, iteration: int | None) -> Burst:
        """Note that the owner looks at an earlier iteration, or no longer does."""
        self.looking_at = None if iteration is None else min(iteration, self.trainer.iteration)
        return self._burst([])

    @in_turn
    def past(self, since: int, most: int, budget: float) -> Burst:
        """Up to so many keyframes of the kept iterations from `since` on, within `budget` seconds."""
        self.touched = self._clock()
        end = time.perf_counter() + budget
        taken: list[Keyframe] = []
        with self._travelling() as now:
            for checkpoint in self.timeline.since(since)[:most]:
                self.trainer.restore(checkpoint)
                taken.append(self.camera.take())
                if time.perf_counter() > end:
                    break
            self.trainer.restore(now)
        return self._burst(taken)

    @in_turn
    def reset(self) -> None:
        """Back to the same initial weights.

        A run that somebody changed begins with the live values that hold now; one that makes its experiment's own
        changes makes them again.
        """
        self.touched = self._clock()
        self.revision += 1
        untouched = self.story == begin_at_once(self.trainer.begun)
        self._begin(self.trainer.begun if untouched else self.experiment, self.trainer.data)

    def change(self, live: dict[str, Any]) -> None:
        """New values for live fields from now on, or from the iteration that is looked at.

        Raises ExperimentError; then nothing changed.
        """
        self.tell(self._change(live))

    @in_turn
    def _change(self, live: dict[str, Any]) -> Notice:
        return self._alter(lambda: self.trainer.change(**live))

    def edit(self, block: str, row: int, column: int, value: float) -> Burst:
        """Set one parameter by hand, now or at the iteration that is looked at, and show what it does.

        Raises ExperimentError; then nothing changed.
        """
        notice, burst = self._edit(block, row, column, value)
        self.tell(notice)
        return burst

    @in_turn
    def _edit(self, block: str, row: int, column: int, value: float) -> tuple[Notice, Burst]:
        notice = self._alter(lambda: self.trainer.edit(block, row, column, value))
        return notice, self._burst([self.newest])

    def continue_from(self, iteration: int) -> None:
        """Stand where the run stood at an earlier iteration, exactly; what came after becomes a branch."""
        self.tell(self._continue_from(iteration))

    @in_turn
    def _continue_from(self, iteration: int) -> Notice:
        self.looking_at = max(0, min(iteration, self.trainer.iteration))
        return self._alter(lambda: None)

    def _alter(self, act: Callable[[], None]) -> Notice:
        """Do something to the trainer where the owner looks; if it is refused, all is as it was."""
        self.touched = self._clock()
        with self._travelling():
            if self.looking_at is not None:
                self.timeline.reach(self.looking_at)
            act()
        if self.looking_at is not None:
            self._pace.due = 0
            self.timeline.cut(self.trainer.iteration)
            self.history.go_back(self.trainer.iteration)
            self.looking_at = None
        self.history.changes = self.trainer.changes
        self.revision += 1
        self.take()
        self._found_at = -math.inf
        return Notice(self.revision, self.trainer.iteration, self.story.changes, self.link, self.story_mark)

    def is_told_by(self, experiment: Experiment) -> bool:
        """Whether an address that tells `experiment`, changes and all, was written by this run."""
        return tells(experiment, self._stands)

    @in_turn
    def hand_out(self) -> Estate:
        """Return what another run of the same story needs to go on from here, with its past."""
        return Estate(self.trainer.checkpoint(), self.history.copy(), self.timeline.copy_for(self.trainer))

    @in_turn
    def take_over(self, estate: Any) -> bool:
        """Stand where the run that handed out `estate` stands, if both tell one story; return whether they do."""
        if not isinstance(estate, Estate) or not tells(self.story, estate.trainer):
            return False
        self.touched = self._clock()
        self.trainer.restore(estate.trainer)
        self.history, self.timeline = estate.history, estate.timeline.copy_for(self.trainer)
        self.looking_at = None
        self._pace = Pace()
        self.revision += 1
        self.take()
        self._found_at = -math.inf
        self._look_into_numbers()
        return True

    def _to_save(self) -> SavedRun:
        return SavedRun(self.trainer.checkpoint(), self.history.copy())

    @classmethod
    def revived(cls, saved: SavedRun, clock: Callable[[], float] = time.monotonic) -> "Run":
        """A run that stands where the saved one stood, under a token of its own."""
        run = cls(replace(saved.trainer.begun, changes=()), clock)
        run.trainer.restore(saved.trainer)
        run.history = saved.history.copy()
        run.take()
        return run

    @in_turn
    def read(self) -> tuple[int, Keyframe, History]:
        """The revision, the newest keyframe and a copy of the history, as of one moment."""
        return self.revision, self.newest, self.history.copy()
