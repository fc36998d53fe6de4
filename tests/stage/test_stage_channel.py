"""The live channel over real sockets: what visitors are told, whoever comes, goes or is slow beside them."""

import gc
import json
import statistics
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stage_tools import PATIENCE, Stage, experiment, visiting, wait_for

from playground.stage.fair_share import Visitor
from playground.stage.packing import record_to_row
from playground.stage.runs import Run
from playground.training.trainer import Trainer

UNKNOWN_RUN = 4404

pytestmark = pytest.mark.usefixtures("undisturbed")


def test_the_token_opens_the_scene(stage: Stage, run: Run) -> None:
    run.pull(2, 10, 60.0)
    with visiting(stage.url) as visitor:
        scene = visitor.ask({"token": run.token})
    assert scene.header["kind"] == "scene"
    assert scene.iterations == [20]
    assert [row[0] for row in scene.header["history"]["rows"]] == [0, 10, 20]
    np.testing.assert_array_equal(scene.fields[0], run.newest.field)


def test_pulls_give_keyframes_a_stride_apart(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        first = visitor.pull_until(7, 10)
        then = visitor.pull_until(4, 3)
    assert [i for burst in first for i in burst.iterations] == [10, 20, 30, 40, 50, 60, 70]
    assert [i for burst in then for i in burst.iterations] == [73, 76, 79, 82]
    assert then[-1].header["kind"] == "burst"
    alone = Trainer(experiment())
    alone.advance(82)
    assert then[-1].header["records"][-1] == record_to_row(alone.evaluate())


@pytest.mark.parametrize(("keyframes", "stride"), [(1, 1), (30, 1), (1, 1000)])
def test_the_ends_of_what_may_be_pulled_are_answered(stage: Stage, run: Run, keyframes: int, stride: int) -> None:
    with visiting(stage.url, run.token) as visitor:
        assert len(visitor.pull(keyframes, stride).iterations) <= keyframes


def test_a_step_is_one_update_and_reset_begins_again(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        first = visitor.ask({"scene": True})
        assert visitor.ask({"step": True}).iterations == [1]
        assert visitor.ask({"step": True}).iterations == [2]
        scene = visitor.ask({"reset": True})
    assert (scene.header["kind"], scene.header["revision"], scene.iterations) == ("scene", 1, [0])
    np.testing.assert_array_equal(scene.fields, first.fields)
    assert scene.header["records"] == first.header["records"]


def test_visitors_of_different_runs_never_see_each_others_numbers(stage: Stage) -> None:
    kinds: list[dict[str, Any]] = [
        {"init": {"name": "he", "seed": 1}},
        {"init": {"name": "he", "seed": 2}, "activation": "relu"},
        {"dataset": {"name": "circles", "n": 40}, "keep_prob": 0.7},
        {"hidden": [3, 3], "batch_size": 8},
    ]

    def visit(kind: dict[str, Any]) -> dict[int, list[float | None]]:
        seen = {}
        with visiting(stage.url, stage.registry.open(experiment(**kind)).token) as visitor:
            for _ in range(15):
                for row in visitor.pull(4, 5).header["records"]:
                    seen[row[0]] = row
        return seen

    with ThreadPoolExecutor(len(kinds)) as visitors:
        for kind, seen in zip(kinds, visitors.map(visit, kinds), strict=True):
            alone = Trainer(experiment(**kind))
            assert len(seen) >= 4
            for iteration, row in seen.items():
                alone.advance(iteration - alone.iteration)
                assert row == record_to_row(alone.evaluate())


def test_a_dropped_connection_goes_on_at_the_iteration_it_had_reached(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        visitor.pull_until(3, 10)
        visitor.drop()
    with visiting(stage.url) as visitor:
        scene = visitor.ask({"token": run.token})
        assert scene.iterations == [30]
        assert [row[0] for row in scene.header["history"]["rows"]] == [0, 10, 20, 30]
        visitor.say({"pull": 1, "stride": 10})
        visitor.drop()
    with visiting(stage.url) as visitor:
        reached = visitor.ask({"token": run.token}).iterations[0]
        assert reached in (30, 40)
        assert visitor.pull_until(1, 10)[-1].iterations == [reached + 10]
    alone = Trainer(experiment())
    alone.advance(run.trainer.iteration)
    np.testing.assert_array_equal(run.trainer.learner.parameters.theta, alone.learner.parameters.theta)


def test_a_change_is_told_at_once_and_unasked(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor, visiting(stage.url, run.token) as other:
        run.change({"learning_rate": 0.1})
        for each in (visitor, other):
            notice = each.socket.recv(timeout=PATIENCE)
            assert isinstance(notice, str)
            told = {"revision": 1, "iteration": 0, "changes": [], "link": "", "story": run.story_mark}
            assert json.loads(notice) == {"kind": "notice", **told}  # nothing was trained before the change
        assert visitor.pull_until(1, 5)[-1].header["revision"] == 1
        run.change({"lambd": 0.2})
        wait_for(lambda: visitor.ask({"scene": True}) and visitor.notices)
        (notice,) = visitor.notices
        assert (notice["kind"], notice["revision"], notice["iteration"]) == ("notice", 2, 5)
        assert notice["link"] == "0:lambd:0.0;5:lambd:0.2"
        changes = visitor.ask({"scene": True}).header["history"]["changes"]
        assert [(change["iteration"], change["field"]) for change in changes] == [(5, "lambd")]


def test_who_leaves_is_told_nothing_more(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token):
        assert len(run.watchers) == 1
    for _ in range(5):
        with visiting(stage.url, run.token) as visitor:
            visitor.drop()
    wait_for(lambda: not run.watchers)


def test_a_change_while_a_dropped_visitor_still_waits_is_no_error(stage: Stage, run: Run) -> None:
    busy = threading.Event()
    with visiting(stage.url, run.token) as visitor:
        stage.registry.scheduler.submit(Visitor("another", "another"), None, lambda: busy.wait(PATIENCE))
        visitor.say({"step": True})
        wait_for(lambda: run.visitor in stage.registry.scheduler.waiting)
        visitor.drop()
    time.sleep(0.1)
    run.change({"lambd": 0.1})
    time.sleep(0.1)
    busy.set()
    wait_for(lambda: not run.watchers)


def test_changes_while_visitors_come_and_go_are_no_error(stage: Stage, run: Run) -> None:
    over = threading.Event()

    def change() -> None:
        number = 0
        while not over.is_set():
            number += 1
            run.change({"lambd": number % 7 / 10})
            time.sleep(0.001)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for number in range(40):
            with visiting(stage.url) as visitor:
                visitor.say({"token": run.token})
                if number % 3:
                    visitor.say({"pull": 2, "stride": 2})
                if number % 2:
                    visitor.drop()
    finally:
        over.set()
        changing.join()
    wait_for(lambda: not run.watchers)


def test_one_who_comes_and_goes_without_a_word_is_no_error(stage: Stage) -> None:
    with visiting(stage.url):
        pass
    with visiting(stage.url) as visitor:
        visitor.drop()


def test_a_freed_run_is_unknown_from_the_next_message_on(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        stage.registry.free(run.token)
        visitor.say({"scene": True})
        assert visitor.hear_close() == UNKNOWN_RUN


def test_a_freed_run_does_not_stay_in_memory_for_a_connection_left_open(stage: Stage) -> None:
    run = stage.registry.open(experiment())
    token, gone = run.token, weakref.ref(run)
    with visiting(stage.url, token):
        stage.registry.free(token)
        del run
        time.sleep(0.1)
        gc.collect()
        assert gone() is None


def test_a_reset_without_the_file_of_the_points_is_no_error(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x1,x2,label\n0,0,0\n1,1,1\n0,1,0\n1,0,1\n")
    run = stage.registry.open(experiment(dataset={"name": "csv", "path": str(file)}, split=None))
    file.unlink()
    with visiting(stage.url, run.token) as visitor:
        assert visitor.ask({"reset": True}).iterations == [0]
    stage.registry.free(run.token)


def test_a_visitor_with_a_large_network_does_not_keep_the_others_waiting(stage: Stage, run: Run) -> None:
    large = stage.registry.open(
        experiment(dataset={"name": "moons", "n": 1000}, split=None, hidden=[64] * 20, activation="relu")
    )
    waits = []
    with visiting(stage.url, large.token) as slow, visiting(stage.url, run.token) as quick:
        for _ in range(4):
            slow.say({"pull": 30, "stride": 1000})
            time.sleep(0.005)
            begun = time.monotonic()
            quick.ask({"step": True})
            waits.append(time.monotonic() - begun)
            slow.hear()
            slow.ask({"reset": True})
    stage.registry.free(large.token)
    assert statistics.median(waits) < 0.25


@pytest.mark.parametrize("hidden", [[8, 8, 8], [32, 32], [32] * 20, []], ids=str)
def test_an_answer_stays_under_150_kilobytes(stage: Stage, hidden: list[int]) -> None:
    run = stage.registry.open(experiment(hidden=hidden))
    with visiting(stage.url, run.token) as visitor:
        visitor.say({"pull": 30, "stride": 1})
        answer = visitor.socket.recv(timeout=PATIENCE)
    assert 10_000 < len(answer) < 150_000
    stage.registry.free(run.token)
