"""Units: hidden layers whose units are all alike, dead or saturated, and networks that are one linear map."""

from typing import Any, Protocol

import numpy as np

from playground.diagnostics.finding import Finding, count, layer_name, percent, setting
from playground.diagnostics.probe import Probe, init_words, suitable_init
from playground.network.parameters import Parameters
from playground.training.trainer import Trainer

# The largest value of g', for the activations that saturate; a slope below this share of it is hardly one.
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0}
HARDLY_A_SLOPE = 0.05

# Shares of a layer from which a finding is shown, and from which one that is shown stays.
SATURATED, STILL_SATURATED = 0.60, 0.50
DEAD, STILL_DEAD = 0.25, 0.10

# How far below zero all of a unit's Z must stay, as a share of their range, before the unit counts as dead:
# others come back as the layers before them move. None where it was found dead before.
MARGIN = 0.10

# First weights so many times larger than suits the activation are what saturates it.
LARGE_FOR_SATURATION = 1.5

# Rows of W that should be equal to the last digit may come apart in it, as sums are made in another order.
ALIKE = 1e-6


class FirstWeights(Protocol):
    """What is known of the weights that a run began with."""

    @property
    def saturated_share(self) -> float:
        """The share of saturated activations in the layer with the most."""

    @property
    def times_suitable(self) -> float:
        """How many times larger they were than suits the activation."""

    def calmer_rate(self) -> float | None:
        """A learning rate to begin with where the present one is too large for them."""


def find_symmetry(trainer: Trainer) -> Finding | None:
    """Hidden layers of two units or more that began with equal weights, and whose units still all have equal
    incoming weights and biases: they compute the same."""
    parameters, experiment = trainer.learner.parameters, trainer.experiment
    if experiment.init.name != "zeros" and experiment.init.scale != 0.0:
        return None
    layers = [l for l in range(1, parameters.L) if _units_are_alike(parameters, l)]
    if not layers:
        return None
    wide = [l for l in range(1, parameters.L) if parameters.layer_sizes[l] > 1]
    where = "every hidden layer" if len(layers) == len(wide) > 1 else layer_name(layers[0], parameters.L - 1)
    when = f"after {count(trainer.iteration)} iterations" if trainer.iteration else "from the start"
    init = suitable_init(experiment.activation)
    words = (
        f"All units of {where} compute the same {when}: weights that begin equal get equal gradients and stay "
        "equal, so a layer does no more than one unit could."
    )
    return Finding("symmetry", trainer.iteration, words, init_words(init), {"init": init})


def _units_are_alike(parameters: Parameters, l: int) -> bool:
    W, b = parameters.W[l], parameters.b[l]
    return len(W) > 1 and all(float(np.ptp(p, axis=0).max()) <= ALIKE * float(np.abs(p).max()) for p in (W, b))


def dead_units(probe: Probe, margin: float = 0.0) -> dict[int, int]:
    """Count the units of each hidden layer with Z ≤ 0, so output and slope 0, on every example; after `forward`.

    With a margin, count only those that stay below zero by that share of the range of their Z. Behind a dead layer
    Z is the same for every example, so its units are dead too where it is not above 0.
    """
    counts = {}
    for l in range(1, probe.parameters.L):
        Z = probe.workspace.Z[l]
        top = Z.max(axis=1)
        counts[l] = int((top <= -margin * (top - Z.min(axis=1))).sum())
    return counts


def worst_layer(counts: dict[int, int], sizes: tuple[int, ...]) -> int:
    """The layer with the largest share of its units counted."""
    return max(counts, key=lambda l: counts[l] / sizes[l])


def find_dead_units(trainer: Trainer, probe: Probe, held: bool) -> Finding | None:
    """ReLU units that output 0 everywhere: all of a layer, or a quarter of one and more than one unit.

    After `probe.forward`; `held` says whether it was found the last time. Advises leaky ReLU.
    """
    sizes = probe.parameters.layer_sizes
    dead = dead_units(probe)
    worst = worst_layer(dead, sizes)
    if dead[worst] < sizes[worst] and not held:
        dead = dead_units(probe, MARGIN)
        worst = worst_layer(dead, sizes)
    n, of = dead[worst], sizes[worst]
    if n < of and (n < (1 if held else 2) or n < (STILL_DEAD if held else DEAD) * of):
        return None
    layer = layer_name(worst, probe.parameters.L - 1)
    on = "every training example" if probe.sees_all else f"all of {count(probe.m)} training examples"
    if n == of:
        who = f"Every unit of {layer} outputs" if of > 1 else f"The unit of {layer} outputs"
        words = f"{who} 0 for {on}: no gradient gets back through this layer, and all points look alike."
    elif n == 1:
        words = f"1 of {of} units of {layer} outputs 0 for {on}: its gradient is 0, so it cannot learn."
    else:
        words = f"{n} of {of} units of {layer} output 0 for {on}: their gradient is 0, so they cannot learn."
    return Finding("dead_units", trainer.iteration, words, "Use leaky ReLU", {"activation": "leaky_relu"})


def layer_is_dead(probe: Probe) -> bool:
    """Whether a whole hidden layer is dead, so that nothing before it can learn; after `forward`."""
    return any(n == probe.parameters.layer_sizes[l] for l, n in dead_units(probe).items())


def saturated_shares(probe: Probe, steepest: float) -> dict[int, float]:
    """The share of each hidden layer's activations whose slope is below 5 % of the steepest; after `forward`."""
    flat = HARDLY_A_SLOPE * steepest
    return {l: float(np.mean(probe.slopes(l) < flat)) for l in range(1, probe.parameters.L)}


def find_saturation(trainer: Trainer, probe: Probe, first: FirstWeights, held: bool) -> Finding | None:
    """Layers of tanh or sigmoid units of which most outputs lie where the curve is flat; after `probe.forward`.

    `first` tells of the first weights; `held` says whether it was found the last time.
    """
    activation = trainer.experiment.activation
    shares = saturated_shares(probe, STEEPEST[activation])
    worst = max(shares, key=lambda l: shares[l])
    if shares[worst] < (STILL_SATURATED if held else SATURATED):
        return None
    cure = _cure_saturation(trainer, first)
    if cure is None:
        return None
    words = (
        f"{percent(shares[worst])} of the {activation} outputs of {layer_name(worst, probe.parameters.L - 1)} are "
        "saturated: the curve is flat there, so little gradient passes and learning is slow."
    )
    return Finding("saturation", trainer.iteration, words, *cure)


def _cure_saturation(trainer: Trainer, first: FirstWeights) -> tuple[str, dict[str, Any]] | None:
    """Advice and remedy: shorter steps where too long ones brought it, or another init or inputs where it was
    there.

    None where nothing of this would help: units that the training itself drives to the ends are no trouble.
    """
    if first.saturated_share < STILL_SATURATED:
        calm = first.calmer_rate()
        if calm is None:
            return None
        return f"Start again with α = {setting(calm)}", {"learning_rate": calm, "iteration": 0}
    if first.times_suitable > LARGE_FOR_SATURATION:
        init = suitable_init(trainer.experiment.activation)
        return init_words(init), {"init": init}
    return None if trainer.experiment.standardize else ("Standardise the inputs", {"standardize": True})


def find_linear(trainer: Trainer) -> Finding | None:
    """Linear hidden layers: the network is one linear map, whatever its depth."""
    experiment = trainer.experiment
    if experiment.activation != "linear" or not experiment.hidden:
        return None
    words = (
        "All hidden layers are linear, so the whole network is one linear map: its boundary is a straight line, "
        "however many layers there are."
    )
    return Finding("linear", 0, words, "Use tanh", {"activation": "tanh"})
