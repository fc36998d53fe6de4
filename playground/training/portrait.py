"""The portrait of a network: what each unit computes over the plane, and the weights and gradients between units.

A large network is shown in part: so many units of each layer as fit, the first of each.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.network.cost import add_penalty_gradient
from playground.network.learner import Learner
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward
from playground.pauses import pause

# No more hidden units than this have a map of their own; what is left of a layer is only counted.
MOST_UNITS = 96
MOST_UNITS_IN_A_LAYER = 32

# Points along each side of a unit's map: the fine one while all maps together stay below this many bytes. Both
# take points of the plane's grid at even steps from edge to edge, so that a map lies where the points do.
FINE, COARSE = 21, 11
MOST_BYTES = 12_500


@dataclass(frozen=True)
class Portrait:
    """What is shown of a network at one iteration.

    `maps` (units, side, side) has each shown hidden unit's activation over the plane, rows from x2_low upward, as
    127ths of its largest absolute value, which `tops` (units,) holds. `weights` and `gradients` are flat: layer by
    layer W[l] between shown units, then b[l] of the shown; the gradient is that of the cost J, dropout off.
    `dropped` (units,) is 1 for the hidden units that this iteration's masks drop for the training example
    `example`, the first of the iteration's batch.
    """

    maps: npt.NDArray[np.int8]
    tops: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    gradients: npt.NDArray[np.float32]
    dropped: npt.NDArray[np.uint8]
    example: int


def shown_units(layer_sizes: tuple[int, ...]) -> tuple[int, ...]:
    """How many units of every layer are shown, inputs and output included: all, or as many as fit."""
    hidden = layer_sizes[1:-1]
    most = MOST_UNITS_IN_A_LAYER
    while most > 1 and sum(min(n, most) for n in hidden) > MOST_UNITS:
        most -= 1
    return (layer_sizes[0], *(min(n, most) for n in hidden), layer_sizes[-1])


def map_side(shown: tuple[int, ...]) -> int:
    """Points along each side of a unit's map."""
    return FINE if sum(shown[1:-1]) * FINE**2 <= MOST_BYTES else COARSE


class Portraitist:
    """Draws portraits of a learner's network, which is one network and not a stack."""

    def __init__(self, learner: Learner, X: Array, Y: Array) -> None:
        """X (2, m) and Y (1, m) are the training set, on which the gradient is taken."""
        parameters = learner.parameters
        self.shown = shown_units(parameters.layer_sizes)
        self.side = map_side(self.shown)
        self._learner, self._X, self._Y = learner, X, Y
        self._workspace = Workspace(parameters, X.shape[-1])
        self._gradient = Parameters.zeros(parameters.layer_sizes)

    def draw(self, plane: Workspace, grid: int) -> Portrait:
        """The portrait, after `forward` over a (grid, grid) plane on the workspace `plane`."""
        learner = self._learner
        forward(self._X, learner.parameters, learner.activation, self._workspace)
        backward(self._Y, learner.parameters, learner.activation, self._workspace, self._gradient)
        add_penalty_gradient(self._gradient, learner.parameters, learner.lambd, learner.l1, self._X.shape[-1])
        pause()
        maps, tops = self._maps(plane, grid)
        return Portrait(
            maps,
            tops,
            self._flatten(learner.parameters),
            self._flatten(self._gradient),
            self._dropped(),
            learner.batches.first_example(learner.iteration),
        )

    def _dropped(self) -> npt.NDArray[np.uint8]:
        _, _, D = self._learner.peek()
        kept = [
            D[l][:count, 0] > 0 if l in D else np.ones(count, bool)
            for l, count in enumerate(self.shown[1:-1], start=1)
        ]
        return np.logical_not(np.concatenate(kept)).astype(np.uint8) if kept else np.zeros(0, np.uint8)

    def _maps(self, plane: Workspace, grid: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
        stride = (grid - 1) // (self.side - 1)
        layers = [
            plane.G[l][:count].reshape(count, grid, grid)[:, ::stride, ::stride]
            for l, count in enumerate(self.shown[1:-1], start=1)
        ]
        if not layers:
            return np.zeros((0, self.side, self.side), np.int8), np.zeros(0, np.float32)
        values = np.nan_to_num(np.concatenate(layers))
        tops = np.abs(values).max(axis=(1, 2))
        scale = 127.0 / np.maximum(tops, 1e-300)
        maps = np.rint(values * scale[:, None, None]).astype(np.int8)
        return maps, np.minimum(tops, np.finfo(np.float32).max).astype(np.float32)

    def _flatten(self, parameters: Parameters) -> npt.NDArray[np.float32]:
        parts = []
        for l in range(1, parameters.L + 1):
            parts.append(parameters.W[l][: self.shown[l], : self.shown[l - 1]].ravel())
            parts.append(parameters.b[l][: self.shown[l]].ravel())
        top = np.finfo(np.float32).max
        return np.clip(np.nan_to_num(np.concatenate(parts)), -top, top).astype(np.float32)
