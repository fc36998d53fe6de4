"""What theory expects of the spread of activations, against wide networks that were drawn."""

import numpy as np
import pytest

from playground.diagnostics import expected_spread
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import initialize
from playground.network.propagation import Workspace, forward
from playground.training.experiment import Experiment


def experiment(activation: str, init: dict[str, object], hidden: list[int]) -> Experiment:
    return Experiment.from_json(
        {"dataset": {"name": "circles"}, "hidden": hidden, "activation": activation, "init": init}
    )


@pytest.mark.parametrize(
    ("activation", "rule", "scale", "factor"),
    [
        ("linear", "xavier", 1.5, 1.5),
        ("linear", "xavier", 0.5, 0.5),
        ("relu", "he", 1.0, 1.0),
        ("relu", "he", 0.5, 0.5),
    ],
)
def test_a_wide_network_spreads_as_theory_says(activation: str, rule: str, scale: float, factor: float) -> None:
    hidden = [400] * 6
    wide = experiment(activation, {"name": rule, "scale": scale}, hidden)
    parameters = initialize(wide.layer_sizes, rule, scale, 0)
    workspace = Workspace(parameters, 200)
    forward(np.random.RandomState(1).randn(2, 200), parameters, ACTIVATIONS[activation], workspace)
    measured = [float(np.sqrt(np.mean(workspace.A[l] ** 2))) for l in range(1, 7)]
    expected = expected_spread(wide, measured[0])
    assert expected is not None
    np.testing.assert_allclose(measured, expected, rtol=0.25)
    np.testing.assert_allclose(expected, [measured[0] * factor**l for l in range(6)], rtol=1e-9)


def test_theory_is_silent_where_it_knows_nothing() -> None:
    assert expected_spread(experiment("tanh", {"name": "he"}, [10, 10]), 1.0) is None
    assert expected_spread(experiment("relu", {"name": "zeros"}, [10, 10]), 1.0) is None
    assert expected_spread(experiment("relu", {"name": "he"}, [10]), 1.0) is None
