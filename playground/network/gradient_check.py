"""Gradient checking: backpropagation against two-sided differences of the cost.

A parameter whose nudge crosses a kink, where a ReLU has no slope, has no gradient to compare: it is named, and
left out of every difference and verdict.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.activations import Activation
from playground.network.arrays import Array
from playground.network.gradient_check_objective import Checkable, Indices, Objective, Places, Report
from playground.network.parameters import Parameters

# Differences up to the first figure deserve the first word, and so on; above the last it is a bug. The course
# names 1e-7, 1e-5 and 1e-3; the borders lie midway between those on the log scale.
GREAT = "great"
VERDICTS = ((1e-6, GREAT), (1e-4, "look again"), (1e-2, "worry"))
BUG = "bug"
ROUND_OFF = "within round-off"
OVERFLOW = "overflow"
ALL_AT_KINKS = "all at kinks"
HIDDEN_IN_A_BLOCK = "look at the blocks"
EPSILON_TOO_LARGE = "ε too large to tell"
ALARMING = (VERDICTS[2][1], BUG)

# From here on the error of the quotient itself, O(ε²), may be what one sees of a right gradient; from the second
# figure on it may even look like a bug.
LARGE_EPSILON, HUGE_EPSILON = 1e-4, 1e-2

# Of a network with more parameters than the first figure, the second of each block tell as much in a hundredth of
# the time: with 20 layers of 64 units a check of all takes minutes.
MOST_IN_FULL = 5000
MOST_OF_A_BLOCK = 32


@dataclass(frozen=True)
class Comparison:
    """How far two gradients are apart, as a relative difference and in words; NaN if nothing was compared."""

    difference: float
    verdict: str


NOTHING_TO_COMPARE = Comparison(math.nan, ALL_AT_KINKS)


@dataclass(frozen=True)
class GradientCheck:
    """The comparison of the whole gradient and that of each block W1, b1, …

    `crossed` (P,) tells whose nudge crosses a kink: some z is 0 or changes sign between θ - ε and θ + ε. No
    comparison counts these. `noise` is the round-off of one quotient. `chosen` are the parameters that were
    nudged; of the others the approximation is NaN, and no comparison counts them either.
    """

    whole: Comparison
    blocks: dict[str, Comparison]
    gradient: Parameters
    approximation: Parameters
    crossed: npt.NDArray[np.bool_]
    noise: float
    epsilon: float
    chosen: Indices

    @property
    def verdict(self) -> str:
        """The verdict on the whole: that of `whole`, unless a block or a large ε says otherwise."""
        verdict = self.whole.verdict
        if verdict in (GREAT, ROUND_OFF):
            return HIDDEN_IN_A_BLOCK if self.blocks_off else verdict
        if verdict in (OVERFLOW, ALL_AT_KINKS):
            return verdict
        huge, large = self.epsilon >= HUGE_EPSILON, self.epsilon >= LARGE_EPSILON
        return EPSILON_TOO_LARGE if huge or (large and verdict != BUG) else verdict

    @property
    def blocks_off(self) -> list[str]:
        """The names of the blocks whose difference is a worry or a bug, in order."""
        return [name for name, block in self.blocks.items() if block.verdict in ALARMING]

    @property
    def kinks(self) -> list[str]:
        """The names of the parameters that were left out, as in W1[2,1] or b1[2,1]; rows and columns from 1."""
        return Places.of(self.gradient).names(np.flatnonzero(self.crossed))


@dataclass(frozen=True)
class Quotients:
    """One-sided and two-sided difference quotients of the chosen parameters, (P,) each."""

    one_sided: Array
    two_sided: Array
    crossed: npt.NDArray[np.bool_]


def one_sided(above: Array, centre: Array, epsilon: float) -> Array:
    """(J(θ + ε) - J(θ)) / ε, whose error is O(ε)."""
    return np.asarray((above - centre) / epsilon)


def two_sided(above: Array, below: Array, epsilon: float) -> Array:
    """(J(θ + ε) - J(θ - ε)) / 2ε, whose error is O(ε²)."""
    return np.asarray((above - below) / (2 * epsilon))


def difference_quotients(
    objective: Checkable,
    parameters: Parameters,
    epsilon: float,
    chosen: Indices | None = None,
    report: Report | None = None,
) -> Quotients:
    """Both quotients for the chosen parameters of one network, or for all."""
    above = objective.nudged(parameters, epsilon, chosen, report and (lambda done: report(done / 2)))
    below = objective.nudged(parameters, -epsilon, chosen, report and (lambda done: report((1 + done) / 2)))
    centre = objective.cost(parameters)
    return Quotients(
        one_sided(above.costs, centre, epsilon),
        two_sided(above.costs, below.costs, epsilon),
        above.crossed | below.crossed,
    )


def some_of_each_block(parameters: Parameters) -> Indices:
    """All parameters of one network, or of a large one so many of every W[l] and b[l], evenly over it."""
    P = parameters.theta.size
    if P <= MOST_IN_FULL:
        return np.arange(P)
    numbered = Parameters(parameters.layer_sizes, np.arange(P, dtype=float))
    spread = [
        block.ravel()[np.linspace(0, block.size - 1, min(block.size, MOST_OF_A_BLOCK)).round().astype(np.intp)]
        for block in numbered.blocks().values()
    ]
    return np.sort(np.concatenate(spread)).astype(np.intp)


@np.errstate(over="ignore", invalid="ignore")  # what overflows says so in its verdict
def check(
    objective: Checkable,
    parameters: Parameters,
    epsilon: float = 1e-7,
    report: Report | None = None,
    chosen: Indices | None = None,
) -> GradientCheck:
    """Compare the gradient that `objective` claims at `parameters` of one network with two-sided differences.

    Parameters whose nudge crosses a kink are left out. The kind of number of the parameters, float64 or float32,
    is that of the whole calculation. `report` is told which fraction is done. `chosen` are the parameters to check
    (n,), of θ; all of them if it is None.
    """
    chosen = np.arange(parameters.theta.size) if chosen is None else chosen
    gradient = objective.gradient(parameters)
    quotients = difference_quotients(objective, parameters, epsilon, chosen, report)
    approximation = Parameters(parameters.layer_sizes, np.full_like(parameters.theta, np.nan))
    approximation.theta[chosen] = quotients.two_sided
    crossed, taken = (Parameters.zeros(parameters.layer_sizes) for _ in range(2))
    crossed.theta[chosen], taken.theta[chosen] = quotients.crossed, True
    noise = round_off(parameters, float(objective.cost(parameters)), epsilon)
    judged = Parameters(parameters.layer_sizes, taken.theta * (1 - crossed.theta))
    blocks = {
        name: compare(block[here], approximation.blocks()[name][here], noise)
        if (here := judged.blocks()[name] > 0).any()
        else NOTHING_TO_COMPARE
        for name, block in gradient.blocks().items()
        if taken.blocks()[name].any()
    }
    kept = judged.theta > 0
    whole = compare(gradient.theta[kept], approximation.theta[kept], noise) if kept.any() else NOTHING_TO_COMPARE
    return GradientCheck(whole, blocks, gradient, approximation, crossed.theta > 0, noise, epsilon, chosen)


def round_off(parameters: Parameters, cost: float, epsilon: float) -> float:
    """About how far round-off puts one quotient off: two costs agree in all but their last digits."""
    return float(8 * np.finfo(parameters.theta.dtype).eps * max(cost, 1.0) / epsilon)


def check_gradient(
    X: Array,
    Y: Array,
    parameters: Parameters,
    activation: Activation,
    lambd: float = 0.0,
    l1: float = 0.0,
    epsilon: float = 1e-7,
) -> GradientCheck:
    """Compare backpropagation with two-sided differences at `parameters` of one network, dropout off.

    Of a large network, those of `some_of_each_block` are checked.
    """
    objective = Objective(X, Y, activation, lambd, l1)
    return check(objective, parameters, epsilon, chosen=some_of_each_block(parameters))


def analytic_gradient(
    X: Array, Y: Array, parameters: Parameters, activation: Activation, lambd: float, l1: float
) -> Parameters:
    """∂J/∂θ by backpropagation, dropout off, for one network or a stack; X is (n_x, m) and Y (1, m)."""
    return Objective(X, Y, activation, lambd, l1).gradient(parameters)


def numerical_gradient(
    X: Array,
    Y: Array,
    parameters: Parameters,
    activation: Activation,
    lambd: float,
    l1: float,
    epsilon: float,
) -> Parameters:
    """(J(θ + ε eᵢ) - J(θ - ε eᵢ)) / 2ε for every parameter i of one network, dropout off."""
    quotients = difference_quotients(Objective(X, Y, activation, lambd, l1), parameters, epsilon)
    return Parameters(parameters.layer_sizes, quotients.two_sided)


@np.errstate(over="ignore", invalid="ignore")
def compare(gradient: Array, approximation: Array, noise: float = 0.0) -> Comparison:
    """‖grad - gradapprox‖₂ / (‖grad‖₂ + ‖gradapprox‖₂) with its verdict.

    `noise` is the round-off of one difference quotient: where the gradients are no further apart than that,
    as where both are zero, their ratio says nothing, and the verdict says so. So it does where the numbers are too
    large to be squared: the difference then is its largest value, 1.
    """
    error = float(np.linalg.norm(gradient - approximation))
    size = float(np.linalg.norm(gradient) + np.linalg.norm(approximation))
    if not np.isfinite(error) or not np.isfinite(size):
        return Comparison(1.0, OVERFLOW)
    difference = error / size if size > 0 else 0.0
    verdict = next((word for limit, word in VERDICTS if difference <= limit), BUG)
    if difference > VERDICTS[0][0] and error <= noise * np.sqrt(gradient.size):
        verdict = ROUND_OFF
    return Comparison(difference, verdict)
