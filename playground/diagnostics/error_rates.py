"""Error rates: the share of points a network gets wrong, and how sure so many points can make us of it."""

from dataclasses import dataclass
from math import sqrt

from playground.training.checks import number, whole
from playground.training.records import Record
from playground.training.sweep_results import success_rate

MOST_POINTS = 10**9


@dataclass(frozen=True)
class ErrorRate:
    """The error `rate` (a fraction) on a set of `m` points; with m None the rate counts as exact.

    Raises ExperimentError for a rate outside 0 to 1 and for a set without points.
    """

    rate: float
    m: int | None = None

    def __post_init__(self) -> None:
        """Check."""
        number("an error rate", self.rate, 0.0, 1.0)
        if self.m is not None:
            whole("the number of points of an error rate", self.m, 1, MOST_POINTS)

    @classmethod
    def of_accuracy(cls, accuracy: float, m: int | None = None) -> "ErrorRate":
        """One minus the accuracy."""
        return cls(max(0.0, 1.0 - accuracy), m)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Wilson's score interval of the error on all points there could be, see `success_rate`."""
        if self.m is None:
            return self.rate, self.rate
        found = success_rate(round(self.rate * self.m), self.m, confidence)
        return found.low, found.high


@dataclass(frozen=True)
class Difference:
    """An error rate minus another, with the borders of its confidence interval."""

    value: float
    low: float
    high: float


def difference(of: ErrorRate, minus: ErrorRate, confidence: float = 0.95) -> Difference:
    """The difference of two error rates measured on different points, from the Wilson intervals of both.

    With rates p1 in [l1, u1] and p2 in [l2, u2] it lies from p1 - p2 - √((p1 - l1)² + (u2 - p2)²) to
    p1 - p2 + √((u1 - p1)² + (p2 - l2)²). Source: method 10 of Newcombe 1998, "Interval estimation for the
    difference between independent proportions", Statistics in Medicine 17.
    """
    (l1, u1), (l2, u2) = of.interval(confidence), minus.interval(confidence)
    p1, p2 = of.rate, minus.rate
    value = p1 - p2
    return Difference(
        value, value - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), value + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    )


def error_rates(record: Record, m_train: int, m_dev: int | None, m_test: int | None) -> dict[str, ErrorRate]:
    """The error rates of a record by set, of those sets that there are."""
    measured = {
        "train": (record.train_accuracy, m_train),
        "dev": (record.dev_accuracy, m_dev),
        "test": (record.test_accuracy, m_test),
    }
    return {name: ErrorRate.of_accuracy(a, m) for name, (a, m) in measured.items() if a is not None}
