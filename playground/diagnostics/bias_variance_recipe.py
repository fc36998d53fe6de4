"""The recipe: what helps against bias, then variance, then mismatch, with values to try in an experiment.

One problem at a time, in this order: a network that cannot fit its training set is not helped by more data.
Source: the recipe in section 5 of the course, and its lessons on mismatched train and dev sets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.diagnostics.finding import STRENGTHS, setting
from playground.training.changes import MAX_ITERATION
from playground.training.experiment import MAX_POINTS, MAX_UNITS, Experiment

# Measured on networks that overfit, of 90 to 240 points: from the iteration of their lowest dev cost on, this
# keeps it low where 0.1 only slows its rise.
SMALLEST_STRENGTH = 0.7
KEEP = 0.8
LEAST_KEEP = 0.5


@dataclass(frozen=True)
class Suggestion:
    """One thing to try against the gap named `problem`.

    `remedy` has values for fields of the experiment, fit for `apply_remedy`; it is empty where only a person can
    act or no experiment was given.
    """

    problem: str
    name: str
    words: str
    remedy: Mapping[str, Any] = field(default_factory=dict)


def suggest(problems: Sequence[str], experiment: Experiment | None = None) -> tuple[Suggestion, ...]:
    """The branch of the recipe for the first of the problems, none where there is none."""
    if not problems:
        return ()
    return tuple(_BRANCHES[problems[0]](experiment))


def against_bias(experiment: Experiment | None) -> list[Suggestion]:
    """A bigger network, longer training, another optimiser; more data does not cure bias."""
    bigger: dict[str, Any] = {}
    longer: dict[str, Any] = {}
    optimizer: dict[str, Any] = {}
    if experiment is not None:
        hidden = [min(2 * units, MAX_UNITS) for units in experiment.hidden] or [4]
        keeps = experiment.keep_prob
        bigger = {"hidden": hidden}
        if keeps == ():
            bigger["keep_prob"] = 1.0  # an empty list fits a network without hidden layers only
        longer = {"iterations": min(max(2 * experiment.iterations, 1), MAX_ITERATION)}
        if experiment.optimizer.name != "adam":
            optimizer = {"optimizer": {"name": "adam", "learning_rate": 0.01}}
    found = [
        Suggestion("bias", "bigger_network", "Make the network bigger.", bigger),
        Suggestion("bias", "longer", "Train longer.", longer),
        Suggestion("bias", "optimizer", "Try another optimiser, such as Adam.", optimizer),
    ]
    if experiment is not None and (experiment.lambd or experiment.l1 or min(experiment.keep_probs, default=1) < 1):
        less = {"lambd": 0.0, "l1": 0.0, "keep_prob": 1.0}
        found.append(Suggestion("bias", "less_regularisation", "Regularise less.", less))
    return found


def against_variance(experiment: Experiment | None) -> list[Suggestion]:
    """More data, L2, dropout."""
    data: dict[str, Any] = {}
    strength: dict[str, float] = {}
    dropout: dict[str, float] = {}
    if experiment is not None:
        n = experiment.dataset.n
        data = {} if n is None or n >= MAX_POINTS else {"dataset": {"n": min(2 * n, MAX_POINTS)}}
        stronger = [s for s in STRENGTHS if s >= max(SMALLEST_STRENGTH, 2.9 * experiment.lambd)]
        strength = {"lambd": stronger[0]} if stronger else {}
        kept = min(experiment.keep_probs, default=0.0)
        if kept > LEAST_KEEP:
            dropout = {"keep_prob": KEEP if kept > KEEP else LEAST_KEEP}
    l2 = f"Try L2 with λ = {setting(strength['lambd'])}." if strength else "Try L2 regularisation."
    drop = f"Try dropout with keep_prob = {setting(dropout['keep_prob'])}." if dropout else "Try dropout."
    return [
        Suggestion("variance", "more_data", "Get more training data.", data),
        Suggestion("variance", "l2", l2, strength),
        Suggestion("variance", "dropout", drop, dropout),
    ]


def against_mismatch(_: Experiment | None) -> list[Suggestion]:
    """Only other training data helps, which takes a person to find."""
    return [
        Suggestion("mismatch", "look", "Look at dev examples that go wrong: how do they differ?"),
        Suggestion("mismatch", "alike", "Get or make training data that looks more like the dev set."),
    ]


def against_dev_overfitting(_: Experiment | None) -> list[Suggestion]:
    """A bigger dev set."""
    return [Suggestion("dev_overfitting", "bigger_dev", "Get a bigger dev set: choices were fitted to this one.")]


_BRANCHES = {
    "bias": against_bias,
    "variance": against_variance,
    "mismatch": against_mismatch,
    "dev_overfitting": against_dev_overfitting,
}
