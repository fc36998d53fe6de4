"""Densities that a Bayes answer is made of: mixtures of round Gaussians, and the normal distribution in logs.

All in logarithms: far from every point both densities are zero to a computer, and yet their ratio is not.
"""

import math
from dataclasses import dataclass

import numpy as np

# Standard deviations from which log Φ is its asymptotic series: there the first term left out is 1e-6 of Φ.
FAR = 10.0

# Points times components at once, so that the arrays of a chunk stay in the processor's cache.
CHUNK = 50_000

# Along a curve with noise σ the density is summed by Gauss and Legendre's rule with NODES nodes in panels of
# PANEL σ, which leaves 1e-5 of a Gaussian. At least so many panels, for places far beyond a curve's end: from
# there the density is a steep slope along the curve.
PANEL, NODES, FEWEST_PANELS = 3.0, 5, 24

_erfc = np.frompyfunc(math.erfc, 1, 1)


@dataclass(frozen=True, eq=False)
class Mixture:
    """Round Gaussians of one standard deviation `sigma` at `centres` (2, M), with weights (M,) above 0.

    The weights of two mixtures that are compared share one scale; they need not sum to 1.
    """

    centres: np.ndarray
    weights: np.ndarray
    sigma: float

    def log_density(self, X: np.ndarray) -> np.ndarray:
        """log Σ weight exp(-|x - centre|² / 2σ²) (N,) at points X (2, N); the factor 1 / 2πσ² is left out."""
        # Offsets from the middle keep the squares small, which saves digits when they are subtracted.
        middle = self.centres.mean(axis=1, keepdims=True)
        C, X = (self.centres - middle) / self.sigma, (X - middle) / self.sigma
        # One product gives x·c + log weight - |c|²/2: the points get a row of ones for what is the centre's own.
        C = np.vstack([C, np.log(self.weights) - 0.5 * np.sum(C * C, axis=0)])
        X = np.vstack([X, np.ones(X.shape[1])])
        found = np.empty(X.shape[1])
        step = max(1, CHUNK // C.shape[1])
        for start in range(0, X.shape[1], step):
            x = X[:, start : start + step]
            exponents = x.T @ C
            top = exponents.max(axis=1)
            # What counts is within a few units of the top, where 32 bits leave six digits, ten times faster.
            sums = np.exp((exponents - top[:, None]).astype(np.float32)).sum(axis=1)
            found[start : start + step] = top + np.log(sums) - 0.5 * np.sum(x[:2] ** 2, axis=0)
        return found


def ring(radius: float, sigma: float) -> Mixture:
    """Noise around a circle: even steps, which on a closed curve converge faster than any power."""
    count = max(32, math.ceil(2 * math.pi * radius / sigma * NODES / PANEL))
    angle = 2 * np.pi * np.arange(count) / count
    return Mixture(radius * np.stack([np.cos(angle), np.sin(angle)]), np.full(count, 1.0 / count), sigma)


def quadrature(low: float, high: float, length: float, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights (M,) that integrate along a curve's parameter from low to high.

    `length` is how long the curve would be if all of it were passed at its greatest speed.
    """
    panels = max(FEWEST_PANELS, math.ceil(length / (PANEL * sigma)))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    edges = np.linspace(low, high, panels + 1)
    half = (high - low) / panels / 2
    at = (edges[:-1, None] + half * (nodes + 1)).ravel()
    return at, np.tile(half * weights, panels)


def normal_cdf(z: np.ndarray) -> np.ndarray:
    """Φ(z), the normal distribution function."""
    return np.asarray(_erfc(np.asarray(z) / -math.sqrt(2)), dtype=np.float64) / 2


def log_normal_cdf(z: np.ndarray) -> np.ndarray:
    """log Φ(z), also where Φ(z) is too small for a computer.

    For z < -FAR by the series Φ(z) = φ(z)/|z| · (1 - 1/z² + 3/z⁴ - …), Abramowitz and Stegun 26.2.12.
    """
    z = np.asarray(z, dtype=np.float64)
    found = np.zeros_like(z)  # log 1, which holds to 1e-23 for z > FAR
    near, far = np.abs(z) <= FAR, z < -FAR
    found[near] = np.log(normal_cdf(z[near]))
    t = 1.0 / z[far] ** 2
    tail = np.log1p(t * (-1 + t * (3 - 15 * t)))
    found[far] = -0.5 * z[far] ** 2 - np.log(-z[far] * math.sqrt(2 * math.pi)) + tail
    return found


def log_normal_between(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """log (Φ(high) - Φ(low)) for low < high, taken on the side where Φ is small and has its digits."""
    right = low + high > 0
    a, b = np.where(right, -high, low), np.where(right, -low, high)
    upper = log_normal_cdf(b)
    with np.errstate(divide="ignore"):  # where low and high are one to a computer, nothing lies between
        return upper + np.log(-np.expm1(np.minimum(log_normal_cdf(a) - upper, 0.0)))
