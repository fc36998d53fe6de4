"""Bugs to plant on purpose: each wraps the objective that a gradient check looks at; the engine stays as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from playground.diagnostics.planted_evaluations import USUAL_EPSILON, DropoutLeftOn, UpdatedBetween
from playground.network.activations import leaky_relu, relu
from playground.network.arrays import Array, all_zero
from playground.network.gradient_check import (
    ALARMING,
    compare,
    difference_quotients,
    round_off,
    some_of_each_block,
)
from playground.network.gradient_check_objective import Objective
from playground.network.parameters import Parameters
from playground.network.propagation import Workspace


@dataclass(frozen=True, eq=False)
class Case:
    """What a check looks at, and what of its training some bugs need: α and keep_prob of each hidden layer."""

    objective: Objective
    parameters: Parameters
    learning_rate: float = 0.01
    keep_probs: Sequence[float] = ()

    @cached_property
    def judged(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Which parameters of each block a check at the usual ε compares: it leaves out those at a kink."""
        chosen = some_of_each_block(self.parameters)
        quotients = difference_quotients(self.objective, self.parameters, USUAL_EPSILON, chosen)
        judged = Parameters.zeros(self.parameters.layer_sizes)
        judged.theta[chosen[~quotients.crossed]] = 1.0
        return {name: block > 0 for name, block in judged.blocks().items()}


@dataclass(frozen=True, eq=False)
class WrongGradient(Objective):
    """The objective with a mistake in its gradient; its costs are right."""

    change: Callable[[Objective, Parameters, int], Parameters] = field(kw_only=True)
    layer: int = field(kw_only=True)

    def gradient(self, parameters: Parameters) -> Parameters:
        """The gradient as someone got it wrong."""
        return self.change(self, parameters, self.layer)


class Plant(Protocol):
    """Makes the objective with the bug in it, for a layer where the bug has one."""

    def __call__(self, case: Case, layer: int) -> Objective: ...


@dataclass(frozen=True)
class Bug:
    """A mistake: its title, the line that is wrong, how to plant it, and why it shows where it shows.

    `line` has {l} for the layer. `refusal` says in a sentence why it cannot show on a case, or nothing.
    """

    title: str
    line: str
    why: str
    plant: Plant
    by_layer: bool = False
    refusal: Callable[[Case, int], str | None] = lambda case, layer: None


def _wrong(change: Callable[[Objective, Parameters, int], Parameters]) -> Plant:
    def plant(case: Case, layer: int) -> Objective:
        known = {name: getattr(case.objective, name) for name in ("X", "Y", "activation", "lambd", "l1", "D")}
        return WrongGradient(**known, change=change, layer=layer)

    return plant


def _right(objective: Objective, parameters: Parameters) -> Parameters:
    return Objective.gradient(objective, parameters)


def wrong_sign(objective: Objective, parameters: Parameters, layer: int) -> Parameters:
    """dW[l] := -dW[l]."""
    gradient = _right(objective, parameters)
    gradient.W[layer] *= -1
    return gradient


def missing_mean(objective: Objective, parameters: Parameters, layer: int) -> Parameters:
    """Sums over the examples that nobody divides by m."""
    gradient = objective.data_gradient(parameters, objective.run_forward(parameters))
    gradient.theta *= objective.m
    return objective.add_penalty(gradient, parameters)


def four_over_m(objective: Objective, parameters: Parameters, layer: int) -> Parameters:
    """db[l] = 4/m Σ dZ[l]."""
    gradient = _right(objective, parameters)
    gradient.b[layer] *= 4
    return gradient


def doubled(objective: Objective, parameters: Parameters, layer: int) -> Parameters:
    """dW[l] := 2 dW[l]."""
    gradient = _right(objective, parameters)
    gradient.W[layer] *= 2
    return gradient


def penalty_forgotten(objective: Objective, parameters: Parameters, layer: int) -> Parameters:
    """The data cost's gradient alone, while J has its penalty."""
    return objective.data_gradient(parameters, objective.run_forward(parameters))


def mask_of_another_layer(objective: Objective, parameters: Parameters, layer: int) -> Parameters:
    """dZ[l] = dA[l] * g'(Z[k]) with a neighbour's Z[k], of which the first n[l] units are read."""
    workspace = objective.run_forward(parameters)
    other = neighbour(parameters.layer_sizes, layer)
    if other is not None:
        _show_instead(workspace, layer, workspace.Z[other][: parameters.layer_sizes[layer]])
    return objective.add_penalty(objective.data_gradient(parameters, workspace), parameters)


def _show_instead(workspace: Workspace, layer: int, Z: Array) -> None:
    """Have backpropagation take this for Z[l] when it asks for g'(Z[l]); what the next layer read stays A[l]."""
    workspace.Z[layer] = Z.copy()


def neighbour(layer_sizes: Sequence[int], layer: int) -> int | None:
    """The hidden layer next to `layer` whose mask has enough rows to be taken for it by mistake."""
    hidden = range(1, len(layer_sizes) - 1)
    beside = [k for k in (layer - 1, layer + 1) if k in hidden and layer in hidden]
    return next((k for k in beside if layer_sizes[k] >= layer_sizes[layer]), None)


def _no_penalty(case: Case, layer: int) -> str | None:
    if all_zero(case.objective.lambd) and all_zero(case.objective.l1):
        return "λ is 0 here, so there is no penalty to forget. Choose a network with L2."
    return None


def _no_mask(case: Case, layer: int) -> str | None:
    sizes = case.parameters.layer_sizes
    if case.objective.activation.apply not in (relu, leaky_relu):
        return f"{case.objective.activation.title} has no mask: only ReLU and leaky ReLU have one."
    if len(sizes) < 4:
        return "It takes two hidden layers to mistake one's mask for the other's."
    if neighbour(sizes, layer) is None:
        return f"No layer beside layer {layer} has a mask with enough rows for its {sizes[layer]} units."
    return None


def _no_dropout(case: Case, layer: int) -> str | None:
    if all(keep >= 1.0 for keep in case.keep_probs):
        return "keep_prob is 1 here, so there is no dropout to leave on. Choose a network with dropout."
    return None


BUGS: Mapping[str, Bug] = {
    "sign": Bug(
        "Wrong sign",
        "dW{l} = -(1/m * dZ{l} @ A{k}.T)",
        "It has the right size and the wrong sign, so the two are as far apart as can be: the difference of that "
        "block is 1, and its neighbours are fine.",
        _wrong(wrong_sign),
        by_layer=True,
    ),
    "mean": Bug(
        "Missing 1/m",
        "dW = dZ @ A.T; db = np.sum(dZ, axis=1, keepdims=True)",
        "Every dW and db is m times too large, so every block is off by about (m − 1)/(m + 1), nearly 1: what is "
        "wrong everywhere was made where all of them pass.",
        _wrong(missing_mean),
    ),
    "bias": Bug(
        "4/m in db",
        "db{l} = 4/m * np.sum(dZ{l}, axis=1, keepdims=True)",
        "One db is four times too large: (4 − 1)/(4 + 1) gives 0.6 in that block. Its dW comes from the same dZ "
        "and is fine, so dZ is right and the mistake is in the line of db.",
        _wrong(four_over_m),
        by_layer=True,
    ),
    "doubled": Bug(
        "dW doubled",
        "dW{l} = 2 * (1/m * dZ{l} @ A{k}.T)",
        "One dW is twice too large: (2 − 1)/(2 + 1) gives a third in that block and nothing elsewhere.",
        _wrong(doubled),
        by_layer=True,
    ),
    "penalty": Bug(
        "λ forgotten in dW",
        "dW = 1/m * dZ @ A.T  # and no lambd/m * W",
        "J has the penalty and its gradient has not: every W block is off, by as much as λ/m W matters there, and "
        "every b block is fine, because biases are not penalised.",
        _wrong(penalty_forgotten),
        refusal=_no_penalty,
    ),
    "mask": Bug(
        "ReLU mask of the wrong layer",
        "dZ{l} = dA{l} * (Z{other} > 0)  # should be Z{l}",
        "dZ of one layer is wrong, and backpropagation carries it on: that layer and all before it are off, all "
        "after it are fine. Look at the last block that is off.",
        _wrong(mask_of_another_layer),
        by_layer=True,
        refusal=_no_mask,
    ),
    "dropout": Bug(
        "Dropout left on",
        "cost(theta + epsilon)  # with fresh masks in every call",
        "Every evaluation of J drops other units, so J(θ + ε) and J(θ − ε) are values of two functions. Their "
        "gap, divided by 2ε, is huge and different in every parameter, and grows as ε shrinks.",
        lambda case, layer: DropoutLeftOn.of(case.objective, case.keep_probs),
        refusal=_no_dropout,
    ),
    "update": Bug(
        "A parameter updated in between",
        "J_plus = cost(theta); theta[i] -= alpha * grad[i]; J_minus = cost(theta)",
        "Between J(θ + ε) and J(θ − ε) a parameter moved, so every quotient is off by the same number, the change "
        "of J divided by 2ε: all blocks look wrong, alike in every parameter, and worse as ε shrinks.",
        lambda case, layer: UpdatedBetween.of(case.objective, case.learning_rate),
    ),
}


def layers_of(bug: Bug, case: Case) -> list[int]:
    """The layers in which the bug can be planted so that it shows; [0] for one that has no layer of its own."""
    candidates = range(1, case.parameters.L + 1) if bug.by_layer else [0]
    return [layer for layer in candidates if why_not(bug, case, layer) is None]


@np.errstate(over="ignore", invalid="ignore")  # numbers that overflow show nothing
def why_not(bug: Bug, case: Case, layer: int) -> str | None:
    """Why the bug cannot show on this network, in a sentence; None where it can.

    What is no reason by itself is tried: a bug in a gradient of zero changes nothing.
    """
    reason = bug.refusal(case, layer)
    if reason is not None:
        return reason
    planted = bug.plant(case, layer)
    shows = not isinstance(planted, DropoutLeftOn | UpdatedBetween) or planted.can_show(case.parameters)
    if isinstance(planted, WrongGradient):
        noise = round_off(case.parameters, float(case.objective.cost(case.parameters)), USUAL_EPSILON)
        wrong = planted.gradient(case.parameters).blocks()
        right = case.objective.gradient(case.parameters).blocks()
        shows = any(
            compare(wrong[name][kept], right[name][kept], noise).verdict in ALARMING
            for name, kept in case.judged.items()
        )
    if shows:
        return None
    return (
        "It changes the gradient by less than the check can tell at these weights, as where the gradient is 0 or "
        "where every parameter that it touches is at a kink."
    )


def reason_against(bug: Bug, case: Case) -> str | None:
    """Why the bug can show in no layer of this network; None where there is one."""
    if layers_of(bug, case):
        return None
    candidates = range(1, case.parameters.L + 1) if bug.by_layer else [0]
    return why_not(bug, case, candidates[0])


def places_to_hide(case: Case) -> list[tuple[str, int]]:
    """Every (name, layer) with which a bug can show here: a hidden one is drawn from these."""
    return [(name, layer) for name, bug in BUGS.items() for layer in layers_of(bug, case)]


def line_of(bug: Bug, case: Case, layer: int) -> str:
    """The wrong line, with the layer's number in it."""
    other = neighbour(case.parameters.layer_sizes, layer)
    previous = str(layer - 1) if layer > 1 else "0"
    return bug.line.replace("{l}", str(layer)).replace("{k}", previous).replace("{other}", str(other))
