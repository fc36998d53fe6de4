"""Sweeps: the numbers of training one by one, whatever the chunks, workers and order; and what they say."""

import multiprocessing
import random
import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib.externals.loky import get_reusable_executor
from scipy.stats import binomtest

from playground.training import sweeps
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.keyframes import region_around
from playground.training.sweep_results import Outcome, SweepResult, success_rate
from playground.training.sweeps import Chunk, Sweep, SweepPart, run_sweep, stack_size
from playground.training.trainer import Trainer

TINY: dict[str, Any] = {"dataset": {"name": "circles", "n": 20}, "hidden": [3], "activation": "tanh"}
# With all that has a memory or a stream of its own, so that nothing can be forgotten.
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
# Of its seeds 0 to 7 all but 2, 3 and 7 diverge, each at another iteration.
HOT: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 40},
    "hidden": [4, 4],
    "activation": "leaky_relu",
    "optimizer": {"learning_rate": 10.0},
}
OVERFLOWING: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 40},
    "hidden": [2] * 100,
    "activation": "linear",
    "init": {"name": "random", "scale": 1000.0},
}


def sweep(
    *experiments: dict[str, Any], seeds: int = 5, iterations: int = 30, every: int = 10, **more: Any
) -> Sweep:
    """A sweep of experiments as JSON over the seeds 0, 1, …"""
    return Sweep(tuple(map(Experiment.from_json, experiments)), tuple(range(seeds)), iterations, every, **more)


def gather(parts: Iterator[SweepPart] | list[SweepPart], of: Sweep) -> SweepResult:
    """The result of these parts."""
    result = SweepResult(of)
    for part in parts:
        result.add(part)
    return result


def outcome(result: SweepResult, experiment: int = 0) -> Outcome:
    """The outcome of an experiment of which something is done."""
    found = result.outcome(experiment)
    assert found is not None
    return found


def run(of: Sweep, **how: Any) -> SweepResult:
    """A whole sweep, in this process unless told otherwise."""
    return gather(run_sweep(of, **{"n_jobs": 1, **how}), of)


def assert_same(one: SweepResult, other: SweepResult) -> None:
    """The same networks in the same order, with the same numbers."""
    assert one.progress == other.progress
    for e in range(len(one.sweep.experiments)):
        a, b = outcome(one, e), outcome(other, e)
        assert a.seeds == b.seeds
        assert a.curves.keys() == b.curves.keys()
        for name in a.curves:
            np.testing.assert_allclose(a.curves[name], b.curves[name], rtol=0, atol=1e-9)
        np.testing.assert_array_equal(a.diverged_at, b.diverged_at)
        np.testing.assert_array_equal(a.fields, b.fields)


def assert_as_alone(of: Sweep, result: SweepResult) -> None:
    """Each network did what a Trainer does with the same experiment and seed."""
    for e in range(len(of.experiments)):
        found = outcome(result, e)
        assert found.seeds == of.seeds
        for k in range(len(of.seeds)):
            trainer = Trainer(of.member(e, k))
            for i, iteration in enumerate(of.recorded):
                trainer.advance(iteration - trainer.iteration)
                record = trainer.evaluate()
                for name, curve in found.curves.items():
                    alone = np.nan if trainer.diverged_at is not None else getattr(record, name)
                    np.testing.assert_allclose(curve[k, i], alone, rtol=0, atol=1e-9, err_msg=name)
            assert found.diverged_at[k] == (-1 if trainer.diverged_at is None else trainer.diverged_at)
            assert_field(found.fields[k], trainer)


def assert_field(field: np.ndarray, trainer: Trainer) -> None:
    """The thumbnail holds the trainer's logits to half a step, cut at ±127 steps, rows from x2_low upward."""
    region = region_around(trainer.data)
    for row, x2 in enumerate(np.linspace(region.x2_low, region.x2_high, 21)):
        X = np.stack([np.linspace(region.x1_low, region.x1_high, 21), np.full(21, x2)])
        logits = np.clip(trainer.logits(X)[0], -127 / 16, 127 / 16)
        np.testing.assert_allclose(field[row] / 16, logits, rtol=0, atol=1 / 32 + 1e-9)


@pytest.mark.parametrize("vary_dropout", [False, True])
def test_a_sweep_is_its_networks_one_by_one(vary_dropout: bool) -> None:
    of = sweep(TINY, EVERYTHING, {**TINY, "hidden": []}, iterations=25, vary_dropout=vary_dropout)
    result = run(of, chunk_size=3)
    assert set(outcome(result, 0).curves) == {"cost", "data_cost", "train_accuracy"}
    assert {"dev_cost", "dev_accuracy", "test_accuracy"} < set(outcome(result, 1).curves)
    assert_as_alone(of, result)


def test_over_a_thousand_updates_it_still_is() -> None:
    relu = {"dataset": {"name": "circles", "n": 100}, "init": {"name": "random", "scale": 10.0}}
    of = sweep(relu, seeds=3, iterations=1500, every=700)
    assert of.recorded == (0, 700, 1400, 1500)
    assert_as_alone(of, run(of))


MOMENTUM: dict[str, Any] = {"hidden": [4, 4, 4], "optimizer": {"name": "momentum", "learning_rate": 30.0}}


@pytest.mark.parametrize("every", [4, 300])
@pytest.mark.parametrize("fields", [{}, MOMENTUM])
def test_a_network_that_diverges_stays_behind_and_the_others_go_on(fields: dict[str, Any], every: int) -> None:
    of = sweep({**HOT, **fields}, seeds=8, iterations=300, every=every)
    result = run(of)
    assert 0 < np.sum(outcome(result).diverged) < 8
    assert len(set(outcome(result).diverged_at)) > 3
    assert_as_alone(of, result)


def test_weights_that_overflow_at_once_are_a_network_that_diverged_at_zero() -> None:
    """Of the seeds 0 to 3 the first two overflow in the first update, the others before it."""
    of = sweep(OVERFLOWING, seeds=4)
    found = outcome(run(of))
    for k in (2, 3):
        with pytest.raises(ExperimentError, match="init.scale"):
            Trainer(of.member(0, k))
    assert list(found.diverged_at) == [0, 0, 0, 0]
    assert list(np.isnan(found.curves["cost"][:, 0])) == [False, False, True, True]
    assert np.isnan(found.curves["cost"][:, 1:]).all()


REFERENCE = sweep(TINY, {**TINY, "keep_prob": 0.7}, HOT, seeds=7, iterations=20, every=7)


@pytest.fixture(scope="module")
def reference() -> SweepResult:
    """REFERENCE in one chunk an experiment."""
    return run(REFERENCE, chunk_size=7)


@given(chunk_size=st.integers(1, 8), n_jobs=st.integers(1, 3), order=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_neither_chunks_nor_workers_nor_order_matter(
    reference: SweepResult, chunk_size: int, n_jobs: int, order: random.Random
) -> None:
    with joblib.parallel_config("threading"):
        parts = list(run_sweep(REFERENCE, n_jobs=n_jobs, chunk_size=chunk_size))
    order.shuffle(parts)
    assert_same(gather(parts, REFERENCE), reference)


@given(order=st.permutations(range(6)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_seeds_is_the_order_of_networks(reference: SweepResult, order: list[int]) -> None:
    shuffled = Sweep(REFERENCE.experiments[:1], tuple(order), REFERENCE.iterations, REFERENCE.every)
    found = outcome(run(shuffled, chunk_size=4))
    assert found.seeds == tuple(order)
    np.testing.assert_array_equal(found.curves["cost"], outcome(reference).curves["cost"][order])


@pytest.fixture
def processes() -> Iterator[None]:
    """joblib's worker processes, which end with the test."""
    with joblib.parallel_config("loky"):
        yield
    get_reusable_executor().shutdown(wait=True, kill_workers=True)


@pytest.mark.usefixtures("processes")
def test_processes_give_the_same_and_closing_one_sweep_leaves_the_others_alone(reference: SweepResult) -> None:
    long = sweep({**TINY, "dataset": {"name": "circles", "n": 200}}, seeds=200, iterations=1000, every=1000)
    to_be_closed = run_sweep(long, n_jobs=2, chunk_size=4)
    next(to_be_closed)
    results: list[SweepResult] = []
    other = threading.Thread(target=lambda: results.append(run(REFERENCE, n_jobs=2, chunk_size=1)), daemon=True)
    with joblib.parallel_config("loky"):
        other.start()
        to_be_closed.close()
        other.join(30)
    assert results
    assert_same(results[0], reference)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_after_closing_no_chunk_is_started(monkeypatch: pytest.MonkeyPatch, n_jobs: int) -> None:
    begun, done, gate = [], [], threading.Event()
    train = sweeps.train_chunk

    def slow_but_for_the_first(chunk: Chunk) -> SweepPart:
        begun.append(chunk.first)
        assert chunk.first == 0 or gate.wait(30)
        part = train(chunk)
        done.append(chunk.first)
        return part

    monkeypatch.setattr(sweeps, "train_chunk", slow_but_for_the_first)
    with joblib.parallel_config("threading"):
        parts = run_sweep(sweep(TINY, seeds=100), n_jobs=n_jobs, chunk_size=1)
        assert not begun
        assert next(parts).first == 0
        opening = threading.Timer(0.2, gate.set)
        opening.start()
        parts.close()
        opening.join()
    assert sorted(done) == sorted(begun)
    # The one that came out, one a worker that was running when it did, and what joblib had taken by then.
    assert len(begun) <= (1 if n_jobs == 1 else 2 * n_jobs)


def test_a_sweep_that_was_stopped_says_what_it_knows() -> None:
    of = sweep(TINY, HOT, seeds=6)
    result, parts = SweepResult(of), run_sweep(of, n_jobs=1, chunk_size=2)
    assert result.progress == 0
    result.add(next(parts))
    parts.close()
    assert result.progress == pytest.approx(2 / 12)
    assert outcome(result).seeds == (0, 1)
    assert result.outcome(1) is None


def test_he_succeeds_where_zeros_never_does() -> None:
    """The course's second experiment, from thirty seeds: zeros stays at log 2, He learns."""
    circles = {
        "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
        "optimizer": {"learning_rate": 0.1},
    }
    of = sweep({**circles, "init": {"name": "zeros"}}, circles, seeds=20, iterations=1500, every=500)
    result = run(of)
    np.testing.assert_allclose(outcome(result, 0).final("cost"), np.log(2), atol=1e-3)
    assert outcome(result, 0).success(0.3).rate == 0
    assert outcome(result, 1).success(0.3).rate > 0.8


@given(networks=st.integers(1, 200), share=st.floats(0, 1), confidence=st.floats(0.5, 0.999))
def test_the_interval_is_wilsons(networks: int, share: float, confidence: float) -> None:
    successes = round(share * networks)
    ours = success_rate(successes, networks, confidence)
    theirs = binomtest(successes, networks).proportion_ci(confidence, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= ours.low <= ours.rate <= ours.high <= 1


def test_of_no_networks_nothing_is_known() -> None:
    nothing = success_rate(0, 0)
    assert (nothing.low, nothing.high) == (0, 1)
    assert np.isnan(nothing.rate)


def made_up(costs: list[float]) -> Outcome:
    """Networks with these costs after the only record; NaN is one that diverged."""
    curve = np.array(costs)[:, None]
    diverged_at = np.where(np.isnan(curve[:, 0]), 3, -1)
    curves = {"cost": curve, "train_accuracy": 1 - curve}
    return Outcome((5,), tuple(range(len(costs))), curves, diverged_at, np.zeros((len(costs), 21, 21), np.int8))


def test_networks_that_diverged_count_as_failures_and_rank_last() -> None:
    found = made_up([0.4, np.nan, 0.1, 0.3, np.nan, 0.2, np.nan, 0.5, np.nan, 0.6])
    assert found.success(0.35).successes == 3
    assert found.success(0.35).networks == 10
    assert found.success(np.inf).successes == 6
    assert list(found.bands("cost").values[:, 0]) == [0.1, 0.3, 0.5, np.inf, np.inf]
    assert list(found.bands("train_accuracy", [0.4, 0.5, 1.0]).values[:, 0]) == [-np.inf, 0.4, 0.9]
    assert found.bands("cost").diverged == pytest.approx([0.4])


@given(st.lists(st.floats(0, 10) | st.just(np.nan), min_size=1, max_size=40), st.floats(0.01, 1))
def test_a_quantile_is_the_smallest_cost_that_so_many_networks_do_not_exceed(costs: list[float], q: float) -> None:
    ranked = sorted(np.inf if np.isnan(cost) else cost for cost in costs)
    value = made_up(costs).bands("cost", [q]).values[0, 0]
    assert value in ranked
    assert np.mean([cost <= value for cost in ranked]) >= q - 1e-12
    assert np.mean([cost < value for cost in ranked]) < q + 1e-12


def test_bands_lie_in_order_and_count_who_diverged_by_then() -> None:
    found = outcome(run(sweep(HOT, seeds=8, iterations=300, every=4)))
    bands = found.bands("cost")
    assert all((low <= high).all() for low, high in pairwise(bands.values))
    by_then = [np.mean([0 <= at < i for at in found.diverged_at]) for i in bands.iterations]
    assert bands.diverged == pytest.approx(by_then)
    assert bands.diverged[-1] == pytest.approx(5 / 8)
    assert np.isinf(bands.values[2, -1])
    assert np.isfinite(bands.values[1, -1])


def test_stacks_shrink_as_networks_points_and_updates_grow() -> None:
    def size(m: int, updates: int = 2000, **fields: Any) -> int:
        return stack_size(Experiment.from_json({**TINY, "activation": "relu", **fields}), m, updates)

    assert 16 <= size(300, hidden=[10, 5]) <= 25
    assert size(300, hidden=[50, 50]) <= 8
    assert size(20_000, hidden=[512] * 3) == 1
    assert size(20_000, hidden=[10, 5], batch_size=64) == 25
    assert size(300, 10**6, hidden=[10, 5]) == 4


def test_every_worker_gets_a_share() -> None:
    of = sweep(TINY, seeds=20)
    data = {0: Trainer(of.experiments[0]).data}
    assert [len(chunk.members) for chunk in sweeps.cut(of, data, jobs=2)] == [10, 10]
    assert [len(chunk.members) for chunk in sweeps.cut(of, data, jobs=2, chunk_size=8)] == [7, 7, 6]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"experiments": ()}, "number of experiments"),
        ({"seeds": ()}, "number of seeds"),
        ({"seeds": (1, 2, 1)}, "seeds must differ"),
        ({"seeds": (-1,)}, "a seed must be a whole number from 0"),
        ({"iterations": -1}, "iterations must be"),
        ({"every": 0}, "every must be a whole number from 1"),
        ({"iterations": 10_000_000, "every": 10}, "every must be a whole number from 10011"),
        (
            {"experiments": ({**TINY, "changes": [{"iteration": 3, "field": "lambd", "value": 1.0}]},)},
            "leave changes out",
        ),
    ],
)
def test_what_is_not_accepted_is_said(wrong: dict[str, Any], message: str) -> None:
    fields: dict[str, Any] = {"experiments": (TINY,), "seeds": (1,), "iterations": 10, "every": 5, **wrong}
    fields["experiments"] = tuple(map(Experiment.from_json, fields["experiments"]))
    with pytest.raises(ExperimentError, match=message):
        Sweep(**fields)


def test_points_that_cannot_be_had_are_said_before_anything_starts() -> None:
    of = sweep({"dataset": {"name": "csv", "path": "nowhere.csv"}})
    with pytest.raises(ExperimentError, match="nowhere"):
        run_sweep(of)
    with pytest.raises(ExperimentError, match="chunk_size"):
        run_sweep(sweep(TINY), chunk_size=0)


def test_a_dask_cluster_takes_the_same_sweep(reference: SweepResult) -> None:
    distributed = pytest.importorskip("distributed", reason="dask[distributed] is not installed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        result = gather(run_sweep(REFERENCE, chunk_size=2), REFERENCE)
    assert_same(result, reference)
    assert not multiprocessing.active_children()
