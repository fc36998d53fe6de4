"""A sweep against training one by one, in one run: 100 seeds of five initialisations, 2 000 iterations each.

Run it with `python benchmarks/sweeps.py`; `--quick` takes a tenth of the seeds. Networks are 2-10-5-1 on the 300
points of two circles. One by one is measured on a sample of ten networks, two of each initialisation, and scaled
to all. The contestants take turns, and the least of the rounds counts, because others may use the machine
meanwhile.

Why worker processes and not threads: the arrays of a stack are small, so threads spend much of their time waiting
for the interpreter's lock. On two cores processes were 1.96 times as fast as one process alone, threads 1.4 times.
Processes also leave the lock of a server to the runs that somebody watches.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import joblib

from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.sweep_results import SweepResult
from playground.training.sweeps import Sweep, run_sweep
from playground.training.trainer import Trainer

ROUNDS = 3
SAMPLE = 2
ITERATIONS = 2000
EVERY = 100
SUCCESS = 0.3
WORKERS = 2
INITIALISATIONS = {
    "zeros": {"name": "zeros"},
    "random × 0.01": {"name": "random", "scale": 0.01},
    "random × 10": {"name": "random", "scale": 10.0},
    "xavier": {"name": "xavier"},
    "he": {"name": "he"},
}


def circles(seeds: int) -> Sweep:
    """The sweep."""
    given = {
        "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
        "hidden": [10, 5],
        "optimizer": {"learning_rate": 0.1},
    }
    experiments = [Experiment.from_json({**given, "init": init}) for init in INITIALISATIONS.values()]
    return Sweep(tuple(experiments), tuple(range(seeds)), ITERATIONS, EVERY)


def swept(sweep: Sweep, backend: str, workers: int) -> SweepResult:
    """The sweep by so many workers."""
    result = SweepResult(sweep)
    with joblib.parallel_config(backend):
        for part in run_sweep(sweep, n_jobs=workers):
            result.add(part)
    return result


def one_by_one(sweep: Sweep) -> None:
    """A sample of SAMPLE networks of each experiment, each by a trainer of its own, with the same records."""
    for e, experiment in enumerate(sweep.experiments):
        data = load_data(experiment)
        for k in range(SAMPLE):
            trainer = Trainer(sweep.member(e, k), data)
            for iteration in sweep.recorded:
                trainer.advance(iteration - trainer.iteration)
                trainer.evaluate()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def race(sweep: Sweep) -> dict[str, list[float]]:
    """Seconds of every contestant in every round, one by one already scaled to the whole sweep."""
    scale = sweep.networks / (SAMPLE * len(sweep.experiments))
    contestants: dict[str, Callable[[], object]] = {
        "one by one, scaled": lambda: one_by_one(sweep),
        "stacks, one process": lambda: swept(sweep, "sequential", 1),
        f"stacks, {WORKERS} threads": lambda: swept(sweep, "threading", WORKERS),
        f"stacks, {WORKERS} processes": lambda: swept(sweep, "loky", WORKERS),
    }
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, work in contestants.items():
            times[name].append(seconds(work) * (scale if name.startswith("one") else 1))
    return times


def print_times(times: dict[str, list[float]]) -> None:
    """A row a contestant: the least seconds, all rounds, how many times faster than one by one."""
    alone = min(times["one by one, scaled"])
    for name, rounds in times.items():
        every = " ".join(f"{one:6.1f}" for one in rounds)
        print(f"{name:24}{min(rounds):8.1f} s   (rounds: {every}){alone / min(rounds):8.2f}x")


def print_successes(result: SweepResult) -> None:
    """What the sweep found."""
    print(f"\nShare of seeds with a cost below {SUCCESS} after {ITERATIONS} iterations, 95 % interval")
    for e, name in enumerate(INITIALISATIONS):
        outcome = result.outcome(e)
        assert outcome is not None
        rate = outcome.success(SUCCESS)
        median = outcome.bands("cost", [0.5]).values[0, -1]
        print(f"{name:24}{rate.rate:6.0%}  ({rate.low:.0%} to {rate.high:.0%}), median cost {median:.4f}")


def main() -> None:
    """Print the tables."""
    sweep = circles(10 if "--quick" in sys.argv[1:] else 100)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{sweep.networks} networks 2-10-5-1, 300 points, {ITERATIONS} iterations; {os.cpu_count()} cores{load}")
    first: list[SweepResult] = []
    cold = seconds(lambda: first.append(swept(sweep, "loky", WORKERS)))
    print(f"The first sweep, start of the worker processes included: {cold:.1f} s\n")
    print_times(race(sweep))
    print_successes(first[0])


if __name__ == "__main__":
    main()
