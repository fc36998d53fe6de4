"""The textbook's cases of train and dev error, each with the verdict that everyone should reach."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.diagnostics.error_rates import ErrorRate


@dataclass(frozen=True)
class TextbookCase:
    """Errors that count as exact, and the best possible error `level`."""

    train: ErrorRate
    dev: ErrorRate
    level: float = 0.0


# Source: section 5 of the course.
TEXTBOOK_CASES: Mapping[str, TextbookCase] = {
    "Train 1 %, dev 11 %": TextbookCase(ErrorRate(0.01), ErrorRate(0.11)),
    "Train 15 %, dev 16 %": TextbookCase(ErrorRate(0.15), ErrorRate(0.16)),
    "Train 15 %, dev 30 %": TextbookCase(ErrorRate(0.15), ErrorRate(0.30)),
    "Train 0.5 %, dev 1 %": TextbookCase(ErrorRate(0.005), ErrorRate(0.01)),
    "Train 15 %, dev 16 %, best possible 15 %": TextbookCase(ErrorRate(0.15), ErrorRate(0.16), 0.15),
}
