"""Optimisers against the textbook's lines and, where the two define the same thing, scikit-learn's."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer
from small_networks import random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.learner import Learner
from playground.network.optimizers import OPTIMIZERS, Adam, GradientDescent, Momentum, decayed_learning_rate

Step = Callable[[Array, Array], Array]


def textbook(name: str, alpha: float) -> Step:
    """The course's lines as a function from (θ, g) to the next θ; it keeps v, s and t to itself."""
    v, s, t = 0.0, 0.0, 0

    def step(theta: Array, g: Array) -> Array:
        nonlocal v, s, t
        t += 1
        if name == "gd":
            return theta - alpha * g
        if name == "momentum":
            v = 0.9 * v + 0.1 * g
            return theta - alpha * v
        if name == "rmsprop":
            s = 0.9 * s + 0.1 * g**2
            return theta - alpha * g / (np.sqrt(s) + 1e-8)
        v = 0.9 * v + 0.1 * g
        s = 0.999 * s + 0.001 * g**2
        return theta - alpha * (v / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)

    return step


def test_the_registry_holds_the_names_of_the_experiment_format() -> None:
    assert list(OPTIMIZERS) == ["gd", "momentum", "rmsprop", "adam"]


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(st.floats(1e-6, 10), st.integers(0, 10**6), st.sampled_from([1e-9, 1.0, 1e6]))
@settings(max_examples=25, deadline=None)
def test_steps_are_the_textbooks(name: str, alpha: float, seed: int, size: float) -> None:
    """Gradients also of 1e-9, where it matters on which side of the root ε stands."""
    random = np.random.RandomState(seed)
    theta = random.randn(6)
    optimizer, step, expected = OPTIMIZERS[name]((6,)), textbook(name, alpha), theta.copy()
    for _ in range(12):
        g = size * random.randn(6)
        optimizer.update(theta, g, alpha)
        expected = step(expected, g)
        np.testing.assert_allclose(theta, expected, rtol=1e-11, atol=1e-11 * alpha * max(size, 1.0))


def test_adams_first_steps_are_those_worked_out_by_hand() -> None:
    """With a gradient of one sign v̂/√ŝ is 1 at first, so the first step is α; then g = 0 lets v decay."""
    theta, adam = np.array([1.0]), Adam((1,))
    adam.update(theta, np.array([5.0]), 0.1)
    assert theta[0] == pytest.approx(0.9, abs=1e-9)
    adam.update(theta, np.array([0.0]), 0.1)
    # v̂ = 0.9·0.1·5 / 0.19, ŝ = 0.999·0.001·25 / 0.001999
    assert theta[0] == pytest.approx(0.9 - 0.1 * (0.45 / 0.19) / np.sqrt(0.024975 / 0.001999), abs=1e-8)


def test_momentum_is_scikit_learns_with_its_rate_scaled() -> None:
    """Theirs is v := μ v - η g: the same steps for η = (1 - μ) α."""
    random = np.random.RandomState(0)
    theirs = random.randn(5)
    ours = theirs.copy()
    sgd = SGDOptimizer([theirs], learning_rate_init=0.1 * 0.3, momentum=0.9, nesterov=False)
    momentum = Momentum((5,))
    for _ in range(20):
        g = random.randn(5)
        sgd.update_params([theirs], [g])
        momentum.update(ours, g, 0.3)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_adam_is_scikit_learns_without_epsilon() -> None:
    """The two place ε differently; where it vanishes, they are the same."""

    class WithoutEpsilon(Adam):
        epsilon = 0.0

    random = np.random.RandomState(0)
    theirs = random.randn(5)
    ours = theirs.copy()
    reference, adam = AdamOptimizer([theirs], learning_rate_init=0.05, epsilon=0.0), WithoutEpsilon((5,))
    for _ in range(50):
        g = random.randn(5)
        reference.update_params([theirs], [g])
        adam.update(ours, g, 0.05)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_gradient_of_0_moves_nothing_and_divides_by_nothing(name: str) -> None:
    theta, optimizer = np.array([1.0, -2.0]), OPTIMIZERS[name]((2,))
    optimizer.update(theta, np.zeros(2), 0.1)
    assert theta.tolist() == [1.0, -2.0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_update_leaves_the_gradient_as_it_was(name: str) -> None:
    g = np.array([1.0, -2.0])
    OPTIMIZERS[name]((2,)).update(np.zeros(2), g, 0.1)
    assert g.tolist() == [1.0, -2.0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_going_back_to_a_state_repeats_the_steps(name: str) -> None:
    random = np.random.RandomState(0)
    gradients, theta, optimizer = random.randn(6, 3), random.randn(3), OPTIMIZERS[name]((3,))
    for g in gradients[:3]:
        optimizer.update(theta, g, 0.1)
    state, stood, ends = optimizer.get_state(), theta.copy(), []
    for _ in range(2):
        theta = stood.copy()
        optimizer.set_state(state)
        for g in gradients[3:]:
            optimizer.update(theta, g, 0.1)
        ends.append(theta)
    np.testing.assert_array_equal(*ends)


def test_the_rate_decays_as_the_course_has_it() -> None:
    # α₀ / (1 + decay_rate · epoch) for α₀ = 0.2 and decay_rate = 1, the course's own table.
    rates = [decayed_learning_rate(0.2, 1.0, epoch) for epoch in (0, 1, 2, 3, 4)]
    assert rates == pytest.approx([0.2, 0.1, 0.2 / 3, 0.05, 0.04])
    each = decayed_learning_rate(np.array([[1.0], [2.0]]), np.array([[0.0], [3.0]]), 1)
    np.testing.assert_allclose(each, [[1.0], [0.5]])


@pytest.mark.parametrize(("batch_size", "epochs"), [(None, [0, 1, 2, 3, 4, 5]), (4, [0, 0, 0, 1, 1, 1])])
def test_a_learner_decays_its_rate_by_epochs(batch_size: int | None, epochs: list[int]) -> None:
    """10 examples in batches of 4 make an epoch of 3 updates; a full batch is an epoch by itself."""
    parameters = random_parameters((2, 3, 1), seed=0)
    learner = Learner(
        *random_points(10, seed=1),
        parameters,
        ACTIVATIONS["tanh"],
        GradientDescent(parameters.theta.shape),
        0.5,
        decay_rate=0.3,
        batch_size=batch_size,
    )
    for epoch in epochs:
        before = parameters.theta.copy()
        learner.step()
        expected = before - 0.5 / (1 + 0.3 * epoch) * learner.gradient.theta
        np.testing.assert_allclose(parameters.theta, expected, rtol=1e-14)
