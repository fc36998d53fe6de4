"""Packing: what the stage reads over the channel, as one binary message.

A message is the length of its header (4 bytes, little-endian), the header as JSON padded with spaces so that what
follows is aligned, and the arrays one after another: float32 points (a scene only), then of every keyframe the
weights, gradients and tops as float32, then every field as int16, then every keyframe's maps as int8 and what is
dropped as uint8.
"""

import json
from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.datasets import Points
from playground.diagnostics import Finding
from playground.stage.in_play import InPlay, Notice
from playground.stage.runs import Burst, Run
from playground.training.experiment import Experiment
from playground.training.keyframes import GRID, LOGIT_STEP, Keyframe
from playground.training.records import History, Record
from playground.training.truth import Truth


@singledispatch
def pack_scene(run: InPlay) -> bytes:
    """All that a stage needs to draw a run from nothing; other kinds of runs register theirs."""
    raise TypeError(f"{type(run).__name__} has no scene")


@pack_scene.register
def _(run: Run) -> bytes:
    """Points, region, history, newest keyframe."""
    revision, newest, history = run.read()
    data, region = run.trainer.data, run.camera.region
    sets = {"train": data.train, "dev": data.dev, "test": data.test}
    present = {name: points for name, points in sets.items() if points is not None}
    header = {
        "kind": "scene",
        "revision": revision,
        "diverged_at": run.diverged_at,
        "logit_step": LOGIT_STEP,
        "region": [region.x1_low, region.x1_high, region.x2_low, region.x2_high],
        "standardized": run.experiment.standardize,
        "sets": [[name, points.m] for name, points in present.items()],
        "history": history_to_json(history, run.story),
        "shown": run.camera.portraitist.shown,
        "layer_sizes": run.experiment.layer_sizes,
        "activation": run.experiment.activation,
        "findings": findings_to_json(run.findings),
        "link": run.link,
        "story": run.story_mark,
        "moved": run.moved,
        **describe([newest]),
    }
    return pack(header, [*(points_to_array(points) for points in present.values()), *keyframe_arrays([newest])])


def pack_truth(truth: Truth | None) -> bytes:
    """The best possible answer: its logits as int16, and in the header the error that remains with it."""
    header: dict[str, Any] = {"kind": "truth", "records": [], "known": truth is not None}
    if truth is None:
        return pack(header, [])
    header |= {"error": truth.error.error, "standard_error": truth.error.standard_error}
    return pack(header, [truth.field])


@singledispatch
def pack_burst(burst: Any, words: str = "", kind: str = "burst") -> bytes:
    """The keyframes that answer one request, and what there is to say about it."""
    raise TypeError(f"{type(burst).__name__} is no burst")


@pack_burst.register
def _(burst: Burst, words: str = "", kind: str = "burst") -> bytes:
    header = {
        "kind": kind,
        "words": words,
        "revision": burst.revision,
        "diverged_at": burst.diverged_at,
        "moved": burst.moved,
        "findings": None if burst.findings is None else findings_to_json(burst.findings),
        **describe(burst.keyframes),
    }
    return pack(header, keyframe_arrays(burst.keyframes))


def describe(keyframes: Sequence[Keyframe]) -> dict[str, Any]:
    """The records of keyframes, and how many numbers of each kind follow for every one of them."""
    portraits = [keyframe.portrait for keyframe in keyframes[:1]]
    return {
        "records": [record_to_row(keyframe.record) for keyframe in keyframes],
        "examples": [keyframe.portrait.example for keyframe in keyframes],
        "grid": GRID,
        "links": sum(portrait.weights.size for portrait in portraits),
        "units": sum(portrait.tops.size for portrait in portraits),
        "map_side": sum(portrait.maps.shape[-1] for portrait in portraits),
    }


def keyframe_arrays(keyframes: Sequence[Keyframe]) -> list[npt.NDArray[Any]]:
    """The arrays of keyframes in the order of the message."""
    portraits = [keyframe.portrait for keyframe in keyframes]
    numbers = [array for p in portraits for array in (p.weights, p.gradients, p.tops)]
    pictures = [array for p in portraits for array in (p.maps, p.dropped)]
    return [*numbers, *(keyframe.field for keyframe in keyframes), *pictures]


def pack(header: dict[str, Any], arrays: Iterable[npt.NDArray[Any]]) -> bytes:
    """The header and the arrays as one message."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([len(text).to_bytes(4, "little"), text, *(array.tobytes() for array in arrays)])


def points_to_array(points: Points) -> npt.NDArray[np.float32]:
    """x1, x2, y of every point, one after another, as float32."""
    return np.ascontiguousarray(np.concatenate([points.X, points.Y]).T, dtype=np.float32)


def record_to_row(record: Record) -> list[float | None]:
    """A record as a row: iteration, cost, data cost, dev cost, cost with masks, train, dev and test accuracy."""
    return [
        record.iteration,
        record.cost,
        record.data_cost,
        record.dev_cost,
        record.masked_cost,
        record.train_accuracy,
        record.dev_accuracy,
        record.test_accuracy,
    ]


def history_to_json(history: History, story: Experiment) -> dict[str, Any]:
    """The history's records as rows, iteration and data cost of every branch, and all changes of the run."""
    return {
        "rows": [record_to_row(record) for record in history.records],
        "branches": [
            [[record.iteration, record.data_cost, record.dev_cost] for record in branch]
            for branch in history.branches
        ],
        "changes": [change.to_json() for change in story.changes],
    }


def findings_to_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """What the stage says of findings; what is done about them stays on the server."""
    return [
        {
            "name": found.name,
            "iteration": found.iteration,
            "words": found.words,
            "advice": found.advice,
            "goes_back": "iteration" in found.remedy,
        }
        for found in findings
    ]


def notice_to_json(notice: Notice) -> dict[str, Any]:
    """What watchers are told of a change."""
    return {
        "kind": "notice",
        "revision": notice.revision,
        "iteration": notice.iteration,
        "changes": [change.to_json() for change in notice.changes],
        "link": notice.link,
        "story": notice.story,
    }
