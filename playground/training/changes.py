"""Changes: what was altered in a run while it went on, written so that the run can be replayed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playground.training.checks import ExperimentError, number, record, shown, whole

# What a run may change while it goes on; everything else begins a new run.
LIVE_FIELDS = ("learning_rate", "lambd", "l1", "keep_prob")

# What may be set by hand: enough to see what a large weight does.
MAX_EDIT = 1e6

MAX_CHANGES = 2000
MAX_ITERATION = 100_000_000

_PARAMETER = re.compile(r"([Wb])(\d{1,3})\[(\d{1,3}),(\d{1,3})\]")


@dataclass(frozen=True)
class Change:
    """A live field, or a parameter as "W1[2,1]" (counted from 1), that took a value before update `iteration`."""

    iteration: int
    field: str
    value: float | tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """The change as an object."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"iteration": self.iteration, "field": self.field, "value": value}

    @property
    def place(self) -> tuple[str, int, int] | None:
        """Block, row and column, counted from 0, of a parameter that was set by hand; None for a live field."""
        found = _PARAMETER.fullmatch(self.field)
        return found and (found[1] + found[2], int(found[3]) - 1, int(found[4]) - 1)


def check_changes(value: Any, layer_sizes: Sequence[int]) -> tuple[Change, ...]:
    """Read a list of changes in the order of their iterations, for a network of these layer sizes.

    Live fields' values are checked where the experiment with them is made. Raises ExperimentError.
    """
    if not isinstance(value, list | tuple) or len(value) > MAX_CHANGES:
        raise ExperimentError(
            f"changes must be a list of at most {MAX_CHANGES} changes, as in "
            '[{"iteration": 100, "field": "lambd", "value": 0.7}].'
        )
    changes = tuple(_check_change(f"changes[{i}]", change, layer_sizes) for i, change in enumerate(value))
    if any(later.iteration < earlier.iteration for earlier, later in pairwise(changes)):
        raise ExperimentError("changes must be in the order of their iterations.")
    return changes


def _check_change(name: str, value: Any, layer_sizes: Sequence[int]) -> Change:
    known = record(name, value, ("iteration", "field", "value"))
    iteration = whole(f"{name}.iteration", known.get("iteration"), 0, MAX_ITERATION)
    field, given = known.get("field"), known.get("value")
    if isinstance(field, str) and _PARAMETER.fullmatch(field):
        change = Change(iteration, field, number(f"{name}.value", given, -MAX_EDIT, MAX_EDIT))
        if not _exists(change, layer_sizes):
            raise ExperimentError(f"{name}.field names a parameter that this network does not have: {field}.")
        return change
    if not isinstance(field, str) or field not in LIVE_FIELDS:
        accepted = ", ".join(LIVE_FIELDS)
        raise ExperimentError(
            f"{name}.field must be one of {accepted}, or a parameter such as W1[2,1], not {shown(field)}."
        )
    if isinstance(given, list | tuple):
        return Change(iteration, field, tuple(number(f"{name}.value", part, 0.0, 1.0) for part in given))
    return Change(iteration, field, number(f"{name}.value", given, 0.0, MAX_EDIT))


def _exists(change: Change, layer_sizes: Sequence[int]) -> bool:
    assert change.place is not None
    block, row, column = change.place
    l = int(block[1:])
    if not 1 <= l < len(layer_sizes):
        return False
    columns = layer_sizes[l - 1] if block[0] == "W" else 1
    return 0 <= row < layer_sizes[l] and 0 <= column < columns


def changes_to_text(changes: Sequence[Change]) -> str:
    """Changes as short as an address wants them: "120:lambd:0.7;300:W1[2,1]:-1.5;400:keep_prob:0.8/0.9"."""
    return ";".join(f"{change.iteration}:{change.field}:{_value_to_text(change.value)}" for change in changes)


def _value_to_text(value: float | tuple[float, ...]) -> str:
    return "/".join(f"{part!r}" for part in (value if isinstance(value, tuple) else (value,)))


def changes_from_text(text: str) -> list[dict[str, Any]]:
    """The list of objects that `check_changes` reads. Raises ExperimentError where the text is no such list."""
    try:
        return [_change_from_text(part) for part in text.split(";")] if text else []
    except ValueError:
        raise ExperimentError(
            "changes in the address must look like 120:lambd:0.7;300:learning_rate:0.1, not "
            f"{shown(text)}. The run begins without them."
        ) from None


def _change_from_text(part: str) -> dict[str, Any]:
    iteration, field, value = part.split(":")
    parts = [float(number) for number in value.split("/")]
    return {"iteration": int(iteration), "field": field, "value": parts if len(parts) > 1 else parts[0]}


def with_change(changes: list[Change], change: Change) -> list[Change]:
    """The changes with another; one of the same field at the same iteration takes the earlier one's place."""
    same = (change.iteration, change.field)
    return [*(made for made in changes if (made.iteration, made.field) != same), change]
