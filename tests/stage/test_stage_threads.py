"""One run in the hands of several threads at once: nothing is torn, and the record of it replays bit for bit."""

import dataclasses
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from stage_tools import decode, experiment, is_sound

from playground.stage.packing import pack_burst, pack_scene, record_to_row
from playground.stage.runs import Burst, Run
from playground.training.experiment import begin_at_once
from playground.training.trainer import Trainer

SECONDS = 2.0
CHANGES = [
    *({"learning_rate": rate} for rate in (0.003, 0.01, 0.02)),
    *({"lambd": lambd} for lambd in (0.0, 0.1, 0.7)),
    *({"keep_prob": keep, "l1": l1} for keep, l1 in ((1.0, 0.0), (0.8, 0.01), (0.5, 0.0))),
]


def repeat(task: Callable[[random.Random], None], seed: int, until: float) -> int:
    """Do a task again and again; how often."""
    chance, count = random.Random(seed), 0
    while time.monotonic() < until:
        task(chance)
        count += 1
    return count


def check_burst(burst: Burst) -> None:
    iterations = [keyframe.record.iteration for keyframe in burst.keyframes]
    assert iterations == sorted(set(iterations))
    assert all(is_sound(row) for row in decode(pack_burst(burst)).header["records"])


def check_read(run: Run) -> None:
    _, newest, history = run.read()
    iterations = [record.iteration for record in history.records]
    assert iterations[0] == 0
    assert all(a < b for a, b in pairwise(iterations))
    assert history.records[-1] == newest.record
    assert all(is_sound(record_to_row(record)) for record in history.records)
    changed = [change.iteration for change in history.changes]
    assert changed == sorted(changed)


def test_a_run_hammered_by_threads_stays_whole_and_replays() -> None:
    run = Run(experiment(optimizer={"name": "adam", "learning_rate": 0.01}, batch_size=16, keep_prob=0.9))
    told: list[int] = []
    run.watchers.add(lambda notice: told.append(notice.revision))

    def pull(chance: random.Random) -> None:
        check_burst(run.pull(chance.randint(1, 8), chance.choice([1, 3, 10]), chance.choice([0.0, 0.002, 0.01])))

    def change(chance: random.Random) -> None:
        run.change(chance.choice(CHANGES))
        time.sleep(chance.uniform(0, 0.004))

    def reset(chance: random.Random) -> None:
        run.reset()
        time.sleep(chance.uniform(0.02, 0.1))

    def look(chance: random.Random) -> None:
        check_read(run)
        assert all(is_sound(row) for row in decode(pack_scene(run)).header["history"]["rows"])
        if chance.random() < 0.1:
            check_burst(run.step())

    begun = time.monotonic()
    tasks = [(pull, 1.0), (pull, 1.0), (change, 1.0), (change, 1.0), (reset, 0.7), (look, 1.0)]
    with ThreadPoolExecutor(len(tasks)) as threads:
        hammering = [
            threads.submit(repeat, task, seed, begun + share * SECONDS) for seed, (task, share) in enumerate(tasks)
        ]
        counts = [task.result() for task in hammering]
    pulls, changes, resets = counts[0] + counts[1], counts[2] + counts[3], counts[4]
    assert pulls > 20
    assert resets > 3
    assert len(set(told)) == len(told) == changes > 20
    check_read(run)
    revision, _, history = run.read()
    assert revision == changes + resets
    assert history.changes
    assert run.diverged_at is None

    # What was changed before the first update is where the run begins.
    assert run.story == begin_at_once(dataclasses.replace(run.trainer.begun, changes=tuple(history.changes)))
    replay = Trainer(run.story)
    replay.advance(run.trainer.iteration)
    assert replay.iteration > 0
    np.testing.assert_array_equal(replay.learner.parameters.theta, run.trainer.learner.parameters.theta)
    assert replay.evaluate() == run.trainer.evaluate()
