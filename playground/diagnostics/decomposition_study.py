"""Bias and variance, seen: many networks, each trained on a fresh training set, asked on the same points."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.diagnostics.decomposition import (
    Means,
    decompose_cross_entropy,
    decompose_squared_error,
    decompose_zero_one,
    without_sampling_bias,
)
from playground.network.activations import sigmoid
from playground.network.arrays import Array
from playground.training.experiment import Experiment
from playground.training.keyframes import Region
from playground.training.sweep_data import Ask, Asked, asked_points
from playground.training.sweep_results import Outcome
from playground.training.sweeps import MOST_RECORDS, Sweep

RECORDS = 20


def study_sweep(
    experiment: Experiment, networks: int, *, ask: Ask | None = None, vary_init: bool = True, first_seed: int = 0
) -> Sweep:
    """The sweep of a study: so many networks on fresh training sets, for the experiment's own iterations.

    With `vary_init` the first weights differ too, and masks where there is dropout, so the variance is that of
    the whole recipe; without, it is that of the training set alone.
    Raises ExperimentError for what a sweep does not accept.
    """
    iterations = experiment.iterations
    return Sweep(
        (experiment,),
        tuple(range(first_seed, first_seed + networks)),
        iterations,
        max(1, iterations // min(RECORDS, MOST_RECORDS)),
        vary_data=True,
        vary_init=vary_init,
        vary_dropout=vary_init,
        ask=ask or Ask(),
    )


@dataclass(frozen=True, eq=False)
class Maps:
    """Pictures (grid, grid) over `region`, rows from x2_low upward.

    `fields` (K, grid, grid) are the logits of every network: their zero lines are the boundaries. `mean` is the
    mean probability, `variance` that of the probabilities, `minority` the share of networks that do not say
    what most say (the variance of 0/1 loss). `bayes` is P(y=1|x) and `bias` (mean - bayes)²; both
    are None where the law of the points is not known.
    """

    region: Region
    fields: npt.NDArray[np.float32]
    mean: Array
    variance: Array
    minority: Array
    bayes: Array | None
    bias: Array | None


@dataclass(frozen=True)
class Numbers:
    """The decompositions over fresh points, by loss; `squared_error` as it would be with endless networks.

    `noise_known` is False for points from a file: the noise then counts as bias. Networks that `diverged` answer
    as before the update that broke them.
    """

    networks: int
    diverged: int
    train_error: float
    squared_error: Means
    zero_one: Means
    cross_entropy: Means
    noise_known: bool


@dataclass(frozen=True, eq=False)
class Study:
    """What K networks on K training sets show."""

    maps: Maps
    numbers: Numbers


def read_study(sweep: Sweep, outcome: Outcome, experiment: int = 0, asked: Asked | None = None) -> Study | None:
    """What the networks of an experiment that are done so far say; None below two, which cannot differ.

    `asked` are the sweep's asked points, for who has them already. Raises ValueError for a sweep without `ask`.
    """
    if sweep.ask is None or outcome.answers is None:
        raise ValueError("a study needs a sweep with `ask`")
    if len(outcome.seeds) < 2:
        return None
    asked = asked or asked_points(sweep.experiments[experiment], sweep.ask)
    on_plane, on_fresh = np.split(outcome.answers, [sweep.ask.grid**2], axis=1)
    return Study(_maps(asked, on_plane, sweep.ask.grid), _numbers(asked, on_fresh, outcome))


def _maps(asked: Asked, logits: npt.NDArray[np.float32], grid: int) -> Maps:
    q = _probabilities(logits)
    said = np.mean(logits > 0, axis=0)
    mean, bayes = q.mean(axis=0), asked.plane_truth
    shape = (grid, grid)
    return Maps(
        asked.region,
        logits.reshape(-1, *shape),
        mean.reshape(shape),
        np.var(q, axis=0).reshape(shape),
        np.minimum(said, 1 - said).reshape(shape),
        None if bayes is None else bayes.reshape(shape),
        None if bayes is None else ((mean - bayes) ** 2).reshape(shape),
    )


def _numbers(asked: Asked, logits: npt.NDArray[np.float32], outcome: Outcome) -> Numbers:
    q, truth, networks = _probabilities(logits), asked.fresh_truth, len(outcome.seeds)
    right = outcome.final("train_accuracy")
    sound = right[np.isfinite(right)]
    return Numbers(
        networks,
        int(outcome.diverged.sum()),
        float(1 - sound.mean()) if sound.size else float("nan"),
        without_sampling_bias(decompose_squared_error(q, truth), networks).mean(),
        decompose_zero_one(q, truth).mean(),
        decompose_cross_entropy(logits.astype(np.float64), truth).mean(),
        asked.plane_truth is not None,
    )


def _probabilities(logits: npt.NDArray[np.float32]) -> Array:
    z = logits.astype(np.float64)
    return sigmoid(z, np.empty_like(z))
