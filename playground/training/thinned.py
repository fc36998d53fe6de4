"""What happened at ever later iterations, thinned evenly, so that a run of any length fits in memory."""

from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Moment(Protocol):
    """Something that belongs to one iteration of a run."""

    @property
    def iteration(self) -> int:
        """The iteration."""


M = TypeVar("M", bound=Moment)


@dataclass
class Thinned(Generic[M]):
    """Moments in the order of their iterations.

    When `limit` of them are reached, about every second one is dropped, and from then on they are kept twice as
    far apart: `gap` iterations. The first and the newest are always there.
    """

    limit: int
    moments: list[M] = field(default_factory=list)
    gap: float = 0.0

    def copy(self) -> "Thinned[M]":
        """The same moments in a list of their own."""
        return Thinned(self.limit, list(self.moments), self.gap)

    def add(self, moment: M) -> None:
        """Keep a moment; one of the same iteration as the newest takes its place."""
        moments = self.moments
        if len(moments) > 1 and moments[-1].iteration - moments[-2].iteration < self.gap:
            moments.pop()  # it was only there as the newest
        if moments and moments[-1].iteration == moment.iteration:
            moments.pop()
        moments.append(moment)
        if len(moments) >= self.limit:
            self._thin()

    def cut(self, iteration: int) -> list[M]:
        """Forget what came after this iteration, and return it."""
        kept = [moment for moment in self.moments if moment.iteration <= iteration]
        later = self.moments[len(kept) :]
        self.moments = kept
        return later

    def _thin(self) -> None:
        first, *between, newest = self.moments
        self.gap = max(2 * self.gap, 2 * (newest.iteration - first.iteration) / self.limit)
        kept = [first]
        for moment in between:
            if moment.iteration - kept[-1].iteration >= self.gap:
                kept.append(moment)
        self.moments = [*kept, newest]
