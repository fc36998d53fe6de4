"""What a gradient check says in words: a headline, and what to make of it."""

import re
from dataclasses import dataclass

from playground.network.gradient_check import (
    ALARMING,
    ALL_AT_KINKS,
    EPSILON_TOO_LARGE,
    GREAT,
    HIDDEN_IN_A_BLOCK,
    OVERFLOW,
    ROUND_OFF,
    GradientCheck,
)

# Where one cost is only known to this, no nudge shows in it: it is beyond 10⁸.
LOST_IN_THE_COST = 1e-7

# A sentence names so many of the parameters that were left out, and counts the rest.
MOST_NAMED = 4
AT_KINKS = "whose nudge carries some z through 0, the kink of a ReLU, where there is no one slope"


@dataclass(frozen=True)
class Told:
    """The verdict in a word or two, one of "good", "unsure" and "bad", and a sentence or two."""

    headline: str
    mood: str
    sentence: str


def short(number: float) -> str:
    """Two digits, as in 0.34 or 1.1e-7."""
    return re.sub(r"e([+-])0", r"e\1", f"{number:.2g}")


def listed(names: list[str]) -> str:
    """As in W1, b1 and W2."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def tell_check(checked: GradientCheck) -> Told:
    """Say what the check found: the verdict that the command line prints too, and a sentence or two on it."""
    verdict, off = checked.verdict, checked.blocks_off
    mood, sentence = "unsure", _off(checked, off)
    if verdict == OVERFLOW:
        sentence = "The numbers are too large to compare: this run has diverged. Reset it and take a smaller step."
    elif verdict == ALL_AT_KINKS:
        return Told(verdict, mood, _all_at_kinks(checked))
    elif verdict == HIDDEN_IN_A_BLOCK:
        mood = "bad"
        sentence = f"The one number hides it: {listed(off)} is off, but small beside the rest. Look at the blocks."
    elif verdict == GREAT:
        mood, sentence = "good", "Backpropagation agrees with its numerical twin."
    elif verdict == ROUND_OFF:
        sentence = _round_off(checked)
    elif verdict == EPSILON_TOO_LARGE:
        sentence = _large(checked, off)
    elif verdict in ALARMING:
        mood = "bad"
    return Told(verdict, mood, f"{sentence} {_left_out(checked)}".rstrip())


def _left_out(checked: GradientCheck) -> str:
    """Count and name the parameters that were left out, where there are some."""
    names, P = checked.kinks, checked.chosen.size
    if not names:
        return ""
    more = len(names) - MOST_NAMED
    told = listed(names) if more <= 0 else f"{', '.join(names[:MOST_NAMED])} and {more:,} more"
    return f"Left out: {len(names):,} of {P:,} parameters, {AT_KINKS}: {told}."


def _all_at_kinks(checked: GradientCheck) -> str:
    sentence = f"Nothing can be judged: each of the {checked.chosen.size:,} parameters is one {AT_KINKS}. "
    return sentence + "Take a smaller ε or, where some z is exactly 0, other weights or other points."


def _round_off(checked: GradientCheck) -> str:
    if checked.noise * checked.epsilon > LOST_IN_THE_COST:
        return (
            "The cost is so large that a nudge is lost beyond its last digit: this run has diverged. Reset it and "
            "take a smaller step."
        )
    return (
        f"The two are no further apart than round-off: at ε = {short(checked.epsilon)} a quotient is only known "
        f"to about {short(checked.noise)}. A larger ε tells more, if the gradient is not simply zero."
    )


def _large(checked: GradientCheck, off: list[str]) -> str:
    named = f"Off: {listed(off)}. But " if off else ""
    return (
        f"{named}ε = {short(checked.epsilon)} is large: the quotient itself is off by about ε². Take a smaller "
        "one before you suspect the gradient."
    )


def _off(checked: GradientCheck, off: list[str]) -> str:
    if not off:
        return "Look again: it may be a small mistake, or a parameter where J curves sharply."
    if len(off) == len(checked.blocks):
        return "Every block is off: look for what all of them have in common."
    return f"Off: {listed(off)}. The other blocks agree, so the mistake is made where these are worked out."
