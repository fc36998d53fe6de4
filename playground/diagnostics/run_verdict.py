"""The verdict on a run in play: bias and variance of the network as it has been lately."""

from collections.abc import Sequence
from statistics import fmean

from playground.datasets import Splits
from playground.datasets.bayes import bayes_error
from playground.diagnostics.bias_variance import Judgement, judge_rates
from playground.diagnostics.error_rates import ErrorRate
from playground.training.experiment import DatasetSpec
from playground.training.records import Record

# Stands in for the Bayes error where the law of the points is not known: as often as people err, let us say.
HUMAN_ERROR = 0.05

# Enough for a tenth of a percentage point, and some milliseconds.
DRAWS = 10_000


def best_possible(spec: DatasetSpec) -> float:
    """The error below which nobody gets: Bayes error, or HUMAN_ERROR where the law of the points is not known."""
    if spec.noise is None or spec.seed is None:
        return HUMAN_ERROR
    known = bayes_error(spec.name, spec.noise, spec.seed, DRAWS)
    return HUMAN_ERROR if known is None else known.error


def judge_lately(records: Sequence[Record], data: Splits, level: float) -> Judgement:
    """Judge train and dev by their mean errors over these records, the latest of a run.

    One record is not enough where the cost jumps, as with mini-batches, dropout or long steps.
    """
    rates = {"train": ErrorRate.of_accuracy(fmean(record.train_accuracy for record in records), data.train.m)}
    right = [record.dev_accuracy for record in records if record.dev_accuracy is not None]
    if right and data.dev is not None:
        rates["dev"] = ErrorRate.of_accuracy(fmean(right), data.dev.m)
    return judge_rates(rates, level)
