"""A study across sizes or penalties: what is planned, what is read, and what is said of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.diagnostics.decomposition import Means
from playground.diagnostics.decomposition_study import Numbers, read_study
from playground.diagnostics.study_plan import FIRST_ACROSS, LOSSES, plan_study
from playground.diagnostics.study_words import bias_name, tell_study, terms
from playground.diagnostics.swept_fields import LAMBDA, UNITS, named
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import run_sweep
from playground.ui.presets import PRESETS

MOONS = Experiment.from_json(
    {"dataset": {"name": "moons", "n": 60, "noise": 0.3}, "hidden": [5, 2], "optimizer": {"learning_rate": 0.3}}
)


def numbers(loss: float, bias: float, variance: float) -> Numbers:
    means = Means(loss, 0.1, 0.1, bias, variance, variance)
    return Numbers(30, 0, 0.1, means, means, means, True)


U_CURVE = {8.0: numbers(0.15, 0.02, 0.03), 1.0: numbers(0.30, 0.19, 0.01), 32.0: numbers(0.25, 0.01, 0.14)}


def test_units_of_the_first_layer_vary_where_the_layers_differ() -> None:
    plan = plan_study(MOONS, UNITS, 3, 10, 40)
    assert plan.across.own_first == (5, 1, 2, 4, 8, 16, 32)
    assert [e.hidden for e in plan.sweep.experiments] == [(u, 2) for u in plan.across.own_first]
    assert {e.dataset.n for e in plan.sweep.experiments} == {40}
    assert plan.across.title == "Units in the first hidden layer"
    assert plan.sweep.vary_data


def test_units_of_all_layers_vary_where_they_are_alike_and_none_is_a_network_too() -> None:
    alike = plan_study(replace(MOONS, hidden=(4, 4)), UNITS, 3, 10, None)
    assert [e.hidden for e in alike.sweep.experiments][:3] == [(4, 4), (1, 1), (2, 2)]
    bare = plan_study(replace(MOONS, hidden=()), UNITS, 3, 10, None)
    assert [e.hidden for e in bare.sweep.experiments][:3] == [(), (1,), (2,)]


def test_a_penalty_that_is_no_stop_of_the_axis_is_studied_too() -> None:
    plan = plan_study(replace(MOONS, lambd=0.7), LAMBDA, 3, 10, None)
    assert plan.across.own == plan.across.own_first[0] == 0.7
    assert [e.lambd for e in plan.sweep.experiments] == list(plan.across.own_first)
    assert all(e.hidden == (5, 2) for e in plan.sweep.experiments)


def test_too_few_points_are_refused_in_a_sentence() -> None:
    with pytest.raises(ExperimentError, match="m must be"):
        plan_study(MOONS, UNITS, 3, 10, 1)


def test_what_is_done_is_read_and_read_once() -> None:
    plan = plan_study(MOONS, LAMBDA, 3, 20, 40)
    result = SweepResult(plan.sweep)
    assert plan.read(0, result.outcome(0)) is None
    for part in run_sweep(plan.sweep, n_jobs=1):
        result.add(part)
    study = plan.read(0, result.outcome(0))
    assert study is not None
    assert study is plan.read(0, result.outcome(0))
    assert study.numbers.networks == 3
    # Penalised ever more, answers come to agree: the variance falls.
    largest = plan.read(len(plan.across.own_first) - 1, result.outcome(len(plan.across.own_first) - 1))
    assert largest is not None
    assert largest.numbers.squared_error.variance < study.numbers.squared_error.variance
    means = study.numbers.squared_error
    assert means.loss == pytest.approx(means.noise + means.bias + means.variance)


def test_a_file_says_that_its_law_is_not_known(tmp_path: Path) -> None:
    random = np.random.RandomState(1)
    rows = [f"{x:.3f},{y:.3f},{int(x > y)}" for x, y in random.rand(40, 2)]
    (tmp_path / "points.csv").write_text("x1,x2,label\n" + "\n".join(rows) + "\n")
    given = {"dataset": {"name": "csv", "path": str(tmp_path / "points.csv")}, "hidden": [2]}
    plan = plan_study(Experiment.from_json(given), UNITS, 3, 5, 300)
    result = SweepResult(plan.sweep)
    for part in run_sweep(plan.sweep, n_jobs=1):
        result.add(part)
    study = plan.read(0, result.outcome(0))
    assert study is not None
    assert not study.numbers.noise_known


def test_the_words_tell_the_u_curve() -> None:
    told = tell_study(U_CURVE, "Squared error", "units", 32.0, 3)
    assert told == (
        "From 1 unit to 32 units bias² falls from 0.190 to 0.010, variance grows from 0.010 to 0.140. "
        "The lowest expected loss, 0.150, is at 8 units; "
        "your experiment with 32 units has 0.250, for more variance."
    )


@pytest.mark.parametrize(
    ("own", "said"),
    [(8.0, "where your experiment is."), (1.0, "for more bias."), (99.0, "is at 8 units.")],
)
def test_the_words_say_where_the_experiment_is(own: float, said: str) -> None:
    assert tell_study(U_CURVE, "0/1", "units", own, 3).endswith(said)


def test_nearly_as_good_is_as_good_and_little_change_is_none() -> None:
    near = {0.0: numbers(0.151, 0.02, 0.03), 1.0: numbers(0.150, 0.021, 0.03)}
    told = tell_study(near, "Cross-entropy", "λ=", 0.0, 5)
    assert "bias stays at 0.021, variance stays at 0.030" in told
    assert "lowest expected loss so far" in told
    assert told.endswith("your experiment with λ = 0 is as good as that (0.151).")


def test_one_value_cannot_be_compared() -> None:
    assert "Two of the values" in tell_study({1.0: numbers(0.1, 0.0, 0.0)}, "0/1", "units", 1.0, 3)


def test_names() -> None:
    assert list(terms(U_CURVE, "0/1")) == [1.0, 8.0, 32.0]
    assert [bias_name(loss) for loss in LOSSES] == ["bias²", "bias", "bias"]
    assert (named(1, "units"), named(20, "units"), named(0.3, "λ=")) == ("1 unit", "20 units", "λ = 0.3")


def test_what_is_studied_first_shows_a_u() -> None:
    preset = next(preset for preset in PRESETS if preset.name == "football-overfit")
    plan = plan_study(preset.experiment, FIRST_ACROSS, 12, 2000, 90)
    ends_and_middle = [k for k, value in enumerate(plan.across.own_first) if value in (0.0, 1.0, 10.0)]
    sweep = replace(plan.sweep, experiments=tuple(plan.sweep.experiments[k] for k in ends_and_middle))
    result = SweepResult(sweep)
    for part in run_sweep(sweep, n_jobs=1):
        result.add(part)
    studies = [read_study(sweep, result.outcome(k), k, plan.asked) for k in range(3)]
    without, some, much = (study.numbers.squared_error for study in studies if study is not None)
    assert without.loss > 1.1 * some.loss and much.loss > 1.1 * some.loss
    assert without.net_variance > some.net_variance > much.net_variance
    assert much.bias > some.bias > without.bias
