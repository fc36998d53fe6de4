"""The truth over the plane: where it says class 1, fresh points are of class 1; nobody knows it for a file."""

from pathlib import Path

import numpy as np
import pytest

from playground.datasets.bayes import bayes_probability
from playground.datasets.fresh import draw_fresh
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.keyframes import plane_points, region_around
from playground.training.trainer import Trainer
from playground.training.truth import truth_over

GRID = 41


def experiment(**settings: object) -> Experiment:
    dataset = {"name": "moons", "n": 300, "noise": 0.25, "seed": 1}
    return Experiment.from_json({"dataset": dataset, **settings})


@pytest.mark.parametrize("standardized", [False, True])
def test_fresh_points_lie_on_their_side_as_often_as_the_error_says(standardized: bool) -> None:
    given = experiment(standardize=standardized)
    data = load_data(given)
    region = region_around(data)
    truth = truth_over(given, region, GRID)
    assert truth is not None
    raw = load_data(experiment()).train.X
    fresh = draw_fresh("moons", 40_000, 0.25, 1, 77)
    X = fresh.X
    if standardized:
        X = (X - raw.mean(axis=1, keepdims=True)) / raw.std(axis=1, keepdims=True)
    column = np.rint((X[0] - region.x1_low) / (region.x1_high - region.x1_low) * (GRID - 1)).astype(int)
    row = np.rint((X[1] - region.x2_low) / (region.x2_high - region.x2_low) * (GRID - 1)).astype(int)
    inside = (column >= 0) & (column < GRID) & (row >= 0) & (row < GRID)
    said = truth.field[row[inside], column[inside]] > 0
    # The nearest place of the grid is up to half a step away, so a few more are on the other side.
    assert np.mean(said != (fresh.Y[0, inside] == 1)) == pytest.approx(truth.error.error, abs=0.01)


def test_without_standardising_it_is_the_law_itself() -> None:
    given = experiment()
    region = region_around(load_data(given))
    truth, law = truth_over(given, region, GRID), bayes_probability("moons", 0.25, 1)
    assert truth is not None
    assert law is not None
    p = law(plane_points(region, GRID)).reshape(GRID, GRID)
    clear = np.abs(p - 0.5) > 0.01
    np.testing.assert_array_equal((truth.field > 0)[clear], (p > 0.5)[clear])


def test_nobody_knows_the_law_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    rows = [f"{i % 7},{i % 5},{i % 2}" for i in range(40)]
    file.write_text("x1,x2,label\n" + "\n".join(rows))
    given = Experiment.from_json({"dataset": {"name": "csv", "path": str(file)}})
    assert truth_over(given, region_around(Trainer(given).data), GRID) is None
