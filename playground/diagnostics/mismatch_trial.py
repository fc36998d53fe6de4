"""A dev set that was moved, seen by a network that learned from points that were not."""

from dataclasses import dataclass

import numpy as np

from playground.datasets import DatasetError, Points, Splits
from playground.datasets.fresh import draw_fresh
from playground.datasets.mismatch import MismatchedSplits, Move, mismatched, standardize_mismatched
from playground.diagnostics.bias_variance import Judgement, judge
from playground.diagnostics.error_rates import ErrorRate
from playground.diagnostics.network_answers import logits_of
from playground.network.arrays import Array
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.keyframes import Region, plane_points, region_around
from playground.training.sweep_data import as_seen, raw_data
from playground.training.trainer import Trainer

# Of points from a file this share of the training set is set aside as train-dev set. The seed decides which.
SHARE, SEED = 0.3, 0
GRID = 61
TRAIN_SEED, DEV_SEED = 3_800_000_001, 3_800_000_002


@dataclass(frozen=True, eq=False)
class MismatchTrial:
    """A network trained on what the train-dev set leaves of the training set; points not standardised."""

    experiment: Experiment
    data: Splits
    share: float
    trainer: Trainer
    train: Points

    def moved(self, move: Move) -> "Moved":
        """What the network makes of a dev set that was moved so."""
        sets = mismatched(self.data, move, self.share, SEED)
        seen = standardize_mismatched(sets) if self.experiment.standardize else sets
        rates = {
            name: self._rate(points)
            for name, points in (("train", seen.train), ("train_dev", seen.train_dev), ("dev", seen.dev))
        }
        region = region_around(Splits(sets.train, sets.dev, None))
        plane = as_seen(self.experiment, [self.train], plane_points(region, GRID))
        return Moved(sets, rates, region, logits_of(self.trainer, plane).reshape(GRID, GRID))

    def _rate(self, points: Points) -> ErrorRate:
        told = logits_of(self.trainer, points.X) > 0
        return ErrorRate(float(np.mean(told != (points.Y[0] > 0.5))), points.m)

    @property
    def half_width(self) -> float:
        """Half the width of the square around the points that were not moved: the measure of a shift."""
        region = region_around(self.data)
        return (region.x1_high - region.x1_low) / 2


@dataclass(frozen=True, eq=False)
class Moved:
    """The sets as they lie in the plane, the error rates by set, and the logits (GRID, GRID) over a region."""

    sets: MismatchedSplits
    rates: dict[str, ErrorRate]
    region: Region
    field: Array

    def judge(self, level: float) -> Judgement:
        """Bias, variance and mismatch, told apart by the train-dev set."""
        return judge(self.rates["train"], self.rates["dev"], level=level, train_dev=self.rates["train_dev"])


def try_mismatch(experiment: Experiment, held_out: int) -> MismatchTrial:
    """Train on as many points as the experiment does, with dev and train-dev sets of `held_out` points each.

    All are drawn afresh from the law of the experiment's points. A file has the points it has: there, SHARE of the
    training set is set aside and the dev set is the file's own. Raises ExperimentError where there is none.
    """
    data, share = _points_for(experiment, held_out)
    try:
        sets = mismatched(data, Move(), share, SEED)
    except DatasetError as problem:
        raise ExperimentError(str(problem)) from problem
    seen = standardize_mismatched(sets) if experiment.standardize else sets
    trainer = Trainer(experiment, Splits(seen.train, None, None))
    trainer.advance(experiment.iterations)
    return MismatchTrial(experiment, data, share, trainer, sets.train)


def _points_for(experiment: Experiment, held_out: int) -> tuple[Splits, float]:
    """The sets before one moves and another is cut, and the share of the first that is cut off."""
    data, spec = raw_data(experiment), experiment.dataset
    if spec.path is not None or spec.noise is None or spec.seed is None:
        return data, SHARE
    both = data.train.m + held_out
    train = draw_fresh(spec.name, both, spec.noise, spec.seed, TRAIN_SEED)
    dev = draw_fresh(spec.name, held_out, spec.noise, spec.seed, DEV_SEED)
    return Splits(train, dev, None), held_out / both


def tell_mismatch(judgement: Judgement) -> str:
    """What the train-dev set says of the gap from train to dev."""
    variance, mismatch = judgement.gap("variance"), judgement.gap("mismatch")
    assert variance is not None
    assert mismatch is not None
    parts = (
        f"Of the {100 * (variance.value + mismatch.value):.1f} % from train to dev, "
        f"{100 * variance.value:.1f} % is variance and {100 * mismatch.value:.1f} % mismatch."
    )
    if mismatch.verdict == "high":
        return parts + " More of the same training data would not help: the dev points are of another kind."
    if mismatch.is_high:
        return parts + " How much of that is chance, so few points cannot tell."
    return parts + " Train and dev look alike to this network."
