"""The server asks the internet for nothing: not at the start, not under use, and not about a foreign page."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from stage_tools import visiting, wait_for
from streamlit import net_util
from websockets.exceptions import InvalidStatus

from benchmarks.load import load_page, open_session
from benchmarks.serving import Server, running_server
from playground.stage import channel

# Run by Python before anything else. What leaves the machine is noted and never comes back, as on a closed network
# whose firewall drops it; a datagram socket that is only connected sends nothing.
GUARD = """
import os, socket, sys, threading

NOTES = os.environ["NETWORK_NOTES"]
LOCAL = ("127.", "::1", "localhost", "0.0.0.0", "::")

def host_of(event, details):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        return details[0]
    line, address = details[0], details[1]
    if event == "socket.connect" and line.type == socket.SOCK_DGRAM:
        return None
    return address[0] if isinstance(address, tuple) else None

def watch(event, details):
    asking = ("connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname")
    if event not in ["socket." + name for name in asking]:
        return
    host = host_of(event, details)
    host = host.decode() if isinstance(host, bytes) else host
    if host and not host.startswith(LOCAL):
        with open(NOTES, "a") as notes:
            notes.write(f"{event} {host}\\n")
        threading.Event().wait()

with open(NOTES, "a") as notes:
    notes.write("")
sys.addaudithook(watch)
"""


@pytest.fixture
def guarded(tmp_path: Path) -> Mapping[str, str]:
    """Variables for a process that notes what it would send elsewhere in the file NETWORK_NOTES."""
    folder = tmp_path / "guard"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(GUARD)
    return {"PYTHONPATH": str(folder), "NETWORK_NOTES": str(tmp_path / "notes.txt")}


ERRANDS = {
    "a connection": "socket.create_connection(('192.0.2.1', 80))",
    "a look-up": "socket.getaddrinfo('elsewhere.example', 80)",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
}


@pytest.mark.parametrize("errand", ERRANDS.values(), ids=ERRANDS.keys())
def test_the_guard_sees_what_leaves_the_machine(guarded: Mapping[str, str], errand: str) -> None:
    notes = Path(guarded["NETWORK_NOTES"])
    child = subprocess.Popen([sys.executable, "-c", f"import socket; {errand}"], env={**os.environ, **guarded})
    try:
        wait_for(lambda: notes.exists() and "e" in notes.read_text())
    finally:
        child.kill()
        child.wait()


def test_the_server_asks_nobody_and_a_foreign_page_holds_nobody_up(
    tmp_path: Path, guarded: Mapping[str, str]
) -> None:
    log = tmp_path / "log.txt"
    everywhere = ["--server.address", "0.0.0.0"]
    with running_server(log, everywhere, environment=guarded) as server:
        with ThreadPoolExecutor(1) as apart:  # browser tests leave an event loop running in this thread
            apart.submit(lambda: asyncio.run(use(server))).result(60)
        printed = log.read_text()
    assert Path(guarded["NETWORK_NOTES"]).read_text() == ""
    assert f"Local URL: http://localhost:{server.port}" in printed
    assert f"Network URL: http://{net_util.get_internal_ip()}:{server.port}" in printed
    assert "Traceback" not in printed


async def use(server: Server) -> None:
    """Open a page and its run, have a foreign page refused by both sockets, and go on playing."""
    async with open_session(server) as session:
        token = await load_page(session)
        await asyncio.to_thread(play_beside_a_stranger, server, token)
        await load_page(session, "dataset=xor")


def play_beside_a_stranger(server: Server, token: str) -> None:
    with visiting(f"{server.sockets}{channel.PATH}", token, origin=server.origin) as visitor:
        for path in ("/_stcore/stream", channel.PATH):
            with (
                pytest.raises(InvalidStatus),
                visiting(f"{server.sockets}{path}", origin="https://elsewhere.example"),
            ):
                pass
            assert visitor.ask({"step": True}).iterations
