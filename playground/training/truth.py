"""The truth: over the plane that a network is drawn on, the logits of the best possible answer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.preprocessing import StandardScaler

from playground.datasets.bayes import BayesError, bayes_error, bayes_log_odds
from playground.training.experiment import Experiment
from playground.training.keyframes import Region, plane_points, quantise
from playground.training.sweep_data import raw_data


@dataclass(frozen=True, eq=False)
class Truth:
    """The Bayes-optimal logits (grid, grid), quantised like a keyframe's field, and the error that remains."""

    field: npt.NDArray[np.int16]
    error: BayesError


def truth_over(experiment: Experiment, region: Region, grid: int) -> Truth | None:
    """The truth over a region, in the coordinates that the network sees; None where the law is not known."""
    spec = experiment.dataset
    if spec.noise is None or spec.seed is None:
        return None
    log_odds = bayes_log_odds(spec.name, spec.noise, spec.seed)
    error = bayes_error(spec.name, spec.noise, spec.seed)
    if log_odds is None or error is None:
        return None
    X = plane_points(region, grid)
    if experiment.standardize:
        X = StandardScaler().fit(raw_data(experiment).train.X.T).inverse_transform(X.T).T
    return Truth(quantise(log_odds(X)[None], grid), error)
