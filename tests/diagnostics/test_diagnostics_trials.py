"""Trials: what a change does to the gap it aims at, from networks that were trained, and in words."""

import pytest

from playground.diagnostics.bias_variance import judge
from playground.diagnostics.textbook_cases import TEXTBOOK_CASES
from playground.diagnostics.trials import SEEDS, Errors, tell_trial, try_remedy
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import run_sweep

TOO_SMALL = Experiment.from_json(
    {
        "dataset": {"name": "xor", "n": 200, "noise": 0.02, "seed": 1},
        "split": {"train": 0.6, "dev": 0.4, "test": 0.0, "seed": 0},
        "hidden": [],
        "optimizer": {"name": "gd", "learning_rate": 0.3},
        "iterations": 400,
    }
)


def run(remedy: dict[str, object], aim: str) -> tuple[Errors, Errors]:
    trial = try_remedy(TOO_SMALL, remedy, aim, "Try it.")
    result = SweepResult(trial.sweep)
    for part in run_sweep(trial.sweep, n_jobs=1):
        result.add(part)
    before, after = result.outcome(0), result.outcome(1)
    assert before is not None
    assert after is not None
    assert len(before.seeds) == len(SEEDS)
    return trial.errors(before, trial.before), trial.errors(after, trial.after)


def test_a_bigger_network_closes_the_bias_of_one_that_cannot_bend() -> None:
    before, after = run({"hidden": [8]}, "bias")
    assert before.train is not None
    assert after.train is not None
    assert before.train > 0.3
    assert after.train < 0.12
    assert before.test is None
    assert tell_trial(before, after, 0.0, "bias").startswith("It helped. Avoidable bias fell to")


def test_each_is_judged_at_the_end_of_its_own_iterations() -> None:
    before, after = run({"hidden": [8], "iterations": 40}, "bias")
    long_before, long_after = run({"hidden": [8]}, "bias")
    assert before == long_before
    assert after.train is not None
    assert long_after.train is not None
    assert after.train > long_after.train


def test_words_say_what_happened_to_both_gaps() -> None:
    said = tell_trial(Errors(0.02, 0.15, None), Errors(0.08, 0.10, None), 0.01, "variance")
    assert said == (
        "It helped. Variance fell to 2.0 % (it was 13.0 %), and avoidable bias rose to 7.0 % "
        "(it was 1.0 %). "
        "What counts in the end, the dev error, went from 15.0 % to 10.0 %."
    )
    assert tell_trial(Errors(0.1, 0.1, None), Errors(0.3, 0.3, None), 0.0, "bias").startswith(
        "It made things worse"
    )
    assert tell_trial(Errors(0.1, 0.1, None), Errors(0.104, 0.1, None), 0.0, "bias").startswith(
        "It changed little"
    )
    assert "nothing to compare" in tell_trial(Errors(None, None, None), Errors(0.1, 0.1, None), 0.0, "bias")


def test_a_remedy_that_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(ExperimentError, match="hidden"):
        try_remedy(TOO_SMALL, {"hidden": "many"}, "bias", "Try it.")


@pytest.mark.parametrize(
    ("title", "problems"),
    [
        ("Train 1 %, dev 11 %", ("variance",)),
        ("Train 15 %, dev 16 %", ("bias",)),
        ("Train 15 %, dev 30 %", ("bias", "variance")),
        ("Train 0.5 %, dev 1 %", ()),
        ("Train 15 %, dev 16 %, best possible 15 %", ()),
    ],
)
def test_the_textbook_cases_get_their_verdicts(title: str, problems: tuple[str, ...]) -> None:
    case = TEXTBOOK_CASES[title]
    assert judge(case.train, case.dev, level=case.level).problems == problems


def test_a_train_error_below_the_best_possible_is_told_as_a_fit_to_noise() -> None:
    noisy, calm = Errors(0.02, 0.20, None), Errors(0.06, 0.12, None)
    told = tell_trial(noisy, calm, 0.07, "variance")
    assert told.startswith("It helped. Variance fell to 6.0 % (it was 18.0 %), and avoidable bias stayed")
    assert "no longer fits noise" in told and "−" not in told and "-" not in told
    told = tell_trial(calm, noisy, 0.07, "bias")
    assert "The network now fits noise: its train error lies 5.0 % below the best possible." in told
    assert "still fits noise" in tell_trial(noisy, noisy, 0.07, "variance")
    assert "noise" not in tell_trial(calm, calm, 0.07, "variance")
