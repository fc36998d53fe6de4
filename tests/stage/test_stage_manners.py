"""The live channel over real sockets: how those who break its rules are shown out, and nobody else notices."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage_tools import Stage, experiment, is_sound, visiting
from websockets.exceptions import ConnectionClosed, InvalidStatus

from playground.stage import channel
from playground.stage.runs import Run

MALFORMED, REFUSED, TOO_LARGE, UNKNOWN_RUN = 1007, 1008, 1009, 4404

pytestmark = pytest.mark.usefixtures("undisturbed")


@pytest.mark.parametrize("token", ["", "nobody's", "x" * 900, "\ud800", "\x00"])
def test_an_unknown_token_is_refused(stage: Stage, token: str) -> None:
    with visiting(stage.url) as visitor:
        visitor.say({"token": token})
        assert visitor.hear_close() == UNKNOWN_RUN


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "", "http://[", "http://[::1", "\u00e9"])
def test_a_foreign_page_is_refused_at_the_door(stage: Stage, run: Run, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, visiting(stage.url, additional_headers={"Origin": origin}):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", [None, "http://{host}", "https://{host}", "http://localhost"])
def test_a_page_of_this_server_and_a_program_may_come_in(stage: Stage, run: Run, origin: str | None) -> None:
    with visiting(stage.url, run.token, origin=origin and origin.format(host=stage.host)):
        pass


MALFORMED_MESSAGES: list[Any] = [
    "",
    "{",
    "pull",
    '{"pull": 8, "stride": }',
    "[" * 1024,
    '{"a":' * 200,
    "9" * 1000,
    b"",
    b"\x00\xff",
    b'{"step": true}',
    [],
    8,
    None,
    True,
    "NaN",
    [{"step": True}],
    {},
    {"jump": 3},
    {"pull": 8},
    {"stride": 8},
    {"pull": 8, "stride": 10, "budget": 3},
    {"step": True, "reset": True},
    {"step": False},
    {"step": 1},
    {"reset": 1.0},
    {"scene": None},
    {"step": [True]},
    {"Step": True},
    *(
        message
        for bad in (0, -1, 1e9, 10**9, "8", True, 1.5, None, [8], {"x": 1}, 10**400, float("nan"), float("inf"))
        for message in ({"pull": bad, "stride": 10}, {"pull": 2, "stride": bad})
    ),
    {"pull": 31, "stride": 10},
    {"pull": 2, "stride": 1001},
]


@pytest.mark.parametrize("message", MALFORMED_MESSAGES, ids=lambda message: str(message)[:40])
def test_what_is_no_message_is_refused_and_the_run_does_not_move(stage: Stage, run: Run, message: Any) -> None:
    with visiting(stage.url, run.token) as visitor:
        visitor.say(message)
        assert visitor.hear_close() == MALFORMED
    assert run.trainer.iteration == 0
    assert run.revision == 0


@pytest.mark.parametrize(
    "message", ["{", b"{}", [], {}, {"token": 5}, {"token": None}, {"step": True}, {"pull": 1}]
)
def test_the_first_message_must_be_a_token(stage: Stage, message: Any) -> None:
    with visiting(stage.url) as visitor:
        visitor.say(message)
        assert visitor.hear_close() == MALFORMED


@pytest.mark.parametrize("size", [1025, 100_000, 2**20])
def test_a_message_too_large_is_refused(stage: Stage, run: Run, size: int) -> None:
    message = json.dumps({"token": run.token, "more": ""})
    message = message.replace('""', '"' + "x" * (size - len(message)) + '"')
    assert len(message) == size
    with visiting(stage.url) as first, visiting(stage.url, run.token) as later:
        for visitor in (first, later):
            visitor.say(message)
            assert visitor.hear_close() == TOO_LARGE


def test_one_who_floods_the_server_is_shown_out(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        try:
            for _ in range(1000):
                visitor.say({"scene": True})
        except ConnectionClosed:
            pass
        assert visitor.hear_close() == REFUSED


def test_a_stage_that_pulls_as_fast_as_it_is_answered_at_a_screens_pace_is_welcome(stage: Stage, run: Run) -> None:
    with visiting(stage.url, run.token) as visitor:
        for _ in range(70):
            visitor.ask({"step": True})
            time.sleep(0.016)


def test_silence_is_ended(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "FIRST_MESSAGE_SECONDS", 0.1)
    with visiting(stage.url) as visitor:
        begun = time.monotonic()
        assert visitor.hear_close() == REFUSED
        assert 0.05 < time.monotonic() - begun < 2.0


def test_after_the_token_a_stage_may_be_silent(stage: Stage, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "FIRST_MESSAGE_SECONDS", 0.1)
    with visiting(stage.url, run.token) as visitor:
        time.sleep(0.3)
        assert visitor.ask({"step": True}).iterations == [1]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)
near_misses = st.dictionaries(
    st.sampled_from(["pull", "stride", "step", "reset", "scene", "token", "revision"]),
    st.integers(-2, 40) | st.booleans() | json_values,
    max_size=3,
)
messages = st.one_of(
    json_values, near_misses, near_misses.map(json.dumps), st.text(max_size=60), st.binary(max_size=40)
)
ENDINGS = {MALFORMED, REFUSED, TOO_LARGE, UNKNOWN_RUN}


@pytest.fixture(scope="module")
def fuzzed(stage: Stage) -> Run:
    """A run for whatever Hypothesis thinks of."""
    return stage.registry.open(experiment())


@settings(max_examples=120, deadline=None)
@given(first=st.none() | messages, then=st.lists(messages, max_size=3))
def test_whatever_is_sent_is_answered_or_refused_and_never_breaks_the_server(
    stage: Stage, fuzzed: Run, first: Any, then: list[Any]
) -> None:
    with visiting(stage.url) as visitor:
        try:
            visitor.ask({"token": fuzzed.token} if first is None else first)
            for message in then:
                answer = visitor.ask(message)
                assert answer.header["kind"] in ("scene", "burst")
                assert all(is_sound(row) for row in answer.header["records"])
        except ConnectionClosed:
            assert visitor.hear_close() in ENDINGS
