"""Where am I, and how do I get elsewhere: the heading and the row of pages, at every size, as seen and as read."""

import pytest
from playwright.sync_api import Page, expect
from stage import open_stage, press, wait_for_iteration

from benchmarks.serving import Server
from playground.ui.navigation import APP, PAGES
from playground.ui.presets import PRESETS

SIZES = [(390, 844), (820, 1180), (1024, 768), (1280, 720), (1440, 900)]


def show_page(page: Page, server: Server, path: str) -> None:
    page.goto(server.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("info", PAGES, ids=[info.title for info in PAGES])
def test_every_page_says_what_it_is(page: Page, server: Server, info) -> None:  # type: ignore[no-untyped-def]
    show_page(page, server, "" if info is PAGES[0] else info.script.removesuffix(".py"))
    expect(page.get_by_role("heading", level=1)).to_have_text(info.title)
    expect(page.get_by_text(info.sentence.replace("**", "").replace("`", ""))).to_be_visible()
    expect(page).to_have_title(f"{info.title} · {APP}")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text([other.title for other in PAGES])
    here = page.locator("a[aria-current=page]")
    expect(here).to_have_text(info.title)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect(here).to_be_in_viewport()  # also where the row is swiped
        box, ours = page.get_by_role("heading", level=1).bounding_box(), here.bounding_box()
        assert box is not None and ours is not None
        assert ours["y"] + ours["height"] <= box["y"] + 1
        assert box["y"] + box["height"] < 160


def test_each_page_is_one_tap_away_on_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    show_page(page, server, "vectorization")
    row = page.get_by_role("navigation", name="Pages")
    for title in ("Playground", "Regularisation", "Vectorisation"):
        row.get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=30_000)
        expect(row.get_by_role("link", name=title)).to_have_attribute("aria-current", "page")


def test_a_page_opens_in_a_tab_of_its_own(page: Page, server: Server) -> None:
    show_page(page, server, "gallery")
    row = page.get_by_role("navigation", name="Pages")
    for title, path in (("Playground", ""), ("Initialisation", "initialization")):
        expect(row.get_by_role("link", name=title)).to_have_attribute("href", server.url + path)
    with page.context.expect_page() as opened:
        row.get_by_role("link", name="Playground").click(button="middle")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Playground", timeout=30_000)


def test_a_presets_sentence_stays_while_it_holds(page: Page, server: Server) -> None:
    preset = PRESETS[0]
    show_page(page, server, "gallery")
    page.get_by_role("link", name=preset.title).click()
    heading = page.locator(".st-key-heading")
    expect(heading).to_contain_text(preset.title, timeout=30_000)
    expect(heading).to_contain_text(preset.watch[:40])
    press(page, "Play")
    wait_for_iteration(page, 20)
    press(page, "Pause")
    expect(heading).to_contain_text(preset.title)
    page.get_by_role("link", name="Next experiment").click()
    expect(heading).to_contain_text(PRESETS[1].title, timeout=30_000)
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0", timeout=15_000)
    # Another network is another experiment, and the sentence goes.
    page.get_by_role("spinbutton", name="Weights seed").fill("77")
    page.keyboard.press("Enter")
    expect(heading).not_to_contain_text(PRESETS[1].title, timeout=15_000)
    expect(heading).to_contain_text("Choose data and a network")


def test_how_to_read_it_is_one_press_away(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.get_by_role("button", name="How to read it").click()
    expect(page.get_by_text("where it changes its mind")).to_be_visible()
    expect(page.get_by_text("what training brings down")).to_be_visible()


def test_a_presented_page_has_neither(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?present=on")
    expect(page.get_by_role("heading", level=1)).to_have_count(0)
    expect(page.get_by_role("navigation", name="Pages")).to_have_count(0)
