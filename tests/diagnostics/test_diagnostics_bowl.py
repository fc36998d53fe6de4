"""The bowl: its bottom, its shape and how long descent takes, against finite differences and closed forms."""

import numpy as np
import pytest
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

from playground.datasets import DATASETS, Points
from playground.diagnostics.bowl import MOST_UPDATES, Bowl, descend, dig

HOUSES = DATASETS["houses"].draw(180, 0.25, 1)
NORMALISED = Points(StandardScaler().fit_transform(HOUSES.X.T).T, HOUSES.Y)


def cost(points: Points, bowl: Bowl, w: np.ndarray) -> float:
    return float(log_loss(points.Y[0], 1 / (1 + np.exp(-(w @ points.X + bowl.b)))))


@pytest.mark.parametrize("points", [HOUSES, NORMALISED], ids=["as they are", "normalised"])
def test_the_bottom_is_flat_and_the_curvatures_are_those_of_the_cost(points: Points) -> None:
    bowl = dig(points, 1.4)
    assert bowl.lowest == pytest.approx(cost(points, bowl, bowl.best), rel=1e-9)
    step = 1e-3 / np.abs(points.X).max()
    Hessian = np.empty((2, 2))
    for i, along in enumerate(np.eye(2) * step):
        above, below = cost(points, bowl, bowl.best + along), cost(points, bowl, bowl.best - along)
        assert abs(above - below) / (2 * step) < 1e-4
        for j, across in enumerate(np.eye(2) * step):
            corners = [
                cost(points, bowl, bowl.best + s * along + t * across) * s * t for s in (1, -1) for t in (1, -1)
            ]
            Hessian[i, j] = sum(corners) / (4 * step**2)
    np.testing.assert_allclose(sorted(np.linalg.eigvalsh(Hessian)), sorted(bowl.curvatures), rtol=1e-2)


def test_the_pictures_costs_are_those_at_its_weights() -> None:
    bowl = dig(HOUSES, 1.4)
    for row, column in [(25, 30), (30, 25), (35, 33)]:
        w = np.array([bowl.w1[column], bowl.w2[row]])
        assert bowl.costs[row, column] == pytest.approx(cost(HOUSES, bowl, w), rel=1e-9)
    assert bowl.costs.min() >= bowl.lowest - 1e-12


def test_normalising_makes_the_bowl_round_and_descent_short() -> None:
    long, round_ = dig(HOUSES, 1.4), dig(NORMALISED, 1.4)
    assert long.condition > 20 * round_.condition
    slow = descend(HOUSES, long, 0.5 * long.largest_stable_rate)
    quick = descend(NORMALISED, round_, 0.5 * round_.largest_stable_rate)
    assert slow.arrived is not None
    assert quick.arrived is not None
    assert slow.arrived > 10 * quick.arrived


def test_descent_settles_below_the_largest_stable_rate_and_not_above() -> None:
    bowl = dig(NORMALISED, 1.4)
    assert descend(NORMALISED, bowl, 0.95 * bowl.largest_stable_rate).arrived is not None
    beyond = descend(NORMALISED, bowl, 1.3 * bowl.largest_stable_rate)
    assert beyond.arrived is None
    assert len(beyond.way) <= MOST_UPDATES + 1


def test_points_that_a_line_divides_have_a_bottom_too() -> None:
    bowl = dig(DATASETS["houses"].draw(40, 0.0, 1), 1.4)
    assert np.isfinite(bowl.costs).all()
    assert bowl.curvatures[1] > 0
