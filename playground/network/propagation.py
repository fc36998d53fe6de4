"""Forward and backward propagation: the equations of the course, into buffers that are allocated once."""

from collections.abc import Mapping

import numpy as np

from playground.network.activations import Activation, sigmoid
from playground.network.arrays import Array
from playground.network.parameters import Parameters

NO_DROPOUT: Mapping[int, Array] = {}


class Workspace:
    """Room for one pass of m examples through networks of one shape: Z, A, dA and dZ of every layer.

    `G[l]` = g(Z[l]) and `A[l]` is what the next layer reads: G[l] itself, or G[l] with dropout applied.
    At these sizes NumPy's time is mostly allocation and calls, so a pass writes here instead of making arrays.
    """

    def __init__(self, parameters: Parameters, m: int) -> None:
        """Allocate for `parameters` (..., P) and m examples, in the kind of number that the parameters are."""
        number = parameters.theta.dtype
        self.m = np.array(float(m))
        self.ones = np.ones((m, 1))
        # Both are A @ B; for two matrices np.dot reaches BLAS in half the time, but it knows no stacks.
        self.matmul = np.matmul if parameters.stack else np.dot
        self.A: dict[int, Array] = {}
        self.Z: dict[int, Array] = {}
        self.G: dict[int, Array] = {}
        self.dA: dict[int, Array] = {}
        self.dZ: dict[int, Array] = {}
        self.dropped: dict[int, Array] = {}
        for l in range(1, parameters.L + 1):
            shape = (*parameters.stack, parameters.layer_sizes[l], m)
            self.Z[l], self.G[l] = np.empty(shape, number), np.empty(shape, number)

    def make_room_for_backward(self) -> None:
        """Allocate dA and dZ of every layer; a pass that only looks needs neither."""
        for l, Z in self.Z.items():
            self.dA[l], self.dZ[l] = np.empty_like(Z), np.empty_like(Z)

    def room_for_dropout(self, l: int) -> Array:
        """The buffer for A[l] where dropout makes it differ from g(Z[l]); allocated when first asked for."""
        if l not in self.dropped:
            self.dropped[l] = np.empty_like(self.G[l])
        return self.dropped[l]


def forward(
    X: Array,
    parameters: Parameters,
    activation: Activation,
    workspace: Workspace,
    D: Mapping[int, Array] = NO_DROPOUT,
) -> Array:
    """Forward propagation: Z[l] = W[l] A[l-1] + b[l], A[l] = g(Z[l]), with a sigmoid as output unit.

    X is (n_x, m), or (R, n_x, m) for a data set each. `D[l]`, where given, is the inverted-dropout mask that
    multiplies A[l]. Returns A[L] (..., 1, m); every Z[l] and A[l] stays in the workspace.
    """
    W, b, L, matmul = parameters.W, parameters.b, parameters.L, workspace.matmul
    Z, G, A = workspace.Z, workspace.G, workspace.A
    A[0] = X
    for l in range(1, L + 1):
        matmul(W[l], A[l - 1], out=Z[l])
        np.add(Z[l], b[l], out=Z[l])
        if l == L:
            A[l] = sigmoid(Z[l], G[l])
        elif l in D:
            A[l] = np.multiply(activation.apply(Z[l], G[l]), D[l], out=workspace.room_for_dropout(l))
        else:
            A[l] = activation.apply(Z[l], G[l])
    return A[L]


def backward(
    Y: Array,
    parameters: Parameters,
    activation: Activation,
    workspace: Workspace,
    gradient: Parameters,
    D: Mapping[int, Array] = NO_DROPOUT,
) -> Parameters:
    """Backward propagation of the data cost, after `forward` on the same workspace and masks.

    dZ[L] = A[L] - Y; dW[l] = dZ[l] A[l-1]ᵀ / m; db[l] = Σ dZ[l] / m; dA[l-1] = W[l]ᵀ dZ[l];
    dZ[l] = dA[l] * g'(Z[l]). Y is (1, m) or (R, 1, m). Fills and returns `gradient`.
    """
    W, L, matmul = parameters.W, parameters.L, workspace.matmul
    if not workspace.dZ:
        workspace.make_room_for_backward()
    Z, G, A, dA, dZ = workspace.Z, workspace.G, workspace.A, workspace.dA, workspace.dZ
    np.subtract(A[L], Y, out=dZ[L])
    for l in range(L, 0, -1):
        matmul(dZ[l], A[l - 1].mT, out=gradient.W[l])
        np.add.reduce(dZ[l], axis=-1, keepdims=True, out=gradient.b[l])
        if l > 1:
            matmul(W[l].mT, dZ[l], out=dA[l - 1])
            if l - 1 in D:
                np.multiply(dA[l - 1], D[l - 1], out=dA[l - 1])
            activation.derivative(Z[l - 1], G[l - 1], dZ[l - 1])
            np.multiply(dZ[l - 1], dA[l - 1], out=dZ[l - 1])
    np.divide(gradient.theta, workspace.m, out=gradient.theta)  # the 1/m of every dW and db, in one call
    return gradient
