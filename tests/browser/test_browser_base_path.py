"""The app below a path of its own, as `--server.baseUrlPath` puts it: everything a person does works there too."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from reverse_proxy import UPGRADE, location, reverse_proxy
from stage import open_stage, press, wait_for_iteration

from benchmarks.serving import running_server
from playground.ui.presets import PRESETS

Reached = Callable[[Path, str], AbstractContextManager[str]]


@contextmanager
def direct(folder: Path, base_path: str) -> Iterator[str]:
    """A server that is reached as it is; the origin under which it is."""
    with running_server(folder / "log.txt", base_path=base_path) as server:
        yield server.origin


@contextmanager
def behind_nginx(folder: Path, base_path: str) -> Iterator[str]:
    """A server behind a proxy that passes this path on, and nothing else."""
    with running_server(folder / "log.txt", base_path=base_path) as server:
        passing = location(f"/{base_path}", server, UPGRADE, "proxy_set_header Host $http_host;")
        with reverse_proxy(folder / "nginx", passing) as proxy:
            yield proxy.origin


@pytest.mark.parametrize(
    ("reached", "base_path"),
    [(direct, "a/b"), (behind_nginx, "nn")],
    ids=["direct, two levels", "behind nginx, one level"],
)
def test_below_a_base_path_pages_assets_channel_and_links_work(
    browser: Browser, tmp_path: Path, reached: Reached, base_path: str
) -> None:
    with reached(tmp_path, base_path) as origin:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        tab = context.new_page()
        strayed: list[str] = []
        tab.on("request", lambda request: note_strayed(request.url, f"/{base_path}", strayed))
        tab.on("websocket", lambda socket: note_strayed(socket.url, f"/{base_path}", strayed))
        for start in (f"{origin}/{base_path}", f"{origin}/{base_path}/"):
            open_stage(tab, start)
            press(tab, "Play")
            wait_for_iteration(tab, 20)
        walk_to_a_preset(tab, f"{origin}/{base_path}/")
        tab.goto(f"{origin}/{base_path}/initialization")  # a comparison, straight from the address
        expect(tab.locator('canvas[data-iteration="0"]').first).to_be_visible(timeout=30_000)
        press(tab, "Play")
        expect(tab.locator('canvas[data-iteration="0"]')).to_have_count(0, timeout=20_000)
        assert strayed == []
        context.close()
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def walk_to_a_preset(tab: Page, base: str) -> None:
    """Through the navigation to the gallery, then by a card's link, and by the same link in a fresh tab."""
    tab.get_by_role("link", name="Gallery").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Gallery", timeout=30_000)
    assert tab.url == f"{base}gallery"
    card = tab.get_by_role("link", name=PRESETS[0].title)
    address = str(card.evaluate("link => link.href"))
    card.click()
    tab.wait_for_url("**/?dataset=*")
    assert urlsplit(tab.url).path == urlsplit(base).path
    for follow in (tab, tab.context.new_page()):
        if follow is not tab:
            follow.goto(address)
        follow.locator('canvas[role="img"][aria-label*="iteration"]').wait_for(timeout=30_000)
        press(follow, "Play")
        wait_for_iteration(follow, 20)
    follow.close()


def note_strayed(url: str, base: str, strayed: list[str]) -> None:
    """Note a request that leaves the base path: behind a proxy somebody else answers it, or nobody."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and not f"{parts.path}/".startswith(f"{base}/"):
        strayed.append(url)
