"""From an experiment to its sets: which points go where, and who standardises whom."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.datasets import DATASETS, Splits
from playground.training.checks import ExperimentError
from playground.training.data import load_data
from playground.training.experiment import Experiment


def load(**fields: Any) -> Splits:
    """The sets of an experiment, on 200 moons unless it says otherwise."""
    return load_data(Experiment.from_json({"dataset": {"name": "moons", "n": 200}, **fields}))


def sizes(splits: Splits) -> list[int]:
    return [0 if points is None else points.m for points in (splits.train, splits.dev, splits.test)]


def csv(folder: Path, split: str = "") -> dict[str, str]:
    """A file of 20 points, with a column that marks 12, 5 and 3 of them if wanted."""
    words = ["train"] * 12 + ["dev"] * 5 + ["test"] * 3
    rows = [f"{i},{-i},{i % 2}" + (f",{words[i]}" if split else "") for i in range(20)]
    path = folder / "points.csv"
    path.write_text("\n".join([f"x1,x2,label{split}", *rows]))
    return {"name": "csv", "path": str(path)}


def test_without_more_all_points_train() -> None:
    splits = load()
    drawn = DATASETS["moons"].draw(200, 0.2, 1)
    assert sizes(splits) == [200, 0, 0]
    np.testing.assert_array_equal(splits.train.X, drawn.X)
    np.testing.assert_array_equal(splits.train.Y, drawn.Y)


def test_a_split_divides_the_points() -> None:
    assert sizes(load(split={"train": 0.6, "dev": 0.2, "test": 0.2})) == [120, 40, 40]
    assert sizes(load(split={"train": 0.6, "test": 0.4})) == [120, 0, 80]


def test_a_test_set_of_its_own_is_drawn_by_its_own_recipe() -> None:
    splits = load(test={"name": "circles", "n": 50, "noise": 0.1, "seed": 9})
    assert sizes(splits) == [200, 0, 50]
    assert splits.test is not None
    np.testing.assert_array_equal(splits.test.X, DATASETS["circles"].draw(50, 0.1, 9).X)


def test_a_test_set_of_its_own_takes_the_place_of_the_splits() -> None:
    test = {"name": "moons", "n": 50}
    assert sizes(load(test=test, split={"train": 0.6, "dev": 0.2, "test": 0.2})) == [150, 50, 50]
    assert sizes(load(test=test, split={"train": 0.5, "test": 0.5})) == [200, 0, 50]


def test_standardising_takes_mean_and_deviation_from_the_training_set() -> None:
    fields: dict[str, Any] = {"split": {"train": 0.5, "dev": 0.5}, "test": {"name": "circles", "n": 50}}
    raw, scaled = load(**fields), load(**fields, standardize=True)
    mean, deviation = raw.train.X.mean(axis=1, keepdims=True), raw.train.X.std(axis=1, keepdims=True)
    for before, after in ((raw.train, scaled.train), (raw.dev, scaled.dev), (raw.test, scaled.test)):
        assert before is not None
        assert after is not None
        np.testing.assert_allclose(after.X, (before.X - mean) / deviation, atol=1e-12)
        np.testing.assert_array_equal(after.Y, before.Y)


def test_a_file_trains_and_its_split_column_decides(tmp_path: Path) -> None:
    assert sizes(load(dataset=csv(tmp_path))) == [20, 0, 0]
    assert sizes(load(dataset=csv(tmp_path), split={"train": 0.5, "dev": 0.5})) == [10, 10, 0]
    splits = load(dataset=csv(tmp_path, ",split"))
    assert sizes(splits) == [12, 5, 3]
    np.testing.assert_array_equal(splits.train.X[0], np.arange(12.0))


def test_a_file_can_be_the_test_set(tmp_path: Path) -> None:
    assert sizes(load(test=csv(tmp_path))) == [200, 0, 20]
    assert sizes(load(dataset=csv(tmp_path, ",split"), test={"name": "moons", "n": 50})) == [12, 5, 50]


def test_a_split_beside_a_split_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="split must be left out"):
        load(dataset=csv(tmp_path, ",split"), split={"train": 1.0})


def test_sets_that_would_be_empty_are_refused() -> None:
    with pytest.raises(ExperimentError, match="The dev set would be empty with a share of 0.001 of 200 points"):
        load(split={"dev": 0.001})
    with pytest.raises(ExperimentError, match="The training set of 0 would be too small"):
        load(split={"train": 0.001, "dev": 0.999})


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(ExperimentError, match=r"There is no file no/such\.csv"):
        load(dataset={"name": "csv", "path": "no/such.csv"})
