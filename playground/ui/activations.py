"""The activations that are compared: on which experiments, what was measured there, and when to take which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.network.activations import ACTIVATIONS
from playground.training.experiment import Experiment

# Two circles, one within the other: no line tells them apart.
DATA: Mapping[str, Any] = {
    "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
    "test": {"name": "circles", "n": 100, "noise": 0.05, "seed": 2},
}
ITERATIONS = 3000
SEEDS = tuple(range(1, 25))

# From this accuracy on the training set, a network has learned the circles; below the other, it tosses a coin.
LEARNED, COIN_TOSS = 0.95, 0.6


@dataclass(frozen=True)
class Situation:
    """A small network and its steps, begun from a seed that shows what most seeds do.

    Of the networks of SEEDS, about `learned` had learned by ITERATIONS, and about `tossing` did no better than a
    coin: medians over nudged starts and BLAS kernels, since rounding decides for a few of them. `words` say what
    there is to see, and are true of the seeds together.
    """

    title: str
    hidden: tuple[int, ...]
    rate: float
    init: str
    seed: int
    words: str
    learned: Mapping[str, int]
    tossing: Mapping[str, int]


SITUATIONS: Mapping[str, Situation] = {
    "moderate": Situation(
        "Moderate steps",
        (6, 6),
        0.3,
        "he",
        3,
        "ReLU and leaky ReLU are quickest, and tanh follows. Sigmoid units pass so little back that the cost "
        f"hardly moves for {ITERATIONS:,} iterations, and linear ones can only draw a line.",
        {"sigmoid": 0, "tanh": 23, "relu": 24, "leaky_relu": 24, "linear": 0},
        {"sigmoid": 15, "tanh": 0, "relu": 0, "leaky_relu": 0, "linear": 24},
    ),
    "large": Situation(
        "Large steps",
        (6, 6, 6),
        1.0,
        "xavier",
        6,
        "Large steps throw ReLU units to where they are 0 for every point: their gradient is 0 too, and they stay "
        "dead. Where too many die, the network is left with a coin toss. Leaky ReLU still passes a hundredth "
        "back, and nearly all of its networks get away from there. With steps this long rounding decides for a "
        "few: another computer counts a few more or less.",
        {"sigmoid": 0, "tanh": 19, "relu": 7, "leaky_relu": 18, "linear": 0},
        {"sigmoid": 24, "tanh": 0, "relu": 13, "leaky_relu": 0, "linear": 24},
    ),
}

# The slopes as the engine computes them, from a = g(z) or from z.
SLOPES: Mapping[str, str] = {
    "sigmoid": r"g'(z) = a (1 - a)",
    "tanh": r"g'(z) = 1 - a^2",
    "relu": r"g'(z) = \begin{cases} 0 & z \le 0 \\ 1 & z > 0 \end{cases}",
    "leaky_relu": r"g'(z) = \begin{cases} 0.01 & z \le 0 \\ 1 & z > 0 \end{cases}",
    "linear": r"g'(z) = 1",
}

# When to take which, as the course says.
ADVICE: Mapping[str, tuple[str, str]] = {
    "sigmoid": (
        "The output of a yes-or-no question",
        "Its value lies between 0 and 1 and reads as a probability. Nowhere is its slope above ¼.",
    ),
    "tanh": (
        "Hidden layers, rather than sigmoid",
        "Its values have a mean near 0, which makes the next layer's work easier. It saturates too.",
    ),
    "relu": ("Hidden layers, by default", "For z > 0 the gradient passes whole, however large z is."),
    "leaky_relu": ("Hidden layers where ReLU units die", "For z < 0 a hundredth of the gradient still passes."),
    "linear": (
        "The output of a regression only",
        "Any number can come out. In hidden layers it adds nothing: the layers are still one line.",
    ),
}


def experiment(situation: Situation, rate: float, seed: int) -> Experiment:
    """The experiment of a situation with this learning rate and seed of the weights, ReLU inside."""
    return Experiment.from_json(
        {
            **DATA,
            "hidden": list(situation.hidden),
            "activation": "relu",
            "init": {"name": situation.init, "seed": seed},
            "optimizer": {"learning_rate": rate},
            "iterations": ITERATIONS,
        }
    )


def columns(base: Experiment) -> list[tuple[str, Experiment]]:
    """The same experiment with each activation in turn, under its title."""
    return [(activation.title, replace(base, activation=name)) for name, activation in ACTIVATIONS.items()]


def advice_rows() -> list[dict[str, str]]:
    """The table of when to take which."""
    return [
        {"Activation": ACTIVATIONS[name].title, "Take it for": use, "Because": reason}
        for name, (use, reason) in ADVICE.items()
    ]


def measured_rows() -> list[dict[str, str]]:
    """The table of how many networks learned, a row for each activation and a column for each situation."""
    return [
        {
            "Activation": activation.title,
            **{
                f"{situation.title} (α = {situation.rate:g})": _counted(situation, name)
                for situation in SITUATIONS.values()
            },
        }
        for name, activation in ACTIVATIONS.items()
    ]


def _counted(situation: Situation, name: str) -> str:
    learned, tossing, of = situation.learned[name], situation.tossing[name], len(SEEDS)
    told = (
        f"nearly all of {of}" if learned >= of - 1 else f"about {learned} of {of}" if learned else f"none of {of}"
    )
    if not tossing:
        return told
    return f"{told}, and {'all' if tossing == of else f'about {tossing}'} toss a coin"
