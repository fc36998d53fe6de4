"""Layer figures: against NumPy's own statistics of activations told once more, and against finite differences."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import expit

from playground.network.arrays import Array
from playground.network.parameters import Parameters
from playground.training.experiment import Experiment
from playground.training.layer_figures import (
    BINS,
    MOST_EXAMPLES,
    TOLERANCE,
    FiguresByLayer,
    LayerFigures,
    count_different,
)
from playground.training.lockstep import Lockstep
from playground.training.values_by_layer import (
    MOST_COUNTED,
    Rows,
    histograms,
    norms,
    relative,
    spread,
)

DATA: dict[str, Any] = {"dataset": {"name": "circles", "n": 60}}
INITS: tuple[dict[str, Any], ...] = ({"name": "zeros"}, {"name": "random", "scale": 10}, {"name": "he"})
PLAIN: dict[str, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": lambda Z: np.where(Z > 0, Z, 0.0),
    "sigmoid": expit,
}


def lockstep(*own: dict[str, Any], **fields: Any) -> Lockstep:
    """Networks that share `fields`, on circles unless they name other data."""
    return Lockstep([Experiment.from_json({**DATA, **fields, **its}) for its in own])


def plain_activations(X: Array, parameters: Parameters, activation: str) -> list[Array]:
    """A[1] … A[L] of one network, operation by operation."""
    activations = [X]
    for l in range(1, parameters.L + 1):
        g = PLAIN[activation] if l < parameters.L else expit
        activations.append(g(parameters.W[l] @ activations[-1] + parameters.b[l]))
    return activations[1:]


def assert_histogram(figures: FiguresByLayer, kind: int, k: int, l: int, values: Array) -> None:
    """Its range and counts, against NumPy's with the edges at whole numbers."""
    top = np.abs(values).max()
    np.testing.assert_allclose(figures.ranges[kind, k, l], [-top, top], rtol=1e-12)
    half = BINS // 2
    shares = values / (figures.ranges[kind, k, l, 1] or 1.0)
    expected = np.histogram(half * shares, bins=np.arange(-half, half + 1))[0]
    np.testing.assert_array_equal(figures.histograms[kind, k, l], expected)


@pytest.mark.parametrize("activation", PLAIN)
@pytest.mark.parametrize("updates", [0, 30])
def test_activations_and_weights_are_those_of_the_equations(activation: str, updates: int) -> None:
    networks = lockstep(*({"init": init} for init in INITS), hidden=[6, 4], activation=activation)
    figures_now = LayerFigures(networks)
    networks.advance(updates)
    figures = figures_now.measure()
    assert figures.spread.shape == (3, 3)
    for k in range(3):
        parameters = networks.parameters(k)
        for l, A in enumerate(plain_activations(networks.data.train.X, parameters, activation)):
            assert figures.spread[k, l] == pytest.approx(np.std(A), rel=1e-9, abs=1e-15)
            assert_histogram(figures, 0, k, l, A)
            assert_histogram(figures, 1, k, l, parameters.W[l + 1])


def test_the_gradient_is_that_of_the_cost_with_its_penalty() -> None:
    """By finite differences of the cost that the records tell, with λ and l1 of each network's own."""
    networks = lockstep({}, {"lambd": 3.0, "init": {"seed": 5}}, {"l1": 2.0}, hidden=[4, 3], activation="tanh")
    networks.advance(10)
    figures = LayerFigures(networks).measure()
    for k in range(3):
        parameters = networks.parameters(k)
        stood = parameters.theta.copy()

        def cost(theta: Array, k: int = k, parameters: Parameters = parameters) -> float:
            parameters.theta[...] = theta
            return networks.evaluate()[k].cost

        gradient = Parameters(parameters.layer_sizes, approx_fprime(stood, cost, 1e-7))
        parameters.theta[...] = stood
        for l in range(3):
            norm = np.linalg.norm(gradient.W[l + 1], "fro")
            assert figures.gradient[k, l] == pytest.approx(norm, rel=1e-4)
            top = np.abs(gradient.W[l + 1]).max()
            np.testing.assert_allclose(figures.ranges[2, k, l], [-top, top], rtol=1e-4)
        assert figures.histograms[2, k].sum(axis=-1).tolist() == [8, 12, 3]


def test_units_that_begin_the_same_stay_the_same() -> None:
    course = {"name": "circles", "n": 300, "noise": 0.05, "seed": 1}
    networks = lockstep(*({"init": init} for init in INITS), hidden=[10, 5], dataset=course)
    measured = LayerFigures(networks)
    assert measured.measure().different.tolist() == [[1, 1, 1], [10, 5, 1], [10, 5, 1]]
    networks.advance(100)
    assert measured.measure().different[[0, 2]].tolist() == [[1, 1, 1], [10, 5, 1]]


def test_dead_units_compute_the_same() -> None:
    networks = lockstep({}, hidden=[10, 5])
    for unit in (2, 6, 7):
        networks.parameters(0).b[1][unit] = -100.0
    assert LayerFigures(networks).measure().different[0, 0] == 8


def test_copied_units_count_once() -> None:
    networks = lockstep({}, hidden=[10, 5], activation="tanh")
    parameters = networks.parameters(0)
    parameters.W[1][[3, 7]] = parameters.W[1][0]
    parameters.W[1][5] = parameters.W[1][4]
    parameters.W[2][2] = -parameters.W[2][1]  # the opposite is not the same
    assert LayerFigures(networks).measure().different.tolist() == [[7, 5, 1]]


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=8), min_size=1, max_size=4),
    st.integers(0, 10**6),
    st.sampled_from([1e-280, 1e-9, 1.0, 1e150, 1e300]),
)
@settings(max_examples=100, deadline=None)
def test_units_are_told_apart_whatever_their_size(layers: list[list[int]], seed: int, size: float) -> None:
    """Rows that are the same but for round-off count once, and a hundred tolerances apart they count twice."""
    random = np.random.RandomState(seed)
    shapes = random.randn(1, 30) + TOLERANCE * 100 * np.arange(5)[:, None] * random.choice([-1.0, 1.0], 30)
    rows = np.concatenate([shapes[layer] for layer in layers])
    values = np.stack([rows, rows[:, ::-1]]) * (1 + 1e-14 * random.randn(2, len(rows), 30)) * size
    found = count_different(relative(values, Rows([len(layer) for layer in layers])))
    assert found.tolist() == [[len(set(layer)) for layer in layers]] * 2


def test_a_small_unit_is_not_lost_beside_a_large_one() -> None:
    row = np.random.RandomState(0).randn(20)
    values = np.stack([row, 1e-12 * row, 2e-12 * row, 0 * row, 0 * row])[None]
    assert count_different(relative(values, Rows([5]))).tolist() == [[4]]


@given(
    st.integers(1, 3),
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.integers(1, 20),
    st.integers(-290, 290),
    st.integers(0, 10**6),
)
@settings(max_examples=100, deadline=None)
def test_statistics_of_values_of_any_size(R: int, counts: list[int], j: int, exponent: int, seed: int) -> None:
    """Also where squares would be 0 or infinite: then NumPy is asked about values of ordinary size."""
    values = np.random.RandomState(seed).randn(R, sum(counts), j)
    layers = relative(values * 10.0**exponent, Rows(counts))
    counted = histograms(layers)
    for r in range(R):
        for l, its in enumerate(np.split(values, np.cumsum(counts)[:-1], axis=1)):
            assert spread(layers)[r, l] / 10.0**exponent == pytest.approx(np.std(its[r]), rel=1e-9, abs=1e-12)
            assert norms(layers)[r, l] / 10.0**exponent == pytest.approx(np.linalg.norm(its[r]))
            top = np.abs(its[r]).max()
            assert layers.tops[r, l] / 10.0**exponent == pytest.approx(top)
            expected = np.histogram(its[r] / top, bins=BINS, range=(-1, 1))[0]
            np.testing.assert_array_equal(counted[r, l], expected)


def test_a_layer_of_zeros_has_no_range() -> None:
    layers = relative(np.array([[[0.0, 0.0], [1.0, -1.0]]]), Rows([1, 1]))
    assert layers.tops.tolist() == [[0.0, 1.0]]
    assert not np.signbit(layers.tops).any()
    counted = histograms(layers)[0]
    assert counted[0].tolist() == [2 if bin == BINS // 2 else 0 for bin in range(BINS)]
    assert (counted[1, 0], counted[1, -1]) == (1, 1)


def test_more_values_than_16_bits_count_are_scaled_down() -> None:
    values = np.concatenate([np.full(4 * MOST_COUNTED, 1.0), np.full(MOST_COUNTED, -1.0)])
    counted = histograms(relative(values.reshape(1, -1, 1), Rows([len(values)])))[0, 0]
    assert counted.dtype == np.int16
    assert counted[-1] == MOST_COUNTED
    assert counted[0] == pytest.approx(MOST_COUNTED / 4, abs=1)


def test_overflow_counts_as_the_largest_float() -> None:
    largest = np.finfo(np.float64).max
    layers = relative(np.array([[[np.inf, 1.0], [np.nan, -1.0], [2.0, -3.0]]]), Rows([2, 1]))
    assert layers.tops.tolist() == [[largest, 3.0]]
    assert np.isfinite(layers.values).all()
    assert histograms(layers).sum(axis=-1).tolist() == [[4, 2]]


def test_networks_of_several_shapes_keep_their_places() -> None:
    """What a network does not have is NaN, and its neighbours do not matter."""
    owns = ({"hidden": [4, 3, 2]}, {"hidden": []}, {"hidden": [5]}, {"hidden": [4, 3, 2], "init": {"seed": 8}})
    together = LayerFigures(lockstep(*owns, activation="tanh")).measure()
    for k, own in enumerate(owns):
        alone = LayerFigures(lockstep(own, activation="tanh")).measure()
        L = alone.spread.shape[1]
        for name in ("spread", "gradient", "different"):
            np.testing.assert_allclose(getattr(together, name)[k, :L], getattr(alone, name)[0], rtol=1e-12)
            assert np.isnan(getattr(together, name)[k, L:]).all()
        np.testing.assert_array_equal(together.histograms[:, k, :L], alone.histograms[:, 0])
        np.testing.assert_allclose(together.ranges[:, k, :L], alone.ranges[:, 0], rtol=1e-12)
        assert not together.histograms[:, k, L:].any()
        assert not together.ranges[:, k, L:].any()


def test_deep_linear_networks_shrink_and_grow_as_the_powers_of_their_factor() -> None:
    """The course's 0.5^L and 1.5^L: W[l] = factor · I passes on factor times the spread."""
    networks = lockstep({}, {}, hidden=[2] * 50, activation="linear")
    for k, factor in enumerate((0.5, 1.5)):
        for l in range(1, 51):
            networks.parameters(k).W[l][...] = factor * np.eye(2)
        networks.parameters(k).W[51][...] = 0.0
    figures = LayerFigures(networks).measure()
    spread_of_X = np.std(networks.data.train.X)
    for k, factor in enumerate((0.5, 1.5)):
        np.testing.assert_allclose(figures.spread[k, :50], spread_of_X * factor ** np.arange(1, 51), rtol=1e-9)
    assert figures.gradient[:, :50].tolist() == np.zeros((2, 50)).tolist()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1000.0])
def test_fifty_layers_have_finite_figures(activation: str, scale: float) -> None:
    """Five networks of 50 layers with vanishing, ordinary and exploding activations."""
    inits = ({"init": {"name": "he", "scale": scale, "seed": seed}} for seed in range(5))
    networks = lockstep(*inits, hidden=[10] * 50, activation=activation)
    networks.advance(2)
    figures = LayerFigures(networks).measure()
    assert figures.spread.shape == (5, 51)
    assert np.isfinite(figures.spread).all() and np.isfinite(figures.ranges).all()
    assert (figures.different >= 1).all()
    m = networks.data.train.m
    assert (figures.histograms[0].sum(axis=-1) == [10 * m] * 50 + [m]).all()


def test_of_a_large_training_set_activations_are_looked_at_for_some_examples() -> None:
    networks = lockstep({}, hidden=[3], dataset={"name": "circles", "n": 2 * MOST_EXAMPLES + 1}, activation="tanh")
    figures = LayerFigures(networks).measure()
    activations = plain_activations(networks.data.train.X, networks.parameters(0), "tanh")
    some = -(-(2 * MOST_EXAMPLES + 1) // 3)
    assert figures.histograms[0, 0].sum(axis=-1).tolist() == [3 * some, some]
    for l, A in enumerate(activations):
        assert figures.spread[0, l] == pytest.approx(np.std(A[:, ::3]), rel=1e-9)
        assert figures.spread[0, l] == pytest.approx(np.std(A), rel=0.1)


def test_measuring_changes_nothing() -> None:
    networks, watched = (lockstep({}, {"keep_prob": 0.8}, hidden=[6]) for _ in range(2))
    figures = LayerFigures(watched)
    for _ in range(5):
        networks.advance(3)
        watched.advance(3)
        figures.measure()
    for k in range(2):
        np.testing.assert_array_equal(networks.parameters(k).theta, watched.parameters(k).theta)
