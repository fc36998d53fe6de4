"""A finding: one thing that is so, said with its numbers, and one thing to try."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playground.training.experiment import Experiment

# What a learner can choose; a remedy names no other values.
RATES = (
    *(0.0001, 0.0003, 0.0007, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.075),
    *(0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.2, 2.0, 3.0, 5.0, 10.0),
)
STRENGTHS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class Finding:
    """What is so, and what may help.

    `name` stays the same whatever the numbers; `iteration` is the one it speaks of. `words` is a sentence for
    the learner and `advice` the label of a button. `remedy` is what the button does: values for fields of the
    experiment, and where it has the key "iteration", go back to that iteration first.
    """

    name: str
    iteration: int
    words: str
    advice: str
    remedy: Mapping[str, Any]


def apply_remedy(experiment: Experiment, remedy: Mapping[str, Any]) -> Experiment:
    """The experiment with a remedy's fields, `changes` left out; going back is up to who holds the run.

    An object such as {"init": {"name": "he"}} changes the keys it names, and "learning_rate" is that of the
    optimiser. Raises ExperimentError where the experiment does not accept a value.
    """
    written = replace(experiment, changes=()).to_json()
    for field, value in remedy.items():
        if field == "learning_rate":
            written["optimizer"] = {**written["optimizer"], "learning_rate": value}
        elif field != "iteration":
            written[field] = {**written[field], **value} if isinstance(value, Mapping) else value
    return Experiment.from_json(written)


def largest_up_to(limit: float, choices: Sequence[float]) -> float | None:
    """The largest of the choices, sorted upward, that is no larger than the limit; None where all are."""
    return max((value for value in choices if value <= limit), default=None)


def count(n: int) -> str:
    """A whole number as in 1,200."""
    return f"{n:,}"


def percent(share: float) -> str:
    """A share as in 92 %; only all of it is 100 %."""
    return f"{round(100 * share) if share >= 1.0 else min(round(100 * share), 99)} %"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def figure(x: float) -> str:
    """Return a measured number with the digits a reader wants: 0.31, −1.04, 338, 6.8 × 10⁵⁷."""
    if math.isfinite(x) and (abs(x) >= 1e5 or 0 < abs(x) < 1e-3):
        digits, power = f"{x:.1e}".split("e")
        return f"{minus(digits)} × 10{str(int(power)).translate(_RAISED)}"
    if abs(x) >= 100:
        return minus(f"{x:,.0f}")
    return minus(f"{x:.2f}" if abs(x) >= 0.1 else f"{x:.2g}")


def minus(written: str) -> str:
    """Return a written number with a minus sign where Python writes a hyphen."""
    return written.replace("-", "−")


def setting(x: float) -> str:
    """A value that somebody chose, as they chose it."""
    return f"{x:g}"


def layer_name(l: int, hidden_layers: int) -> str:
    """Hidden layer l, counted from 1, in words."""
    return "the hidden layer" if hidden_layers == 1 else f"hidden layer {l}"
