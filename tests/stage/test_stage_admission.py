"""The live channel beside Streamlit's own socket on real servers: both admit the same visitors."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from streamlit import net_util
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from benchmarks.serving import Server, running_server
from playground.stage import channel

STREAMLIT = "/_stcore/stream"

# What a proxy may send as Host: the outer name, with and without a port, an inner name, an address.
HOSTS = ["127.0.0.1:PORT", "127.0.0.1", "localhost:PORT", "school.example", "school.example:PORT", "inner:8501"]
ORIGINS = [
    None,
    "http://127.0.0.1:PORT",
    "https://127.0.0.1:PORT",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://localhost:PORT",
    "http://localhost:3000",
    "http://0.0.0.0",
    "http://LAN:PORT",
    "http://LAN",
    "http://school.example",
    "https://school.example",
    "https://school.example:8443",
    "https://SCHOOL.example",
    "https://school.example.elsewhere.example",
    "https://www.school.example",
    "https://friend.example",
    "https://friend.example:444",
    "https://neighbour.example",
    "http://inner:8501",
    "http://inner",
    "http://elsewhere.example",
    "null",
    "",
]

FRIENDS = ["--server.corsAllowedOrigins", "https://friend.example"]
FRIENDS += ["--server.corsAllowedOrigins", "https://neighbour.example/"]
SETTINGS = {
    "as it comes": [],
    "an address and friends": ["--browser.serverAddress", "school.example", *FRIENDS],
    "named hosts": ["--server.allowedHosts", "school.example", "--server.allowedHosts", "127.0.0.1"],
    "no protection": ["--server.enableCORS", "false", "--server.enableXsrfProtection", "false"],
}


@contextmanager
def knocking(server: Server, path: str, origin: str | None, host: str) -> Iterator[None]:
    """A socket with these headers, whatever address it is really sent to."""
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as line,
        connect(
            f"ws://{host}{path}",
            sock=line,
            proxy=None,
            additional_headers=[] if origin is None else [("Origin", origin)],
            close_timeout=0,
        ),
    ):
        yield


def answer(server: Server, path: str, origin: str | None, host: str) -> int:
    """The status with which a socket is answered: 101 lets it in."""
    try:
        with knocking(server, path, origin, host):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def filled(text: str, server: Server) -> str:
    """The text with this server's port and this machine's address in the network."""
    return text.replace("PORT", str(server.port)).replace("LAN", str(net_util.get_internal_ip()))


@pytest.mark.parametrize("options", SETTINGS.values(), ids=SETTINGS.keys())
def test_both_sockets_admit_the_same_visitors(tmp_path: Path, options: Sequence[str]) -> None:
    with running_server(tmp_path / "log.txt", options) as server:
        answers = {}
        for origin, host in product(ORIGINS, HOSTS):
            sent = None if origin is None else filled(origin, server), filled(host, server)
            answers[origin, host] = [answer(server, path, *sent) for path in (STREAMLIT, channel.PATH)]
    unlike = {pair: both for pair, both in answers.items() if both[0] != both[1]}
    assert unlike == {}
    assert {status for both in answers.values() for status in both} <= {101, 403}
    if "--browser.serverAddress" in options:
        told = {origin: answers[origin, "inner:8501"][1] for origin in ORIGINS}
        welcome = {origin for origin, status in told.items() if status == 101}
        assert {
            "https://school.example:8443",
            "https://friend.example",
            "https://neighbour.example",
            "http://LAN:PORT",
        } <= welcome
        assert not welcome & {"http://elsewhere.example", "https://school.example.elsewhere.example", "null", ""}
    assert "Traceback" not in (tmp_path / "log.txt").read_text()
