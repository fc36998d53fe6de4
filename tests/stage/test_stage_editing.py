"""Setting a parameter by hand over the channel: done at once, on record, or refused in words."""

import math
from typing import Any

import pytest
from stage_tools import Stage, experiment, visiting

from playground.stage.runs import Run


def test_a_parameter_is_set_and_its_picture_comes_back(stage: Stage) -> None:
    run = stage.registry.open(experiment())
    with visiting(stage.url, run.token) as visitor:
        visitor.ask({"pull": 1, "stride": 5})
        answer = visitor.ask({"edit": "W1", "row": 1, "column": 0, "value": 2.5})
        assert answer.header["words"] == ""
        assert answer.iterations == [5]
        assert visitor.ask({"pull": 1, "stride": 5}).iterations == [10]
    assert [(made.iteration, made.field, made.value) for made in run.history.changes] == [(5, "W1[2,1]", 2.5)]
    stage.registry.free(run.token)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ({"edit": "W9", "row": 0, "column": 0, "value": 1}, "must be one of W1, b1"),
        ({"edit": ["W1"], "row": 0, "column": 0, "value": 1}, "must be one of W1, b1"),
        ({"edit": "W1", "row": -1, "column": 0, "value": 1}, "the row of W1 must be a whole number"),
        ({"edit": "W1", "row": 0, "column": 2, "value": 1}, "the column of W1 must be a whole number from 0 to 1"),
        ({"edit": "W1", "row": 0, "column": 0, "value": 1e300}, "W1 must be a number from -1e+06 to 1e+06"),
        ({"edit": "W1", "row": 0, "column": 0, "value": "1"}, "W1 must be a number"),
        ({"edit": "W1", "row": 0, "column": 0, "value": True}, "W1 must be a number"),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_changes(stage: Stage, edit: dict[str, Any], says: str) -> None:
    run = stage.registry.open(experiment())
    with visiting(stage.url, run.token) as visitor:
        answer = visitor.ask(edit)
        assert says in answer.header["words"]
        assert answer.iterations == [0]
    assert run.history.changes == []
    stage.registry.free(run.token)


def test_an_edit_that_overflows_is_refused_and_undone() -> None:
    deep = Run(experiment(hidden=[1] * 60, activation="linear", init={"name": "he", "scale": 0.5}))
    words, edited = "", 0
    for l in range(1, 62):
        try:
            deep.edit(f"W{l}", 0, 0, 1e6)
            edited += 1
        except ValueError as error:
            words = str(error)
            break
    assert "the cost overflows" in words
    assert edited > 3
    deep.pull(1, 1, 1.0)
    assert math.isfinite(deep.newest.record.cost)
