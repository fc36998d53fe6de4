"""A learner's own points from a CSV file, with a clear sentence for everything that can be wrong with it."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np

from playground.datasets.points import DatasetError, Points
from playground.datasets.splits import SPLIT_WORDS, split_by_column

MAX_ROWS = 20_000
MAX_LINE = 10_000
# Squares and sums of squares of such values are still far from overflow in float64.
MAX_SIZE = 1e15
COLUMNS = ("x1", "x2", "label")
EXPECTED = "the header must be x1,x2,label with an optional split column"


@dataclass(frozen=True, eq=False)
class CsvPoints:
    """What a CSV file holds.

    `split` (m,) has "train", "dev" or "test" for each point, or is None without a split column;
    `label_names` is how the file writes class 0 and class 1.
    """

    points: Points
    split: np.ndarray | None
    label_names: tuple[str, str]


class _Row(NamedTuple):
    x1: float
    x2: float
    label: float | str
    split: str


def read_csv(path: str | Path) -> CsvPoints:
    """Read a CSV file from disk; see `parse_csv` for what it may hold.

    Raises DatasetError when the file is missing, a folder, or cannot be read, and as `parse_csv` does.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise DatasetError(f"{path} is a folder, not a CSV file.")
        if not path.exists():
            raise DatasetError(_no_file(str(path)))
        # A device or a pipe might never end.
        if not path.is_file():
            raise DatasetError(f"{path} is not an ordinary file.")
        with path.open(encoding="utf-8", newline="") as stream:
            return parse_csv(stream, path.name)
    except OSError as error:
        raise DatasetError(f"The file {path} cannot be read: {error.strerror or error}.") from error


def _no_file(path: str) -> str:
    """Say that there is no such file, and why, where JSON took parts of a Windows path for something else."""
    if path.isprintable():
        return f"There is no file {path}."
    return (
        f"There is no file {path!r}: a part that begins with a backslash was read as one sign, such as a tab for "
        r'"\t" or a line end for "\n". Write each backslash twice, or a forward slash instead.'
    )


def parse_csv(text_stream: TextIO, name: str = "the file") -> CsvPoints:
    """Read points from the text of a CSV file; `name` is what messages call it.

    The header names the columns x1, x2, label and, if wanted, split, in any order; spaces around fields, a
    byte order mark and blank lines do not matter. Coordinates are finite and at most 1e15 in size, labels
    have exactly two values, split is train, dev or test, and there are at most 20 000 rows.

    Labels that are numbers are compared as numbers ("1" and "1.0" are the same), others as text; the smaller
    of the two becomes class 0, so that 0 and 1 are themselves.

    Raises DatasetError that says what is wrong, with the line where there is one, and reads no further.
    """
    filled = _filled_rows(text_stream, name)
    _, header = next(filled, (0, []))
    if not header:
        raise DatasetError(f"There is nothing in {name}: {EXPECTED}, and each line after it holds a point.")
    if sorted(header) not in (sorted(COLUMNS), sorted((*COLUMNS, "split"))):
        raise DatasetError(f"The header of {name} is {_shown(','.join(header))}, but {EXPECTED}.")

    rows: list[_Row] = []
    names: dict[float | str, str] = {}
    for line, fields in filled:
        where = f"Line {line} of {name}"
        if len(rows) == MAX_ROWS:
            raise DatasetError(f"There are more than {MAX_ROWS} rows in {name}: keep at most {MAX_ROWS}.")
        if len(fields) != len(header):
            raise DatasetError(f"{where} must have {len(header)} fields, as the header has, not {len(fields)}.")
        row = _row(dict(zip(header, fields, strict=True)), where)
        names.setdefault(row.label, fields[header.index("label")])
        if len(names) > 2:
            a, b, c = (_shown(label) for label in names.values())
            raise DatasetError(f"{where} has a third label: there must be two values, not {a}, {b} and {c}.")
        rows.append(row)
    return _csv_points(rows, names, "split" in header, name)


def _filled_rows(stream: TextIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """The line number and the stripped fields of every row that is not blank."""
    reader = csv.reader(_lines(stream, name), strict=True, skipinitialspace=True)
    try:
        for row in reader:
            fields = [field.strip() for field in row]
            if fields not in ([], [""]):
                yield reader.line_num, fields
    except UnicodeDecodeError as error:
        raise DatasetError(
            f"There is something in {name} that is not UTF-8 text: save it as UTF-8 CSV."
        ) from error
    except csv.Error as error:
        raise DatasetError(f"Line {reader.line_num} of {name} is not valid CSV: {error}.") from error


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    """The stream's lines; an endless one is refused before it fills the memory."""
    first = True
    while line := stream.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise DatasetError(f"A line of {name} is longer than {MAX_LINE} characters, too long for a point.")
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _row(record: dict[str, str], where: str) -> _Row:
    """One line's values, each checked."""
    if not record["label"]:
        raise DatasetError(f"{where} has no label.")
    split = record.get("split", "train")
    if split not in SPLIT_WORDS:
        raise DatasetError(f"{where} has {_shown(split)} for split, which must be train, dev or test.")
    x1, x2 = (_coordinate(column, record[column], where) for column in ("x1", "x2"))
    return _Row(x1, x2, _label(record["label"]), split)


def _coordinate(column: str, text: str, where: str) -> float:
    number = _number(text)
    if number is None:
        raise DatasetError(f"{where} has {_shown(text)} for {column}, which must be a number.")
    if not abs(number) <= MAX_SIZE:
        raise DatasetError(
            f"{where} has {_shown(text)} for {column}, which must be finite and at most {MAX_SIZE:g} in size."
        )
    return number


def _number(text: str) -> float | None:
    """The number a text writes, or None; float() alone would also take the underscores of Python's 1_000."""
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def _label(text: str) -> float | str:
    """What a label is compared by: its number if it has a finite one (nan equals nothing), else its text."""
    number = _number(text)
    return text if number is None or not math.isfinite(number) else number


def _csv_points(rows: list[_Row], names: dict[float | str, str], has_split: bool, name: str) -> CsvPoints:
    if not rows:
        raise DatasetError(f"There is only a header in {name}: each line after it must hold a point.")
    if len(names) < 2:
        (only,) = names.values()
        raise DatasetError(f"Every point of {name} has the label {_shown(only)}, but two classes are needed.")
    numbers = all(isinstance(label, float) for label in names)
    zero, one = sorted(names, key=None if numbers else lambda label: names[label])
    X = np.array([(row.x1, row.x2) for row in rows])
    points = Points.from_rows(X, np.array([row.label == one for row in rows]))
    split = np.array([row.split for row in rows]) if has_split else None
    if split is not None:
        # For its checks: there must be something to learn from.
        split_by_column(points, split)
    return CsvPoints(points, split, (names[zero], names[one]))


def _shown(text: str) -> str:
    """A field as a message shows it, cut to a length that can be read."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
