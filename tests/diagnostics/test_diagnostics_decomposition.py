"""Bias and variance: exact identities, closed forms, and networks whose answer is known beforehand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import entropy, norm
from sklearn.metrics import brier_score_loss, log_loss, zero_one_loss

from playground.datasets.bayes import bayes_error
from playground.diagnostics.decomposition import (
    Decomposition,
    decompose_cross_entropy,
    decompose_squared_error,
    decompose_zero_one,
    without_sampling_bias,
)
from playground.diagnostics.decomposition_study import Study, read_study, study_sweep
from playground.training.experiment import Experiment
from playground.training.sweep_data import Ask, asked_points
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import run_sweep

LOSSES = [decompose_squared_error, decompose_zero_one, decompose_cross_entropy]
SHARES = st.floats(0, 1)


def gap(found: Decomposition) -> np.ndarray:
    """How far the terms are from the loss."""
    return found.loss - (found.noise_in_loss + found.bias + found.net_variance)


@settings(deadline=None)
@given(q=arrays(float, (5, 4), elements=SHARES), p=arrays(float, 4, elements=SHARES))
def test_noise_bias_and_variance_are_the_expected_loss(q: np.ndarray, p: np.ndarray) -> None:
    for decompose in (decompose_squared_error, decompose_zero_one):
        np.testing.assert_allclose(gap(decompose(q, p)), 0, atol=1e-14)
    np.testing.assert_allclose(gap(without_sampling_bias(decompose_squared_error(q, p), 5)), 0, atol=1e-14)
    z = 20 * (q - 0.5)
    np.testing.assert_allclose(gap(decompose_cross_entropy(z, p)), 0, atol=1e-12)
    found = decompose_cross_entropy(z, p)
    assert (found.bias > -1e-12).all() and (found.variance > -1e-12).all()
    main = np.stack([found.main, 1 - found.main])
    each = [entropy(main, np.stack([1 / (1 + np.exp(-row)), 1 / (1 + np.exp(row))])) for row in z]
    np.testing.assert_allclose(found.variance, np.mean(each, axis=0), atol=1e-9)
    truth = np.stack([p, 1 - p])
    np.testing.assert_allclose(found.noise, entropy(truth), atol=1e-12)
    np.testing.assert_allclose(found.bias, entropy(truth, main), atol=1e-9)


def test_the_loss_is_scikit_learns_over_labels_that_are_drawn() -> None:
    """Where every network answers at 200 000 points, the mean loss on drawn labels is the expected loss."""
    random = np.random.RandomState(1)
    p, z = random.rand(200_000), 2 * random.randn(3, 200_000)
    y, q = (random.rand(200_000) < p).astype(int), 1 / (1 + np.exp(-z))
    theirs = [
        [brier_score_loss(y, row) for row in q],
        [zero_one_loss(y, row > 0.5) for row in q],
        [log_loss(y, row) for row in q],
    ]
    for decompose, losses, answers in zip(LOSSES, theirs, (q, q, z), strict=True):
        assert decompose(answers, p).mean().loss == pytest.approx(np.mean(losses), abs=0.005)
    # With labels in place of p the loss is theirs exactly, and there is no noise.
    for decompose, losses, answers in zip(LOSSES, theirs, (q, q, z), strict=True):
        found = decompose(answers, y.astype(float)).mean()
        assert found.loss == pytest.approx(np.mean(losses), rel=1e-9)
        assert found.noise == 0


def test_two_gaussians_and_borders_that_scatter() -> None:
    """Gaussians at ±1, and classifiers that say 1 right of a border t ~ N(0, s²): there the main answer is the
    best one, the noise Φ(-1), and the variance at x is Φ(-|x|/s); a network errs with E Φ(-(1 ± t))."""
    random, s = np.random.RandomState(3), 0.5
    x = random.randn(4000) + random.choice([-1, 1], 4000)
    t = s * norm.ppf((np.arange(2000) + 0.5) / 2000)
    p = 1 / (1 + np.exp(-2 * x))
    found = decompose_zero_one((x > t[:, None]).astype(float), p)
    assert found.bias[np.abs(x) > 1e-3].max() == 0
    np.testing.assert_allclose(found.variance, norm.cdf(-np.abs(x) / s), atol=1e-3)
    assert found.mean().noise == pytest.approx(norm.cdf(-1), abs=0.01)
    assert found.mean().loss == pytest.approx(np.mean(norm.cdf(t - 1)), abs=0.01)


def test_squared_error_of_answers_that_scatter_about_a_known_mean() -> None:
    """Answers 0.6 ± 0.1 evenly, where p = 0.7: bias² 0.01, variance 0.01/3, noise 0.21; with four networks too."""
    random, p = np.random.RandomState(4), np.full(20_000, 0.7)
    found = without_sampling_bias(decompose_squared_error(random.uniform(0.5, 0.7, (4, 20_000)), p), 4).mean()
    assert found.noise == pytest.approx(0.21)
    assert found.bias == pytest.approx(0.01, abs=3e-4)
    assert found.variance == pytest.approx(0.01 / 3, rel=0.02)


def test_where_the_majority_is_wrong_variance_helps() -> None:
    """Three of four networks say 0 where 1 is right in nine cases of ten."""
    found = decompose_zero_one(np.array([[0.1], [0.2], [0.3], [0.9]]), np.array([0.9]))
    assert (found.bias[0], found.variance[0], found.net_variance[0]) == (1.0, 0.25, -0.25)
    assert found.noise[0] == pytest.approx(0.1)
    assert found.noise_in_loss[0] == pytest.approx(-0.05)
    assert found.loss[0] == pytest.approx(0.75 * 0.9 + 0.25 * 0.1)


@settings(deadline=None)
@given(q=SHARES, p=arrays(float, 3, elements=SHARES))
def test_networks_that_agree_have_no_variance(q: float, p: np.ndarray) -> None:
    for decompose in LOSSES:
        assert np.abs(decompose(np.full((4, 3), q), p).variance).max() < 1e-12


def test_what_is_no_answer_is_refused() -> None:
    for q, p in [([[0.5]], [0.5, 0.5]), ([0.5], [0.5]), ([[1.5]], [0.5]), ([[0.5]], [-1.0]), ([[np.nan]], [0.5])]:
        with pytest.raises(ValueError, match="must"):
            decompose_squared_error(np.array(q), np.array(p))
    with pytest.raises(ValueError, match="logits must be numbers"):
        decompose_cross_entropy(np.array([[np.inf]]), np.array([0.5]))


def study(networks: int = 8, vary_init: bool = True, **fields: Any) -> Study:
    """A study in this process."""
    of = study_sweep(Experiment.from_json(fields), networks, ask=Ask(21, 4000), vary_init=vary_init)
    result = SweepResult(of)
    for part in run_sweep(of, n_jobs=1):
        result.add(part)
    outcome = result.outcome(0)
    assert outcome is not None
    found = read_study(of, outcome)
    assert found is not None
    return found


def test_a_model_that_says_the_same_to_all_has_no_variance() -> None:
    """Zeros stay at 1/2 without updates: bias² E (1/2 - p)², all of the loss but the noise."""
    found = study(dataset={"name": "moons"}, init={"name": "zeros"}, iterations=0)
    numbers = found.numbers.squared_error
    assert numbers.variance == 0
    assert numbers.loss == pytest.approx(0.25)
    assert found.numbers.zero_one.variance == 0
    assert found.numbers.cross_entropy.loss == pytest.approx(np.log(2))
    assert found.maps.variance.max() == 0
    assert found.maps.bias is not None and found.maps.bias.max() == pytest.approx(0.25, abs=1e-3)


FAST = {"name": "adam", "learning_rate": 0.05}


def test_a_line_has_no_bias_where_a_line_is_best_and_much_where_it_is_not() -> None:
    line = {"hidden": [], "optimizer": FAST, "iterations": 500}
    football = study(dataset={"name": "football", "n": 2000, "noise": 0.2}, **line).numbers
    best = bayes_error("football", 0.2, 1)
    assert best is not None
    assert football.zero_one.bias < 0.01
    assert football.squared_error.bias < 0.003
    assert football.squared_error.variance < 0.002
    assert football.zero_one.noise == pytest.approx(best.error, abs=0.01)
    assert football.zero_one.loss == pytest.approx(best.error, abs=0.01)
    xor = study(dataset={"name": "xor", "n": 2000}, **line).numbers
    assert xor.zero_one.bias > 0.3
    assert xor.squared_error.variance < 0.002


def test_few_points_and_a_large_network_have_variance_and_more_points_cure_it() -> None:
    large = {"hidden": [16, 8], "optimizer": FAST, "iterations": 400}
    few, many = (study(12, dataset={"name": "moons", "n": n, "noise": 0.3}, **large).numbers for n in (20, 500))
    assert few.squared_error.variance > 2 * few.squared_error.bias
    assert few.squared_error.variance > 3 * many.squared_error.variance
    assert few.zero_one.net_variance > many.zero_one.net_variance
    assert few.train_error < 0.05


def test_with_the_same_first_weights_only_the_data_makes_variance() -> None:
    small = {"dataset": {"name": "circles", "n": 50}, "hidden": [4], "iterations": 0}
    assert study(vary_init=False, **small).numbers.squared_error.variance < 1e-20
    assert study(vary_init=True, **small).numbers.squared_error.variance > 0.001


def test_maps_are_over_the_plane_and_a_file_has_no_truth(tmp_path: Any) -> None:
    moons = Experiment.from_json({"dataset": {"name": "moons"}})
    found = study(dataset={"name": "moons"}, iterations=10)
    asked = asked_points(moons, Ask(21, 10))
    assert found.maps.fields.shape == (8, 21, 21)
    assert found.maps.bayes is not None and asked.plane_truth is not None
    np.testing.assert_array_equal(found.maps.bayes.ravel(), asked.plane_truth)
    q = 1 / (1 + np.exp(-found.maps.fields.astype(float)))
    np.testing.assert_allclose(found.maps.mean, q.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(found.maps.variance, q.var(axis=0), atol=1e-9)
    assert found.maps.minority.max() <= 0.5
    path = tmp_path / "points.csv"
    path.write_text("x1,x2,label\n" + "\n".join(f"{i % 7},{i % 5},{i % 2}" for i in range(40)))
    of_file = study(dataset={"name": "csv", "path": str(path)}, hidden=[3], iterations=20)
    assert of_file.maps.bayes is None and of_file.maps.bias is None
    assert not of_file.numbers.noise_known
    assert of_file.numbers.zero_one.noise == 0


def test_one_network_is_no_study() -> None:
    of = study_sweep(Experiment.from_json({"dataset": {"name": "moons"}, "iterations": 1}), 1)
    result = SweepResult(of)
    for part in run_sweep(of, n_jobs=1):
        result.add(part)
    outcome = result.outcome(0)
    assert outcome is not None
    assert read_study(of, outcome) is None
