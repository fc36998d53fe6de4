"""What the stage's tests share: small experiments, a clock to set, and a visitor who reads what is sent."""

import json
import math
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from playground.stage import channel
from playground.stage.registry import Registry
from playground.training.experiment import Experiment
from playground.training.keyframes import GRID

PATIENCE = 5.0


@dataclass
class Stage:
    """The server with what it serves."""

    registry: Registry
    channel: channel.Channel
    server: uvicorn.Server
    port: int

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where the live channel is."""
        return f"ws://{self.host}{channel.PATH}"

    def wait_until_left(self) -> None:
        """Wait until the server is done with every connection that was closed."""
        until = time.monotonic() + PATIENCE
        state = self.server.server_state
        while state.connections or state.tasks:
            assert time.monotonic() < until, "the server still holds a connection"
            time.sleep(0.005)


def experiment(**settings: Any) -> Experiment:
    """A quick run: 60 moons, four tanh units, train, dev and test points; `settings` as in the JSON."""
    quick = {
        "dataset": {"name": "moons", "n": 60, "noise": 0.2, "seed": 1},
        "split": {"train": 0.6, "dev": 0.2, "test": 0.2, "seed": 0},
        "hidden": [4],
        "activation": "tanh",
        "optimizer": {"name": "gd", "learning_rate": 0.3},
    }
    return Experiment.from_json({**quick, **settings})


class Clock:
    """A clock that stands until it is moved on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Message:
    """A binary message taken apart: the header, the points (m, 3) of each set, and of the K keyframes the fields
    (K, GRID, GRID), the weights, gradients and tops in a row each, the maps (K, units, side, side), and which
    units are dropped (K, units)."""

    header: dict[str, Any]
    points: dict[str, npt.NDArray[np.float32]]
    fields: npt.NDArray[np.int16]
    numbers: npt.NDArray[np.float32]
    maps: npt.NDArray[np.int8]
    dropped: npt.NDArray[np.int8]

    @property
    def iterations(self) -> list[int]:
        """The iteration of every record."""
        return [row[0] for row in self.header["records"]]


def refuse_constant(name: str) -> None:
    """For json.loads: NaN and Infinity are no JSON, and a browser stops at them."""
    raise AssertionError(f"the header holds {name}")


def decode(packed: bytes) -> Message:
    """Take a message apart as the stage does, and see that nothing is left over."""
    length = int.from_bytes(packed[:4], "little")
    header = json.loads(packed[4 : 4 + length], parse_constant=refuse_constant)
    at = 4 + length
    assert at % 4 == 0, "a Float32Array must begin at a multiple of 4"
    points = {}
    for name, m in header.get("sets", []):
        points[name] = np.frombuffer(packed, "<f4", 3 * m, at).reshape(m, 3)
        at += 12 * m
    count = len(header["records"])
    links, units, side = header.get("links", 0), header.get("units", 0), header.get("map_side", 0)
    numbers = np.frombuffer(packed, "<f4", count * (2 * links + units), at).reshape(count, 2 * links + units)
    at += numbers.nbytes
    fields = np.frombuffer(packed, "<i2", count * GRID * GRID, at).reshape(count, GRID, GRID)
    at += fields.nbytes
    pictures = np.frombuffer(packed, "i1", count * units * (side * side + 1), at).reshape(
        count, units * (side * side + 1)
    )
    assert at + pictures.nbytes == len(packed)
    maps, dropped = pictures[:, : units * side * side], pictures[:, units * side * side :]
    return Message(header, points, fields, numbers, maps.reshape(count, units, side, side), dropped)


def is_sound(row: list[float | None]) -> bool:
    """Whether every figure of a record's row is a finite number, or None."""
    return all(figure is None or math.isfinite(figure) for figure in row)


class Visitor:
    """One stage: an open connection to the live channel."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.notices: list[dict[str, Any]] = []

    def say(self, message: Any) -> None:
        """Send an object as JSON; text and bytes as they are."""
        self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def hear(self) -> Message:
        """The next answer; notices that come before it are put aside."""
        while True:
            received = self.socket.recv(timeout=PATIENCE)
            if isinstance(received, bytes):
                return decode(received)
            self.notices.append(json.loads(received))

    def ask(self, message: Any) -> Message:
        """Send a message and hear its answer."""
        self.say(message)
        return self.hear()

    def pull(self, keyframes: int, stride: int) -> Message:
        """One burst."""
        return self.ask({"pull": keyframes, "stride": stride})

    def pull_until(self, keyframes: int, stride: int) -> list[Message]:
        """As many bursts as it takes to be given so many keyframes."""
        bursts: list[Message] = []
        while (left := keyframes - sum(len(burst.iterations) for burst in bursts)) > 0:
            bursts.append(self.pull(left, stride))
        return bursts

    def hear_close(self) -> int | None:
        """Read until the server closes; its close code."""
        try:
            while True:
                self.socket.recv(timeout=PATIENCE)
        except ConnectionClosed as closed:
            return None if closed.rcvd is None else closed.rcvd.code

    def drop(self) -> None:
        """Lose the connection without a word, as when a cable is pulled."""
        self.socket.socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def visiting(url: str, token: str | None = None, **options: Any) -> Iterator[Visitor]:
    """A visitor for the length of a with block; with a token, the scene is heard already."""
    with connect(url, proxy=None, max_size=None, close_timeout=PATIENCE, **options) as socket:
        visitor = Visitor(socket)
        if token is not None:
            assert visitor.ask({"token": token}).header["kind"] == "scene"
        yield visitor


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until it holds; what is waited for here takes milliseconds."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)
