"""How much memory a run takes, told before it is made."""

import math

from playground.diagnostics.chaos import affordable_updates
from playground.network.parameters import count_parameters
from playground.training.checks import ExperimentError
from playground.training.experiment import MAX_POINTS, Experiment
from playground.training.keyframes import GRID
from playground.training.timeline import FEWEST_CHECKPOINTS, MOST_BYTES

MAX_BYTES_PER_RUN = 200 * 2**20


def estimate_bytes(experiment: Experiment) -> int:
    """About what a run's buffers take, from above.

    Counted in numbers of 8 bytes: Z, A, dA and dZ of every unit for the training points, once to learn and once
    for the portrait's gradient; Z and A for all sets and for the picture, with its maps; masks, and Z and A with
    them, where dropout is on; for the two copies that tell chaos, where they are made, what learning takes twice;
    θ with gradients, moments and copies; and the timeline's checkpoints.
    """
    points = experiment.dataset.n or MAX_POINTS
    train = points if experiment.split is None else math.ceil(points * experiment.split.train)
    test = 0 if experiment.test is None else experiment.test.n or MAX_POINTS
    dropout = 6 if min(experiment.keep_probs, default=1.0) < 1.0 else 0
    columns = (8 + dropout) * train + 2 * (points + test) + 3 * GRID**2
    if affordable_updates(count_parameters(experiment.layer_sizes), min(experiment.batch_size or train, train)):
        columns += (8 + dropout) * train
    copies = 14 + 3 * (FEWEST_CHECKPOINTS + 1)
    numbers = columns * sum(experiment.layer_sizes) + copies * count_parameters(experiment.layer_sizes)
    return 8 * numbers + MOST_BYTES


def check_size(experiment: Experiment) -> int:
    """`estimate_bytes`; raises ExperimentError where that is more than one run may take."""
    needed = estimate_bytes(experiment)
    if needed > MAX_BYTES_PER_RUN:
        raise ExperimentError(
            f"This network is too large to play here: it needs {needed / 2**20:.0f} MB, and a run may take "
            f"{MAX_BYTES_PER_RUN / 2**20:.0f}. Use fewer units, layers or points."
        )
    return needed
