"""What a gradient check says in words: a headline, and what to make of it."""

import re
from dataclasses import dataclass

from playground.network.gradient_check import ALARMING, BUG, GREAT, OVERFLOW, ROUND_OFF, GradientCheck

# From here on the quotient's own error, O(ε²), may be what one sees of a right gradient; from the second figure on
# it may even look like a bug.
LARGE_EPSILON, HUGE_EPSILON = 1e-4, 1e-2

# Where one cost is only known to this, no nudge shows in it: it is beyond 10⁸.
LOST_IN_THE_COST = 1e-7

REMEDY = "A smaller ε tells more, unless that z is 0 to begin with, as it can be where all biases are."


@dataclass(frozen=True)
class Told:
    """The verdict in a word or two, one of "good", "unsure" and "bad", and a sentence or two."""

    headline: str
    mood: str
    sentence: str


def blocks_off(checked: GradientCheck) -> list[str]:
    """The blocks whose difference is a worry or a bug, in order."""
    return [name for name, block in checked.blocks.items() if block.verdict in ALARMING]


def short(number: float) -> str:
    """Two digits, as in 0.34 or 1.1e-7."""
    return re.sub(r"e([+-])0", r"e\1", f"{number:.2g}")


def listed(names: list[str]) -> str:
    """As in W1, b1 and W2."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def tell_check(checked: GradientCheck) -> Told:
    """What the check found, bends and round-off told apart from bugs."""
    if checked.whole.verdict == OVERFLOW:
        sentence = "The numbers are too large to compare: this run has diverged. Reset it and take a smaller step."
        return Told(OVERFLOW, "unsure", sentence)
    if checked.kinked:
        fine = checked.smooth is not None and checked.smooth.verdict in (GREAT, ROUND_OFF)
        return Told("great, but for bends" if fine else "at a bend", "unsure", _bend(checked))
    off, verdict = blocks_off(checked), checked.whole.verdict
    if verdict in (GREAT, ROUND_OFF) and off:
        sentence = f"The one number hides it: {listed(off)} is off, but small beside the rest. Look at the blocks."
        return Told("look at the blocks", "bad", sentence)
    if verdict == GREAT:
        return Told(GREAT, "good", "Backpropagation agrees with its numerical twin.")
    if verdict == ROUND_OFF:
        return Told(ROUND_OFF, "unsure", _round_off(checked))
    if checked.epsilon >= HUGE_EPSILON or (checked.epsilon >= LARGE_EPSILON and verdict != BUG):
        return Told("ε too large to tell", "unsure", _large(checked, off))
    return Told(verdict, "bad" if verdict in ALARMING else "unsure", _off(checked, off))


def _bend(checked: GradientCheck) -> str:
    crossed, P = int(checked.crossed.sum()), checked.chosen.size
    sentence = (
        f"For {crossed:,} of {P:,} parameters some z changes sign between θ − ε and θ + ε. At the bend of a ReLU "
        "there is no one slope, so these cannot be judged. "
    )
    if checked.smooth is None:
        return sentence + "Take a smaller ε."
    return sentence + f"The others differ by {short(checked.smooth.difference)}. {REMEDY}"


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
    named, crossed = f"Off: {listed(off)}. But " if off else "", int(checked.crossed.sum())
    bends = f", and for {crossed:,} parameters some z changes sign, across a ReLU's bend" if crossed else ""
    return (
        f"{named}ε = {short(checked.epsilon)} is large: the quotient itself is off by about ε²{bends}. Take a "
        "smaller one before you suspect the gradient."
    )


def _off(checked: GradientCheck, off: list[str]) -> str:
    if not off:
        return "Look again: it may be a small mistake, or a parameter where J bends sharply."
    if len(off) == len(checked.blocks):
        return "Every block is off: look for what all of them have in common."
    return f"Off: {listed(off)}. The other blocks agree, so the mistake is made where these are worked out."
