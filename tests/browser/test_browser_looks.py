"""Looks: what fits on which screen, in light and dark."""

import re

from playwright.sync_api import Browser, Page, expect
from stage import figure, open_stage, press, wait_for_iteration

from benchmarks.serving import Server


def test_nothing_needs_scrolling_on_a_laptop(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    for control in [
        *page.get_by_role("button").filter(has_text=re.compile("Play|Step|Reset|New")).all(),
        *page.locator("[data-testid=stNumberInput], [data-testid=stSelectbox], [data-testid=stSlider]").all(),
        page.get_by_label("Log scale"),
        page.get_by_label("Show links by gradient"),
    ]:
        box = control.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900, control.inner_text()


def test_a_phone_can_play(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    phone = context.new_page()
    open_stage(phone, server.url)
    play = phone.get_by_role("button", name="Play", exact=True)
    box = play.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 300
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    canvas = phone.locator('canvas[role="img"]').bounding_box()
    assert canvas is not None
    assert canvas["width"] > 300
    assert canvas["y"] + canvas["height"] <= 844
    play.tap()
    wait_for_iteration(phone, 100)
    context.close()


def brightness(page: Page) -> float:
    """Mean brightness, 0 to 255, of the page's background and of the painted plane's outer corner."""
    return float(
        page.locator('canvas[role="img"]').evaluate(
            """canvas => { const c = canvas.getContext('2d')
            const { data } = c.getImageData(canvas.width * 0.3 | 0, canvas.height * 0.3 | 0, 200, 200)
            let sum = 0
            for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2]
            return sum / data.length * 4 / 3 }"""
        )
    )


def test_light_and_dark(browser: Browser, server: Server) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        tab = context.new_page()
        open_stage(tab, server.url)
        seen[scheme] = brightness(tab)
        expect(tab.get_by_role("button", name="Play", exact=True)).to_be_visible()
        context.close()
    assert seen["light"] > seen["dark"] + 60


def test_sets_are_told_apart_by_shape_and_named(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    legend = page.locator(".stage-legend")
    for name in ("Class 0", "Class 1", "Train", "Dev", "Test"):
        expect(legend.get_by_text(name, exact=True)).to_be_visible()
    open_stage(page, f"{server.url}?train=100")
    expect(page.locator(".stage-legend").get_by_text("Dev", exact=True)).to_be_hidden()
    assert figure(page, "Dev acc.") == "–"


def test_the_picture_keeps_its_place_while_training(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    canvas = page.locator('canvas[role="img"]')
    before = canvas.bounding_box()
    press(page, "Play")
    wait_for_iteration(page, 1200)
    assert canvas.bounding_box() == before


def test_the_sidebar_can_be_dragged_during_play(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 100)
    edge = page.get_by_test_id("stSidebar").bounding_box()
    assert edge is not None
    page.mouse.move(edge["width"] - 2, 450)
    page.mouse.down()
    page.mouse.move(edge["width"] + 120, 450, steps=8)
    page.mouse.up()
    page.wait_for_timeout(300)
    after = page.get_by_test_id("stSidebar").bounding_box()
    assert after is not None
    assert after["width"] > edge["width"] + 60
    shown = int(figure(page, "Iteration").replace(",", ""))
    wait_for_iteration(page, shown + 200)
    canvas = page.locator('canvas[role="img"]').bounding_box()
    assert canvas is not None
    assert canvas["x"] > after["width"]
