"""Overfitting, rising cost and plateaus: from curves made up to be so, and from runs that are."""

from collections.abc import Callable

import numpy as np
import pytest
from diagnosed_runs import Watched, moons
from scipy.stats import ttest_rel, zscore

from playground.diagnostics import RATES, Diagnostician, Finding
from playground.diagnostics.bias_variance import Judgement, judge
from playground.diagnostics.curves import find_overfitting, find_rising, since_last_change
from playground.diagnostics.dev_rise import dev_rise
from playground.diagnostics.error_rates import ErrorRate
from playground.diagnostics.plateau import is_on_plateau, left_to_fall
from playground.training.changes import Change
from playground.training.records import History, Record
from playground.training.trainer import Trainer

# 120 noisy points for a thousand weights.
OVERFITS = moons(0.01, "adam", dataset={"name": "moons", "n": 200, "noise": 0.5}, hidden=[32, 32])


def curve(
    cost: Callable[[int], float],
    dev: Callable[[int], float] | None = None,
    end: int = 1000,
    accuracy: float = 0.8,
    spread: float = 0.0,
) -> list[Record]:
    """A record every 10 iterations; of 50 dev examples, the rise of the dev cost differs by so much of itself."""
    scatter = 1 + spread * zscore(np.random.RandomState(0).randn(50), ddof=1)
    return [
        Record(
            *(i, cost(i), cost(i), accuracy, accuracy, None),
            dev_cost=None if dev is None else dev(i),
            dev_losses=None if dev is None else (0.4 + (dev(i) - 0.4) * scatter).astype(np.float32),
        )
        for i in range(0, end + 1, 10)
    ]


def falling(i: int) -> float:
    return 0.7 - 0.0005 * i


VARIANCE = judge(ErrorRate(0.01, 300), ErrorRate(0.15, 50))
BIAS = judge(ErrorRate(0.25, 300), ErrorRate(0.35, 50))
UNSURE = judge(ErrorRate(0.01, 300), ErrorRate(0.05, 50))


def overfitting(
    records: list[Record], held: bool = False, judgement: Judgement = VARIANCE, **more: object
) -> Finding | None:
    return find_overfitting(records, judgement, moons(**more), held)


def rising_since_300(i: int) -> float:
    return 0.4 + abs(i - 300) * 0.0002


def test_overfitting_names_the_best_iteration_and_the_errors() -> None:
    finding = overfitting(curve(falling, rising_since_300))
    assert finding is not None
    assert finding.iteration in (300, 310) and finding.remedy["iteration"] == finding.iteration
    assert finding.remedy["lambd"] == 0.7
    assert finding.advice == f"Go back to iteration {finding.iteration} and use λ = 0.7"
    assert "(0.41)" in finding.words and "0.53" in finding.words
    assert "1 % of them wrong but 15 % of dev" in finding.words


@pytest.mark.parametrize(
    ("cost", "dev"),
    [
        (falling, falling),  # both fall
        (falling, None),  # no dev set
        (lambda i: 0.3 + 0.0002 * i, lambda i: 0.4 + 0.0002 * i),  # train cost rose too
        (falling, lambda i: 0.4 + abs(i - 300) * 0.00002),  # hardly higher
        (falling, lambda i: 0.6 if i < 300 or i == 1000 else 0.4),  # only the newest is higher
        (falling, lambda i: 0.4 if i < 950 else 0.6),  # too soon to tell
        (falling, lambda i: 0.4 if i < 300 else 0.9 if i % 40 == 0 else 0.39),  # it jumps
    ],
)
def test_no_overfitting(cost: Callable[[int], float], dev: Callable[[int], float] | None) -> None:
    assert overfitting(curve(cost, dev)) is None


def test_a_network_that_does_not_fit_its_training_points_does_not_overfit() -> None:
    records = curve(falling, rising_since_300)
    assert BIAS.first == "bias" and overfitting(records, judgement=BIAS) is None
    assert overfitting(records, held=True, judgement=BIAS) is None


def test_a_rise_that_a_few_examples_make_may_be_chance() -> None:
    """The mean of 50 losses of which each grows by 1 ± s as much has a standard error of s/√50 of the rise."""
    for spread, sure in ((1.0, True), (2.0, True), (4.0, False), (8.0, False)):
        records = curve(falling, rising_since_300, spread=spread)
        rise = dev_rise(records)
        assert rise is not None
        errors = rise.value / rise.standard_error
        assert errors == pytest.approx(np.sqrt(50) / spread, rel=0.05)
        assert (errors > 2.33) is sure
        assert (overfitting(records, judgement=UNSURE) is not None) is sure


def test_the_standard_error_is_that_of_scipy_s_paired_test() -> None:
    random = np.random.RandomState(4)
    before, now = random.rand(40), random.rand(40) + 0.2
    records = [
        Record(i, 1.0 - i / 1e5, 1.0 - i / 1e5, 0.9, 0.9, None, float(loss.mean()), dev_losses=loss)
        for i, loss in ((i, before if i <= 500 else now) for i in range(0, 1001, 10))
    ]
    rise = dev_rise(records)
    assert rise is not None
    assert rise.value / rise.standard_error == pytest.approx(ttest_rel(now, before).statistic, rel=1e-6)


def test_a_finding_stays_at_a_smaller_gap_than_it_comes_at() -> None:
    records = curve(falling, lambda i: 0.4 if i <= 500 else 0.43)
    assert overfitting(records) is None
    assert overfitting(records, held=True) is not None


def test_overfitting_from_the_first_iteration_starts_again_with_regularisation() -> None:
    finding = overfitting(curve(falling, lambda i: 0.4 + 0.0003 * i))
    assert finding is not None and finding.remedy == {"iteration": 0, "lambd": 0.7}
    assert finding.advice == "Start again with λ = 0.7"


def test_what_is_advised_grows_until_there_is_nothing_left() -> None:
    records = curve(falling, rising_since_300)
    advised = []
    for more in (
        {},
        {"lambd": 0.7},
        {"lambd": 3.0},
        {"lambd": 10.0},
        {"lambd": 10.0, "dataset": {"name": "moons", "n": 800}},
        {"lambd": 10.0, "dataset": {"name": "moons", "n": 800}, "keep_prob": 0.5},
    ):
        finding = overfitting(records, **more)
        advised.append(finding and {key: value for key, value in finding.remedy.items() if key != "iteration"})
    assert advised == [{"lambd": 0.7}, {"lambd": 3.0}, {"dataset": {"n": 400}}, {"dataset": {"n": 400}},
                       {"keep_prob": 0.8}, None]  # fmt: skip


def test_one_lucky_record_is_not_the_best() -> None:
    assert overfitting(curve(falling, lambda i: 0.2 if i == 400 else 0.4)) is None


def test_a_real_run_overfits_and_going_back_is_better() -> None:
    run = Watched(OVERFITS).train(1000)
    assert run.turns("overfitting") == 1
    best = run.finding("overfitting").remedy["iteration"]
    again = Watched(OVERFITS).train(best)
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
    run = Watched(OVERFITS).train(1000)
    assert run.found
    run.trainer.change(lambd=0.3)
    assert not run.look()


@pytest.mark.parametrize(
    ("records", "held", "on"),
    [
        (curve(lambda i: 0.6), False, True),
        (curve(lambda i: 0.6, end=400), False, False),  # too soon
        (curve(lambda i: 0.6 - 6e-5 * i), False, False),  # 1.6 % from half to half of the last third
        (curve(lambda i: 0.6 - 3e-5 * i), False, True),  # 0.8 %
        (curve(lambda i: 0.6 - 6e-5 * i), True, True),
        (curve(lambda i: 0.6 - 9e-5 * i), True, False),
        (curve(lambda i: 0.3 if i % 20 else 0.9), False, False),  # it jumps so far that nobody can tell
    ],
)
def test_a_plateau_stands_still(records: list[Record], held: bool, on: bool) -> None:
    assert is_on_plateau(records, held) is on


def test_what_is_left_to_fall_is_the_pace_unless_the_cost_approaches_its_minimum() -> None:
    steady = curve(lambda i: 1.0 - 1e-4 * i)
    assert left_to_fall(steady, 1.0) == pytest.approx(0.1 / 0.9)
    assert left_to_fall(steady, 5.0) == pytest.approx(0.5 / 0.9)
    near = curve(lambda i: 0.5 + 0.1 * 0.5 ** (i / 100))
    assert left_to_fall(near, 5.0) == pytest.approx(0.1 * 0.5**10 / 0.5, rel=0.05)
    assert left_to_fall(curve(lambda i: 0.5), 50.0) == left_to_fall(curve(lambda i: 0.5 + 1e-4 * i), 5.0) == 0.0


def test_logistic_regression_on_moons_needs_a_hidden_layer() -> None:
    run = Watched(moons(hidden=[])).train(3000)
    assert run.turns("plateau") == 1
    assert run.finding("plateau").remedy == {"hidden": [8, 4]}
    assert not run.remedied("plateau").train(1000).ever("plateau")


def test_a_list_without_keep_probs_is_no_obstacle_to_a_hidden_layer() -> None:
    run = Watched(moons(hidden=[], keep_prob=[])).train(3000, stride=50)
    assert run.remedied("plateau").trainer.experiment.hidden == (8, 4)


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
    assert finding.remedy["activation"] == "tanh" and "hidden" not in finding.remedy
    assert not run.remedied("plateau").train(1000).ever("plateau")


def test_a_plateau_is_explained_once() -> None:
    run = Watched(moons(hidden=[])).train(3000)
    first = run.finding("plateau")
    assert run.train(200).finding("plateau") is first


def test_what_was_found_later_is_not_said_after_going_back() -> None:
    run = Watched(moons(hidden=[])).train(300)
    then = run.trainer.checkpoint()
    found = run.train(1700).finding("plateau")
    assert found.iteration > 300
    run.trainer.restore(then)
    run.history.go_back(300)
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
