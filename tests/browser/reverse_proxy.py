"""nginx in front of a server, as schools and companies put it, run as an unprivileged child on a free port."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.serving import Server, free_port

# Everything that nginx writes goes into the test's own folder.
CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1;
    {locations}
  }}
}}
"""

# What lets sockets through.
UPGRADE = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'


@dataclass(frozen=True)
class Proxy:
    """A running proxy: its host and port."""

    host: str

    @property
    def origin(self) -> str:
        """What a browser says of the pages behind it."""
        return f"http://{self.host}"


def location(matching: str, server: Server, *headers: str) -> str:
    """An nginx location that passes requests on to the server, with more directives on headers."""
    return f"location {matching} {{ proxy_pass http://{server.host}; {' '.join(headers)} }}"


@contextmanager
def reverse_proxy(folder: Path, *locations: str) -> Iterator[Proxy]:
    """nginx with these locations for the length of a with block; skips the test where there is no nginx."""
    program = find_nginx()
    folder.mkdir()
    folder.chmod(0o777)
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, locations="\n    ".join(locations)))
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 10
        while not is_listening(port):
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < until, "nginx did not start"
            time.sleep(0.05)
        yield Proxy(f"127.0.0.1:{port}")
    finally:
        process.terminate()
        process.communicate(timeout=10)


def find_nginx() -> str:
    """Where nginx is. Skips with the reason where it is missing; fails instead where REQUIRE_BROWSER is set."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if program is None:
        reason = "there is no nginx on this machine: install your system's nginx package"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def is_listening(port: int) -> bool:
    """Whether somebody answers on this port of this machine."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
