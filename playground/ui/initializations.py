"""The initialisations that are compared: rule and scale of each, and what was published of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from playground.diagnostics.finding import percent
from playground.network.initializers import INITIALIZERS
from playground.training.experiment import Experiment, InitSpec


@dataclass(frozen=True)
class Initialization:
    """A rule of INITIALIZERS with a scale, and the accuracy that was published for the course's experiment."""

    title: str
    rule: str
    scale: float
    published: float | None = None


INITIALIZATIONS: Mapping[str, Initialization] = {
    "zeros": Initialization("Zeros", "zeros", 1.0, 0.50),
    "small": Initialization("Random, small", "random", 0.01),
    "large": Initialization("Random, large", "random", 10.0, 0.83),
    "xavier": Initialization("Xavier", "xavier", 1.0),
    "he": Initialization("He", "he", 1.0, 0.99),
    "custom": Initialization("Your own", "xavier", 1.5),
}

# What the course's figures were published for; with another experiment they mean nothing.
COURSE_HIDDEN, COURSE_RATE, COURSE_SEED = (10, 5), 0.01, 3


def title_of(init: Initialization) -> str:
    """The title with its scale, where that is not 1."""
    rule = INITIALIZERS[init.rule].title if init.title == "Your own" else init.title
    return rule if init.rule == "zeros" or init.scale == 1.0 else f"{rule} × {init.scale:g}"


def column(base: Experiment, init: Initialization) -> tuple[str, Experiment]:
    """The base experiment begun with this initialisation, under its title; the seed is the base's."""
    return title_of(init), replace(base, init=InitSpec(init.rule, init.scale, base.init.seed))


def published(base: Experiment, init: Initialization) -> str:
    """What was published of this initialisation, where the experiment is the course's."""
    known = INITIALIZATIONS.values()
    if init not in known or init.published is None or not is_the_courses(base):
        return ""
    return f"Course notebook, after 15,000 iterations: {percent(init.published)} right"


def is_the_courses(experiment: Experiment) -> bool:
    """Whether this is the experiment whose results were published, but for its initialisation."""
    dataset = experiment.dataset
    return (
        (dataset.name, dataset.n, dataset.noise, dataset.seed) == ("circles", 300, 0.05, 1)
        and experiment.hidden == COURSE_HIDDEN
        and experiment.activation == "relu"
        and experiment.optimizer.name == "gd"
        and experiment.learning_rate == COURSE_RATE
        and experiment.init.seed == COURSE_SEED
        and (experiment.lambd, experiment.l1, experiment.keep_prob, experiment.batch_size) == (0.0, 0.0, 1.0, None)
    )
