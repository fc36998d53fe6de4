"""A validation map against training one by one, in one run: 5 sizes × 6 λ × 20 seeds, 1 000 iterations each.

Run it with `python benchmarks/validation_curves.py`; `--quick` takes a quarter of the seeds. The networks are
2-8-4-1 and four others, each on 200 moons of its own, in stacks of one size and λ by two worker processes. One by
one is measured on a network of every size and scaled to all. The contestants take turns, and the least of the
rounds counts, because others may use the machine meanwhile. Then the same for a study of bias and variance.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import joblib

from playground.diagnostics.decomposition_study import read_study, study_sweep
from playground.training.experiment import Experiment
from playground.training.sweep_errors import GridErrors, read_errors
from playground.training.sweep_grid import Grid, grid_sweep
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import Sweep, run_sweep
from playground.training.trainer import Trainer

ROUNDS = 3
ITERATIONS = 1000
WORKERS = 2
TARGET = 45.0
SIZES = ((2, 1), (4, 2), (8, 4), (12, 6), (16, 8))
STRENGTHS = (0.0, 0.01, 0.1, 0.3, 1.0, 3.0)
BASE = {
    "dataset": {"name": "moons", "n": 200, "noise": 0.3},
    "hidden": [8, 4],
    "activation": "tanh",
    "optimizer": {"name": "adam", "learning_rate": 0.03},
    "iterations": ITERATIONS,
}
NETWORKS = 50


def swept(sweep: Sweep) -> SweepResult:
    """The sweep by WORKERS processes."""
    result = SweepResult(sweep)
    with joblib.parallel_config("loky"):
        for part in run_sweep(sweep, n_jobs=WORKERS):
            result.add(part)
    return result


def one_by_one(sweep: Sweep, experiments: list[int]) -> None:
    """The first network of these experiments, each by a trainer of its own, with the same records and answers."""
    for e in experiments:
        trainer = Trainer(sweep.member(e, 0), sweep.data_of(e, 0))
        for iteration in sweep.recorded:
            trainer.advance(iteration - trainer.iteration)
            trainer.evaluate()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def race(sweep: Sweep, sample: list[int]) -> tuple[float, float]:
    """The least seconds of the rounds: one by one, scaled to the whole sweep, and in stacks."""
    scale = sweep.networks / len(sample)
    times = [
        (scale * seconds(lambda: one_by_one(sweep, sample)), seconds(lambda: swept(sweep))) for _ in range(ROUNDS)
    ]
    return min(alone for alone, _ in times), min(stacks for _, stacks in times)


def print_errors(errors: GridErrors) -> None:
    """The median dev error of every size and λ."""
    print(f"\nMedian error on fresh points; the Bayes error is {errors.best_error:.1%}")
    print(f"{'':12}" + "".join(f"{f'λ = {strength:g}':>12}" for strength in STRENGTHS))
    for size, row in zip(SIZES, errors.bands("dev_error", [0.5])[0], strict=True):
        print(f"{'2-' + '-'.join(map(str, size)) + '-1':12}" + "".join(f"{error:12.1%}" for error in row))


def main() -> None:
    """Print the tables."""
    base = Experiment.from_json(BASE)
    seeds = range(5 if "--quick" in sys.argv[1:] else 20)
    grid = Grid(base, (("hidden", SIZES), ("lambd", STRENGTHS)))
    sweep = grid_sweep(grid, seeds, ITERATIONS)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{sweep.networks} networks, 200 points, {ITERATIONS} iterations; {os.cpu_count()} cores{load}")
    first: list[SweepResult] = []
    cold = seconds(lambda: first.append(swept(sweep)))
    print(f"The first sweep, start of the worker processes included: {cold:.1f} s, target {TARGET:.0f} s")
    alone, stacks = race(sweep, list(range(0, len(sweep.experiments), len(STRENGTHS))))
    print(f"One by one, scaled: {alone:.1f} s; stacks, {WORKERS} processes: {stacks:.1f} s; {alone / stacks:.2f}x")
    print_errors(read_errors(grid, sweep, first[0].outcome))

    study = study_sweep(base, NETWORKS)
    alone, stacks = race(study, [0])
    print(f"\nBias and variance of {NETWORKS} networks 2-8-4-1: one by one {alone:.1f} s, stacks {stacks:.1f} s")
    outcome = swept(study).outcome(0)
    assert outcome is not None
    print(f"Reading the study takes {1000 * seconds(lambda: read_study(study, outcome)):.0f} ms")


if __name__ == "__main__":
    main()
