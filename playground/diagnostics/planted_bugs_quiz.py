"""Find the bug: one is hidden, somebody guesses, and the check itself says why a guess cannot be right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.diagnostics.gradient_check_words import listed, short
from playground.diagnostics.planted_bugs import (
    BUGS,
    USUAL_EPSILON,
    Case,
    layers_of,
    places_to_hide,
    reason_against,
)
from playground.network.gradient_check import GradientCheck, check, some_of_each_block

# Differences of one block closer than this look the same on the chart.
ALIKE = 0.1


@dataclass(frozen=True)
class Hidden:
    """A bug that somebody is to find, by its name in BUGS, and the layer it is in, 0 where it has none."""

    name: str
    layer: int


@dataclass(frozen=True)
class Judgement:
    """Whether a guess is right, and why or why not."""

    right: bool
    sentence: str


def hide(case: Case, draw: Callable[[Sequence[tuple[str, int]]], tuple[str, int]]) -> Hidden | None:
    """One of the bugs that can show on this case, chosen by `draw`; None where none can.

    Every bug is as likely as another, in however many layers it may be.
    """
    places = places_to_hide(case)
    names = list(dict.fromkeys(name for name, _ in places))
    if not names:
        return None
    chosen, _ = draw([(name, 0) for name in names])
    return Hidden(*draw([place for place in places if place[0] == chosen]))


def judge(case: Case, hidden: Hidden, guess: str) -> Judgement:
    """What to say to a guess, a name in BUGS; a wrong one is told by what it would look like instead."""
    title = BUGS[guess].title
    if guess == hidden.name:
        where = f", in layer {hidden.layer}" if hidden.layer else ""
        return Judgement(True, f"Right: {title}{where}. {BUGS[guess].why}")
    reason = reason_against(BUGS[guess], case)
    if reason is not None:
        return Judgement(False, f"Not “{title}”: it could not show here. {reason}")
    layers = layers_of(BUGS[guess], case)
    layer = hidden.layer if hidden.layer in layers else layers[0]
    seen, imagined = _checked(case, hidden.name, hidden.layer), _checked(case, guess, layer)
    return Judgement(False, f"Not “{title}”. {_contrast(seen, imagined)} {_ask(guess)}".rstrip())


def _checked(case: Case, name: str, layer: int) -> GradientCheck:
    planted, chosen = BUGS[name].plant(case, layer), some_of_each_block(case.parameters)
    return check(planted, case.parameters, USUAL_EPSILON, chosen=chosen)


def _contrast(seen: GradientCheck, imagined: GradientCheck) -> str:
    off, would = seen.blocks_off, imagined.blocks_off
    if off != would:
        return f"That would put {listed(would)} off, and here it is {listed(off)}."
    block = max(off, key=lambda name: abs(seen.blocks[name].difference - imagined.blocks[name].difference))
    here, there = seen.blocks[block].difference, imagined.blocks[block].difference
    if abs(here - there) > ALIKE:
        far = f"with {short(there)} in {block}, and here it is {short(here)}"
        return f"It would show in {listed(off)} too, but {far}."
    return "It would put the same blocks off, just as far."


def _ask(guess: str) -> str:
    if guess in ("dropout", "update", "mean"):
        return (
            "Move ε and look at single parameters: is the numerical twin off by the same everywhere, by chance, "
            "or is it the gradient that is off?"
        )
    return ""
