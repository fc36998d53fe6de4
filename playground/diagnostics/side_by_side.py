"""Side by side: what a comparison shows, one sentence for each network, from its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from playground.diagnostics.finding import count, figure, percent
from playground.network.arrays import Array

# The cost of answering one half whatever the input: -log ½.
COIN_TOSS = log(2.0)

# A first cost so many times that of a coin toss is sure and wrong.
SURE_AND_WRONG = 5.0

# A cost this near to a coin toss is as good as one.
AS_GOOD_AS = 0.01

# A gradient that shrinks so far from the last layer to the first has vanished; the other way, it explodes. The
# same of the signal, the spread of activations from the first hidden layer to the last.
VANISHED = 1e-3
SIGNAL_LOST = 1e-6

# Below this accuracy on the training set, a network is no better than a coin.
TOSSED = 0.55

# From this accuracy on the training set is learned.
LEARNED = 0.95

# Where so much more of the training set is right than of the dev set, variance is high.
HIGH_VARIANCE = 0.08


@dataclass(frozen=True)
class Column:
    """What is known of one network: cost at the start and now, accuracies, the units of its hidden layers and how
    many of them differ, the spread of activations in every hidden layer, the norm of dW in every layer, and where
    it diverged, if it did. Costs are those of the data, dropout off."""

    title: str
    first_cost: float
    cost: float
    train_accuracy: float
    dev_accuracy: float | None
    units: Sequence[int]
    different: Sequence[int] | Array
    spread: Array
    gradient: Array
    diverged_at: int | None
    dev_cost: float | None = None


def tell(columns: Sequence[Column], iteration: int) -> list[str]:
    """A sentence for every network, in the order of the columns, and one on the best where some learned."""
    sentences = [f"{column.title}: {tell_one(column, iteration)}" for column in columns]
    going = [column for column in columns if column.diverged_at is None]
    if iteration and going and len(columns) > 1:
        sentences += _tell_best(going)
    return sentences


def _tell_best(going: Sequence[Column]) -> list[str]:
    """The network with the lowest cost on dev, which is what counts, or on train where there is no dev set."""
    dev = [column for column in going if column.dev_cost is not None and column.dev_accuracy is not None]
    if len(dev) < len(going):
        best = min(going, key=lambda column: column.cost)
        name, least, right = "cost", best.cost, best.train_accuracy
    else:
        best = min(dev, key=lambda column: column.dev_cost or 0.0)
        name, least, right = "dev cost", best.dev_cost or 0.0, best.dev_accuracy or 0.0
    if least >= 0.9 * COIN_TOSS:
        return []
    return [f"Lowest {name} so far: {best.title}, {figure(least)} with {percent(right)} right."]


def tell_one(column: Column, iteration: int) -> str:
    """The one thing that matters most about a network."""
    was, now, right = figure(column.first_cost), figure(column.cost), percent(column.train_accuracy)
    first, last = float(column.gradient[0]), float(column.gradient[-1])
    if column.diverged_at is not None:
        return f"diverged at iteration {count(column.diverged_at)}: its numbers overflowed."
    if is_symmetric(column):
        return (
            "all units of each layer are the same and stay so, since equal weights get equal gradients; "
            f"the cost is {now}, and a coin toss has {figure(COIN_TOSS)}."
        )
    lost = tell_signal(column)
    if lost:
        return lost
    if last > 0 and first < VANISHED * last:
        times = figure(last / max(first, 1e-300))
        return f"the gradient vanishes: dW of the first layer is {times} times smaller than of the last."
    if last > 0 and first * VANISHED > last:
        return f"the gradient explodes: dW of the first layer is {figure(first / last)} times that of the last."
    if column.first_cost > SURE_AND_WRONG * COIN_TOSS:
        return f"began at cost {was}, sure and wrong; it is at {now} now, with {right} of the points right."
    if column.dev_accuracy is not None and column.train_accuracy - column.dev_accuracy > HIGH_VARIANCE:
        return (
            f"has {right} of the training points right, but {percent(column.dev_accuracy)} of dev: high variance."
        )
    if column.train_accuracy >= LEARNED:
        return f"has learned the training set: {right} right at cost {now}."
    if iteration and abs(column.cost - COIN_TOSS) < AS_GOOD_AS * COIN_TOSS:
        better = "no" if column.train_accuracy < TOSSED else "hardly"
        return (
            f"is {better} better than a coin toss so far: its cost is {now}, from {was} at the start, with "
            f"{right} right."
        )
    if iteration and column.cost > 0.98 * column.first_cost:
        return f"has hardly moved: its cost went from {was} to {now}."
    return f"is learning: its cost went from {was} to {now}." if iteration else f"begins at cost {now}."


def tell_signal(column: Column) -> str:
    """Whether the activations fade or blow up on their way through the hidden layers; "" where they do not."""
    if len(column.spread) < 2:
        return ""
    first, last = float(column.spread[0]), float(column.spread[-1])
    if first > 0 and last < SIGNAL_LOST * first:
        times = figure(first / last) if last > 0 else "infinitely many"
        return (
            f"the signal vanishes: activations spread {times} times less in the last hidden layer than in the "
            "first, and the gradient with them."
        )
    if last * SIGNAL_LOST > first > 0:
        return (
            f"the signal explodes: activations spread {figure(last / first)} times more in the last hidden layer "
            "than in the first."
        )
    return ""


def is_symmetric(column: Column) -> bool:
    """Whether every hidden layer of several units has only one that differs."""
    several = [different for units, different in zip(column.units, column.different, strict=True) if units > 1]
    return bool(several) and all(different <= 1 for different in several)
