"""Layer figures: how activations spread, gradients shrink and units differ from layer to layer, side by side."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward
from playground.pauses import pause
from playground.training.lockstep import Lockstep
from playground.training.lockstep_stack import LockstepStack
from playground.training.values_by_layer import BINS, Relative, Rows, histograms, norms, relative, spread

__all__ = ["BINS", "KINDS", "FiguresByLayer", "LayerFigures"]

KINDS = ("activations", "weights", "gradients")

# Activations are looked at for at most so many examples, taken evenly from the training set.
MOST_EXAMPLES = 1000

# Units are told apart when they differ by more than this share of their size.
TOLERANCE = 1e-6

# Distances are estimated from so many projections on random directions, to about a quarter.
PROJECTIONS = 8


@dataclass(frozen=True)
class FiguresByLayer:
    """What there is to know of R networks with up to L layers, output layer included, dropout off.

    (R, L) each: `spread` is the standard deviation of A[l] over units and examples, `gradient` the Frobenius norm
    of dW[l] of the cost with its penalty (infinite where it overflows), `different` how many units of the layer
    really differ. `histograms` (3, R, L, BINS) count the values of A[l], W[l] and dW[l], in this order, in bins
    of one width over `ranges` (3, R, L, 2), which reach from minus the largest absolute value to plus it; a layer
    of zeros has the range 0 to 0. Where a network has fewer layers than L, its figures are NaN, its ranges and
    histograms 0.
    """

    spread: Array
    gradient: Array
    different: Array
    histograms: npt.NDArray[np.int16]
    ranges: Array


class LayerFigures:
    """Takes the figures of a lockstep's networks; one forward and backward pass over the training set."""

    def __init__(self, lockstep: Lockstep) -> None:
        """Allocate for this lockstep, whose networks may learn on."""
        self._places = lockstep.places
        self._passes = [StackPass(stack) for stack in lockstep.stacks]
        self._R = len(lockstep.experiments)
        self._L = max(stack.parameters.L for stack in lockstep.stacks)

    def measure(self) -> FiguresByLayer:
        """The figures of the networks as they stand."""
        shape = (self._R, self._L)
        figures = FiguresByLayer(
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.zeros((len(KINDS), *shape, BINS), dtype=np.int16),
            np.zeros((len(KINDS), *shape, 2)),
        )
        for places, stack_pass in zip(self._places, self._passes, strict=True):
            with np.errstate(over="ignore", invalid="ignore"):
                pause()
                kinds = stack_pass.values()
                pause()
                L = kinds[0].tops.shape[-1]
                figures.spread[places, :L] = spread(kinds[0])
                figures.gradient[places, :L] = norms(kinds[2])
                figures.different[places, :L] = count_different(kinds[0])
            for kind, layers in enumerate(kinds):
                pause()
                figures.histograms[kind, places, :L] = histograms(layers)
                figures.ranges[kind, places, :L] = np.stack([-layers.tops, layers.tops], axis=-1)
        return figures


class StackPass:
    """Passes the training set through a stack, with the activations of all layers in one array."""

    def __init__(self, stack: LockstepStack) -> None:
        """Allocate for this stack."""
        parameters = stack.parameters
        sizes, m = parameters.layer_sizes, stack.train.m
        self._stack = stack
        self._X, self._Y = np.ascontiguousarray(stack.train.X), np.ascontiguousarray(stack.train.Y)
        self._workspace = Workspace(parameters, m)
        self._gradient = Parameters.zeros(sizes, parameters.stack)
        self._units = np.empty((*parameters.stack, sum(sizes[1:]), m))
        for l, end in enumerate(accumulate(sizes[1:]), start=1):
            self._workspace.G[l] = self._units[:, end - sizes[l] : end]
        self._unit_rows = Rows(sizes[1:])
        self._weight_rows = Rows([n_previous * n for n_previous, n in pairwise(sizes)])
        self._every = -(-m // MOST_EXAMPLES)
        self._room = np.empty(self._units[:, :, :: self._every].shape)

    def values(self) -> tuple[Relative, Relative, Relative]:
        """Activations, weights and gradients of all layers; valid until the next pass."""
        learner = self._stack.learner
        parameters, activation, gradient = learner.parameters, learner.activation, self._gradient
        forward(self._X, parameters, activation, self._workspace)
        pause()
        backward(self._Y, parameters, activation, self._workspace, gradient)
        add_penalty_gradient(gradient, parameters, learner.lambd, learner.l1, self._X.shape[-1])
        return (
            relative(self._units[:, :, :: self._every], self._unit_rows, self._room),
            relative(parameters.weights[:, :, None], self._weight_rows),
            relative(gradient.weights[:, :, None], self._weight_rows),
        )


@lru_cache(maxsize=8)
def directions(m: int) -> Array:
    """(m, PROJECTIONS): random directions, always the same."""
    return np.random.RandomState(0).randn(m, PROJECTIONS)


def count_different(layers: Relative) -> Array:
    """(R, L): how many units of each layer really differ; of those that compute the same only one counts.

    Two compute the same when their activations over the examples are no further apart than TOLERANCE times the
    size of the larger; so all dead ReLU units do. Distances are taken between projections on a few random
    directions, which keep them within a small factor (Johnson and Lindenstrauss 1984); sorting these brings the
    same units together.
    """
    starts, layer = layers.rows.starts, layers.rows.layer
    seen = layers.values @ directions(layers.values.shape[-1])  # (R, K, PROJECTIONS)
    first = seen[:, :, 0]
    order = np.lexsort((first, np.broadcast_to(layer, first.shape)))
    seen = np.take_along_axis(seen, order[:, :, None], axis=1)
    sizes = np.einsum("rkp,rkp->rk", seen, seen)
    steps = np.diff(seen, axis=1)
    apart = np.ones(first.shape)
    apart[:, 1:] = np.einsum("rkp,rkp->rk", steps, steps) > TOLERANCE**2 * np.maximum(sizes[:, 1:], sizes[:, :-1])
    apart[:, starts] = 1.0
    return np.add.reduceat(apart, starts, axis=-1)
