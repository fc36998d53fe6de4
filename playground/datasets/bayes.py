"""The Bayes-optimal answer: what is to be told of a point if the law of the points is known, and its error."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from playground.datasets import bayes_laws
from playground.datasets.bayes_laws import LogOdds
from playground.datasets.fresh import draw_fresh
from playground.pauses import pause

# The law of a data set by its name: (noise, seed) → log-odds. A name without one, such as csv, has no known law.
BAYES: Mapping[str, Callable[[float, int], LogOdds]] = MappingProxyType(
    {
        "circles": bayes_laws.circles,
        "moons": bayes_laws.moons,
        "flower": bayes_laws.flower,
        "blobs": bayes_laws.blobs,
        "gaussian_quantiles": bayes_laws.gaussian_quantiles,
        "spiral": bayes_laws.spiral,
        "xor": bayes_laws.xor,
        "football": bayes_laws.football,
        "houses": bayes_laws.houses,
        "no_structure": bayes_laws.no_structure,
    }
)

DRAWS = 100_000
AT_ONCE = 2_000
FRESH_SEED = 20_101


@dataclass(frozen=True)
class BayesError:
    """The least error that any classifier can have, estimated with its standard error."""

    error: float
    standard_error: float


def bayes_log_odds(name: str, noise: float, seed: int) -> LogOdds | None:
    """The function that gives log P(y=1|x) / P(y=0|x) (N,) for points (2, N); None where the law is not known.

    That is what the logit of a perfect network would be, ±∞ included. Points are in the coordinates that
    the recipe draws. Where a network sees standardised ones, x' = (x - μ) / s with μ and s (2, 1) of the
    training set, ask at x = s x' + μ: the probability of a label does not depend on the units.
    """
    law = BAYES.get(name)
    return None if law is None else law(noise, seed)


def bayes_probability(name: str, noise: float, seed: int) -> Callable[[np.ndarray], np.ndarray] | None:
    """The function that gives P(y=1|x) (N,) for points (2, N), as in `bayes_log_odds`."""
    log_odds = bayes_log_odds(name, noise, seed)
    return None if log_odds is None else lambda X: probability(log_odds(X))


def probability(log_odds: np.ndarray) -> np.ndarray:
    """The sigmoid, of any number and of ±∞."""
    return 0.5 * (1 + np.tanh(0.5 * log_odds))


@lru_cache(maxsize=256)
def bayes_error(name: str, noise: float, seed: int, draws: int = DRAWS) -> BayesError | None:
    """E min(p, 1 - p) over fresh points, p = P(y=1|x); None where the law is not known.

    The mean of min(p, 1 - p) has the expected value of the share of wrong answers and less variance, as the
    labels are not drawn. The standard error is that of independent points; the even steps of some recipes
    make the true one smaller. Raises DatasetError for a noise or a number of draws that a recipe refuses.
    """
    log_odds = bayes_log_odds(name, noise, seed)
    if log_odds is None:
        return None
    # e^-|z| / (1 + e^-|z|) keeps its digits where p is next to 1.
    pause()
    X = draw_fresh(name, draws, noise, seed, FRESH_SEED).X
    odds = np.empty(draws)
    for start in range(0, draws, AT_ONCE):
        pause()
        odds[start : start + AT_ONCE] = np.exp(-np.abs(log_odds(X[:, start : start + AT_ONCE])))
    wrong = odds / (1 + odds)
    return BayesError(float(wrong.mean()), float(wrong.std(ddof=1) / math.sqrt(draws)))
