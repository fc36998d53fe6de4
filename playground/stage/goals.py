"""Goals: where a run that somebody sent on its way stops by itself."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from playground.training.changes import MAX_ITERATION
from playground.training.records import Record

ITERATION, COST = "iteration", "cost"
ACCURACIES = ("train_accuracy", "dev_accuracy", "test_accuracy")


@dataclass(frozen=True)
class Goal:
    """Stop at this iteration, at an accuracy (a fraction) of at least `level`, or at a cost of at most `level`."""

    figure: str
    level: float

    def __post_init__(self) -> None:
        """Raise ValueError for what is no goal; the message says what is accepted."""
        number = isinstance(self.level, int | float) and not isinstance(self.level, bool)
        if self.figure == ITERATION:
            if not isinstance(self.level, int) or not number or not 0 <= self.level <= MAX_ITERATION:
                raise ValueError(f"an iteration is a whole number from 0 to {MAX_ITERATION}")
        elif self.figure == COST:
            if not number or not math.isfinite(self.level) or self.level < 0:
                raise ValueError("a cost is a finite number from 0")
        elif self.figure in ACCURACIES:
            if not number or not 0 <= self.level <= 1:
                raise ValueError("an accuracy is a fraction from 0 to 1")
        else:
            raise ValueError(f"a goal is {ITERATION}, {COST} or one of {', '.join(ACCURACIES)}")

    def is_met(self, records: Sequence[Record]) -> bool:
        """Whether every one of these records is there; a set that has no points never is.

        One record at the iteration is enough: networks side by side have one clock, and one that diverged stays
        behind.
        """
        met = (self._is_met(record) for record in records)
        return any(met) if self.figure == ITERATION else all(met)

    def _is_met(self, record: Record) -> bool:
        value = getattr(record, self.figure)
        if value is None:
            return False
        return bool(value <= self.level if self.figure == COST else value >= self.level)

    def cap(self, updates: int, iteration: int) -> int:
        """How many of so many updates to make from an iteration on, so as not to pass the goal."""
        if self.figure != ITERATION:
            return updates
        return max(0, min(updates, int(self.level) - iteration))
