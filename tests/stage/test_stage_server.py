"""The whole server, as a user starts it: pages, channel and assets beside each other, from any folder."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from stage_tools import visiting
from websockets.exceptions import InvalidStatus

from benchmarks.load import load_page, open_session
from benchmarks.serving import ROOT, Server, running_server
from playground.stage import assets, channel


@contextmanager
def running_elsewhere(log: Path, folder: Path) -> Iterator[Server]:
    """The server started from another folder."""
    server = Server(log)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
    command += ["--server.port", str(server.port), "--server.address", "127.0.0.1"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with log.open("wb") as output:
        server.process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    try:
        until = time.monotonic() + 60
        while not is_healthy(server):
            assert server.process.poll() is None, log.read_text()
            assert time.monotonic() < until
            time.sleep(0.1)
        yield server
    finally:
        server.stop()


def is_healthy(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


async def open_page_and_play(server: Server) -> list[int]:
    """Run the page's script as a browser makes it run, then watch the run that it opened."""
    async with open_session(server) as session:
        token = await load_page(session)
        assert token, "the page shows no run"
        return await asyncio.to_thread(watch, server, token)


def watch(server: Server, token: str) -> list[int]:
    with visiting(f"ws://{server.host}{channel.PATH}", token, origin=server.url[:-1]) as visitor:
        return [iteration for burst in visitor.pull_until(3, 10) for iteration in burst.iterations]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["from its folder", "from another folder"])
def test_the_server_shows_the_page_plays_a_run_and_logs_no_error(tmp_path: Path, elsewhere: bool) -> None:
    log = tmp_path / "server.log"
    folder = tmp_path / "somewhere else"
    folder.mkdir()
    starting = running_elsewhere(log, folder) if elsewhere else running_server(log)
    with starting as server:
        with urllib.request.urlopen(server.url, timeout=10) as answer:
            assert answer.status == 200
            assert "text/html" in answer.headers["content-type"]
        with ThreadPoolExecutor(1) as apart:  # browser tests leave an event loop running in this thread
            assert apart.submit(lambda: asyncio.run(open_page_and_play(server))).result() == [10, 20, 30]
        for name in ("stage.js", "stage.css", "plotly.min.js"):
            with urllib.request.urlopen(server.url + assets.address(name), timeout=10) as answer:
                assert "immutable" in answer.headers["cache-control"]
                assert answer.read() == assets.files()[name].read_bytes()
        with visiting(f"ws://{server.host}{channel.PATH}") as stranger:
            stranger.say({"token": "nobody's"})
            assert stranger.hear_close() == channel.UNKNOWN_RUN
        with (
            pytest.raises(InvalidStatus),
            visiting(f"ws://{server.host}{channel.PATH}", origin="http://elsewhere.example"),
        ):
            pass
    assert "Traceback" not in log.read_text()
    assert "Error" not in log.read_text()
    assert list(folder.iterdir()) == []
