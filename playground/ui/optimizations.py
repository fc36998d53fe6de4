"""The ways to descend that are compared: optimisers on all examples, and gradient descent in mini-batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.network.optimizers import OPTIMIZERS
from playground.training.experiment import Experiment

LOGISTIC, NETWORK = "Logistic regression", "2-8-4-1"
HIDDEN: Mapping[str, tuple[int, ...]] = {LOGISTIC: (), NETWORK: (8, 4)}


@dataclass(frozen=True)
class Descent:
    """An optimiser, how many examples each update sees (None for all), and a learning rate to begin with."""

    title: str
    optimizer: str
    batch_size: int | None
    learning_rate: float


DESCENTS: Mapping[str, Descent] = {
    "gd": Descent(OPTIMIZERS["gd"].title, "gd", None, 0.1),
    "momentum": Descent(OPTIMIZERS["momentum"].title, "momentum", None, 0.1),
    "rmsprop": Descent(OPTIMIZERS["rmsprop"].title, "rmsprop", None, 0.01),
    "adam": Descent(OPTIMIZERS["adam"].title, "adam", None, 0.01),
    "batch64": Descent("Batch 64", "gd", 64, 0.1),
    "batch16": Descent("Batch 16", "gd", 16, 0.1),
    "batch1": Descent("Batch 1", "gd", 1, 0.03),
}


def column(base: Mapping[str, Any], number: int, descent: Descent, learning_rate: float) -> tuple[str, Experiment]:
    """The base experiment, descended in this way, under its number and title."""
    optimizer = {"name": descent.optimizer, "learning_rate": learning_rate}
    experiment = Experiment.from_json({**base, "optimizer": optimizer, "batch_size": descent.batch_size})
    return f"{number} {descent.title}", experiment
