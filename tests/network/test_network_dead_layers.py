"""Behind a dead layer Z is exactly 0: the gradient there is that of scikit-learn's network."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from small_networks import random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.gradient_check import analytic_gradient
from playground.network.parameters import Parameters

RATE = 0.5
SIZES = (2, 3, 4, 1)


def gradient_of_scikit_learn(X: np.ndarray, Y: np.ndarray, parameters: Parameters) -> Parameters:
    """∂J/∂θ, read off one full-batch step of MLPClassifier with plain gradient descent."""
    model = MLPClassifier(
        SIZES[1:-1], solver="sgd", alpha=0.0, batch_size=X.shape[1], learning_rate_init=RATE, momentum=0.0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.partial_fit(X.T, Y[0], classes=[0.0, 1.0])
        for l in range(1, parameters.L + 1):
            model.coefs_[l - 1][...], model.intercepts_[l - 1][...] = parameters.W[l].T, parameters.b[l][:, 0]
        model.partial_fit(X.T, Y[0])
    gradient = Parameters.zeros(SIZES)
    for l in range(1, parameters.L + 1):
        gradient.W[l][...] = (parameters.W[l] - model.coefs_[l - 1].T) / RATE
        gradient.b[l][...] = (parameters.b[l] - model.intercepts_[l - 1][:, None]) / RATE
    return gradient


def test_behind_a_dead_layer_the_gradient_is_that_of_scikit_learn() -> None:
    X, Y = random_points(20, seed=5)
    parameters = random_parameters(SIZES, seed=6)
    parameters.b[1][...] = -50.0  # every unit of layer 1 is 0 for every point …
    parameters.b[2][...] = 0.0  # … so Z of layer 2 is exactly 0
    parameters.W[3][...] = np.abs(parameters.W[3])
    ours = analytic_gradient(X, Y, parameters, ACTIVATIONS["relu"], 0.0, 0.0)
    theirs = gradient_of_scikit_learn(X, Y, parameters)
    np.testing.assert_allclose(ours.theta, theirs.theta, rtol=0, atol=1e-14)
    assert not ours.b[2].any()
    assert ours.b[3].any()
