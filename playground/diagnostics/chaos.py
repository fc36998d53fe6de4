"""Chaos: whether rounding decides what becomes of a run, so that another computer sees another one.

Two copies that begin a bit apart, and then train alike, stay together where descent settles. Where its steps are
far too long they part at an exponential rate: a positive Lyapunov exponent. Source: Strogatz, Nonlinear Dynamics
and Chaos, chapter 9.3.
"""

import math
from dataclasses import dataclass

import numpy as np

from playground.diagnostics.finding import RATES, Finding, count, largest_up_to, percent, setting
from playground.diagnostics.stability import USUAL_ADAPTIVE_RATE, largest_stable_rate
from playground.network.activations import ACTIVATIONS
from playground.network.learner import Learner, LearnerState
from playground.network.optimizers import OPTIMIZERS
from playground.network.parameters import Parameters
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

# How far apart the copies begin, relative to each weight, and the relative distance from which they have parted.
NUDGE = 1e-12
PARTED = 0.1

# Copies that in so many updates do not part further by this factor stay together: two others begin from where the
# run stands then.
PATIENCE = 256
LEAST_GROWTH = 10.0

# Each look trains the copies a fortieth of what the run trained since the last one, which costs a twentieth of its
# time, but no fewer and no more updates than these.
SHARE = 40
FEWEST, MOST = 8, 48

# So many multiplications are about a millisecond. Networks whose updates take longer are not followed.
MOST_PRODUCTS = 4_000_000


@dataclass(frozen=True)
class Parting:
    """How far apart, relative to their size, copies are after so many updates; the nudge came at `since`."""

    since: int
    updates: int
    distance: float


def affordable_updates(parameters: int, examples: int) -> int:
    """Return how many updates of both copies a look may train; 0 where one takes too long to follow the run.

    `examples` are those of a batch.
    """
    return MOST_PRODUCTS // (6 * parameters * examples)  # forward, backward and the gradient, twice


class Shadow:
    """Follows one trainer's run with two copies of it, a few updates a look; changes nothing in the run."""

    def __init__(self, trainer: Trainer) -> None:
        """Cheap: the copies are made when they are first trained."""
        self._trainer = trainer
        self._affordable = affordable_updates(
            trainer.learner.parameters.theta.size, trainer.learner.batches.batch_size
        )
        self._pair: Learner | None = None
        self._experiment: Experiment | None = None
        self._seen = trainer.iteration
        self.parting: Parting | None = None

    def look(self) -> Parting | None:
        """Train the copies on for a little; return where they parted, and None while they have not.

        Copies begin anew when live values were changed. They are never ahead of the run.
        """
        trainer = self._trainer
        trained, self._seen = trainer.iteration - self._seen, trainer.iteration
        if self._experiment != trainer.experiment:
            self.parting = None
            self._begin()
        if self.parting is None and self._pair is not None:
            behind = trainer.iteration - self._pair.iteration
            self._train(min(max(FEWEST, min(trained // SHARE, MOST)), self._affordable, behind))
        return self.parting

    def _begin(self) -> None:
        """Put both copies where the run stands, one of them nudged."""
        self._experiment = self._trainer.experiment
        if not self._affordable:
            return
        state = self._trainer.learner.get_state()
        theta = np.stack([state.theta, state.theta])
        theta[1] *= 1 + NUDGE * np.random.RandomState(0).randn(theta.shape[1])
        if self._pair is None:
            self._pair = self._copies(theta)
        t, moments = state.optimizer
        both = {name: np.stack([moment, moment]) for name, moment in moments.items()}
        self._pair.set_state(LearnerState(state.iteration, theta, (t, both), state.dropout * 2))
        experiment = self._experiment
        self._pair.learning_rate, self._pair.lambd = experiment.learning_rate, experiment.lambd
        self._pair.l1 = experiment.l1
        self._pair.dropout.set_keep_prob(experiment.keep_probs)
        self._since, self._judged_at = state.iteration, state.iteration
        self._distance = self._judged = NUDGE

    def _copies(self, theta: np.ndarray) -> Learner:
        experiment, train = self._trainer.experiment, self._trainer.data.train
        return Learner(
            np.ascontiguousarray(train.X),
            np.ascontiguousarray(train.Y),
            Parameters(experiment.layer_sizes, theta.copy()),
            ACTIVATIONS[experiment.activation],
            OPTIMIZERS[experiment.optimizer.name](theta.shape),
            experiment.learning_rate,
            decay_rate=experiment.optimizer.decay_rate,
            keep_prob=experiment.keep_probs,
            dropout_seeds=[experiment.dropout_seed] * 2,
            batch_size=experiment.batch_size,
        )

    def _train(self, updates: int) -> None:
        pair = self._pair
        if pair is None or updates < 1:
            return
        pair.run(updates)
        one, other = pair.parameters.theta
        with np.errstate(over="ignore", invalid="ignore"):
            size, apart = float(np.linalg.norm(one)), float(np.linalg.norm(one - other))
        if not (math.isfinite(size) and math.isfinite(apart)):  # diverged, which is said in other words
            self._begin()
            return
        distance = apart / size if size else 0.0
        if distance >= PARTED:
            self.parting = Parting(self._since, pair.iteration - self._since, distance)
        elif pair.iteration - self._judged_at >= PATIENCE:
            if distance < LEAST_GROWTH * self._judged:
                self._begin()
            else:
                self._judged, self._judged_at = distance, pair.iteration


def explain_chaos(trainer: Trainer, parting: Parting) -> Finding:
    """Say that the copies parted and what it means, and offer a smaller α that is stable where the run stands."""
    alpha = float(trainer.learner.learning_rate)
    bound = largest_stable_rate(trainer)
    limit = USUAL_ADAPTIVE_RATE if bound is None else bound / 2 if math.isfinite(bound) else math.inf
    calm = largest_up_to(min(limit, alpha / 3), RATES) or RATES[0]
    words = (
        f"Another computer will see another run: two copies, 10⁻¹² apart at iteration {count(parting.since)}, "
        f"were {percent(parting.distance)} apart {count(parting.updates)} iterations later. With "
        f"α = {setting(alpha)} the steps are so long that rounding decides."
    )
    return Finding("chaotic", parting.since, words, f"Try α = {setting(calm)}", {"learning_rate": calm})
