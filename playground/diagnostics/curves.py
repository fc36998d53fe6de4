"""Curves: what the records since the last change show: overfitting, or a cost that rises."""

from bisect import bisect_left
from collections.abc import Sequence
from statistics import median
from typing import Any

from playground.diagnostics.bias_variance import HIGH_VERDICT, Judgement
from playground.diagnostics.bias_variance_recipe import suggest
from playground.diagnostics.dev_rise import dev_rise
from playground.diagnostics.finding import RATES, Finding, count, figure, largest_up_to, percent, setting
from playground.training.experiment import Experiment
from playground.training.records import History, Record

FEWEST_RECORDS = 10
FEWEST_ITERATIONS = 50

# By how many standard errors, and by which share of its lowest, the dev cost must lie above that; less keeps a
# finding that is shown. 2.33 leaves 1 % to chance, 1.64 leaves 5 %: enough where the errors alone say that
# variance is high.
SURE, SURE_OF_VARIANCE, STILL_SURE = 2.33, 1.64, 1.0
WORSE, STILL_WORSE = 0.10, 0.05

# Beyond these a stronger penalty, or more points, are no advice: the page has no more points to draw.
STRONGEST, MOST_POINTS = 5.0, 1000

# By how much, relative and absolute, the train cost must lie above its lowest.
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


def find_overfitting(
    records: Sequence[Record], judgement: Judgement, experiment: Experiment, held: bool
) -> Finding | None:
    """Variance is what to work on, and the dev cost surely rose since it was lowest, while the train cost fell.

    A network that does not fit its training points yet does not overfit, however its dev cost moves: the judgement
    is that of the page on bias and variance. The remedy goes back to the lowest dev cost and regularises from
    there.
    """
    rise = dev_rise(records)
    if rise is None or not rise.trained or not _is_variance(judgement, held):
        return None
    variance = judgement.gap("variance")
    surely = variance is not None and variance.verdict == HIGH_VERDICT
    sure = STILL_SURE if held else SURE_OF_VARIANCE if surely else SURE
    relative = STILL_WORSE if held else WORSE
    if rise.value < max(sure * rise.standard_error, relative * rise.lowest):
        return None
    remedy = _against_overfitting(experiment)
    if remedy is None:
        return None
    advice, fields = remedy
    train, dev = (_error(judgement, name) for name in ("bias", "variance"))
    words = (
        f"Dev cost was lowest around iteration {count(rise.best)} ({figure(rise.lowest)}) and is "
        f"{figure(rise.now)} now, while train cost fell: the network learns the training points by heart, with "
        f"{percent(train)} of them wrong but {percent(dev)} of dev."
    )
    if "dataset" in fields:
        return Finding("overfitting", rise.best, words, f"Start again with {advice}", fields)
    back = (
        f"Go back to iteration {count(rise.best)} and use {advice}" if rise.best else f"Start again with {advice}"
    )
    return Finding("overfitting", rise.best, words, back, {"iteration": rise.best, **fields})


def _is_variance(judgement: Judgement, held: bool) -> bool:
    """Whether the recipe works on variance; a finding that is shown stays until bias is surely high instead."""
    bias = judgement.gap("bias")
    return judgement.first == "variance" or (held and bias is not None and bias.verdict != HIGH_VERDICT)


def _error(judgement: Judgement, gap: str) -> float:
    """The error on the set at the upper end of a gap."""
    above = judgement.level
    for step in judgement.gaps:
        above += step.value
        if step.name == gap:
            break
    return above


def _against_overfitting(experiment: Experiment) -> tuple[str, dict[str, Any]] | None:
    """What to regularise with, in words and as fields: λ, stronger each time, then more points, then dropout.

    Never what the experiment has already, so that whoever takes the advice twice does not go in circles.
    """
    ways = {way.name: way for way in suggest(["variance"], experiment)}
    strength = ways["l2"].remedy.get("lambd")
    if strength is not None and strength <= STRONGEST:
        return f"λ = {setting(strength)}", {"lambd": strength}
    n = ways["more_data"].remedy.get("dataset", {}).get("n")
    if n is not None and n <= MOST_POINTS:
        return f"{count(n)} points", {"dataset": {"n": n}}
    keep = ways["dropout"].remedy.get("keep_prob")
    return None if keep is None else (f"keep_prob = {setting(keep)}", {"keep_prob": keep})


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
