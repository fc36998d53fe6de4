"""Sweeps: the same experiments from many seeds, cut into stacks that joblib trains wherever it is told to.

What comes out does not depend on how the networks are cut, on how many workers there are, or on who is done
first: the same bits as one by one. `joblib.parallel_config` chooses the workers. Processes on this machine are
joblib's default, and faster than threads, which hand the interpreter's lock to and fro (`benchmarks/sweeps.py`);
`parallel_config(backend="dask")` takes a sweep unchanged to a Dask cluster whose workers can import `playground`.
"""

import threading
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

import joblib
import numpy as np
import numpy.typing as npt

from playground.datasets import Splits
from playground.network.arrays import Array
from playground.training.changes import MAX_ITERATION
from playground.training.checks import ExperimentError, whole
from playground.training.data import load_data
from playground.training.experiment import MAX_SEED, Experiment
from playground.training.keyframes import plane_points, region_around
from playground.training.lockstep_stack import LockstepStack
from playground.training.sweep_data import (
    Ask,
    as_seen,
    as_trained,
    asked_points,
    fresh_data,
    raw_data,
    stacked,
    with_fresh_data,
)
from playground.training.sweep_figures import begin, measure

MOST_EXPERIMENTS = 100
MOST_SEEDS = 1000
MOST_NETWORKS = 20_000
MOST_RECORDS = 1000

# Points along each side of the picture of one network, small enough for a wall of hundreds.
THUMBNAIL = 21

# Logits are kept as 8-bit whole numbers of this size: up to ±8, where a probability is 0 or 1 to three digits.
THUMBNAIL_STEP = 1 / 16

# Networks that learn in lockstep. Larger stacks gain nothing more, and once the buffers of a pass exceed this
# many bytes they fall out of the processor's cache, and every network gets slower.
LARGEST_STACK = 25
STACK_BYTES = 4_000_000

# Answers are asked for in portions, for the same reason. A probability is 0 or 1 to 40 digits long before the
# largest answer.
ASKED_AT_ONCE = 500
LARGEST_ANSWER = 100.0

# Answers of all networks together, four bytes each, which whoever gathers a sweep keeps.
MOST_ANSWERS = 20_000_000

# Units times examples times updates in one chunk: about two seconds. Progress comes, and stopping waits, no
# longer than that, unless even the smallest stack that pays takes more.
CHUNK_WORK = 500_000_000
SMALLEST_STACK = 4


@dataclass(frozen=True)
class Sweep:
    """Every experiment from every seed, for so many iterations, with a record every so many.

    The seed is init.seed, unless not `vary_init`, and, where `vary_dropout`, dropout_seed too. The points stay the
    same unless `vary_data`: then every seed draws a set of its own from the same law, see `fresh_data`. `ask`
    makes every network tell its last logits on points that are the same for all. What the experiments say of
    iterations, and of the seeds that vary, does not count. Raises ExperimentError for what is not accepted.
    """

    experiments: tuple[Experiment, ...]
    seeds: tuple[int, ...]
    iterations: int
    every: int
    vary_dropout: bool = False
    vary_data: bool = False
    vary_init: bool = True
    ask: Ask | None = None

    def __post_init__(self) -> None:
        """Check, and make whole numbers of the seeds."""
        whole("the number of experiments in a sweep", len(self.experiments), 1, MOST_EXPERIMENTS)
        whole("the number of seeds in a sweep", len(self.seeds), 1, MOST_SEEDS)
        whole("the number of networks in a sweep", self.networks, 1, MOST_NETWORKS)
        answers = self.networks * self.ask.points if self.ask else 0
        whole("the number of answers in a sweep (networks times points asked)", answers, 0, MOST_ANSWERS)
        object.__setattr__(self, "seeds", tuple(whole("a seed", seed, 0, MAX_SEED) for seed in self.seeds))
        if len(set(self.seeds)) < len(self.seeds):
            raise ExperimentError("seeds must differ: the same seed twice is the same network twice.")
        if not (self.vary_init or self.vary_data or self.vary_dropout):
            raise ExperimentError("A sweep must vary the weights, the data or the masks from seed to seed.")
        whole("iterations", self.iterations, 0, MAX_ITERATION)
        whole("every", self.every, max(1, -(-self.iterations // (MOST_RECORDS - 1))), MAX_ITERATION)
        if any(experiment.changes for experiment in self.experiments):
            raise ExperimentError("A sweep takes experiments without changes on the way: leave changes out.")

    @property
    def networks(self) -> int:
        """How many networks are trained."""
        return len(self.experiments) * len(self.seeds)

    @property
    def recorded(self) -> tuple[int, ...]:
        """The iterations that are recorded: 0, every so many, and the last."""
        return (*range(0, self.iterations, self.every), self.iterations)

    def member(self, experiment: int, position: int) -> Experiment:
        """The experiment by which one network is trained alone: which experiment, and which of the seeds.

        With `vary_data` its own points are those of `data_of`, save for blobs and files, where no experiment can
        say so: those need both.
        """
        given, seed = self.experiments[experiment], self.seeds[position]
        return replace(
            with_fresh_data(given, seed) if self.vary_data else given,
            init=replace(given.init, seed=seed) if self.vary_init else given.init,
            dropout_seed=seed if self.vary_dropout else given.dropout_seed,
            iterations=self.iterations,
        )

    def data_of(self, experiment: int, position: int) -> Splits:
        """The points by which that network is trained alone."""
        given = self.experiments[experiment]
        return fresh_data(given, self.seeds[position]) if self.vary_data else load_data(given)


@dataclass(frozen=True, eq=False)
class Chunk:
    """What one task needs: neighbours in the list of seeds, their points, when to record, what to show.

    Where networks have points of their own, `data` has a leading axis of networks. `shown` are the points of a
    thumbnail and `asked` those of the sweep's `ask`, (2, N) or (K, 2, N), as the networks see them.
    """

    experiment: int
    first: int
    members: tuple[Experiment, ...]
    data: Splits
    recorded: tuple[int, ...]
    shown: Array
    asked: Array | None


@dataclass(frozen=True, eq=False)
class SweepPart:
    """What a chunk of K networks gave: those of `experiment` with the seeds at `first`, `first` + 1, …

    `curves` has the figures of a Record by name, (K, records): cost (with penalty), data_cost, train_accuracy,
    and where there is such a set dev_cost, dev_accuracy, test_accuracy; NaN after a network has diverged.
    `diverged_at` (K,) is the iteration of the update that overflowed, or -1. `fields` (K, THUMBNAIL, THUMBNAIL)
    are the last logits over the region around the points, in multiples of THUMBNAIL_STEP, rows from x2_low
    upward; of a network that diverged, those before the update that broke it. `answers` (K, N) are the last
    logits on the points of the sweep's `ask`, None without.
    """

    experiment: int
    first: int
    curves: Mapping[str, Array]
    diverged_at: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int8]
    answers: npt.NDArray[np.float32] | None = None

    @property
    def networks(self) -> int:
        """K."""
        return len(self.diverged_at)


def train_chunk(chunk: Chunk) -> SweepPart:
    """Train the networks of a chunk in one stack; runs in a worker, wherever that is."""
    stack = begin(chunk.members, chunk.data)
    records = []
    for iteration in chunk.recorded:
        stack.advance(iteration - stack.learner.iteration)
        records.append(measure(stack, chunk.data))
    curves = {name: np.stack([record[name] for record in records], axis=-1) for name in records[0]}
    fields = draw_fields(stack, chunk.shown)
    answers = None if chunk.asked is None else ask(stack, chunk.asked)
    return SweepPart(chunk.experiment, chunk.first, curves, stack.diverged_at, fields, answers)


def draw_fields(stack: LockstepStack, shown: Array) -> npt.NDArray[np.int8]:
    """The logits of every network on the points of a thumbnail, as a SweepPart keeps them."""
    limit = 127 * THUMBNAIL_STEP
    logits = stack.logits(shown)
    steps = np.rint(np.clip(np.nan_to_num(logits), -limit, limit) / THUMBNAIL_STEP)
    return steps.astype(np.int8).reshape(-1, THUMBNAIL, THUMBNAIL)


def ask(stack: LockstepStack, asked: Array) -> npt.NDArray[np.float32]:
    """The logits (K, N) of every network; one that is no number is 0, and all lie within LARGEST_ANSWER."""
    answers = np.empty((len(stack.diverged_at), asked.shape[-1]), np.float32)
    for start in range(0, asked.shape[-1], ASKED_AT_ONCE):
        some = slice(start, start + ASKED_AT_ONCE)
        logits = np.clip(np.nan_to_num(stack.logits(asked[..., some])), -LARGEST_ANSWER, LARGEST_ANSWER)
        answers[:, some] = logits[:, 0]
    return answers


def stack_size(experiment: Experiment, m: int, updates: int) -> int:
    """How many networks of this shape to train in one stack on m examples, for so many updates each."""
    units = sum(experiment.layer_sizes[1:])
    batch = min(m, experiment.batch_size or m)
    in_cache = STACK_BYTES // (4 * 8 * units * batch)  # Z, A, dA and dZ, eight bytes a number
    in_time = max(SMALLEST_STACK, CHUNK_WORK // max(1, units * batch * updates))
    return max(1, min(LARGEST_STACK, in_cache, in_time))


def cut(sweep: Sweep, data: Mapping[int, Splits], jobs: int, chunk_size: int | None = None) -> Iterator[Chunk]:
    """The chunks of a sweep, of at most `chunk_size` networks, or as many as is best for so many jobs at once.

    `data` are the points of each experiment by its place in the list. Sets of each network's own are drawn when
    their chunk's turn comes.
    """
    a_fair_share = -(-sweep.networks // jobs)
    for e, experiment in enumerate(sweep.experiments):
        best = stack_size(experiment, data[e].train.m, sweep.iterations)
        size = chunk_size or min(best, a_fair_share)
        chunks = -(-len(sweep.seeds) // size)
        for positions in np.array_split(np.arange(len(sweep.seeds)), chunks):
            members = tuple(sweep.member(e, int(position)) for position in positions)
            yield Chunk(e, int(positions[0]), members, *_ground(sweep, e, positions, data[e]))


def _ground(
    sweep: Sweep, e: int, positions: npt.NDArray[np.int64], data: Splits
) -> tuple[Splits, tuple[int, ...], Array, Array | None]:
    """What a chunk needs apart from its networks; all points as they see them."""
    experiment = sweep.experiments[e]
    reference = raw_data(experiment)
    trains, shown = [reference.train], plane_points(region_around(data), THUMBNAIL)
    if sweep.vary_data:
        seeds = [sweep.seeds[position] for position in positions]
        drawn = [raw_data(experiment, seed) for seed in seeds]
        trains = [splits.train for splits in drawn]
        shown = as_seen(experiment, trains, plane_points(region_around(reference), THUMBNAIL))
        data = stacked([as_trained(experiment, splits) for splits in drawn])
    asked = None if sweep.ask is None else as_seen(experiment, trains, asked_points(experiment, sweep.ask).points)
    return data, sweep.recorded, shown, asked


def run_sweep(
    sweep: Sweep, *, n_jobs: int | None = None, chunk_size: int | None = None
) -> Generator[SweepPart, None, None]:
    """Train a sweep; a part comes out whenever a chunk is done, in whatever order.

    `n_jobs` and the workers are joblib's: None takes what `joblib.parallel_config` says here and now, -1 all
    processors. Training begins with the first `next`. Closing the generator takes no more chunks and waits for
    those that joblib has, two a worker at most: some seconds. Raises ExperimentError at once where an
    experiment's points cannot be had.
    """
    if chunk_size is not None:
        whole("chunk_size", chunk_size, 1, MOST_SEEDS)
    data = {e: load_data(experiment) for e, experiment in enumerate(sweep.experiments)}
    # joblib takes few chunks ahead of time, so that stopping need not wait for many.
    parallel = joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered", pre_dispatch="n_jobs", batch_size=1)
    chunks = cut(sweep, data, joblib.effective_n_jobs(n_jobs), chunk_size)
    return _parts(parallel, chunks)


def _parts(parallel: joblib.Parallel, chunks: Iterator[Chunk]) -> Generator[SweepPart, None, None]:
    stopped = threading.Event()
    going_on = takewhile(lambda _: not stopped.is_set(), chunks)
    parts = parallel(joblib.delayed(train_chunk)(chunk) for chunk in going_on)
    try:
        # Not `yield from`, which would close joblib's generator: that kills the worker processes, and with them
        # the sweeps of everybody else who shares them.
        for part in parts:  # noqa: UP028
            yield part
    finally:
        stopped.set()
        for _ in parts:
            pass
