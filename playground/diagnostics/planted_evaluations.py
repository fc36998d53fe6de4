"""Bugs in how J is evaluated, not in its gradient: the two sides of a quotient are not of one function."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from playground.network.arrays import Array
from playground.network.dropout import Dropout
from playground.network.gradient_check_objective import CACHE_BYTES, Indices, Nudged, Objective, Report
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, forward

USUAL_EPSILON = 1e-7

# A change of J is seen from this share of the gradient on, and above what rounding alone can change.
SEEN = 0.1
LEAST_STEP = 1e-13


@dataclass(frozen=True, eq=False)
class DropoutLeftOn(Objective):
    """The objective where every evaluation draws masks of its own, as an update of training does."""

    keep_probs: Sequence[float] = field(kw_only=True)
    seeds: np.random.RandomState = field(kw_only=True)

    @classmethod
    def of(cls, objective: Objective, keep_probs: Sequence[float], seed: int = 1) -> "DropoutLeftOn":
        """The same points and penalty, with dropout left on; `seed` decides which masks are drawn."""
        o = objective
        return cls(o.X, o.Y, o.activation, o.lambd, o.l1, keep_probs=keep_probs, seeds=np.random.RandomState(seed))

    def run_forward(self, parameters: Parameters) -> Workspace:
        """Forward propagation with fresh masks for every network of the stack."""
        workspace = Workspace(parameters, self.m)
        with np.errstate(over="ignore"):
            forward(self.X, parameters, self.activation, workspace, self._masks(parameters))
        return workspace

    def gradient(self, parameters: Parameters) -> Parameters:
        """Backpropagation through one draw of the masks."""
        frozen = Objective(self.X, self.Y, self.activation, self.lambd, self.l1, self._masks(parameters))
        return frozen.gradient(parameters)

    def nudged(
        self, parameters: Parameters, epsilon: float, chosen: Indices | None = None, report: Report | None = None
    ) -> Nudged:
        """J(θ + ε eᵢ), each with masks of its own: no copy shares anything with another."""
        chosen = np.arange(parameters.theta.size) if chosen is None else chosen
        costs = np.empty(chosen.size)
        fits = max(1, CACHE_BYTES // (8 * 3 * self.m * sum(parameters.layer_sizes[1:])))
        for start in range(0, chosen.size, fits):
            index = chosen[start : start + fits]
            copies = Parameters(parameters.layer_sizes, np.tile(parameters.theta, (index.size, 1)))
            copies.theta[np.arange(index.size), index] += epsilon
            costs[start : start + fits] = self.cost(copies)
            if report is not None:
                report(min(1.0, (start + fits) / chosen.size))
        return Nudged(costs, np.zeros(chosen.size, bool))

    def can_show(self, parameters: Parameters) -> bool:
        """Whether other masks change J by enough to be seen."""
        return is_seen(self, parameters, float(np.ptp([self.cost(parameters) for _ in range(4)])))

    def _masks(self, parameters: Parameters) -> dict[int, Array]:
        networks = int(np.prod(parameters.stack, dtype=int))
        dropout = Dropout(self.keep_probs, self.seeds.randint(0, 2**31 - 1, networks).tolist())
        masks = dropout.masks(parameters, self.m)
        return {l: mask.astype(parameters.theta.dtype) for l, mask in masks.items()}


@dataclass(frozen=True, eq=False)
class UpdatedBetween(Objective):
    """The objective of someone whose network takes a step in one parameter between J(θ + ε) and J(θ - ε)."""

    learning_rate: float = field(kw_only=True)

    @classmethod
    def of(cls, objective: Objective, learning_rate: float) -> "UpdatedBetween":
        """The same function, evaluated at two places."""
        o = objective
        return cls(o.X, o.Y, o.activation, o.lambd, o.l1, o.D, learning_rate=learning_rate)

    def nudged(
        self, parameters: Parameters, epsilon: float, chosen: Indices | None = None, report: Report | None = None
    ) -> Nudged:
        """J(θ + ε eᵢ); the lower side sees the parameter with the largest slope after its update."""
        return super().nudged(parameters if epsilon > 0 else self.updated(parameters), epsilon, chosen, report)

    def updated(self, parameters: Parameters) -> Parameters:
        """The parameters after θᵢ := θᵢ - α dθᵢ for the i with the largest slope."""
        gradient, moved = self.gradient(parameters).theta, parameters.copy()
        i = int(np.argmax(np.abs(gradient)))
        moved.theta[i] -= self.learning_rate * gradient[i]
        return moved

    def can_show(self, parameters: Parameters) -> bool:
        """Whether the step changes J by enough to be seen."""
        return is_seen(self, parameters, float(self.cost(self.updated(parameters)) - self.cost(parameters)))


def is_seen(objective: Objective, parameters: Parameters, step: float) -> bool:
    """Whether a change of J between the two sides of a quotient shows at the usual ε.

    It puts each quotient off by step / 2ε, which has to be something beside the gradient, and beside round-off.
    """
    size = float(np.linalg.norm(objective.gradient(parameters).theta))
    return abs(step) > 2 * USUAL_EPSILON * SEEN * size and abs(step) > LEAST_STEP
