"""Runs to diagnose, watched the way the stage watches them."""

from typing import Any

from playground.diagnostics import Diagnostician, Finding, apply_remedy
from playground.training.experiment import Experiment
from playground.training.records import History
from playground.training.trainer import Trainer

MOONS: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 200, "noise": 0.2},
    "split": {"train": 0.6, "dev": 0.2, "test": 0.2},
    "hidden": [8, 4],
    "optimizer": {"learning_rate": 0.3},
}


def moons(rate: float = 0.3, optimizer: str = "gd", **more: Any) -> Experiment:
    """Moons, 2-8-4-1 ReLU with He initialisation, and what is asked for otherwise."""
    return Experiment.from_json({**MOONS, "optimizer": {"name": optimizer, "learning_rate": rate}, **more})


class Watched:
    """A run with its history and diagnostician; `seen` has the names found at each look."""

    def __init__(self, experiment: Experiment) -> None:
        self.trainer = Trainer(experiment)
        self.history = History()
        self.diagnostician = Diagnostician(self.trainer)
        self.seen: list[tuple[int, list[str]]] = []
        self.found: list[Finding] = []
        self.look()

    def look(self) -> list[Finding]:
        self.history.add(self.trainer.evaluate())
        self.history.changes = self.trainer.changes
        self.found = self.diagnostician.find(self.history)
        self.seen.append((self.trainer.iteration, [finding.name for finding in self.found]))
        return self.found

    def train(self, iterations: int, stride: int = 10) -> "Watched":
        end = self.trainer.iteration + iterations
        while self.trainer.iteration < end and self.trainer.diverged_at is None:
            self.trainer.advance(min(stride, end - self.trainer.iteration))
            self.look()
        return self

    def finding(self, name: str) -> Finding:
        return next(finding for finding in self.found if finding.name == name)

    def ever(self, name: str) -> bool:
        return any(name in names for _, names in self.seen)

    def turns(self, name: str) -> int:
        """How often the finding came or went."""
        there = [name in names for _, names in self.seen]
        return sum(now != before for before, now in zip([False, *there], there, strict=False))

    def remedied(self, name: str) -> "Watched":
        """A new run with the finding's remedy."""
        return Watched(apply_remedy(self.trainer.experiment, self.finding(name).remedy))
