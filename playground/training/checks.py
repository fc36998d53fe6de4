"""Checks of single values: each returns the value, or says which field is wrong and what it accepts."""

from collections.abc import Collection, Mapping
from typing import Any


class ExperimentError(ValueError):
    """An experiment that cannot be run; the message names the field and says what it accepts."""


def number(field: str, value: Any, low: float, high: float, *, above: bool = False) -> float:
    """A finite number from `low` (or, with `above`, greater than it) to `high`, as a float."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not good or (above and value == low):
        least = f"above {low:g}" if above else f"from {low:g}"
        raise ExperimentError(f"{field} must be a number {least} to {high:g}, not {shown(value)}.")
    return float(value)


def whole(field: str, value: Any, low: int, high: int) -> int:
    """A whole number from `low` to `high`; 3.0 counts as 3, true and "3" do not."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not good or value != int(value):
        raise ExperimentError(f"{field} must be a whole number from {low} to {high}, not {shown(value)}.")
    return int(value)


def choice(field: str, value: Any, accepted: Collection[str]) -> str:
    """One of the accepted names."""
    if not isinstance(value, str) or value not in accepted:
        raise ExperimentError(f"{field} must be one of {', '.join(accepted)}, not {shown(value)}.")
    return value


def flag(field: str, value: Any) -> bool:
    """true or false, and nothing that merely looks like it."""
    if not isinstance(value, bool):
        raise ExperimentError(f"{field} must be true or false, not {shown(value)}.")
    return value


def text(field: str, value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ExperimentError(f"{field} must be a text, not {shown(value)}.")
    return value


def record(field: str, value: Any, known: Collection[str]) -> Mapping[str, Any]:
    """An object that has no other keys than the known ones."""
    if not isinstance(value, Mapping):
        raise ExperimentError(f"{field} must be an object with the keys {', '.join(known)}, not {shown(value)}.")
    unknown = sorted(str(key) for key in value if key not in known)
    if unknown:
        place = "" if field == "the experiment" else f"{field}."
        key = unknown[0] if unknown[0].isidentifier() and len(unknown[0]) <= 40 else shown(unknown[0])
        raise ExperimentError(f"{place}{key} is not a known key: {field} accepts {', '.join(known)}.")
    return value


def shown(value: Any) -> str:
    """The value as a person would recognise it, cut where it is long."""
    words = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    text = words or ("null" if value is None else repr(value))
    return text if len(text) <= 40 else text[:37] + "…"
