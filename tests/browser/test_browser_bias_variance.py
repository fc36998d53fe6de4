"""Bias and variance walked: a study, a curve and its way to the playground, and the luck of dev sets."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from stage import settle

from benchmarks.serving import Server

WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Streamlit lets every equation scroll, also where it fits; axe wants what scrolls to take the focus.
NOT_OURS = [[".katex-display"]]


def open_section(page: Page, server: Server, section: str, settings: str = "") -> None:
    page.goto(f"{server.url}bias_variance?bias_section={section}{settings}")
    expect(page.get_by_text("after 5,000 iterations")).to_be_visible(timeout=30_000)


def train(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible(timeout=15_000)
    expect(cancel).to_have_count(0, timeout=90_000)


def has_no_barriers(page: Page) -> None:
    settle(page)
    found = Axe().run(page, context={"exclude": NOT_OURS}, options={"runOnly": WCAG_AA}).response["violations"]
    assert [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]] == []


def test_a_study_shows_its_curve_and_its_maps(page: Page, server: Server) -> None:
    few = "&study_across=units&study_networks=20&study_iterations=200"
    open_section(page, server, "Bias² and variance", few)
    train(page, "Train them all")
    expect(page.get_by_text(re.compile("From 1 unit to 32 units bias² .*lowest expected loss"))).to_be_visible()
    expect(page.get_by_role("slider", name="Maps at units in the first hidden layer")).to_be_visible()
    expect(page.get_by_text("The numbers at 20 units")).to_be_visible()
    # Twenty boundaries and their mean in one map, the Bayes boundary in another.
    expect(page.locator(".contourlayer .contour")).to_have_count(22)
    page.get_by_text("Cross-entropy", exact=True).first.click()
    settle(page)
    expect(page.get_by_text(re.compile("From 1 unit to 32 units bias .*"))).to_be_visible()
    has_no_barriers(page)


def test_a_click_on_a_curve_opens_that_value_in_the_playground(page: Page, server: Server) -> None:
    open_section(page, server, "Curves", "&curve_kind=λ&curve_seeds=5&curve_iterations=200")
    train(page, "Train the curve")
    expect(page.get_by_text(re.compile("The lowest dev error, .* %, is at λ"))).to_be_visible()
    expect(page.get_by_role("link", name="Open λ = 0 in the playground")).to_be_visible()
    dots = page.locator(".scatterlayer .points path")
    expect(dots).to_have_count(15)
    has_no_barriers(page)
    point = dots.nth(4).bounding_box()  # the fifth of train's seven values
    assert point is not None
    page.mouse.move(point["x"] + 4, point["y"] + 4)
    page.wait_for_timeout(300)
    page.mouse.click(point["x"] + 4, point["y"] + 4)
    page.get_by_role("link", name="Open λ = 1 in the playground").click(timeout=15_000)
    page.wait_for_url(re.compile("dataset=football.*lambd=1"))
    # What was trained is there again on the way back.
    page.get_by_role("link", name="Bias and variance").click()
    for choice in ("Curves", "λ"):
        settle(page)
        page.get_by_role("radio", name=choice, exact=True).click(timeout=15_000)
    expect(page.get_by_text(re.compile("The lowest dev error, .* %, is at λ"))).to_be_visible(timeout=15_000)


def test_dev_sets_have_luck_and_a_turned_one_shows_a_mismatch(page: Page, server: Server) -> None:
    open_section(page, server, "Splits")
    expect(page.get_by_text(re.compile("The true error is .* %"))).to_be_visible(timeout=30_000)
    expect(page.locator(".violinlayer .trace.violins")).to_have_count(3)
    has_no_barriers(page)
    page.get_by_text("Does dev look like train?").click()
    expect(page.get_by_text(re.compile("% is variance and .* % mismatch"))).to_be_visible(timeout=30_000)
    turn = page.get_by_role("slider", name="Turned by")
    turn.focus()
    for _ in range(6):
        turn.press("ArrowRight")
    settle(page)
    expect(page.get_by_role("heading", name=re.compile("High .*mismatch between train and dev"))).to_be_visible()
    has_no_barriers(page)
