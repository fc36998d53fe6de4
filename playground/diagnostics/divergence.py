"""Divergence: why the numbers overflowed."""

import math

from playground.diagnostics.finding import RATES, STRENGTHS, Finding, count, figure, largest_up_to, setting
from playground.diagnostics.probe import (
    LARGE_INIT,
    first_parameters,
    init_words,
    relative_size,
    suitable_init,
    suitable_parameters,
)
from playground.diagnostics.stability import calmer_rate, decay_diverges, largest_stable_rate
from playground.training.trainer import Trainer


def explain_divergence(trainer: Trainer) -> Finding | None:
    """Why the trainer's network diverged: weight decay, weights that began large, or the learning rate.

    None where it did not. Judged at the first weights: those just before an overflow are past judging. The
    remedy begins again, since nothing can be learned from there.
    """
    at = trainer.diverged_at
    if at is None:
        return None
    head = f"Training diverged at iteration {count(at)}"
    return _blame_decay(trainer, at, head) or _blame_init(trainer, at, head) or _blame_rate(trainer, at, head)


def _blame_decay(trainer: Trainer, at: int, head: str) -> Finding | None:
    if not decay_diverges(trainer):
        return None
    learner = trainer.learner
    alpha, lambd = float(learner.learning_rate), float(learner.lambd)
    m = learner.batches.m
    calm = largest_up_to(m / alpha, STRENGTHS) or 0.0
    factor = 1 - alpha * lambd / m
    words = (
        f"{head}: with α = {setting(alpha)} and λ = {setting(lambd)} weight decay multiplies every weight by "
        f"1 − αλ/m = {figure(factor)} in each update, so the weights grow instead of shrinking."
    )
    return Finding("diverged", at, words, f"Try λ = {setting(calm)}", {"lambd": calm, "iteration": 0})


def _blame_init(trainer: Trainer, at: int, head: str) -> Finding | None:
    experiment = trainer.experiment
    times = relative_size(first_parameters(experiment), suitable_parameters(experiment))
    if times < LARGE_INIT:
        return None
    bound = largest_stable_rate(trainer, suitable_parameters(experiment))
    if bound is not None and not float(trainer.learner.learning_rate) < bound:
        return None
    init = suitable_init(experiment.activation)
    words = (
        f"{head}: the weights began {figure(times)} times as large as suits this network, so the gradients were "
        "huge and the steps overshot."
    )
    return Finding("diverged", at, words, init_words(init), {"init": init})


def _blame_rate(trainer: Trainer, at: int, head: str) -> Finding | None:
    alpha = float(trainer.learner.learning_rate)
    calm, bound = calmer_rate(trainer)
    if calm is not None and bound is not None:
        why = (
            f"α = {setting(alpha)} is above {figure(bound)}, the largest rate that is stable where training "
            "begins, so every step overshot further."
        )
    elif bound is None:
        why = f"each step moves every weight by about α = {setting(alpha)}, which is large."
    else:
        why = f"the steps with α = {setting(alpha)} were too long, and every one overshot further."
    limit = alpha / 3 if bound is None or math.isnan(bound) else min(bound / 2, alpha / 3)
    calm = largest_up_to(calm if calm is not None else limit, RATES) or RATES[0]
    return Finding(
        "diverged",
        at,
        f"{head}: {why}",
        f"Try α = {setting(calm)}",
        {"learning_rate": calm, "iteration": 0},
    )
