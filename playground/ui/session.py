"""The run that a session keeps: a new one when the experiment begins differently, else the one in play."""

import json
import weakref
from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.stage.component import stage
from playground.stage.in_play import InPlay
from playground.stage.registry import REGISTRY, TooManyRuns
from playground.stage.runs import Run, SavedRun
from playground.training.checks import ExperimentError
from playground.training.experiment import MAX_SEED, Experiment, live_changes, live_values
from playground.ui.controls import set_controls
from playground.ui.plain_text import show_problem
from playground.ui.replay import read_changes
from playground.ui.view import is_presented, read_view, toggle_presented
from playground.ui.visitor import this_visitor

HELD = "held_run"
CAME_BY_LINK = "came_by_link"
_HAD_A_RUN = "had_a_run"
_STAGE = "stage"


class HeldRun:
    """Keep a run in play for as long as the session keeps this object; of an idle one keep the keepsake.

    A session keeps one such object and lets it hold its later runs, so that code without a session, such as a
    download, finds the run of the moment.
    """

    def __init__(self, run: InPlay, resumes: bool = True) -> None:
        """Hold `run`; one that `resumes` goes on where the browser's tab was, as that of a new session does."""
        self.token = run.token
        self._releasing: weakref.finalize[..., HeldRun] | None = None
        self.controls: dict[str, Any] | None = None
        self.hold(run, resumes)

    def hold(self, run: InPlay, resumes: bool) -> None:
        """Hold `run` from now on: it is freed when another takes its place, and released when the session ends."""
        if self._releasing is not None:
            self.free()
        self.token = run.token
        self.keepsake = run.keepsake
        self.resumes = resumes
        self._releasing = weakref.finalize(self, REGISTRY.release, run.token)

    def free(self) -> None:
        """Free the run at once: nobody will come back to it."""
        if self._releasing is not None:
            self._releasing.detach()
        REGISTRY.free(self.token)

    def saved_experiment(self) -> Experiment | None:
        """Return what runs again as the run on screen did, up to the iteration on screen; None where it is lost.

        May be called from any thread, without a session.
        """
        run = REGISTRY.find(self.token)
        if isinstance(run, Run):
            return run.saved_experiment()
        saved = self.keepsake.saved
        return saved.trainer.story_so_far() if isinstance(saved, SavedRun) else None


def _hold(run: InPlay, resumes: bool) -> None:
    """Let the session hold `run`."""
    held: HeldRun | None = st.session_state.get(HELD)
    if held is None:
        st.session_state[HELD] = HeldRun(run, resumes)
    else:
        held.hold(run, resumes)


def keep_run(experiment: Experiment) -> Run:
    """Return the session's run of this experiment: the one in play, with live values set, or a new one.

    Where live values are other than the controls showed the last time, somebody moved them: then all of them hold
    from now on. Raises ExperimentError or TooManyRuns where there can be none; the run in play then stays as it
    was.
    """
    run = held_run(experiment)
    if run is None or not experiment.begins_like(run.experiment):
        return _open(experiment, run)
    held: HeldRun = st.session_state[HELD]
    if live_values(experiment) != held.controls and live_changes(run.experiment, experiment):
        run.change(live_values(experiment))
    _note_controls(run, experiment)
    return run


def keep_linked(experiment: Experiment) -> Run:
    """Return the run that an address tells, changes and all: the one in play if the address was written by it.

    Raises ExperimentError or TooManyRuns where there can be none; the run in play then stays as it was.
    """
    run = held_run(experiment)
    if run is None or not run.is_told_by(experiment):
        return _open(experiment, run)
    _note_controls(run, experiment)
    return run


def _open(experiment: Experiment, instead_of: Run | None) -> Run:
    run = REGISTRY.open(experiment, instead_of.token if instead_of is not None else None, this_visitor())
    _hold(run, resumes=not st.session_state.get(_HAD_A_RUN, False))
    st.session_state[_HAD_A_RUN] = True
    _note_controls(run, experiment)
    return run


def _note_controls(run: Run, experiment: Experiment) -> None:
    """Note which live values the page's controls show."""
    held: HeldRun = st.session_state[HELD]
    held.controls = run.controls = live_values(experiment)


def follow(run: Run) -> None:
    """Let the controls show the run's live values, where planned changes have moved them."""
    moved = {
        field: value
        for field, value in live_values(run.experiment).items()
        if run.controls is not None and run.controls[field] != value
    }
    set_controls(moved)
    held: HeldRun = st.session_state[HELD]
    held.controls = {**(run.controls or {}), **moved}


def held_run(experiment: Experiment) -> Run | None:
    """The session's run; one freed for idleness comes back where it was, if `experiment` goes on with it."""
    held: HeldRun | None = st.session_state.get(HELD)
    if held is None:
        return None
    run = run_in_play()
    saved = held.keepsake.saved
    if run is None and saved is not None and experiment.begins_like(saved.trainer.experiment):
        run = REGISTRY.revive(saved, this_visitor())
        _hold(run, resumes=True)
    return run


def play(settings: dict[str, Any], live: dict[str, Any]) -> None:
    """Bring the session's run in line with the controls; what cannot be run is said, and nothing is lost.

    The run of somebody who came by a link makes the changes that the link tells.
    """
    optimizer = {**settings["optimizer"], "learning_rate": live["learning_rate"]}
    strengths = {"lambd": live["lambd"], "keep_prob": live["keep_prob"]}
    try:
        experiment = Experiment.from_json({**settings, "optimizer": optimizer, **strengths})
        came_by_link = st.session_state.pop(CAME_BY_LINK, False) or HELD not in st.session_state
        if came_by_link:
            keep_linked(read_changes(experiment))
        else:
            keep_run(experiment)
    except (ExperimentError, TooManyRuns) as problem:
        show_problem(problem)


def save_button() -> None:
    """Show a button that saves the session's run as the JSON of the command line, with all that was changed in it.

    Call it after the run was made. What is saved is the run as it stands when the button is pressed.
    """
    held: HeldRun | None = st.session_state.get(HELD)
    begun = held.saved_experiment() if held is not None else None
    if held is None or begun is None:
        return
    holder = weakref.ref(held)  # Streamlit keeps the callable for longer than the session may keep its run

    def written() -> str:  # in a thread of its own, which has no session
        holding = holder()
        now = holding.saved_experiment() if holding is not None else None
        return json.dumps((now or begun).to_json(), indent=2)

    st.download_button(
        "Save as JSON",
        written,
        file_name="experiment.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        help="For the command line, which runs it again, with all that was changed on the way.",
    )


def run_in_play() -> Run | None:
    """The session's run, if it is in play."""
    held: HeldRun | None = st.session_state.get(HELD)
    run = REGISTRY.find(held.token) if held is not None else None
    return run if isinstance(run, Run) else None


def session_run() -> Run | None:
    """The session's run, for a page that looks at it; one that was put aside comes back where it was, if there is
    room."""
    held: HeldRun | None = st.session_state.get(HELD)
    run = run_in_play()
    if run is None and held is not None and held.keepsake.saved is not None:
        try:
            return held_run(held.keepsake.saved.trainer.experiment)
        except (ExperimentError, TooManyRuns) as problem:
            show_problem(problem)
    return run


def live_stage(address: Mapping[str, str]) -> None:
    """Show the session's run, if there is one, and do what the stage asks for.

    `address` is what the stage keeps in the address beside its own; an empty text stands for a default.
    """
    run = run_in_play()
    if run is not None:
        stage(
            run,
            key=_STAGE,
            view=read_view(),
            address=address,
            present=is_presented(),
            resumes=st.session_state[HELD].resumes,
            on_asked_change=_do_what_was_asked,
        )


def _do_what_was_asked() -> None:
    asked = st.session_state[_STAGE].asked
    run = run_in_play()
    match asked["what"]:
        case "new_weights":
            _take_next("seed")
        case "new_data":
            _take_next("data_seed")
        case "present":
            toggle_presented()
        case "continue" if run is not None:
            run.continue_from(int(asked["which"]))
            follow(run)
        case "follow" if run is not None:
            follow(run)
        case "fix" if run is not None:
            _try(run, asked["which"])


def _take_next(seed: str) -> None:
    st.session_state[seed] = min(st.session_state[seed] + 1, MAX_SEED)


def _try(run: Run, name: str) -> None:
    """Do what a finding advises: go back if it says so, then set controls."""
    remedy: Mapping[str, Any] = next((found.remedy for found in run.findings if found.name == name), {})
    if "iteration" in remedy:
        run.continue_from(remedy["iteration"])
        follow(run)
    set_controls(remedy)
