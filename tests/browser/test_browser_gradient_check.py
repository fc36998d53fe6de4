"""The gradient check in a browser: ε follows the hand, a planted bug shows in its block, a hidden one is found."""

import re

from playwright.sync_api import Locator, Page, expect
from stage import open_stage, press, settle, wait_for_iteration

from benchmarks.serving import Server
from playground.diagnostics.planted_bugs import BUGS


def open_check(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}gradient_check{query}")
    expect(blocks(page).locator(".main-svg").first).to_be_visible(timeout=30_000)


def blocks(page: Page) -> Locator:
    return page.locator(".st-key-grad_blocks")


def number(page: Page) -> float:
    return float(page.get_by_test_id("stMetricValue").first.inner_text())


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def test_the_playground_s_run_is_checked_and_epsilon_and_a_bug_show_at_once(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 200)
    press(page, "Pause")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Gradient check").click()
    expect(page.get_by_text(re.compile(r"Now, iteration [\d,]{3,}"))).to_be_visible(timeout=20_000)
    assert number(page) < 1e-6
    page.get_by_role("slider", name="Nudge").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    settle(page)
    expect(page.get_by_text("1e-9").first).to_be_visible()
    choose(page, "Bug", "4/m in db")
    assert number(page) > 1e-2
    expect(page.get_by_text("Off: b1.")).to_be_visible()
    expect(blocks(page).get_by_text("0.6", exact=True).first).to_be_visible()
    assert "grad_bug" in page.url
    page.get_by_role("tab", name="Error against ε").click()
    expect(page.get_by_text("A bug does not go away with any ε")).to_be_visible(timeout=10_000)


def test_a_hidden_bug_is_guessed_from_the_blocks_alone(page: Page, server: Server) -> None:
    open_check(page, server)
    page.get_by_role("button", name="Hide one for me to find").click()
    expect(page.get_by_text("A bug is hidden")).to_be_visible(timeout=10_000)
    verdict = page.get_by_test_id("stSidebar").get_by_test_id("stAlert")
    for guess in BUGS.values():
        page.get_by_role("combobox", name="Your guess").click()
        page.get_by_role("option", name=guess.title, exact=True).click()
        expect(verdict).to_contain_text(guess.title, timeout=10_000)
        if "Right: " in verdict.inner_text():  # behind the icon
            break
    else:
        raise AssertionError("no guess was right")
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_text("agrees with its numerical twin")).to_be_visible()


def test_the_verdict_needs_no_scrolling_and_a_phone_none_to_the_side(page: Page, server: Server) -> None:
    open_check(page, server)
    for shown in (page.get_by_test_id("stMetricValue").first, blocks(page)):
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
