"""Portraits: maps, weights and gradients are those of the network, and a large one is shown in part."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import numerical_gradient
from playground.training.experiment import Experiment
from playground.training.keyframes import GRID, Camera, Keyframe
from playground.training.portrait import MOST_UNITS, map_side, shown_units
from playground.training.trainer import Trainer


def take(**written: Any) -> tuple[Trainer, Camera, Keyframe]:
    """A keyframe after a few iterations."""
    base = {"dataset": {"name": "moons", "n": 40}, "hidden": [5, 3], "activation": "tanh", "lambd": 0.5}
    trainer = Trainer(Experiment.from_json({**base, **written}))
    camera = Camera(trainer)
    trainer.advance(7)
    return trainer, camera, camera.take()


def test_weights_are_the_networks_layer_by_layer() -> None:
    trainer, _, keyframe = take()
    parameters = trainer.learner.parameters
    flat = np.concatenate([block.ravel() for block in parameters.blocks().values()])
    np.testing.assert_allclose(keyframe.portrait.weights, flat, rtol=1e-6)


def test_gradients_are_those_of_the_cost_with_its_penalty() -> None:
    trainer, _, keyframe = take()
    train, parameters = trainer.data.train, trainer.learner.parameters
    expected = numerical_gradient(train.X, train.Y, parameters, ACTIVATIONS["tanh"], 0.5, 0.0, 1e-6)
    flat = np.concatenate([block.ravel() for block in expected.blocks().values()])
    np.testing.assert_allclose(keyframe.portrait.gradients, flat, rtol=1e-4, atol=1e-8)


def test_a_portrait_does_not_disturb_training() -> None:
    watched, camera, _ = take(keep_prob=0.8)
    alone, _, _ = take(keep_prob=0.8)
    for _ in range(5):
        camera.take()
        watched.advance(3)
    alone.advance(15)
    np.testing.assert_array_equal(watched.learner.parameters.theta, alone.learner.parameters.theta)


def test_maps_are_what_the_units_compute() -> None:
    trainer, camera, keyframe = take()
    region, side = camera.region, camera.portraitist.side
    stride = (GRID - 1) // (side - 1)
    x1 = np.linspace(region.x1_low, region.x1_high, GRID)[::stride]
    x2 = np.linspace(region.x2_low, region.x2_high, GRID)[::stride]
    assert (x1[-1], x2[-1]) == (region.x1_high, region.x2_high), "a map must reach the plane's edges"
    W, b = trainer.learner.parameters.W, trainer.learner.parameters.b
    for unit, row, column in [(0, 0, 0), (3, 5, 17), (4, side - 1, 2)]:
        a = np.tanh(W[1][unit] @ [x1[column], x2[row]] + b[1][unit])
        shown = keyframe.portrait.maps[unit, row, column] / 127 * keyframe.portrait.tops[unit]
        assert shown == pytest.approx(float(a[0]), abs=0.006)
    assert keyframe.portrait.maps.shape == (8, side, side)
    assert np.abs(keyframe.portrait.maps.astype(int)).max(axis=(1, 2)).tolist() == [127] * 8


def test_a_dead_unit_has_an_empty_map() -> None:
    _, _, keyframe = take(activation="relu", init={"name": "zeros"})
    assert not keyframe.portrait.maps.any()
    assert not keyframe.portrait.tops.any()


def test_logistic_regression_has_no_maps_but_weights() -> None:
    _, _, keyframe = take(hidden=[])
    assert keyframe.portrait.maps.shape[0] == 0
    assert keyframe.portrait.weights.shape == (3,)


@given(st.lists(st.integers(1, 512), max_size=100))
def test_what_is_shown_fits(hidden: list[int]) -> None:
    sizes = (2, *hidden, 1)
    shown = shown_units(sizes)
    assert shown[0] == 2
    assert shown[-1] == 1
    assert len(shown) == len(sizes)
    assert all(1 <= part <= whole for part, whole in zip(shown, sizes, strict=True))
    assert sum(shown[1:-1]) <= max(MOST_UNITS, len(hidden))
    assert (GRID - 1) % (map_side(shown) - 1) == 0


def test_small_networks_are_shown_whole() -> None:
    assert shown_units((2, 8, 8, 8, 1)) == (2, 8, 8, 8, 1)
    assert shown_units((2, 32, 1)) == (2, 32, 1)
    assert shown_units((2, 64, 1)) == (2, 32, 1)
    assert max(shown_units((2, *[32] * 20, 1))) == 4


def test_a_hand_edit_is_recorded_and_acts() -> None:
    trainer, camera, _ = take()
    trainer.edit("W2", 1, 4, -2.5)
    trainer.edit("b3", 0, 0, 0.75)
    assert trainer.learner.parameters.W[2][1, 4] == -2.5
    assert trainer.learner.parameters.b[3][0, 0] == 0.75
    assert [(change.iteration, change.field, change.value) for change in trainer.changes] == [
        (7, "W2[2,5]", -2.5),
        (7, "b3[1,1]", 0.75),
    ]
    assert camera.take().portrait.weights[-1] == pytest.approx(0.75)
