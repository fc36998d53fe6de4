"""The trainer: published results, bit-for-bit replays, changes on the way, and what happens when it diverges."""

from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import accuracy_score, log_loss

from playground.training.changes import Change
from playground.training.checks import ExperimentError
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.records import Record
from playground.training.trainer import Trainer

CIRCLES: dict[str, Any] = {
    "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
    "test": {"name": "circles", "n": 100, "noise": 0.05, "seed": 2},
}
# With all that has a memory or a stream of its own, so that nothing can be forgotten.
EVERYTHING: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 90},
    "split": {"train": 0.6, "dev": 0.2, "test": 0.2},
    "standardize": True,
    "hidden": [6, 4],
    "optimizer": {"name": "adam", "learning_rate": 0.01, "decay_rate": 0.01},
    "batch_size": 16,
    "lambd": 0.1,
    "l1": 0.05,
    "keep_prob": [0.8, 0.9],
}
SMALL: dict[str, Any] = {"dataset": {"name": "circles", "n": 20}, "hidden": [3], "activation": "tanh"}


def trainer(**fields: Any) -> Trainer:
    """A trainer of this experiment, on circles unless it names other data."""
    return Trainer(Experiment.from_json({"dataset": {"name": "circles"}, **fields}))


def after(updates: int, **fields: Any) -> Record:
    """The figures of an experiment after so many updates."""
    one = trainer(**fields)
    one.advance(updates)
    return one.evaluate()


def flower(units: int) -> Trainer:
    """The course's flower with one hidden layer of tanh units."""
    return trainer(
        dataset={"name": "flower"},
        hidden=[units],
        activation="tanh",
        init={"name": "random", "scale": 0.01, "seed": 2},
        optimizer={"learning_rate": 1.2},
    )


def test_the_flowers_published_costs() -> None:
    one = flower(4)
    one.advance(1000)
    assert one.evaluate().cost == pytest.approx(0.288083, abs=5e-7)
    one.advance(6000)
    assert one.evaluate().cost == pytest.approx(0.217504, abs=5e-7)
    one.advance(3000)
    assert one.evaluate().train_accuracy == pytest.approx(0.905, abs=0.005)


@pytest.mark.parametrize(("units", "per_cent"), [(1, 67.5), (2, 67.25), (3, 90.75), (4, 90.5), (5, 91.25)])
def test_the_flowers_published_accuracies(units: int, per_cent: float) -> None:
    one = flower(units)
    one.advance(5000)
    assert one.evaluate().train_accuracy == per_cent / 100


@pytest.mark.parametrize(
    ("init", "train", "test"),
    [
        ({"name": "he", "seed": 3}, 0.9933, 0.96),
        ({"name": "zeros"}, 0.5, 0.5),
        ({"name": "random", "scale": 10, "seed": 3}, 0.83, 0.86),
    ],
    ids=["he", "zeros", "large random"],
)
def test_the_circles_published_accuracies(init: dict[str, Any], train: float, test: float) -> None:
    record = after(15000, **CIRCLES, init=init)
    assert record.train_accuracy == pytest.approx(train, abs=5e-5)
    assert record.test_accuracy == test


def test_zeros_never_break_the_symmetry() -> None:
    one = trainer(**CIRCLES, init={"name": "zeros"})
    for _ in range(3):
        assert one.evaluate().cost == pytest.approx(0.6931, abs=5e-5)
        one.advance(500)


def test_the_record_is_what_scikit_learn_measures() -> None:
    one = trainer(**{**EVERYTHING, "batch_size": None})
    one.advance(200)
    record = one.evaluate()
    measured = {}
    for name in ("train", "dev", "test"):
        points = getattr(one.data, name)
        probabilities = expit(one.logits(points.X)[0])
        cost = log_loss(points.Y[0], probabilities)
        measured[name] = cost, accuracy_score(points.Y[0] > 0.5, probabilities > 0.5)
    W, m = one.learner.parameters.weights, one.data.train.m
    assert record.data_cost == pytest.approx(measured["train"][0], rel=1e-12)
    assert record.dev_cost == pytest.approx(measured["dev"][0], rel=1e-12)
    penalty = 0.1 / (2 * m) * (W**2).sum() + 0.05 / (2 * m) * np.abs(W).sum()
    assert record.penalty == pytest.approx(penalty, rel=1e-12)
    accuracies = record.train_accuracy, record.dev_accuracy, record.test_accuracy
    assert accuracies == tuple(accuracy for _, accuracy in measured.values())


def test_sets_that_are_not_there_have_no_figures() -> None:
    record = trainer().evaluate()
    assert (record.dev_accuracy, record.test_accuracy, record.dev_cost) == (None, None, None)


def test_evaluating_changes_nothing_and_is_not_disturbed_by_dropout() -> None:
    looked, unlooked = trainer(**EVERYTHING), trainer(**EVERYTHING)
    for _ in range(5):
        assert looked.evaluate() == looked.evaluate()
        looked.logits(looked.data.train.X)
        looked.advance(7)
    unlooked.advance(35)
    np.testing.assert_array_equal(looked.learner.parameters.theta, unlooked.learner.parameters.theta)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "rmsprop", "adam"])
def test_the_same_experiment_gives_the_same_numbers_bit_for_bit(optimizer: str) -> None:
    fields = {**EVERYTHING, "optimizer": {"name": optimizer, "learning_rate": 0.01}}
    at_once, in_pieces = trainer(**fields), trainer(**fields)
    at_once.advance(400)
    for piece in (1, 2, 127, 128, 129, 13):
        in_pieces.advance(piece)
    assert in_pieces.iteration == at_once.iteration == 400
    np.testing.assert_array_equal(at_once.learner.parameters.theta, in_pieces.learner.parameters.theta)
    assert at_once.evaluate() == in_pieces.evaluate()


@pytest.mark.parametrize(
    "other", [{"dropout_seed": 2}, {"init": {"seed": 4}}, {"dataset": {"name": "moons", "n": 90, "seed": 5}}]
)
def test_every_seed_matters(other: dict[str, Any]) -> None:
    assert after(50, **EVERYTHING) != after(50, **{**EVERYTHING, **other})


def test_data_that_the_caller_has_already_are_not_loaded_again() -> None:
    experiment = Experiment.from_json(EVERYTHING)
    given, loading = Trainer(experiment, load_data(experiment)), Trainer(experiment)
    given.advance(20)
    loading.advance(20)
    assert given.evaluate() == loading.evaluate()


CHANGES: list[tuple[int, dict[str, Any]]] = [
    (0, {"learning_rate": 0.05}),
    (30, {"lambd": 2.0, "keep_prob": 1.0}),
    (60, {"keep_prob": [0.5, 0.7]}),
    (200, {"l1": 0.0, "learning_rate": 0.001}),
]


def with_changes(changes: list[tuple[int, dict[str, Any]]], end: int) -> Trainer:
    """EVERYTHING, with live fields changed at their iterations."""
    one = trainer(**EVERYTHING)
    for iteration, live in changes:
        one.advance(iteration - one.iteration)
        one.change(**live)
    one.advance(end - one.iteration)
    return one


def test_changes_are_put_on_record_and_replaying_them_gives_the_same_numbers() -> None:
    one = with_changes(CHANGES, end=300)
    assert [(change.iteration, change.field) for change in one.changes] == [
        (0, "learning_rate"),
        (30, "lambd"),
        (30, "keep_prob"),
        (60, "keep_prob"),
        (200, "learning_rate"),
        (200, "l1"),
    ]
    replayed = with_changes([(change.iteration, {change.field: change.value}) for change in one.changes], end=300)
    np.testing.assert_array_equal(one.learner.parameters.theta, replayed.learner.parameters.theta)
    assert one.evaluate() == replayed.evaluate()
    assert one.changes == replayed.changes


@pytest.mark.parametrize(
    "live", [{"learning_rate": 0.2}, {"lambd": 5.0}, {"l1": 5.0}, {"keep_prob": 0.3}, {"keep_prob": [1.0, 0.3]}]
)
def test_every_live_field_acts_from_the_next_update_on(live: dict[str, Any]) -> None:
    changed, left = trainer(**EVERYTHING), trainer(**EVERYTHING)
    for one in (changed, left):
        one.advance(10)
    changed.change(**live)
    np.testing.assert_array_equal(changed.learner.parameters.theta, left.learner.parameters.theta)
    for one in (changed, left):
        one.advance(1)
    assert not np.array_equal(changed.learner.parameters.theta, left.learner.parameters.theta)


def test_a_change_at_the_start_is_an_experiment_that_began_with_it() -> None:
    live = {"lambd": 0.7, "l1": 0.2, "keep_prob": [0.5, 0.5]}
    changed = trainer(**EVERYTHING)
    changed.change(**live)
    changed.advance(40)
    assert changed.evaluate() == after(40, **{**EVERYTHING, **live})


def test_a_change_to_what_holds_already_is_none() -> None:
    one = trainer(**EVERYTHING)
    one.change(lambd=0.1, keep_prob=[0.8, 0.9])
    assert one.changes == []


def test_a_change_that_is_refused_changes_nothing() -> None:
    one = trainer(**EVERYTHING)
    with pytest.raises(ExperimentError, match="lambd must be a number"):
        one.change(learning_rate=0.5, lambd=-1)
    with pytest.raises(ExperimentError, match="not 'hidden'"):
        one.change(hidden=[3])
    assert one.changes == []
    assert one.experiment == Experiment.from_json(EVERYTHING)
    one.advance(5)
    assert one.evaluate() == after(5, **EVERYTHING)


def test_a_checkpoint_is_returned_to_bit_for_bit_with_its_changes() -> None:
    one = with_changes(CHANGES[:2], end=50)
    checkpoint = one.checkpoint()
    one.change(lambd=9.0, keep_prob=0.3)
    one.advance(20)
    one.restore(checkpoint)
    began = Change(0, "learning_rate", 0.05)
    assert one.changes == [began, Change(30, "lambd", 2.0), Change(30, "keep_prob", 1.0)]
    one.advance(50)
    unbroken = with_changes(CHANGES[:2], end=100)
    np.testing.assert_array_equal(one.learner.parameters.theta, unbroken.learner.parameters.theta)
    anew = trainer(**EVERYTHING)
    anew.restore(checkpoint)
    anew.advance(50)
    assert anew.evaluate() == unbroken.evaluate()


def test_a_parameter_set_by_hand_is_put_on_record_and_acts() -> None:
    edited, left = trainer(**EVERYTHING), trainer(**EVERYTHING)
    for one in (edited, left):
        one.advance(10)
    edited.edit("W2", 3, 0, -1.5)
    edited.edit("b1", 5, 0, 2.0)
    assert edited.changes == [Change(10, "W2[4,1]", -1.5), Change(10, "b1[6,1]", 2.0)]
    differs = edited.learner.parameters.theta != left.learner.parameters.theta
    assert np.count_nonzero(differs) == 2
    assert edited.learner.parameters.W[2][3, 0] == -1.5
    assert edited.learner.parameters.b[1][5, 0] == 2.0
    assert edited.evaluate().cost != left.evaluate().cost


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (("W4", 0, 0), 1.0, "the edited block must be one of W1, b1, W2, b2, W3, b3, not 'W4'"),
        (("W1", 6, 0), 1.0, "the row of W1 must be a whole number from 0 to 5, not 6"),
        (("W1", -1, 0), 1.0, "the row of W1 must be a whole number from 0 to 5, not -1"),
        (("b1", 0, 1), 1.0, "the column of b1 must be a whole number from 0 to 0, not 1"),
        (("W1", 0, 0), 1e7, "W1 must be a number from -1e[+]06 to 1e[+]06"),
        (("W1", 0, 0), float("nan"), "W1 must be a number .* not nan"),
    ],
)
def test_an_edit_that_is_refused_changes_nothing(place: tuple[str, int, int], value: float, says: str) -> None:
    one = trainer(**EVERYTHING)
    before = one.learner.parameters.theta.copy()
    with pytest.raises(ExperimentError, match=says):
        one.edit(*place, value)
    assert one.changes == []
    np.testing.assert_array_equal(one.learner.parameters.theta, before)


def assert_finite(record: Record) -> None:
    """Every figure is a number that JSON can hold."""
    assert all(np.isfinite(value) for value in record.to_json().values() if value is not None)


DIVERGING = {
    "leaky": {"hidden": [8, 8], "activation": "leaky_relu", "optimizer": {"learning_rate": 1000}},
    "linear": {"hidden": [8, 8], "activation": "linear", "optimizer": {"learning_rate": 1000}},
    "late": {"hidden": [4], "activation": "linear", "optimizer": {"learning_rate": 1.0}, "lambd": 700.0},
    "with momentum": {
        "hidden": [8, 8],
        "activation": "linear",
        "optimizer": {"name": "momentum", "learning_rate": 1000},
    },
    "with dropout and batches": {
        "hidden": [8, 8],
        "activation": "leaky_relu",
        "optimizer": {"learning_rate": 1000},
        "keep_prob": 0.7,
        "batch_size": 64,
    },
    "weight decay alone": {"hidden": [], "optimizer": {"learning_rate": 1000}, "lambd": 1e6},
}


@pytest.mark.parametrize("fields", DIVERGING.values(), ids=DIVERGING)
def test_divergence_stops_at_the_same_iteration_however_one_advances(fields: dict[str, Any]) -> None:
    at_once, one_by_one = trainer(**fields), trainer(**fields)
    at_once.advance(2000)
    assert at_once.diverged_at is not None
    assert at_once.iteration == at_once.diverged_at
    while one_by_one.diverged_at is None and one_by_one.iteration < 2000:
        one_by_one.advance(1)
        assert_finite(one_by_one.evaluate())
    assert one_by_one.diverged_at == at_once.diverged_at
    assert one_by_one.evaluate() == at_once.evaluate()
    assert np.isfinite(at_once.learner.parameters.theta).all()


def test_a_network_that_diverged_stays_where_it_was() -> None:
    one = trainer(**DIVERGING["linear"])
    one.advance(2000)
    stood = one.evaluate()
    one.advance(10)
    assert one.evaluate() == stood
    assert one.iteration == one.diverged_at


def test_the_update_that_breaks_is_the_one_named() -> None:
    """The network before it is the one that so many updates make, and they are all sound."""
    fields = DIVERGING["leaky"]
    broken = trainer(**fields)
    broken.advance(2000)
    assert broken.diverged_at is not None
    sound = trainer(**fields)
    sound.advance(broken.diverged_at)
    assert sound.diverged_at is None
    np.testing.assert_array_equal(sound.learner.parameters.theta, broken.learner.parameters.theta)
    sound.advance(1)
    assert sound.diverged_at == broken.diverged_at


def test_weights_that_overflow_before_training_are_refused() -> None:
    with pytest.raises(ExperimentError, match=r"init\.scale must be smaller for 99 hidden layers"):
        trainer(hidden=[50] * 99, activation="linear", init={"name": "random", "scale": 1000})


EXTREMES = {
    "alpha 10 with large random weights": {
        **CIRCLES,
        "init": {"name": "random", "scale": 10},
        "optimizer": {"learning_rate": 10},
    },
    "20 layers of sigmoid": {"hidden": [5] * 20, "activation": "sigmoid"},
    "20 layers of relu": {"hidden": [5] * 20, "activation": "relu", "optimizer": {"learning_rate": 1}},
    "one unit": {"hidden": [1]},
    "logistic regression": {"hidden": []},
    "10 points": {"dataset": {"name": "circles", "n": 10}},
    "1 of 20 units kept": {"hidden": [20, 20], "keep_prob": 0.05},
    "hardly any unit kept": {"hidden": [3], "keep_prob": 1e-300},
    "batches of 1": {**SMALL, "batch_size": 1},
    "largest scale": {"init": {"name": "random", "scale": 1000}},
    "largest learning rate with rmsprop": {**SMALL, "optimizer": {"name": "rmsprop", "learning_rate": 1000}},
    "largest learning rate with adam": {**SMALL, "optimizer": {"name": "adam", "learning_rate": 1000}},
    "largest noise": {"dataset": {"name": "moons", "noise": 100}, "optimizer": {"learning_rate": 10}},
    "largest decay": {**SMALL, "optimizer": {"decay_rate": 1e6}},
}


@pytest.mark.parametrize("fields", EXTREMES.values(), ids=EXTREMES)
def test_extremes_run_without_warnings_and_with_finite_figures(fields: dict[str, Any]) -> None:
    one = trainer(**fields)
    for _ in range(6):
        assert_finite(one.evaluate())
        one.advance(50)
    assert_finite(one.evaluate())
    assert np.isfinite(one.learner.parameters.theta).all()
