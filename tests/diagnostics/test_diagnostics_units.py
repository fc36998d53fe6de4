"""What hidden units do: found where it is so, and gone with the remedy."""

import numpy as np
import pytest
from diagnosed_runs import Watched, moons

from playground.diagnostics import find
from playground.diagnostics.probe import Probe
from playground.diagnostics.units import STEEPEST, dead_units, find_dead_units, saturated_shares
from playground.training.records import History
from playground.training.trainer import Trainer


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "leaky_relu"])
@pytest.mark.parametrize("init", [{"name": "zeros"}, {"name": "he", "scale": 0.0}])
def test_equal_first_weights_are_symmetry_until_they_are_drawn(activation: str, init: dict[str, object]) -> None:
    run = Watched(moons(activation=activation, init=init)).train(600)
    assert run.turns("symmetry") == 1 and run.seen[0][1] == ["symmetry"]
    assert not run.ever("plateau") and not run.ever("dead_units")
    finding = run.finding("symmetry")
    assert finding.iteration == 600 and "600 iterations" in finding.words
    assert finding.advice == ("Use He initialisation" if "relu" in activation else "Use Xavier initialisation")
    assert not run.remedied("symmetry").train(50).ever("symmetry")


def test_random_weights_and_single_units_have_no_symmetry() -> None:
    assert not Watched(moons()).ever("symmetry")
    assert not Watched(moons(hidden=[1, 1], init={"name": "zeros"})).ever("symmetry")


def test_a_weight_set_by_hand_breaks_the_symmetry() -> None:
    run = Watched(moons(hidden=[4], activation="tanh", init={"name": "zeros"}))
    run.trainer.edit("W1", 0, 1, 0.5)
    assert "symmetry" not in [finding.name for finding in run.look()]


def test_dead_units_are_those_below_zero_on_every_point() -> None:
    trainer = Trainer(moons())
    trainer.learner.parameters.b[1][:3] = -100.0
    probe = Probe(trainer)
    probe.forward()
    assert probe.sees_all
    assert dead_units(probe)[1] == 3 == int((probe.workspace.G[1] == 0).all(axis=1).sum())


def test_behind_a_dead_layer_units_whose_z_is_exactly_0_are_dead_too() -> None:
    trainer = Trainer(moons(hidden=[8, 4, 2]))
    trainer.learner.parameters.b[1][...] = -100.0
    trainer.learner.parameters.b[3][0] = 1.0
    probe = Probe(trainer)
    probe.forward()
    assert not probe.workspace.Z[2].any()
    assert dead_units(probe) == {1: 8, 2: 4, 3: 1}


def test_a_unit_that_began_with_zero_weights_needs_others_and_not_another_activation() -> None:
    run = Watched(moons(hidden=[1], init={"name": "zeros"}))
    assert run.finding("dead_units").remedy == {"init": {"name": "he", "scale": 1.0}}


def test_some_dead_units_are_counted() -> None:
    finding = find_dead_units(*with_dead(3), held=False)
    assert finding is not None
    assert finding.words.startswith("3 of 8 units of hidden layer 1 output 0 for every training example")
    assert finding.remedy == {"activation": "leaky_relu"}


def with_dead(units: int) -> tuple[Trainer, Probe]:
    """A network of which so many of the first eight units are dead, passed forward."""
    trainer = Trainer(moons())
    trainer.learner.parameters.b[1][:units] = -100.0
    probe = Probe(trainer)
    probe.forward()
    return trainer, probe


def test_dead_units_are_no_trouble_where_the_others_do_the_work() -> None:
    run = Watched(moons(hidden=[24, 8]))
    run.trainer.learner.parameters.b[1][:8] = -100.0
    run.train(1500)
    assert run.history.records[-1].train_accuracy > 0.95
    assert not run.ever("dead_units")


def test_one_dead_unit_of_many_is_nothing_to_speak_of() -> None:
    run = Watched(moons())
    run.trainer.learner.parameters.b[1][0] = -100.0
    assert not run.look()


def test_a_dead_layer_lets_no_gradient_through() -> None:
    run = Watched(moons(hidden=[8, 1]))
    run.trainer.learner.parameters.b[2][...] = -100.0
    run.look()
    assert run.found[0].name == "dead_units"
    assert "no gradient" in run.found[0].words
    gradient = run.trainer.learner.compute_gradient()
    assert not gradient.W[1].any() and not gradient.W[2].any()


def test_units_killed_by_long_steps_call_for_shorter_ones_from_the_start() -> None:
    run = Watched(moons(10.0)).train(100)
    finding = run.finding("dead_units")
    assert finding.remedy["iteration"] == 0 and finding.remedy["learning_rate"] < 10.0
    assert not run.remedied("dead_units").train(500).ever("dead_units")


def test_a_large_set_is_judged_on_some_of_its_points_and_says_so() -> None:
    run = Watched(moons(dataset={"name": "moons", "n": 5000}))
    run.trainer.learner.parameters.b[1][...] = -100.0
    assert "all of 500 training examples" in run.look()[0].words


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_large_weights_saturate_and_suitable_ones_do_not(activation: str) -> None:
    run = Watched(moons(activation=activation, init={"name": "random", "scale": 30.0}))
    finding = run.finding("saturation")
    assert finding.remedy == {"init": {"name": "xavier", "scale": 1.0}}
    assert f"{activation} outputs" in finding.words
    assert not run.remedied("saturation").train(300).ever("saturation")


def test_large_inputs_saturate_and_standardising_helps() -> None:
    run = Watched(moons(dataset={"name": "blobs", "seed": 4}, hidden=[6], activation="tanh"))
    assert run.finding("saturation").remedy == {"standardize": True}
    assert not run.remedied("saturation").ever("saturation")


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_the_share_of_flat_slopes_is_counted(activation: str) -> None:
    trainer = Trainer(moons(activation=activation, init={"name": "random", "scale": 4.0}))
    probe = Probe(trainer)
    probe.forward()
    Z = trainer.learner.parameters.W[1] @ trainer.data.train.X
    g = 1 - np.tanh(Z) ** 2 if activation == "tanh" else 4 * np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    assert saturated_shares(probe, STEEPEST[activation])[1] == pytest.approx(float(np.mean(g < 0.05)))


def test_linear_layers_are_one_linear_map() -> None:
    run = Watched(moons(activation="linear")).train(100)
    assert run.finding("linear").iteration == 0 and run.turns("linear") == 1
    assert not run.remedied("linear").ever("linear")
    assert not Watched(moons(activation="linear", hidden=[])).ever("linear")


def test_symmetry_is_found_without_a_history_too() -> None:
    assert [finding.name for finding in find(Trainer(moons(init={"name": "zeros"})), History())] == ["symmetry"]
