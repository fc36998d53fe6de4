"""Goals: a run stops exactly where it was told to, however little of it fits into one pull."""

from typing import Any

import pytest
from stage_tools import Stage, experiment, visiting

from playground.stage.answers import Malformed, answer
from playground.stage.comparisons import Comparison
from playground.stage.goals import Goal
from playground.stage.runs import Run
from playground.training.changes import MAX_ITERATION
from playground.training.trainer import Trainer

PLENTY = 60.0


@pytest.mark.parametrize("budget", [PLENTY, 0.0])
@pytest.mark.parametrize("stride", [1000, 7, 1])
def test_a_run_stops_exactly_at_an_iteration(stride: int, budget: float) -> None:
    run = Run(experiment())
    goal = Goal("iteration", 123)
    for _ in range(200):
        run.pull(8, stride, budget, goal)
    assert run.newest.record.iteration == 123 == run.trainer.iteration
    alone = Trainer(experiment())
    alone.advance(123)
    assert run.newest.record.cost == alone.evaluate().cost
    assert run.pull(8, stride, budget, goal).keyframes == []


def test_what_is_left_of_a_long_stride_does_not_pass_the_goal() -> None:
    run = Run(experiment())
    run.pull(1, 1000, 0.0)  # a part of the stride, and no keyframe
    begun = run.trainer.iteration
    assert 0 < begun < 900
    last = run.pull(8, 1000, PLENTY, Goal("iteration", 900)).keyframes[-1]
    assert last.record.iteration == 900


def test_a_goal_that_lies_behind_ends_where_the_run_stands() -> None:
    run = Run(experiment())
    run.pull(1, 50, PLENTY)
    assert run.pull(8, 10, PLENTY, Goal("iteration", 20)).keyframes == []
    assert run.trainer.iteration == 50


def test_networks_side_by_side_stop_together_even_where_one_diverged() -> None:
    fine, wild = experiment(), experiment(optimizer={"name": "gd", "learning_rate": 10.0}, lambd=100.0)
    comparison = Comparison([("fine", fine), ("wild", wild)])
    for _ in range(3):
        comparison.pull(8, 100, PLENTY, Goal("iteration", 333))
    assert comparison.lockstep.diverged_at[1] is not None
    assert comparison.newest.records[0].iteration == 333 == comparison.lockstep.iteration


@pytest.mark.parametrize(("figure", "level"), [("train_accuracy", 0.9), ("dev_accuracy", 0.85), ("cost", 0.5)])
def test_a_run_stops_at_the_first_keyframe_that_is_good_enough(figure: str, level: float) -> None:
    run, goal = Run(experiment()), Goal(figure, level)
    shown = [run.newest]
    while not goal.is_met([shown[-1].record]) and len(shown) < 3000:
        shown += run.pull(8, 5, PLENTY, goal).keyframes
    reached = [getattr(keyframe.record, figure) for keyframe in shown]
    met = [value <= level if figure == "cost" else value >= level for value in reached]
    assert met == [False] * (len(met) - 1) + [True]
    assert run.pull(8, 5, PLENTY, goal).keyframes == []


def test_a_set_without_points_is_never_good_enough() -> None:
    run = Run(experiment(split=None))
    assert run.newest.record.dev_accuracy is None
    assert not Goal("dev_accuracy", 0.0).is_met([run.newest.record])


@pytest.mark.parametrize(
    "until",
    [
        5,
        {},
        {"iteration": 5, "cost": 1},
        {"iteration": -1},
        {"iteration": 2.0},
        {"iteration": True},
        {"iteration": MAX_ITERATION + 1},
        {"cost": float("nan")},
        {"cost": -0.1},
        {"train_accuracy": 1.1},
        {"train_accuracy": "1"},
        {"bliss": 1},
    ],
)
def test_what_is_no_goal_is_malformed(until: Any) -> None:
    with pytest.raises(Malformed):
        answer(Run(experiment()), {"pull": 1, "stride": 1, "until": until}, PLENTY)


def test_the_channel_stops_at_a_goal(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        shown: list[int] = []
        for _ in range(200):
            shown += visitor.ask({"pull": 8, "stride": 100, "until": {"iteration": 250}}).iterations
            if shown[-1:] == [250]:
                break
    assert shown == [100, 200, 250]
