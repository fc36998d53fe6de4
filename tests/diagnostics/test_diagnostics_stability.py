"""The largest stable learning rate: against the closed form, and in what training does on both sides of it."""

import math

import numpy as np
import pytest
from diagnosed_runs import moons
from hypothesis import given
from hypothesis import strategies as st

from playground.diagnostics import largest_stable_rate
from playground.diagnostics.stability import decay_diverges, largest_eigenvalue, sharpness
from playground.network.gradient_check import analytic_gradient
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer


def logistic_hessian(trainer: Trainer) -> np.ndarray:
    """X̃ diag(a (1 - a)) X̃ᵀ / m with the constant's row in X̃, and λ/m for the weights: θ = (w1, w2, b)."""
    X, m = trainer.data.train.X, trainer.data.train.m
    extended = np.vstack([X, np.ones(m)])
    a = 1 / (1 + np.exp(-trainer.logits(X)))
    return (extended * (a * (1 - a))) @ extended.T / m + np.diag([1.0, 1.0, 0.0]) * trainer.experiment.lambd / m


@pytest.mark.parametrize("lambd", [0.0, 20.0])
@pytest.mark.parametrize("iterations", [0, 200])
def test_sharpness_of_logistic_regression_is_the_closed_form(lambd: float, iterations: int) -> None:
    trainer = Trainer(moons(hidden=[], lambd=lambd))
    trainer.advance(iterations)
    largest = np.linalg.eigvalsh(logistic_hessian(trainer))[-1]
    assert sharpness(trainer) == pytest.approx(largest, rel=1e-6)
    assert largest_stable_rate(trainer) == pytest.approx(2 / largest, rel=1e-6)


def test_sharpness_of_a_deeper_network_is_that_of_the_numerical_hessian() -> None:
    trainer = Trainer(moons(hidden=[4, 3], activation="tanh", lambd=1.0))
    trainer.advance(50)
    X, Y, learner = trainer.data.train.X, trainer.data.train.Y, trainer.learner
    moved = learner.parameters.copy()
    columns = []
    for i in range(moved.theta.size):
        sides = []
        for nudge in (1e-5, -1e-5):
            moved.theta[...] = learner.parameters.theta
            moved.theta[i] += nudge
            sides.append(analytic_gradient(X, Y, moved, learner.activation, 1.0, 0.0).theta.copy())
        columns.append((sides[0] - sides[1]) / 2e-5)
    hessian = np.array(columns)
    assert sharpness(trainer) == pytest.approx(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1], rel=1e-5)


@pytest.mark.parametrize("optimizer", ["gd", "momentum"])
def test_training_near_a_minimum_is_stable_below_the_rate_and_not_above(optimizer: str) -> None:
    trainer = Trainer(moons(1.0, optimizer, hidden=[], lambd=10.0))
    trainer.advance(5000)
    minimum = trainer.learner.parameters.theta.copy()
    rate = largest_stable_rate(trainer)
    assert rate is not None
    distances = {}
    for share in (0.97, 1.03):
        again = Trainer(moons(rate * share, optimizer, hidden=[], lambd=10.0))
        again.learner.parameters.theta[...] = minimum + 1e-6
        again.advance(300)
        distances[share] = float(np.linalg.norm(again.learner.parameters.theta - minimum))
    assert distances[0.97] < 1e-7
    assert distances[1.03] > 1e-4


def test_momentum_bears_nineteen_times_the_rate_of_descent() -> None:
    plain, momentum = (largest_stable_rate(Trainer(moons(optimizer=name))) for name in ("gd", "momentum"))
    assert plain is not None and momentum is not None
    assert momentum / plain == pytest.approx(19)  # (1 + 0.9) / (1 - 0.9)


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
def test_optimisers_that_scale_the_gradient_have_no_such_rate(optimizer: str) -> None:
    assert largest_stable_rate(Trainer(moons(optimizer=optimizer))) is None


@given(st.integers(1, 30), st.integers(0, 2**32 - 1), st.floats(-5, 5))
def test_lanczos_finds_the_largest_eigenvalue_not_the_largest_in_size(n: int, seed: int, shift: float) -> None:
    M = np.random.RandomState(seed).randn(n, n)
    M = M + M.T + shift * np.eye(n)
    expected = np.linalg.eigvalsh(M)
    found = largest_eigenvalue(lambda v: M @ v, n, 40)
    assert abs(found - expected[-1]) <= 1e-6 * np.abs(expected).max()


def test_lanczos_says_nan_where_the_numbers_overflow() -> None:
    assert math.isnan(largest_eigenvalue(lambda v: v * np.nan, 5, 5))


@pytest.mark.parametrize(("optimizer", "limit"), [("gd", 2.0), ("momentum", 38.0)])
def test_weight_decay_alone_diverges_from_its_limit_on(optimizer: str, limit: float) -> None:
    m = Trainer(moons()).data.train.m
    for share, diverges in ((0.99, False), (1.01, True)):
        experiment = moons(1.0, optimizer, lambd=share * limit * m)
        assert decay_diverges(Trainer(experiment)) is diverges


def test_weight_decay_counts_all_examples_whatever_the_batch() -> None:
    assert not decay_diverges(Trainer(moons(1.0, lambd=100.0)))
    assert not decay_diverges(Trainer(moons(1.0, lambd=100.0, batch_size=40)))
    assert decay_diverges(Trainer(moons(1.0, lambd=250.0, batch_size=40)))


def test_weight_decay_is_no_cause_where_the_gradient_is_scaled() -> None:
    assert not decay_diverges(Trainer(moons(10.0, "adam", lambd=1e5)))


@pytest.mark.parametrize("batch_size", [None, 10])
def test_the_largest_stable_rate_counts_the_penalty_as_the_updates_do(batch_size: int | None) -> None:
    """2/λ_max of the mean update of an epoch, whose derivatives finite differences give."""
    experiment = Experiment.from_json(
        {
            "dataset": {"name": "moons", "n": 50, "noise": 0.2, "seed": 0},
            "hidden": [],
            "lambd": 5.0,
            "batch_size": batch_size,
            "optimizer": {"learning_rate": 0.05},
        }
    )
    trainer = Trainer(experiment)
    trainer.advance(5000)
    learner, theta = trainer.learner, trainer.learner.parameters.theta

    def mean_gradient(move: np.ndarray) -> np.ndarray:
        stood, total = theta.copy(), np.zeros_like(theta)
        theta[...] = stood + move
        for iteration in range(learner.batches.per_epoch):
            learner.iteration = iteration
            total += learner.compute_gradient().theta
        theta[...] = stood
        return total / learner.batches.per_epoch

    H = np.array([(mean_gradient(step) - mean_gradient(-step)) / 2e-5 for step in 1e-5 * np.eye(theta.size)])
    assert largest_stable_rate(trainer) == pytest.approx(2 / np.linalg.eigvalsh(H)[-1], rel=1e-4)
