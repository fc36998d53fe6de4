"""Behind proxies: the stage plays wherever the page itself works, or says why it cannot."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from reverse_proxy import UPGRADE, location, reverse_proxy
from stage import open_stage, press, wait_for_iteration

from benchmarks.serving import Server

BLOCKED = "This server's proxy does not let the live channel through"

# What a proxy sends as Host beside the Origin that the browser sends, a name or an address and its port.
HOSTS = {
    "the inner address": "",
    "a name without its port": "proxy_set_header Host $host;",
    "an inner name": "proxy_set_header Host playground-1;",
}


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS.keys())
def test_the_stage_plays_whatever_host_a_proxy_sends(
    browser: Browser, server: Server, tmp_path: Path, host: str
) -> None:
    with reverse_proxy(tmp_path / "nginx", location("/", server, UPGRADE, host)) as proxy:
        tab = browser.new_page()
        open_stage(tab, proxy.origin)
        press(tab, "Play")
        wait_for_iteration(tab, 20)
        tab.close()


def test_the_stage_plays_where_a_proxy_lets_streamlits_own_address_through_alone(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    others, own = location("/", server), location("/_stcore/stream", server, UPGRADE)
    with reverse_proxy(tmp_path / "nginx", others, own) as proxy:
        tab = browser.new_page()
        open_stage(tab, proxy.origin)
        press(tab, "Play")
        wait_for_iteration(tab, 20)
        tab.close()


@pytest.mark.parametrize("name", ["", "initialization"], ids=["playground", "comparison"])
def test_where_a_proxy_does_not_let_the_channel_through_the_stage_says_so(
    browser: Browser, server: Server, tmp_path: Path, name: str
) -> None:
    others, own = location("/", server), location("= /_stcore/stream", server, UPGRADE)
    with reverse_proxy(tmp_path / "nginx", others, own) as proxy:
        tab = browser.new_page()
        tab.goto(f"{proxy.origin}/{name}")
        words = tab.locator('[data-part="words"]')
        expect(words).to_contain_text(BLOCKED, timeout=20_000)
        expect(words).to_contain_text("/_stcore/stream/live")
        tab.close()
