"""What presets and comparison pages print of runs, as one table: an experiment, iterations, what must hold.

A claim must hold for the start as it is and for starts nudged by 1e-12, and on every make of processor: what
rounding decides is no claim. As a program, `python claims.py COPIES` checks them all and prints one JSON object.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import linprog
from threadpoolctl import threadpool_info

from playground.network.activations import ACTIVATIONS
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward
from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.training.records import Record
from playground.ui.presets import PRESETS

NUDGE = 1e-12
LOG_2 = float(np.log(2))


@dataclass(frozen=True)
class Moment:
    """A network at one iteration: its figures, its parameters, and the points it learns from."""

    record: Record
    parameters: Parameters
    experiment: Experiment
    X: np.ndarray
    Y: np.ndarray

    @property
    def train(self) -> float:
        return self.record.train_accuracy

    @property
    def dev(self) -> float:
        assert self.record.dev_accuracy is not None
        return self.record.dev_accuracy

    @property
    def least(self) -> float:
        """The lowest accuracy of train, dev and test."""
        assert self.record.test_accuracy is not None
        return min(self.train, self.dev, self.record.test_accuracy)

    def passed(self, X: np.ndarray) -> Workspace:
        """Every Z and A of these points."""
        workspace = Workspace(self.parameters, X.shape[1])
        forward(X, self.parameters, ACTIVATIONS[self.experiment.activation], workspace)
        return workspace

    def gradient(self) -> Parameters:
        """∂(data cost)/∂θ over the training set."""
        workspace, gradient = self.passed(self.X), Parameters.zeros(self.parameters.layer_sizes)
        return backward(self.Y, self.parameters, ACTIVATIONS[self.experiment.activation], workspace, gradient)

    def border_is_a_line(self) -> bool:
        """Whether some line has all of one class on one side, of points all over the plane: a linear program."""
        side = np.linspace(-6.0, 6.0, 41)
        X = np.stack([axis.ravel() for axis in np.meshgrid(side, side)])
        sign = np.where(self.passed(X).Z[self.parameters.L][0] > 0, 1.0, -1.0)
        assert len(set(sign)) == 2
        rows = np.vstack([X, np.ones(X.shape[1])]).T * sign[:, None]  # sign · (w x + b) >= 1
        return bool(linprog(np.zeros(3), A_ub=-rows, b_ub=-np.ones(len(rows)), bounds=(None, None)).status == 0)


@dataclass(frozen=True)
class Story:
    """What became of one copy: its moments by iteration and, where traced, the costs of every iteration."""

    moments: Mapping[int, Moment]
    costs: np.ndarray

    def __getitem__(self, iteration: int) -> Moment:
        return self.moments[iteration]

    @property
    def end(self) -> Moment:
        return self.moments[max(self.moments)]


Others = Callable[[str], Story]


@dataclass(frozen=True)
class Claim:
    """`holds` asserts what is claimed of an experiment from its moments at `iterations`; the last is the end.

    It may look at the stories of other claims, of the same copy. `traced` is from which iteration on the cost of
    every iteration is needed, if it is; `changes` are live changes on the way.
    """

    experiment: Experiment
    iterations: tuple[int, ...]
    holds: Callable[[Story, Others], None]
    traced: int | None = None
    changes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


PRESET = {preset.name: preset.experiment for preset in PRESETS}
CLAIMS: dict[str, Claim] = {}


def claim(
    name: str,
    *iterations: int,
    experiment: Experiment | None = None,
    traced: int | None = None,
    changes: Mapping[int, Mapping[str, Any]] | None = None,
) -> Callable[[Callable[[Story, Others], None]], Callable[[Story, Others], None]]:
    """Enter what a function asserts as a claim on the preset of that name, or on another experiment."""

    def enter(holds: Callable[[Story, Others], None]) -> Callable[[Story, Others], None]:
        CLAIMS[name] = Claim(experiment or PRESET[name], iterations, holds, traced, changes or {})
        return holds

    return enter


def near(value: float, expected: float, give: float) -> bool:
    return abs(value - expected) <= give


def share_of_rises(costs: np.ndarray) -> float:
    """How large a part of the steps made the cost worse."""
    return float((np.diff(costs) > 0).mean())


@claim("flower-logistic", 5000)
def stays_a_line_at_47_percent(story: Story, others: Others) -> None:
    assert story.end.border_is_a_line()
    assert near(story.end.train, 0.47, 0.005)
    assert np.abs(story.end.gradient().theta).max() < 1e-9  # longer training changes nothing


@claim("flower-one-unit", 1000, 5000, 20_000)
def one_unit_is_a_line_near_67_percent(story: Story, others: Others) -> None:
    for moment in story.moments.values():
        assert near(moment.train, 0.67, 0.015)
        assert moment.border_is_a_line()


@claim("flower-four-units", 1000, 10_000)
def four_units_pass_89_percent(story: Story, others: Others) -> None:
    assert story[1000].train > 0.89
    assert story.end.train > 0.9
    assert not story.end.border_is_a_line()


@claim("flower-fifty-units", 5000)
def fifty_units_fit_the_training_set_and_not_the_dev_set(story: Story, others: Others) -> None:
    assert near(story.end.train, 0.94, 0.015)
    assert near(story.end.dev, 0.81, 0.03)


@claim("xor-four-units", 1000)
def four_units_solve_xor(story: Story, others: Others) -> None:
    assert story.end.least > 0.9


@claim("nothing-to-learn", 1000, 5000, 10_000, 15_000)
def only_the_training_set_is_learned(story: Story, others: Others) -> None:
    for moment in story.moments.values():
        assert near(moment.dev, 0.5, 0.1)
    assert story.end.train > 0.9


@claim("init-zeros", 15_000)
def from_zeros_nothing_moves(story: Story, others: Others) -> None:
    assert near(story.end.record.cost, LOG_2, 1e-6)
    for W in story.end.parameters.W.values():
        assert np.all(W[:1] == W)  # all units of a layer are the same


@claim("init-large", 0, 15_000)
def large_weights_start_badly_and_end_worse(story: Story, others: Others) -> None:
    assert story[0].record.cost > 1000
    assert near(story.end.train, 0.85, 0.03)


@claim("init-he", 0, 15_000)
def weights_of_the_right_size_end_near_100_percent(story: Story, others: Others) -> None:
    assert story[0].record.cost < 1
    assert story.end.least > 0.96
    large, he = PRESET["init-large"], PRESET["init-he"]
    assert (large.dataset, large.hidden, large.optimizer) == (he.dataset, he.hidden, he.optimizer)


@claim("football-overfit", 200, 5000)
def football_overfits(story: Story, others: Others) -> None:
    assert near(story.end.train, 0.96, 0.015)
    assert near(story.end.dev, 0.83, 0.02)
    assert story.end.dev < story[200].dev - 0.02


@claim("football-l2", 5000)
def l2_keeps_the_weights_small_and_closes_the_gap(story: Story, others: Others) -> None:
    assert near(story.end.train, 0.91, 0.015)
    assert near(story.end.dev, 0.89, 0.015)
    norm, without = (np.linalg.norm(one.end.parameters.theta) for one in (story, others("football-overfit")))
    assert norm < without / 1.5
    assert PRESET["football-l2"].lambd == 0.7


@claim("football-dropout", 2000, 3000, 5000)
def dropout_keeps_dev_accuracy_up(story: Story, others: Others) -> None:
    for moment in story.moments.values():
        assert moment.train > 0.94
        assert near(moment.dev, 0.88, 0.02)
    assert PRESET["football-dropout"].keep_prob == 0.86


@claim("steps-too-large", 2000, 3000, traced=1000, changes={2000: {"learning_rate": 0.1}})
def it_never_settles_until_alpha_is_smaller(story: Story, others: Others) -> None:
    late, settled = story.costs[:1000], story.costs[1001:]
    assert 0.3 < share_of_rises(late) < 0.7
    for start in range(0, 1000, 200):
        assert np.ptp(late[start : start + 200]) > 0.2
    assert share_of_rises(settled) < 0.05
    assert settled[-1] < late.mean() - 0.1


@claim("dead-units", 100, 2000)
def a_step_too_large_kills_the_units(story: Story, others: Others) -> None:
    for moment in story.moments.values():
        Z = moment.passed(moment.X).Z
        assert any(np.all(Z[l] <= 0) for l in (1, 2))
    assert near(story.end.record.cost, LOG_2, 1e-6)


@claim("mini-batches", 2000, traced=0)
def mini_batches_zigzag_downward(story: Story, others: Others) -> None:
    assert 0.35 < share_of_rises(story.costs) < 0.5
    assert story.costs[-200:].mean() < story.costs[:200].mean() / 2


@claim("one-by-one", 2000, traced=0)
def single_points_jump_wider(story: Story, others: Others) -> None:
    late, batches = story.costs[1000:], others("mini-batches").costs[1000:]
    assert late.max() > 0.4 > batches.max()
    assert late.std() > 2 * batches.std()


@claim("spiral-descent", 500, 1000)
def descent_creeps(story: Story, others: Others) -> None:
    assert story.end.dev < 0.5
    assert near(story.end.record.cost, story[500].record.cost, 0.02)


@claim("spiral-adam", 200)
def adam_is_through(story: Story, others: Others) -> None:
    assert story.end.least > 0.95
    descent, adam = PRESET["spiral-descent"], PRESET["spiral-adam"]
    assert (descent.init, descent.learning_rate) == (adam.init, adam.learning_rate)


@claim("depth-linear", 5000)
def linear_layers_stay_a_line(story: Story, others: Others) -> None:
    assert story.end.border_is_a_line()
    assert near(story.end.train, 0.84, 0.01)


@claim("depth-sigmoid", 0, 5000)
def the_gradient_vanishes_in_sigmoid_layers(story: Story, others: Others) -> None:
    first, last = gradient_norms(story[0])
    assert first < last / 10_000
    assert near(story.end.record.cost, 0.693, 0.0005)


@claim("depth-tanh", 0, 1000)
def and_not_in_tanh(story: Story, others: Others) -> None:
    first, last = gradient_norms(story[0])
    assert first > last / 10
    assert story.end.least > 0.9
    sigmoid, tanh = PRESET["depth-sigmoid"], PRESET["depth-tanh"]
    assert (sigmoid.hidden, sigmoid.init, sigmoid.optimizer) == (tanh.hidden, tanh.init, tanh.optimizer)


def gradient_norms(moment: Moment) -> tuple[float, float]:
    """‖dW‖ of the first and of the last layer."""
    gradient = moment.gradient()
    return float(np.linalg.norm(gradient.W[1])), float(np.linalg.norm(gradient.W[gradient.L]))


# The course's experiment on initialisation, of which the comparison page prints what was published.
COURSE = {
    "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
    "test": {"name": "circles", "n": 100, "noise": 0.05, "seed": 2},
    "hidden": [10, 5],
    "activation": "relu",
    "init": {"seed": 3},
    "optimizer": {"learning_rate": 0.01},
}


def published_claims() -> None:
    """Enter the published accuracies of the comparison of initialisations, in whole per cent as printed."""
    from playground.ui.initializations import INITIALIZATIONS, column, published

    base = Experiment.from_json(COURSE)
    for name, init in INITIALIZATIONS.items():
        if init.published is None:
            continue
        assert published(base, init)
        expected = init.published

        def holds(story: Story, others: Others, expected: float = expected) -> None:
            assert near(story.end.train, expected, 0.005)

        claim(f"published-{name}", 15_000, experiment=column(base, init)[1])(holds)


published_claims()


def watch(its: Claim, copies: int) -> list[Story]:
    """Train the experiment and its nudged copies as one stack; return what became of each, the plain one first."""
    lockstep = Lockstep([replace(its.experiment, changes=())] * copies)
    for k in range(1, copies):
        theta = lockstep.parameters(k).theta
        theta *= 1 + NUDGE * np.random.RandomState(k).randn(theta.size)
    train = lockstep.data.train
    moments: list[dict[int, Moment]] = [{} for _ in range(copies)]
    costs: list[list[float]] = []
    stops = sorted({*its.iterations, *its.changes})
    for stop in stops:
        while lockstep.iteration < stop:
            if its.traced is None or lockstep.iteration < its.traced:
                lockstep.advance(min(stop, its.traced or stop) - lockstep.iteration)
            else:
                costs.append([record.cost for record in lockstep.evaluate()])
                lockstep.advance(1)
        for k, record in enumerate(lockstep.evaluate()):
            moments[k][stop] = Moment(
                record, lockstep.parameters(k).copy(), lockstep.experiments[k], train.X, train.Y
            )
        for k in range(copies if stop in its.changes else 0):
            lockstep.change(k, **its.changes[stop])
    assert lockstep.diverged_at == [None] * copies
    traced = np.array(costs).T if costs else np.empty((copies, 0))
    return [Story(moments[k], traced[k]) for k in range(copies)]


@cache
def stories(name: str, copies: int) -> list[Story]:
    """What became of every copy of a claim's experiment; trained once."""
    return watch(CLAIMS[name], copies)


def check(name: str, copies: int) -> None:
    """Raise AssertionError where a claim does not hold for the plain start or one of the nudged ones."""
    for k, story in enumerate(stories(name, copies)):
        try:
            CLAIMS[name].holds(story, lambda other, k=k: stories(other, copies)[k])
        except AssertionError as error:
            raise AssertionError(f"{name} does not hold for nudge {k}: {told(story)}") from error


def told(story: Story) -> str:
    """The figures of a copy, for who reads why a claim failed."""
    return ", ".join(f"{at}: {moment.record.to_json()}" for at, moment in story.moments.items())


def architectures() -> list[str]:
    """The BLAS kernels that run in this process."""
    return sorted({str(info.get("architecture")) for info in threadpool_info() if info["user_api"] == "blas"})


def main(arguments: Sequence[str]) -> None:
    """Check every claim with so many copies; print the kernels that ran and the claims that failed, with why."""
    failed = {}
    for name in CLAIMS:
        try:
            check(name, int(arguments[0]))
        except AssertionError as error:
            failed[name] = str(error)
    print(json.dumps({"architectures": architectures(), "checked": len(CLAIMS), "failed": failed}))


if __name__ == "__main__":
    main(sys.argv[1:])
