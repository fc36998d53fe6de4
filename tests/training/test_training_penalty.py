"""λ means the same for every batch size: what the updates descend is the J that is shown, and its lowest point is
that of scikit-learn."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.training.snapshot import take_snapshot
from playground.training.trainer import Trainer

MOONS: dict[str, Any] = {"dataset": {"name": "moons", "n": 100, "seed": 0}}


def logistic(strengths: dict[str, float], batch_size: int | None, rate: float = 0.01) -> Experiment:
    """Logistic regression on a hundred moons."""
    return Experiment.from_json(
        {**MOONS, "hidden": [], "optimizer": {"learning_rate": rate}, "batch_size": batch_size, **strengths}
    )


def lowest(trainer: Trainer, strengths: dict[str, float]) -> float:
    """The lowest J that there is, found by scikit-learn.

    It minimises C Σ loss + ½‖w‖² or C Σ loss + Σ|w|; m J / λ is that with C = 1/λ, and 2 m J / l1 with C = 2/l1.
    """
    X, Y = trainer.data.train.X, trainer.data.train.Y
    if "lambd" in strengths:
        model = LogisticRegression(C=1 / strengths["lambd"], tol=1e-10, max_iter=10_000)
    else:
        model = LogisticRegression(C=2 / strengths["l1"], l1_ratio=1, solver="saga", tol=1e-10, max_iter=100_000)
    model.fit(X.T, Y[0])
    w, m = model.coef_[0], X.shape[1]
    Z = model.decision_function(X.T)
    loss = float(np.mean(np.logaddexp(0, Z) - Y[0] * Z))
    squares, sizes = strengths.get("lambd", 0.0) * (w @ w), strengths.get("l1", 0.0) * np.abs(w).sum()
    return float(loss + (squares + sizes) / (2 * m))


@pytest.mark.parametrize("strengths", [{"lambd": 1.0}, {"lambd": 5.0}, {"l1": 2.0}], ids=str)
def test_mini_batches_come_to_the_lowest_cost_that_scikit_learn_finds(strengths: dict[str, float]) -> None:
    trainer = Trainer(logistic(strengths, 10))
    trainer.advance(60_000)
    bottom = lowest(trainer, strengths)
    assert bottom <= trainer.evaluate().cost < bottom + 1e-3
    if strengths == {"lambd": 1.0}:
        assert trainer.evaluate().cost == pytest.approx(0.3614, abs=5e-4)


@pytest.mark.parametrize("batch_size", [None, 10, 20])
def test_an_epochs_mean_gradient_is_that_of_the_cost_shown(batch_size: int | None) -> None:
    experiment = Experiment.from_json(
        {**MOONS, "hidden": [4], "activation": "tanh", "lambd": 3.0, "l1": 2.0, "batch_size": batch_size}
    )
    trainer = Trainer(experiment)
    trainer.advance(50)
    learner, theta = trainer.learner, trainer.learner.parameters.theta
    total = np.zeros_like(theta)
    learner.iteration = 0
    for _ in range(learner.batches.per_epoch):
        total += learner.compute_gradient().theta
        learner.iteration += 1
    for i in range(theta.size):
        stood = theta[i]
        theta[i] = stood + 1e-6
        above = trainer.evaluate().cost
        theta[i] = stood - 1e-6
        slope = (above - trainer.evaluate().cost) / 2e-6
        theta[i] = stood
        assert total[i] / learner.batches.per_epoch == pytest.approx(slope, abs=1e-8)


def test_a_stack_and_a_snapshot_follow_the_same_convention() -> None:
    experiment = Experiment.from_json(
        {**MOONS, "hidden": [4], "lambd": 3.0, "l1": 2.0, "batch_size": 32, "optimizer": {"learning_rate": 0.1}}
    )
    one, stack = Trainer(experiment), Lockstep([experiment, experiment.with_live(lambd=0.5)])
    one.advance(7)
    stack.advance(7)
    np.testing.assert_allclose(stack.parameters(0).theta, one.learner.parameters.theta, rtol=1e-12, atol=1e-14)
    snapshot = take_snapshot(one)
    assert (snapshot.m, snapshot.m_train) == (4, 100)
    weights = snapshot.before.weights
    expected = (3.0 * weights @ weights + 2.0 * np.abs(weights).sum()) / 200
    assert snapshot.penalty == pytest.approx(expected, rel=1e-12)
    one.advance(1)
    np.testing.assert_array_equal(snapshot.after.theta, one.learner.parameters.theta)
