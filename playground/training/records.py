"""Records: the figures of one iteration, and the history that keeps a bounded number of them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Record:
    """What a network achieves with the parameters before update `iteration`, dropout off.

    `cost` = `data_cost` + penalty, on the whole training set; accuracies are fractions; None where there is
    no such set. `dev_cost` is the data cost on the dev set.
    """

    iteration: int
    cost: float
    data_cost: float
    train_accuracy: float
    dev_accuracy: float | None
    test_accuracy: float | None
    dev_cost: float | None = None

    @property
    def penalty(self) -> float:
        """The part of the cost that the weights themselves make."""
        return self.cost - self.data_cost

    def to_json(self) -> dict[str, Any]:
        """The object that the command line prints."""
        return {
            "iteration": self.iteration,
            "cost": self.cost,
            "data_cost": self.data_cost,
            "train_accuracy": self.train_accuracy,
            "dev_accuracy": self.dev_accuracy,
            "test_accuracy": self.test_accuracy,
        }


@dataclass(frozen=True)
class Change:
    """A live field, or a parameter as "W1[2,1]" (counted from 1), that took a value before update `iteration`."""

    iteration: int
    field: str
    value: float | tuple[float, ...]


@dataclass
class History:
    """The records of a run and what was changed in it; thins itself evenly, so that any run fits in memory.

    When `limit` records are reached, about every second one is dropped, and from then on records are kept twice as
    far apart: `gap` iterations. The first and the newest are always there.
    """

    limit: int = 800
    records: list[Record] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    gap: float = 0.0

    def copy(self) -> "History":
        """The same records and changes in lists of their own."""
        return History(self.limit, list(self.records), list(self.changes), self.gap)

    def add(self, record: Record) -> None:
        """Keep a record; one of the same iteration as the newest takes its place."""
        records = self.records
        if len(records) > 1 and records[-1].iteration - records[-2].iteration < self.gap:
            records.pop()  # it was only there as the newest
        if records and records[-1].iteration == record.iteration:
            records.pop()
        records.append(record)
        if len(records) >= self.limit:
            self._thin()

    def _thin(self) -> None:
        """Keep what is at least a new `gap` apart, and the newest."""
        first, *between, newest = self.records
        self.gap = max(2 * self.gap, 2 * (newest.iteration - first.iteration) / self.limit)
        kept = [first]
        for record in between:
            if record.iteration - kept[-1].iteration >= self.gap:
                kept.append(record)
        self.records = [*kept, newest]
