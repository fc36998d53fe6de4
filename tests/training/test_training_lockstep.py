"""Lockstep: every network does what a Trainer of its experiment does, whoever trains beside it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.metrics import accuracy_score, log_loss

from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.training.changes import Change
from playground.training.checks import ExperimentError
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.training.trainer import Trainer

DATA: dict[str, Any] = {"dataset": {"name": "moons", "n": 40}, "split": {"train": 0.6, "dev": 0.2, "test": 0.2}}
COURSE: dict[str, Any] = {
    "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
    "test": {"name": "circles", "n": 100, "noise": 0.05, "seed": 2},
}
SPLITS = load_data(Experiment.from_json(DATA))

# With these one hidden layer of 4 diverges at iterations 19, 36 and 277: in the first portion and beyond it.
DIVERGING: tuple[dict[str, Any], ...] = (
    {"optimizer": {"learning_rate": 1000}, "lambd": 1e6},
    {"optimizer": {"learning_rate": 30}, "lambd": 1e4},
    {"optimizer": {"learning_rate": 1}, "lambd": 100},
)


def experiment(**fields: Any) -> Experiment:
    """An experiment on DATA, unless it names other data."""
    return Experiment.from_json({**DATA, **fields})


@st.composite
def networks(draw: st.DrawFn) -> Experiment:
    """Small networks of which many share a stack with another, with live values and seeds of their own."""
    hidden = draw(st.sampled_from([[], [3], [4, 2]]))
    keep = draw(st.sampled_from([1.0, 0.6, 0.9]))
    return experiment(
        hidden=hidden,
        activation=draw(st.sampled_from(list(ACTIVATIONS))),
        init={"name": draw(st.sampled_from(list(INITIALIZERS))), "seed": draw(st.integers(0, 99))},
        optimizer={
            "name": draw(st.sampled_from(list(OPTIMIZERS))),
            "learning_rate": draw(st.sampled_from([0.01, 0.1, 0.5])),
            "decay_rate": draw(st.sampled_from([0.0, 0.1])),
        },
        batch_size=draw(st.sampled_from([None, 7])),
        lambd=draw(st.sampled_from([0.0, 0.7])),
        l1=draw(st.sampled_from([0.0, 0.3])),
        keep_prob=draw(st.just(keep) | st.just([keep, 1.0, 0.8][: len(hidden)])),
        dropout_seed=draw(st.integers(0, 9)),
    )


@st.composite
def line_ups(draw: st.DrawFn) -> list[Experiment]:
    """Two to five experiments; a copy of another with one thing changed is as likely as one of another shape."""
    chosen = [draw(networks())]
    for _ in range(draw(st.integers(1, 4))):
        other = draw(networks())
        if draw(st.booleans()):
            shape = {key: chosen[0].to_json()[key] for key in ("hidden", "activation", "batch_size", "keep_prob")}
            optimizer = {**other.to_json()["optimizer"], "name": chosen[0].optimizer.name}
            other = Experiment.from_json({**other.to_json(), **shape, "optimizer": optimizer})
        chosen.append(other)
    return chosen


def assert_like_trainers(lockstep: Lockstep, trainers: list[Trainer]) -> None:
    """The same parameters, figures and divergence as Trainers of the same experiments."""
    for k, (record, trainer) in enumerate(zip(lockstep.evaluate(), trainers, strict=True)):
        assert lockstep.diverged_at[k] == trainer.diverged_at
        theta = trainer.learner.parameters.theta
        np.testing.assert_allclose(lockstep.parameters(k).theta, theta, rtol=1e-12, atol=1e-12)
        its = trainer.evaluate()
        for name in ("cost", "data_cost", "train_accuracy", "dev_cost", "dev_accuracy", "test_accuracy"):
            assert getattr(record, name) == pytest.approx(getattr(its, name), rel=1e-11), name
        if trainer.diverged_at is None:
            assert record.iteration == its.iteration
            assert (record.masked_cost is None) == (its.masked_cost is None)
            assert record.masked_cost is None or record.masked_cost == pytest.approx(its.masked_cost, rel=1e-11)


@given(line_ups(), st.lists(st.integers(0, 9), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_every_network_is_that_of_its_trainer(experiments: list[Experiment], portions: list[int]) -> None:
    lockstep = Lockstep(experiments, SPLITS)
    trainers = [Trainer(one, SPLITS) for one in experiments]
    assert_like_trainers(lockstep, trainers)
    for updates in portions:
        lockstep.advance(updates)
        for trainer in trainers:
            trainer.advance(updates)
        assert_like_trainers(lockstep, trainers)
    assert lockstep.iteration == sum(portions)


def test_the_courses_three_initialisations() -> None:
    """Published after 15 000 iterations: zeros stay at log 2 and 50 %, large random 83 %, He 99 % right."""
    inits = ({"name": "zeros"}, {"name": "random", "scale": 10}, {"name": "he"})
    lockstep = Lockstep([Experiment.from_json({**COURSE, "init": init}) for init in inits])
    assert len(lockstep.stacks) == 1
    lockstep.advance(15_000)
    zeros, large, he = lockstep.evaluate()
    assert zeros.cost == pytest.approx(np.log(2), abs=1e-12)
    assert (zeros.train_accuracy, zeros.test_accuracy) == (0.5, 0.5)
    assert large.train_accuracy == pytest.approx(0.83, abs=0.005)
    assert he.train_accuracy == pytest.approx(0.9933, abs=0.0005)
    assert he.test_accuracy == pytest.approx(0.96, abs=1e-12)


def test_results_come_in_the_order_of_the_experiments() -> None:
    deep, flat = {"hidden": [4, 2]}, {"hidden": [3]}
    experiments = [experiment(**own, init={"seed": seed}) for seed, own in enumerate([deep, flat, deep, flat])]
    lockstep = Lockstep(experiments)
    assert [len(places) for places in lockstep.places] == [2, 2]
    lockstep.advance(20)
    X = np.random.RandomState(0).randn(2, 7)
    trainers = [Trainer(one) for one in experiments]
    for trainer in trainers:
        trainer.advance(20)
    assert_like_trainers(lockstep, trainers)
    np.testing.assert_allclose(lockstep.logits(X), np.concatenate([one.logits(X) for one in trainers]), rtol=1e-12)


def test_the_figures_are_what_scikit_learn_says() -> None:
    lockstep = Lockstep([experiment(hidden=[4], init={"seed": seed}, lambd=seed) for seed in range(3)])
    lockstep.advance(200)
    data = lockstep.data
    assert data.dev is not None and data.test is not None
    for k, record in enumerate(lockstep.evaluate()):
        for points, cost, accuracy in (
            (data.train, record.data_cost, record.train_accuracy),
            (data.dev, record.dev_cost, record.dev_accuracy),
            (data.test, None, record.test_accuracy),
        ):
            y, told = points.Y[0], expit(lockstep.logits(points.X)[k])
            assert accuracy == pytest.approx(accuracy_score(y, told > 0.5))
            if cost is not None:
                assert cost == pytest.approx(log_loss(y, told))
        squares = sum(float(np.linalg.norm(W, "fro") ** 2) for W in lockstep.parameters(k).W.values())
        assert record.penalty == pytest.approx(k / (2 * data.train.m) * squares)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_who_diverges_leaves_the_others_alone(optimizer: str) -> None:
    """Bit for bit, under every optimiser, whose moments then hold infinities and NaN in the rows beside."""
    others = [
        experiment(
            hidden=[4, 3], init={"seed": seed}, keep_prob=keep, dropout_seed=seed, optimizer={"name": optimizer}
        )
        for seed, keep in enumerate((1.0, 0.7, 0.8))
    ]
    broken = experiment(hidden=[4, 3], optimizer={"name": optimizer, "learning_rate": 1000}, lambd=1e6)
    alone = Lockstep(others)
    beside = Lockstep([others[0], broken, others[1], broken, others[2]])
    assert len(beside.stacks) == 1
    for place in (1, 3):  # their logits overflow at once
        beside.parameters(place).theta[...] = 9e149
    for _ in range(3):
        alone.advance(150)
        beside.advance(150)
        for k, place in enumerate((0, 2, 4)):
            np.testing.assert_array_equal(alone.parameters(k).theta, beside.parameters(place).theta)
            assert alone.evaluate()[k] == beside.evaluate()[place]
    assert beside.diverged_at == [None, 0, None, 0, None]


@pytest.mark.parametrize("together", [DIVERGING, DIVERGING[::-1]])
def test_who_diverges_stands_where_its_trainer_stands(together: tuple[dict[str, Any], ...]) -> None:
    experiments = [experiment(hidden=[4]), *(experiment(hidden=[4], **own) for own in together)]
    lockstep, trainers = Lockstep(experiments), [Trainer(one) for one in experiments]
    for updates in (1, 2, 150, 300):
        lockstep.advance(updates)
        for trainer in trainers:
            trainer.advance(updates)
        assert_like_trainers(lockstep, trainers)
        assert [record.iteration for record in lockstep.evaluate()] == [lockstep.iteration] * 4
    assert lockstep.iteration == 453
    assert sorted(at for at in lockstep.diverged_at if at is not None) == [19, 36, 277]
    assert np.isfinite(lockstep.logits(lockstep.data.train.X)).all()


def test_the_clock_stops_when_all_have_diverged() -> None:
    experiments = [experiment(hidden=hidden, **DIVERGING[at]) for at, hidden in ((0, [4]), (2, [3]))]
    lockstep = Lockstep(experiments)
    lockstep.advance(1000)
    assert None not in lockstep.diverged_at
    assert lockstep.iteration == max(at for at in lockstep.diverged_at if at is not None)
    stood = [lockstep.parameters(k).theta.copy() for k in range(2)]
    lockstep.advance(10)
    for k in range(2):
        np.testing.assert_array_equal(lockstep.parameters(k).theta, stood[k])


def test_a_change_is_that_of_a_trainer_and_concerns_one_network() -> None:
    experiments = [experiment(hidden=[5], dropout_seed=seed) for seed in range(3)]
    lockstep, trainers = Lockstep(experiments), [Trainer(one) for one in experiments]

    def advance(updates: int) -> None:
        lockstep.advance(updates)
        for trainer in trainers:
            trainer.advance(updates)

    advance(10)
    for k, live in ((1, {"learning_rate": 0.3, "lambd": 0.5}), (2, {"keep_prob": 0.7}), (0, {"l1": 0.2})):
        lockstep.change(k, **live)
        trainers[k].change(**live)
    advance(10)
    lockstep.change(2, keep_prob=1.0)
    trainers[2].change(keep_prob=1.0)
    advance(10)
    assert_like_trainers(lockstep, trainers)
    assert lockstep.changes == [trainer.changes for trainer in trainers]
    assert lockstep.changes[1] == [Change(10, "learning_rate", 0.3), Change(10, "lambd", 0.5)]
    assert lockstep.experiments == [trainer.experiment for trainer in trainers]


def test_a_change_that_is_not_accepted_changes_nothing() -> None:
    lockstep = Lockstep([experiment(), experiment()])
    before = list(lockstep.experiments)
    with pytest.raises(ExperimentError, match="learning_rate must be a number above 0"):
        lockstep.change(0, lambd=0.1, learning_rate=-1.0)
    with pytest.raises(ExperimentError, match="the changed field must be one of"):
        lockstep.change(0, activation="tanh")
    for nobody in (2, -1):
        with pytest.raises(ExperimentError, match="the place of the network must be a whole number from 0 to 1"):
            lockstep.change(nobody, lambd=0.1)
    assert lockstep.experiments == before
    assert lockstep.changes == [[], []]
    assert not np.any(lockstep.stacks[0].learner.lambd)


def test_a_network_that_diverged_stays_so_after_a_change() -> None:
    lockstep = Lockstep([experiment(hidden=[4]), experiment(hidden=[4], **DIVERGING[0], keep_prob=0.9)])
    assert [record.masked_cost is None for record in lockstep.evaluate()] == [True, False]
    lockstep.advance(50)
    at, stood = lockstep.diverged_at[1], lockstep.parameters(1).theta.copy()
    assert at is not None
    assert lockstep.evaluate()[1].masked_cost is None  # no update will come that has masks
    lockstep.change(1, learning_rate=0.01, lambd=0.0)
    lockstep.advance(200)
    assert lockstep.diverged_at == [None, at]
    np.testing.assert_array_equal(lockstep.parameters(1).theta, stood)
    again = Lockstep(lockstep.experiments, lockstep.data)
    again.advance(200)
    assert again.diverged_at == [None, None]


def test_a_checkpoint_is_gone_on_from_bit_for_bit() -> None:
    """With all that has a memory: moments, masks, mini-batches, live changes, and one that diverges after it."""
    adam = {"optimizer": {"name": "adam", "decay_rate": 0.01}, "batch_size": 7}
    experiments = [
        experiment(hidden=[4], **adam, keep_prob=0.8),
        experiment(hidden=[4], **DIVERGING[2]),
        experiment(hidden=[4], **adam, keep_prob=0.7, dropout_seed=5),
    ]
    lockstep = Lockstep(experiments)
    lockstep.advance(1)
    lockstep.change(0, lambd=0.4)
    checkpoint = lockstep.checkpoint()
    assert checkpoint.iteration == 1
    lockstep.advance(400)
    ends, records, diverged = (
        [lockstep.parameters(k).copy() for k in range(3)],
        lockstep.evaluate(),
        lockstep.diverged_at,
    )
    assert diverged[1] is not None
    fresh = Lockstep(experiments)
    lockstep.change(2, keep_prob=0.2)
    for one in (lockstep, fresh):
        one.restore(checkpoint)
        assert one.diverged_at == [None] * 3
        assert one.changes == [[Change(1, "lambd", 0.4)], [], []]
        one.advance(400)
        assert one.evaluate() == records
        assert one.diverged_at == diverged
        for k, end in enumerate(ends):
            np.testing.assert_array_equal(one.parameters(k).theta, end.theta)


def test_parameters_are_a_view() -> None:
    lockstep = Lockstep([experiment(hidden=[4]), experiment(hidden=[3])])
    parameters = lockstep.parameters(1)
    before = parameters.W[1].copy()
    lockstep.advance(3)
    assert not np.array_equal(parameters.W[1], before)
    np.testing.assert_array_equal(parameters.W[1], lockstep.parameters(1).W[1])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dataset", {"name": "moons", "n": 41}),
        ("test", {"name": "moons"}),
        ("split", {"train": 0.8, "test": 0.2}),
        ("standardize", True),
    ],
)
def test_other_points_are_refused(field: str, value: Any) -> None:
    with pytest.raises(ExperimentError, match=rf"experiments\[1\]\.{field} must be that of experiments\[0\]"):
        Lockstep([experiment(), experiment(**{field: value})])


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ExperimentError, match="at least one"):
        Lockstep([])
    planned = experiment(changes=[{"iteration": 1, "field": "lambd", "value": 0.1}])
    with pytest.raises(ExperimentError, match=r"experiments\[1\]\.changes must be left out"):
        Lockstep([experiment(), planned])
    huge = experiment(hidden=[50] * 100, init={"name": "random", "scale": 1000})
    with pytest.raises(
        ExperimentError, match=r"experiments\[1\]\.init\.scale must be smaller for 100 hidden layers"
    ):
        Lockstep([experiment(hidden=[50] * 100), huge])
