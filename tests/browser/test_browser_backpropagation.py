"""Backpropagation: the arrow keys step, the address follows, and nothing jumps."""

import pytest
from playwright.sync_api import Browser, Page, expect
from stage import settle

from benchmarks.serving import Server

GRAPH = "?view=Computation+graph"


def open_page(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}backpropagation{query}")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=30_000)
    settle(page)


def step(page: Page) -> int:
    return int(page.get_by_role("slider", name="Step").input_value())


def press(page: Page, key: str, expected: int) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("slider", name="Step")).to_have_value(str(expected))


def test_arrow_keys_step_and_the_controls_stay_where_they_are(page: Page, server: Server) -> None:
    open_page(page, server)
    following = page.get_by_role("button", name="Next")
    back = page.locator(".st-key-step_back").get_by_role("button")
    before = following.bounding_box()
    expect(back).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert step(page) == 1
    for k in range(2, 16):
        press(page, "ArrowRight", k)
        assert following.bounding_box() == before
    expect(following).to_be_disabled()
    expect(page.get_by_text("15 of 15").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert step(page) == 15
    press(page, "ArrowLeft", 14)
    expect(following).to_be_enabled()
    expect(back).to_be_enabled()
    expect(page.get_by_role("heading", name="Update")).to_be_visible()
    page.wait_for_url("**step=14*")
    page.reload()
    expect(page.get_by_role("heading", name="Update")).to_be_visible(timeout=30_000)
    assert step(page) == 14


def test_a_slider_keeps_its_arrow_keys(page: Page, server: Server) -> None:
    open_page(page, server)
    strength = page.get_by_role("slider", name="L2 strength")
    strength.focus()
    page.keyboard.press("ArrowRight")
    expect(strength).to_have_value("1")
    settle(page)
    assert step(page) == 1
    page.get_by_role("slider", name="Step").focus()
    press(page, "ArrowRight", 2)


def test_the_run_of_the_playground_is_taken_apart(page: Page, server: Server) -> None:
    page.goto(f"{server.url}?dataset=xor&layers=1&n1=5&activation=Tanh")
    page.locator('canvas[role="img"][aria-label*="iteration"]').wait_for(timeout=30_000)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Backpropagation").click()
    expect(page.get_by_text("2-5-1, Tanh")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("1 of 15").first).to_be_visible()


@pytest.mark.parametrize(
    "query",
    ["?step=8&slow_lambd=0.7", f"{GRAPH}&graph=Network+2-2-1&graph_step=16"],
    ids=["step", "graph"],
)
def test_nothing_needs_scrolling_on_a_laptop(page: Page, server: Server, query: str) -> None:
    open_page(page, server, query)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollHeight") <= 900


def test_the_graph_scrolls_sideways_on_a_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    phone = context.new_page()
    open_page(phone, server, GRAPH)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    box = phone.locator(".js-plotly-plot").bounding_box()
    assert box is not None
    assert box["width"] > 500
    context.close()
