"""Runs at the edge: extreme experiments, divergence, networks too large, points of any size and no file."""

import gc
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage_tools import experiment, is_sound

from playground.stage.packing import record_to_row
from playground.stage.runs import Burst, Run
from playground.stage.size import MAX_BYTES_PER_RUN, check_size
from playground.training import timeline
from playground.training.checks import ExperimentError
from playground.training.keyframes import GRID

PLENTY = 60.0


def iterations(burst: Burst) -> list[int]:
    return [keyframe.record.iteration for keyframe in burst.keyframes]


DIVERGING: dict[str, Any] = {
    "dataset": {"name": "circles", "n": 100},
    "hidden": [20, 20],
    "activation": "linear",
    "optimizer": {"name": "gd", "learning_rate": 1000.0},
    "lambd": 1000.0,
}


def test_a_diverged_run_stands_at_its_last_sound_keyframe() -> None:
    run = Run(experiment(**DIVERGING))
    burst = run.pull(30, 10, PLENTY)
    assert burst.diverged_at is not None
    assert burst.diverged_at < 300
    last = burst.keyframes[-1]
    assert last.record.iteration == burst.diverged_at == run.trainer.iteration
    assert is_sound(record_to_row(last.record))
    again = run.pull(30, 10, PLENTY)
    assert (again.keyframes, again.diverged_at) == ([], burst.diverged_at)
    step = run.step()
    assert iterations(step) == [burst.diverged_at]
    assert step.diverged_at == burst.diverged_at
    run.change({"learning_rate": 0.001, "lambd": 0.0})
    run.reset()
    sound = run.pull(3, 10, PLENTY)
    assert sound.diverged_at is None
    assert iterations(sound) == [10, 20, 30]


EXTREMES: dict[str, dict[str, Any]] = {
    "large steps from large weights": {
        "init": {"name": "random", "scale": 10.0},
        "optimizer": {"name": "gd", "learning_rate": 10.0},
        "hidden": [10, 5],
        "activation": "relu",
    },
    "twenty layers of sigmoid": {"hidden": [8] * 20, "activation": "sigmoid"},
    "twenty layers of large relu weights": {
        "hidden": [64] * 20,
        "activation": "relu",
        "init": {"name": "random", "scale": 1000.0},
    },
    "one unit": {"hidden": [1], "init": {"name": "zeros"}},
    "no hidden layer": {"hidden": []},
    "ten points": {"dataset": {"name": "circles", "n": 10}, "split": None},
    "hardly any unit kept": {"keep_prob": 0.05, "hidden": [20, 20], "batch_size": 1},
    "adam with large steps": {"optimizer": {"name": "adam", "learning_rate": 10.0}, "lambd": 100.0},
    "penalty beyond all measure": {
        "hidden": [64, 64],
        "activation": "relu",
        "lambd": 1e6,
        "optimizer": {"name": "gd", "learning_rate": 1000.0},
        "dataset": {"name": "circles", "n": 50},
    },
}


def play_and_check(run: Run) -> None:
    """Everything that can be done with a run, once; every figure that comes of it is a number."""
    bursts = [run.pull(5, 3, budget=0.05), run.step(), run.pull(3, 150, budget=0.05)]
    run.change({"lambd": 1.0, "keep_prob": 0.5})
    bursts.append(run.pull(2, 10, budget=0.05))
    run.reset()
    bursts.append(run.pull(2, 10, budget=0.05))
    keyframes = [keyframe for burst in bursts for keyframe in burst.keyframes]
    assert keyframes
    for keyframe in [run.newest, *keyframes]:
        assert is_sound(record_to_row(keyframe.record)), keyframe.record
        assert keyframe.field.dtype == np.int16
        assert keyframe.field.shape == (GRID, GRID)
        assert np.abs(keyframe.field).max() <= 32_000
    assert all(is_sound(record_to_row(record)) for record in run.read()[2].records)


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_experiment_runs_and_every_figure_is_a_number(name: str) -> None:
    play_and_check(Run(experiment(**EXTREMES[name])))


@settings(max_examples=30, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "dataset": st.fixed_dictionaries(
                {"name": st.sampled_from(["circles", "spiral", "xor"]), "n": st.integers(10, 80)}
            ),
            "split": st.none(),
            "hidden": st.lists(st.integers(1, 12), max_size=8),
            "activation": st.sampled_from(["sigmoid", "tanh", "relu", "leaky_relu", "linear"]),
            "init": st.fixed_dictionaries(
                {
                    "name": st.sampled_from(["zeros", "random", "xavier", "glorot", "he"]),
                    "scale": st.sampled_from([0.0, 0.01, 1.0, 10.0, 1000.0]),
                }
            ),
            "optimizer": st.fixed_dictionaries(
                {
                    "name": st.sampled_from(["gd", "momentum", "rmsprop", "adam"]),
                    "learning_rate": st.sampled_from([0.0001, 0.3, 10.0, 1000.0]),
                }
            ),
            "batch_size": st.sampled_from([None, 1, 5, 256]),
            "lambd": st.sampled_from([0.0, 0.7, 100.0]),
            "keep_prob": st.sampled_from([1.0, 0.5, 0.05]),
        }
    )
)
def test_any_experiment_of_the_page_runs_and_every_figure_is_a_number(written: dict[str, Any]) -> None:
    play_and_check(Run(experiment(**written)))


def test_initial_weights_that_overflow_are_refused_with_a_sentence() -> None:
    overflowing = experiment(
        dataset={"name": "circles", "n": 20},
        split=None,
        hidden=[16] * 90,
        activation="linear",
        init={"name": "random", "scale": 1000.0},
    )
    with pytest.raises(ExperimentError, match=r"init\.scale must be smaller"):
        Run(overflowing)


def test_points_of_any_size_can_be_watched(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    rows = [f"{sign * size},{sign},{int(sign > 0)}" for size in (1e15, 1e-15, 3) for sign in (1, -1)]
    file.write_text("\n".join(["x1,x2,label", *rows]))
    run = Run(experiment(dataset={"name": "csv", "path": str(file)}, split=None))
    assert is_sound(record_to_row(run.newest.record))
    assert is_sound(record_to_row(run.pull(3, 10, PLENTY).keyframes[-1].record))


def test_reset_does_not_need_the_file_that_the_points_came_from(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x1,x2,label\n0,0,0\n1,1,1\n0,1,0\n1,0,1\n")
    run = Run(experiment(dataset={"name": "csv", "path": str(file)}, split=None))
    file.unlink()
    run.reset()
    assert run.read()[0] == 1


@pytest.mark.parametrize(
    "written",
    [
        {"dataset": {"name": "circles", "n": 20_000}, "hidden": [512, 512]},
        {"dataset": {"name": "circles", "n": 10}, "hidden": [512] * 8, "split": None},
        {"dataset": {"name": "circles", "n": 10}, "hidden": [512] * 100, "split": None},
    ],
    ids=["many points", "many units", "far too many units"],
)
def test_a_network_too_large_is_refused_with_a_sentence(written: dict[str, Any]) -> None:
    begun = time.perf_counter()
    with pytest.raises(
        ExperimentError, match=r"^This network is too large to play here: it needs \d+ MB"
    ) as refused:
        Run(experiment(**written))
    assert str(refused.value).endswith("a run may take 200. Use fewer units, layers or points.")
    assert time.perf_counter() - begun < 0.1


LET_IN: dict[str, dict[str, Any]] = {
    "small": {},
    "the largest of the page": {
        "dataset": {"name": "moons", "n": 1000},
        "hidden": [64] * 20,
        "keep_prob": 0.9,
    },
    "few points, a large test set": {
        "dataset": {"name": "circles", "n": 10},
        "test": {"name": "circles", "n": 20_000},
        "hidden": [100],
        "split": None,
    },
    "few points, many weights": {
        "dataset": {"name": "circles", "n": 10},
        "hidden": [512, 512, 512],
        "optimizer": {"name": "adam"},
        "split": None,
    },
    "many points, mini-batches": {
        "dataset": {"name": "circles", "n": 20_000},
        "hidden": [30, 30],
        "batch_size": 7000,
        "keep_prob": 0.5,
    },
}


@pytest.mark.parametrize("name", LET_IN)
def test_a_run_takes_no_more_memory_than_was_reckoned(name: str) -> None:
    gc.collect()
    tracemalloc.start()
    try:
        run = Run(experiment(**LET_IN[name]))
        for _ in range(4):
            run.step()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert run.bytes == check_size(run.experiment) <= MAX_BYTES_PER_RUN
    assert run.bytes / 4 < most + timeline.MOST_BYTES < run.bytes + timeline.MOST_BYTES + 2**20


def test_a_file_of_points_is_reckoned_at_its_largest(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x1,x2,label\n0,0,0\n1,1,1\n0,1,0\n1,0,1\n")
    of_a_file = experiment(dataset={"name": "csv", "path": str(file)}, split=None)
    as_large = experiment(dataset={"name": "circles", "n": 20_000}, split=None)
    assert check_size(of_a_file) == check_size(as_large)
