"""Overfitting, rising cost and plateaus: from curves made up to be so, and from runs that are."""

from collections.abc import Callable

import pytest
from diagnosed_runs import Watched, moons

from playground.diagnostics import RATES, Diagnostician, Finding
from playground.diagnostics.curves import find_overfitting, find_rising, since_last_change
from playground.diagnostics.plateau import is_on_plateau
from playground.training.changes import Change
from playground.training.records import History, Record
from playground.training.trainer import Trainer


def curve(
    cost: Callable[[int], float], dev: Callable[[int], float] | None = None, end: int = 1000, accuracy: float = 0.8
) -> list[Record]:
    """A record every 10 iterations."""
    return [
        Record(i, cost(i), cost(i), accuracy, accuracy, None, None if dev is None else dev(i))
        for i in range(0, end + 1, 10)
    ]


def falling(i: int) -> float:
    return 0.7 - 0.0005 * i


def overfitting(records: list[Record], held: bool = False, **more: object) -> Finding | None:
    return find_overfitting(records, moons(**more), held)


def test_overfitting_names_the_best_iteration() -> None:
    finding = overfitting(curve(falling, lambda i: 0.4 + abs(i - 300) * 0.0002))
    assert finding is not None
    assert (finding.iteration, finding.remedy) == (300, {"iteration": 300})
    assert finding.advice == "Go back to iteration 300"
    assert "iteration 300 (0.40)" in finding.words and "0.54" in finding.words


@pytest.mark.parametrize(
    ("cost", "dev"),
    [
        (falling, falling),  # both fall
        (falling, None),  # no dev set
        (lambda i: 0.3 + 0.0002 * i, lambda i: 0.4 + 0.0002 * i),  # train cost rose too
        (falling, lambda i: 0.4 + abs(i - 300) * 0.00002),  # hardly higher
        (falling, lambda i: 0.6 if i < 300 or i == 1000 else 0.4),  # only the newest is higher
        (falling, lambda i: 0.4 if i < 950 else 0.6),  # too soon to tell
    ],
)
def test_no_overfitting(cost: Callable[[int], float], dev: Callable[[int], float] | None) -> None:
    assert overfitting(curve(cost, dev)) is None


def test_a_finding_stays_at_a_smaller_gap_than_it_comes_at() -> None:
    records = curve(falling, lambda i: 0.4 if i <= 500 else 0.42)
    assert overfitting(records) is None
    assert overfitting(records, held=True) is not None


def test_overfitting_from_the_first_iteration_calls_for_regularisation() -> None:
    finding = overfitting(curve(falling, lambda i: 0.4 + 0.0003 * i))
    assert finding is not None and finding.remedy == {"lambd": 0.3}


def test_one_lucky_record_is_not_the_best_of_a_noisy_run() -> None:
    records = curve(falling, lambda i: 0.2 if i == 400 else 0.4)
    assert overfitting(records) is not None
    assert overfitting(records, batch_size=16) is None


def test_a_real_run_overfits_and_going_back_is_better() -> None:
    run = Watched(moons(0.01, "adam")).train(1000)
    assert run.turns("overfitting") == 1
    best = run.finding("overfitting").remedy["iteration"]
    again = Watched(moons(0.01, "adam")).train(best)
    dev = [watched.history.records[-1].dev_cost for watched in (again, run)]
    assert dev[0] is not None and dev[1] is not None and dev[0] < dev[1]


def test_a_rising_cost_calls_for_shorter_steps() -> None:
    finding = find_rising(curve(lambda i: 0.3 + abs(i - 500) * 0.001), moons(1.0), False)
    assert finding is not None
    assert finding.iteration == 500 and "0.30 at iteration 500" in finding.words
    assert finding.remedy == {"learning_rate": 0.3}


@pytest.mark.parametrize(
    "cost", [falling, lambda i: 0.4, lambda i: 0.3 if i % 100 else 0.9, lambda i: 0.3 if i < 1000 else 5.0]
)
def test_a_cost_that_falls_stands_or_jumps_once_does_not_rise(cost: Callable[[int], float]) -> None:
    assert find_rising(curve(cost), moons(1.0), False) is None


def test_noise_is_no_rise() -> None:
    noisy = curve(lambda i: 0.3 if i % 40 == 0 else 0.5)
    assert find_rising(noisy, moons(1.0), False) is not None  # full batch: the cost should not do that
    assert find_rising(noisy, moons(1.0, batch_size=16), False) is None


def test_steps_too_long_for_a_real_run_make_its_cost_rise() -> None:
    run = Watched(moons(1.0)).train(100)
    assert not run.ever("rising")
    run.trainer.change(learning_rate=10.0)
    run.look()
    run.train(300)
    assert run.ever("rising") or run.ever("dead_units")


def test_only_what_came_after_the_last_change_counts() -> None:
    history = History(changes=[Change(300, "lambd", 1.0)])
    for record in curve(falling):
        history.add(record)
    assert since_last_change(history)[0].iteration == 300
    run = Watched(moons(0.01, "adam")).train(1000)
    assert run.found
    run.trainer.change(lambd=0.3)
    assert not run.look()


@pytest.mark.parametrize(
    ("records", "held", "on"),
    [
        (curve(lambda i: 0.6), False, True),
        (curve(lambda i: 0.6, end=400), False, False),  # too soon
        (curve(lambda i: 0.01, accuracy=0.99), False, False),  # good
        (curve(lambda i: 0.01, accuracy=0.8), False, True),
        (curve(lambda i: 0.6 - 1e-5 * i), False, False),
        (curve(lambda i: 0.6 - 4e-6 * i), False, False),
        (curve(lambda i: 0.6 - 4e-6 * i), True, True),
    ],
)
def test_a_plateau_is_high_and_still(records: list[Record], held: bool, on: bool) -> None:
    assert is_on_plateau(records, held) is on


def test_logistic_regression_on_moons_needs_a_hidden_layer() -> None:
    run = Watched(moons(hidden=[])).train(3000)
    assert run.turns("plateau") == 1
    assert run.finding("plateau").remedy == {"hidden": [4]}
    assert not run.remedied("plateau").train(1000).ever("plateau")


def test_a_list_without_keep_probs_is_no_obstacle_to_a_hidden_layer() -> None:
    run = Watched(moons(hidden=[], keep_prob=[])).train(3000, stride=50)
    assert run.remedied("plateau").trainer.experiment.hidden == (4,)


def test_a_large_strength_is_a_plateaus_cause() -> None:
    run = Watched(moons(activation="tanh", lambd=100.0)).train(800)
    assert run.finding("plateau").remedy == {"lambd": 30.0}
    assert "λ = 100" in run.finding("plateau").words


def test_tiny_steps_are_a_plateaus_cause() -> None:
    run = Watched(moons(1e-6, hidden=[])).train(600)
    finding = run.finding("plateau")
    assert finding.remedy["learning_rate"] in RATES
    assert 0.1 < finding.remedy["learning_rate"] < 6.0  # a quarter of the bound at most
    assert "very short" in finding.words
    remedied = run.remedied("plateau").train(600)
    assert remedied.history.records[-1].cost < 0.5 * run.history.records[-1].cost
    assert "very short" not in remedied.finding("plateau").words  # now it is at its minimum


def test_small_first_weights_are_a_plateaus_cause() -> None:
    run = Watched(moons(hidden=[10, 10], init={"name": "random", "scale": 0.001})).train(600)
    assert run.finding("plateau").remedy == {"init": {"name": "he", "scale": 1.0}}
    assert not run.remedied("plateau").train(1000).ever("plateau")


def test_a_vanishing_gradient_is_a_plateaus_cause() -> None:
    run = Watched(moons(hidden=[8] * 8, activation="sigmoid")).train(600)
    finding = run.finding("plateau")
    assert finding.remedy["activation"] == "relu"
    assert not run.remedied("plateau").train(1000).ever("plateau")


def test_a_plateau_is_explained_once() -> None:
    run = Watched(moons(hidden=[])).train(3000)
    first = run.finding("plateau")
    assert run.train(200).finding("plateau") is first


def test_what_was_found_later_is_not_said_after_going_back() -> None:
    run = Watched(moons(hidden=[])).train(1300)
    then = run.trainer.checkpoint()
    found = run.train(1700).finding("plateau")
    assert found.iteration > 1300
    run.trainer.restore(then)
    run.history.go_back(1300)
    assert run.look() == []


def test_a_finding_is_held_by_the_diagnostician_until_it_is_clearly_over() -> None:
    trainer = Trainer(moons())
    diagnostician = Diagnostician(trainer)

    def look(rise: float) -> list[str]:
        history = History()
        for record in curve(lambda i: 0.2 if i <= 500 else 0.2 + rise, accuracy=0.99):
            history.add(record)
        return [finding.name for finding in diagnostician.find(history)]

    assert [look(rise) for rise in (0.05, 0.2, 0.05, 0.01, 0.05)] == [[], ["rising"], ["rising"], [], []]
