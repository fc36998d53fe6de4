"""What a comparison shows in words: each sentence where it is true, and not where it is not."""

from dataclasses import replace

import numpy as np
import pytest

from playground.diagnostics import Column, tell

CALM = Column(
    title="He",
    first_cost=0.88,
    cost=0.5,
    train_accuracy=0.8,
    dev_accuracy=None,
    units=(10, 5),
    different=(10, 5),
    spread=np.array([0.5, 0.4]),
    gradient=np.array([0.1, 0.1, 0.1]),
    diverged_at=None,
)


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (CALM, "is learning: its cost went from 0.88 to 0.50"),
        (replace(CALM, diverged_at=1200), "diverged at iteration 1,200"),
        (replace(CALM, different=(1, 1)), "all units of each layer are the same"),
        (
            replace(CALM, gradient=np.array([1e-6, 1e-3, 0.1])),
            "the gradient vanishes: dW of the first layer is 1.0 × 10⁵",
        ),
        (
            replace(CALM, spread=np.array([0.5, 1e-9])),
            "the signal vanishes: activations spread 5.0 × 10⁸ times less",
        ),
        (
            replace(CALM, spread=np.array([0.5, 0.0])),
            "the signal vanishes: activations spread infinitely many times",
        ),
        (
            replace(CALM, spread=np.array([0.5, 1e9])),
            "the signal explodes: activations spread 2.0 × 10⁹ times more",
        ),
        (replace(CALM, gradient=np.array([500.0, 1.0, 0.1])), "the gradient explodes"),
        (replace(CALM, first_cost=1724.0, cost=0.4), "began at cost 1,724, sure and wrong; it is at 0.40 now"),
        (
            replace(CALM, train_accuracy=0.97, dev_accuracy=0.83),
            "97 % of the training points right, but 83 % of dev",
        ),
        (replace(CALM, train_accuracy=0.99, cost=0.03), "has learned the training set: 99 % right"),
        (replace(CALM, cost=0.879), "has hardly moved"),
        (replace(CALM, cost=0.6931, train_accuracy=0.54), "is no better than a coin toss so far"),
        (replace(CALM, cost=0.6931, train_accuracy=0.56), "is hardly better than a coin toss so far"),
    ],
)
def test_the_sentence_that_matters_is_said(column: Column, says: str) -> None:
    assert says in tell([column], 5000)[0]
    assert tell([column], 5000)[0].startswith("He: ")


def test_a_layer_of_one_unit_is_no_symmetry() -> None:
    assert "same" not in tell([replace(CALM, units=(1, 1), different=(1, 1))], 10)[0]


def test_the_best_is_named_once_something_is_learned() -> None:
    zeros = replace(CALM, title="Zeros", cost=0.6931, different=(1, 1), train_accuracy=0.5)
    assert tell([zeros, CALM], 5000)[-1] == "Lowest cost so far: He, 0.50 with 80 % right."
    assert len(tell([zeros, replace(CALM, cost=0.69)], 5000)) == 2
    assert len(tell([zeros, CALM], 0)) == 2
    diverged = replace(CALM, title="Large", cost=0.1, diverged_at=7)
    assert "He" in tell([diverged, CALM], 5000)[-1]


def test_where_there_is_a_dev_set_it_decides_which_network_is_best() -> None:
    dropout = replace(CALM, title="Dropout", cost=0.08, dev_cost=0.50, dev_accuracy=0.85)
    l2 = replace(CALM, title="L2", cost=0.19, dev_cost=0.25, dev_accuracy=0.89)
    assert tell([dropout, l2], 5000)[-1] == "Lowest dev cost so far: L2, 0.25 with 89 % right."
    assert tell([replace(dropout, dev_cost=0.9), replace(l2, dev_cost=0.7)], 5000)[-1].startswith("L2: ")
