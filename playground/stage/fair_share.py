"""Fair share: who goes next, so that everybody gets the same time however much each asks for.

Deficit round robin (Shreedhar and Varghese 1996) on two levels: over persons, and over the sessions of a person.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

# Long enough for a usual pull, so that most work is done in one go; short enough not to be noticed.
QUANTUM = 0.010

# Nobody waits for longer than it takes to pay back so many seconds.
MOST_DEBT = 1.0


@dataclass(frozen=True)
class Visitor:
    """Who asks for time: a Streamlit session, and the person it belongs to.

    A person is known by nothing but an address, and a class behind one proxy may share it.
    """

    person: str
    session: str


class Rotation(Generic[K]):
    """Deficit round robin over keys.

    Keys stand in a ring. Whoever's turn comes gets `quantum` seconds times its weight, and goes on until these
    are used up or it wants no more; what is left then lapses. Work cannot be cut at will, so a key may use more
    than it has: it pays that back at its next turns, also if it asks for nothing meanwhile.
    """

    def __init__(self, quantum: float) -> None:
        """`quantum` in seconds."""
        self._quantum = quantum
        self._left: dict[K, float] = {}  # in the order of the ring, the one whose turn it is first
        self._turn: K | None = None

    def __contains__(self, key: object) -> bool:
        return key in self._left

    def __len__(self) -> int:
        return len(self._left)

    def has_time(self, key: K) -> bool:
        """Whether it is a key's turn, and it may go on."""
        return self._turn == key and self._left[key] > 0

    def pick(self, ready: Mapping[K, float]) -> K:
        """Return whose turn it is among the keys that want time, which are mapped to their weights."""
        for key in ready:
            self._left.setdefault(key, 0.0)
        while True:
            key = next(iter(self._left))
            if self._turn != key:
                self._turn = key
                self._left[key] += self._quantum * ready.get(key, 1.0)
            if key in ready and self._left[key] > 0:
                return key
            self._end_turn()
            if key in ready:
                self._left.setdefault(key, 0.0)

    def charge(self, key: K, seconds: float) -> None:
        """Count time that a key used."""
        self._left[key] = max(self._left.get(key, 0.0) - seconds, -MOST_DEBT)
        if self._turn == key and self._left[key] <= 0:
            self._end_turn()

    def _end_turn(self) -> None:
        """Put the first key last; without debts it leaves the ring until it wants time again."""
        key = next(iter(self._left))
        left = self._left.pop(key)
        if left < 0:
            self._left[key] = left
        self._turn = None


class FairShare:
    """Shares time between persons, and what a person gets between the sessions of that person.

    Time is not shared by session alone, or whoever opens twenty tabs would get twenty times as much. Nor is it
    shared by address alone, or a class behind one proxy would get no more than one visitor from elsewhere. An
    address with n sessions that want time counts √n times: twenty tabs get the time of four or five visitors, and
    a class that shares one address keeps most of its time. Where everybody has one address, sessions share evenly.
    """

    def __init__(self, quantum: float = QUANTUM) -> None:
        """`quantum` is how many seconds a session may use at a stretch."""
        self._quantum = quantum
        self._persons: Rotation[str] = Rotation(quantum)
        self._sessions: dict[str, Rotation[str]] = {}

    def has_time(self, visitor: Visitor) -> bool:
        """Whether a visitor may go on in this round."""
        sessions = self._sessions.get(visitor.person)
        return (
            sessions is not None and sessions.has_time(visitor.session) and self._persons.has_time(visitor.person)
        )

    def pick(self, ready: Iterable[Visitor]) -> Visitor:
        """Return whose turn it is among the visitors that are ready; there must be one."""
        sessions: dict[str, dict[str, float]] = {}
        for visitor in ready:
            sessions.setdefault(visitor.person, {})[visitor.session] = 1.0
        person = self._persons.pick({person: math.sqrt(len(its)) for person, its in sessions.items()})
        return Visitor(person, self._of(person).pick(sessions[person]))

    def charge(self, visitor: Visitor, seconds: float) -> None:
        """Count time that a visitor used."""
        self._persons.charge(visitor.person, seconds)
        self._of(visitor.person).charge(visitor.session, seconds)

    def _of(self, person: str) -> Rotation[str]:
        if len(self._sessions) > 2 * len(self._persons) + 16:
            self._sessions = {its: kept for its, kept in self._sessions.items() if its in self._persons}
        return self._sessions.setdefault(person, Rotation(self._quantum))


def share_of(visitor: Visitor, waiting: Iterable[Visitor]) -> float:
    """Return a visitor's share of the time while others want some; the visitor may be among these."""
    counts: dict[str, int] = {}
    for other in {visitor, *waiting}:
        counts[other.person] = counts.get(other.person, 0) + 1
    weights = {person: math.sqrt(count) for person, count in counts.items()}
    return weights[visitor.person] / sum(weights.values()) / counts[visitor.person]
