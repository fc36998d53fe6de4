"""Presets: each shows what its sentence says, measured; and a file that holds nonsense is refused in words."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from playground.network.propagation import Workspace, forward
from playground.training.records import Record
from playground.training.trainer import Trainer
from playground.ui.links import query_of
from playground.ui.presets import FILE, PRESETS, TOPICS, Preset, PresetError, read_presets

PRESET = {preset.name: preset for preset in PRESETS}


def trained(name: str, iterations: int | None = None) -> Trainer:
    """A preset's network after so many iterations, or after those it asks for."""
    experiment = PRESET[name].experiment
    trainer = Trainer(experiment)
    trainer.advance(experiment.iterations if iterations is None else iterations)
    assert trainer.diverged_at is None
    return trainer


def figures(name: str, iterations: int | None = None) -> Record:
    """What it achieves then."""
    return trained(name, iterations).evaluate()


@cache
def costs(name: str, iterations: int) -> np.ndarray:
    """The cost before each of the first updates."""
    trainer = Trainer(PRESET[name].experiment)
    told = []
    for _ in range(iterations):
        told.append(trainer.evaluate().cost)
        trainer.advance(1)
    return np.array(told)


def share_of_rises(cost: np.ndarray) -> float:
    """How large a part of the steps made the cost worse."""
    return float((np.diff(cost) > 0).mean())


def accuracies(record: Record) -> tuple[float, float, float]:
    """Accuracy on train, dev and test, where there are all three."""
    assert record.dev_accuracy is not None and record.test_accuracy is not None
    return record.train_accuracy, record.dev_accuracy, record.test_accuracy


def dev_accuracy(record: Record) -> float:
    """Accuracy on dev, where there is one."""
    return accuracies(record)[1]


def border_is_a_line(trainer: Trainer) -> bool:
    """Whether some line has all of one class on one side, told at points all over the plane: a linear program."""
    side = np.linspace(-6.0, 6.0, 41)
    X = np.stack([axis.ravel() for axis in np.meshgrid(side, side)])
    sign = np.where(trainer.logits(X)[0] > 0, 1.0, -1.0)
    assert len(set(sign)) == 2
    rows = np.vstack([X, np.ones(X.shape[1])]).T * sign[:, None]  # sign · (w x + b) >= 1
    return bool(linprog(np.zeros(3), A_ub=-rows, b_ub=-np.ones(len(rows)), bounds=(None, None)).status == 0)


def gradient_norms(name: str) -> tuple[float, float]:
    """||dW|| of the first and of the last layer at the start."""
    gradient = Trainer(PRESET[name].experiment).learner.compute_gradient()
    return float(np.linalg.norm(gradient.W[1])), float(np.linalg.norm(gradient.W[gradient.L]))


def test_logistic_regression_stays_a_line_at_47_percent() -> None:
    trainer = trained("flower-logistic")
    assert border_is_a_line(trainer)
    assert trainer.evaluate().train_accuracy == pytest.approx(0.47, abs=0.005)
    assert np.abs(trainer.learner.compute_gradient().theta).max() < 1e-9  # longer training changes nothing


def test_one_unit_is_a_line_near_67_percent() -> None:
    for iterations in (1000, 5000, 20_000):
        trainer = trained("flower-one-unit", iterations)
        assert trainer.evaluate().train_accuracy == pytest.approx(0.67, abs=0.015)
        assert border_is_a_line(trainer)


def test_four_units_pass_89_percent() -> None:
    assert figures("flower-four-units", 1000).train_accuracy > 0.89
    assert figures("flower-four-units").train_accuracy > 0.9
    assert not border_is_a_line(trained("flower-four-units"))


def test_fifty_units_fit_the_training_set_and_not_the_dev_set() -> None:
    record = figures("flower-fifty-units")
    assert record.train_accuracy == pytest.approx(0.94, abs=0.015)
    assert record.dev_accuracy == pytest.approx(0.81, abs=0.03)


def test_four_units_solve_xor() -> None:
    assert min(accuracies(figures("xor-four-units", 1000))) > 0.9


def test_without_structure_only_the_training_set_is_learned() -> None:
    for iterations in (1000, 5000, 10_000):
        assert figures("nothing-to-learn", iterations).dev_accuracy == pytest.approx(0.5, abs=0.1)
    end = figures("nothing-to-learn")
    assert end.train_accuracy > 0.9
    assert end.dev_accuracy == pytest.approx(0.5, abs=0.1)


def test_from_zeros_nothing_moves() -> None:
    trainer = trained("init-zeros")
    assert trainer.evaluate().cost == pytest.approx(np.log(2), abs=1e-6)
    for l in (1, 2, 3):
        W = trainer.learner.parameters.W[l]
        assert np.all(W[:1] == W)  # all units of a layer are the same


def test_large_weights_start_badly_and_end_worse_than_he() -> None:
    assert figures("init-large", 0).cost > 1000
    assert figures("init-large").train_accuracy == pytest.approx(0.85, abs=0.03)
    assert figures("init-he", 0).cost < 1
    assert min(accuracies(figures("init-he"))) > 0.96
    large, he = PRESET["init-large"].experiment, PRESET["init-he"].experiment
    assert (large.dataset, large.hidden, large.optimizer) == (he.dataset, he.hidden, he.optimizer)


def test_football_overfits_without_regularisation() -> None:
    early, late = figures("football-overfit", 200), figures("football-overfit")
    assert late.train_accuracy == pytest.approx(0.96, abs=0.015)
    assert late.dev_accuracy == pytest.approx(0.83, abs=0.02)
    assert dev_accuracy(late) < dev_accuracy(early) - 0.02


def test_l2_keeps_the_weights_small_and_closes_the_gap() -> None:
    trainer, plain = trained("football-l2"), trained("football-overfit")
    record = trainer.evaluate()
    assert record.train_accuracy == pytest.approx(0.91, abs=0.015)
    assert record.dev_accuracy == pytest.approx(0.89, abs=0.015)
    norm, norm_without = (np.linalg.norm(each.learner.parameters.theta) for each in (trainer, plain))
    assert norm < norm_without / 1.5
    assert PRESET["football-l2"].experiment.lambd == 0.7


def test_dropout_keeps_dev_accuracy_up() -> None:
    for iterations in (2000, 3000, 5000):
        record = figures("football-dropout", iterations)
        assert record.train_accuracy > 0.94
        assert record.dev_accuracy == pytest.approx(0.88, abs=0.02)
    assert PRESET["football-dropout"].experiment.keep_prob == 0.86


def test_too_large_steps_never_settle_until_alpha_is_smaller() -> None:
    cost = costs("steps-too-large", 2000)
    late = cost[1000:]
    assert 0.3 < share_of_rises(late) < 0.7
    assert late.max() - late.min() > 0.2
    trainer = trained("steps-too-large", 2000)
    trainer.change(learning_rate=0.1)
    settled = []
    for _ in range(1000):
        trainer.advance(1)
        settled.append(trainer.evaluate().cost)
    assert share_of_rises(np.array(settled)) < 0.05
    assert settled[-1] < late.mean() - 0.1


def test_a_step_too_large_kills_the_units() -> None:
    trainer = trained("dead-units")
    parameters, X = trainer.learner.parameters, trainer.data.train.X
    workspace = Workspace(parameters, X.shape[1])
    forward(X, parameters, trainer.learner.activation, workspace)
    assert any(np.all(workspace.Z[l] <= 0) for l in (1, 2))
    assert trainer.evaluate().cost == pytest.approx(np.log(2), abs=1e-6)


def test_mini_batches_zigzag_downward() -> None:
    cost = costs("mini-batches", 2000)
    assert 0.35 < share_of_rises(cost) < 0.5
    assert cost[-200:].mean() < cost[:200].mean() / 2


def test_single_points_jump_wider() -> None:
    late, batches = costs("one-by-one", 2000)[1000:], costs("mini-batches", 2000)[1000:]
    assert late.max() > 0.4 > batches.max()
    assert late.std() > 2 * batches.std()


def test_adam_is_through_the_spiral_while_descent_creeps() -> None:
    creeping = figures("spiral-descent", 1000)
    assert dev_accuracy(creeping) < 0.5
    assert abs(creeping.cost - figures("spiral-descent", 500).cost) < 0.02
    assert min(accuracies(figures("spiral-adam", 200))) > 0.95
    descent, adam = PRESET["spiral-descent"].experiment, PRESET["spiral-adam"].experiment
    assert (descent.init, descent.learning_rate) == (adam.init, adam.learning_rate)


def test_linear_layers_stay_a_line() -> None:
    trainer = trained("depth-linear")
    assert border_is_a_line(trainer)
    assert trainer.evaluate().train_accuracy == pytest.approx(0.84, abs=0.01)


def test_the_gradient_vanishes_in_sigmoid_layers_and_not_in_tanh() -> None:
    first, last = gradient_norms("depth-sigmoid")
    assert first < last / 10_000
    assert figures("depth-sigmoid").cost == pytest.approx(0.693, abs=0.0005)
    first, last = gradient_norms("depth-tanh")
    assert first > last / 10
    assert min(accuracies(figures("depth-tanh", 1000))) > 0.9
    sigmoid, tanh = PRESET["depth-sigmoid"].experiment, PRESET["depth-tanh"].experiment
    assert (sigmoid.hidden, sigmoid.init, sigmoid.optimizer) == (tanh.hidden, tanh.init, tanh.optimizer)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_complete(preset: Preset) -> None:
    assert preset.watch.endswith(".") and len(preset.watch) < 140
    assert preset.query == query_of(preset.experiment)


def test_the_gallery_is_rich_enough() -> None:
    assert len(PRESETS) >= 12
    assert {preset.topic for preset in PRESETS} == set(TOPICS)
    assert len({preset.title for preset in PRESETS}) == len(PRESETS)


def test_each_preset_is_another_experiment() -> None:
    assert len({json.dumps(preset.experiment.to_json()) for preset in PRESETS}) == len(PRESETS)


GOOD: dict[str, Any] = {
    "name": "a-line",
    "title": "A line",
    "watch": "It stays a line.",
    "topic": "Capacity",
    "experiment": {"dataset": {"name": "moons"}, "hidden": [], "optimizer": {"learning_rate": 0.1}},
}

BAD: list[tuple[Any, str]] = [
    ({}, "must be a list"),
    ([3], "In preset 1: a preset must be an object"),
    ([{**GOOD, "colour": "red"}], "In preset a-line: a preset.colour is not a known key"),
    ([{**GOOD, "name": "A line"}], "In preset A line: name must be small letters"),
    ([{**GOOD, "title": ""}], "title must be a text"),
    ([{key: value for key, value in GOOD.items() if key != "watch"}], "watch must be a text"),
    ([{**GOOD, "topic": "Magic"}], "topic must be one of Capacity, Initialisation"),
    ([{**GOOD, "experiment": {"dataset": {"name": "roses"}}}], "dataset.name must be one of"),
    ([{**GOOD, "experiment": {"dataset": {"name": "moons"}, "l1": 1}}], "cannot set l1 to 1"),
    ([GOOD, GOOD], "The name a-line belongs to 2 presets"),
]


@pytest.mark.parametrize(("value", "words"), BAD, ids=range(len(BAD)))
def test_nonsense_is_refused_in_words(value: Any, words: str) -> None:
    with pytest.raises(PresetError) as refused:
        read_presets(json.dumps(value))
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


def test_what_is_no_json_is_refused_in_words() -> None:
    with pytest.raises(PresetError, match="The presets are no JSON"):
        read_presets("[{")


def test_the_file_is_what_is_shown() -> None:
    assert read_presets(FILE.read_text(encoding="utf-8")) == PRESETS
    (preset,) = read_presets(json.dumps([GOOD]))
    assert preset.experiment.hidden == ()
