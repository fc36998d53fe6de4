"""A server of the stage alone, on a free port, and a log that tells of everything that went wrong in it."""

import gc
import logging
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from stage_tools import PATIENCE, Stage, experiment, visiting
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from playground.stage import assets, channel
from playground.stage.closed_network import stay_on_this_network
from playground.stage.registry import Registry
from playground.stage.runs import Run


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The live channel over a registry of its own and the assets, under the WebSocket code Streamlit uses."""
    stay_on_this_network()
    registry = Registry()
    live = channel.Channel(registry)
    app = Starlette(routes=[WebSocketRoute(channel.PATH, live.serve), Route(assets.PATH, assets.serve)])
    listener = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(app, ws="websockets-sansio", log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield Stage(registry, live, server, listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
    assert not thread.is_alive()


@pytest.fixture(scope="session", autouse=True)
def quick_collections() -> Iterator[None]:
    """Many tests collect garbage; leave out what the libraries made when they were imported."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


class Complaints(logging.Handler):
    """Keeps every record that is an error or carries an exception, whichever thread wrote it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what went wrong."""
        text = logging.Formatter().format(record)
        if record.levelno >= logging.ERROR or record.exc_info or "Traceback" in text:
            self.texts.append(text)


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What was logged as gone wrong; asyncio only tells of a lost exception when its task is collected."""
    gc.collect()
    handler = Complaints()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.texts
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.fixture
def undisturbed(stage: Stage, complaints: list[str]) -> Iterator[None]:
    """Whatever happens in a test, another visitor goes on at the next iteration, and the log holds no error."""
    bystander = stage.registry.open(experiment(hidden=[2]))
    with visiting(stage.url, bystander.token) as visitor:
        assert visitor.ask({"step": True}).iterations == [1]
        yield
        assert visitor.ask({"step": True}).iterations == [2]
        assert visitor.notices == []
    stage.registry.free(bystander.token)
    stage.wait_until_left()
    gc.collect()
    assert complaints == []


@pytest.fixture
def run(stage: Stage) -> Iterator[Run]:
    """A run to watch."""
    run = stage.registry.open(experiment())
    yield run
    stage.registry.free(run.token)
