"""The log of a real server: what a visitor sends wrong leaves a line there, and no traceback on any screen."""

import json
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from benchmarks.serving import Server, running_server
from playground.stage import channel
from playground.stage.visitor_errors import OneLine, is_visitors

PAGES = ["", "gradient_check", "backpropagation", "optimization"]


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def server(log_file: Path) -> Iterator[Server]:
    with running_server(log_file) as running:
        yield running


def send_frame(server: Server, path: str, opcode: int, payload: bytes) -> None:
    """Open a WebSocket by hand, send one frame that no client library would, and wait for the answer to it."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as visitor:
        lines = [f"GET {path} HTTP/1.1", f"Host: {server.host}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13", "", ""]
        visitor.sendall("\r\n".join(lines).encode())
        assert b" 101 " in visitor.recv(4096)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        visitor.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)
        visitor.recv(4096)


def session(server: Server) -> ClientConnection:
    return connect(f"ws://{server.host}/_stcore/stream", subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]


def run_page(visitor: ClientConnection, page: str, query: str = "", **widget: Any) -> list[tuple[str, str]]:
    """Run a page's script, with one widget's value as `widget` says; return type and id of what it shows."""
    message = BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = page, query
    if widget:
        message.rerun_script.widget_states.widgets.add(**widget)
    visitor.send(message.SerializeToString())
    shown: list[tuple[str, str]] = []
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(visitor.recv(timeout=30))  # type: ignore[arg-type]
        kind = answer.delta.new_element.WhichOneof("type")
        if kind is not None:
            shown.append((kind, getattr(getattr(answer.delta.new_element, kind), "id", "")))
        if answer.WhichOneof("type") == "script_finished":
            return shown


def test_frames_that_are_no_messages(server: Server, log_file: Path) -> None:
    for path in (channel.PATH, "/_stcore/stream"):
        send_frame(server, path, 1, b"\xff\xfe\xfa")  # text that is not UTF-8
        send_frame(server, path, 2, b"\xff\xfe")
    log = log_file.read_text()
    assert "UnicodeDecodeError" in log and "DecodeError" in log
    assert "Traceback" not in log


@pytest.mark.parametrize("page", PAGES)
def test_widget_values_that_no_browser_sends(server: Server, log_file: Path, page: str) -> None:
    impossible: list[dict[str, Any]] = [
        {"string_value": "$x"},
        {"double_value": float("nan")},
        {"int_value": -5},
        {"bool_value": True},
        {"json_value": "{"},
        {"bytes_value": b"\xff"},
    ]
    with session(server) as visitor:
        widgets = [id for _, id in run_page(visitor, page) if id]
        assert len(widgets) > 5
        for i, widget in enumerate(widgets):
            shown = run_page(visitor, page, id=widget, **impossible[i % len(impossible)])
            assert "exception" not in {kind for kind, _ in shown}
    with session(server) as other:  # others, and the same person after a reload, see nothing of it
        assert len([id for _, id in run_page(other, page) if id]) == len(widgets)
    assert "Traceback" not in log_file.read_text()


def test_addresses_that_no_page_writes(server: Server, log_file: Path) -> None:
    with session(server) as visitor:
        for query in (
            "a=%ff%fe",
            "%00",
            "=" * 100,
            "dataset=%ff&changes=%00",
            "n=1e999&noise=nan&alpha=inf&speed=٣",
        ):
            kinds = {kind for kind, _ in run_page(visitor, "", query)}
            assert "exception" not in kinds and "bidi_component" in kinds
    assert "Traceback" not in log_file.read_text()


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    def record(error: Exception) -> logging.LogRecord:
        try:
            raise error
        except Exception as raised:
            info = (type(raised), raised, raised.__traceback__)
        made = logging.LogRecord("streamlit.error_util", logging.ERROR, "", 0, "Uncaught %s", ("thing",), info)
        assert OneLine().filter(made)
        return made

    fault = record(KeyError("W1"))
    assert fault.exc_info is not None and fault.getMessage() == "Uncaught thing"
    visitors = record(json.JSONDecodeError("Expecting value", "{", 0))
    assert visitors.exc_info is None and "\n" not in visitors.getMessage()
    assert not is_visitors(None)
    assert not is_visitors(ConnectionClosed(None, None))
