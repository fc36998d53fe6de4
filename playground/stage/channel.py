"""The live channel: a WebSocket over which a stage pulls keyframes of the run whose token it knows.

The stage speaks first, {"token": …}, and is sent the scene. Then each of its messages is answered by one:
{"pull": K, "stride": N} by up to K keyframes N iterations apart (with "until", such as {"iteration": I} or
{"dev_accuracy": A}, none after the goal is met), {"step": true} by one, {"look": true} by the
newest, {"past": I} by kept ones from iteration I on, {"edit": "W1", "row": 0, "column": 1, "value": 0.5} by one
with that parameter set, {"look_at": I} (or null: which earlier iteration is on screen) by none, {"reset": true}
and {"scene": true} by the scene; so is {"resume": "…"}, by which a page that was reloaded asks to go on from the
run of an older token. Unasked, the stage is told {"kind": "notice", …} when the run was changed.
A visitor who does not keep to this is shown out with a close code.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.stage.admission import is_admitted
from playground.stage.answers import Malformed, answer, greet
from playground.stage.fair_share import Visitor
from playground.stage.in_play import InPlay, Notice
from playground.stage.packing import notice_to_json, pack_scene
from playground.stage.registry import Registry
from playground.stage.scheduler import Abandoned

# Below the path of Streamlit's own socket: a proxy that lets the one through lets the other through, too.
PATH = "/_stcore/stream/live"

MAX_MESSAGE = 1024
MESSAGES_PER_SECOND = 80
MOST_CONNECTIONS_TO_A_RUN = 8
FIRST_MESSAGE_SECONDS = 10.0

# How long one pull may train, and the least it gets when many wait: load means fewer keyframes, not waiting.
BUDGET_SECONDS = 0.040
LEAST_BUDGET_SECONDS = 0.002

MALFORMED = 1007
REFUSED = 1008
TOO_LARGE = 1009
UNKNOWN_RUN = 4404

T = TypeVar("T")

LOGGER = logging.getLogger(__name__)


class Breach(Exception):
    """The visitor broke the channel's rules; carries the close code and the reason in words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Allowance:
    """How many messages a visitor may still send: refills with time, and bursts of one second are fine."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = per_second
        self._at = time.monotonic()

    def spend(self) -> None:
        """Count one message. Raises Breach when there were too many."""
        now = time.monotonic()
        self._left = min(self._per_second, self._left + (now - self._at) * self._per_second) - 1
        self._at = now
        if self._left < 0:
            raise Breach(REFUSED, "too many messages")


class Channel:
    """The WebSocket endpoint over a registry of runs."""

    def __init__(self, registry: Registry) -> None:
        """Serve the runs of `registry`, whose scheduler does the work."""
        self._registry = registry
        self._allowances: WeakValueDictionary[Visitor, Allowance] = WeakValueDictionary()

    async def serve(self, websocket: WebSocket) -> None:
        """Talk to one stage until it leaves or breaks the rules."""
        if not is_admitted(websocket):
            await websocket.close(REFUSED, "foreign origin")
            return
        await websocket.accept()
        try:
            await self._talk(websocket)
        except Breach as breach:
            await leave(websocket, breach.code, breach.reason)
        except Malformed as malformed:
            await leave(websocket, MALFORMED, str(malformed))
        except WebSocketDisconnect:
            pass
        except Exception:
            LOGGER.exception("The live channel failed")
            await leave(websocket, 1011, "internal error")

    async def _talk(self, websocket: WebSocket) -> None:
        allowance = Allowance(MESSAGES_PER_SECOND)
        try:
            first = await asyncio.wait_for(receive(websocket, allowance), FIRST_MESSAGE_SECONDS)
        except TimeoutError:
            raise Breach(REFUSED, "no token came") from None
        token = first.get("token")
        if not isinstance(token, str):
            raise Breach(MALFORMED, "the first message must carry a token")
        watchers = self._find(token).watchers
        if len(watchers) >= MOST_CONNECTIONS_TO_A_RUN:
            raise Breach(REFUSED, "too many connections to one run")
        announcing = asyncio.create_task(announce_changes(websocket, watchers))
        try:
            await send(websocket, await self._work(token, greet))
            while True:
                allowance = self._allowance(token)
                message = await receive(websocket, allowance)
                if message.keys() == {"resume"}:
                    await send(websocket, await self._resume(token, message["resume"]))
                else:
                    await send(websocket, await self._work(token, self._answer, message))
        finally:
            announcing.cancel()

    def _allowance(self, token: str) -> Allowance:
        """What a visitor may still send, on all of their connections together."""
        visitor = self._find(token).visitor
        allowance = self._allowances.get(visitor)
        if allowance is None:
            allowance = self._allowances[visitor] = Allowance(MESSAGES_PER_SECOND)
        return allowance

    def _find(self, token: str) -> InPlay:
        run = self._registry.find(token)
        if run is None:
            raise Breach(UNKNOWN_RUN, "no such run")
        run.touch()
        return run

    async def _work(self, token: str, task: Callable[..., T], *arguments: Any) -> T:
        """Have a task on a run done when it is its visitor's turn; the server goes on serving the others."""
        run = self._find(token)
        future = self._registry.scheduler.submit(run.visitor, run, partial(task, run, *arguments))
        del run  # it may be freed meanwhile
        try:
            return await asyncio.wrap_future(future)
        except Abandoned:
            raise Breach(UNKNOWN_RUN, "no such run") from None

    def _answer(self, run: InPlay, message: dict[str, Any]) -> bytes:
        budget = BUDGET_SECONDS * self._registry.scheduler.share_of(run.visitor)
        return answer(run, message, max(LEAST_BUDGET_SECONDS, budget))

    async def _resume(self, token: str, older: Any) -> bytes:
        """Let a run go on from where an older one stands, if both tell the same story; the answer is the scene."""
        if not isinstance(older, str):
            raise Malformed("expected a token")
        if older != token and self._registry.find(older) is not None:
            with contextlib.suppress(Breach):  # it went meanwhile
                estate = await self._work(older, lambda run: run.hand_out())
                if await self._work(token, lambda run: run.take_over(estate)):
                    self._registry.leave_to_heir(older)
        return await self._work(token, pack_scene)


async def announce_changes(websocket: WebSocket, watchers: set[Callable[[Notice], None]]) -> None:
    """Tell the stage of each change as it is made, so that it drops what it holds from before.

    Holds the run's watchers but not the run, which may be freed while a connection stays open.
    """
    loop = asyncio.get_running_loop()
    notices: asyncio.Queue[Notice] = asyncio.Queue()

    def watcher(notice: Notice) -> None:
        with contextlib.suppress(RuntimeError):  # the server is closing
            loop.call_soon_threadsafe(notices.put_nowait, notice)

    watchers.add(watcher)
    try:
        while True:
            await websocket.send_text(json.dumps(notice_to_json(await notices.get())))
    except (WebSocketDisconnect, RuntimeError):
        pass  # the visitor left meanwhile; who talks with them notices
    finally:
        watchers.discard(watcher)


async def send(websocket: WebSocket, packed: bytes) -> None:
    """Send an answer. Raises WebSocketDisconnect where the visitor left while it was being made."""
    try:
        await websocket.send_bytes(packed)
    except RuntimeError as gone:
        raise WebSocketDisconnect(1006) from gone


async def receive(websocket: WebSocket, allowance: Allowance) -> dict[str, Any]:
    """The next message as an object. Raises Breach where it is too large, too soon, or not one."""
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code") or 1000)
    allowance.spend()
    text = event.get("text")
    if text is None:
        raise Breach(MALFORMED, "messages are text")
    if len(text) > MAX_MESSAGE:
        raise Breach(TOO_LARGE, f"a message may have {MAX_MESSAGE} characters")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise Breach(MALFORMED, "messages are JSON") from None
    if not isinstance(message, dict):
        raise Breach(MALFORMED, "messages are JSON objects")
    return message


async def leave(websocket: WebSocket, code: int, reason: str) -> None:
    """Close with a code, unless the other side is gone already."""
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await websocket.close(code, reason)
