"""Mini-batches: every epoch sees every example once, in an order of its own that can be returned to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.network.minibatches import MiniBatches


def numbered(m: int, stack: tuple[int, ...] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Examples whose X and Y both hold their number, so that each can be followed."""
    numbers = np.broadcast_to(np.arange(float(m)), (*stack, 1, m))
    return np.concatenate([numbers, -numbers], axis=-2), numbers.copy()


def seen(batches: MiniBatches, epoch: int) -> list[float]:
    """The numbers of the examples in the order in which an epoch shows them."""
    first = epoch * batches.per_epoch
    return [n for i in range(first, first + batches.per_epoch) for n in batches.batch(i)[1][0]]


@given(st.integers(2, 60), st.integers(1, 59), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_every_epoch_is_a_permutation_in_batches_of_that_size(m: int, batch_size: int, epoch: int) -> None:
    batches = MiniBatches(*numbered(m), batch_size)
    assert sorted(seen(batches, epoch)) == list(range(m))
    first = epoch * batches.per_epoch
    sizes = [batches.batch(i)[0].shape[1] for i in range(first, first + batches.per_epoch)]
    size = min(batch_size, m)
    assert sizes[:-1] == [size] * (len(sizes) - 1)
    assert sizes[-1] == (m % size or size)
    assert [batches.epoch(i) for i in (first, first + batches.per_epoch - 1)] == [epoch, epoch]


@given(st.integers(2, 60), st.integers(1, 59), st.lists(st.integers(0, 200), min_size=1, max_size=10))
@settings(max_examples=60, deadline=None)
def test_labels_go_with_their_examples_and_any_iteration_can_be_returned_to(
    m: int, batch_size: int, iterations: list[int]
) -> None:
    batches = MiniBatches(*numbered(m), batch_size)
    for i in iterations:
        X, Y = batches.batch(i)
        np.testing.assert_array_equal(X, np.concatenate([Y, -Y]))
        for there, anew in zip((X, Y), MiniBatches(*numbered(m), batch_size).batch(i), strict=True):
            np.testing.assert_array_equal(there, anew)


def test_epochs_have_orders_of_their_own_from_the_courses_seeds() -> None:
    batches = MiniBatches(*numbered(30), 7)
    orders = [seen(batches, epoch) for epoch in range(4)]
    assert len({tuple(order) for order in orders}) == 4
    for epoch, order in enumerate(orders):
        assert order == np.random.RandomState(11 + epoch).permutation(30).tolist()


@pytest.mark.parametrize("batch_size", [None, 10, 11, 20_000])
def test_a_batch_of_all_examples_keeps_their_order(batch_size: int | None) -> None:
    X, Y = numbered(10)
    batches = MiniBatches(X, Y, batch_size)
    assert batches.per_epoch == 1
    for i in range(3):
        np.testing.assert_array_equal(batches.batch(i)[0], X)
        np.testing.assert_array_equal(batches.batch(i)[1], Y)


def test_data_of_each_networks_own_are_cut_alike() -> None:
    batches = MiniBatches(*numbered(10, stack=(3,)), 4)
    X, Y = batches.batch(2)
    assert X.shape == (3, 2, 2)
    assert Y.shape == (3, 1, 2)
    np.testing.assert_array_equal(Y[0], Y[2])


def test_shuffling_leaves_the_data_as_they_were() -> None:
    X, Y = numbered(10)
    MiniBatches(X, Y, 3).batch(0)
    np.testing.assert_array_equal(Y[0], np.arange(10.0))
