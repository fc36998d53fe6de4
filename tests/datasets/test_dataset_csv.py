"""The CSV file: what it may hold, and the sentence for each thing that is wrong."""

from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets import CsvPoints, DatasetError, parse_csv, read_csv

GOOD = "x1,x2,label\n1,2,0\n3.5,-4e-1,1\n"


def parse(text: str) -> CsvPoints:
    return parse_csv(StringIO(text), "points.csv")


def test_a_plain_file_is_read() -> None:
    file = parse(GOOD)
    assert file.points.X.tolist() == [[1.0, 3.5], [2.0, -0.4]]
    assert file.points.Y.tolist() == [[0.0, 1.0]]
    assert file.points.X.dtype == file.points.Y.dtype == np.float64
    assert file.split is None
    assert file.label_names == ("0", "1")


def test_the_header_gives_the_order_of_the_columns() -> None:
    file = parse("split,label,x2,x1\ntrain,0,20,10\ntrain,1,21,11\ntest,1,22,12\ndev,0,23,13\n")
    assert file.points.X.tolist() == [[10, 11, 12, 13], [20, 21, 22, 23]]
    assert file.points.Y.tolist() == [[0, 1, 1, 0]]
    assert file.split is not None
    assert file.split.tolist() == ["train", "train", "test", "dev"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        " x1 , x2,label \n 1 , 2 , 0 \n3.5,-0.4, 1\n",
        "\n\nx1,x2,label\n\n1,2,0\n   \n3.5,-0.4,1\n\n\n",
        GOOD.replace("\n", "\r\n"),
        GOOD.rstrip("\n"),
        'x1,"x2",label\n"1", "2",0\n3.5,-0.4,"1"\n',
    ],
)
def test_spaces_marks_blank_lines_and_quotes_do_not_matter(text: str, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(text.encode())
    for file in (parse_csv(StringIO(text, newline="")), read_csv(path), read_csv(str(path))):
        assert file.points.X.tolist() == [[1.0, 3.5], [2.0, -0.4]]
        assert file.points.Y.tolist() == [[0.0, 1.0]]


def test_a_file_with_old_line_endings_is_read(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(GOOD.replace("\n", "\r").encode())
    assert read_csv(path).points.m == 2


@pytest.mark.parametrize(
    ("labels", "names", "classes"),
    [
        (["1", "0", "1"], ("0", "1"), [1, 0, 1]),
        (["1.0", "0.0", "1"], ("0.0", "1.0"), [1, 0, 1]),
        (["10", "2", "10"], ("2", "10"), [1, 0, 1]),
        (["1", "-1", "-1"], ("-1", "1"), [1, 0, 0]),
        (["red", "blue", "red"], ("blue", "red"), [1, 0, 1]),
        (["true", "false", "false"], ("false", "true"), [1, 0, 0]),
        (["b", "7", "b"], ("7", "b"), [1, 0, 1]),
        (["nan", "a", "nan"], ("a", "nan"), [1, 0, 1]),
        (["2_0", "3", "3"], ("2_0", "3"), [0, 1, 1]),
    ],
)
def test_labels_map_in_sorted_order(labels: list[str], names: tuple[str, str], classes: list[int]) -> None:
    file = parse("x1,x2,label\n" + "".join(f"0,0,{label}\n" for label in labels))
    assert file.label_names == names
    assert file.points.Y.tolist() == [classes]


S = "x1,x2,label,split\n"
P = "x1,x2,label\n"
FILE_ERRORS = [
    ("", r"^There is nothing in points\.csv: the header must be x1,x2,label with an optional split"),
    ("\n  \n\n", r"^There is nothing in points\.csv"),
    (P, r"^There is only a header in points\.csv"),
    ("x,y,label\n1,2,0\n", r"^The header of points\.csv is 'x,y,label', but the header must be x1,x2,label "),
    ("1,2,0\n3,4,1\n", r"header of points\.csv is '1,2,0'"),
    ("x1;x2;label\n1;2;0\n", r"header of points\.csv is 'x1;x2;label'"),
    ("X1,x2,label\n1,2,0\n", r"header of points\.csv is 'X1,x2,label'"),
    ("x1,x1,label\n1,2,0\n", r"header of points\.csv is 'x1,x1,label'"),
    ("x1,x2,label,note\n1,2,0,a\n", r"header of points\.csv is 'x1,x2,label,note'"),
    ("a" * 500 + "\n", r"is 'a{37}\.\.\.', but"),
    (P + "1,2,0\n3,4\n", r"^Line 3 of points\.csv must have 3 fields, as the header has, not 2\."),
    (P + "1,2,0\n\n3,4,1,5\n", r"^Line 4 of points\.csv must have 3 fields, as the header has, not 4\."),
    (S + "1,2,0,train\n1,2,1\n", r"^Line 3 of points\.csv must have 4 fields, as the header has, not 3\."),
    (P + "1,2,0\n3,four,1\n", r"^Line 3 of points\.csv has 'four' for x2, which must be a number\."),
    (P + ",2,0\n", r"^Line 2 of points\.csv has '' for x1, which must be a number\."),
    (P + "1_0,2,0\n", r"^Line 2 of points\.csv has '1_0' for x1, which must be a number\."),
    (P + "1,nan,0\n", r"^Line 2 of points\.csv has 'nan' for x2, which must be finite"),
    (P + "1,2,0\n-inf,2,0\n", r"^Line 3 of points\.csv has '-inf' for x1, which must be finite"),
    (P + "1e999,2,0\n", r"^Line 2 of points\.csv has '1e999' for x1, which must be finite"),
    (P + "1,-2e15,0\n", r"has '-2e15' for x2, which must be finite and at most 1e\+15 in size"),
    (P + "1,2,\n", r"^Line 2 of points\.csv has no label\."),
    (
        S + "1,2,0,train\n1,2,1,valid\n",
        r"^Line 3 of points\.csv has 'valid' for split, which must be train, dev or",
    ),
    (S + "1,2,0,\n", r"^Line 2 of points\.csv has '' for split"),
    (S + "1,2,0,dev\n1,2,1,test\n", r"marks no point as train"),
    (S + "1,2,0,train\n1,2,1,test\n", r"marks as train are all of one class"),
    (
        P + "1,2,cat\n3,4,cat\n",
        r"^Every point of points\.csv has the label 'cat', but two classes are needed\.",
    ),
    (P + "1,2,1\n3,4,1.0\n", r"^Every point of points\.csv has the label '1'"),
    (
        P + "1,2,a\n1,2,b\n1,2,c\n1,2,d\n",
        r"^Line 4 of points\.csv has a third label: .* not 'a', 'b' and 'c'\.",
    ),
    (P + '1,"2,0\n', r"^Line 2 of points\.csv is not valid CSV"),
    (P + '1,"2"2,0\n', r"^Line 2 of points\.csv is not valid CSV"),
    (P + "1," + "2" * 20_000 + ",0\n", r"^A line of points\.csv is longer than 10000 characters"),
]


@pytest.mark.parametrize(("text", "message"), FILE_ERRORS)
def test_what_is_wrong_is_said_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_as_many_rows_as_allowed_are_read() -> None:
    assert parse(P + "1,2,0\n3,4,1\n" * 10_000).points.m == 20_000


def test_one_row_more_is_refused() -> None:
    with pytest.raises(DatasetError, match="more than 20000 rows"):
        parse(P + "1,2,0\n3,4,1\n" * 10_000 + "5,6,0\n")


def test_reading_stops_at_the_first_row_too_many() -> None:
    stream = StringIO(P + "1,2,0\n3,4,1\n" * 20_000)
    with pytest.raises(DatasetError, match="more than 20000 rows in points.csv"):
        parse_csv(stream, "points.csv")
    assert len(stream.read()) > 19_900 * len("1,2,0\n")


def test_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"^There is no file .*gone\.csv\.$"):
        read_csv(tmp_path / "gone.csv")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r" is a folder, not a CSV file\.$"):
        read_csv(tmp_path)


def test_a_device_is_not_read() -> None:
    device = Path("/dev/zero")
    if not device.exists():
        pytest.skip("this system has no /dev/zero")
    with pytest.raises(DatasetError, match="is not an ordinary file"):
        read_csv(device)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "points.csv"
    path.write_text(GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DatasetError, match=r"points\.csv cannot be read: Permission denied\.$"):
        read_csv(path)


@pytest.mark.parametrize("content", [GOOD.encode("utf-16"), P.encode() + b"1,2,caf\xe9\n1,2,th\xe9\n"])
def test_a_file_that_is_not_utf_8(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"in points\.csv that is not UTF-8 text"):
        read_csv(path)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15), st.sampled_from(["no", "yes"])), max_size=20
    )
)
def test_what_was_written_is_what_is_read(rows: list[tuple[float, float, str]]) -> None:
    rows = [(0.0, 0.0, "yes"), (0.0, 0.0, "no"), *rows]
    file = parse(P + "".join(f"{x1!r},{x2!r},{label}\n" for x1, x2, label in rows))
    np.testing.assert_array_equal(file.points.X, [[row[0] for row in rows], [row[1] for row in rows]])
    np.testing.assert_array_equal(file.points.Y, [[float(row[2] == "yes") for row in rows]])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["x1", "x2", "label", "split", ",", "\n", "train", "1", "nan", '"', " ", "\0", "é"]))
)
def test_any_text_is_read_or_refused_with_a_sentence(parts: list[str]) -> None:
    for head in ("", P, S):
        try:
            file = parse(head + "".join(parts))
        except DatasetError:
            continue
        assert file.points.has_both_classes()
        assert np.isfinite(file.points.X).all()
