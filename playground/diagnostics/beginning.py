"""The beginning: what a run's first weights say, told once however often somebody asks."""

from functools import cached_property

import numpy as np

from playground.diagnostics.finding import figure
from playground.diagnostics.probe import Probe, first_parameters, relative_size, suitable_parameters
from playground.diagnostics.stability import calmer_rate
from playground.diagnostics.units import STEEPEST, dead_units, saturated_shares
from playground.training.trainer import Trainer

# Inputs so many times the usual size make first pre-activations, and steps, as many times larger.
LARGE_INPUTS = 3.0


class Beginning:
    """Facts about the weights that a trainer's run began with; none of them changes in the run."""

    def __init__(self, trainer: Trainer) -> None:
        """Cheap: everything is told when first asked for."""
        self._trainer = trainer
        self._calmer: dict[float, float | None] = {}

    @cached_property
    def _probe(self) -> Probe:
        probe = Probe(self._trainer)
        probe.forward(first_parameters(self._trainer.begun))
        return probe

    @cached_property
    def times_suitable(self) -> float:
        """How many times larger the first weights were than suits the activation."""
        begun = self._trainer.begun
        return relative_size(first_parameters(begun), suitable_parameters(begun))

    @cached_property
    def dead_units(self) -> dict[int, int]:
        """How many units of each hidden layer were dead."""
        return dead_units(self._probe)

    @cached_property
    def saturated_share(self) -> float:
        """The share of saturated activations in the layer with the most."""
        return max(saturated_shares(self._probe, STEEPEST[self._trainer.begun.activation]).values())

    @cached_property
    def _input_size(self) -> float:
        """The root of the mean square of the input with the largest."""
        X = self._trainer.data.train.X
        return float(np.sqrt(np.mean(np.square(X), axis=1)).max())

    @property
    def inputs_are_large(self) -> bool:
        """Whether an input is far from the size of about 1 that the rules of He and Xavier count on."""
        return self._input_size > LARGE_INPUTS

    @property
    def input_words(self) -> str:
        """The size of the inputs, in words."""
        return f"about {figure(self._input_size)} where the initialisation counts on about 1"

    def calmer_rate(self) -> float | None:
        """A learning rate to begin with where the present one is too large; costs milliseconds once a rate."""
        alpha = float(self._trainer.learner.learning_rate)
        if alpha not in self._calmer:
            self._calmer[alpha] = calmer_rate(self._trainer)[0]
        return self._calmer[alpha]
