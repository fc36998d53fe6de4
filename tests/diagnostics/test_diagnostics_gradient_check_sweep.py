"""A check of hundreds of ordinary small networks: right gradients raise no alarm, and planted bugs do."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from playground.datasets import Points, Splits
from playground.diagnostics.gradient_check_words import tell_check
from playground.diagnostics.planted_bugs import BUGS, Case, places_to_hide
from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import ALARMING, ALL_AT_KINKS, GREAT, ROUND_OFF, check, check_gradient
from playground.network.gradient_check_objective import Objective
from playground.training.command_line import gradient_report
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

# Points as people type them: round numbers, the origin among them, where Z = b = 0 at the start.
TYPED = {
    "two": ([[0, 1], [0, 1]], [1, 0]),
    "corners": ([[0, 0, 1, 1], [0, 1, 0, 1]], [0, 1, 1, 0]),
    "cross": ([[0, 1, -1, 0, 0], [0, 0, 0, 1, -1]], [1, 0, 0, 1, 0]),
    "axis": ([[-2, -1, 0, 1, 2, 3], [0, 0, 0, 0, 0, 0]], [0, 0, 1, 1, 0, 1]),
    "twins": ([[1, 1, 0, 0], [1, 1, 0, 0]], [0, 1, 0, 1]),
}
DRAWN = ("moons", "circles", "flower", "xor")
NETWORKS = 300


def points_of(name: str) -> Splits:
    X, labels = TYPED[name]
    nobody = Points(np.empty((2, 0)), np.empty((1, 0)))
    return Splits(Points(np.array(X, float), np.array([labels], float)), nobody, nobody)


def experiments() -> Iterator[tuple[Trainer, str]]:
    """Small networks with kinks and without, each with a word on what it is."""
    random = np.random.RandomState(0)
    for k in range(NETWORKS):
        typed = list(TYPED)[k % len(TYPED)] if k % 2 else None
        told: dict[str, Any] = {
            "dataset": {"name": DRAWN[k % len(DRAWN)], "n": 40, "seed": k},
            "hidden": random.randint(1, 6, random.randint(1, 4)).tolist(),
            "activation": ("relu", "leaky_relu", "relu", "tanh")[random.randint(4)],
            "init": {"name": ("he", "xavier", "random", "zeros")[random.randint(4)], "seed": k % 40},
            "lambd": float(random.choice([0.0, 0.7])),
            "l1": float(random.choice([0.0, 0.0, 0.5])),
        }
        trainer = Trainer(Experiment.from_json(told), points_of(typed) if typed else None)
        yield trainer, f"{typed}: {told}"


@cache
def sweep() -> tuple[tuple[Trainer, str], ...]:
    return tuple(experiments())


def case_of(trainer: Trainer) -> Case:
    experiment, train = trainer.experiment, trainer.data.train
    activation = ACTIVATIONS[experiment.activation]
    objective = Objective(train.X, train.Y, activation, experiment.lambd, experiment.l1)
    return Case(objective, trainer.learner.parameters)


def test_no_right_gradient_raises_an_alarm() -> None:
    kinked = 0
    for trainer, told in sweep():
        report = gradient_report(trainer)
        kinked += report["kinks"]["count"] > 0
        assert report["kinks"]["count"] == len(report["kinks"]["parameters"])
        assert report["verdict"] in (GREAT, ROUND_OFF, ALL_AT_KINKS), told
        assert {block["verdict"] for block in report["blocks"].values()} <= {GREAT, ROUND_OFF, ALL_AT_KINKS}, told
    assert kinked > NETWORKS / 10, "the sweep must have kinks to leave out"


def test_trained_networks_raise_none_either() -> None:
    for trainer, told in list(sweep())[:60]:
        again = Trainer(trainer.begun, trainer.data)
        again.advance(30)
        assert gradient_report(again)["verdict"] in (GREAT, ROUND_OFF, ALL_AT_KINKS), told


def test_the_command_line_and_the_page_give_one_verdict() -> None:
    for trainer, told in sweep():
        page = tell_check(check(case_of(trainer).objective, trainer.learner.parameters))
        assert page.headline == gradient_report(trainer)["verdict"], told
        for name in gradient_report(trainer)["kinks"]["parameters"][:4]:
            assert name in page.sentence or page.headline == ALL_AT_KINKS


def test_planted_bugs_are_found_beside_kinks() -> None:
    found = 0
    for trainer, told in sweep():
        case = case_of(trainer)
        if all(kept.all() for kept in case.judged.values()):
            continue
        for name, layer in places_to_hide(case):
            checked = check(BUGS[name].plant(case, layer), case.parameters)
            assert checked.blocks_off, (name, layer, told)
            assert checked.verdict in (*ALARMING, "look at the blocks", "look again"), (name, layer, told)
            found += 1
    assert found > 200


def test_the_smallest_network_at_a_kink() -> None:
    trainer = Trainer(
        Experiment.from_json({"dataset": {"name": "moons"}, "hidden": [1], "init": {"name": "he", "seed": 4}}),
        points_of("two"),
    )
    report = gradient_report(trainer)
    assert report["verdict"] == "great"
    assert report["kinks"] == {"count": 1, "parameters": ["b1[1,1]"]}
    assert report["blocks"]["b1"] == {"difference": None, "verdict": "all at kinks"}


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_where_every_nudge_crosses_a_kink_nothing_is_called_great(activation: str) -> None:
    parameters = Trainer(Experiment.from_json({"dataset": {"name": "moons"}, "hidden": [1]})).learner.parameters
    parameters.theta[...] = [1.0, 1.0, 1.0, -2.0, 0.0]
    objective = Objective(np.ones((2, 1)), np.ones((1, 1)), ACTIVATIONS[activation])
    checked = check(objective, parameters, chosen=np.array([0, 1, 3]))  # W1 and b1, all of which move z = 0
    assert np.isnan(checked.whole.difference)
    told = tell_check(checked)
    assert (told.headline, told.mood) == ("all at kinks", "unsure")
    assert told.sentence.startswith("Nothing can be judged: each of the 3 parameters")
    right = check_gradient(np.ones((2, 1)), np.ones((1, 1)), parameters, ACTIVATIONS[activation])
    assert right.verdict in (GREAT, ROUND_OFF)
    assert right.kinks == ["W1[1,1]", "W1[1,2]", "b1[1,1]"]


def test_the_kink_of_an_l1_penalty_is_left_out_too() -> None:
    trainer = Trainer(Experiment.from_json({"dataset": {"name": "moons"}, "hidden": [2], "activation": "tanh"}))
    parameters, train = trainer.learner.parameters, trainer.data.train
    parameters.W[1][0, 1] = 3e-8  # nearer to 0 than ε
    checked = check_gradient(train.X, train.Y, parameters, ACTIVATIONS["tanh"], l1=50.0)
    assert checked.kinks == ["W1[1,2]"]
    assert checked.verdict == GREAT
    assert not check_gradient(train.X, train.Y, parameters, ACTIVATIONS["tanh"]).kinks
