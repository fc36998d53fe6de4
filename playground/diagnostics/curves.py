"""Curves: what the records since the last change show: overfitting, or a cost that rises."""

from bisect import bisect_left
from collections.abc import Sequence
from statistics import fmean, median

import numpy as np

from playground.diagnostics.finding import RATES, STRENGTHS, Finding, count, figure, largest_up_to, setting
from playground.training.experiment import Experiment
from playground.training.records import History, Record

FEWEST_RECORDS = 10
FEWEST_ITERATIONS = 50

# By how much, relative and absolute, a cost must lie above its lowest; less keeps a finding that is shown, and a
# noisy cost must lie further above.
WORSE_DEV, STILL_WORSE_DEV = (0.10, 0.02), (0.03, 0.005)
WORSE_NOISY_DEV = (0.20, 0.03)
RISEN, STILL_RISEN = (0.15, 0.03), (0.05, 0.01)
RISEN_WITH_DROPOUT = (0.50, 0.10)


def since_last_change(history: History) -> list[Record]:
    """The records from the last live change on; all where there was none."""
    records = history.records
    if not history.changes:
        return records
    last = max(change.iteration for change in history.changes)
    return records[bisect_left(records, last, key=lambda record: record.iteration) :]


def recent(records: Sequence[Record], fewest: int = 3) -> Sequence[Record]:
    """The records of the last tenth of the iterations, at least FEWEST_ITERATIONS, and at least so many."""
    end = records[-1].iteration
    start = end - max((end - records[0].iteration) / 10, FEWEST_ITERATIONS)
    first = bisect_left(records, start, key=lambda record: record.iteration)
    return records[min(first, len(records) - fewest) :]


def has_dropout(experiment: Experiment) -> bool:
    """Whether any hidden layer drops units."""
    return min(experiment.keep_probs, default=1.0) < 1.0


def smooth(costs: Sequence[float]) -> list[float]:
    """The running median of five, ends repeated: what noise leaves of a curve."""
    padded = np.pad(np.asarray(costs), 2, mode="edge")
    return [float(cost) for cost in np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)]


def find_overfitting(records: Sequence[Record], experiment: Experiment, held: bool) -> Finding | None:
    """Dev cost clearly above its lowest for the last tenth of the iterations, while train cost fell since."""
    costs = [record.dev_cost for record in records if record.dev_cost is not None]
    if len(costs) < max(FEWEST_RECORDS, len(records)):
        return None
    noisy = bool(experiment.batch_size) or has_dropout(experiment)
    if noisy:
        costs = smooth(costs)
    lowest = min(costs)
    best = records[costs.index(lowest)]
    last = recent(records)
    span = last[-1].iteration - records[0].iteration
    if last[-1].iteration - best.iteration < max(2 * FEWEST_ITERATIONS, 0.2 * span):
        return None
    relative, absolute = STILL_WORSE_DEV if held else WORSE_NOISY_DEV if noisy else WORSE_DEV
    level = min(costs[-len(last) :])
    trained = fmean(record.data_cost for record in last)
    if level - lowest < max(relative * lowest, absolute) or trained > 0.99 * best.data_cost:
        return None
    words = (
        f"Dev cost was lowest {'around' if noisy else 'at'} iteration {count(best.iteration)} ({figure(lowest)}) "
        f"and is {figure(costs[-1])} now, while train cost fell from {figure(best.data_cost)} to "
        f"{figure(last[-1].data_cost)}: the network begins to learn the training points by heart."
    )
    if best.iteration > 0:
        advice, remedy = f"Go back to iteration {count(best.iteration)}", {"iteration": best.iteration}
        return Finding("overfitting", best.iteration, words, advice, remedy)
    stronger = min((s for s in STRENGTHS if s >= max(0.3, 3 * experiment.lambd)), default=STRENGTHS[-1])
    return Finding("overfitting", 0, words, f"Try λ = {setting(stronger)}", {"lambd": stronger})


def find_rising(records: Sequence[Record], experiment: Experiment, held: bool) -> Finding | None:
    """Train cost clearly above its lowest for the last tenth of the iterations.

    With mini-batches or dropout the cost is noisy, so every recent record must lie above, not only their median.
    """
    if len(records) < FEWEST_RECORDS:
        return None
    best = min(records, key=lambda record: record.cost)
    last = recent(records, fewest=5)
    calm = largest_up_to(experiment.learning_rate / 3, RATES)
    if calm is None or best.iteration >= last[0].iteration:
        return None
    dropout = has_dropout(experiment)
    costs = [record.cost for record in last]
    level = min(costs) if dropout or experiment.batch_size else median(costs)
    relative, absolute = STILL_RISEN if held else RISEN
    if dropout:
        relative, absolute = RISEN_WITH_DROPOUT
    if level < best.cost * (1 + relative) + absolute:
        return None
    words = (
        f"Train cost was {figure(best.cost)} at iteration {count(best.iteration)} and is {figure(level)} now: "
        f"steps with α = {setting(experiment.learning_rate)} are too long and overshoot."
    )
    return Finding("rising", best.iteration, words, f"Try α = {setting(calm)}", {"learning_rate": calm})
