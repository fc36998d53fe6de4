"""A class at once: N players over real WebSockets, each with a page session and a run of its own.

Run it with `python benchmarks/load.py`. Every player opens the page over Streamlit's own socket, takes the run's
token from it, and pulls as the stage does, four times a second. Beside them, page loads go on without a pause.
`--page initialization` has everybody on that page, with a comparison instead of a run.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from benchmarks.serving import Server, running_server
from playground.stage.channel import PATH

PULLS_PER_SECOND = 4
PULL = json.dumps({"pull": 8, "stride": 10})
TARGETS = {30: (0.2, 15), 100: (0.5, 5)}


@dataclass
class Player:
    """What one player saw."""

    delays: list[float] = field(default_factory=list)
    keyframes: int = 0
    seconds: float = 0.0
    error: str | None = None


async def load_page(session: ClientConnection, query: str = "", page: str = "") -> str:
    """Run the page's script over Streamlit's socket; returns the token of the run that it opened."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    await session.send(message.SerializeToString())
    token = ""
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await session.recv())  # type: ignore[arg-type]
        element = answer.delta.new_element
        if element.WhichOneof("type") == "bidi_component" and '"token"' in element.bidi_component.json:
            token = json.loads(element.bidi_component.json)["token"]
        if answer.WhichOneof("type") == "script_finished":
            return token


def open_session(server: Server) -> "websockets.connect":
    """A connection to Streamlit's socket; the session lasts as long as it is held."""
    return websockets.connect(
        f"{server.sockets}/_stcore/stream", subprotocols=["streamlit"], origin=server.origin, max_size=None
    )


async def play(
    server: Server, player: Player, start: asyncio.Event, seconds: float, ready: asyncio.Semaphore, page: str
) -> None:
    """Open a page, then pull for so many seconds once `start` is set."""
    try:
        async with open_session(server) as session:
            async with ready:  # pages are opened a few at a time: this measures playing, not arriving
                token = await load_page(session, f"seed={id(player) % 1000}", page)
            async with websockets.connect(f"{server.sockets}{PATH}", max_size=None) as channel:
                await channel.send(json.dumps({"token": token}))
                await channel.recv()
                await start.wait()
                await pull(channel, player, seconds)
    except Exception as error:  # whatever it is, it belongs in the table
        player.error = f"{type(error).__name__}: {error}"


async def pull(channel: ClientConnection, player: Player, seconds: float) -> None:
    """Pull at the stage's pace, noting each answer's delay and keyframes."""
    begun = time.perf_counter()
    await asyncio.sleep((id(player) // 64 % 97) / 97 / PULLS_PER_SECOND)  # people do not press play in step
    while time.perf_counter() - begun < seconds:
        asked = time.perf_counter()
        await channel.send(PULL)
        answer = await channel.recv()
        delay = time.perf_counter() - asked
        player.delays.append(delay)
        player.keyframes += len(json.loads(answer[4 : 4 + int.from_bytes(answer[:4], "little")])["records"])  # type: ignore[arg-type]
        await asyncio.sleep(max(0.0, 1 / PULLS_PER_SECOND - delay))
    player.seconds = time.perf_counter() - begun


async def reload_pages(server: Server, sessions: int, until: asyncio.Event) -> list[float]:
    """So many sessions that run the page's script again and again; returns how long each run took."""
    took: list[float] = []

    async def one(number: int) -> None:
        async with open_session(server) as session:
            while not until.is_set():
                begun = time.perf_counter()
                await load_page(session, f"seed={number}")
                took.append(time.perf_counter() - begun)
                await asyncio.sleep(1.0)

    await asyncio.gather(*(one(number) for number in range(sessions)))
    return took


async def measure(players: int, seconds: float, beside: int, page: str) -> None:
    """Let so many players play on a fresh server, print what they saw."""
    with running_server() as server:
        async with open_session(server) as first:
            await load_page(first)
        before = server.memory()
        crowd = [Player() for _ in range(players)]
        start, ended, ready = asyncio.Event(), asyncio.Event(), asyncio.Semaphore(4)
        tasks = [asyncio.create_task(play(server, player, start, seconds, ready, page)) for player in crowd]
        await asyncio.sleep(max(4.0, players * 0.15))
        reloading = asyncio.create_task(reload_pages(server, beside, ended))
        start.set()
        await asyncio.sleep(seconds * 0.8)
        memory = server.memory() - before
        await asyncio.gather(*tasks)
        ended.set()
        report(crowd, memory, await reloading, TARGETS.get(players) if not page else None)


def report(crowd: list[Player], memory: int, page_runs: list[float], targets: tuple[float, int] | None) -> None:
    """One row of the table."""
    delays = [delay for player in crowd for delay in player.delays]
    errors = [player.error for player in crowd if player.error]
    rates = [player.keyframes / player.seconds for player in crowd if player.seconds]
    slowest, target = targets or (float("nan"), float("nan"))
    print(
        f"{len(crowd):7d} {len(errors):6d} {1000 * statistics.median(delays):9.0f} "
        f"{1000 * statistics.quantiles(delays, n=20)[-1]:9.0f} (< {1000 * slowest:.0f}) "
        f"{statistics.median(rates):9.1f} {min(rates):7.1f} (>= {target}) {memory / len(crowd) / 2**20:9.2f} "
        f"{len(page_runs):7d} {statistics.median(page_runs) if page_runs else 0:8.2f} {errors[:1] or ''}"
    )


def main() -> None:
    """Print a row for each number of players, with and without page loads beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, nargs="+", default=[30, 100])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--page", default="", help="the page everybody is on; the playground if left out")
    options = parser.parse_args()
    print("players errors  pull ms:  median    95 %   keyframes/s: median  least   MiB each  page runs  s each")
    for players in options.players:
        for beside in (0, 10):
            asyncio.run(measure(players, options.seconds, beside, options.page))


if __name__ == "__main__":
    main()
