"""Packing: what a message says is what the run holds, and a browser can read it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage_tools import decode, experiment

from playground.datasets import Points
from playground.stage.packing import pack, pack_burst, pack_scene, points_to_array, record_to_row
from playground.stage.runs import Burst, Run
from playground.training.keyframes import GRID, LOGIT_STEP
from playground.training.records import Record


def test_a_burst_says_what_the_keyframes_hold() -> None:
    run = Run(experiment())
    run.change({"lambd": 0.3})
    burst = run.pull(5, 9, 60.0)
    message = decode(pack_burst(burst))
    assert {key: message.header[key] for key in ("kind", "revision", "diverged_at")} == {
        "kind": "burst",
        "revision": 1,
        "diverged_at": None,
    }
    assert len(message.fields) == 5
    for row, field, keyframe in zip(message.header["records"], message.fields, burst.keyframes, strict=True):
        r = keyframe.record
        accuracies = [r.train_accuracy, r.dev_accuracy, r.test_accuracy]
        assert row == [r.iteration, r.cost, r.data_cost, r.dev_cost, None, *accuracies]
        assert r.cost > r.data_cost
        np.testing.assert_array_equal(field, keyframe.field)
    for numbers, maps, keyframe in zip(message.numbers, message.maps, burst.keyframes, strict=True):
        portrait = keyframe.portrait
        np.testing.assert_array_equal(numbers, [*portrait.weights, *portrait.gradients, *portrait.tops])
        np.testing.assert_array_equal(maps, portrait.maps)


def test_an_empty_burst_is_a_header_alone() -> None:
    message = decode(pack_burst(Burst(3, 17, [])))
    said = {"kind": "burst", "revision": 3, "diverged_at": 17, "records": []}
    assert {key: message.header[key] for key in said} == said


def test_a_scene_says_all_that_the_run_holds() -> None:
    run = Run(experiment(standardize=True, keep_prob=[0.9]))
    run.pull(3, 5, 60.0)
    run.change({"keep_prob": [0.8], "learning_rate": 0.2})
    run.pull(2, 5, 60.0)
    message = decode(pack_scene(run))
    header = message.header
    revision, newest, history = run.read()
    assert (header["kind"], header["revision"], header["diverged_at"]) == ("scene", revision, None)
    assert (header["grid"], header["logit_step"], header["standardized"]) == (GRID, LOGIT_STEP, True)
    assert header["records"] == [record_to_row(newest.record)]
    assert header["history"]["rows"] == [record_to_row(record) for record in history.records]
    assert [row[0] for row in header["history"]["rows"]] == [0, 5, 10, 15, 20, 25]
    assert header["history"]["changes"] == [
        {"iteration": 15, "field": "learning_rate", "value": 0.2},
        {"iteration": 15, "field": "keep_prob", "value": [0.8]},
    ]
    np.testing.assert_array_equal(message.fields, [newest.field])

    data = run.trainer.data
    assert [name for name, _ in header["sets"]] == ["train", "dev", "test"]
    low1, high1, low2, high2 = header["region"]
    assert high1 - low1 == pytest.approx(high2 - low2)
    for name, points in (("train", data.train), ("dev", data.dev), ("test", data.test)):
        assert points is not None
        told = message.points[name]
        np.testing.assert_array_equal(told[:, :2], points.X.T.astype(np.float32))
        np.testing.assert_array_equal(told[:, 2], points.Y[0])
        assert np.all((low1 < points.X[0]) & (points.X[0] < high1))
        assert np.all((low2 < points.X[1]) & (points.X[1] < high2))


def test_sets_that_do_not_exist_are_left_out() -> None:
    run = Run(experiment(split=None))
    message = decode(pack_scene(run))
    assert message.header["sets"] == [["train", 60]]
    assert message.header["records"][0][3] is None
    assert message.header["records"][0][6:] == [None, None]


@given(st.text(max_size=40), st.integers(0, 5))
def test_arrays_begin_where_a_browser_can_read_them(word: str, m: int) -> None:
    X, Y = np.arange(2.0 * m).reshape(2, m), np.ones((1, m))
    packed = pack({"word": word, "records": [], "sets": [["train", m]]}, [points_to_array(Points(X, Y))])
    length = int.from_bytes(packed[:4], "little")
    assert (4 + length) % 4 == 0
    message = decode(packed)
    assert message.header["word"] == word
    np.testing.assert_array_equal(message.points["train"], np.concatenate([X, Y]).T)


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), float("-inf")])
def test_a_header_never_holds_what_is_not_json(figure: float) -> None:
    row = record_to_row(Record(0, figure, figure, 0.5, None, None))
    with pytest.raises(ValueError, match="JSON"):
        pack({"records": [row]}, [])
