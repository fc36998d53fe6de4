"""Inverted dropout: a fresh random mask for the hidden layers in every iteration of training."""

from collections.abc import Sequence

import numpy as np

from playground.network.arrays import Array, Scalars
from playground.network.parameters import Parameters


class Dropout:
    """Draws the masks D[1] … D[L-1] of one network, or of a stack whose members each have their own generator.

    keep_prob is the probability that a unit is kept, one a hidden layer: a number, or (R, 1, 1) for a stack.
    """

    def __init__(self, keep_prob: Sequence[Scalars], seeds: Sequence[int]) -> None:
        """One keep_prob a hidden layer, one seed a network."""
        self.generators = [np.random.RandomState(seed) for seed in seeds]
        self.set_keep_prob(keep_prob)

    def set_keep_prob(self, keep_prob: Sequence[Scalars]) -> None:
        """Change how much each hidden layer keeps, from the next masks on."""
        self._dropping = {l: keep for l, keep in enumerate(keep_prob, start=1) if np.any(np.less(keep, 1.0))}

    @property
    def active(self) -> bool:
        """Whether any unit is ever dropped."""
        return bool(self._dropping)

    def masks(self, parameters: Parameters, m: int) -> dict[int, Array]:
        """D[l] / keep_prob for m examples, (..., n[l], m); layers that keep everything draw no mask.

        D[l] = rand(n[l], m) < keep_prob, so that A[l] * D[l] / keep_prob has the expected value of A[l]
        (Srivastava et al. 2014, in the inverted form).
        """
        masks = {}
        for l, keep in self._dropping.items():
            n = parameters.layer_sizes[l]
            keeps = np.broadcast_to(np.ravel(keep), len(self.generators))
            # Who keeps the whole layer draws nothing, alone or in a stack, so the later layers' masks agree.
            draws = [
                generator.rand(n, m) if kept < 1.0 else np.zeros((n, m))
                for generator, kept in zip(self.generators, keeps, strict=True)
            ]
            masks[l] = (np.reshape(draws, (*parameters.stack, n, m)) < keep) / keep
        return masks

    def get_state(self) -> list[dict[str, object]]:
        """Where every generator stands."""
        return [generator.get_state(legacy=False) for generator in self.generators]

    def set_state(self, state: list[dict[str, object]]) -> None:
        """Put every generator back to where `get_state` found it."""
        for generator, stood in zip(self.generators, state, strict=True):
            generator.set_state(stood)
