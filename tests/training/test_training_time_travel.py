"""Going back in a run: exactly to any iteration, on from there, and a run with changes replays from its JSON."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.training import timeline as timeline_module
from playground.training.changes import Change, changes_from_text, changes_to_text, check_changes
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.training.timeline import Timeline
from playground.training.trainer import Trainer

BASE: dict[str, Any] = {
    "dataset": {"name": "moons", "n": 40},
    "hidden": [4, 3],
    "activation": "tanh",
    "optimizer": {"name": "adam", "learning_rate": 0.02},
    "batch_size": 8,
    "keep_prob": 0.8,
}


def trainer(**settings: Any) -> Trainer:
    return Trainer(Experiment.from_json({**BASE, **settings}))


def state(one: Trainer) -> tuple[Any, ...]:
    """All that decides what comes next, in a form that compares."""
    learned = one.learner.get_state()
    t, moments = learned.optimizer
    masks = [tuple(np.asarray(value).tolist() for value in s["state"].values()) for s in learned.dropout]  # type: ignore[attr-defined]
    return (
        one.experiment,
        one.iteration,
        learned.theta.tolist(),
        t,
        {k: v.tolist() for k, v in moments.items()},
        masks,
    )


def eventful(end: int, **settings: Any) -> tuple[Trainer, Timeline, dict[int, tuple[Any, ...]]]:
    """A run with changes and hand edits on the way; its state at every iteration."""
    one = trainer(**settings)
    timeline = Timeline(one)
    states = {0: state(one)}
    for iteration in range(1, end + 1):
        one.advance(1)
        if iteration == 17:
            one.change(lambd=0.7)
        if iteration == 30:
            one.edit("W1", 2, 1, 1.5)
            one.change(learning_rate=0.1, keep_prob=[0.9, 0.5])
        if iteration % 5 == 0:
            timeline.add()
        states[iteration] = state(one)
    return one, timeline, states


@pytest.mark.parametrize("back", [0, 1, 5, 16, 17, 18, 29, 30, 31, 44, 45])
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
def test_any_iteration_is_reached_again_exactly(back: int, optimizer: str) -> None:
    one, timeline, states = eventful(45, optimizer={"name": optimizer, "learning_rate": 0.02})
    timeline.reach(back)
    assert state(one) == states[back]
    assert one.changes == [change for change in one.changes if change.iteration <= back]


def test_going_back_further_than_the_checkpoints_reach_trains_the_rest_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline_module, "MOST_BYTES", 1)
    one, timeline, states = eventful(60)
    assert len(timeline.since(0)) <= timeline_module.FEWEST_CHECKPOINTS
    for back in (58, 33, 31, 12):
        timeline.reach(back)
        timeline.cut(back)
        assert state(one) == states[back]


def test_what_if_is_the_run_that_was_changed_there() -> None:
    one, timeline, _ = eventful(45)
    timeline.reach(20)
    timeline.cut(20)
    one.change(lambd=5.0)
    one.advance(30)
    alone = trainer()
    alone.advance(17)
    alone.change(lambd=0.7)
    alone.advance(3)
    alone.change(lambd=5.0)
    alone.advance(30)
    assert state(one) == state(alone)


def test_a_run_with_changes_replays_from_its_json() -> None:
    one, _, states = eventful(45)
    story = Experiment.from_json(one.story.to_json())
    assert story == one.story
    again = Trainer(story)
    for iteration in (3, 17, 29, 30, 45):
        again.advance(iteration - again.iteration)
        assert state(again) == states[iteration]
    assert again.changes == one.changes


def test_a_replay_that_somebody_changes_drops_what_was_planned() -> None:
    one, _, _ = eventful(45)
    again = Trainer(one.story)
    again.advance(20)
    again.change(learning_rate=0.5)
    again.advance(30)
    assert [change.iteration for change in again.changes] == [17, 20]
    assert again.experiment.learning_rate == 0.5


def test_several_changes_of_one_field_at_one_iteration_are_one() -> None:
    one = trainer()
    one.advance(5)
    for lambd in (0.1, 0.2, 0.3):
        one.change(lambd=lambd)
    one.edit("b1", 0, 0, 1.0)
    one.edit("b1", 0, 0, 2.0)
    assert one.changes == [Change(5, "lambd", 0.3), Change(5, "b1[1,1]", 2.0)]


def test_a_diverged_network_may_try_again_with_another_rate() -> None:
    one = trainer(activation="linear", optimizer={"learning_rate": 1000}, keep_prob=1.0)
    one.advance(5000)
    assert one.diverged_at is not None
    one.change(learning_rate=1000)
    assert one.diverged_at is not None
    one.change(learning_rate=0.0001)
    assert one.diverged_at is None


CHANGES = st.builds(
    Change,
    st.integers(0, 10**6),
    st.just("lambd"),
    st.floats(0.0, 1e6, allow_nan=False),
) | st.builds(
    Change,
    st.integers(0, 10**6),
    st.just("keep_prob"),
    st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)),
)


@given(st.lists(CHANGES, max_size=8))
@settings(deadline=None)
def test_changes_survive_the_address(changes: list[Change]) -> None:
    changes.sort(key=lambda change: change.iteration)
    written = changes_from_text(changes_to_text(changes))
    assert check_changes(written, (2, 4, 3, 1)) == tuple(changes)


@pytest.mark.parametrize("text", ["x", "1:lambd", "a:lambd:1", "1:lambd:one", "1:lambd:0.1;", ";", "1.5:lambd:1"])
def test_an_address_that_says_no_changes_is_told_in_words(text: str) -> None:
    with pytest.raises(ExperimentError, match="changes in the address must look like"):
        changes_from_text(text)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ("lambd", "changes must be a list"),
        ([{"iteration": 5}], r"changes\[0\].field must be one of learning_rate"),
        ([{"iteration": -1, "field": "lambd", "value": 1}], r"changes\[0\].iteration must be a whole number"),
        ([{"iteration": 1, "field": "W3[2,1]", "value": 1}], "a parameter that this network does not have: W3"),
        ([{"iteration": 1, "field": "W1[0,1]", "value": 1}], "does not have"),
        ([{"iteration": 1, "field": "W9[1,1]", "value": 1}], "does not have"),
        ([{"iteration": 1, "field": "b1[1,2]", "value": 1}], "does not have"),
        ([{"iteration": 1, "field": "W1[1,1]", "value": 1e9}], "must be a number"),
        ([{"iteration": 1, "field": "hidden", "value": 3}], "must be one of learning_rate"),
        ([{"iteration": 1, "field": "keep_prob", "value": [0.5]}], "one for each of the 2 hidden layers"),
        ([{"iteration": 1, "field": "keep_prob", "value": 0}], "keep_prob must be a number above 0"),
        ([{"iteration": 1, "field": "learning_rate", "value": 1e5}], "learning_rate must be a number"),
        ([{"iteration": 1, "field": "lambd", "value": 1, "why": 2}], "why is not a known key"),
        (
            [{"iteration": 2, "field": "lambd", "value": 1}, {"iteration": 1, "field": "lambd", "value": 2}],
            "in the order of their iterations",
        ),
    ],
)
def test_changes_that_cannot_be_are_told_in_words(changes: Any, says: str) -> None:
    with pytest.raises(ExperimentError, match=says):
        Experiment.from_json({**BASE, "changes": changes})


def test_masks_are_peeked_at_without_being_drawn() -> None:
    one, watched = trainer(), trainer()
    for _ in range(10):
        record = watched.evaluate()
        assert record.masked_cost is not None
        X, Y, D = watched.learner.peek()
        watched.advance(1)
        used = watched.learner._workspaces[X.shape[-1]]
        a = used.A[3]
        expected = float(-np.mean(Y * np.log(a) + (1 - Y) * np.log(1 - a)))
        assert record.masked_cost == pytest.approx(expected, rel=1e-9)
        np.testing.assert_array_equal(used.A[1] == 0, D[1] == 0)
    one.advance(10)
    assert state(one) == state(watched)
    assert trainer(keep_prob=1.0).evaluate().masked_cost is None
