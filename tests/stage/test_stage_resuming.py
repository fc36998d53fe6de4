"""A run that goes on where another of the same story stood: after a reload, or in a duplicated tab."""

from typing import Any

import numpy as np
import pytest
from stage_tools import Stage, experiment, visiting

from playground.stage.comparisons import Comparison
from playground.stage.registry import Registry
from playground.stage.runs import Run
from playground.training.changes import changes_from_text
from playground.training.experiment import Experiment


def as_an_address_tells(run: Run) -> Experiment:
    """The experiment behind the address of a run's page, whose controls show the live values of the moment."""
    written = {**run.experiment.to_json(), "changes": changes_from_text(run.link)}
    return Experiment.from_json(written)


def eventful() -> Run:
    """A run at iteration 60 that was changed at 0, 20 and 40."""
    run = Run(experiment(optimizer={"name": "adam", "learning_rate": 0.02}))
    run.change({"learning_rate": 0.05})
    for changes in ({"lambd": 0.3}, {"keep_prob": 0.8}):
        run.pull(2, 10, 60.0)
        run.change(changes)
    run.pull(2, 10, 60.0)
    return run


def theta(run: Run) -> Any:
    """The parameters of the run."""
    return run.trainer.learner.parameters.theta


def test_a_new_run_of_the_same_story_goes_on_from_the_old_one_with_its_past() -> None:
    old = eventful()
    new = Run(as_an_address_tells(old))
    assert new.take_over(old.hand_out())
    assert (new.trainer.iteration, new.story, new.link) == (60, old.story, old.link)
    assert [record.iteration for record in new.history.records] == [0, 10, 20, 30, 40, 50, 60]
    new.continue_from(30)
    assert new.trainer.iteration == 30 and new.experiment.lambd == 0.3
    assert old.trainer.iteration == 60
    new.pull(3, 10, 60.0)
    np.testing.assert_array_equal(theta(new), theta(eventful_until_30_and_on()))


def eventful_until_30_and_on() -> Run:
    """The eventful run taken back to 30 and trained to 60, without what was changed after 30."""
    run = eventful()
    run.continue_from(30)
    run.pull(3, 10, 60.0)
    return run


def test_where_the_old_one_is_gone_training_again_is_the_same_run() -> None:
    old = eventful()
    new = Run(as_an_address_tells(old))
    assert new.story_mark == old.story_mark
    new.pull(60, 1, 60.0)
    np.testing.assert_array_equal(theta(new), theta(old))
    assert new.experiment == old.experiment


@pytest.mark.parametrize("other", [{"hidden": [5]}, {"lambd": 0.1}, {"activation": "relu"}])
def test_a_run_of_another_story_is_not_gone_on_from(other: dict[str, Any]) -> None:
    old, new = eventful(), Run(experiment(**other))
    assert not new.take_over(old.hand_out())
    assert new.trainer.iteration == 0
    assert new.story_mark != old.story_mark


def test_a_story_too_long_for_an_address_is_known_by_its_values() -> None:
    old = Run(experiment())
    for k in range(400):
        old.pull(1, 1, 60.0)
        old.change({"lambd": 0.001 * (k % 7 + 1)})
    assert old.link == ""
    assert Run(as_an_address_tells(old)).take_over(old.hand_out())
    assert not Run(experiment(lambd=0.5)).take_over(old.hand_out())


def test_what_was_handed_over_is_freed_unless_somebody_watches() -> None:
    registry = Registry()
    old = registry.open(experiment())
    old.pull(1, 10, 60.0)
    old.watchers.add(lambda notice: None)
    registry.leave_to_heir(old.token)
    assert registry.find(old.token) is old
    old.watchers.clear()
    registry.leave_to_heir(old.token)
    assert registry.find(old.token) is None and old.keepsake.saved is not None
    registry.leave_to_heir(old.token)  # it is gone: nothing happens


def test_over_the_channel_a_page_goes_on_from_an_older_token(stage: Stage, run: Run) -> None:
    run.pull(2, 10, 60.0)
    new = stage.registry.open(run.experiment)
    with visiting(stage.url, new.token) as visitor:
        scene = visitor.ask({"resume": run.token}).header
        assert (scene["kind"], scene["records"][0][0], scene["story"]) == ("scene", 20, run.story_mark)
        assert visitor.ask({"resume": "gone"}).header["records"][0][0] == 20
    stage.registry.free(new.token)


def comparison(**live: Any) -> Comparison:
    """Two columns, in one of which the live values can be set."""
    columns = [("Plain", experiment()), ("Other", experiment(init={"name": "he", "seed": 5}, **live))]
    return Comparison(columns, paths=True)


def test_a_comparison_goes_on_from_one_of_the_same_columns_with_its_own_strengths() -> None:
    old = comparison()
    old.pull(3, 10, 60.0)
    new = comparison(lambd=0.4)
    assert new.take_over(old.hand_out())
    assert (new.lockstep.iteration, new.experiments[1].lambd) == (30, 0.4)
    assert [moment.iteration for moment in new.costs()][-1] == 30
    (surface, before) = (new.surface(), old.surface())
    assert surface is not None and before is not None
    assert surface.version == before.version
    new.pull(1, 10, 60.0)
    assert old.lockstep.iteration == 30
    assert not Comparison([("Plain", experiment())]).take_over(old.hand_out())
    assert not new.take_over(Run(experiment()).hand_out())
