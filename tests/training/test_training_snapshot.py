"""Snapshots: the numbers are those of the update that follows, and looking at them changes nothing."""

from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss

from playground.training.experiment import Experiment
from playground.training.snapshot import Snapshot, take_snapshot
from playground.training.trainer import Trainer

PLAIN: dict[str, Any] = {
    "dataset": {"name": "circles", "n": 40},
    "hidden": [5, 3],
    "activation": "tanh",
    "optimizer": {"learning_rate": 0.3},
}
EXPERIMENTS: dict[str, dict[str, Any]] = {
    "gradient descent": {},
    "logistic regression": {"hidden": []},
    "dropout": {"keep_prob": [0.6, 0.8]},
    "dropout on one layer": {"keep_prob": [1.0, 0.5]},
    "mini-batches": {"batch_size": 16},
    "penalties": {"lambd": 0.7, "l1": 0.2},
    "momentum": {"optimizer": {"name": "momentum", "learning_rate": 0.1}},
    "rmsprop": {"optimizer": {"name": "rmsprop", "learning_rate": 0.01}},
    "everything": {
        "activation": "relu",
        "optimizer": {"name": "adam", "learning_rate": 0.05, "decay_rate": 0.5},
        "batch_size": 16,
        "lambd": 0.7,
        "l1": 0.1,
        "keep_prob": [0.7, 0.9],
    },
}


@pytest.fixture(params=EXPERIMENTS.values(), ids=EXPERIMENTS.keys())
def experiment(request: pytest.FixtureRequest) -> Experiment:
    return Experiment.from_json({**PLAIN, **request.param})


def advanced(experiment: Experiment, updates: int) -> Trainer:
    """A trainer that has taken so many updates."""
    trainer = Trainer(experiment)
    trainer.advance(updates)
    return trainer


# 7 updates of batches of 16, 16 and 8 stand inside an epoch; 8 stand before the short batch, 9 before a new order.
@pytest.mark.parametrize("updates", [0, 7, 8, 9])
def test_the_next_update_does_what_the_snapshot_says(experiment: Experiment, updates: int) -> None:
    trainer = advanced(experiment, updates)
    snapshot = take_snapshot(trainer)
    assert snapshot.iteration == updates
    np.testing.assert_array_equal(snapshot.before.theta, trainer.learner.parameters.theta)
    trainer.advance(1)
    np.testing.assert_array_equal(snapshot.gradient.theta, trainer.learner.gradient.theta)
    np.testing.assert_array_equal(snapshot.after.theta, trainer.learner.parameters.theta)
    for name, moment in trainer.learner.optimizer.moments.items():
        np.testing.assert_array_equal(snapshot.moments[name].theta, moment)
    assert not np.array_equal(snapshot.before.theta, snapshot.after.theta)


def test_looking_changes_nothing(experiment: Experiment) -> None:
    watched, alone = Trainer(experiment), Trainer(experiment)
    for _ in range(12):
        take_snapshot(watched)
        take_snapshot(watched)
        watched.advance(1)
        alone.advance(1)
        np.testing.assert_array_equal(watched.learner.parameters.theta, alone.learner.parameters.theta)
    assert watched.evaluate() == alone.evaluate()


def test_a_snapshot_stays_as_it_was_taken(experiment: Experiment) -> None:
    trainer, twin = advanced(experiment, 5), advanced(experiment, 5)
    snapshot = take_snapshot(trainer)
    trainer.advance(20)
    take_snapshot(trainer)
    again = take_snapshot(twin)
    for one, other in zip(arrays(snapshot), arrays(again), strict=True):
        np.testing.assert_array_equal(one, other)


def arrays(snapshot: Snapshot) -> list[Any]:
    """Every array of a snapshot."""
    layers = (snapshot.Z, snapshot.G, snapshot.A, snapshot.D, snapshot.dA, snapshot.dZ)
    thetas = (snapshot.before.theta, snapshot.gradient.theta, snapshot.after.theta)
    return [snapshot.X, snapshot.Y, *thetas, *(array for layer in layers for array in layer.values())]


def test_the_arrays_fit_together(experiment: Experiment) -> None:
    snapshot = take_snapshot(advanced(experiment, 8))
    m, sizes, W, b = snapshot.m, experiment.layer_sizes, snapshot.before.W, snapshot.before.b
    assert m == (8 if experiment.batch_size else 40)
    assert list(snapshot.dA) == list(range(1, snapshot.before.L))
    assert list(snapshot.D) == [l for l, keep in enumerate(experiment.keep_probs, start=1) if keep < 1]
    np.testing.assert_array_equal(snapshot.A[0], snapshot.X)
    for l in range(1, snapshot.before.L + 1):
        assert snapshot.Z[l].shape == snapshot.A[l].shape == snapshot.dZ[l].shape == (sizes[l], m)
        np.testing.assert_allclose(snapshot.Z[l], W[l] @ snapshot.A[l - 1] + b[l], atol=1e-12)
        penalised = (experiment.lambd * W[l] + experiment.l1 / 2 * np.sign(W[l])) / 40
        dW = snapshot.dZ[l] @ snapshot.A[l - 1].T / m + penalised
        np.testing.assert_allclose(snapshot.gradient.W[l], dW, atol=1e-12)
        np.testing.assert_allclose(snapshot.gradient.b[l], snapshot.dZ[l].mean(axis=1, keepdims=True), atol=1e-12)
    for l, mask in snapshot.D.items():
        assert set(np.unique(mask)) <= {0.0, 1 / experiment.keep_probs[l - 1]}
        np.testing.assert_array_equal(snapshot.A[l], snapshot.G[l] * mask)
        dA = W[l + 1].T @ snapshot.dZ[l + 1] * mask
        np.testing.assert_allclose(snapshot.dA[l], dA, atol=1e-12)


def test_the_cost_is_that_of_the_batch_and_its_masks(experiment: Experiment) -> None:
    snapshot = take_snapshot(advanced(experiment, 8))
    data = log_loss(snapshot.Y[0], expit(snapshot.Z[snapshot.before.L][0]))
    weights = snapshot.before.weights
    strengths = experiment.lambd * np.sum(weights**2) + experiment.l1 * np.sum(np.abs(weights))
    assert snapshot.data_cost == pytest.approx(data)
    assert snapshot.penalty == pytest.approx(strengths / (2 * 40))
    assert snapshot.cost == pytest.approx(data + strengths / (2 * 40))


def test_the_learning_rate_has_decayed() -> None:
    decaying = {"name": "adam", "learning_rate": 0.05, "decay_rate": 0.5}
    trainer = advanced(Experiment.from_json({**PLAIN, "optimizer": decaying, "batch_size": 16}), 7)
    assert take_snapshot(trainer).learning_rate == pytest.approx(0.05 / (1 + 0.5 * 2))


def test_changed_strengths_count_from_the_next_update() -> None:
    trainer = advanced(Experiment.from_json(PLAIN), 3)
    trainer.change(learning_rate=0.1, lambd=0.5, keep_prob=0.5)
    snapshot = take_snapshot(trainer)
    assert (snapshot.learning_rate, snapshot.experiment.lambd, list(snapshot.D)) == (0.1, 0.5, [1, 2])
    trainer.advance(1)
    np.testing.assert_array_equal(snapshot.after.theta, trainer.learner.parameters.theta)


def test_of_a_diverged_run_it_is_the_update_that_overflows() -> None:
    exploding = {**PLAIN, "activation": "linear", "optimizer": {"learning_rate": 1000.0}, "lambd": 1e6}
    trainer = advanced(Experiment.from_json(exploding), 500)
    assert trainer.diverged_at is not None
    snapshot = take_snapshot(trainer)
    assert snapshot.iteration == trainer.diverged_at
    assert np.isfinite(snapshot.before.theta).all()
    assert not np.abs(snapshot.after.theta).max() < 1e150
