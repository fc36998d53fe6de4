"""What a learning curve, a validation curve and the curves over the iterations say, from their numbers."""

import numpy as np

from playground.diagnostics.bias_variance import HIGH
from playground.diagnostics.curve_plan import CurveBands
from playground.diagnostics.swept_fields import named

# What changes by less does not count: with so few seeds it is chance.
MOVED = 0.005

# A dev cost that ends less than this above its lowest, relative, has not risen.
FLAT = 0.02

TOO_FEW = "At least two of the values must be trained before there is a curve."


def tell_learning_curve(errors: CurveBands, level: float) -> str:
    """Whether more data would help: from where train and dev error are at the largest m, and where they came from.

    `errors` are the bands of the error over m, `level` the best possible error.
    """
    if len(errors.x) < 2:
        return TOO_FEW
    train, dev, m = errors.train[1], errors.dev[1], errors.x
    if not np.isfinite([train[0], train[-1], dev[0], dev[-1]]).all():
        return "Half of the networks diverged: there is nothing to compare."
    bias, gap, before = train[-1] - level, dev[-1] - train[-1], dev[0] - train[0]
    told = f"The gap from train to dev {_moves(before, gap)} as m grows from {m[0]:,g} to {m[-1]:,g}. "
    if bias >= HIGH and gap < HIGH:
        above = f"{100 * bias:.1f} % above the best possible"
        return told + f"High bias: both errors meet {above}. More data will not help."
    if gap >= HIGH:
        told += f"High variance, {100 * gap:.1f} % even there: more data would help."
        return told if bias < HIGH else told + " There is high bias too: more data alone will not do."
    if before >= HIGH:
        return told + "That was variance, and more data cured it."
    return told + "Neither bias nor variance is high at any m."


def tell_validation_curve(errors: CurveBands, unit: str, own: float | None) -> str:
    """Where the dev error is least, what the experiment has, and what is wrong at either end of the values.

    `unit` is that of `named`; `own` is the experiment's value, None where it has none.
    """
    if len(errors.x) < 2:
        return TOO_FEW
    train, dev, best = errors.train[1], errors.dev[1], errors.lowest_dev
    if not np.isfinite(dev[best]):
        return "Half of the networks diverged at every value: there is nothing to compare."
    told = f"The lowest dev error, {_percent(dev[best])}, is at {named(float(errors.x[best]), unit)}."
    here = np.flatnonzero(errors.x == own)
    if here.size and here[0] != best:
        told += _tell_own(float(errors.x[here[0]]), dev[here[0]], dev[best], unit)
    elif here.size:
        told += " That is your experiment."
    for end in (0, -1):
        if not np.isfinite(dev[end]):
            told += f" At {named(float(errors.x[end]), unit)} most diverge."
        elif dev[end] - dev[best] >= HIGH:
            bias, variance = train[end] - train[best], (dev[end] - train[end]) - (dev[best] - train[best])
            grown = "bias: the training set fits less well" if bias > variance else "variance: the gap is wider"
            told += f" At {named(float(errors.x[end]), unit)} there is more {grown}."
    return told


def _tell_own(value: float, own: float, best: float, unit: str) -> str:
    if not np.isfinite(own):
        return f" Most networks diverge where your experiment is, at {named(value, unit)}."
    more = own - best
    worth = "as good as that" if more < MOVED else f"{100 * more:.1f} % more"
    return f" Your experiment with {named(value, unit)} has {_percent(own)}, {worth}."


def tell_early_stopping(errors: CurveBands, costs: CurveBands) -> str:
    """Where the dev cost is lowest, and what becomes of both errors from there to the end."""
    at = costs.lowest_dev
    stop, end = int(costs.x[at]), int(costs.x[-1])
    if not np.isfinite([costs.dev[1][-1], errors.train[1][-1]]).all():
        return f"Most networks diverge. The dev cost was lowest at iteration {stop:,}."
    if at == len(costs.x) - 1:
        return f"The dev cost still falls at iteration {end:,}: there is nothing to stop early."
    rise = costs.dev[1][-1] - costs.dev[1][at]
    if rise < FLAT * costs.dev[1][at]:
        return f"The dev cost is lowest at iteration {stop:,} and hardly grows: stopping early gains nothing."
    told = f"The dev cost is lowest at iteration {stop:,}. From there to {end:,} "
    train, dev = (_moves(bands[1][at], bands[1][-1]) for bands in (errors.train, errors.dev))
    told += f"the dev cost grows by {rise:.3f}, the train error {train} and the dev error {dev}."
    if rise > 0.1 * costs.dev[1][at] and errors.dev[1][-1] - errors.dev[1][at] < MOVED:
        told += " The network grows surer of its mistakes before it makes more of them."
    return told


def _moves(before: float, after: float) -> str:
    if abs(after - before) < MOVED:
        return f"stays at {_percent(after)}"
    return f"{'falls' if after < before else 'grows'} from {_percent(before)} to {_percent(after)}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
