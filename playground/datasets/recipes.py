"""The recipes that draw points: the same n, noise and seed give the same points for good.

Every recipe takes all its randomness from one `np.random.RandomState(seed)`, whose stream NumPy has frozen,
or hands the seed to scikit-learn, which does the same. Where labels could all come out alike by chance, the
labels are dealt in equal numbers first and the places drawn to suit them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType

import numpy as np
from sklearn.datasets import make_blobs, make_circles, make_gaussian_quantiles, make_moons

from playground.datasets.points import DatasetError, Points

Draw = Callable[[int, float, int], Points]

LEAST_COVARIANCE = 0.01
SPIRAL_TURNS = 1.25
SPIRAL_START = 0.15
PITCH = 0.6
KILOMETRES = 10.0
LEAST_SIZE, MOST_SIZE = 0.5, 2.5


@dataclass(frozen=True)
class Recipe:
    """A way to draw points, with what a form needs to offer it.

    `draw(n, noise, seed)` gives exactly n points of both classes for n >= 2 and any finite noise >= 0, and
    raises DatasetError otherwise. `max_noise` is where a slider sensibly ends, not a limit.
    """

    title: str
    draw: Draw
    n: int
    noise: float
    max_noise: float
    noise_means: str


def _checked(draw: Draw) -> Draw:
    @wraps(draw)
    def checked(n: int, noise: float, seed: int) -> Points:
        if n < 2:
            raise DatasetError(f"A data set needs at least 2 points, one of each class, not {n}.")
        if not (math.isfinite(noise) and noise >= 0):
            raise DatasetError(f"The noise of a data set must be a finite number from 0 up, not {noise:g}.")
        return draw(n, noise, seed)

    return checked


def _dealt_labels(random: np.random.RandomState, n: int) -> np.ndarray:
    """Labels (1, n) in random order, as many of one class as of the other; class 0 has the odd one."""
    return (random.permutation(n) % 2).astype(np.float64).reshape(1, n)


@_checked
def draw_circles(n: int, noise: float, seed: int) -> Points:
    """One circle inside another: scikit-learn's `make_circles` with its default factor 0.8."""
    return Points.from_rows(*make_circles(n_samples=n, noise=noise, random_state=seed))


@_checked
def draw_moons(n: int, noise: float, seed: int) -> Points:
    """Two half circles that interlock: scikit-learn's `make_moons`."""
    return Points.from_rows(*make_moons(n_samples=n, noise=noise, random_state=seed))


@_checked
def draw_flower(n: int, noise: float, seed: int) -> Points:
    """Petals r = 4 sin(4t), one class on each half of the turn, class 0 first; it has the odd point.

    For class j, t runs from 3.12 j to 3.12 (j+1) in even steps; t and r each get normal noise.
    """
    random = np.random.RandomState(seed)
    sizes = (n - n // 2, n // 2)
    petals = []
    for j, size in enumerate(sizes):
        t = np.linspace(j * 3.12, (j + 1) * 3.12, size) + noise * random.randn(size)
        r = 4 * np.sin(4 * t) + noise * random.randn(size)
        petals.append(np.stack([r * np.sin(t), r * np.cos(t)]))
    return Points(np.concatenate(petals, axis=1), np.repeat([[0.0, 1.0]], sizes, axis=1))


@_checked
def draw_blobs(n: int, noise: float, seed: int) -> Points:
    """Six round clouds, every other one of class 1: scikit-learn's `make_blobs`, label modulo 2.

    The seed draws the six centres as well, so another seed is another problem, not more of the same points.
    """
    rows, cloud = make_blobs(n_samples=n, n_features=2, centers=6, cluster_std=noise, random_state=seed)
    return Points.from_rows(rows, cloud % 2)


@_checked
def draw_gaussian_quantiles(n: int, noise: float, seed: int) -> Points:
    """One round cloud, class 0 its inner half: scikit-learn's `make_gaussian_quantiles`.

    The noise is the covariance of the cloud. Without any, all points would lie on one spot with both labels
    on it, so a covariance below 0.01 counts as 0.01: the cloud keeps a radius that can be seen.
    """
    rows, labels = make_gaussian_quantiles(
        mean=None,
        cov=max(noise, LEAST_COVARIANCE),
        n_samples=n,
        n_features=2,
        n_classes=2,
        shuffle=True,
        random_state=seed,
    )
    return Points.from_rows(rows, labels)


@_checked
def draw_spiral(n: int, noise: float, seed: int) -> Points:
    """Two arms of an Archimedean spiral, r = t at the angle 2 pi 1.25 t, the second turned by half a turn.

    The square root makes points as dense per area outside as inside; the arms start at t = 0.15, since they
    would meet in the centre.
    """
    random = np.random.RandomState(seed)
    Y = _dealt_labels(random, n)
    t = np.sqrt(random.uniform(SPIRAL_START**2, 1.0, n))
    angle = 2 * np.pi * SPIRAL_TURNS * t + np.pi * Y[0]
    X = np.stack([t * np.cos(angle), t * np.sin(angle)])
    return Points(X + noise * random.randn(2, n), Y)


@_checked
def draw_xor(n: int, noise: float, seed: int) -> Points:
    """The square [-1, 1] x [-1, 1]: class 1 where the coordinates' signs differ, then each point is jittered.

    The four quadrants are dealt in equal numbers, so that both classes are there however few the points.
    """
    random = np.random.RandomState(seed)
    quadrant = random.permutation(n) % 4
    signs = np.stack([np.where(quadrant < 2, 1.0, -1.0), np.where(quadrant % 2 == 0, 1.0, -1.0)])
    X = signs * random.uniform(0.0, 1.0, (2, n))
    Y = (signs[0] * signs[1] < 0).astype(np.float64).reshape(1, n)
    return Points(X + noise * random.randn(2, n), Y)


@_checked
def draw_football(n: int, noise: float, seed: int) -> Points:
    """Where on the pitch a header is won, by which team: class 1 rather above the diagonal x2 = x1.

    Places are uniform on [-0.6, 0.6] x [-0.6, 0.6]. At the signed distance d = (x2 - x1) / sqrt(2) from the
    border, class 1 wins with probability Phi(d / noise), Phi being the normal distribution function. So even
    the best classifier, the border itself, errs with probability close to 2 p(0) noise / sqrt(2 pi), where
    p(0) = sqrt(2) / 1.2 is the density of d at the border: 7 % for the default noise 0.075.
    """
    random = np.random.RandomState(seed)
    Y = _dealt_labels(random, n)
    X = random.uniform(-PITCH, PITCH, (2, n))
    distance = (X[1] - X[0]) / np.sqrt(2)
    won = distance + noise * random.randn(n) > 0
    # The pitch is symmetric about the border: mirroring a point that went to the wrong team gives one drawn
    # from the places of the dealt team, by the same probabilities.
    X = np.where(won == (Y[0] == 1.0), X, X[::-1])
    return Points(X, Y)


@_checked
def draw_houses(n: int, noise: float, seed: int) -> Points:
    """Which houses are dear: x1 kilometres from the centre, x2 hundred square metres; class 1 is large and near.

    The pitch of `draw_football` in units of each axis' own, so that the inputs ask to be normalised.
    """
    pitch = draw_football(n, noise, seed)
    share = pitch.X / (2 * PITCH) + 0.5
    low, high = np.array([[0.0], [LEAST_SIZE]]), np.array([[KILOMETRES], [MOST_SIZE]])
    return Points(low + share * (high - low), pitch.Y)


@_checked
def draw_no_structure(n: int, noise: float, seed: int) -> Points:
    """Uniform on [-1, 1] x [-1, 1], then jittered; half the labels are 1, whatever the place."""
    random = np.random.RandomState(seed)
    Y = _dealt_labels(random, n)
    return Points(random.uniform(-1.0, 1.0, (2, n)) + noise * random.randn(2, n), Y)


_EACH_COORDINATE = "standard deviation of each coordinate"

DATASETS: Mapping[str, Recipe] = MappingProxyType(
    {
        "circles": Recipe("Circles", draw_circles, 300, 0.05, 0.3, _EACH_COORDINATE),
        "moons": Recipe("Moons", draw_moons, 300, 0.2, 0.5, _EACH_COORDINATE),
        "flower": Recipe(
            "Flower", draw_flower, 400, 0.2, 1.0, "standard deviation of each point's angle and radius"
        ),
        "blobs": Recipe("Blobs", draw_blobs, 200, 1.0, 4.0, "standard deviation within each blob"),
        "gaussian_quantiles": Recipe(
            "Quantiles",
            draw_gaussian_quantiles,
            200,
            0.5,
            2.0,
            "covariance of the cloud, at least 0.01",
        ),
        "spiral": Recipe("Spiral", draw_spiral, 300, 0.03, 0.2, _EACH_COORDINATE),
        "xor": Recipe("XOR", draw_xor, 300, 0.05, 0.3, _EACH_COORDINATE),
        "football": Recipe(
            "Football",
            draw_football,
            400,
            0.075,
            0.3,
            "standard deviation of who wins about the border",
        ),
        "houses": Recipe("Houses", draw_houses, 300, 0.25, 0.6, "standard deviation of what is dear"),
        "no_structure": Recipe("No structure", draw_no_structure, 200, 0.0, 0.5, _EACH_COORDINATE),
    }
)

DATASET_NAMES = (*DATASETS, "csv")
