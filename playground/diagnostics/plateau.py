"""The plateau: a cost that stays high and hardly falls, and what holds it there."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.diagnostics.finding import (
    RATES,
    STRENGTHS,
    Finding,
    count,
    figure,
    largest_up_to,
    percent,
    setting,
)
from playground.diagnostics.probe import (
    LARGE_INIT,
    SMALL_INIT,
    Probe,
    first_parameters,
    init_words,
    relative_size,
    suitable_init,
    suitable_parameters,
)
from playground.diagnostics.stability import USUAL_ADAPTIVE_RATE, largest_stable_rate
from playground.training.records import Record
from playground.training.trainer import Trainer

FEWEST_ITERATIONS, FEWEST_RECORDS = 500, 8

# Over the last third of the iterations the cost moves by less than this share, or this when it was still before.
STILL, KEPT_STILL = 0.001, 0.003

GOOD_ACCURACY, LOW_COST = 0.95, 0.3

# A longer step is worth a try if, at the pace of the last third, it would have taken off this share of the cost.
WORTHWHILE = 0.02

# From this share of the cost of guessing on, a network does no better.
GUESSING = 0.98

VANISHED = 0.01
WIDEST = 32


def last_third(records: Sequence[Record]) -> list[Record]:
    """The records of the last third of the iterations."""
    start = records[-1].iteration - (records[-1].iteration - records[0].iteration) / 3
    return [record for record in records if record.iteration >= start]


def is_on_plateau(records: Sequence[Record], held: bool) -> bool:
    """Whether the cost is high and stood still; `held` says whether it did the last time."""
    if len(records) < FEWEST_RECORDS or records[-1].iteration - records[0].iteration < FEWEST_ITERATIONS:
        return False
    newest = records[-1]
    if newest.train_accuracy >= GOOD_ACCURACY and newest.cost <= LOW_COST:
        return False
    costs = [record.cost for record in last_third(records)]
    return max(costs) - min(costs) < (KEPT_STILL if held else STILL) * max(costs)


def explain_plateau(
    trainer: Trainer, probe: Probe, records: Sequence[Record], large_enough: bool = False
) -> Finding | None:
    """What holds the cost where it stands: λ, short steps, small first weights, a vanishing gradient, or size.

    None where nothing is left to try; size is left out where the network is `large_enough` but part of it is
    dead. Costs some milliseconds, so ask once a plateau.
    """
    third = last_third(records)
    cause = (
        _blame_strength(trainer, records[-1])
        or _blame_rate(trainer, (third[0].cost - third[-1].cost) / third[0].cost)
        or _blame_init(trainer, records[-1])
        or _blame_vanishing(trainer, probe)
        or (None if large_enough else _blame_size(trainer, records[-1]))
    )
    if cause is None:
        return None
    why, advice, remedy = cause
    words = (
        f"Train cost has stayed near {figure(records[-1].cost)} since iteration {count(third[0].iteration)}: {why}"
    )
    return Finding("plateau", records[-1].iteration, words, advice, remedy)


Cause = tuple[str, str, dict[str, Any]]


def _blame_strength(trainer: Trainer, newest: Record) -> Cause | None:
    experiment = trainer.experiment
    field, strength = ("lambd", experiment.lambd) if experiment.lambd else ("l1", experiment.l1)
    if not strength:
        return None
    shrunk = relative_size(trainer.learner.parameters, first_parameters(trainer.begun)) < 0.1
    if newest.penalty < 0.2 * newest.cost and not shrunk:
        return None
    weaker = largest_up_to(strength / 3, STRENGTHS) or 0.0
    symbol = "λ" if field == "lambd" else "L1 strength"
    why = f"{symbol} = {setting(strength)} holds the weights so small that the network cannot fit the points."
    return why, f"Try {symbol} = {setting(weaker)}", {field: weaker}


def _blame_rate(trainer: Trainer, fall: float) -> Cause | None:
    alpha = trainer.experiment.learning_rate
    here = largest_stable_rate(trainer)
    first = largest_stable_rate(trainer, first_parameters(trainer.begun))
    limit = USUAL_ADAPTIVE_RATE if here is None or first is None else min(here, first) / 4
    longer = largest_up_to(limit, RATES)  # None where the bound is NaN
    if longer is None or longer < 3 * alpha or fall * longer / alpha < WORTHWHILE:
        return None
    why = f"it still falls, but with α = {setting(alpha)} the steps are very short."
    return why, f"Try α = {setting(longer)}", {"learning_rate": longer}


def guessing_cost(trainer: Trainer) -> float:
    """The data cost of always telling the share of 1s: the entropy of the training labels."""
    p = float(trainer.data.train.Y.mean())
    return -sum(q * math.log(q) for q in (p, 1 - p) if q > 0)


def _blame_init(trainer: Trainer, newest: Record) -> Cause | None:
    experiment = trainer.experiment
    if not experiment.hidden:
        return None
    init = suitable_init(experiment.activation)
    times = relative_size(first_parameters(trainer.begun), suitable_parameters(experiment))
    if times >= LARGE_INIT:
        why = f"the weights began {figure(times)} times as large as suits this network, and it got stuck."
        return why, init_words(init), {"init": init}
    if times > SMALL_INIT or newest.data_cost < GUESSING * guessing_cost(trainer):
        return None
    why = "that is no better than guessing. The weights began so small that hardly any gradient comes through."
    return why, init_words(init), {"init": init}


def _blame_vanishing(trainer: Trainer, probe: Probe) -> Cause | None:
    """Compares dZ[1] with dZ[L]: near a minimum the mean over examples is small in every dW, but not dZ."""
    L = probe.gradient().L
    if L < 3 or trainer.experiment.activation not in ("sigmoid", "tanh"):
        return None
    first, last = (float(np.sqrt(np.mean(np.square(probe.workspace.dZ[l])))) for l in (1, L))
    if not first < VANISHED * last:
        return None
    why = (
        f"on its way back the gradient shrinks to {figure(first / last)} of its size at the output, so the first "
        "layers hardly learn."
    )
    return why, "Use ReLU", {"activation": "relu", "init": suitable_init("relu")}


def _blame_size(trainer: Trainer, newest: Record) -> Cause | None:
    experiment = trainer.experiment
    wider = [min(WIDEST, max(4, 2 * n)) for n in experiment.hidden] or [4]
    if experiment.hidden and max(experiment.hidden) >= WIDEST:
        return None
    who = "this network" if experiment.hidden else "a network without hidden layers"
    guesses = newest.data_cost >= GUESSING * guessing_cost(trainer)
    reach = (
        "is no better than guessing" if guesses else f"gets {percent(newest.train_accuracy)} of the points right"
    )
    why = f"{who} {reach} and comes no further. It may be too small for this shape, or the classes overlap."
    remedy: dict[str, Any] = {"hidden": wider}
    if experiment.keep_prob == ():
        remedy["keep_prob"] = 1.0
    layers = "hidden layers" if len(wider) > 1 else "a hidden layer"
    return why, f"Try {layers} of {', '.join(map(str, wider))}", remedy
