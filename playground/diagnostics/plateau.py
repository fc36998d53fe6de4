"""The plateau: a cost that stays high and hardly falls, and what holds it there."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

import numpy as np

from playground.diagnostics.finding import (
    RATES,
    STRENGTHS,
    Finding,
    count,
    figure,
    largest_up_to,
    layer_name,
    percent,
    setting,
)
from playground.diagnostics.probe import (
    SMALL_INIT,
    Probe,
    first_parameters,
    init_words,
    relative_size,
    suitable_init,
    suitable_parameters,
)
from playground.diagnostics.stability import USUAL_ADAPTIVE_RATE, calmer_rate, largest_stable_rate
from playground.network.activations import ACTIVATIONS
from playground.training.records import Record
from playground.training.trainer import Trainer

FEWEST_ITERATIONS, FEWEST_RECORDS = 500, 4

# From one half of the last third of the iterations to the other the mean cost falls by less than this share, or
# this when it stood still before: at that pace a run as long again would take off a few percent.
STILL, KEPT_STILL = 0.01, 0.02

# A longer step is worth a try if, at the pace of the last third, it would have taken off this share of the cost.
WORTHWHILE = 0.02

# Steps that could be so many times as long are far too short.
FAR = 10.0

# A cost that grows by this factor from one record to the next has jumped.
JUMP = 1.1

# From this share of the cost of guessing on, a network does no better.
GUESSING = 0.98

VANISHED = 0.01

# Of more hidden layers than the first, no other activation alone brings the gradient through; of the second number
# it does. Measured on moons with 4 to 8 units a layer.
DEEP, SHALLOW = 8, 5

# From this share of all mistakes on, it is the silent region that holds the network back.
SILENCED = 0.7


# What a network without hidden layers tries, and beyond which width none is advised.
FIRST, WIDEST = (8, 4), 32


def last_third(records: Sequence[Record]) -> list[Record]:
    """The records of the last third of the iterations."""
    start = records[-1].iteration - (records[-1].iteration - records[0].iteration) / 3
    return [record for record in records if record.iteration >= start]


def is_on_plateau(records: Sequence[Record], held: bool) -> bool:
    """Whether the cost stands still; `held` says whether it did the last time.

    Means of many records, as single costs jump with mini-batches, dropout or long steps; where they jump so far
    that even the means are not known to so little, nobody can tell.
    """
    if len(records) < FEWEST_RECORDS or records[-1].iteration - records[0].iteration < FEWEST_ITERATIONS:
        return False
    costs = [record.cost for record in last_third(records)]
    if len(costs) < 3:
        return False
    half = len(costs) // 2
    before, now = costs[:half], costs[half:]
    little = (KEPT_STILL if held else STILL) * fmean(before)
    return fmean(before) - fmean(now) < little and _trembling(costs) < little


def _trembling(costs: Sequence[float]) -> float:
    """The standard error of the mean of half of these costs, from how they differ from one to the next.

    From successive differences, as a slope adds little to those. Source: von Neumann and others 1941, "The mean
    square successive difference", The Annals of Mathematical Statistics 12.
    """
    steps = np.diff(costs)
    return math.sqrt(float(np.mean(np.square(steps))) / len(costs)) if len(steps) else 0.0


def explain_plateau(
    trainer: Trainer, probe: Probe, records: Sequence[Record], large_enough: bool = False
) -> Finding | None:
    """What holds the cost where it stands: λ, dropout, the first weights, steps too long or short, and so on.

    None where nothing is left to try; size is left out where the network is `large_enough` but part of it is
    dead. Costs some milliseconds, so ask once a plateau.
    """
    third = last_third(records)
    cause = (
        _blame_strength(trainer, records[-1])
        or _blame_dropout(trainer)
        or _blame_small_init(trainer, records[-1])
        or _blame_long_steps(trainer, records)
        or _blame_short_steps(trainer, third)
        or _blame_vanishing(trainer, probe)
        or _blame_silence(trainer, probe)
        or (None if large_enough else _blame_size(trainer, records[-1]) or _blame_optimizer(trainer))
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


def _blame_dropout(trainer: Trainer) -> Cause | None:
    kept = min(trainer.experiment.keep_probs, default=1.0)
    if kept >= 1.0:
        return None
    why = (
        f"dropout with keep_prob = {setting(kept)} takes so much of the network away in each update that it "
        "cannot fit the points. First the training set must fit."
    )
    return why, "Try keep_prob = 1", {"keep_prob": 1.0}


def _blame_long_steps(trainer: Trainer, records: Sequence[Record]) -> Cause | None:
    """Steps that made the cost jump up, with an α that is too large for the first weights."""
    alpha = float(trainer.learner.learning_rate)
    jumped = any(after.cost > JUMP * before.cost for before, after in pairwise(records))
    calm = calmer_rate(trainer)[0] if jumped else None
    if calm is None:
        return None
    why = f"steps with α = {setting(alpha)} are too long where training begins, and threw the network off."
    return why, f"Start again with α = {setting(calm)}", {"learning_rate": calm, "iteration": 0}


def _blame_short_steps(trainer: Trainer, third: Sequence[Record]) -> Cause | None:
    """A cost that has far to fall at its pace, where longer steps are still stable."""
    alpha = trainer.experiment.learning_rate
    here = largest_stable_rate(trainer)
    first = largest_stable_rate(trainer, first_parameters(trainer.begun))
    limit = USUAL_ADAPTIVE_RATE if here is None or first is None else min(here, first) / 4
    longer = largest_up_to(limit, RATES)  # None where the bound is NaN
    if longer is None or longer < 3 * alpha or left_to_fall(third, longer / alpha) < WORTHWHILE:
        return None
    why = f"it still falls, but with α = {setting(alpha)} the steps are very short."
    return why, f"Try α = {setting(longer)}", {"learning_rate": longer}


def left_to_fall(records: Sequence[Record], times: float) -> float:
    """Which share of the cost as many iterations again would take off at `times` the pace.

    The pace of the second half of the records changes on as it did from that of the first, by the factor r from
    one half to the next: a cost that only approaches its minimum has little left. An α that is FAR too small tells
    nothing of the minimum yet: there the pace counts as steady.
    """
    first, middle, last = records[0], records[len(records) // 2], records[-1]
    if not first.iteration < middle.iteration < last.iteration or last.cost >= middle.cost:
        return 0.0
    before = (first.cost - middle.cost) / (middle.iteration - first.iteration)
    pace = (middle.cost - last.cost) / (last.iteration - middle.iteration)
    r = min(pace / before, 1.0) if before > 0 and times < FAR else 1.0
    halves = 2 * times
    fall = pace * (last.iteration - first.iteration) / 2
    return fall * (halves if r == 1.0 else r * (1 - r**halves) / (1 - r)) / last.cost


def guessing_cost(trainer: Trainer) -> float:
    """The data cost of always answering the share of 1s: the entropy of the training labels."""
    p = float(trainer.data.train.Y.mean())
    return -sum(q * math.log(q) for q in (p, 1 - p) if q > 0)


def _blame_small_init(trainer: Trainer, newest: Record) -> Cause | None:
    experiment = trainer.experiment
    if not experiment.hidden:
        return None
    times = relative_size(first_parameters(trainer.begun), suitable_parameters(experiment))
    if times > SMALL_INIT or newest.data_cost < GUESSING * guessing_cost(trainer):
        return None
    init = suitable_init(experiment.activation)
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
    activation = "tanh" if trainer.experiment.activation == "sigmoid" else "relu"
    advice = f"Use {ACTIVATIONS[activation].title}"
    remedy: dict[str, Any] = {"activation": activation, "init": suitable_init(activation)}
    if L - 1 > DEEP:
        advice += f" and {SHALLOW} hidden layers"
        remedy["hidden"] = list(trainer.experiment.hidden[:SHALLOW])
        if isinstance(trainer.experiment.keep_prob, tuple):
            remedy["keep_prob"] = list(trainer.experiment.keep_prob[:SHALLOW])
    return why, advice, remedy


def _blame_silence(trainer: Trainer, probe: Probe) -> Cause | None:
    """Examples on which every ReLU of a layer is silent: all get one answer, and no gradient tells them apart."""
    parameters = probe.parameters
    if trainer.experiment.activation != "relu" or parameters.L < 2:
        return None
    probe.forward()
    wrong = (probe.workspace.Z[parameters.L] > 0) != (probe.Y > 0.5)
    silent = {l: (probe.workspace.Z[l] <= 0).all(axis=0) for l in range(1, parameters.L)}
    worst = max(silent, key=lambda l: int(silent[l].sum()))
    if wrong[0, silent[worst]].sum() < SILENCED * max(1, wrong.sum()):
        return None
    why = (
        f"on {percent(float(silent[worst].mean()))} of the training points every unit of "
        f"{layer_name(worst, parameters.L - 1)} outputs 0, so all of these get the same answer, and no gradient "
        "tells them apart."
    )
    return why, "Use leaky ReLU", {"activation": "leaky_relu"}


def _blame_optimizer(trainer: Trainer) -> Cause | None:
    if trainer.experiment.optimizer.name == "adam":
        return None
    why = "the network is large, yet comes no further. Another optimiser may find a way."
    remedy = {"optimizer": {"name": "adam"}, "learning_rate": USUAL_ADAPTIVE_RATE}
    return why, f"Try Adam with α = {setting(USUAL_ADAPTIVE_RATE)}", remedy


def _blame_size(trainer: Trainer, newest: Record) -> Cause | None:
    experiment = trainer.experiment
    wider = [min(WIDEST, max(4, 2 * n)) for n in experiment.hidden] or list(FIRST)
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
