"""Records: the figures of one iteration, and the history that keeps a bounded number of them."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.training.changes import Change
from playground.training.thinned import Thinned

MOST_RECORDS = 800
MOST_RECORDS_IN_A_BRANCH = 200
MOST_BRANCHES = 3


@dataclass(frozen=True)
class Record:
    """What a network achieves with the parameters before update `iteration`, dropout off.

    `cost` = `data_cost` + penalty, on the whole training set; accuracies are fractions; None where there is
    no such set. `dev_cost` is the data cost on the dev set. `masked_cost` is the data cost that this iteration's
    update sees where dropout is on: on its batch, with its masks. `dev_losses` (m,) are the losses of the dev
    examples one by one, of some where there are many, the same ones in every record of a run: from them one can
    compute how sure a difference of two dev costs is.
    """

    iteration: int
    cost: float
    data_cost: float
    train_accuracy: float
    dev_accuracy: float | None
    test_accuracy: float | None
    dev_cost: float | None = None
    masked_cost: float | None = None
    dev_losses: npt.NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

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


@dataclass
class History:
    """The figures of a run, and what was changed in it; thinned evenly, so that any run fits in memory.

    `branches` are the records of ways that were left when somebody went back and on from an earlier iteration.
    """

    kept: Thinned[Record] = field(default_factory=lambda: Thinned(MOST_RECORDS))
    changes: list[Change] = field(default_factory=list)
    branches: list[list[Record]] = field(default_factory=list)

    @property
    def records(self) -> list[Record]:
        """The records that are kept, in the order of their iterations."""
        return self.kept.moments

    def copy(self) -> "History":
        """The same records, changes and branches in lists of their own."""
        return History(self.kept.copy(), list(self.changes), list(self.branches))

    def add(self, record: Record) -> None:
        """Keep a record; one of the same iteration as the newest takes its place."""
        self.kept.add(record)

    def go_back(self, iteration: int) -> None:
        """Leave what came after this iteration as a branch."""
        later = self.kept.cut(iteration)
        if later:
            branch = Thinned[Record](MOST_RECORDS_IN_A_BRANCH)
            for record in [*self.kept.moments[-1:], *later]:
                branch.add(replace(record, dev_losses=None))
            self.branches = [*self.branches[1 - MOST_BRANCHES :], branch.moments]
