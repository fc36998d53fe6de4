"""Slopes: how much of the gradient that reaches a unit passes back through it, at one z."""

from dataclasses import dataclass

import numpy as np

from playground.diagnostics.finding import figure, percent
from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array

# A unit whose slope is below this saturates.
SATURATED = 0.1

# Through so many layers a page follows the gradient.
LAYERS = 5

# A slope that differs so much from one z to the next jumps.
JUMP = 0.5


@dataclass(frozen=True, eq=False)
class Slopes:
    """g(z) and g'(z) of an activation at every z (k,), and a sentence on the gradient at each."""

    z: Array
    g: Array
    slope: Array
    sentences: list[str]


def measure_slopes(name: str, z: Array, saturated: float = SATURATED) -> Slopes:
    """g and g' of an activation at z (k,), as the engine computes them, and what they mean.

    Raises KeyError for a name that is not in ACTIVATIONS.
    """
    activation = ACTIVATIONS[name]
    g = activation.apply(z, np.empty_like(z))
    slope = activation.derivative(z, g, np.empty_like(z))
    sentences = [tell_slope(float(at), float(here), saturated) for at, here in zip(z, slope, strict=True)]
    return Slopes(z, g, slope, sentences)


def tell_slope(z: float, slope: float, saturated: float = SATURATED) -> str:
    """What becomes of the gradient at this z, since dZ = dA · g'(z)."""
    at = f"At z = {f'{z:.1f}'.replace('-', '−')} the gradient is {figure(slope) if slope % 1 else f'{slope:g}'}"
    if slope == 0.0:
        return f"{at}: nothing passes back, and from this example the unit learns nothing."
    if slope == 1.0:
        return f"{at}: all of it passes back, through any number of layers."
    if slope < saturated:
        return f"{at}: little of it passes back."
    return f"{at}: {percent(slope)} of it passes back."


def saturated_ranges(z: Array, slope: Array, saturated: float = SATURATED) -> list[tuple[float, float]]:
    """From which z to which the slope is below `saturated`; z (k,) is sorted upward, slope (k,) its slopes.

    Between two z the slope counts as a straight line. Where it jumps, it does so just after the left one: at a
    kink the slope of the engine is that of the left side.
    """
    below = np.concatenate([[False], slope < saturated, [False]])
    (edges,) = np.nonzero(below[1:] != below[:-1])
    borders = [_border(z, slope, saturated, int(k)) for k in edges]
    return list(zip(borders[::2], borders[1::2], strict=True))


def _border(z: Array, slope: Array, saturated: float, k: int) -> float:
    """Where the slope crosses `saturated` between z[k - 1] and z[k], or the end of z."""
    if k in (0, len(z)):
        return float(z[min(k, len(z) - 1)])
    step = slope[k] - slope[k - 1]
    part = 0.0 if abs(step) > JUMP else (saturated - slope[k - 1]) / step
    return float(z[k - 1] + part * (z[k] - z[k - 1]))
