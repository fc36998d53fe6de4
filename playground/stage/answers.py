"""What the channel answers: one function for each request that a stage may make, known by the request's keys."""

from collections.abc import Callable, Mapping
from typing import Any

from playground.stage.comparison_packing import pack_surface
from playground.stage.comparisons import Comparison
from playground.stage.goals import Goal
from playground.stage.in_play import InPlay
from playground.stage.packing import pack_burst, pack_scene, pack_truth
from playground.stage.runs import Run
from playground.training.changes import MAX_ITERATION
from playground.training.checks import ExperimentError

MAX_ANSWER_BYTES = 140_000
MAX_KEYFRAMES = 30
MAX_STRIDE = 1000

Message = Mapping[str, Any]


class Malformed(Exception):
    """The request is none that a stage makes; the message says what was expected."""


def answer(run: InPlay, message: Message, budget: float) -> bytes:
    """Do what a message asks, training for at most `budget` seconds. Raises Malformed for what is no request."""
    respond = ANSWERS.get(frozenset(message))
    if respond is None:
        raise Malformed("unknown message")
    return respond(run, message, budget)


def greet(run: InPlay) -> bytes:
    """The scene for a stage that has just come and looks at the newest iteration."""
    if isinstance(run, Run):
        run.look_at(None)
    return pack_scene(run)


def pull(run: Run, message: Message, budget: float) -> bytes:
    """Train, and show keyframes on the way; `until`, {figure: level}, says where to stop."""
    keyframes = min(bounded(message["pull"], 1, MAX_KEYFRAMES), most_keyframes(run))
    goal = read_goal(message["until"]) if "until" in message else None
    return pack_burst(run.pull(keyframes, bounded(message["stride"], 1, MAX_STRIDE), budget, goal))


def step(run: Run, message: Message, budget: float) -> bytes:
    """One update."""
    check_true(message["step"])
    return pack_burst(run.step())


def look(run: Run, message: Message, budget: float) -> bytes:
    """The newest keyframe."""
    check_true(message["look"])
    return pack_burst(run.look())


def look_at(run: Run, message: Message, budget: float) -> bytes:
    """Note which earlier iteration is on screen, if any; nothing to show."""
    iteration = message["look_at"]
    return pack_burst(run.look_at(None if iteration is None else bounded(iteration, 0, MAX_ITERATION)))


def past(run: Run, message: Message, budget: float) -> bytes:
    """Kept keyframes from an iteration on."""
    since = bounded(message["past"], 0, MAX_ITERATION)
    return pack_burst(run.past(since, most_keyframes(run), budget), kind="past")


def edit(run: Run, message: Message, budget: float) -> bytes:
    """Set the parameter that a message names; where that cannot be done, say why and show the run as it is."""
    try:
        return pack_burst(run.edit(message["edit"], message["row"], message["column"], message["value"]))
    except ExperimentError as error:
        return pack_burst(run.look(), words=str(error))


def reset(run: Run, message: Message, budget: float) -> bytes:
    """Begin again."""
    check_true(message["reset"])
    run.reset()
    return pack_scene(run)


def scene(run: Run, message: Message, budget: float) -> bytes:
    """The scene as it is."""
    check_true(message["scene"])
    return pack_scene(run)


def truth(run: Run, message: Message, budget: float) -> bytes:
    """The best possible answer over the plane."""
    check_true(message["truth"])
    if not isinstance(run, Run):
        raise Malformed("only a run has a truth")
    return pack_truth(run.truth())


def surface(comparison: Comparison, message: Message, budget: float) -> bytes:
    """The slice of the cost that a comparison's paths are drawn in."""
    check_true(message["surface"])
    if not isinstance(comparison, Comparison):
        raise Malformed("only a comparison has a surface")
    return pack_surface(comparison.surface())


ANSWERS: Mapping[frozenset[str], Callable[[Any, Message, float], bytes]] = {
    frozenset({"pull", "stride"}): pull,
    frozenset({"pull", "stride", "until"}): pull,
    frozenset({"step"}): step,
    frozenset({"look"}): look,
    frozenset({"look_at"}): look_at,
    frozenset({"past"}): past,
    frozenset({"edit", "row", "column", "value"}): edit,
    frozenset({"reset"}): reset,
    frozenset({"scene"}): scene,
    frozenset({"surface"}): surface,
    frozenset({"truth"}): truth,
}


def most_keyframes(run: Run) -> int:
    """How many keyframes of this run fit into one answer."""
    return max(1, MAX_ANSWER_BYTES // run.newest.nbytes)


def bounded(value: Any, least: int, most: int) -> int:
    """A whole number from `least` to `most`. Raises Malformed for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Malformed(f"expected a whole number from {least} to {most}")
    return value


def read_goal(told: Any) -> Goal:
    """Return the goal that an object of one figure and its level tells. Raises Malformed for anything else."""
    if not isinstance(told, dict) or len(told) != 1:
        raise Malformed("expected one figure with its level")
    try:
        return Goal(*next(iter(told.items())))
    except ValueError as error:
        raise Malformed(str(error)) from error


def check_true(value: Any) -> None:
    """Raises Malformed for anything but true."""
    if value is not True:
        raise Malformed("expected true")
