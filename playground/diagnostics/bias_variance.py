"""Bias, variance and mismatch: from the errors on the sets to what is wrong, and what helps against it.

The errors are steps of a ladder, and each gap between two steps has one name and one branch of the recipe:

    best possible (Bayes or human) → train: avoidable bias
    train → train-dev, or dev where there is no train-dev: variance
    train-dev → dev: mismatch of the distributions
    dev → test: overfitting to the dev set
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from playground.diagnostics.bias_variance_recipe import Suggestion, suggest
from playground.diagnostics.error_rates import ErrorRate, difference
from playground.diagnostics.finding import minus
from playground.training.experiment import Experiment

# From here on a gap is high. The course's cases leave room for any border above 1 and up to 10 points: a train
# error of 1 % and a dev error of 2 % are fine, 1 % and 11 % are not. Two points also keep its example of people
# at 7.5 %, train 8 % and dev 10 %, where variance is what to work on.
HIGH = 0.02

# Round-off in a difference of two percentages, as in 0.10 - 0.08 = 0.020000000000000004.
ROUND_OFF = 1e-9

HIGH_VERDICT, FINE_VERDICT, UNCLEAR_VERDICT = "high", "fine", "too few points to tell"
FITS_NOISE_VERDICT = "fits noise"


@dataclass(frozen=True)
class Gap:
    """A step of the ladder: `name` is bias, variance, mismatch or dev_overfitting; fractions, not percentages.

    `value` is the error on the set `upper` minus that on `lower`, both in words. `low` and `high` are the borders
    of its confidence interval, both `value` where the errors are exact.
    """

    name: str
    upper: str
    lower: str
    value: float
    low: float
    high: float
    threshold: float = HIGH

    @property
    def is_high(self) -> bool:
        """Whether it is high as measured, however sure that is."""
        return self.value >= self.threshold - ROUND_OFF

    @property
    def sure(self) -> bool:
        """Whether all of its interval lies on one side of the threshold."""
        border = self.threshold - ROUND_OFF
        return (self.low >= border) == (self.high >= border)

    @property
    def fits_noise(self) -> bool:
        """Whether the train error lies below the best possible one by as much as would count as high above it.

        No rule for new points can err so little: the network has learned the noise of its training points.
        """
        return self.name == "bias" and self.value <= ROUND_OFF - self.threshold

    @property
    def verdict(self) -> str:
        """HIGH_VERDICT, FINE_VERDICT, FITS_NOISE_VERDICT or, where it could be either, UNCLEAR_VERDICT."""
        if self.fits_noise:
            return FITS_NOISE_VERDICT
        if not self.sure:
            return UNCLEAR_VERDICT
        return HIGH_VERDICT if self.is_high else FINE_VERDICT

    @property
    def words(self) -> str:
        """The gap in percent, as in: Variance = dev − train = 10.0 % (5.8 to 14.9): high."""
        if self.fits_noise:
            below = f"{-100 * self.value:.1f} % below the best possible"
            return f"The network fits noise: the train error lies {below}."
        between = "" if self.low == self.high else f" ({100 * self.low:.1f} to {100 * self.high:.1f})"
        value = in_percent(self.value) + between.replace("-", "−")
        return f"{_TITLES[self.name]} = {self.upper} − {self.lower} = {value}: {self.verdict}."

    @property
    def short(self) -> str:
        """The gap and its verdict, as on a bar: 10.0 %: high."""
        if self.fits_noise:
            return f"{in_percent(-self.value)} below the best possible: {self.verdict}"
        return f"{in_percent(self.value)}: {'unclear' if self.verdict == UNCLEAR_VERDICT else self.verdict}"


@dataclass(frozen=True)
class Judgement:
    """What the errors say: the gaps in the order of the ladder, in words, and what to try."""

    level: float
    gaps: tuple[Gap, ...]
    suggestions: tuple[Suggestion, ...]

    def gap(self, name: str) -> Gap | None:
        """The gap of this name, or None where the sets do not show it."""
        return next((gap for gap in self.gaps if gap.name == name), None)

    @property
    def problems(self) -> tuple[str, ...]:
        """The names of the gaps that are high as measured, in the order of the recipe."""
        return tuple(gap.name for gap in self.gaps if gap.is_high)

    @property
    def first(self) -> str | None:
        """What the recipe works on first: a high bias before all else; None where nothing is high."""
        return self.problems[0] if self.problems else None

    @property
    def words(self) -> str:
        """One sentence for the learner."""
        sure = [_NAMES[gap.name] for gap in self.gaps if gap.verdict == HIGH_VERDICT]
        unclear = [_NAMES[gap.name] for gap in self.gaps if gap.verdict == UNCLEAR_VERDICT]
        said = f"High {_listed(sure)}." if sure else ""
        if any(gap.fits_noise for gap in self.gaps):
            said += " The network fits noise: its train error lies below the best possible."
        if unclear:
            said += f" Too few points to tell about {_listed(unclear)}."
        return said.strip() or "Neither bias nor variance is high: nothing to mend."


_TITLES = {
    "bias": "Avoidable bias",
    "variance": "Variance",
    "mismatch": "Mismatch",
    "dev_overfitting": "Overfitting to dev",
}
_NAMES = {
    "bias": "bias",
    "variance": "variance",
    "mismatch": "mismatch between train and dev",
    "dev_overfitting": "overfitting to the dev set",
}


def in_percent(share: float) -> str:
    """A difference of two shares, as in −0.4 %."""
    return minus(f"{100 * share:.1f} %").replace("−0.0 ", "0.0 ")


def judge_rates(rates: Mapping[str, ErrorRate], level: float, experiment: Experiment | None = None) -> Judgement:
    """Judge a network by the errors that `error_rates` gives, by set; "train" must be among them.

    Without a dev set the test set stands in for it; without either only the bias is judged.
    """
    dev = rates.get("dev") or rates.get("test")
    test = rates.get("test") if "dev" in rates else None
    return judge(rates["train"], dev, level=level, test=test, experiment=experiment)


def judge(
    train: ErrorRate,
    dev: ErrorRate | None,
    *,
    level: float = 0.0,
    train_dev: ErrorRate | None = None,
    test: ErrorRate | None = None,
    experiment: Experiment | None = None,
    threshold: float = HIGH,
    confidence: float = 0.95,
) -> Judgement:
    """Name and judge the gaps between the best possible error `level`, train, train-dev, dev and test.

    Avoidable bias = train - level; variance = train_dev - train, or dev - train without a train-dev set; mismatch
    = dev - train_dev; overfitting to the dev set = test - dev. Without a `dev` set only the bias is judged.
    `level` is the Bayes error or, standing in for it, that of people; it counts as exact. With an `experiment` the
    suggestions carry values to try in it. A network's error on the very points it learned is judged as if measured
    on others, as the course does; so the bias of a network that learned them by heart comes out too small, even
    negative. Raises ExperimentError for a level outside 0 to 1.
    """
    ladder = [("", "best possible", ErrorRate(level)), ("bias", "train", train)]
    if train_dev is not None and dev is not None:
        ladder += [("variance", "train-dev", train_dev), ("mismatch", "dev", dev)]
    elif dev is not None:
        ladder += [("variance", "dev", dev)]
    if test is not None:
        ladder += [("dev_overfitting", "test", test)]
    gaps = []
    for (_, lower, below), (name, upper, above) in pairwise(ladder):
        found = difference(above, below, confidence)
        gaps.append(Gap(name, upper, lower, found.value, found.low, found.high, threshold))
    problems = [gap.name for gap in gaps if gap.is_high]
    return Judgement(level, tuple(gaps), suggest(problems, experiment))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
