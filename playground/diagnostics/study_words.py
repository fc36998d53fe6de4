"""What a study across sizes or penalties says, from its numbers."""

from collections.abc import Mapping

from playground.diagnostics.decomposition import Means
from playground.diagnostics.decomposition_study import Numbers
from playground.diagnostics.study_plan import LOSSES
from playground.diagnostics.swept_fields import named

# A term that changes by less than this stays where it is: with so few networks that is chance.
STAYS = 0.002

# Up to this much above the least, relative, is as good as it.
AS_GOOD = 0.03


def terms(found: Mapping[float, Numbers], loss: str) -> dict[float, Means]:
    """The terms of one of LOSSES by the value of the field, in ascending order."""
    return {value: getattr(found[value], LOSSES[loss]) for value in sorted(found)}


def bias_name(loss: str) -> str:
    """What the bias of a loss is called: it is a square for squared error only."""
    return "bias²" if loss == "Squared error" else "bias"


def tell_study(found: Mapping[float, Numbers], loss: str, unit: str, own: float | None, planned: int) -> str:
    """How bias and variance move from the least value to the largest, and where the expected loss is least.

    `unit` is that of `named`, `own` the experiment's value, and `planned` how many values there will be.
    """
    means = terms(found, loss)
    if len(means) < 2:
        return "Two of the values must be trained before they can be compared."
    first, last = min(means), max(means)
    bias = bias_name(loss)
    best = min(means, key=lambda value: means[value].loss)
    told = (
        f"From {named(first, unit)} to {named(last, unit)} "
        f"{bias} {_moves(means[first].bias, means[last].bias)}, "
        f"variance {_moves(means[first].net_variance, means[last].net_variance)}. "
        f"The lowest expected loss{'' if len(means) == planned else ' so far'}, "
        f"{means[best].loss:.3f}, is at {named(best, unit)}"
    )
    return told + _tell_own(means, best, own, unit)


def _tell_own(means: Mapping[float, Means], best: float, own: float | None, unit: str) -> str:
    if own is None or own not in means:
        return "."
    if own == best:
        return ", where your experiment is."
    here, least = means[own].loss, means[best].loss
    if here <= (1 + AS_GOOD) * least:
        return f"; your experiment with {named(own, unit)} is as good as that ({here:.3f})."
    more = "variance" if means[own].net_variance - means[best].net_variance > (here - least) / 2 else "bias"
    return f"; your experiment with {named(own, unit)} has {here:.3f}, for more {more}."


def _moves(before: float, after: float) -> str:
    if abs(after - before) < STAYS:
        return f"stays at {after:.3f}"
    return f"{'falls' if after < before else 'grows'} from {before:.3f} to {after:.3f}"
