"""Gradient checking: backpropagation against two-sided differences of the cost."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.activations import Activation
from playground.network.arrays import Array
from playground.network.gradient_check_objective import Checkable, Indices, Objective, Report
from playground.network.parameters import Parameters

# Differences up to the first figure deserve the first word, and so on; above the last it is a bug. The course
# names 1e-7, 1e-5 and 1e-3; the borders lie midway between those on the log scale.
GREAT = "great"
VERDICTS = ((1e-6, GREAT), (1e-4, "look again"), (1e-2, "worry"))
BUG = "bug"
ROUND_OFF = "within round-off"
OVERFLOW = "overflow"
ALARMING = (VERDICTS[2][1], BUG)

# Of a network with more parameters than the first figure, the second of each block tell as much in a hundredth of
# the time: with 20 layers of 64 units a check of all takes minutes.
MOST_IN_FULL = 5000
MOST_OF_A_BLOCK = 32


@dataclass(frozen=True)
class Comparison:
    """How far two gradients are apart, as a relative difference and in words."""

    difference: float
    verdict: str


@dataclass(frozen=True)
class GradientCheck:
    """The whole gradient's comparison and that of each block W1, b1, …

    `crossed` (P,) tells which nudges took some z across an activation's bend, where the quotient is not
    the slope; `smooth` is the comparison without these parameters, None where none is left. `noise` is
    the round-off of one quotient. `chosen` are the parameters that were checked; of the others the
    approximation is nan, and no comparison counts them.
    """

    whole: Comparison
    blocks: dict[str, Comparison]
    gradient: Parameters
    approximation: Parameters
    crossed: npt.NDArray[np.bool_]
    smooth: Comparison | None
    noise: float
    epsilon: float
    chosen: Indices

    @property
    def kinked(self) -> bool:
        """Whether bends may account for the difference: it is not small, and without the crossed ones no alarm."""
        return (
            bool(self.crossed.any())
            and self.whole.verdict not in (GREAT, ROUND_OFF, OVERFLOW)
            and (self.smooth is None or self.smooth.verdict not in ALARMING)
        )


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

    The parameters' kind of number, float64 or float32, is that of the whole calculation. `report` is told which
    fraction is done. `chosen` are the parameters to check (n,), of θ; all of them if it is None.
    """
    chosen = np.arange(parameters.theta.size) if chosen is None else chosen
    gradient = objective.gradient(parameters)
    quotients = difference_quotients(objective, parameters, epsilon, chosen, report)
    approximation = Parameters(parameters.layer_sizes, np.full_like(parameters.theta, np.nan))
    approximation.theta[chosen] = quotients.two_sided
    crossed, taken = (Parameters.zeros(parameters.layer_sizes) for _ in range(2))
    crossed.theta[chosen], taken.theta[chosen] = quotients.crossed, True
    noise = round_off(parameters, float(objective.cost(parameters)), epsilon)
    blocks = {
        name: compare(block[here], approximation.blocks()[name][here], noise)
        for name, block in gradient.blocks().items()
        if (here := taken.blocks()[name] > 0).any()
    }
    claimed, kept = gradient.theta[chosen], ~quotients.crossed
    smooth = compare(claimed[kept], quotients.two_sided[kept], noise) if kept.any() else None
    whole = compare(claimed, quotients.two_sided, noise)
    return GradientCheck(whole, blocks, gradient, approximation, crossed.theta > 0, smooth, noise, epsilon, chosen)


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
    """Compare backpropagation with two-sided differences at `parameters` of one network, dropout off."""
    return check(Objective(X, Y, activation, lambd, l1), parameters, epsilon)


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
