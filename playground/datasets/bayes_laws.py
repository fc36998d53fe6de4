"""The law of each recipe: log P(y = 1 | x) / P(y = 0 | x) in closed form or by quadrature, for points anywhere.

A recipe with even steps along a curve is taken as the continuum, n → ∞, not as the finite mixture of its n
places: so the answer is that of the problem and the same for every n, for the training set and for fresh points.
With steps below 2σ the two cannot be told apart. So are shares: both classes have half of the points, every
blob a sixth. Where a recipe has no noise, a noise too small to be seen stands in for it.
"""

import math
from collections.abc import Callable

import numpy as np
from sklearn.datasets import make_blobs

from playground.datasets.bayes_densities import (
    Mixture,
    log_normal_between,
    log_normal_cdf,
    quadrature,
    ring,
)
from playground.datasets.recipes import (
    KILOMETRES,
    LEAST_COVARIANCE,
    LEAST_SIZE,
    MOST_SIZE,
    PITCH,
    SPIRAL_START,
    SPIRAL_TURNS,
)

LogOdds = Callable[[np.ndarray], np.ndarray]

# Below this noise two curves are so many standard deviations apart that the answer is the nearer one anyway;
# more nodes would only take time.
LEAST_CURVE_NOISE = 0.01
LEAST_NOISE = 1e-6

HALF_TURN_OF_FLOWER = 3.12
REACH = 8.0
MOST_WINDINGS = 40


def _against(zero: Mixture, one: Mixture) -> LogOdds:
    return lambda X: one.log_density(X) - zero.log_density(X)


def circles(noise: float, seed: int) -> LogOdds:
    """Class 0 is noise around the circle of radius 1, class 1 around that of 0.8."""
    sigma = max(noise, LEAST_CURVE_NOISE)
    return _against(ring(1.0, sigma), ring(0.8, sigma))


def moons(noise: float, seed: int) -> LogOdds:
    """Class 0 is noise around (cos t, sin t), class 1 around (1 - cos t, 1/2 - sin t), t even on [0, π]."""
    sigma = max(noise, LEAST_CURVE_NOISE)
    t, weights = quadrature(0.0, math.pi, math.pi, sigma)
    upper, lower = np.stack([np.cos(t), np.sin(t)]), np.stack([1 - np.cos(t), 0.5 - np.sin(t)])
    return _against(Mixture(upper, weights, sigma), Mixture(lower, weights, sigma))


def spiral(noise: float, seed: int) -> LogOdds:
    """Noise around r = t at the angle 2π 1.25 t, t of a density in proportion to t; class 1 half a turn on."""
    sigma = max(noise, LEAST_CURVE_NOISE)
    turn = 2 * math.pi * SPIRAL_TURNS
    length = math.hypot(1.0, turn) * (1 - SPIRAL_START)  # at the speed √(1 + (turn t)²) of t = 1
    t, weights = quadrature(SPIRAL_START, 1.0, length, sigma)
    arm = t * np.stack([np.cos(turn * t), np.sin(turn * t)])
    return _against(Mixture(arm, weights * t, sigma), Mixture(-arm, weights * t, sigma))


def blobs(noise: float, seed: int) -> LogOdds:
    """Six equal round Gaussians, every other one of class 1, at the centres that the seed draws."""
    sigma, centres = max(noise, LEAST_NOISE), blob_centres(seed)
    equal = np.ones(3)
    return _against(Mixture(centres[:, ::2], equal, sigma), Mixture(centres[:, 1::2], equal, sigma))


def blob_centres(seed: int) -> np.ndarray:
    """The six centres (2, 6) of `draw_blobs` with this seed, whatever its n and noise."""
    *_, centres = make_blobs(n_samples=6, n_features=2, centers=6, random_state=seed, return_centers=True)
    return np.asarray(centres).T


def flower(noise: float, seed: int) -> LogOdds:
    """Petals, in closed form: t is even on a half turn plus noise, r is 4 sin 4t plus noise.

    The point at the radius ρ and the angle ψ from the second axis comes from t = ψ + πk with r = ρ for even k
    and r = -ρ for odd; sin 4t is sin 4ψ for all of them, and dx = |r| dt dr, so the factor ρ cancels:
    p(x | class j) ∝ Σ_k [Φ((t - 3.12 j) / σ) - Φ((t - 3.12 (j + 1)) / σ)] exp(-(±ρ - 4 sin 4ψ)² / 2σ²).
    Windings beyond 8 σ, or of a noise far beyond the form's, beyond the 40th, are left out.
    """
    sigma = max(noise, LEAST_NOISE)
    reach = REACH * sigma
    first = math.floor((-reach - math.pi) / math.pi)
    last = math.ceil((2 * HALF_TURN_OF_FLOWER + reach + math.pi) / math.pi)
    windings = range(max(first, -MOST_WINDINGS), min(last, MOST_WINDINGS) + 1)

    def log_odds(X: np.ndarray) -> np.ndarray:
        rho, psi = np.hypot(X[0], X[1]), np.arctan2(X[0], X[1])
        petal = 4 * np.sin(4 * psi)
        classes = [np.full(X.shape[1], -np.inf) for _ in range(2)]
        for k in windings:
            t = psi + math.pi * k
            of_radius = -0.5 * (((-rho if k % 2 else rho) - petal) / sigma) ** 2
            edges = [(t - j * HALF_TURN_OF_FLOWER) / sigma for j in range(3)]
            for j in range(2):
                of_angle = log_normal_between(edges[j + 1], edges[j])
                classes[j] = np.logaddexp(classes[j], of_angle + of_radius)
        return classes[1] - classes[0]

    return log_odds


def gaussian_quantiles(noise: float, seed: int) -> LogOdds:
    """Class 1 outside of the radius √(2 cov log 2) that holds half of the cloud: ±∞, as places decide all.

    In a draw of n points the border is the sample's own median radius, which differs by chance, the less the
    more points there are.
    """
    square = 2 * max(noise, LEAST_COVARIANCE) * math.log(2)
    return lambda X: np.where(np.sum(X * X, axis=0) > square, np.inf, -np.inf)


def xor(noise: float, seed: int) -> LogOdds:
    """Even squares plus noise, in closed form: a side of the square has the density Φ(x/σ) - Φ((x-1)/σ)."""
    sigma = max(noise, LEAST_NOISE)

    def log_odds(X: np.ndarray) -> np.ndarray:
        high, low = (log_normal_between((s * X - 1) / sigma, s * X / sigma) for s in (1.0, -1.0))
        differ = np.logaddexp(high[0] + low[1], low[0] + high[1])
        return differ - np.logaddexp(high[0] + high[1], low[0] + low[1])

    return log_odds


def football(noise: float, seed: int) -> LogOdds:
    """Class 1 with probability Φ(d / noise), d the signed distance from the diagonal; outside of the pitch too."""
    sigma = max(noise, LEAST_NOISE)

    def log_odds(X: np.ndarray) -> np.ndarray:
        z = (X[1] - X[0]) / math.sqrt(2) / sigma
        return log_normal_cdf(z) - log_normal_cdf(-z)

    return log_odds


def houses(noise: float, seed: int) -> LogOdds:
    """The law of football on a pitch in other units."""
    on_the_pitch = football(noise, seed)
    low, high = np.array([[0.0], [LEAST_SIZE]]), np.array([[KILOMETRES], [MOST_SIZE]])
    return lambda X: on_the_pitch(2 * PITCH * ((X - low) / (high - low) - 0.5))


def no_structure(noise: float, seed: int) -> LogOdds:
    """A half, whatever the place."""
    return lambda X: np.zeros(X.shape[1])
