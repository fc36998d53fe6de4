"""A comparison in play: several experiments in lockstep behind one lock, watched side by side."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.diagnostics import Column, expected_spread, tell
from playground.diagnostics.descents import tell_descents
from playground.network.arrays import Array
from playground.stage.comparison_keyframes import (
    GRID,
    ComparisonBurst,
    ComparisonKeyframe,
    Costs,
    SavedComparison,
    Surface,
)
from playground.stage.goals import Goal
from playground.stage.in_play import InPlay, Notice, Pace, in_turn
from playground.stage.size import estimate_bytes
from playground.training.checks import ExperimentError
from playground.training.cost_paths import CostPaths
from playground.training.experiment import Experiment, live_values
from playground.training.keyframes import Region, plane_points, quantise, region_around
from playground.training.layer_figures import LayerFigures
from playground.training.lockstep import Lockstep, LockstepCheckpoint
from playground.training.records import Record
from playground.training.thinned import Thinned

MAX_COLUMNS = 7
SECONDS_BETWEEN_WORDS = 0.5
MOST_COSTS = 400
MAX_BYTES_PER_COMPARISON = 400 * 2**20


@dataclass(frozen=True)
class Estate:
    """What another comparison of the same columns needs to go on where one stands."""

    titles: Sequence[str]
    lockstep: LockstepCheckpoint
    costs: Thinned[Costs]
    paths: CostPaths | None


class Comparison(InPlay):
    """Experiments in play side by side. Every method may be called from any thread."""

    def __init__(
        self,
        columns: Sequence[tuple[str, Experiment]],
        notes: Sequence[str] = (),
        figures: Sequence[str] = ("cost", "train", "test"),
        stops_early: Sequence[bool] = (),
        paths: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`columns` are titles with their experiments, `notes` what else to say of each.

        `figures` are those shown of every column: of cost, data, penalty, train, dev, test and gap. A column that
        `stops_early` shows the network of its lowest dev cost so far, and trains on beside it. With `paths`, the
        way of every network over one slice of the cost surface is shown; they must be of one shape then.

        Raises ExperimentError where they cannot be compared.
        """
        if not 1 <= len(columns) <= MAX_COLUMNS:
            raise ExperimentError(f"A comparison takes 1 to {MAX_COLUMNS} columns, not {len(columns)}.")
        needed = sum(estimate_bytes(experiment) for _, experiment in columns)
        if needed > MAX_BYTES_PER_COMPARISON:
            raise ExperimentError(
                f"These networks are too large to compare here: they need {needed / 2**20:.0f} MB, and a "
                f"comparison may take {MAX_BYTES_PER_COMPARISON / 2**20:.0f}. Use fewer units, layers or points."
            )
        super().__init__(needed, clock)
        self.titles = [title for title, _ in columns]
        self.notes = list(notes) or [""] * len(columns)
        self.figures = list(figures)
        self.stops_early = list(stops_early) or [False] * len(columns)
        self._shows_paths = paths
        self._begin([experiment for _, experiment in columns])

    def _begin(self, experiments: Sequence[Experiment]) -> None:
        self.lockstep = Lockstep(experiments)
        self._stand()

    def _stand(self) -> None:
        self.region: Region = region_around(self.lockstep.data)
        self._X = plane_points(self.region, GRID)
        self._figures = LayerFigures(self.lockstep)
        self._paths = CostPaths(self.lockstep) if self._shows_paths else None
        self._pace = Pace()
        self._costs = Thinned[Costs](MOST_COSTS)
        self.newest = self.take()
        self._first = self.newest.records
        spread = self.newest.spread
        # What theory expects of each column from the spread that its first layer has at the start.
        self.theory = [
            expected_spread(experiment, float(spread[k, 0])) for k, experiment in enumerate(self.experiments)
        ]
        self._said_at = -math.inf
        self.said = self._tell()

    @property
    def experiments(self) -> list[Experiment]:
        """The experiments, with the live values that hold now."""
        return list(self.lockstep.experiments)

    @property
    def batches(self) -> list[int]:
        """How many points each update of a network sees."""
        m = self.lockstep.data.train.m
        return [min(experiment.batch_size or m, m) for experiment in self.experiments]

    @property
    def stopped(self) -> bool:
        """Whether every network diverged."""
        return all(at is not None for at in self.lockstep.diverged_at)

    @property
    def iteration(self) -> int:
        """The iteration that training has reached."""
        return self.lockstep.iteration

    @property
    def records(self) -> list[Record]:
        """The figures of the newest keyframe, of every network one."""
        return self.newest.records

    def advance(self, updates: int) -> None:
        """Train; for who holds the lock."""
        self.lockstep.advance(updates)

    def take(self) -> ComparisonKeyframe:
        """A keyframe of where the comparison stands; for who holds the lock."""
        figures = self._figures.measure()
        logits = self.lockstep.logits(self._X)
        records = self.lockstep.evaluate()
        self.newest = ComparisonKeyframe(
            records,
            np.stack([quantise(row, GRID) for row in logits]),
            figures.spread,
            figures.gradient,
            figures.different,
            figures.ranges,
            figures.histograms,
            self._dropped(),
            self._paths.note(self.lockstep, records) if self._paths else None,
        )
        train, dev = (tuple(getattr(r, name) for r in records) for name in ("data_cost", "dev_cost"))
        self._costs.add(Costs(records[0].iteration, train, dev if self.lockstep.data.dev is not None else ()))
        return self.newest

    def _dropped(self) -> npt.NDArray[np.uint8]:
        """(R, hidden units): 1 for what the masks of the coming update drop for the first example of its batch."""
        sizes = self.experiments[0].hidden
        dropped = np.zeros((len(self.experiments), sum(sizes)), np.uint8)
        for places, stack in zip(self.lockstep.places, self.lockstep.stacks, strict=True):
            _, _, D = stack.learner.peek()
            for l, mask in D.items():
                start = sum(sizes[: l - 1])
                dropped[places, start : start + sizes[l - 1]] = mask[:, :, 0] == 0.0
        return dropped

    @in_turn
    def pull(self, keyframes: int, stride: int, budget: float, goal: Goal | None = None) -> ComparisonBurst:
        """Train on and take up to so many keyframes, `stride` iterations apart, within `budget` seconds, or until
        every network meets `goal`."""
        self.touch()
        return self._burst(self._pace.keyframes(self, keyframes, stride, budget, goal))

    def _burst(self, keyframes: list[ComparisonKeyframe]) -> ComparisonBurst:
        surface, positions = self._positions(keyframes)
        return ComparisonBurst(
            self.revision, list(self.lockstep.diverged_at), keyframes, self._tell(), surface, positions
        )

    def _positions(self, keyframes: list[ComparisonKeyframe]) -> tuple[int | None, Array]:
        """The version of the cost slice, cut anew if a path has left it, and where keyframes lie in it."""
        if self._paths is None:
            return None, np.empty((len(keyframes), len(self.titles), 0))
        self._paths.keep_in_view()
        positions = [self._paths.positions(keyframe.theta) for keyframe in keyframes if keyframe.theta is not None]
        return self._paths.version, np.reshape(positions, (len(positions), len(self.titles), 2))

    @in_turn
    def surface(self) -> Surface | None:
        """The cost slice as it is now, with the way of every network until now; None where none is shown."""
        self.touch()
        if self._paths is None:
            return None
        return Surface(self._paths.version, self._paths.slice.costs, *self._paths.path(), self._paths.share())

    def _tell(self) -> list[str]:
        """What the comparison shows now, in words; told anew a few times a second."""
        now = time.perf_counter()
        if now - self._said_at > SECONDS_BETWEEN_WORDS:
            self._said_at = now
            self.said = self._tell_columns() if self._paths is None else self._tell_paths(self._paths)
        return self.said

    def _tell_paths(self, paths: CostPaths) -> list[str]:
        iterations, _ = paths.path()
        return tell_descents(self.titles, iterations, paths.costs(), self.batches, self.lockstep.diverged_at)

    def _tell_columns(self) -> list[str]:
        newest, diverged_at = self.newest, self.lockstep.diverged_at
        return tell(
            [
                Column(
                    title=title,
                    first_cost=self._first[k].data_cost,
                    cost=newest.records[k].data_cost,
                    train_accuracy=newest.records[k].train_accuracy,
                    dev_accuracy=newest.records[k].dev_accuracy,
                    dev_cost=newest.records[k].dev_cost,
                    units=self.experiments[k].hidden,
                    different=newest.different[k, : len(self.experiments[k].hidden)],
                    spread=newest.spread[k, : len(self.experiments[k].hidden)],
                    gradient=newest.gradient[k],
                    diverged_at=diverged_at[k],
                )
                for k, title in enumerate(self.titles)
                if not self.stops_early[k]  # its note says where it stopped
            ],
            self.lockstep.iteration,
        )

    @in_turn
    def step(self) -> ComparisonBurst:
        """One update and its keyframe."""
        self.touch()
        self._pace.due = 0
        self.advance(1)
        return self._burst([self.take()])

    @in_turn
    def look(self) -> ComparisonBurst:
        """The newest keyframe, without training."""
        return self._burst([self.newest])

    @in_turn
    def costs(self) -> list[Costs]:
        """The costs until now, thinned evenly: the curves of a stage that comes late, or comes back."""
        return list(self._costs.moments)

    @in_turn
    def past(self, since: int, most: int, budget: float) -> ComparisonBurst:
        """No keyframes: earlier iterations are only in the browser that saw them."""
        return self._burst([])

    def change(self, live: Sequence[Mapping[str, Any]]) -> None:
        """New values for live fields from now on, for each column its own; what stays the same changes nothing.

        Raises ExperimentError.
        """
        self.tell(self._change(live))

    @in_turn
    def _change(self, live: Sequence[Mapping[str, Any]]) -> Notice:
        self.touch()
        for k, values in enumerate(live):
            self.lockstep.change(k, **values)
        self.revision += 1
        self.take()
        return Notice(self.revision, self.lockstep.iteration)

    @in_turn
    def reset(self) -> None:
        """Back to the same initial weights."""
        self.touch()
        self.revision += 1
        self.lockstep = Lockstep(self.lockstep.experiments, self.lockstep.data)
        self._stand()

    def _to_save(self) -> SavedComparison:
        return SavedComparison(self.titles, self.lockstep.checkpoint())

    @in_turn
    def hand_out(self) -> Estate:
        """Return what another comparison of the same columns needs to go on from here."""
        paths = self._paths.copy() if self._paths is not None else None
        return Estate(self.titles, self.lockstep.checkpoint(), self._costs.copy(), paths)

    @in_turn
    def take_over(self, estate: Any) -> bool:
        """Stand where a comparison of the same columns stands; return whether it is one.

        Live values stay as they are here.
        """
        if not isinstance(estate, Estate):
            return False
        if not self.goes_on(list(zip(estate.titles, estate.lockstep.experiments, strict=True))):
            return False
        self.touch()
        live = [live_values(experiment) for experiment in self.experiments]
        self.lockstep.restore(estate.lockstep)
        for k, values in enumerate(live):
            self.lockstep.change(k, **values)
        self._costs, self._paths, self._pace = estate.costs, estate.paths, Pace()
        self.revision += 1
        self.take()
        return True

    @in_turn
    def go_on_from(self, saved: SavedComparison) -> None:
        """Stand where a comparison of the same columns stood; for who has not shown this one to anybody yet."""
        self.lockstep.restore(saved.lockstep)
        self._costs = Thinned[Costs](MOST_COSTS)
        self.take()

    def goes_on(self, columns: Sequence[tuple[str, Experiment]]) -> bool:
        """Whether these columns differ from its own in nothing but live values."""
        return goes_on(columns, self.titles, self.experiments)


def goes_on(
    columns: Sequence[tuple[str, Experiment]], titles: Sequence[str], experiments: Sequence[Experiment]
) -> bool:
    """Whether columns differ from others in nothing but live values."""
    return [title for title, _ in columns] == list(titles) and all(
        experiment.begins_like(other) for (_, experiment), other in zip(columns, experiments, strict=True)
    )
