"""The parameters that a gradient check finds farthest off, by name: layer, unit, input."""

from dataclasses import dataclass

import numpy as np

from playground.network.arrays import Array
from playground.network.gradient_check import GradientCheck
from playground.network.gradient_check_objective import Places


@dataclass(frozen=True)
class Parameter:
    """One parameter with the slope that backpropagation claims and the one that was measured.

    `layer` and `unit` count from 1; `input` is the unit of the layer before, from 1, or 0 for a bias.
    """

    layer: int
    unit: int
    input: int
    claimed: float
    measured: float
    difference: float
    crossed: bool
    within_round_off: bool

    @property
    def block(self) -> str:
        """W1, b1, …"""
        return f"{'W' if self.input else 'b'}{self.layer}"

    @property
    def name(self) -> str:
        """As in "W2: layer 2, unit 3, input 1"; a bias has no input."""
        place = f"{self.block}: layer {self.layer}, unit {self.unit}"
        return f"{place}, input {self.input}" if self.input else place


@np.errstate(over="ignore", invalid="ignore")
def differences(checked: GradientCheck) -> Array:
    """|g - a| / (|g| + |a|) of every parameter, (P,), in θ's order; 0 where both are 0, nan where unchecked."""
    g, a = checked.gradient.theta, checked.approximation.theta
    size = np.abs(g) + np.abs(a)
    return np.divide(np.abs(g - a), size, out=np.zeros(size.shape), where=size != 0)


def worst(checked: GradientCheck, most: int = 10) -> list[Parameter]:
    """Return so many of the parameters that were nudged, farthest off first.

    Those within round-off come after all others, and those that were left out at a kink come last.
    """
    places, relative = Places.of(checked.gradient), differences(checked)
    g, a = checked.gradient.theta, checked.approximation.theta
    noisy = np.abs(g - a) <= checked.noise
    chosen = checked.chosen
    order = chosen[np.lexsort((-relative[chosen], noisy[chosen], checked.crossed[chosen]))][:most]
    return [
        Parameter(
            int(places.layer[i]),
            int(places.row[i]) + 1,
            int(places.column[i]) + 1,
            float(g[i]),
            float(a[i]),
            float(relative[i]),
            bool(checked.crossed[i]),
            bool(noisy[i]),
        )
        for i in order
    ]
