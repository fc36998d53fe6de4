"""Learning curves and validation curves: the errors are those of the networks, and behave as the course says."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import log_loss, zero_one_loss
from sklearn.preprocessing import StandardScaler

from playground.datasets import DATASETS
from playground.datasets.bayes import bayes_error
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.sweep_data import asked_points, raw_data
from playground.training.sweep_errors import GridErrors, read_errors
from playground.training.sweep_grid import FRESH, Grid, grid_sweep, with_values
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import Sweep, run_sweep
from playground.training.trainer import Trainer

FAST = {"name": "adam", "learning_rate": 0.05}
MOONS: dict[str, Any] = {"dataset": {"name": "moons", "n": 60, "noise": 0.3}, "hidden": [8, 4], "optimizer": FAST}


def grid(*axes: tuple[str, tuple[Any, ...]], **fields: Any) -> Grid:
    return Grid(Experiment.from_json({**MOONS, **fields}), axes)


def train(of: Grid, seeds: int, iterations: int, **how: Any) -> tuple[Sweep, GridErrors]:
    """All of a grid, in this process."""
    sweep = grid_sweep(of, range(seeds), iterations, **how)
    result = SweepResult(sweep)
    for part in run_sweep(sweep, n_jobs=1):
        result.add(part)
    return sweep, read_errors(of, sweep, result.outcome)


def test_values_go_where_they_belong() -> None:
    base = Experiment.from_json({**MOONS, "keep_prob": [0.9, 0.7], "split": {"train": 0.6, "dev": 0.4}})
    assert with_values(base, {"m": 30}).dataset.n == 50
    assert with_values(base, {"units": 3}).hidden == (3, 3)
    assert with_values(base, {"depth": 3}).hidden == (8, 8, 8)
    assert with_values(base, {"depth": 3}).keep_prob == 0.7
    assert with_values(base, {"depth": 0}).hidden == ()
    assert with_values(base, {"units": 5, "depth": 4}).hidden == (5, 5, 5, 5)
    assert with_values(base, {"hidden": (16,), "lambd": 0.5}).layer_sizes == (2, 16, 1)
    assert with_values(base, {"lambd": 0.5}).keep_prob == (0.9, 0.7)
    assert with_values(base, {"keep_prob": 0.8, "learning_rate": 0.1, "l1": 1}).learning_rate == 0.1


def test_combinations_are_in_numpys_order() -> None:
    of = grid(("units", (2, 4, 6)), ("lambd", (0.0, 0.1)))
    assert of.shape == (3, 2)
    assert of.combinations[3] == {"units": 4, "lambd": 0.1}
    assert [experiment.hidden[0] for experiment in of.experiments] == [2, 2, 4, 4, 6, 6]


def test_errors_are_those_of_the_networks_one_by_one() -> None:
    of = grid(("units", (2, 5)), ("lambd", (0.0, 0.5, 3.0)), standardize=True)
    sweep, errors = train(of, 4, 40)
    assert errors.done.all() and errors.done.shape == (2, 3, 4)
    for e, place in enumerate(np.ndindex(2, 3)):
        asked = asked_points(sweep.experiments[e], FRESH)
        # Labels in the place of p make the expectations the losses that scikit-learn knows.
        for k in range(4):
            trainer = Trainer(sweep.member(e, k), sweep.data_of(e, k))
            trainer.advance(40)
            record = trainer.evaluate()
            assert errors.train_error[(*place, k)] == pytest.approx(1 - record.train_accuracy)
            assert errors.train_cost[(*place, k)] == pytest.approx(record.data_cost)
            seen = StandardScaler().fit(raw_data(sweep.experiments[e], k).train.X.T).transform(asked.points.T).T
            q = 1 / (1 + np.exp(-trainer.logits(seen)[0]))
            weights = np.concatenate([1 - asked.fresh_truth, asked.fresh_truth])
            y, both = np.repeat([0, 1], q.size), np.tile(q, 2)
            error = zero_one_loss(y, both > 0.5, sample_weight=weights)
            assert errors.dev_error[(*place, k)] == pytest.approx(error, abs=1e-3)
            cost = log_loss(y, both, sample_weight=weights)
            assert errors.dev_cost[(*place, k)] == pytest.approx(cost, abs=1e-4)


def test_more_points_bring_train_and_dev_error_together_about_the_bayes_error() -> None:
    of = grid(("m", (10, 40, 640)))
    _, errors = train(of, 8, 300)
    trained, dev = (errors.bands(name, [0.5])[0] for name in ("train_error", "dev_error"))
    best = bayes_error("moons", 0.3, 1)
    assert best is not None and errors.best_error == pytest.approx(best.error, abs=0.01)
    assert trained[0] == 0
    assert list(np.argsort(-dev)) == [0, 1, 2]
    assert (dev - trained)[0] > 0.1 > 0.04 > (dev - trained)[2]
    assert errors.dev_error.min() >= errors.best_error
    assert errors.best() == (2,)


def test_lambda_goes_from_variance_to_bias() -> None:
    of = grid(("lambd", (0.0, 1.0, 300.0)), dataset={"name": "moons", "n": 40, "noise": 0.3}, hidden=[16, 8])
    _, errors = train(of, 8, 600)
    trained, dev = (errors.bands(name, [0.5])[0] for name in ("train_cost", "dev_cost"))
    assert trained[0] < trained[1] < trained[2] == pytest.approx(np.log(2), abs=0.01)
    assert dev[1] < dev[0] and dev[1] < dev[2]
    assert errors.best("dev_cost") == (1,)


def test_bands_lie_in_order_and_grow_as_networks_come_in() -> None:
    of = grid(("keep_prob", (1.0, 0.8)))
    sweep = grid_sweep(of, range(6), 20)
    result, parts = SweepResult(sweep), run_sweep(sweep, n_jobs=1, chunk_size=3)
    assert np.isnan(read_errors(of, sweep, result.outcome).bands("dev_error")).all()
    assert read_errors(of, sweep, result.outcome).best() is None
    result.add(next(parts))
    parts.close()
    errors = read_errors(of, sweep, result.outcome)
    assert errors.done.tolist() == [[True] * 3 + [False] * 3, [False] * 6]
    bands = errors.bands("dev_error", [0.0, 0.5, 1.0])
    np.testing.assert_array_equal(bands[:, 0], np.sort(errors.dev_error[0, :3]))
    assert np.isnan(bands[:, 1]).all()
    with pytest.raises(ValueError, match="a figure must be one of"):
        errors.bands("accuracy")


def test_networks_that_diverged_rank_behind_all_others() -> None:
    of = grid(("learning_rate", (0.01, 1000.0)), optimizer={"learning_rate": 0.01}, activation="leaky_relu")
    _, errors = train(of, 5, 100)
    assert np.isnan(errors.dev_error[1]).any()
    assert errors.bands("dev_error", [1.0])[0, 1] == np.inf
    assert np.isfinite(errors.bands("dev_error")[:, 0]).all()
    assert errors.best() == (0,)


def test_equal_terms_mean_the_same_points_for_the_same_seed() -> None:
    sweep = grid_sweep(grid(("lambd", (0.0, 1.0))), range(2), 10)
    np.testing.assert_array_equal(sweep.data_of(0, 1).train.X, sweep.data_of(1, 1).train.X)
    still = grid_sweep(grid(("lambd", (0.0, 1.0))), range(2), 10, vary_data=False)
    recipe = DATASETS["moons"].draw(60, 0.3, 1)
    np.testing.assert_array_equal(still.data_of(1, 1).train.X, recipe.X)


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ([("width", (1,))], "the field of a curve must be one of m, lambd"),
        ([("lambd", ())], "lambd must have at least one value"),
        ([("lambd", (1.0, 1.0))], "each of them once"),
        ([("lambd", (1.0,)), ("lambd", (2.0,))], "one axis only"),
        ([("lambd", tuple(range(11))), ("units", tuple(range(1, 11)))], "number of combinations"),
    ],
)
def test_what_is_no_grid_is_said(axes: list[tuple[str, tuple[Any, ...]]], message: str) -> None:
    with pytest.raises(ExperimentError, match=message):
        grid(*axes)


def test_values_that_no_experiment_accepts_are_said() -> None:
    with pytest.raises(ExperimentError, match="m must be a whole number from 10"):
        grid_sweep(grid(("m", (3,))), range(2), 10)
    with pytest.raises(ExperimentError, match="keep_prob must be"):
        grid_sweep(grid(("keep_prob", (0.0,))), range(2), 10)
    with pytest.raises(ExperimentError, match="needs a data set that is drawn"):
        grid_sweep(grid(("m", (20,)), dataset={"name": "csv", "path": "points.csv"}), range(2), 10)
