"""The command line as a user runs it: records line by line, one object for a check, one sentence for a mistake."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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


def refused(experiment: Any) -> str:
    """The one line with which an experiment is refused."""
    done = command("train", "-", given=experiment if isinstance(experiment, str) else json.dumps(experiment))
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
    experiment = {**FLOWER, "activation": "relu", "init": {"name": "he"}, "optimizer": {"learning_rate": 1000}}
    done = command("train", "-", given=json.dumps({**experiment, "hidden": [20, 20, 20], "iterations": 500}))
    assert done.returncode == 0
    final = json.loads(done.stdout.splitlines()[-1])
    assert "NaN" not in done.stdout
    assert "Infinity" not in done.stdout
    if "diverged_at" in final:
        assert done.stderr == f"Training diverged at iteration {final['diverged_at']}.\n"


def test_gradcheck_prints_one_object() -> None:
    done = command(
        "gradcheck", "-", given=json.dumps({**FLOWER, "hidden": [5, 3], "init": {"name": "he"}, "lambd": 0.7})
    )
    checked = json.loads(done.stdout)
    assert done.stderr == ""
    assert set(checked) == {"difference", "verdict", "blocks"}
    assert list(checked["blocks"]) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert checked["difference"] < 1e-6
    assert checked["verdict"] == "great"


def test_a_csv_file_with_its_own_split(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    rows = [
        f"{i / 10},{(i * 7) % 10 / 10},{'away' if i % 2 else 'home'},{'test' if i > 15 else 'train'}"
        for i in range(20)
    ]
    file.write_text("\n".join(["x1,x2,label,split", *rows]))
    final = lines({"dataset": {"name": "csv", "path": str(file)}, "iterations": 10})[-1]
    assert final["dev_accuracy"] is None
    assert final["test_accuracy"] in (0, 0.25, 0.5, 0.75, 1)


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
        ({**FLOWER, "keep_prob": [0.5, 0.5]}, "keep_prob must be one number, or a list with one for each of the 1"),
        ({**FLOWER, "lambd": float("nan")}, "lambd must be a number from 0"),
        ({**FLOWER, "iterations": True}, "iterations must be a whole number"),
        ({**FLOWER, "split": {"train": 0.5, "dev": 0.9}}, "split must have train, dev and test that sum to 1"),
        ({**FLOWER, "dataset": {"name": "flower", "n": 10**400}}, "dataset.n must be a whole number from 10 to 20000"),
        ({"dataset": {"name": "csv", "path": "/no/such/file.csv"}}, "There is no file /no/such/file.csv"),
        ({**FLOWER, "init": {"scale": 1000}, "hidden": [10] * 100, "activation": "linear"}, "init.scale must be smaller"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_line_that_names_the_field(experiment: Any, says: str) -> None:
    assert says in refused(experiment)


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    done = command("train", str(tmp_path / "none.json"))
    assert done.returncode == 2
    assert "No such file" in done.stderr
    assert len(done.stderr.splitlines()) == 1
