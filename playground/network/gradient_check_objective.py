"""J as a gradient check sees it: its value, its gradient, its values where one parameter at a time is nudged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from playground.network.activations import Activation, leaky_relu, relu
from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient, data_cost, penalty
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward

Indices = npt.NDArray[np.intp]
Report = Callable[[float], None]

# Activations with a kink at z = 0, where there is no slope to compare with.
KINKED = (relu, leaky_relu)

# Nudged copies that go through the network together take about so much: more falls out of the processor's cache.
CACHE_BYTES = 600_000


@dataclass(frozen=True)
class Places:
    """Which layer l, row (unit) and column (input; -1 for a bias) each parameter of θ belongs to, all (P,)."""

    layer: Indices
    row: Indices
    column: Indices

    @classmethod
    def of(cls, parameters: Parameters) -> "Places":
        """The places in the order of θ."""
        places = [Parameters.zeros(parameters.layer_sizes) for _ in range(3)]
        layer, row, column = places
        for l in range(1, parameters.L + 1):
            n, n_previous = parameters.layer_sizes[l], parameters.layer_sizes[l - 1]
            layer.W[l][...], layer.b[l][...] = l, l
            row.W[l][...], row.b[l][...] = np.arange(n)[:, None], np.arange(n)[:, None]
            column.W[l][...], column.b[l][...] = np.arange(n_previous), -1
        return cls(*(place.theta.astype(np.intp) for place in places))

    def names(self, index: Indices) -> list[str]:
        """The names of the parameters θ[index], as in W1[2,1] or b1[2,1]: rows and columns count from 1."""
        weight = self.column[index] >= 0
        parts = zip(weight, self.layer[index], self.row[index] + 1, self.column[index] + 1, strict=True)
        return [f"W{l}[{row},{column}]" if is_w else f"b{l}[{row},1]" for is_w, l, row, column in parts]


@dataclass(frozen=True)
class Nudged:
    """J(θ + ε eᵢ) for the chosen parameters i, and where that took some z across the kink of an activation."""

    costs: Array
    crossed: npt.NDArray[np.bool_]


class Checkable(Protocol):
    """What a gradient check needs to know of a function of the parameters."""

    def cost(self, parameters: Parameters) -> Array:
        """J."""

    def gradient(self, parameters: Parameters) -> Parameters:
        """∂J/∂θ as it is claimed to be."""

    def nudged(
        self, parameters: Parameters, epsilon: float, chosen: Indices | None = None, report: Report | None = None
    ) -> Nudged:
        """J with one parameter at a time moved by `epsilon`, for the chosen ones or all."""


@dataclass(frozen=True, eq=False)
class Objective:
    """J = data cost + penalty on X (n_x, m) and Y (1, m), as a function of the parameters.

    `D` holds dropout masks D[l] / keep_prob (n[l], m) that stay the same in every evaluation; without them
    dropout is off.
    """

    X: Array
    Y: Array
    activation: Activation
    lambd: float = 0.0
    l1: float = 0.0
    D: Mapping[int, Array] = field(default_factory=dict)

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.X.shape[-1])

    def in_numbers(self, number: npt.DTypeLike) -> "Objective":
        """The same function worked out in float32, say; give it parameters of that kind."""
        masks = {l: mask.astype(number) for l, mask in self.D.items()}
        return replace(self, X=self.X.astype(number), Y=self.Y.astype(number), D=masks)

    # Where the sigmoid saturates, e^-z overflows to the right answer.
    @np.errstate(over="ignore")
    def run_forward(self, parameters: Parameters) -> Workspace:
        """Every Z[l] and A[l], for one network or a stack (…)."""
        workspace = Workspace(parameters, self.m)
        forward(self.X, parameters, self.activation, workspace, self.D)
        return workspace

    def cost(self, parameters: Parameters) -> Array:
        """J with its penalty for every network of a stack (…)."""
        Z = self.run_forward(parameters).Z[parameters.L]
        return data_cost(Z, self.Y) + penalty(parameters, self.lambd, self.l1, self.m)

    def data_gradient(self, parameters: Parameters, workspace: Workspace) -> Parameters:
        """The gradient without the penalty's part, by backpropagation after `run_forward`."""
        gradient = Parameters(parameters.layer_sizes, np.zeros_like(parameters.theta))
        return backward(self.Y, parameters, self.activation, workspace, gradient, self.D)

    def add_penalty(self, gradient: Parameters, parameters: Parameters) -> Parameters:
        """Add the penalty's part to a gradient, in place."""
        add_penalty_gradient(gradient, parameters, self.lambd, self.l1, self.m)
        return gradient

    def gradient(self, parameters: Parameters) -> Parameters:
        """∂J/∂θ by backpropagation, the penalty's part included."""
        return self.add_penalty(self.data_gradient(parameters, self.run_forward(parameters)), parameters)

    @np.errstate(over="ignore")
    def nudged(
        self, parameters: Parameters, epsilon: float, chosen: Indices | None = None, report: Report | None = None
    ) -> Nudged:
        """J(θ + ε eᵢ) for the chosen parameters i of one network, or for all, in stacks that fit the cache.

        Who nudges a parameter of layer l changes no layer before it, and of Z[l] one row: the copies begin there.
        `report` is told now and then which fraction is done.
        """
        chosen = np.arange(parameters.theta.size) if chosen is None else chosen
        found = Nudged(np.empty(chosen.size), np.zeros(chosen.size, bool))
        base, places, done = self.run_forward(parameters), Places.of(parameters), 0
        for l in range(1, parameters.L + 1):
            rest = Rest(self, parameters, base, l)
            for which in _chunks(np.flatnonzero(places.layer[chosen] == l), rest.fits):
                found.costs[which], found.crossed[which] = rest.nudge(chosen[which], places, epsilon)
                done += which.size
                if report is not None:
                    report(done / chosen.size)
        return found


class Rest:
    """The layers from l on, for a stack of copies that differ in one parameter of layer l each."""

    def __init__(self, objective: Objective, parameters: Parameters, base: Workspace, l: int) -> None:
        """`base` has been through `run_forward` with these parameters of one network."""
        self.objective, self.parameters, self.base, self.l = objective, parameters, base, l
        self.after = layers_after(parameters, l)
        self.D = {k - l: mask for k, mask in objective.D.items() if k > l}
        numbers = objective.m * (parameters.layer_sizes[l] + 2 * sum(parameters.layer_sizes[l + 1 :]))
        self.fits = max(1, CACHE_BYTES // (numbers * parameters.theta.itemsize))
        self._rooms: dict[int, tuple[Array, Parameters, Workspace]] = {}

    def nudge(self, index: Indices, places: Places, epsilon: float) -> tuple[Array, npt.NDArray[np.bool_]]:
        """J and the crossed kinks of R copies, copy k with θ[index[k]] moved by ε; both (R,)."""
        objective, base, l = self.objective, self.base, self.l
        row, copy = places.row[index], np.arange(index.size)
        copies = Parameters(self.parameters.layer_sizes, np.tile(self.parameters.theta, (index.size, 1)))
        copies.theta[copy, index] += epsilon
        Z = copies.W[l][copy, row] @ base.A[l - 1] + copies.b[l][copy, row]
        if l == self.parameters.L:
            Z_L, crossed = Z[:, None, :], np.zeros(index.size, bool)
        else:
            Z_L, crossed = self._run_on(Z, row)
        if objective.l1:
            crossed |= (places.column[index] >= 0) & _through_0(self.parameters.theta[index], epsilon)
        return data_cost(Z_L, objective.Y) + penalty(copies, objective.lambd, objective.l1, objective.m), crossed

    def _run_on(self, Z: Array, row: Indices) -> tuple[Array, npt.NDArray[np.bool_]]:
        """Z[L] (R, 1, m) of copies whose row of Z[l] is Z (R, m), and whether they crossed a kink."""
        objective, base, l = self.objective, self.base, self.l
        A = objective.activation.apply(Z, np.empty_like(Z))
        if l in objective.D:
            A *= objective.D[l][row]
        copy = np.arange(row.size)
        stack, after, workspace = self._room(row.size)
        stack[copy, row] = A
        forward(stack, after, objective.activation, workspace, self.D)
        stack[copy, row] = base.A[l][row]  # as it was, for the next copies
        crossed = np.zeros(row.size, bool)
        if objective.activation.apply in KINKED:
            crossed |= _on_other_sides(Z, base.Z[l][row])
            for k in range(1, after.L):
                crossed |= _on_other_sides(workspace.Z[k], base.Z[l + k])
        return workspace.Z[after.L], crossed

    def _room(self, R: int) -> tuple[Array, Parameters, Workspace]:
        """A[l], the parameters after it, and buffers, R times; only the buffers and A[l] take memory."""
        if R not in self._rooms:
            A = self.base.A[self.l]
            after = Parameters(
                self.after.layer_sizes, np.broadcast_to(self.after.theta, (R, self.after.theta.size))
            )
            self._rooms = {R: (np.tile(A, (R, 1, 1)), after, Workspace(after, A.shape[-1]))}
        return self._rooms[R]


def layers_after(parameters: Parameters, l: int) -> Parameters:
    """The network that reads A[l]: layers l+1 … L of one network, counted from 1."""
    parts = [block[k].ravel() for block in (parameters.W, parameters.b) for k in range(l + 1, parameters.L + 1)]
    theta = np.concatenate([parameters.theta[:0], *parts])
    return Parameters(parameters.layer_sizes[l:], theta)


def _through_0(weights: Array, epsilon: float) -> npt.NDArray[np.bool_]:
    """Whether |w| has its kink between w and w + ε: (R,). At w = 0 itself sign(0) = 0 is what both sides give."""
    return (weights != 0) & (np.sign(weights + epsilon) != np.sign(weights))


def _on_other_sides(Z: Array, base: Array) -> npt.NDArray[np.bool_]:
    """Whether any z of a copy lies on the other side of 0 than it did, 0 itself being the left side's: (R,)."""
    return np.any((Z > 0) != (base > 0), axis=tuple(range(1, Z.ndim)))


def _chunks(indices: Indices, size: int) -> Iterator[Indices]:
    for start in range(0, indices.size, size):
        yield indices[start : start + size]
