"""The error of difference quotients against ε: it falls with ε until round-off makes it rise again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.network.gradient_check import compare, difference_quotients
from playground.network.gradient_check_objective import Checkable, Indices, Report
from playground.network.parameters import Parameters

# More parameters than this would make a curve something to wait for; so many of them tell the same.
MOST_PARAMETERS = 200

# What lies so many times right of the lowest point is truncation alone, and so many steps of it are the slope.
CLEAR_OF_ROUND_OFF = 10.0
DECADES = 2.0
FEWEST = 3
LEAST_RISE = 3.0


@dataclass(frozen=True)
class Curve:
    """The relative difference from the claimed gradient for every ε, by either quotient; the arrays are (n,).

    `crossed` tells at which ε some nudge crosses a kink. `chosen` are the parameters that count; `left_out` is how
    many more were asked for that stand at a kink whatever ε is, as where some z is exactly 0.
    """

    epsilons: Array
    one_sided: Array
    two_sided: Array
    crossed: npt.NDArray[np.bool_]
    chosen: Indices
    left_out: int = 0


def spread_evenly(parameters: Parameters, most: int = MOST_PARAMETERS) -> Indices:
    """All parameters of one network, or of a larger one so many, evenly over θ."""
    P = parameters.theta.size
    return np.unique(np.linspace(0, P - 1, min(P, most)).round().astype(np.intp))


@np.errstate(over="ignore", invalid="ignore")  # where numbers overflow the error is 1
def trace_curve(
    objective: Checkable,
    parameters: Parameters,
    epsilons: Sequence[float],
    chosen: Indices | None = None,
    report: Report | None = None,
) -> Curve:
    """Return the curve over the chosen parameters, or those of `spread_evenly`.

    Parameters whose nudge crosses a kink even at the smallest ε are left out, unless none would be left.
    """
    asked = spread_evenly(parameters) if chosen is None else chosen
    chosen = asked[~difference_quotients(objective, parameters, min(epsilons), asked).crossed]
    chosen = chosen if chosen.size else asked
    gradient = objective.gradient(parameters).theta[chosen]
    one, two, crossed = [], [], []
    for k, epsilon in enumerate(epsilons):
        quotients = difference_quotients(objective, parameters, epsilon, chosen)
        one.append(compare(gradient, quotients.one_sided).difference)
        two.append(compare(gradient, quotients.two_sided).difference)
        crossed.append(bool(quotients.crossed.any()))
        if report is not None:
            report((k + 1) / len(epsilons))
    errors = np.array(one), np.array(two)
    return Curve(np.array(epsilons), *errors, np.array(crossed), chosen, asked.size - chosen.size)


def ruled_by_truncation(epsilons: Array, errors: Array) -> npt.NDArray[np.bool_]:
    """Which points lie clear of round-off, right of the lowest one, and tell a slope.

    None where there are few, or where they do not rise, as with a bug, whose error is the same at every ε.
    """
    lowest = epsilons[np.argmin(errors)] * CLEAR_OF_ROUND_OFF
    clear = (epsilons >= lowest * 0.999) & (epsilons <= lowest * 10**DECADES * 1.001) & (errors > 0)
    rises = clear.any() and errors[clear].max() >= LEAST_RISE * errors[clear].min()
    return clear & (rises and clear.sum() >= FEWEST)


def slope(epsilons: Array, errors: Array) -> float | None:
    """p of error ~ εᵖ right of the lowest point, by least squares on logarithms: 1 and 2 are to be expected.

    None where fewer than three points lie clear of round-off, or where they do not rise.
    """
    clear = ruled_by_truncation(epsilons, errors)
    if not clear.any():
        return None
    return float(np.polyfit(np.log(epsilons[clear]), np.log(errors[clear]), 1)[0])
