"""The course's experiment on optimisers: its printed costs and accuracies replay digit by digit.

Moons, 2-5-2-1, α = 0.0007, mini-batches of 64, 10 000 epochs. A whole layer is dead for some examples there, and
behind it Z is exactly 0, so none of these costs comes out unless g'(0) of ReLU is 0.
"""

import pytest

from playground.network.cost import data_cost
from playground.network.propagation import Workspace, forward
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

EPOCHS, PRINTED_EVERY, EXAMPLES = 10_000, 1000, 300

# Printed every 1 000 epochs: the cost of the last mini-batch in the first edition of the notebook, in the second
# the mean over the epoch. The first edition's Adam had ε within the root, which is another rule than ours.
LAST_BATCH = {
    "gd": "0.690736 0.685273 0.647072 0.619525 0.576584 0.607243 0.529403 0.460768 0.465586 0.464518",
    "momentum": "0.690741 0.685341 0.647145 0.619594 0.576665 0.607324 0.529476 0.460936 0.465780 0.464740",
}
MEAN = {
    "gd": "0.702405 0.668101 0.635288 0.600491 0.573367 0.551977 0.532370 0.514007 0.496472 0.468014",
    "momentum": "0.702413 0.668167 0.635388 0.600591 0.573444 0.552058 0.532458 0.514101 0.496652 0.468160",
    "adam": "0.702166 0.167845 0.141316 0.138788 0.136066 0.134240 0.131127 0.130216 0.129623 0.129118",
}
RIGHT = {"gd": 239, "momentum": 239, "adam": 282}


def costs_of_an_epoch(trainer: Trainer) -> tuple[float, float]:
    """Train one epoch; return the cost of its last batch and the mean over its examples, before the updates."""
    learner, total, cost = trainer.learner, 0.0, 0.0
    for _ in range(learner.batches.per_epoch):
        X, Y = learner.batches.batch(learner.iteration)
        workspace = Workspace(learner.parameters, X.shape[1])
        forward(X, learner.parameters, learner.activation, workspace)
        cost = float(data_cost(workspace.Z[learner.parameters.L], Y))
        total += cost * X.shape[1]
        trainer.advance(1)
    return cost, total / EXAMPLES


@pytest.mark.parametrize("optimizer", RIGHT)
def test_the_published_costs_and_accuracies_replay(optimizer: str) -> None:
    trainer = Trainer(
        Experiment.from_json(
            {
                "dataset": {"name": "moons", "n": EXAMPLES, "noise": 0.2, "seed": 3},
                "hidden": [5, 2],
                "activation": "relu",
                "init": {"name": "he", "seed": 3},
                "optimizer": {"name": optimizer, "learning_rate": 0.0007},
                "batch_size": 64,
            }
        )
    )
    last, mean, per_epoch = [], [], trainer.learner.batches.per_epoch
    for _ in range(EPOCHS // PRINTED_EVERY):
        of_batch, of_epoch = costs_of_an_epoch(trainer)
        last.append(f"{of_batch:.6f}")
        mean.append(f"{of_epoch:.6f}")
        trainer.advance((PRINTED_EVERY - 1) * per_epoch)
    assert " ".join(mean) == MEAN[optimizer]
    assert " ".join(last) == LAST_BATCH.get(optimizer, " ".join(last))
    assert round(trainer.evaluate().train_accuracy * EXAMPLES) == RIGHT[optimizer]
