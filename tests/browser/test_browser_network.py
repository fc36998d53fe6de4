"""The network beside the plane: pointed at, looked into, set by hand."""

import re

from playwright.sync_api import Page, expect
from stage import iteration, open_stage, picture, press, settle, wait_for_iteration

from benchmarks.serving import Server


def diagram(page: Page) -> str:
    """The drawn network, as data."""
    page.wait_for_timeout(150)
    return str(page.locator('[data-part="diagram"]').evaluate("canvas => canvas.toDataURL()"))


def test_every_unit_has_a_button_and_the_drawing_lives(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    units = page.get_by_role("group", name="Units of the network").get_by_role("button")
    assert units.count() == 2 + 8 + 4 + 1
    before = diagram(page)
    press(page, "Play")
    wait_for_iteration(page, 100)
    assert diagram(page) != before


def test_pointing_at_a_unit_fills_the_plane_with_its_map(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    whole = picture(page)
    page.get_by_role("button", name="Layer 1, unit 3", exact=True).hover()
    unit = picture(page)
    assert unit != whole
    expect(page.locator(".stage-inspector")).to_contain_text("Layer 1, unit 3")
    page.get_by_role("button", name="Step", exact=True).hover()
    assert picture(page) == whole
    expect(page.locator(".stage-inspector")).to_be_hidden()


def test_a_unit_is_reached_by_keyboard(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.locator('[data-part="byGradient"]').focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Output", exact=True)).to_be_focused()
    expect(page.locator(".stage-inspector")).to_contain_text("Output")
    page.keyboard.press("Enter")
    expect(page.get_by_label("bias", exact=True)).to_be_visible()
    page.get_by_label("bias", exact=True).focus()
    page.keyboard.press("Escape")
    expect(page.locator(".stage-inspector")).to_be_hidden()


def test_a_weight_set_by_hand_changes_the_picture_and_training_goes_on(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    before = picture(page)
    page.get_by_role("button", name="Output", exact=True).click()
    page.get_by_label("bias", exact=True).fill("3")
    page.keyboard.press("Enter")
    settle(page)
    assert picture(page) != before
    expect(page.get_by_label("bias", exact=True)).to_have_value(re.compile(r"^3(\.000)?$"))
    assert iteration(page) == 0
    page.keyboard.press("Escape")
    press(page, "Play")
    wait_for_iteration(page, 200)
    press(page, "Reset")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0")
    page.mouse.move(700, 890)
    assert picture(page) == before


def test_links_by_gradient(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    by_weight = diagram(page)
    page.get_by_label("Show links by gradient").check()
    assert diagram(page) != by_weight


def test_a_large_network_says_what_it_does_not_show(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?layers=20&n1=64")
    units = page.get_by_role("group", name="Units of the network").get_by_role("button")
    assert 20 < units.count() < 110
    press(page, "Play")
    wait_for_iteration(page, 50)


def test_what_is_looked_into_stays_when_the_page_changes_its_size(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?unit=1.3")
    expect(page.locator(".stage-inspector")).to_contain_text("Layer 1, unit 3")
    press(page, "Play")
    for width in (1300, 1200, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
    expect(page.locator(".stage-inspector")).to_contain_text("Layer 1, unit 3")
    expect(page.get_by_label("bias", exact=True)).not_to_have_value("")


def test_who_sets_a_weight_sees_the_border_move_and_can_undo_it(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    whole = picture(page)
    unit = page.get_by_role("button", name="Layer 1, unit 3", exact=True)
    unit.focus()
    page.keyboard.press("Enter")
    assert picture(page) != whole, "the unit's map fills the plane"
    page.keyboard.press("Tab")
    field = page.get_by_label("weight from unit 1")
    expect(field).to_be_focused()
    assert picture(page) == whole, "while one edits, the plane shows the network's answer"
    field.fill("9")
    page.keyboard.press("Enter")
    settle(page)
    edited = picture(page)
    assert edited != whole
    expect(page.locator(".stage-curve")).to_be_visible()
    curve, panel = page.locator(".stage-curve").bounding_box(), page.locator(".stage-inspector").bounding_box()
    assert curve is not None
    assert panel is not None
    assert panel["y"] + panel["height"] <= curve["y"], "the panel does not lie over the curve"
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert picture(page) == whole
    page.keyboard.press("Escape")
    expect(page.locator(".stage-inspector")).to_be_hidden()
