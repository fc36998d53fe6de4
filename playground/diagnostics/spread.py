"""Spread: what theory expects of the activations from layer to layer, the f^L of the course."""

from playground.network.initializers import INITIALIZERS
from playground.training.experiment import Experiment

# Of the activations, what one layer keeps of the spread of its input in theory, as a share of the weights' own
# factor: linear passes it on, ReLU lets half of the variance through; for the others there is no such number.
PASSED_ON = {"linear": 1.0, "relu": 0.5**0.5}


def expected_spread(experiment: Experiment, first: float) -> list[float] | None:
    """The spread of activations that theory expects in each hidden layer, from that of the first; None where it
    says nothing.

    Weights of standard deviation σ pass on σ √n[l-1] of the spread to Z, and the activation a share of that (He et
    al. 2015, section 2.2): s[l] = s[l-1] · σ √n[l-1] · share, the f^L of the course.
    """
    share = PASSED_ON.get(experiment.activation)
    if share is None or experiment.init.name == "zeros" or len(experiment.hidden) < 2:
        return None
    spreads = [first]
    sizes = experiment.layer_sizes
    for l in range(2, len(experiment.hidden) + 1):
        sigma = INITIALIZERS[experiment.init.name].deviation(sizes[l - 1], sizes[l]) * experiment.init.scale
        spreads.append(spreads[-1] * sigma * sizes[l - 1] ** 0.5 * share)
    return spreads
