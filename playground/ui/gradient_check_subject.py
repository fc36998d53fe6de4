"""What is checked: the session's run as it stands, or a preset, its points, its first and its current weights."""

from dataclasses import dataclass, replace

import streamlit as st

from playground.datasets import Points
from playground.diagnostics.planted_bugs import Case
from playground.network.activations import ACTIVATIONS
from playground.network.dropout import Dropout
from playground.network.gradient_check_objective import Objective
from playground.network.initializers import initialize
from playground.network.parameters import Parameters
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.controls import BIND
from playground.ui.presets import PRESETS
from playground.ui.session import session_run

IN_PLAY = "The run in the playground"
COURSE = "The course's network, 2-20-3-1"
UPDATES = (0, 1, 10, 100, 300, 1000, 3000)
NETWORK = (
    "The network whose gradient is checked. Choose one with what you want to break: a penalty, dropout, ReLU."
)
UPDATES_HELP = "How many updates come before the check. Some bugs show only when the weights are no longer near 0."

# 211 football positions and a penalty, so that there is a λ to forget.
COURSE_EXPERIMENT = Experiment.from_json(
    {
        "dataset": {"name": "football", "n": 211, "noise": 0.15, "seed": 1},
        "hidden": [20, 3],
        "activation": "relu",
        "init": {"name": "xavier", "seed": 3},
        "optimizer": {"name": "gd", "learning_rate": 0.3},
        "lambd": 0.7,
    }
)
EXPERIMENTS = {COURSE: COURSE_EXPERIMENT, **{preset.title: preset.experiment for preset in PRESETS}}


@dataclass(frozen=True, eq=False)
class Subject:
    """A network to check: its experiment with the live values that hold, its training points and its weights."""

    experiment: Experiment
    points: Points
    iteration: int
    now: Parameters
    frozen: bool = False

    @property
    def start(self) -> Parameters:
        """The initial weights."""
        init = self.experiment.init
        return initialize(self.experiment.layer_sizes, init.name, init.scale, init.seed)

    @property
    def drops(self) -> bool:
        """Whether it trains with dropout."""
        return any(keep < 1.0 for keep in self.experiment.keep_probs)

    def case(self, parameters: Parameters) -> Case:
        """What the check and the bugs look at, with masks drawn once if they are to be frozen."""
        experiment, masks = self.experiment, {}
        if self.frozen:
            masks = Dropout(experiment.keep_probs, [experiment.dropout_seed]).masks(parameters, self.points.m)
        objective = Objective(
            self.points.X,
            self.points.Y,
            ACTIVATIONS[experiment.activation],
            experiment.lambd,
            experiment.l1,
            masks,
        )
        return Case(objective, parameters, experiment.learning_rate, experiment.keep_probs)


def choose_subject() -> Subject:
    """Controls: which network, trained for how long, and what to do about its dropout."""
    st.markdown("**Network**", help=NETWORK)
    name = st.selectbox(
        "Network",
        [IN_PLAY, *EXPERIMENTS],
        key="grad_network",
        bind=BIND,
        label_visibility="collapsed",
        help=NETWORK,
    )
    subject = _in_play() if name == IN_PLAY else None
    if subject is None:
        if name == IN_PLAY:
            name = COURSE
            st.caption("No run is in play, so this is the course's network on 211 football points, λ = 0.7.")
        updates = st.select_slider(
            "Train it first for",
            UPDATES,
            1000,
            format_func=lambda n: f"{n:,}",
            key="grad_updates",
            bind=BIND,
            help=UPDATES_HELP,
        )
        subject = trained(name, updates)
    st.caption(_describe(subject))
    if subject.drops:
        frozen = st.toggle(
            "Freeze the dropout masks",
            key="grad_frozen",
            bind=BIND,
            help=(
                "Off: checked with dropout off. On: masks are drawn once and stay the same in every "
                "evaluation. Turn it on to check dropout itself."
            ),
        )
        st.caption(f"Checked with {'its masks frozen' if frozen else 'dropout off'}.")
        st.caption("With fresh masks every evaluation of $J$ is of another function: nothing to compare.")
        subject = replace(subject, frozen=frozen)
    return subject


@st.cache_resource(max_entries=64, show_spinner="Training…")
def trained(name: str, updates: int) -> Subject:
    """One of EXPERIMENTS after so many updates, or as many as there are before it diverges; not to be changed."""
    trainer = Trainer(EXPERIMENTS[name])
    trainer.advance(updates)
    return Subject(trainer.experiment, trainer.data.train, trainer.iteration, trainer.learner.parameters)


def _in_play() -> Subject | None:
    run = session_run()
    if run is None:
        return None
    snapshot = run.snapshot()  # a copy, taken under the run's lock
    return Subject(snapshot.experiment, run.trainer.data.train, snapshot.iteration, snapshot.before)


def _describe(subject: Subject) -> str:
    experiment = subject.experiment
    shape = "-".join(map(str, experiment.layer_sizes))
    parts = [
        f"{shape}, {ACTIVATIONS[experiment.activation].title}",
        f"{subject.now.theta.size:,} parameters",
        f"{subject.points.m:,} points",
        f"iteration {subject.iteration:,}",
    ]
    if experiment.lambd:
        parts.append(rf"$\lambda$ = {experiment.lambd:g}")
    return " · ".join(parts)
