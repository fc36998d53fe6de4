"""An address may hold anything: the page shows it as text and follows none of it."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Page

from benchmarks.serving import ROOT, Server

HOSTILE = (
    "![p](https://foreign.example/p.png) [follow](https://foreign.example) <b>bold</b> $hostile$ "
    ":material/home: :red-badge[urgent] www.foreign.example **strong**"
)
MARKUP = "a, b, strong, .katex, .stMarkdownBadge, [data-testid=stIconMaterial]"


def parameters() -> list[str]:
    """Every query parameter that a page may read: the keys of its controls and those that it names itself."""
    sources = [*(ROOT / "playground/ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return sorted(
        {*re.findall(r'(?:key|PARAMETER|CONTROLS) ?= ?"(\w+)"', text), "changes", "controls", "unit", "speed"}
    )


def test_nothing_in_an_address_acts_as_markup(page: Page, server: Server) -> None:
    query = urlencode(dict.fromkeys(parameters(), HOSTILE) | {"dataset": "moons", "present": "off"})
    hostile_controls = urlencode(dict.fromkeys(["controls", "changes", "dataset", "activation", "n"], HOSTILE))
    addresses = [
        f"{path.stem}?{query}" for path in sorted((ROOT / "pages").glob("*.py")) if path.stem != "playground"
    ]
    for address in [f"?{hostile_controls}", f"?{query}", *addresses]:
        page.goto(f"{server.url}{address}")
        page.locator("[data-testid=stMain] [data-testid=stElementContainer]").first.wait_for(timeout=30_000)
        page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
        acting = page.locator(MARKUP).filter(has_text=re.compile("foreign|bold|hostile|urgent|strong"))
        assert acting.count() == 0, address
        assert page.locator("img[src*=foreign], a[href*='//foreign']").count() == 0, address
        assert page.locator("[data-testid=stException]").count() == 0, address
    # It was read, and is quoted as it stands.
    page.goto(f"{server.url}?{hostile_controls}")
    page.get_by_role("alert").filter(has_text="controls in the address").wait_for(timeout=30_000)
    assert page.get_by_role("alert").filter(has_text="![p](https://foreign.example/p.png)").count() >= 1
