"""The ways to regularise that are compared: what each adds to the same experiment, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.training.experiment import Experiment

# A set on which the network overfits and every way below helps, not for one lucky seed: 90 football points to
# train on. What was measured was measured on it.
DATA: Mapping[str, Any] = {
    "dataset": {"name": "football", "n": 300, "noise": 0.15, "seed": 1},
    "split": {"train": 0.3, "dev": 0.35, "test": 0.35, "seed": 0},
}
NETWORK: Mapping[str, Any] = {
    "hidden": [20, 3],
    "activation": "relu",
    "init": {"name": "xavier", "seed": 1},
    "optimizer": {"name": "gd", "learning_rate": 0.3},
}
ITERATIONS = 30_000


@dataclass(frozen=True)
class Accuracies:
    """Shares that were told right."""

    train: float
    dev: float | None
    test: float


@dataclass(frozen=True)
class Regularizer:
    """A way to regularise: its title, the live values that make it, and whether it stops early.

    `published` are the course's accuracies on its own points; `measured` are means over the weights' seeds 1 to 24
    on DATA, after ITERATIONS, or where the dev cost was lowest until then.
    """

    title: str
    live: Mapping[str, float]
    published: Accuracies | None
    measured: Accuracies
    stops_early: bool = False


REGULARIZERS: Mapping[str, Regularizer] = {
    "none": Regularizer("None", {}, Accuracies(0.95, None, 0.915), Accuracies(0.973, 0.834, 0.851)),
    "l2": Regularizer("L2", {"lambd": 0.7}, Accuracies(0.94, None, 0.93), Accuracies(0.912, 0.877, 0.880)),
    "l1": Regularizer("L1", {"l1": 0.3}, None, Accuracies(0.938, 0.849, 0.862)),
    "dropout": Regularizer(
        "Dropout", {"keep_prob": 0.86}, Accuracies(0.93, None, 0.95), Accuracies(0.960, 0.856, 0.866)
    ),
    "early": Regularizer("Early stopping", {}, None, Accuracies(0.912, 0.878, 0.869), stops_early=True),
}


def column(base: Experiment, regularizer: Regularizer, live: Mapping[str, float]) -> tuple[str, Experiment]:
    """The base experiment with the live values of this regulariser, under its title."""
    return regularizer.title, base.with_live(**live)


def rows() -> list[dict[str, str]]:
    """The table of what was published beside what was measured."""
    return [
        {
            "": regularizer.title,
            "Course notebook, train": _percent(regularizer.published.train if regularizer.published else None),
            "Course notebook, test": _percent(regularizer.published.test if regularizer.published else None),
            "Here, train": _percent(regularizer.measured.train),
            "Here, dev": _percent(regularizer.measured.dev),
            "Here, test": _percent(regularizer.measured.test),
        }
        for regularizer in REGULARIZERS.values()
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def decay(learning_rate: float, lambd: float, m: int) -> float:
    """1 - αλ/m, by which L2 shrinks every weight in every update (weight decay)."""
    return 1.0 - learning_rate * lambd / m
