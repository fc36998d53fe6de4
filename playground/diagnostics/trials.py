"""Trials: an experiment and a changed one from the same seeds, and which gap between their errors closed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.diagnostics.bias_variance import HIGH, in_percent
from playground.diagnostics.finding import apply_remedy
from playground.training.experiment import Experiment
from playground.training.sweep_results import Outcome
from playground.training.sweeps import Sweep

SEEDS = tuple(range(1, 9))

# From so much on a gap has moved, not trembled.
MOVED = 0.01

# Records between the start and the end of the shorter of the two.
RECORDS = 20


@dataclass(frozen=True)
class Trial:
    """An experiment, what it is changed to, and the gap, "bias" or "variance", that the change aims at."""

    before: Experiment
    after: Experiment
    aim: str
    name: str

    @property
    def sweep(self) -> Sweep:
        """Both from the same seeds, for as long as the longer of them takes."""
        longest = max(self.before.iterations, self.after.iterations)
        return Sweep((self.before, self.after), SEEDS, longest, self._every, vary_dropout=True)

    @property
    def _every(self) -> int:
        return max(1, min(self.before.iterations, self.after.iterations) // RECORDS)

    def errors(self, outcome: Outcome, experiment: Experiment) -> "Errors":
        """The mean errors of an experiment's networks at the record nearest to the end of its own iterations."""
        at = int(np.argmin(np.abs(np.array(outcome.recorded) - experiment.iterations)))
        means = {}
        for name in ("train", "dev", "test"):
            right = outcome.curves.get(f"{name}_accuracy")
            sound = right[:, at][np.isfinite(right[:, at])] if right is not None else np.empty(0)
            means[name] = float(1 - sound.mean()) if sound.size else None
        return Errors(**means)


@dataclass(frozen=True)
class Errors:
    """Mean error rates; None where there is no such set, or no network has come through."""

    train: float | None
    dev: float | None
    test: float | None

    @property
    def worst(self) -> float:
        """The largest of them."""
        return max(error or 0.0 for error in (self.train, self.dev, self.test))


def try_remedy(experiment: Experiment, remedy: Mapping[str, Any], aim: str, name: str) -> Trial:
    """The trial of a remedy on an experiment. Raises ExperimentError where the experiment does not accept it."""
    before = replace(experiment, changes=())
    return Trial(before, apply_remedy(before, remedy), aim, name)


def tell_trial(before: Errors, after: Errors, level: float, aim: str) -> str:
    """Which gap closed, which opened, and what that makes of the change."""
    if before.train is None or before.dev is None or after.train is None or after.dev is None:
        return "All of its networks diverged: there is nothing to compare."
    gaps = {
        "bias": ("Avoidable bias", max(0.0, before.train - level), max(0.0, after.train - level)),
        "variance": ("Variance", before.dev - before.train, after.dev - after.train),
    }
    aimed, other = gaps[aim], gaps["variance" if aim == "bias" else "bias"]
    closed = aimed[1] - aimed[2]
    verdict = (
        "It helped" if closed >= MOVED else "It made things worse" if closed <= -MOVED else "It changed little"
    )
    told = f"{verdict}. {_tell_gap(*aimed)}, and {_tell_gap(*other).lower()}."
    return f"{told}{_tell_noise(before.train, after.train, level)} {_tell_dev(before.dev, after.dev)}"


def _tell_noise(before: float, after: float, level: float) -> str:
    """Whether the train error lies below the best possible, which is no bias at all."""
    fits, fitted = (level - train >= HIGH for train in (after, before))
    if fits:
        below = f"{in_percent(level - after)} below the best possible"
        return f" The network {'still fits' if fitted else 'now fits'} noise: its train error lies {below}."
    return " The network no longer fits noise." if fitted else ""


def _tell_gap(name: str, before: float, after: float) -> str:
    moved = "stayed at" if abs(after - before) < MOVED else "fell to" if after < before else "rose to"
    return f"{name} {moved} {in_percent(after)} (it was {in_percent(before)})"


def _tell_dev(before: float, after: float) -> str:
    return f"What counts in the end, the dev error, went from {100 * before:.1f} % to {100 * after:.1f} %."
