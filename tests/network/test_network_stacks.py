"""Stacks: R networks in lockstep are the same R networks one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import random_parameters, random_points

from playground.network.activations import ACTIVATIONS
from playground.network.arrays import Array
from playground.network.learner import Learner
from playground.network.optimizers import OPTIMIZERS
from playground.network.parameters import Parameters

HYPERPARAMETERS = ("learning_rate", "decay_rate", "lambd", "l1")


@dataclass(frozen=True)
class Sweep:
    """R networks of one shape that differ in weights, seeds and hyperparameters, and perhaps in their data."""

    hidden: tuple[int, ...]
    activation: str
    optimizer: str
    m: int
    batch_size: int | None
    own_data: bool
    seed: int
    learning_rate: tuple[float, ...]
    decay_rate: tuple[float, ...]
    lambd: tuple[float, ...]
    l1: tuple[float, ...]
    keep_prob: tuple[tuple[float, ...], ...]  # a tuple of R for each hidden layer

    @property
    def R(self) -> int:
        """How many networks there are."""
        return len(self.learning_rate)

    @property
    def data(self) -> tuple[Array, Array]:
        """(2, m) and (1, m), or with R in front."""
        return random_points(self.m, self.seed, (self.R,) if self.own_data else ())

    def member(self, r: int) -> Parameters:
        """The first weights of network r."""
        return random_parameters((2, *self.hidden, 1), self.seed + r)

    def learner(
        self, parameters: Parameters, data: tuple[Array, Array], seeds: Sequence[int], **own: object
    ) -> Learner:
        """A learner of `parameters`; `own` holds what differs between members."""
        return Learner(
            *data,
            parameters,
            ACTIVATIONS[self.activation],
            OPTIMIZERS[self.optimizer](parameters.theta.shape),
            dropout_seeds=seeds,
            batch_size=self.batch_size,
            **own,  # type: ignore[arg-type]
        )

    def together(self) -> Learner:
        """All R in one stack, hyperparameters of shape (R, 1), keep_prob of (R, 1, 1)."""
        own = {name: np.array(getattr(self, name))[:, None] for name in HYPERPARAMETERS}
        stack = Parameters.stacked([self.member(r) for r in range(self.R)])
        keep_prob = [np.array(keep)[:, None, None] for keep in self.keep_prob]
        return self.learner(stack, self.data, range(self.R), **own, keep_prob=keep_prob)

    def alone(self, r: int) -> Learner:
        """Network r by itself, with plain numbers."""
        own = {name: getattr(self, name)[r] for name in HYPERPARAMETERS}
        X, Y = self.data
        data = (X[r], Y[r]) if self.own_data else (X, Y)
        return self.learner(self.member(r), data, [r], **own, keep_prob=[keep[r] for keep in self.keep_prob])


@st.composite
def sweeps(draw: st.DrawFn) -> Sweep:
    """Sweeps over every optimiser and activation; a layer drops in all networks or in none."""
    R = draw(st.integers(1, 5))
    hidden = tuple(draw(st.lists(st.integers(1, 6), max_size=3)))

    def each(low: float, high: float) -> tuple[float, ...]:
        return tuple(draw(st.lists(st.floats(low, high), min_size=R, max_size=R)))

    return Sweep(
        hidden,
        draw(st.sampled_from(list(ACTIVATIONS))),
        draw(st.sampled_from(list(OPTIMIZERS))),
        m=draw(st.integers(2, 20)),
        batch_size=draw(st.none() | st.integers(1, 25)),
        own_data=draw(st.booleans()),
        seed=draw(st.integers(0, 10**6)),
        learning_rate=each(1e-3, 0.3),
        decay_rate=draw(st.just((0.0,) * R) | st.just(each(0.0, 1.0))),
        lambd=draw(st.just((0.0,) * R) | st.just(each(0.0, 2.0))),
        l1=draw(st.just((0.0,) * R) | st.just(each(0.0, 1.0))),
        keep_prob=tuple(draw(st.just((1.0,) * R) | st.just(each(0.3, 0.95))) for _ in hidden),
    )


def assert_in_lockstep(sweep: Sweep, updates: int) -> None:
    """After each update the stack holds what its members hold."""
    together, alone = sweep.together(), [sweep.alone(r) for r in range(sweep.R)]
    for _ in range(updates):
        together.step()
        for r, learner in enumerate(alone):
            learner.step()
            np.testing.assert_allclose(
                together.parameters.theta[r], learner.parameters.theta, rtol=1e-12, atol=1e-12
            )


@given(sweeps())
@settings(max_examples=120, deadline=None)
def test_a_stack_learns_what_its_members_learn_alone(sweep: Sweep) -> None:
    assert_in_lockstep(sweep, updates=6)


def test_a_member_that_keeps_a_whole_layer_draws_the_masks_it_would_draw_alone() -> None:
    """A sweep over keep_prob in which one network drops units of layer 1 and another does not."""
    none = (0.0, 0.0)
    keep_prob = ((1.0, 0.5), (0.5, 0.5))
    sweep = Sweep((6, 4), "tanh", "gd", 15, None, False, 3, (0.1, 0.1), none, none, none, keep_prob)
    assert_in_lockstep(sweep, updates=3)


def test_one_number_for_all_is_the_same_as_that_number_for_each() -> None:
    R = 3
    X, Y = random_points(12, seed=0)
    ends = []
    for column in (False, True):

        def given_as(value: float, column: bool = column) -> float | Array:
            return np.full((R, 1), value) if column else value

        stack = random_parameters((2, 4, 1), seed=0, stack=(R,))
        learner = Learner(
            X,
            Y,
            stack,
            ACTIVATIONS["tanh"],
            OPTIMIZERS["adam"](stack.theta.shape),
            given_as(0.1),
            decay_rate=given_as(0.2),
            lambd=given_as(0.3),
            l1=given_as(0.4),
        )
        learner.run(5)
        ends.append(stack.theta)
    np.testing.assert_array_equal(*ends)
