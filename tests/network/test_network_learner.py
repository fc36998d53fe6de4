"""The learner: an update is the equations in order, and a state can be returned to bit for bit."""

import numpy as np
import pytest
from small_networks import random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import analytic_gradient
from playground.network.learner import Learner
from playground.network.optimizers import OPTIMIZERS

SIZES = (2, 6, 4, 1)


def learner(optimizer: str = "gd", **more: object) -> Learner:
    """A 2-6-4-1 ReLU network on 25 points, by default with all that has a memory of its own."""
    parameters = random_parameters(SIZES, seed=1)
    return Learner(
        *random_points(25, seed=2),
        parameters,
        ACTIVATIONS["relu"],
        OPTIMIZERS[optimizer](parameters.theta.shape),
        0.05,
        **{"dropout_seeds": [4], **more},  # type: ignore[arg-type]
    )


def test_a_step_is_the_gradient_of_the_cost_times_the_rate() -> None:
    one = learner(lambd=0.5, l1=0.2)
    before = one.parameters.copy()
    one.step()
    gradient = analytic_gradient(*random_points(25, seed=2), before, ACTIVATIONS["relu"], 0.5, 0.2)
    np.testing.assert_allclose(one.parameters.theta, before.theta - 0.05 * gradient.theta, rtol=1e-14, atol=1e-16)
    assert one.iteration == 1


def test_a_mini_batchs_penalty_is_divided_by_all_examples() -> None:
    one = learner(lambd=0.5, l1=0.2, batch_size=10)
    one.run(2)
    X, Y = one.batches.batch(2)
    assert X.shape[1] == 5
    expected = analytic_gradient(X, Y, one.parameters, ACTIVATIONS["relu"], 0.0, 0.0)
    expected.weights += 0.5 / 25 * one.parameters.weights + 0.2 / 50 * np.sign(one.parameters.weights)
    np.testing.assert_allclose(one.compute_gradient().theta, expected.theta, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_going_back_to_a_state_repeats_the_training_bit_for_bit(optimizer: str, batch_size: int | None) -> None:
    one = learner(optimizer, lambd=0.1, keep_prob=[0.6, 0.8], decay_rate=0.1, batch_size=batch_size)
    one.run(5)
    state = one.get_state()
    one.run(9)
    first = one.parameters.theta.copy()
    one.set_state(state)
    assert one.iteration == 5
    one.run(9)
    np.testing.assert_array_equal(one.parameters.theta, first)


def test_a_state_moves_to_another_learner_of_the_same_kind() -> None:
    kind = {"keep_prob": [0.6, 0.8], "batch_size": 7}
    one, other = learner("adam", **kind), learner("adam", **kind)
    one.run(5)
    other.set_state(one.get_state())
    one.run(4)
    other.run(4)
    np.testing.assert_array_equal(one.parameters.theta, other.parameters.theta)


def test_a_state_is_a_copy() -> None:
    one = learner("adam")
    one.run(2)
    state = one.get_state()
    kept = state.theta.copy(), state.optimizer[1]["v"].copy()
    one.run(3)
    np.testing.assert_array_equal(state.theta, kept[0])
    np.testing.assert_array_equal(state.optimizer[1]["v"], kept[1])


def test_hyperparameters_changed_between_steps_act_on_the_next() -> None:
    one = learner()
    one.step()
    one.learning_rate, one.lambd = 0.5, 3.0
    before = one.parameters.copy()
    one.step()
    gradient = analytic_gradient(*random_points(25, seed=2), before, ACTIVATIONS["relu"], 3.0, 0.0)
    np.testing.assert_allclose(one.parameters.theta, before.theta - 0.5 * gradient.theta, rtol=1e-13, atol=1e-16)


def test_overflow_raises_no_warning() -> None:
    one = learner()
    one.learning_rate = 1e200
    one.run(20)
    assert not np.isfinite(one.parameters.theta).all()
