"""Records and the history that thins itself."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.training.records import History, Record
from playground.training.thinned import Thinned


def record(iteration: int, cost: float = 0.5) -> Record:
    return Record(iteration, cost, 0.25, 0.75, None, 1.0)


def iterations(history: History) -> list[int]:
    return [r.iteration for r in history.records]


def test_the_json_has_the_keys_of_the_command_line() -> None:
    assert record(7).to_json() == {
        "iteration": 7,
        "cost": 0.5,
        "data_cost": 0.25,
        "train_accuracy": 0.75,
        "dev_accuracy": None,
        "test_accuracy": 1.0,
    }


def test_the_penalty_is_what_the_data_do_not_cost() -> None:
    assert record(0).penalty == 0.25


@given(st.integers(2, 30), st.integers(1, 500))
@settings(max_examples=80, deadline=None)
def test_a_history_of_any_length_stays_short_and_keeps_both_ends(limit: int, length: int) -> None:
    history = History(Thinned(limit))
    for i in range(length):
        history.add(record(i))
        kept = iterations(history)
        assert kept[0] == 0
        assert kept[-1] == i
        assert len(kept) <= limit
        assert kept == sorted(set(kept))


def test_nothing_is_dropped_before_the_limit() -> None:
    history = History(Thinned(10))
    for i in range(9):
        history.add(record(i))
    assert iterations(history) == list(range(9))
    history.add(record(9))
    assert iterations(history) == [0, 2, 4, 6, 8, 9]


def test_a_long_run_is_remembered_from_end_to_end() -> None:
    """A cost curve must not lose the middle of the run: no gap is wider than a tenth of it."""
    history = History(Thinned(80))
    for i in range(20_000):
        history.add(record(i))
    kept = iterations(history)
    assert max(after - before for before, after in pairwise(kept)) <= 20_000 / 10
    assert len(kept) >= 20


def test_a_record_of_the_same_iteration_takes_the_others_place() -> None:
    history = History()
    history.add(record(3, cost=0.9))
    history.add(record(3, cost=0.1))
    assert [r.cost for r in history.records] == [0.1]
