"""The points of a sweep: a fresh training set for every seed, and points on which all networks are asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.preprocessing import StandardScaler

from playground.datasets import Points, Splits, standardize
from playground.datasets.bayes import bayes_log_odds, probability
from playground.datasets.fresh import draw_fresh, resample
from playground.network.arrays import Array
from playground.training.checks import whole
from playground.training.data import load_data
from playground.training.experiment import MAX_POINTS, MAX_SEED, Experiment
from playground.training.keyframes import Region, plane_points, region_around

MOST_GRID = 201

# Initial weights of seed s come from RandomState(s). A training set of the same seed must not be made of the
# same random numbers, nor of those that the fresh points are made of.
DATA_SEEDS_FROM = 1_000_000
FRESH_SEED = 4_000_000_000


@dataclass(frozen=True)
class Ask:
    """On which points every network of a sweep tells its logits: a grid × grid picture, then `fresh` points.

    A grid of 0 draws no picture. Where the experiment's points come from a file, its test set, else its dev set,
    else all of its points stand in for fresh ones. Raises ExperimentError for what is not accepted.
    """

    grid: int = 61
    fresh: int = 2000

    def __post_init__(self) -> None:
        """Check."""
        whole("the side of the picture", self.grid, 0, MOST_GRID)
        whole("the number of fresh points", self.fresh, 2, MAX_POINTS)

    @property
    def points(self) -> int:
        """How many points are asked for; of a file, those in its place may be fewer or more."""
        return self.grid**2 + self.fresh


@dataclass(frozen=True, eq=False)
class Asked:
    """The points of an Ask in the coordinates of the data set, not standardised.

    `plane` (2, grid²) goes row by row from x2_low upward over `region`; `fresh` are labelled points. Where the
    law is known, `plane_truth` (grid²,) and `fresh_truth` (N,) are P(y=1|x); else the first is None and the
    second the labels themselves, so that all noise counts as bias.
    """

    region: Region
    plane: Array
    fresh: Points
    plane_truth: Array | None
    fresh_truth: Array

    @property
    def points(self) -> Array:
        """All points (2, grid² + N) in the order of a network's answers."""
        return np.concatenate([self.plane, self.fresh.X], axis=1)


def asked_points(experiment: Experiment, ask: Ask) -> Asked:
    """The points on which the networks of an experiment are asked. Raises ExperimentError as `load_data` does."""
    data, spec = raw_data(experiment), experiment.dataset
    region = region_around(data)
    plane = plane_points(region, ask.grid)
    if spec.path is not None:
        fresh = data.test or data.dev or data.train
        return Asked(region, plane, fresh, None, fresh.Y[0])
    _, noise, seed = _drawn_by(experiment)
    fresh = draw_fresh(spec.name, ask.fresh, noise, seed, FRESH_SEED)
    log_odds = bayes_log_odds(spec.name, noise, seed)
    if log_odds is None:
        return Asked(region, plane, fresh, None, fresh.Y[0])
    return Asked(region, plane, fresh, probability(log_odds(plane)), probability(log_odds(fresh.X)))


def raw_data(experiment: Experiment, seed: int | None = None) -> Splits:
    """The points of an experiment, not standardised; with a seed, another draw of them.

    A draw has the law, the number and, for blobs, the centres of the experiment's own points. From a file it is
    the bootstrap of its training set. A test set of its own stays as it is. Raises ExperimentError as
    `load_data` does.
    """
    raw = replace(experiment, standardize=False)
    if seed is None:
        return load_data(raw)
    fresh_seed = data_seed(seed)
    if experiment.dataset.path is not None:
        data = load_data(raw)
        return Splits(resample(data.train, fresh_seed), data.dev, data.test)
    n, noise, own_seed = _drawn_by(experiment)
    return load_data(raw, draw_fresh(experiment.dataset.name, n, noise, own_seed, fresh_seed))


def fresh_data(experiment: Experiment, seed: int) -> Splits:
    """Another draw of an experiment's points, see `raw_data`; standardised if the experiment says so."""
    return as_trained(experiment, raw_data(experiment, seed))


def as_trained(experiment: Experiment, data: Splits) -> Splits:
    """Points that are not standardised as the experiment has them."""
    return standardize(data) if experiment.standardize else data


def with_fresh_data(experiment: Experiment, seed: int) -> Experiment:
    """The experiment whose own points are those of `fresh_data`, so that one network can be looked at alone.

    Unchanged where no experiment can say so: for blobs around the centres of another seed, and for a file.
    """
    spec = experiment.dataset
    if spec.path is not None or spec.name == "blobs":
        return experiment
    return replace(experiment, dataset=replace(spec, seed=data_seed(seed)))


def data_seed(seed: int) -> int:
    """The seed by which a network's points are drawn, far from that of its weights."""
    return (seed + DATA_SEEDS_FROM) % (MAX_SEED + 1)


def as_seen(experiment: Experiment, trains: Sequence[Points], X: Array) -> Array:
    """Points (2, N) as the networks see them whose training sets, not standardised, are `trains`.

    The same (2, N) where the experiment does not standardise or there is one training set, else (R, 2, N).
    """
    if not experiment.standardize:
        return X
    seen = [np.ascontiguousarray(StandardScaler().fit(train.X.T).transform(X.T).T) for train in trains]
    return seen[0] if len(seen) == 1 else np.stack(seen)


def stacked(data: Sequence[Splits]) -> Splits:
    """The sets of R networks as one, with a leading axis; a set that is the same for all goes without."""
    return Splits(
        _stacked([splits.train for splits in data]) or data[0].train,
        _stacked([splits.dev for splits in data]),
        _stacked([splits.test for splits in data]),
    )


def _stacked(sets: Sequence[Points | None]) -> Points | None:
    present = [points for points in sets if points is not None]
    if not present:
        return None
    first = present[0]
    if all(np.array_equal(points.X, first.X) and np.array_equal(points.Y, first.Y) for points in present):
        return first
    return Points(np.stack([points.X for points in present]), np.stack([points.Y for points in present]))


def _drawn_by(experiment: Experiment) -> tuple[int, float, int]:
    """n, noise and seed of a generated data set."""
    spec = experiment.dataset
    assert spec.n is not None
    assert spec.noise is not None
    assert spec.seed is not None
    return spec.n, spec.noise, spec.seed
