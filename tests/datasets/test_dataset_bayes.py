"""The Bayes answer: against closed forms, and against what fresh draws of the recipes do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ive, log_ndtr
from scipy.stats import norm
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from playground.datasets import DATASETS
from playground.datasets.bayes import BAYES, bayes_error, bayes_log_odds, bayes_probability, probability
from playground.datasets.bayes_densities import Mixture, log_normal_between, log_normal_cdf
from playground.datasets.bayes_laws import blob_centres
from playground.datasets.fresh import draw_fresh, resample
from playground.datasets.points import DatasetError

FRESH = 60_000


def at(name: str, noise: float, X: np.ndarray, seed: int = 1) -> np.ndarray:
    """P(y=1|x) at these points."""
    found = bayes_probability(name, noise, seed)
    assert found is not None
    return found(X)


def plane(half: float, side: int = 41) -> np.ndarray:
    """Points (2, side²) over a square around the origin."""
    line = np.linspace(-half, half, side)
    return np.stack([axis.ravel() for axis in np.meshgrid(line, line)])


def test_an_answer_is_known_for_recipes_only() -> None:
    assert set(BAYES) <= set(DATASETS)
    assert bayes_log_odds("csv", 0.1, 1) is None
    assert bayes_probability("csv", 0.1, 1) is None
    assert bayes_error("csv", 0.1, 1) is None


CASES = [(name, share) for name in BAYES for share in (1.0, 0.3, 2.0)]


@pytest.mark.parametrize(("name", "share"), CASES)
def test_of_fresh_points_as_many_have_label_1_as_was_said(name: str, share: float) -> None:
    """In every bin of p the share of label 1 is the mean of p, to within five binomial standard deviations.

    The quantiles' border is the sample's own: half a √n of its points may lie on the other side.
    """
    noise = (DATASETS[name].noise or 0.2) * share
    points = draw_fresh(name, FRESH, noise, 1, 77)
    p = at(name, noise, points.X)
    assert p.min() >= 0 and p.max() <= 1
    for low in np.arange(0, 1, 0.05):
        of_bin = (p >= low) & ((p < low + 0.05) | (low > 0.94))
        if of_bin.any():
            expected, deviation = p[of_bin].sum(), np.sqrt(np.sum(p[of_bin] * (1 - p[of_bin])))
            slack = 2 * np.sqrt(FRESH) if name == "gaussian_quantiles" else 1
            assert abs(points.Y[0, of_bin].sum() - expected) <= 5 * deviation + slack, low


@pytest.mark.parametrize("name", BAYES)
def test_by_places_too_as_many_have_label_1_as_was_said(name: str) -> None:
    """A bin of p gathers places from all over; a cell of a grid, or a slice of the logits, has one place."""
    noise = DATASETS[name].noise
    points = draw_fresh(name, FRESH, noise, 1, 78)
    p = at(name, noise, points.X)
    low, high = points.X.min(axis=1, keepdims=True), points.X.max(axis=1, keepdims=True)
    cell = np.minimum((25 * (points.X - low) / (high - low)).astype(int), 24)
    cell = 25 * cell[0] + cell[1]
    surplus = np.bincount(cell, points.Y[0] - p, minlength=625)
    variance = np.bincount(cell, p * (1 - p), minlength=625)
    slack = 2 * np.sqrt(FRESH) / 10 if name == "gaussian_quantiles" else 2
    assert (np.abs(surplus) <= 5 * np.sqrt(variance) + slack).all()


@pytest.mark.parametrize("name", BAYES)
def test_no_neighbours_vote_does_better_and_the_bayes_error_is_what_it_makes(name: str) -> None:
    noise = DATASETS[name].noise
    train, fresh = (draw_fresh(name, 20_000, noise, 1, seed) for seed in (5, 6))
    said = bayes_error(name, noise, 1)
    assert said is not None
    wrong = np.mean((at(name, noise, fresh.X) > 0.5) != fresh.Y[0])
    assert wrong == pytest.approx(
        said.error, abs=5 * np.sqrt(0.25 * said.error / 5000) + 5 * said.standard_error + 0.005
    )
    voted = KNeighborsClassifier(101).fit(train.X.T, train.Y[0]).score(fresh.X.T, fresh.Y[0])
    assert 1 - voted > said.error - 5 * np.sqrt(said.error / 20_000) - 0.002


def test_two_gaussians_err_as_the_closed_form_says() -> None:
    """Φ(-d/2) for unit Gaussians d apart; the estimate is as sure as it says."""
    d, scores = 2.0, []
    zero = Mixture(np.array([[-d / 2], [0.0]]), np.ones(1), 1.0)
    one = Mixture(np.array([[d / 2], [0.0]]), np.ones(1), 1.0)
    for seed in range(200):
        random = np.random.RandomState(seed)
        X = random.randn(2, 2000) + np.array([[d / 2], [0.0]]) * random.choice([-1, 1], 2000)
        p = probability(one.log_density(X) - zero.log_density(X))
        np.testing.assert_allclose(p, 1 / (1 + np.exp(-d * X[0])), atol=1e-6)
        wrong = np.minimum(p, 1 - p)
        scores.append((wrong.mean() - norm.cdf(-d / 2)) / (wrong.std() / np.sqrt(2000)))
    assert np.mean(np.abs(scores) < 1.96) == pytest.approx(0.95, abs=0.05)
    assert abs(np.mean(scores)) < 0.3


def test_football_errs_as_its_integral_says() -> None:
    """E Φ(-|d|/σ) over the distance d, whose density is that of a triangle, √2/1.2 high."""
    d = np.linspace(0, 1.2 / np.sqrt(2), 200_001)
    density = 2 * np.sqrt(2) / 1.2 * (1 - d * np.sqrt(2) / 1.2)
    expected = np.trapezoid(density * norm.cdf(-d / 0.075), d)
    said = bayes_error("football", 0.075, 1)
    assert said is not None
    assert said.error == pytest.approx(expected, abs=4 * said.standard_error)
    assert said.standard_error < 0.001


@pytest.mark.parametrize("noise", [0.01, 0.05, 0.3, 5.0])
def test_circles_are_bessels_rings(noise: float) -> None:
    """∫ exp(-|x - c(θ)|²/2σ²) dθ/2π = exp(-(r - R)²/2σ²) I0(rR/σ²) exp(-rR/σ²)."""
    X = plane(2.0)
    r = np.hypot(*X)
    logs = [-((r - R) ** 2) / (2 * noise**2) + np.log(ive(0, r * R / noise**2)) for R in (1.0, 0.8)]
    found = bayes_log_odds("circles", noise, 1)
    assert found is not None
    np.testing.assert_allclose(found(X), logs[1] - logs[0], rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("noise", [0.02, 0.03, 0.2, 0.5])
@pytest.mark.parametrize("name", ["moons", "spiral"])
def test_curves_are_sums_over_many_steps(name: str, noise: float) -> None:
    """Against the curve in 40 000 steps, by the trapezoid rule."""
    low, high = (0.0, np.pi) if name == "moons" else (0.15, 1.0)
    t = np.linspace(low, high, 40_001)
    if name == "moons":
        curves, density = [(np.cos(t), np.sin(t)), (1 - np.cos(t), 0.5 - np.sin(t))], np.ones_like(t)
    else:
        x1, x2 = t * np.cos(2.5 * np.pi * t), t * np.sin(2.5 * np.pi * t)
        curves, density = [(x1, x2), (-x1, -x2)], t
    X = plane(1.6, 9)
    logs = []
    for curve in curves:
        squares = ((X[:, :, None] - np.array(curve)[:, None]) ** 2).sum(axis=0) / (2 * noise**2)
        least = squares.min(axis=1, keepdims=True)
        logs.append(np.log(np.trapezoid(density * np.exp(least - squares), t, axis=1)) - least[:, 0])
    np.testing.assert_allclose(at(name, noise, X), probability(logs[1] - logs[0]), atol=2e-4)


def test_blobs_are_scikit_learns_gaussians_around_the_seeds_own_centres() -> None:
    """Blobs of equal variance are Gaussian naive Bayes with a class a blob."""
    many = draw_fresh("blobs", 60_000, 1.5, 3, 9)
    nearest = np.argmin(((many.X[:, :, None] - blob_centres(3)[:, None]) ** 2).sum(axis=0), axis=1)
    assert np.mean(nearest % 2 == many.Y[0]) > 0.7
    theirs = GaussianNB()
    theirs.fit(
        np.repeat(blob_centres(3).T, 2, axis=0) + np.tile([[1.5, 1.5], [-1.5, -1.5]], (6, 1)),
        np.repeat(range(6), 2),
    )
    expected = theirs.predict_proba(plane(12.0).T)[:, 1::2].sum(axis=1)
    np.testing.assert_allclose(at("blobs", 1.5, plane(12.0), 3), expected, atol=1e-5)
    original = DATASETS["blobs"].draw(200, 0.0, 3)
    assert {*map(tuple, original.X.T.round(9))} == {*map(tuple, blob_centres(3).T.round(9))}


@settings(deadline=None)
@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=20))
def test_the_normal_distribution_is_scipys(z: list[float]) -> None:
    np.testing.assert_allclose(log_normal_cdf(np.array(z)), log_ndtr(z), rtol=1e-6, atol=1e-15)


@settings(deadline=None)
@given(st.floats(-30, 30), st.floats(1e-3, 50))
def test_what_lies_between_is_scipys(low: float, width: float) -> None:
    a, b = (low, low + width) if 2 * low + width < 0 else (-low - width, -low)
    expected = log_ndtr(b) + np.log(-np.expm1(log_ndtr(a) - log_ndtr(b)))
    found = log_normal_between(np.array([low]), np.array([low + width]))
    np.testing.assert_allclose(found, [expected], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", BAYES)
@settings(max_examples=30, deadline=None)
@given(
    noise=st.just(0.0) | st.floats(0, 3) | st.floats(0, 100), scale=st.floats(0.1, 1e4), seed=st.integers(0, 99)
)
def test_an_answer_is_a_probability_anywhere(name: str, noise: float, scale: float, seed: int) -> None:
    p = at(name, noise, scale * plane(1.0, 5), seed)
    assert p.shape == (25,)
    assert np.isfinite(p).all()
    assert p.min() >= 0 and p.max() <= 1


@pytest.mark.parametrize("name", [name for name in BAYES if name not in ("no_structure", "gaussian_quantiles")])
def test_without_noise_every_point_is_told_right(name: str) -> None:
    points = draw_fresh(name, 4000, 0.0, 1, 3)
    assert np.mean((at(name, 0.0, points.X) > 0.5) == points.Y[0]) > 0.999
    said = bayes_error(name, 0.0, 1)
    assert said is not None
    assert said.error < 1e-3


def test_errors_that_are_known() -> None:
    nothing, quantiles = bayes_error("no_structure", 0.1, 1), bayes_error("gaussian_quantiles", 0.5, 1)
    assert nothing is not None and (nothing.error, nothing.standard_error) == (0.5, 0.0)
    assert quantiles is not None and (quantiles.error, quantiles.standard_error) == (0.0, 0.0)
    with pytest.raises(DatasetError, match="noise"):
        bayes_error("moons", -1.0, 1)


def test_more_points_of_the_same_problem() -> None:
    one, other = draw_fresh("moons", 50, 0.2, 1, 5), DATASETS["moons"].draw(50, 0.2, 5)
    np.testing.assert_array_equal(one.X, other.X)
    blobs = draw_fresh("blobs", 60, 0.0, 1, 5)
    assert {*map(tuple, blobs.X.T.round(9))} == {*map(tuple, blob_centres(1).T.round(9))}
    assert not np.array_equal(*(draw_fresh("blobs", 60, 1.0, 1, seed).X for seed in (5, 6)))


def test_a_bootstrap_holds_the_same_points_and_as_many_of_each_class() -> None:
    points = DATASETS["moons"].draw(101, 0.2, 1)
    again = resample(points, 7)
    assert {*map(tuple, again.X.T)} < {*map(tuple, points.X.T)}
    np.testing.assert_array_equal(again.Y, points.Y)
    assert not np.array_equal(again.X, resample(points, 8).X)
