"""What a sweep says: how often an experiment succeeds, and how its cost curves spread over the seeds.

A network that diverged is never left out: it does not succeed, and in every quantile it ranks behind all that
did not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.training.lockstep_stack import SOUND
from playground.training.sweeps import Sweep, SweepPart

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class SuccessRate:
    """How many of the networks succeeded, as a share with the borders of its confidence interval."""

    successes: int
    networks: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """The share of networks that succeeded; NaN where there are none."""
        return self.successes / self.networks if self.networks else nan


def success_rate(successes: int, networks: int, confidence: float = 0.95) -> SuccessRate:
    """The share with Wilson's score interval, which keeps within 0 and 1 and holds for few networks too.

    Of no networks nothing is known: 0 to 1. Sources: Wilson 1927, "Probable inference, the law of succession,
    and statistical inference", JASA 22; recommended by Brown, Cai and DasGupta 2001, Statistical Science 16.
    """
    if networks == 0:
        return SuccessRate(0, 0, 0.0, 1.0)
    z, n, p = NormalDist().inv_cdf((1 + confidence) / 2), networks, successes / networks
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # At the ends the border is the end itself, which round-off would miss by a hair.
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == networks else middle + half
    return SuccessRate(successes, networks, low, high)


@dataclass(frozen=True, eq=False)
class Bands:
    """How a figure spreads over the seeds: `values[i]` (records,) is the curve of `quantiles[i]`.

    Where so many networks have diverged that the quantile is one of them, a cost is inf, an accuracy -inf.
    `diverged` (records,) is the share that has.
    """

    iterations: tuple[int, ...]
    quantiles: tuple[float, ...]
    values: Array
    diverged: Array


@dataclass(frozen=True, eq=False)
class Outcome:
    """What K networks of one experiment did, in the order of the sweep's seeds; shapes as in SweepPart."""

    recorded: tuple[int, ...]
    seeds: tuple[int, ...]
    curves: Mapping[str, Array]
    diverged_at: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int8]
    answers: npt.NDArray[np.float32] | None = None

    @property
    def diverged(self) -> npt.NDArray[np.bool_]:
        """(K,): which networks diverged."""
        return self.diverged_at != SOUND

    def final(self, figure: str) -> Array:
        """(K,): a figure after the last update, as in final("cost"); NaN where a network diverged."""
        return self.curves[figure][:, -1]

    def success(self, below: float, confidence: float = 0.95) -> SuccessRate:
        """The share of networks whose final cost, penalty included, is below this; one that diverged is not."""
        return success_rate(int(np.sum(self.final("cost") < below)), len(self.seeds), confidence)

    def bands(self, figure: str, quantiles: Sequence[float] = QUANTILES) -> Bands:
        """Quantiles over the seeds at every record: each is the value of one of the networks, none in between.

        A quantile of q is the smallest value that a share q of the networks does not exceed (method 1 of Hyndman
        and Fan 1996, "Sample quantiles in statistical packages", The American Statistician 50).
        Raises KeyError for a figure that was not recorded, ValueError where no network is done.
        """
        curves = self.curves[figure]
        worst = -np.inf if figure.endswith("accuracy") else np.inf
        ranked = np.where(np.isnan(curves), worst, curves)
        values = np.quantile(ranked, quantiles, axis=0, method="inverted_cdf")
        # A diverged network stands at its last sound update; records from the next iteration on are without it.
        gone = self.diverged[:, None] & np.isnan(self.curves["cost"])
        return Bands(self.recorded, tuple(quantiles), values, np.mean(gone, axis=0))


class SweepResult:
    """Gathers the parts of a sweep, in whatever order they come, and tells what is known so far."""

    def __init__(self, sweep: Sweep) -> None:
        """Nothing is known yet."""
        self.sweep = sweep
        self._parts: list[list[SweepPart]] = [[] for _ in sweep.experiments]

    def add(self, part: SweepPart) -> None:
        """Take in a part of this sweep."""
        parts = self._parts[part.experiment]
        parts.append(part)
        parts.sort(key=lambda one: one.first)

    @property
    def progress(self) -> float:
        """The share of the networks that are done."""
        return sum(part.networks for parts in self._parts for part in parts) / self.sweep.networks

    def outcome(self, experiment: int) -> Outcome | None:
        """What the networks of an experiment did that are done; None while there is none."""
        parts = self._parts[experiment]
        if not parts:
            return None
        answers = [part.answers for part in parts if part.answers is not None]
        return Outcome(
            self.sweep.recorded,
            tuple(seed for part in parts for seed in self.sweep.seeds[part.first : part.first + part.networks]),
            {name: np.concatenate([part.curves[name] for part in parts]) for name in parts[0].curves},
            np.concatenate([part.diverged_at for part in parts]),
            np.concatenate([part.fields for part in parts]),
            np.concatenate(answers) if answers else None,
        )
