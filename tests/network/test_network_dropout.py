"""Inverted dropout: what the masks hold, when they are drawn, and the gradient through them."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import finite_differences, plain_cost, random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.dropout import Dropout
from playground.network.learner import Learner
from playground.network.optimizers import GradientDescent
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward

SIZES = (2, 20, 3, 1)


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=2), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_masks_are_the_courses_divided_by_keep_prob(keep_prob: list[float], seed: int) -> None:
    masks = Dropout(keep_prob, [seed]).masks(Parameters.zeros(SIZES), 30)
    random = np.random.RandomState(seed)
    assert list(masks) == [1, 2]
    for l, keep in enumerate(keep_prob, start=1):
        np.testing.assert_array_equal(masks[l], (random.rand(SIZES[l], 30) < keep) / keep)
        assert set(np.unique(masks[l])) <= {0.0, 1 / keep}


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.86])
def test_the_share_kept_is_keep_prob_and_the_mean_is_1(keep: float) -> None:
    mask = Dropout([keep], [7]).masks(Parameters.zeros((2, 300, 1)), 400)[1]
    deviation = (keep * (1 - keep) / mask.size) ** 0.5
    assert abs(np.mean(mask > 0) - keep) < 4 * deviation
    assert abs(mask.mean() - 1) < 4 * deviation / keep


def test_every_draw_is_fresh_and_a_seed_repeats_all_of_them() -> None:
    parameters = Parameters.zeros(SIZES)
    first, again = Dropout([0.5, 0.5], [3]), Dropout([0.5, 0.5], [3])
    drawn = [first.masks(parameters, 10) for _ in range(3)]
    assert not np.array_equal(drawn[0][1], drawn[1][1])
    assert not np.array_equal(drawn[1][1], drawn[2][1])
    for masks in drawn:
        repeated = again.masks(parameters, 10)
        for l in (1, 2):
            np.testing.assert_array_equal(masks[l], repeated[l])


@pytest.mark.parametrize(
    ("keep_prob", "layers"),
    [((1.0, 1.0), []), ((0.5, 1.0), [1]), ((1.0, 0.5), [2]), ((), []), ((0.9, 0.9), [1, 2])],
)
def test_only_layers_that_drop_draw_a_mask(keep_prob: Sequence[float], layers: list[int]) -> None:
    dropout = Dropout(keep_prob, [0])
    assert list(dropout.masks(Parameters.zeros(SIZES), 5)) == layers
    assert dropout.active == bool(layers)


def test_neither_the_input_nor_the_output_is_ever_masked() -> None:
    masks = Dropout([0.05, 0.05], [0]).masks(Parameters.zeros(SIZES), 50)
    assert 0 not in masks
    assert 3 not in masks


def test_keep_prob_can_change_between_iterations() -> None:
    dropout = Dropout([1.0, 1.0], [0])
    assert not dropout.active
    dropout.set_keep_prob([1.0, 0.25])
    assert set(np.unique(dropout.masks(Parameters.zeros(SIZES), 50)[2])) == {0.0, 4.0}
    dropout.set_keep_prob([1.0, 1.0])
    assert not dropout.active


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("keep_prob", [(0.5, 0.8), (1.0, 0.5), (0.5, 1.0)])
def test_backward_agrees_with_differences_through_the_masked_forward(
    activation: str, keep_prob: tuple[float, float]
) -> None:
    parameters = random_parameters((2, 6, 4, 1), seed=1)
    X, Y = random_points(15, seed=2)
    D = Dropout(keep_prob, [5]).masks(parameters, 15)
    workspace, gradient = Workspace(parameters, 15), Parameters.zeros((2, 6, 4, 1))
    forward(X, parameters, ACTIVATIONS[activation], workspace, D)
    backward(Y, parameters, ACTIVATIONS[activation], workspace, gradient, D)
    numerical = finite_differences(lambda p: plain_cost(X, Y, p, activation, D=D), parameters)
    np.testing.assert_allclose(gradient.theta, numerical, rtol=1e-6, atol=1e-9)


def test_a_workspace_that_knew_masks_forgets_them() -> None:
    parameters = random_parameters((2, 6, 1), seed=1)
    X, _ = random_points(15, seed=2)
    tanh, workspace = ACTIVATIONS["tanh"], Workspace(parameters, 15)
    forward(X, parameters, tanh, workspace, Dropout([0.5], [5]).masks(parameters, 15))
    np.testing.assert_array_equal(
        forward(X, parameters, tanh, workspace), forward(X, parameters, tanh, Workspace(parameters, 15))
    )


def test_the_learner_draws_fresh_masks_in_every_iteration() -> None:
    """With α = 0 only the masks can make two gradients differ."""
    parameters = random_parameters((2, 20, 1), seed=1)
    learner = Learner(
        *random_points(15, seed=2),
        parameters,
        ACTIVATIONS["tanh"],
        GradientDescent(parameters.theta.shape),
        0.0,
        keep_prob=[0.5],
        dropout_seeds=[1],
    )
    gradients = []
    for _ in range(3):
        learner.step()
        gradients.append(learner.gradient.theta.copy())
    assert not np.array_equal(gradients[0], gradients[1])
    assert not np.array_equal(gradients[1], gradients[2])
