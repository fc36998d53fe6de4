"""The run that a session keeps: a new one when the experiment begins differently, else the one in play."""

import weakref
from typing import Any

import streamlit as st

from playground.stage.component import stage
from playground.stage.registry import REGISTRY, TooManyRuns
from playground.stage.runs import Run
from playground.training.checks import ExperimentError
from playground.training.experiment import MAX_SEED, Experiment, live_changes

_HELD = "held_run"
_STAGE = "stage"


class HeldRun:
    """Keeps a run in play for as long as the session keeps this object; of an idle one it keeps the keepsake."""

    def __init__(self, run: Run) -> None:
        """Free the run when this object goes, be it by another run's coming or by the session's end."""
        self.token = run.token
        self.keepsake = run.keepsake
        weakref.finalize(self, REGISTRY.free, run.token)


def keep_run(experiment: Experiment) -> Run:
    """The session's run of this experiment: the one in play, with live values set, or a new one.

    Raises ExperimentError or TooManyRuns where there can be none; the run in play then stays as it was.
    """
    run = held_run(experiment)
    if run is None or not experiment.begins_like(run.experiment):
        run = REGISTRY.open(experiment, instead_of=run.token if run is not None else None)
        st.session_state[_HELD] = HeldRun(run)
        return run
    changes = live_changes(run.experiment, experiment)
    if changes:
        run.change(dict(changes))
    return run


def held_run(experiment: Experiment) -> Run | None:
    """The session's run; one freed for idleness comes back where it was, if `experiment` goes on with it."""
    held: HeldRun | None = st.session_state.get(_HELD)
    if held is None:
        return None
    run = REGISTRY.find(held.token)
    saved = held.keepsake.saved
    if run is None and saved is not None and experiment.begins_like(saved.trainer.experiment):
        run = REGISTRY.revive(saved)
        st.session_state[_HELD] = HeldRun(run)
    return run


def play(settings: dict[str, Any], live: dict[str, Any]) -> None:
    """Bring the session's run in line with the controls; what cannot be run is said, and nothing is lost."""
    optimizer = {**settings["optimizer"], "learning_rate": live["learning_rate"]}
    strengths = {"lambd": live["lambd"], "keep_prob": live["keep_prob"]}
    try:
        keep_run(Experiment.from_json({**settings, "optimizer": optimizer, **strengths}))
    except (ExperimentError, TooManyRuns) as problem:
        st.warning(str(problem), icon=":material/info:")


def live_stage() -> None:
    """Show the session's run, if there is one, and do what the stage asks for."""
    held: HeldRun | None = st.session_state.get(_HELD)
    run = REGISTRY.find(held.token) if held is not None else None
    if run is not None:
        stage(run, key=_STAGE, on_asked_change=_do_what_was_asked)


def _do_what_was_asked() -> None:
    asked = st.session_state[_STAGE].asked
    if asked in ("new_weights", "new_data"):
        seed = "seed" if asked == "new_weights" else "data_seed"
        st.session_state[seed] = min(st.session_state[seed] + 1, MAX_SEED)
