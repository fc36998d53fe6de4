"""The verdict on bias and variance: the course's cases, what few points can tell, and what to try."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.diagnostics.bias_variance import FITS_NOISE_VERDICT, HIGH, in_percent, judge, judge_rates
from playground.diagnostics.error_rates import ErrorRate, difference, error_rates
from playground.diagnostics.finding import apply_remedy
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer


@pytest.mark.parametrize(
    ("train", "dev", "level", "problems"),
    [
        (0.01, 0.11, 0.0, ("variance",)),
        (0.15, 0.16, 0.0, ("bias",)),
        (0.15, 0.30, 0.0, ("bias", "variance")),
        (0.005, 0.01, 0.0, ()),
        (0.15, 0.16, 0.15, ()),
        (0.08, 0.10, 0.01, ("bias", "variance")),
        (0.08, 0.10, 0.075, ("variance",)),
    ],
)
def test_the_courses_cases(train: float, dev: float, level: float, problems: tuple[str, ...]) -> None:
    found = judge(ErrorRate(train), ErrorRate(dev), level=level)
    assert found.problems == problems
    assert found.first == (problems[0] if problems else None)
    assert all(gap.sure for gap in found.gaps)
    assert {one.problem for one in found.suggestions} == set(problems[:1])
    assert ("nothing to mend" in found.words) == (not problems)


@pytest.mark.parametrize(
    ("train_dev", "dev", "problems"),
    [(0.09, 0.10, ("variance",)), (0.015, 0.10, ("mismatch",)), (0.05, 0.10, ("variance", "mismatch"))],
)
def test_train_dev_tells_variance_from_mismatch(train_dev: float, dev: float, problems: tuple[str, ...]) -> None:
    found = judge(ErrorRate(0.01), ErrorRate(dev), train_dev=ErrorRate(train_dev))
    assert found.problems == problems
    without = judge(ErrorRate(0.01), ErrorRate(dev))
    assert without.problems == ("variance",)
    assert without.gap("mismatch") is None


def test_a_test_error_far_above_dev_is_overfitting_to_dev() -> None:
    found = judge(ErrorRate(0.01), ErrorRate(0.02), test=ErrorRate(0.08))
    assert found.problems == ("dev_overfitting",)
    assert [one.name for one in found.suggestions] == ["bigger_dev"]


@settings(deadline=None)
@given(*[st.floats(0, 1)] * 5)
def test_the_gaps_sum_to_the_whole_ladder(
    level: float, train: float, bridge: float, dev: float, test: float
) -> None:
    found = judge(ErrorRate(train), ErrorRate(dev), level=level, train_dev=ErrorRate(bridge), test=ErrorRate(test))
    assert sum(gap.value for gap in found.gaps) == pytest.approx(test - level)
    assert [gap.name for gap in found.gaps] == ["bias", "variance", "mismatch", "dev_overfitting"]


def test_a_constant_model_has_bias_and_no_variance() -> None:
    """A network without updates and with weights zero says 0.5 to all: half are wrong, here and there."""
    given = {
        "dataset": {"name": "moons", "n": 400},
        "split": {"train": 0.5, "dev": 0.5},
        "init": {"name": "zeros"},
    }
    trainer = Trainer(Experiment.from_json(given))
    assert trainer.data.dev is not None
    rates = error_rates(trainer.evaluate(), trainer.data.train.m, trainer.data.dev.m, None)
    found = judge(rates["train"], rates["dev"])
    bias, variance = found.gap("bias"), found.gap("variance")
    assert bias is not None and bias.verdict == "high" and bias.value == pytest.approx(0.5)
    assert variance is not None and variance.value == pytest.approx(0.0)


def test_flipped_labels_raise_the_level_and_not_the_bias() -> None:
    """Whoever errs in a quarter of the points whose labels were flipped by chance in a quarter does all that can
    be done; whoever answers the opposite of what is so has a bias, and no variance either."""
    random = np.random.RandomState(1)
    wrong = [random.rand(20_000) < 0.25 for _ in range(2)]
    train, dev = (ErrorRate(float(w.mean()), w.size) for w in wrong)
    assert judge(train, dev, level=0.25).problems == ()
    assert judge(train, dev).problems == ("bias",)
    opposite = judge(ErrorRate(1 - train.rate, train.m), ErrorRate(1 - dev.rate, dev.m), level=0.25)
    assert opposite.problems == ("bias",)


def test_few_points_cannot_tell() -> None:
    few, many = ((ErrorRate(0.01, m), ErrorRate(0.05, m)) for m in (100, 10_000))
    variance = judge(*few).gap("variance")
    assert variance is not None and variance.is_high and not variance.sure
    assert judge(*few).words == "Too few points to tell about bias and variance."
    variance = judge(*many).gap("variance")
    assert variance is not None and variance.verdict == "high"
    assert judge(*many).words == "High variance."
    variance = judge(ErrorRate(0.0, 100), ErrorRate(0.3, 100)).gap("variance")
    assert variance is not None and variance.verdict == "high"


@pytest.mark.parametrize(
    ("a", "n", "b", "k", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    a: int, n: int, b: int, k: int, low: float, high: float
) -> None:
    """Against table II of Newcombe 1998, method 10."""
    found = difference(ErrorRate(a / n, n), ErrorRate(b / k, k))
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_the_interval_covers_the_true_difference() -> None:
    random = np.random.RandomState(2)
    covered = []
    for a, b in zip(random.binomial(60, 0.1, 2000), random.binomial(150, 0.04, 2000), strict=True):
        found = difference(ErrorRate(a / 60, 60), ErrorRate(b / 150, 150))
        covered.append(found.low <= 0.06 <= found.high)
    assert np.mean(covered) > 0.93


def test_every_gap_says_what_it_is_the_difference_of() -> None:
    exact, rate = judge(ErrorRate(0.01), ErrorRate(0.11)), ErrorRate(0.1, 200)
    assert [gap.words for gap in exact.gaps] == [
        "Avoidable bias = train − best possible = 1.0 %: fine.",
        "Variance = dev − train = 10.0 %: high.",
    ]
    four = judge(rate, rate, train_dev=rate, test=rate).gaps
    assert [(gap.upper, gap.lower) for gap in four] == [
        ("train", "best possible"),
        ("train-dev", "train"),
        ("dev", "train-dev"),
        ("test", "dev"),
    ]
    assert four[1].words == "Variance = train-dev − train = 0.0 % (−6.0 to 6.0): too few points to tell."


@pytest.mark.parametrize(("train", "fits"), [(0.06, False), (0.045, False), (0.03, True), (0.0, True)])
def test_a_train_error_clearly_below_the_best_possible_is_no_bias_but_a_fit_to_noise(
    train: float, fits: bool
) -> None:
    judgement = judge(ErrorRate(train, 200), ErrorRate(0.2, 200), level=0.05)
    bias = judgement.gap("bias")
    assert bias is not None and bias.fits_noise is fits
    assert ("The network fits noise: its train error lies below the best possible." in judgement.words) is fits
    assert (bias.verdict == FITS_NOISE_VERDICT) is fits
    assert "-" not in bias.short and "-" not in bias.words.replace("train-dev", "")
    assert judgement.first == "variance"


def test_a_bar_says_its_gap_with_a_true_minus_and_never_a_negative_bias() -> None:
    judgement = judge(ErrorRate(0.02), ErrorRate(0.015), level=0.05)
    assert [gap.short for gap in judgement.gaps] == [
        "3.0 % below the best possible: fits noise",
        "−0.5 %: fine",
    ]
    assert judgement.gaps[0].words == "The network fits noise: the train error lies 3.0 % below the best possible."
    assert in_percent(-0.0001) == "0.0 %"


def test_rates_are_judged_with_what_sets_there_are() -> None:
    rate = ErrorRate(0.1, 100)
    names = {
        ("train",): ["bias"],
        ("train", "dev"): ["bias", "variance"],
        ("train", "test"): ["bias", "variance"],
        ("train", "dev", "test"): ["bias", "variance", "dev_overfitting"],
    }
    for sets, gaps in names.items():
        assert [gap.name for gap in judge_rates(dict.fromkeys(sets, rate), 0.0).gaps] == gaps


LARGE = {"dataset": {"name": "moons", "n": 200}, "hidden": [8, 4], "lambd": 0.1, "keep_prob": [0.9, 1.0]}


def test_what_is_suggested_can_be_done() -> None:
    experiment = Experiment.from_json(LARGE)
    bias = judge(ErrorRate(0.2), ErrorRate(0.2), experiment=experiment).suggestions
    by_name = {one.name: apply_remedy(experiment, one.remedy) for one in bias}
    assert by_name["bigger_network"].hidden == (16, 8)
    assert by_name["longer"].iterations == 30_000
    assert by_name["optimizer"].optimizer.name == "adam"
    assert (by_name["less_regularisation"].lambd, by_name["less_regularisation"].keep_prob) == (0.0, 1.0)
    variance = judge(ErrorRate(0.0), ErrorRate(0.2), experiment=experiment).suggestions
    by_name = {one.name: apply_remedy(experiment, one.remedy) for one in variance}
    assert by_name["more_data"].dataset.n == 400
    assert by_name["l2"].lambd == 0.7
    assert by_name["dropout"].keep_prob == 0.8


def test_where_no_more_can_be_done_nothing_is_offered() -> None:
    line = Experiment.from_json({"dataset": {"name": "moons", "n": 20_000}, "hidden": [], "lambd": 100.0})
    for one in judge(ErrorRate(0.0), ErrorRate(0.2), experiment=line).suggestions:
        assert not one.remedy
    grown = judge(ErrorRate(0.2), ErrorRate(0.2), experiment=line).suggestions[0]
    assert apply_remedy(line, grown.remedy).hidden == (4,)


def test_what_is_no_error_rate_is_said() -> None:
    with pytest.raises(ExperimentError, match="an error rate must be a number from 0 to 1, not 15"):
        ErrorRate(15)
    with pytest.raises(ExperimentError, match="number of points"):
        ErrorRate(0.1, 0)
    with pytest.raises(ExperimentError, match="an error rate"):
        judge(ErrorRate(0.1), ErrorRate(0.1), level=-0.1)
    assert HIGH == 0.02
