"""The command line as a user runs it: records line by line, one object for a check, one sentence for a mistake."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.training.command_line import main

ROOT = Path(__file__).resolve().parents[1]
KEYS = ["iteration", "cost", "data_cost", "train_accuracy", "dev_accuracy", "test_accuracy"]
FLOWER = {
    "dataset": {"name": "flower", "n": 400, "seed": 1},
    "hidden": [4],
    "activation": "tanh",
    "init": {"name": "random", "scale": 0.01, "seed": 2},
    "optimizer": {"name": "gd", "learning_rate": 1.2},
}


def command(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m playground …`."""
    return subprocess.run(
        [sys.executable, "-m", "playground", *arguments], cwd=ROOT, input=given, capture_output=True, text=True
    )


def lines(experiment: dict[str, Any], *options: str) -> list[dict[str, Any]]:
    """The objects that `train` prints for an experiment, with nothing on standard error."""
    done = command("train", "-", *options, given=json.dumps(experiment))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def refused(*arguments: str, given: str = "") -> str:
    """The one line with which a command is refused."""
    done = command(*arguments, given=given)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_published_costs_of_the_flower(tmp_path: Path) -> None:
    file = tmp_path / "flower.json"
    file.write_text(json.dumps({**FLOWER, "iterations": 8000}))
    done = command("train", str(file))
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["iteration"] for record in records] == list(range(0, 8001, 1000))
    costs = [round(record["cost"], 6) for record in records]
    assert costs[:8] == [0.693048, 0.288083, 0.254385, 0.233864, 0.226792, 0.222644, 0.219731, 0.217504]
    assert records[-1]["final"] is True
    assert all(set(record) == set(KEYS) for record in records[:-1])
    assert records[-1]["dev_accuracy"] is None
    assert records[-1]["test_accuracy"] is None


def test_every_sets_the_distance_of_records() -> None:
    records = lines({**FLOWER, "iterations": 25}, "--every", "10")
    assert [record["iteration"] for record in records] == [0, 10, 20, 25]


def test_no_iterations_print_the_final_line_alone() -> None:
    (final,) = lines({**FLOWER, "iterations": 0})
    assert final["final"] is True
    assert final["iteration"] == 0


def test_accuracies_are_fractions_of_their_sets() -> None:
    split = {"train": 0.6, "dev": 0.2, "test": 0.2, "seed": 0}
    final = lines({**FLOWER, "split": split, "iterations": 100})[-1]
    for key, m in (("train_accuracy", 240), ("dev_accuracy", 80), ("test_accuracy", 80)):
        assert 0 <= final[key] <= 1
        assert (final[key] * m) == pytest.approx(round(final[key] * m))


def test_divergence_is_a_named_state() -> None:
    experiment = {"dataset": {"name": "circles"}, "activation": "leaky_relu", "optimizer": {"learning_rate": 1000}}
    done = command(
        "train", "-", "--every", "1", given=json.dumps({**experiment, "hidden": [8, 8], "iterations": 500})
    )
    assert done.returncode == 0
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert "NaN" not in done.stdout
    assert "Infinity" not in done.stdout
    final = records[-1]
    assert final["final"] is True
    assert 0 < final["diverged_at"] < 500
    assert final["iteration"] == final["diverged_at"]
    assert done.stderr == f"Training diverged at iteration {final['diverged_at']}.\n"
    assert not any("diverged_at" in record for record in records[:-1])


def test_gradcheck_prints_one_object() -> None:
    done = command(
        "gradcheck", "-", given=json.dumps({**FLOWER, "hidden": [5, 3], "init": {"name": "he"}, "lambd": 0.7})
    )
    checked = json.loads(done.stdout)
    assert done.stderr == ""
    assert set(checked) == {"difference", "verdict", "kinks", "blocks"}
    assert checked["kinks"] == {"count": 0, "parameters": []}
    assert list(checked["blocks"]) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert checked["difference"] < 1e-6
    assert checked["verdict"] == "great"


def test_gradcheck_leaves_kinks_out_and_names_them(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x1,x2,label\n0,0,1\n1,1,0\n")  # at the origin z = b = 0, right at the kink of ReLU
    experiment = {"dataset": {"name": "csv", "path": str(file)}, "hidden": [1], "init": {"name": "he", "seed": 4}}
    checked = json.loads(command("gradcheck", "-", given=json.dumps(experiment)).stdout)
    assert checked["verdict"] == "great"
    assert checked["kinks"] == {"count": 1, "parameters": ["b1[1,1]"]}
    assert checked["blocks"]["b1"] == {"difference": None, "verdict": "all at kinks"}


def test_a_csv_file_with_its_own_split(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    rows = [
        f"{i / 10},{(i * 7) % 10 / 10},{'away' if i % 2 else 'home'},{'test' if i > 15 else 'train'}"
        for i in range(20)
    ]
    file.write_text("\n".join(["x1,x2,label,split", *rows]))
    experiment = {"dataset": {"name": "csv", "path": str(file)}, "iterations": 10}
    done = command("train", "-", given=json.dumps(experiment))
    final = json.loads(done.stdout.splitlines()[-1])
    assert final["dev_accuracy"] is None
    assert final["test_accuracy"] in (0, 0.25, 0.5, 0.75, 1)
    assert done.stderr == f"In {file} the label 'away' is class 0 and 'home' is class 1.\n"
    file.write_text("\n".join(["x1,x2,label,split", *rows]).replace("away", "0").replace("home", "1.0"))
    assert lines(experiment)[-1]["test_accuracy"] is not None


@pytest.mark.parametrize(
    ("experiment", "says"),
    [
        ("", "EXPERIMENT.json must hold one JSON object"),
        ("[1, 2]", "the experiment must be an object"),
        ("{", "EXPERIMENT.json must hold one JSON object"),
        ({}, "dataset is missing"),
        ({"dataset": "moons"}, "dataset must be an object"),
        ({"dataset": {"name": "moon"}}, "dataset.name must be one of circles, moons"),
        ({**FLOWER, "learning_rate": 1}, "learning_rate is not a known key"),
        ({**FLOWER, "optimizer": {"alpha": 1}}, "optimizer.alpha is not a known key"),
        ({**FLOWER, "optimizer": {"learning_rate": -1}}, "optimizer.learning_rate must be a number above 0"),
        ({**FLOWER, "hidden": [0]}, r"hidden[0] must be a whole number from 1"),
        ({**FLOWER, "hidden": 4}, "hidden must be a list"),
        ({**FLOWER, "keep_prob": 0}, "keep_prob must be a number above 0 to 1"),
        ({**FLOWER, "keep_prob": [0.5, 0.5]}, "keep_prob must be one number, or a list with one for each"),
        ({**FLOWER, "lambd": float("nan")}, "lambd must be a number from 0"),
        ({**FLOWER, "iterations": True}, "iterations must be a whole number"),
        ({**FLOWER, "split": {"train": 0.5, "dev": 0.9}}, "split must have train, dev and test that sum"),
        ({**FLOWER, "dataset": {"name": "flower", "n": 10**400}}, "dataset.n must be a whole number from 10"),
        ({"dataset": {"name": "csv", "path": "/no/such/file.csv"}}, "There is no file /no/such/file.csv"),
        ({**FLOWER, "two\nlines": 1}, "is not a known key"),
        ({"dataset": {"name": "csv", "path": "two\nlines.csv"}}, "There is no file"),
        ({**FLOWER, "activation": "two\nlines"}, "activation must be one of"),
        ("[" * 100_000, "EXPERIMENT.json must hold one JSON object"),
        ({**FLOWER, "init": {"scale": 1000}, "hidden": [9] * 100, "activation": "linear"}, "init.scale must"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_names_the_field(
    experiment: Any, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, because a new one for each takes a second to start."""
    given = experiment if isinstance(experiment, str) else json.dumps(experiment)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    assert main(["train", "-"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert says in line


def test_a_mistake_ends_the_process_with_2() -> None:
    assert refused("train", "-", given=json.dumps({**FLOWER, "hidden": [0]})).startswith("hidden[0] must be")
    assert refused("gradcheck", "-", given="{").startswith("EXPERIMENT.json must hold one JSON object")


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    assert "No such file" in refused("train", str(tmp_path / "none.json"))


def test_a_broken_csv_file_is_told_in_one_line_that_names_the_place(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text('x1,x2,label\n1,2,0\n"3\n",oops,1\n')
    experiment = {"dataset": {"name": "csv", "path": str(file)}}
    assert "Line 4 of points.csv has 'oops' for x2" in refused("train", "-", given=json.dumps(experiment))


@pytest.mark.parametrize("kind", ["a folder", "not UTF-8"])
def test_what_is_no_json_file_is_told_in_one_line(kind: str, tmp_path: Path) -> None:
    file = tmp_path
    if kind == "not UTF-8":
        file = tmp_path / "experiment.json"
        file.write_bytes(b"\xff\xfe{}")
    assert refused("gradcheck", str(file)).startswith("EXPERIMENT.json must ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_and_standard_input_take_what_editors_and_shells_write(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = json.dumps({**FLOWER, "iterations": 0}).encode(encoding)
    file = tmp_path / "experiment.json"
    file.write_bytes(written)
    assert main(["train", str(file)]) == 0
    from_file = capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written)))
    assert main(["train", "-"]) == 0
    assert capsys.readouterr() == from_file
    assert json.loads(from_file.out)["final"] is True


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            r"C:\temp\new.csv",
            r"There is no file 'C:\temp\new.csv': a part that begins with a backslash was read as",
        ),
        (r"C:\data\new.csv", r"In JSON a backslash is written twice, as in \"C:\\data\\points.csv\""),
        (r"C:\users\me.csv", "In JSON a backslash is written twice"),
        (r"C:\\data\\new.csv", r"There is no file C:\data\new.csv."),
    ],
)
def test_a_windows_path_is_told_as_it_was_written(
    path: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "experiment.json"
    file.write_text('{"dataset": {"name": "csv", "path": "' + path + '"}}')
    assert main(["train", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says.replace('\\"', '"') in line


@pytest.mark.parametrize("every", ["0", "-5", "ten"])
def test_every_must_be_a_whole_number_from_1(every: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", "-", "--every", every])
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "--every" in printed.err


def test_gradcheck_says_that_dropout_is_off_and_checks_saturated_networks_in_silence() -> None:
    experiment = {"dataset": {"name": "circles"}, "init": {"name": "random", "scale": 10, "seed": 0}}
    done = command("gradcheck", "-", given=json.dumps(experiment))
    assert done.returncode == 0
    assert done.stderr == ""
    dropping = command("gradcheck", "-", given=json.dumps({**experiment, "keep_prob": 0.5}))
    assert dropping.stdout == done.stdout
    assert len(dropping.stderr.splitlines()) == 1
    assert "dropout off" in dropping.stderr


def test_two_runs_print_the_same_bytes() -> None:
    experiment = json.dumps({**FLOWER, "keep_prob": 0.8, "batch_size": 64, "iterations": 300})
    first, second = (command("train", "-", "--every", "50", given=experiment).stdout for _ in range(2))
    assert first == second
    assert len(first.splitlines()) == 7
