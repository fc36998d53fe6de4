"""Cost paths: how networks that start together walk over one slice of the cost surface."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.training.checks import ExperimentError
from playground.training.cost_slice import Slice, cut, plane_of, square_around
from playground.training.lockstep import Lockstep
from playground.training.records import Record
from playground.training.thinned import Thinned

MOST_KEPT = 400

# The first plane is that of where the networks go in so many updates: at the start none has gone anywhere.
UPDATES_AHEAD = 200

# Room around the paths, as a share of their extent, so that the picture is seldom drawn anew.
MARGIN = 0.3

# A network whose cost grew to so many times that of the start is on its way out and does not stretch the picture.
ASTRAY = 2.0


@dataclass(frozen=True)
class Footprint:
    """Where R networks stood at one iteration: theta (R, P), data costs (R,), and which had not gone astray."""

    iteration: int
    theta: Array
    costs: Array
    sane: npt.NDArray[np.bool_]


class CostPaths:
    """Keeps the way of every network of a lockstep, and the slice of the cost that shows it best.

    The slice passes through the common start, along the two directions in which the networks have moved most. It
    is cut anew when a network leaves it, and when the iteration has doubled since; `version` counts that.
    """

    def __init__(self, lockstep: Lockstep) -> None:
        """Look where the networks are going; the lockstep itself is not moved.

        Raises ExperimentError where the networks are not of one shape, so that they share no cost surface.
        """
        first = lockstep.experiments[0]
        if len({(its.layer_sizes, its.activation) for its in lockstep.experiments}) > 1:
            raise ExperimentError("Paths need networks of one shape and activation: there is one cost surface.")
        self._points = lockstep.data.train
        self._sizes, self._activation = first.layer_sizes, ACTIVATIONS[first.activation]
        self._origin = all_parameters(lockstep)[0]
        records = lockstep.evaluate()
        self._start_cost = records[0].data_cost
        self._kept: Thinned[Footprint] = Thinned(MOST_KEPT)
        self.version = 0
        self._cut_at = 0
        ahead = Lockstep(lockstep.experiments, lockstep.data)
        steps = []
        for _ in range(10):
            ahead.advance(UPDATES_AHEAD // 10)
            steps.append(self._footprint(ahead, ahead.evaluate()))
        self.slice = self._cut(steps)
        self.note(lockstep, records)

    def copy(self) -> "CostPaths":
        """Return the same paths, to be continued apart."""
        copied = copy(self)
        copied._kept = self._kept.copy()
        return copied

    def note(self, lockstep: Lockstep, records: Sequence[Record]) -> Array:
        """Keep where the networks stand, with the records of that, and return it: (R, P)."""
        footprint = self._footprint(lockstep, records)
        self._kept.add(footprint)
        return footprint.theta

    def keep_in_view(self) -> None:
        """Cut the slice anew where the newest footprint asks for it."""
        newest = self._kept.moments[-1]
        outside = not self.slice.holds(self.slice.plane.project(newest.theta[newest.sane]))
        if outside or newest.iteration >= 2 * max(self._cut_at, UPDATES_AHEAD):
            self.slice = self._cut(self._kept.moments, self.slice)
            self._cut_at = newest.iteration
            self.version += 1

    def positions(self, theta: Array) -> Array:
        """Where theta (…, P) lies in the slice, in shares of its width from its low corner: (…, 2)."""
        return (self.slice.plane.project(theta) - self.slice.low) / self.slice.width

    def path(self) -> tuple[list[int], Array]:
        """The iterations that are kept, K of them, and where every network then stood in the slice: (K, R, 2)."""
        return (
            [footprint.iteration for footprint in self._kept.moments],
            self.positions(np.stack([footprint.theta for footprint in self._kept.moments])),
        )

    def costs(self) -> Array:
        """The data costs (K, R) at the iterations that are kept."""
        return np.stack([footprint.costs for footprint in self._kept.moments])

    def share(self) -> float:
        """Which share of the networks' way from the start lies in the slice's plane."""
        newest = self._kept.moments[-1]
        return self.slice.plane.share(newest.theta[newest.sane])

    def _footprint(self, lockstep: Lockstep, records: Sequence[Record]) -> Footprint:
        costs = np.array([record.data_cost for record in records])
        going = np.array([at is None for at in lockstep.diverged_at])
        sane = going & (costs < ASTRAY * self._start_cost)
        return Footprint(lockstep.iteration, all_parameters(lockstep), costs, sane)

    def _cut(self, footprints: Sequence[Footprint], before: Slice | None = None) -> Slice:
        theta = np.concatenate([self._origin[None], *(each.theta[each.sane] for each in footprints)])
        plane = plane_of(self._origin, theta, before.plane if before else None)
        low, width = square_around(plane.project(theta), MARGIN)
        return cut(self._points, self._sizes, self._activation, plane, low, width)


def all_parameters(lockstep: Lockstep) -> Array:
    """A copy of theta of every network of a lockstep of one shape: (R, P)."""
    return np.stack([lockstep.parameters(k).theta for k in range(len(lockstep.experiments))])
