"""Fresh points: another draw of the same problem."""

import numpy as np
from sklearn.datasets import make_blobs

from playground.datasets.bayes_laws import blob_centres
from playground.datasets.points import Points
from playground.datasets.recipes import DATASETS


def draw_fresh(name: str, n: int, noise: float, seed: int, fresh_seed: int) -> Points:
    """n more points of the problem that DATASETS[name].draw(…, seed) draws from, by another seed.

    For most recipes the seed decides nothing but the draw, so this is `draw` with `fresh_seed`. The centres of
    blobs come from `seed`, as in the problem itself; the points around them from `fresh_seed`.
    Raises DatasetError as `draw` does, KeyError for a name without a recipe.
    """
    points = DATASETS[name].draw(n, noise, fresh_seed)
    if name != "blobs":
        return points
    rows, cloud = make_blobs(n_samples=n, centers=blob_centres(seed).T, cluster_std=noise, random_state=fresh_seed)
    return Points.from_rows(rows, cloud % 2)


def resample(points: Points, fresh_seed: int) -> Points:
    """The bootstrap: as many points drawn from these with replacement, of each class as many as it has.

    It stands in for fresh points where the law is not known. Source: Efron 1979, "Bootstrap methods: another
    look at the jackknife", The Annals of Statistics 7; by class, so that none is lost.
    """
    random = np.random.RandomState(fresh_seed)
    index = np.arange(points.m)
    for label in (0.0, 1.0):
        members = np.flatnonzero(points.Y[0] == label)
        if members.size:
            index[members] = random.choice(members, members.size)
    return points.take(index)
