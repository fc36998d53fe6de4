"""The expected loss taken apart: noise, bias and variance of networks trained on different training sets.

K networks answer at N points whose true P(y=1|x) = p is known. The expectation is over the label y, which has
that probability, and over the training set, of which the K networks are all that there are. So each decomposition
is an identity for these K, to round-off. Where p is not known, the labels may stand in for it: then the noise is
zero and counts as bias.
"""

from dataclasses import dataclass

import numpy as np

from playground.network.arrays import Array


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The expected loss (N,) at every point: `loss` = `noise_in_loss` + `bias` + `net_variance`.

    `noise` is what the best answer loses, `main` the answer that the networks give on the whole (a probability,
    or for 0/1 loss a class), and `variance` how far they scatter about it. For squared error and cross-entropy the
    noise and the variance enter the loss as they are. For 0/1 loss they may enter with another weight or sign.
    """

    loss: Array
    noise: Array
    noise_in_loss: Array
    bias: Array
    variance: Array
    net_variance: Array
    main: Array

    def mean(self) -> "Means":
        """The averages over the points."""
        names = ("loss", "noise", "noise_in_loss", "bias", "variance", "net_variance")
        return Means(**{name: float(np.mean(getattr(self, name))) for name in names})


@dataclass(frozen=True)
class Means:
    """The terms of a Decomposition, averaged over points that have the distribution of the data."""

    loss: float
    noise: float
    noise_in_loss: float
    bias: float
    variance: float
    net_variance: float


def decompose_squared_error(probabilities: Array, truth: Array) -> Decomposition:
    """E (y - q)² = p (1 - p) + (q̄ - p)² + E (q - q̄)² for answers q (K, N), with q̄ their mean; p is (N,).

    This is the Brier score. With K networks for all there could be, the variance comes out (K - 1)/K times too
    small and the bias² too large by the difference: see `without_sampling_bias`.
    Sources: Brier 1950; Geman, Bienenstock and Doursat 1992, "Neural networks and the bias/variance dilemma".
    """
    q, p = _checked(probabilities, truth)
    main = q.mean(axis=0)
    noise, bias, variance = p * (1 - p), (main - p) ** 2, np.mean((q - main) ** 2, axis=0)
    loss = np.mean(p * (1 - q) ** 2 + (1 - p) * q**2, axis=0)
    return Decomposition(loss, noise, noise, bias, variance, variance, main)


def without_sampling_bias(found: Decomposition, networks: int) -> Decomposition:
    """A decomposition of squared error as K → ∞ is expected to have it, from K = `networks` of at least 2.

    variance · K/(K - 1), and bias² - variance/(K - 1), which at single points may fall below 0; their sum stays.
    """
    surplus = found.variance / (networks - 1)
    variance = found.variance + surplus
    return Decomposition(
        found.loss, found.noise, found.noise_in_loss, found.bias - surplus, variance, variance, found.main
    )


def decompose_zero_one(probabilities: Array, truth: Array) -> Decomposition:
    """The share of wrong answers = c1 N + B + c2 V, with answers 1 where q > 1/2.

    The best answer y* is 1 where p > 1/2, and errs with the noise N = min(p, 1 - p). The main answer y_m is what
    most networks say, 0 where they are even. The bias B is 1 where y_m ≠ y*, else 0; the variance V is the share
    of networks that do not say y_m. c1 = 2 P(y* is said) - 1 over the networks; c2 is 1 where y_m = y* and -1
    where not, since there a network that leaves the majority is right. So `net_variance` c2 V may be negative.
    Source: Domingos 2000, "A unified bias-variance decomposition", theorem 2 with two classes.
    """
    q, p = _checked(probabilities, truth)
    said, best = q > 0.5, p > 0.5
    main = np.mean(said, axis=0) > 0.5
    noise, biased = np.minimum(p, 1 - p), main != best
    variance = np.mean(said != main, axis=0)
    c1 = 2 * np.mean(said == best, axis=0) - 1
    loss = np.mean(np.where(said, 1 - p, p), axis=0)
    net = np.where(biased, -variance, variance)
    return Decomposition(loss, noise, c1 * noise, biased.astype(float), variance, net, main.astype(float))


def decompose_cross_entropy(logits: Array, truth: Array) -> Decomposition:
    """E -log q(y) = H(p) + KL(p ‖ q̄) + E KL(q̄ ‖ q) for logits (K, N), in nats; q̄ has the mean of the logits.

    Averaging logits is averaging log q and log (1 - q), then normalising: the geometric mean, for which alone
    this is an identity. Source: Heskes 1998, "Bias/variance decompositions for likelihood-based estimators".
    """
    z, p = _checked(logits, truth, low=-np.inf, high=np.inf)
    mean = z.mean(axis=0)
    main = np.exp(-np.logaddexp(0.0, -mean))
    noise, bias = _entropy(p), _cross_entropy(p, mean) - _entropy(p)
    variance = np.mean(_cross_entropy(main, z), axis=0) - _cross_entropy(main, mean)
    loss = np.mean(_cross_entropy(p, z), axis=0)
    return Decomposition(loss, noise, noise, bias, variance, variance, main)


def _cross_entropy(p: Array, z: Array) -> Array:
    """-p log a - (1 - p) log (1 - a) with a = sigmoid(z)."""
    return p * np.logaddexp(0.0, -z) + (1 - p) * np.logaddexp(0.0, z)


def _entropy(p: Array) -> Array:
    """-p log p - (1 - p) log (1 - p), where 0 log 0 = 0."""
    parts = [-q * np.log(np.where(q > 0, q, 1.0)) for q in (p, 1 - p)]
    return np.asarray(parts[0] + parts[1])


def _checked(answers: Array, truth: Array, low: float = 0.0, high: float = 1.0) -> tuple[Array, Array]:
    """Both in float64. Raises ValueError where shapes do not fit or something is no probability."""
    answers, truth = np.asarray(answers, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    if answers.ndim != 2 or truth.shape != answers.shape[1:] or not answers.shape[0]:
        raise ValueError(f"answers must be (K, N) and the truth (N,), not {answers.shape} and {truth.shape}")
    fit = np.isfinite(answers) & (answers >= low) & (answers <= high)
    if not (fit.all() and np.all((truth >= 0) & (truth <= 1))):
        raise ValueError("probabilities must lie from 0 to 1, and logits must be numbers")
    return answers, truth
