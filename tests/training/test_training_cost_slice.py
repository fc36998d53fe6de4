"""The cost slice: its costs are those of the networks at its places, its plane is the nearest to the paths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import log_loss

from playground.datasets import DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import initialize
from playground.network.parameters import count_parameters
from playground.training.checks import ExperimentError
from playground.training.cost_paths import MARGIN, CostPaths, all_parameters
from playground.training.cost_slice import SIDE, Plane, cut, plane_of, square_around
from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.training.trainer import Trainer

SIZES = (2, 3, 1)
P = count_parameters(SIZES)
POINTS = DATASETS["moons"].draw(120, 0.2, 1)


def experiment(optimizer: str, learning_rate: float, **others: object) -> Experiment:
    return Experiment.from_json(
        {
            "dataset": {"name": "moons", "n": 120, "seed": 1},
            "hidden": [3],
            "activation": "tanh",
            "init": {"name": "xavier", "seed": 1},
            "optimizer": {"name": optimizer, "learning_rate": learning_rate},
            **others,
        }
    )


def some_plane(seed: int) -> Plane:
    random = np.random.RandomState(seed)
    return plane_of(random.randn(P), random.randn(5, P))


@pytest.mark.parametrize(("row", "column"), [(0, 0), (7, 30), (SIDE - 1, SIDE - 1)])
def test_a_cost_is_that_of_the_network_at_its_place(row: int, column: int) -> None:
    plane = some_plane(1)
    found = cut(POINTS, SIZES, ACTIVATIONS["tanh"], plane, np.array([-2.0, 1.0]), 3.0)
    theta = plane.place(np.array([-2.0 + 3.0 * column / (SIDE - 1), 1.0 + 3.0 * row / (SIDE - 1)]))
    trainer = Trainer(experiment("gd", 0.1))
    trainer.learner.parameters.theta[...] = theta
    share = 1 / (1 + np.exp(-trainer_logits(trainer)))
    assert found.costs[row, column] == pytest.approx(log_loss(POINTS.Y[0], share), rel=1e-9)


def trainer_logits(trainer: Trainer) -> np.ndarray:
    parameters = trainer.learner.parameters
    hidden = np.tanh(parameters.W[1] @ POINTS.X + parameters.b[1])
    return np.asarray((parameters.W[2] @ hidden + parameters.b[2])[0])


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_places_and_parameters_are_each_others_inverse(seed: int) -> None:
    plane = some_plane(seed)
    at = np.random.RandomState(seed).randn(4, 2)
    np.testing.assert_allclose(plane.project(plane.place(at)), at, atol=1e-9)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert plane.share(plane.place(at)) == pytest.approx(1.0)


def test_the_plane_is_the_nearest_to_the_paths() -> None:
    random = np.random.RandomState(3)
    origin, theta = random.randn(P), random.randn(40, P) * np.linspace(3, 0.1, P)
    found = plane_of(origin, theta)
    theirs = TruncatedSVD(2, algorithm="arpack").fit(theta - origin).components_
    np.testing.assert_allclose(np.abs(np.diag(found.directions @ theirs.T)), 1.0, atol=1e-6)


def test_a_plane_cut_anew_does_not_turn_within_itself() -> None:
    before = some_plane(5)
    turned = Plane(before.origin, np.array([[0.0, -1.0], [1.0, 0.0]]) @ before.directions)
    at = np.random.RandomState(0).randn(20, 2) * [3.0, 1.0]
    np.testing.assert_allclose(
        plane_of(before.origin, turned.place(at), before).directions, before.directions, atol=1e-9
    )


def test_one_step_alone_has_a_plane_too() -> None:
    origin = np.zeros(P)
    plane = plane_of(origin, np.ones((1, P)))
    assert plane.directions.shape == (2, P)
    assert plane.share(np.ones((1, P))) == pytest.approx(1.0)


def test_a_square_holds_its_places_with_a_margin() -> None:
    low, width = square_around(np.array([[0.0, 0.0], [4.0, 1.0]]), 0.25)
    np.testing.assert_allclose(low, [-1.0, -2.5])
    assert width == pytest.approx(6.0)


def test_paths_begin_at_the_common_start_and_follow_the_networks() -> None:
    lockstep = Lockstep([experiment("gd", 0.5), experiment("adam", 0.05), experiment("gd", 0.5, batch_size=16)])
    start = initialize(SIZES, "xavier", 1.0, 1).theta
    paths = CostPaths(lockstep)
    assert lockstep.iteration == 0
    np.testing.assert_array_equal(all_parameters(lockstep), np.tile(start, (3, 1)))
    first = paths.version
    for _ in range(30):
        lockstep.advance(50)
        paths.note(lockstep, lockstep.evaluate())
        paths.keep_in_view()
    iterations, way = paths.path()
    assert iterations == list(range(0, 1501, 50))
    assert way.shape == (31, 3, 2)
    assert paths.version > first
    assert ((way >= 0) & (way <= 1)).all()
    origin = paths.slice.plane.place(paths.slice.low + way[0, 0] * paths.slice.width)
    np.testing.assert_allclose(origin, start, atol=1e-9)
    np.testing.assert_allclose(paths.costs()[-1], [record.data_cost for record in lockstep.evaluate()])
    assert 0.5 < paths.share() <= 1.0


def test_a_network_that_goes_astray_does_not_stretch_the_picture() -> None:
    calm = [experiment("gd", 0.1), experiment("gd", 0.05)]
    wild = [*calm, experiment("gd", 1000.0)]
    widths = []
    for experiments in (calm, wild):
        lockstep = Lockstep(experiments)
        paths = CostPaths(lockstep)
        for _ in range(4):
            lockstep.advance(250)
            paths.note(lockstep, lockstep.evaluate())
            paths.keep_in_view()
        widths.append(paths.slice.width)
    assert widths[1] < 3 * widths[0]
    assert MARGIN > 0


def test_networks_of_other_shapes_share_no_surface() -> None:
    with pytest.raises(ExperimentError, match="one shape and activation"):
        CostPaths(Lockstep([experiment("gd", 0.1), experiment("gd", 0.1, hidden=[4])]))
