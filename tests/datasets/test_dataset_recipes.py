"""The recipes: scikit-learn's own points, the course's flower, and promises for every n, noise and seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import make_blobs, make_circles, make_gaussian_quantiles, make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from playground.datasets import DATASET_NAMES, DATASETS, DatasetError

ORDER = [
    "circles",
    "moons",
    "flower",
    "blobs",
    "gaussian_quantiles",
    "spiral",
    "xor",
    "football",
    "houses",
    "no_structure",
]
LARGEST_SEED = 2**32 - 1


def test_the_names_come_in_the_order_of_the_screen() -> None:
    assert list(DATASETS) == ORDER
    assert (*ORDER, "csv") == DATASET_NAMES


@pytest.mark.parametrize(
    ("name", "n", "noise"),
    [("circles", 300, 0.05), ("moons", 300, 0.2), ("flower", 400, 0.2), ("football", 400, 0.075)],
)
def test_the_defaults_are_those_of_the_experiments(name: str, n: int, noise: float) -> None:
    assert (DATASETS[name].n, DATASETS[name].noise) == (n, noise)


@pytest.mark.parametrize("name", ORDER)
def test_a_slider_of_noise_holds_the_default(name: str) -> None:
    recipe = DATASETS[name]
    assert 0 <= recipe.noise < recipe.max_noise
    assert recipe.title[0].isupper()
    assert recipe.noise_means


@pytest.mark.parametrize("n", [10, 101, 300])
@pytest.mark.parametrize("noise", [0.0, 0.05, 0.4])
@pytest.mark.parametrize("seed", [1, 2])
def test_circles_moons_and_blobs_are_scikit_learns(n: int, noise: float, seed: int) -> None:
    expected = {
        "circles": make_circles(n_samples=n, noise=noise, random_state=seed),
        "moons": make_moons(n_samples=n, noise=noise, random_state=seed),
        "blobs": make_blobs(n_samples=n, n_features=2, centers=6, cluster_std=noise, random_state=seed),
    }
    for name, (rows, labels) in expected.items():
        points = DATASETS[name].draw(n, noise, seed)
        np.testing.assert_array_equal(points.X, rows.T)
        np.testing.assert_array_equal(points.Y, [labels % 2])


@pytest.mark.parametrize(("noise", "covariance"), [(0.5, 0.5), (2.0, 2.0), (0.01, 0.01), (0.0, 0.01)])
def test_gaussian_quantiles_are_scikit_learns_with_a_least_covariance(noise: float, covariance: float) -> None:
    rows, labels = make_gaussian_quantiles(
        mean=None, cov=covariance, n_samples=75, n_features=2, n_classes=2, shuffle=True, random_state=4
    )
    points = DATASETS["gaussian_quantiles"].draw(75, noise, 4)
    np.testing.assert_array_equal(points.X, rows.T)
    np.testing.assert_array_equal(points.Y, [labels])


def test_the_flower_is_the_courses() -> None:
    random = np.random.RandomState(1)
    t0 = np.linspace(0, 3.12, 200) + 0.2 * random.randn(200)
    r0 = 4 * np.sin(4 * t0) + 0.2 * random.randn(200)
    t1 = np.linspace(3.12, 6.24, 200) + 0.2 * random.randn(200)
    r1 = 4 * np.sin(4 * t1) + 0.2 * random.randn(200)

    flower = DATASETS["flower"].draw(400, 0.2, 1)

    for i in (0, 1, 2, 199):
        np.testing.assert_allclose(flower.X[:, i], [r0[i] * np.sin(t0[i]), r0[i] * np.cos(t0[i])], rtol=1e-12)
        np.testing.assert_allclose(
            flower.X[:, 200 + i], [r1[i] * np.sin(t1[i]), r1[i] * np.cos(t1[i])], rtol=1e-12
        )
    assert flower.Y.tolist() == [[0.0] * 200 + [1.0] * 200]


def test_logistic_regression_fails_on_the_flower_as_published() -> None:
    flower = DATASETS["flower"].draw(400, 0.2, 1)
    model = LogisticRegression(C=1e6).fit(flower.X.T, flower.Y[0])
    assert model.score(flower.X.T, flower.Y[0]) == pytest.approx(0.47, abs=0.01)


def test_an_odd_flower_gives_class_0_the_odd_point() -> None:
    assert DATASETS["flower"].draw(11, 0.2, 1).Y.tolist() == [[0.0] * 6 + [1.0] * 5]


def test_xor_without_noise_is_the_sign_product() -> None:
    points = DATASETS["xor"].draw(401, 0.0, 3)
    assert np.abs(points.X).max() <= 1
    np.testing.assert_array_equal(points.Y[0] == 1, np.sign(points.X[0]) != np.sign(points.X[1]))


def test_xor_labels_stay_when_noise_moves_the_points() -> None:
    clean, noisy = (DATASETS["xor"].draw(2000, noise, 3) for noise in (0.0, 0.2))
    np.testing.assert_array_equal(clean.Y, noisy.Y)
    assert np.std(noisy.X - clean.X) == pytest.approx(0.2, rel=0.05)


def test_the_spiral_is_no_line_but_two_arms() -> None:
    points = DATASETS["spiral"].draw(2000, 0.0, 5)
    radius = np.hypot(*points.X)
    expected_angle = 2 * np.pi * 1.25 * radius + np.pi * points.Y[0]
    np.testing.assert_allclose(np.cos(np.arctan2(points.X[1], points.X[0]) - expected_angle), 1.0, atol=1e-9)
    assert radius.min() >= 0.15
    assert radius.max() <= 1.0


def test_the_default_spiral_can_be_learned_but_not_by_a_line() -> None:
    recipe = DATASETS["spiral"]
    train, fresh = (recipe.draw(1000, recipe.noise, seed) for seed in (1, 2))
    assert LogisticRegression().fit(train.X.T, train.Y[0]).score(fresh.X.T, fresh.Y[0]) < 0.8
    assert KNeighborsClassifier(5).fit(train.X.T, train.Y[0]).score(fresh.X.T, fresh.Y[0]) > 0.97


def test_the_best_classifier_of_football_is_right_in_93_of_100() -> None:
    recipe = DATASETS["football"]
    points = recipe.draw(100_000, recipe.noise, 1)
    assert ((points.X[1] > points.X[0]) == points.Y[0]).mean() == pytest.approx(0.93, abs=0.007)
    assert np.abs(points.X).max() <= 0.6


def test_football_headers_are_won_by_the_distance_over_the_noise() -> None:
    points = DATASETS["football"].draw(200_000, 0.2, 1)
    distance = (points.X[1] - points.X[0]) / np.sqrt(2)
    # Phi(1/2), Phi(1) and their mirror images, from a table of the normal distribution.
    for z, share in [(-1.0, 0.1587), (-0.5, 0.3085), (0.0, 0.5), (0.5, 0.6915), (1.0, 0.8413)]:
        near = np.abs(distance - 0.2 * z) < 0.01
        assert points.Y[0, near].mean() == pytest.approx(share, abs=0.03)


def test_football_places_are_uniform() -> None:
    points = DATASETS["football"].draw(100_000, 0.2, 1)
    counts, *_ = np.histogram2d(points.X[0], points.X[1], bins=4, range=[[-0.6, 0.6]] * 2)
    np.testing.assert_allclose(counts / 100_000, 1 / 16, atol=0.005)


def test_houses_are_dear_where_large_and_near_in_units_that_ask_to_be_normalised() -> None:
    points = DATASETS["houses"].draw(100_000, 0.1, 1)
    low, high = points.X.min(axis=1), points.X.max(axis=1)
    np.testing.assert_allclose(low, [0.0, 0.5], atol=0.01)
    np.testing.assert_allclose(high, [10.0, 2.5], atol=0.01)
    near, large = points.X[0] < 2.0, points.X[1] > 2.0
    assert points.Y[0, near & large].mean() > 0.99
    assert points.Y[0, ~near & ~large & (points.X[0] > 8.0) & (points.X[1] < 1.0)].mean() < 0.01


def test_a_set_without_structure_has_none() -> None:
    points = DATASETS["no_structure"].draw(40_000, 0.0, 1)
    assert points.Y.mean() == 0.5
    for feature in (*points.X, points.X[0] * points.X[1], np.hypot(*points.X)):
        assert abs(np.corrcoef(feature, points.Y[0])[0, 1]) < 0.02


@pytest.mark.parametrize("name", ORDER)
@settings(max_examples=25, deadline=None)
@given(
    n=st.integers(10, 200),
    noise=st.one_of(st.just(0.0), st.floats(0, 1), st.floats(0, 100)),
    seed=st.integers(0, LARGEST_SEED),
)
def test_every_draw_keeps_its_promises(name: str, n: int, noise: float, seed: int) -> None:
    points = DATASETS[name].draw(n, noise, seed)
    assert points.X.shape == (2, n)
    assert points.Y.shape == (1, n)
    assert points.m == n
    assert points.X.dtype == points.Y.dtype == np.float64
    assert np.isfinite(points.X).all()
    assert set(points.Y[0].tolist()) == {0.0, 1.0}
    again = DATASETS[name].draw(n, noise, seed)
    np.testing.assert_array_equal(points.X, again.X)
    np.testing.assert_array_equal(points.Y, again.Y)


@pytest.mark.parametrize("name", ORDER)
def test_ten_points_of_any_seed_hold_both_classes(name: str) -> None:
    recipe = DATASETS[name]
    for seed in range(300):
        assert 1 <= recipe.draw(10, recipe.noise, seed).Y.sum() <= 9


@pytest.mark.parametrize("name", ORDER)
def test_another_seed_draws_other_points_and_leaves_numpys_own_stream_alone(name: str) -> None:
    before = np.random.get_state(legacy=False)["state"]["key"].copy()
    one, two = (DATASETS[name].draw(50, 0.1, seed) for seed in (1, 2))
    assert not np.array_equal(one.X, two.X)
    np.testing.assert_array_equal(np.random.get_state(legacy=False)["state"]["key"], before)


@pytest.mark.parametrize("name", ORDER)
def test_what_cannot_be_drawn_is_refused(name: str) -> None:
    draw = DATASETS[name].draw
    with pytest.raises(DatasetError, match="at least 2 points, one of each class, not 1"):
        draw(1, 0.1, 0)
    for noise in (-0.1, np.nan, np.inf):
        with pytest.raises(DatasetError, match="noise of a data set must be a finite number from 0 up"):
            draw(10, noise, 0)


@pytest.mark.parametrize(
    ("name", "first", "labels"),
    [
        ("spiral", [[-0.0630273713, -0.95118011], [-0.594469889, -0.191541163]], "0100011101"),
        ("xor", [[-0.441435643, 0.747481157], [0.414559799, -0.292557837]], "1110001001"),
        ("football", [[-0.0513542304, -0.0831617194], [-0.134507111, 0.203695244]], "0100011101"),
        ("houses", [[4.572048080, 4.306985672], [1.275821482, 1.839492074]], "0100011101"),
        ("no_structure", [[-0.27770342, 0.417227194], [-0.128235393, -0.000462135321]], "0100011101"),
    ],
)
def test_a_link_shared_today_draws_the_same_points_for_good(
    name: str, first: list[list[float]], labels: str
) -> None:
    points = DATASETS[name].draw(10, 0.1, 1)
    np.testing.assert_allclose(points.X[:, :2], first, rtol=1e-8)
    assert "".join(f"{y:.0f}" for y in points.Y[0]) == labels
