"""Stability: how long a step may be before descent overshoots further each time."""

import math
from collections.abc import Callable

import numpy as np

from playground.diagnostics.finding import RATES, largest_up_to
from playground.diagnostics.probe import Probe, first_parameters
from playground.network.arrays import Array
from playground.network.optimizers import Momentum
from playground.network.parameters import Parameters
from playground.training.trainer import Trainer

# Krylov dimension, and the smaller one for networks whose passes take long.
STEPS, STEPS_WHEN_LARGE = 40, 10
LARGE = 20_000

# Half-width of the difference of gradients: so small that a ReLU hardly ever bends within it, and round-off
# (1e-16 over it) still leaves nine digits.
NUDGE = 1e-7

# RMSProp and Adam step by about α in every parameter: from here on that is large beside weights of size 1, and
# the second is a rate that is not.
LARGE_ADAPTIVE_RATE, USUAL_ADAPTIVE_RATE = 0.1, 0.01


def largest_stable_rate(trainer: Trainer, parameters: Parameters | None = None) -> float | None:
    """The learning rate above which an update near `parameters` overshoots, without them where the network stands.

    2/λ_max for gradient descent, λ_max the largest eigenvalue of the Hessian of J: along its direction an update
    multiplies the error by 1 - α λ_max. For momentum v := βv + (1-β)g, θ := θ - αv, error and v are multiplied by
    [[1-α(1-β)λ, -αβ], [(1-β)λ, β]], of determinant β and trace 1+β-α(1-β)λ; both eigenvalues are inside the unit
    circle while |trace| < 1 + determinant, so for α < 2(1+β) / ((1-β) λ_max). Source: Polyak 1964, whose step is
    α(1-β) here. None for RMSProp and Adam, where this says nothing; inf where no direction curves upward.
    On at most 500 training points; of mini-batches it is the bound for their mean.
    """
    name = trainer.experiment.optimizer.name
    if name not in ("gd", "momentum"):
        return None
    beta = Momentum.beta if name == "momentum" else 0.0
    curvature = sharpness(trainer, parameters)
    return 2 * (1 + beta) / ((1 - beta) * curvature) if curvature > 0 else math.inf


def sharpness(trainer: Trainer, parameters: Parameters | None = None) -> float:
    """λ_max of the Hessian of J at `parameters`; l1 has no curvature. NaN where the numbers overflow."""
    probe = Probe(trainer)
    at = parameters or probe.parameters
    weights, decay = at.weights.size, trainer.learner.lambd / trainer.data.train.m
    moved = at.copy()

    def product(v: Array) -> Array:
        np.add(at.theta, NUDGE * v, out=moved.theta)
        above = probe.gradient(moved).theta.copy()
        np.subtract(at.theta, NUDGE * v, out=moved.theta)
        Hv = (above - probe.gradient(moved).theta) / (2 * NUDGE)
        Hv[:weights] += decay * v[:weights]
        return Hv

    with np.errstate(over="ignore", invalid="ignore"):
        size = at.theta.size
        return largest_eigenvalue(product, size, STEPS if size <= LARGE else STEPS_WHEN_LARGE)


def largest_eigenvalue(product: Callable[[Array], Array], size: int, steps: int) -> float:
    """The largest eigenvalue of a symmetric matrix (size, size) that is known by its products with vectors.

    Lanczos iteration with full reorthogonalisation from a fixed start: like power iteration, but it finds the
    largest, not the largest in size, and in fewer products. Source: Golub and Van Loan, Matrix Computations, 10.
    """
    q = np.random.RandomState(0).randn(size)
    basis = np.empty((min(steps, size), size))
    diagonal: list[float] = []
    beside: list[float] = []
    for k in range(len(basis)):
        basis[k] = q / np.linalg.norm(q)
        q = product(basis[k])
        diagonal.append(float(basis[k] @ q))
        for _ in range(2):  # once leaves round-off that grows
            q = q - basis[: k + 1].T @ (basis[: k + 1] @ q)
        beside.append(float(np.linalg.norm(q)))
        if not math.isfinite(beside[-1]):
            return math.nan
        if beside[-1] <= 1e-8 * max(map(abs, diagonal)):
            break
    T = np.diag(diagonal) + np.diag(beside[: len(diagonal) - 1], 1) + np.diag(beside[: len(diagonal) - 1], -1)
    return float(np.linalg.eigvalsh(T)[-1])


def decay_diverges(trainer: Trainer) -> bool:
    """Whether weight decay alone, W := (1 - αλ/m) W with all m training examples, makes weights grow.

    With momentum, W and its v together.
    """
    learner, name = trainer.learner, trainer.experiment.optimizer.name
    if name not in ("gd", "momentum") or not learner.lambd:
        return False
    beta = Momentum.beta if name == "momentum" else 0.0
    alpha = float(learner.learning_rate)
    pull = (1 - beta) * float(learner.lambd) / learner.batches.m
    update = np.array([[1 - alpha * pull, -alpha * beta], [pull, beta]])
    return bool(np.abs(np.linalg.eigvals(update)).max() > 1 + 1e-9)


def calmer_rate(trainer: Trainer) -> tuple[float | None, float | None]:
    """Where α is too large for the first weights: a choice of RATES that is not, and the largest stable rate.

    (None, bound) where α is not too large. The bound is None for RMSProp and Adam.
    """
    alpha = float(trainer.learner.learning_rate)
    bound = largest_stable_rate(trainer, first_parameters(trainer.begun))
    if bound is None:
        large = alpha >= LARGE_ADAPTIVE_RATE
        return (min(USUAL_ADAPTIVE_RATE, alpha / 10) if large else None), None
    return (largest_up_to(bound / 2, RATES) if alpha > bound else None), bound
