"""Parameters: one vector θ, with W[l] and b[l] as windows into it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.network.parameters import Parameters, count_parameters

SHAPES = st.lists(st.integers(1, 6), min_size=2, max_size=6)
STACKS = st.sampled_from([(), (1,), (3,)])


@given(SHAPES, STACKS)
@settings(max_examples=60, deadline=None)
def test_the_windows_cover_theta_once_and_have_the_courses_shapes(
    sizes: list[int], stack: tuple[int, ...]
) -> None:
    parameters = Parameters.zeros(sizes, stack)
    for block in parameters.blocks().values():
        block += 1.0
    assert (parameters.theta == 1.0).all()
    for l in range(1, len(sizes)):
        assert parameters.W[l].shape == (*stack, sizes[l], sizes[l - 1])
        assert parameters.b[l].shape == (*stack, sizes[l], 1)


@given(SHAPES, STACKS)
@settings(max_examples=60, deadline=None)
def test_weights_hold_every_w_and_no_b(sizes: list[int], stack: tuple[int, ...]) -> None:
    parameters = Parameters.zeros(sizes, stack)
    parameters.weights[...] = 1.0
    assert all((W == 1.0).all() for W in parameters.W.values())
    assert all((b == 0.0).all() for b in parameters.b.values())


def test_the_count_is_the_courses() -> None:
    assert count_parameters((2, 10, 5, 1)) == 20 + 10 + 50 + 5 + 5 + 1


def test_blocks_are_named_as_the_course_names_them() -> None:
    assert list(Parameters.zeros((2, 3, 1)).blocks()) == ["W1", "b1", "W2", "b2"]


def test_a_copy_is_independent() -> None:
    parameters = Parameters.zeros((2, 1))
    copy = parameters.copy()
    copy.W[1] += 1.0
    assert not parameters.theta.any()


def test_a_stack_holds_copies_of_its_members_in_order() -> None:
    members = [Parameters((2, 1), np.arange(3.0) + 10 * r) for r in range(4)]
    stack = Parameters.stacked(members)
    assert stack.stack == (4,)
    for r, member in enumerate(members):
        np.testing.assert_array_equal(stack.W[1][r], member.W[1])
        np.testing.assert_array_equal(stack.b[1][r], member.b[1])
    stack.theta[...] = 0.0
    assert members[3].theta.any()


def test_a_theta_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="theta must hold 3 numbers, not 4"):
        Parameters((2, 1), np.zeros(4))
