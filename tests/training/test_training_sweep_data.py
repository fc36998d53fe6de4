"""Sweeps over data: every network does what it does alone on its own draw, and says so on the asked points."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from playground.datasets import Points, standardize
from playground.datasets.bayes_laws import blob_centres
from playground.training.checks import ExperimentError
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.keyframes import plane_points
from playground.training.sweep_data import Ask, asked_points, fresh_data, raw_data
from playground.training.sweep_results import Outcome, SweepResult
from playground.training.sweeps import Sweep, run_sweep
from playground.training.trainer import Trainer

MOONS: dict[str, Any] = {"dataset": {"name": "moons", "n": 40}, "hidden": [4], "activation": "tanh"}
EVERYTHING: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 90},
    "split": {"train": 0.6, "dev": 0.2, "test": 0.2},
    "standardize": True,
    "hidden": [6, 4],
    "optimizer": {"name": "adam", "learning_rate": 0.01, "decay_rate": 0.01},
    "batch_size": 16,
    "lambd": 0.1,
    "l1": 0.05,
    "keep_prob": [0.8, 0.9],
}
WITH_TEST: dict[str, Any] = {**EVERYTHING, "test": {"name": "moons", "n": 30}, "dataset": {"name": "xor", "n": 60}}
SMALL_ASK = Ask(grid=5, fresh=20)


def sweep(*experiments: dict[str, Any], seeds: int = 5, **more: Any) -> Sweep:
    """A short sweep over fresh training sets."""
    fields = {"vary_data": True, "ask": SMALL_ASK, **more}
    return Sweep(tuple(map(Experiment.from_json, experiments)), tuple(range(seeds)), 30, 10, **fields)


def run(of: Sweep, **how: Any) -> SweepResult:
    """A whole sweep in this process."""
    result = SweepResult(of)
    for part in run_sweep(of, **{"n_jobs": 1, **how}):
        result.add(part)
    return result


def outcome(result: SweepResult, e: int = 0) -> Outcome:
    found = result.outcome(e)
    assert found is not None
    return found


def scaled(experiment: Experiment, train: Points, X: np.ndarray) -> np.ndarray:
    """Points in the units of a network whose training set, not standardised, is this."""
    return StandardScaler().fit(train.X.T).transform(X.T).T if experiment.standardize else X


@pytest.fixture
def csv(tmp_path: Path) -> dict[str, Any]:
    """An experiment on a file of 30 points."""
    random = np.random.RandomState(1)
    rows = [f"{a:.3f},{b:.3f},{int(a > 0)}" for a, b in random.randn(30, 2)]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(["x1,x2,label", *rows]))
    return {"dataset": {"name": "csv", "path": str(path)}, "hidden": [3], "standardize": True}


@pytest.mark.parametrize("varied", [{}, {"vary_init": False}, {"vary_dropout": True}, {"vary_data": False}])
def test_a_sweep_over_data_is_its_networks_one_by_one(csv: dict[str, Any], varied: dict[str, Any]) -> None:
    of = sweep(MOONS, EVERYTHING, WITH_TEST, csv, **varied)
    result = run(of, chunk_size=3)
    for e, experiment in enumerate(of.experiments):
        found = outcome(result, e)
        asked = asked_points(experiment, SMALL_ASK)
        for k, seed in enumerate(of.seeds):
            trainer = Trainer(of.member(e, k), of.data_of(e, k))
            for i, iteration in enumerate(of.recorded):
                trainer.advance(iteration - trainer.iteration)
                for name, curve in found.curves.items():
                    alone = getattr(trainer.evaluate(), name)
                    np.testing.assert_allclose(curve[k, i], alone, rtol=0, atol=1e-9, err_msg=name)
            train = raw_data(experiment, seed if of.vary_data else None).train
            assert found.answers is not None
            alone = trainer.logits(scaled(experiment, train, asked.points))[0]
            np.testing.assert_allclose(found.answers[k], alone, rtol=1e-5, atol=1e-5)
            if of.vary_data:
                shown = plane_points(asked.region, 21)
                thumbnail = trainer.logits(scaled(experiment, train, shown))[0].reshape(21, 21)
                np.testing.assert_allclose(found.fields[k] / 16, np.clip(thumbnail, -8, 8), atol=0.1)


def test_every_seed_has_points_of_its_own_and_the_test_set_stays() -> None:
    of = sweep(WITH_TEST)
    sets = [of.data_of(0, k) for k in range(5)]
    experiment = of.experiments[0]
    raw = [raw_data(experiment, seed) for seed in of.seeds]
    assert len({splits.train.X.tobytes() for splits in sets}) == 5
    assert all(one.test is not None and raw[0].test is not None for one in raw)
    np.testing.assert_array_equal(raw[0].test.X, raw[1].test.X)  # type: ignore[union-attr]
    np.testing.assert_array_equal(sets[0].train.X, standardize(raw[0]).train.X)


def test_one_network_can_be_opened_alone() -> None:
    """Its experiment draws the points that it was trained on; their seed is not that of its weights."""
    of = sweep(EVERYTHING, {"dataset": {"name": "blobs", "n": 30}})
    for k in range(5):
        alone, in_sweep = load_data(of.member(0, k)), of.data_of(0, k)
        np.testing.assert_array_equal(alone.train.X, in_sweep.train.X)
        assert of.member(0, k).dataset.seed == 1_000_000 + k != of.member(0, k).init.seed
        assert of.member(1, k).dataset == of.experiments[1].dataset


def test_blobs_keep_their_centres() -> None:
    blobs = Experiment.from_json({"dataset": {"name": "blobs", "n": 600, "noise": 0.1, "seed": 4}})
    for seed in (1, 2):
        X = fresh_data(blobs, seed).train.X
        distance = np.linalg.norm(X[:, :, None] - blob_centres(4)[:, None], axis=0).min(axis=1)
        assert distance.max() < 0.6
    assert not np.array_equal(fresh_data(blobs, 1).train.X, fresh_data(blobs, 2).train.X)


def test_a_file_is_drawn_from_with_replacement(csv: dict[str, Any]) -> None:
    experiment = Experiment.from_json(csv)
    own, drawn = raw_data(experiment).train, raw_data(experiment, 3).train
    assert {*map(tuple, drawn.X.T)} < {*map(tuple, own.X.T)}
    asked = asked_points(experiment, SMALL_ASK)
    assert asked.plane_truth is None
    np.testing.assert_array_equal(asked.fresh_truth, own.Y[0])


def test_asked_points_know_the_truth() -> None:
    asked = asked_points(Experiment.from_json({**MOONS, "standardize": True}), Ask(grid=11, fresh=5000))
    assert asked.points.shape == (2, 121 + 5000)
    assert asked.plane_truth is not None and asked.plane_truth.shape == (121,)
    assert np.mean(asked.fresh_truth) == pytest.approx(np.mean(asked.fresh.Y), abs=0.01)


def test_a_sweep_without_ask_has_no_answers() -> None:
    assert outcome(run(sweep(MOONS, ask=None))).answers is None


def test_a_sweep_that_varies_nothing_is_refused() -> None:
    with pytest.raises(ExperimentError, match="must vary the weights, the data or the masks"):
        sweep(MOONS, vary_data=False, vary_init=False)
    with pytest.raises(ExperimentError, match="side of the picture"):
        Ask(grid=-1)
    with pytest.raises(ExperimentError, match="fresh points"):
        Ask(fresh=0)
    with pytest.raises(ExperimentError, match="number of answers in a sweep"):
        sweep(MOONS, seeds=1000, ask=Ask(201, 20_000))
    with pytest.raises(ExperimentError, match="number of networks in a sweep"):
        sweep(*[{**MOONS, "lambd": k} for k in range(30)], seeds=1000, ask=None)
