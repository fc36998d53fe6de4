"""A server of the real app on a free port, and a browser to look at it: for benchmarks and browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]

# The sandbox does not work for root in a container; the rest keeps Chromium from asking the network.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The system's Chromium, if it has one."""
    return next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Server:
    """`streamlit run app.py`, as a user would start it, in a process of its own."""

    def __init__(
        self,
        log: Path | None = None,
        options: Sequence[str] = (),
        *,
        base_path: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Choose a port.

        `log` takes what the server prints, `options` are more of Streamlit's, `base_path` is where the app is put,
        as in "a/b", and `environment` are more variables of the process.
        """
        self.port = free_port()
        self.log = log
        self.options = [*options, *(["--server.baseUrlPath", base_path] if base_path else [])]
        self.base = f"/{base_path}" if base_path else ""
        self.environment = dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the start page."""
        return f"http://{self.host}{self.base}/"

    @property
    def origin(self) -> str:
        """What a browser says of the pages of this server."""
        return f"http://{self.host}"

    @property
    def sockets(self) -> str:
        """Where the paths of sockets begin."""
        return f"ws://{self.host}{self.base}"

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def start(self, wait: float = 60.0) -> None:
        """Start and wait until it answers. Raises RuntimeError when it does not."""
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1", *self.options]
        output = open(self.log, "ab") if self.log else subprocess.DEVNULL  # noqa: SIM115
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **self.environment}
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        if self.log:
            output.close()  # type: ignore[union-attr]
        until = time.monotonic() + wait
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        """End the process that `start` began."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def memory(self) -> int:
        """The server's resident memory in bytes, from /proc."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024


@contextmanager
def running_server(log: Path | None = None, options: Sequence[str] = (), **more: Any) -> Iterator[Server]:
    """A server for the length of a with block; takes what Server takes."""
    server = Server(log, options, **more)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless Chromium for the length of a with block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
