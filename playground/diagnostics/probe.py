"""The probe: passes through a trainer's network on training points, in buffers of its own."""

import numpy as np

from playground.network.arrays import Array
from playground.network.initializers import initialize
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace, backward, forward
from playground.pauses import pause
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

# A pass over more examples says little more; large networks get fewer, so that it stays a few milliseconds.
MOST_EXAMPLES, FEWEST_EXAMPLES = 500, 64
MOST_PRODUCTS = 2_000_000

# First weights so many times the size that suits the activation are named as a cause.
LARGE_INIT, SMALL_INIT = 3.0, 0.3


class Probe:
    """Looks at a network on up to MOST_EXAMPLES training points, the same ones each time; changes nothing.

    After `forward`, `workspace` has Z[l] and G[l] (n[l], m) of the examples.
    """

    def __init__(self, trainer: Trainer) -> None:
        """Choose the examples at even steps through the training set and allocate."""
        train, parameters = trainer.data.train, trainer.learner.parameters
        fitting = max(FEWEST_EXAMPLES, MOST_PRODUCTS // parameters.theta.size)
        self.m = min(train.m, MOST_EXAMPLES, fitting)
        chosen = np.linspace(0, train.m - 1, self.m).astype(int)
        self.X, self.Y = np.ascontiguousarray(train.X[:, chosen]), train.Y[:, chosen]
        self.sees_all = self.m == train.m
        self._learner = trainer.learner
        self.workspace = Workspace(parameters, self.m)
        self._gradient = Parameters.zeros(parameters.layer_sizes)

    @property
    def parameters(self) -> Parameters:
        """The network's parameters as they stand."""
        return self._learner.parameters

    def forward(self, parameters: Parameters | None = None) -> None:
        """Forward propagation, dropout off, with the network's parameters or others of its shape."""
        pause()
        with np.errstate(over="ignore", invalid="ignore"):
            forward(self.X, parameters or self.parameters, self._learner.activation, self.workspace)

    def gradient(self, parameters: Parameters | None = None) -> Parameters:
        """∂(data cost)/∂θ over the examples; the same buffer each time."""
        parameters = parameters or self.parameters
        self.forward(parameters)
        with np.errstate(over="ignore", invalid="ignore"):
            return backward(self.Y, parameters, self._learner.activation, self.workspace, self._gradient)

    def slopes(self, l: int) -> Array:
        """g'(Z[l]) (n[l], m) after `forward`; overwrites the workspace's dZ[l]."""
        workspace = self.workspace
        if not workspace.dZ:
            workspace.make_room_for_backward()
        return self._learner.activation.derivative(workspace.Z[l], workspace.G[l], workspace.dZ[l])


def first_parameters(experiment: Experiment) -> Parameters:
    """The parameters that a run of the experiment begins with."""
    init = experiment.init
    return initialize(experiment.layer_sizes, init.name, init.scale, init.seed)


def suitable_init(activation: str) -> dict[str, object]:
    """The init that suits an activation: He for ReLU and its kin, Xavier for the others."""
    return {"name": "he" if activation in ("relu", "leaky_relu") else "xavier", "scale": 1.0}


def suitable_parameters(experiment: Experiment) -> Parameters:
    """The parameters that a run would begin with if its init were the suitable one, seed kept."""
    name = str(suitable_init(experiment.activation)["name"])
    return initialize(experiment.layer_sizes, name, 1.0, experiment.init.seed)


def relative_size(parameters: Parameters, others: Parameters) -> float:
    """How many times larger the weights are, as a ratio of norms; inf where the others are zero."""
    size = float(np.linalg.norm(others.weights))
    return float(np.linalg.norm(parameters.weights)) / size if size else np.inf


def init_words(init: dict[str, object]) -> str:
    """The label of a button that takes this init."""
    return f"Use {'He' if init['name'] == 'he' else 'Xavier'} initialisation"
