"""Mini-batches: the training set in random order, cut into slices, and shuffled anew every epoch."""

import numpy as np

from playground.network.arrays import Array

# Epoch e = 1, 2, … shuffles with RandomState(10 + e): as in the course's notebooks, so that their figures
# replay, and so that any iteration can be returned to without a generator's state.
SHUFFLE_SEED = 10


class MiniBatches:
    """Gives the batch of any iteration; `batch_size` None or ≥ m means full batch, in the given order."""

    def __init__(self, X: Array, Y: Array, batch_size: int | None) -> None:
        """X is (n_x, m) or (R, n_x, m), Y (1, m) or (R, 1, m); every network sees the same examples' order."""
        self.m = X.shape[-1]
        self.batch_size = self.m if batch_size is None else min(batch_size, self.m)
        self.per_epoch = -(-self.m // self.batch_size)
        self._original = X, Y
        self._shuffled = X, Y
        self._shuffled_epoch: int | None = None
        self._order = np.arange(self.m)

    def epoch(self, iteration: int) -> int:
        """How many epochs were finished before this iteration."""
        return iteration // self.per_epoch

    def batch(self, iteration: int) -> tuple[Array, Array]:
        """(X, Y) of this iteration; the last batch of an epoch holds what is left."""
        if self.batch_size == self.m:
            return self._original
        epoch = self.epoch(iteration)
        if epoch != self._shuffled_epoch:
            self._order = np.random.RandomState(SHUFFLE_SEED + epoch + 1).permutation(self.m)
            X, Y = self._original
            self._shuffled = X[..., self._order], Y[..., self._order]
            self._shuffled_epoch = epoch
        start = (iteration % self.per_epoch) * self.batch_size
        X, Y = self._shuffled
        return X[..., start : start + self.batch_size], Y[..., start : start + self.batch_size]

    def first_example(self, iteration: int) -> int:
        """Which of the m examples is the first of this iteration's batch."""
        self.batch(iteration)
        return int(self._order[(iteration % self.per_epoch) * self.batch_size])
