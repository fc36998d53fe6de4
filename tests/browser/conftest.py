"""A real server and a real Chromium for the tests of what a person sees and does."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.serving import Server, find_chromium, running_browser, running_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip with the reason; a failure instead where REQUIRE_BROWSER is set."""
    if find_chromium() is None:
        reason = "there is no Chromium on this machine: install your system's chromium package"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with running_browser() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """`streamlit run app.py`; its log must be free of tracebacks at the end."""
    log: Path = tmp_path_factory.mktemp("server") / "log.txt"
    with running_server(log) as running:
        yield running
    assert "Traceback" not in log.read_text(errors="replace")


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A tab of 1440×900; scripts must not fail in it, and it must ask no other host for anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    tab = context.new_page()
    failures: list[str] = []
    tab.on("pageerror", lambda error: failures.append(str(error)))
    tab.on("request", lambda request: _note_foreign(request.url, server, failures))
    yield tab
    context.close()
    assert failures == []


def _note_foreign(url: str, server: Server, failures: list[str]) -> None:
    if not url.startswith((server.url, f"ws://{server.host}", "blob:", "data:")):
        failures.append(f"asked for {url}")
