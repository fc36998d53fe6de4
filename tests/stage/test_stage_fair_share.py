"""Fair share: who goes next, told on a clock that only the visitors' work moves on."""

import math
from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.stage.fair_share import QUANTUM, FairShare, Rotation, Visitor, share_of


def visitor(person: str, session: str = "") -> Visitor:
    return Visitor(person, session or person)


def serve(share: FairShare, pieces: Mapping[Visitor, float], seconds: float) -> Counter[Visitor]:
    """Let visitors who always want more go on for so long, in pieces of a given length; what each got."""
    got: Counter[Visitor] = Counter()
    while sum(got.values()) < seconds:
        whose = share.pick(pieces)
        share.charge(whose, pieces[whose])
        got[whose] += pieces[whose]  # type: ignore[assignment]
    return got


@settings(deadline=None)
@given(st.lists(st.floats(2e-3, 0.2), min_size=2, max_size=6))
def test_everybody_gets_the_same_time_however_long_their_pieces_are(pieces: list[float]) -> None:
    of = {visitor(str(number)): piece for number, piece in enumerate(pieces)}
    got = serve(FairShare(), of, 20.0)
    assert max(got.values()) - min(got.values()) <= 2 * max(pieces) + 2 * QUANTUM


def test_whoever_used_too_much_waits_until_it_is_paid_back() -> None:
    heavy, light = visitor("heavy"), visitor("light")
    share = FairShare()
    assert share.pick([heavy]) == heavy
    share.charge(heavy, 10.5 * QUANTUM)
    turns = [share.pick([heavy, light])]
    for _ in range(12):
        share.charge(turns[-1], QUANTUM)
        turns.append(share.pick([heavy, light]))
    assert turns.index(heavy) in (9, 10, 11)


def test_a_debt_is_not_forgotten_while_its_maker_asks_for_nothing() -> None:
    heavy, light = visitor("heavy"), visitor("light")
    share = FairShare()
    share.charge(heavy, 10 * QUANTUM)
    share.pick([light])
    share.charge(light, QUANTUM)
    assert share.pick([heavy, light]) == light
    for _ in range(12):
        share.charge(share.pick([light]), QUANTUM)
    assert heavy in {share.pick([heavy]), share.pick([heavy, light])}


def test_one_who_is_alone_never_waits() -> None:
    share = FairShare()
    alone = visitor("alone")
    for _ in range(100):
        assert share.pick([alone]) == alone
        share.charge(alone, 100 * QUANTUM)


def test_nobody_starves_beside_many() -> None:
    share = FairShare()
    crowd = {visitor(str(number)): 0.03 for number in range(50)}
    late = visitor("late")
    serve(share, crowd, 3.0)
    served = serve(share, {**crowd, late: 0.03}, 0.03 * (len(crowd) + 1))
    assert served[late] > 0


def test_a_persons_tabs_get_the_square_root_of_their_number_and_share_it() -> None:
    others = [visitor(str(number)) for number in range(6)]
    tabs = [visitor("hostile", str(number)) for number in range(9)]
    got = serve(FairShare(), dict.fromkeys([*others, *tabs], 0.005), 40.0)
    each_tab = [got[tab] for tab in tabs]
    assert sum(each_tab) == pytest.approx(40.0 * 3 / 9, rel=0.05)
    assert max(each_tab) == pytest.approx(min(each_tab), abs=0.05)
    assert min(got[other] for other in others) == pytest.approx(40.0 / 9, rel=0.05)


def test_a_class_behind_one_address_keeps_most_of_the_time_beside_one_from_elsewhere() -> None:
    pupils = [visitor("proxy", str(number)) for number in range(25)]
    got = serve(FairShare(), dict.fromkeys([*pupils, visitor("elsewhere")], 0.005), 40.0)
    assert sum(got[pupil] for pupil in pupils) == pytest.approx(40.0 * 5 / 6, rel=0.05)


def test_the_share_that_is_told_is_the_share_that_is_given() -> None:
    tabs = [visitor("person", str(number)) for number in range(4)]
    everybody = [*tabs, visitor("a"), visitor("b")]
    assert share_of(visitor("a"), everybody) == pytest.approx(1 / 4)
    assert share_of(tabs[0], everybody) == pytest.approx(2 / 4 / 4)
    assert share_of(visitor("new"), []) == 1.0
    assert math.fsum(share_of(each, everybody) for each in everybody) == pytest.approx(1.0)


def test_who_went_leaves_nothing_behind() -> None:
    share = FairShare()
    for number in range(500):
        guest = visitor(str(number))
        assert share.pick([guest]) == guest
        share.charge(guest, 0.5 * QUANTUM)
    serve(share, {visitor("one"): QUANTUM, visitor("another"): QUANTUM}, 1.0)
    assert len(share._persons) <= 3
    assert len(share._sessions) < 50


def test_a_rotation_counts_in_rounds() -> None:
    rotation: Rotation[str] = Rotation(1.0)
    ready = {"a": 1.0, "b": 2.0}
    turns = []
    for _ in range(9):
        turns.append(rotation.pick(ready))
        rotation.charge(turns[-1], 1.0)
    assert turns == ["a", "b", "b"] * 3
