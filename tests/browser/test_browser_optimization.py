"""Optimisation side by side: paths over the cost, scrubbed with the rest, in plain or normalised inputs."""

import re

from playwright.sync_api import Page, expect
from stage import press, settle
from test_browser_initialization import iteration, wait_for_iteration

from benchmarks.serving import Server


def open_page(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}optimization{query}")
    page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
    expect(page.get_by_text(re.compile(r"It shows \d+ % of how far the weights have moved"))).to_be_visible(
        timeout=15_000
    )


def surface(page: Page) -> str:
    """The painted cost surface with its paths, as data."""
    page.wait_for_timeout(300)
    canvas = page.get_by_role("img", name="The cost over a plane, with the path of every network")
    return str(canvas.evaluate("c => c.toDataURL()"))


def test_paths_grow_while_training_and_shrink_when_scrubbed_back(page: Page, server: Server) -> None:
    open_page(page, server)
    start = surface(page)
    press(page, "Step")
    settle(page)
    stepped = surface(page)
    assert stepped != start
    press(page, "Play")
    wait_for_iteration(page, 150)
    press(page, "Pause")
    trained = surface(page)
    assert trained not in (start, stepped)
    page.get_by_role("slider", name="Iteration that shows").fill("0")
    page.wait_for_timeout(400)
    assert iteration(page) == 0
    assert surface(page) == start
    page.get_by_role("button", name="Back to the newest iteration").click()
    assert surface(page) == trained


def test_words_compare_updates_and_points_and_costs_are_drawn_by_epoch(page: Page, server: Server) -> None:
    open_page(page, server)
    said = page.get_by_role("list", name="What the comparison shows")
    expect(said).to_contain_text("All begin at the same place, at cost")
    press(page, "Play")
    wait_for_iteration(page, 1200)
    press(page, "Pause")
    expect(said).to_contain_text(re.compile(r"1 Gradient descent: down to cost 0\.\d+ after [\d,]+ updates"))
    expect(said).to_contain_text("Fewest updates:")
    reached = iteration(page)
    batches = page.get_by_role("region", name="6 Batch 16", exact=True).locator('[data-figure="epochs"]')
    assert abs(float(batches.inner_text().replace(",", "")) - reached * 16 / 180) < 0.1
    chart = page.locator(".stage-charts")
    expect(chart).to_contain_text("Iteration")
    page.get_by_label("Costs by epoch").check()
    expect(chart).to_contain_text("Epoch")


def test_normalised_inputs_begin_anew_on_another_surface(page: Page, server: Server) -> None:
    open_page(page, server)
    before = surface(page)
    page.get_by_role("radio", name="Normalised").click()
    settle(page)
    assert surface(page) != before
    expect(page).to_have_url(re.compile("opt_inputs=Normalised"))
    expect(page.get_by_text(re.compile(r"the bowl is 12\.\d times as long as wide"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"the bowl is 2\.0 times as long as wide"))).to_be_visible()


def test_the_view_is_in_the_address(page: Page, server: Server) -> None:
    open_page(page, server)
    page.get_by_label("Costs by epoch").check()
    page.get_by_label("Log scale of the cost").uncheck()
    page.get_by_role("slider", name="Speed").fill("7")
    expect(page).to_have_url(re.compile("across=epochs"))
    expect(page).to_have_url(re.compile("costs=linear"))
    expect(page).to_have_url(re.compile("speed=200"))
    page.reload()
    expect(page.get_by_label("Costs by epoch")).to_be_checked(timeout=20_000)
    expect(page.get_by_label("Log scale of the cost")).not_to_be_checked()
    expect(page.get_by_text("200 iterations per frame")).to_be_visible()
    expect(page.locator(".stage-charts")).to_contain_text("Epoch")


def test_who_comes_back_to_the_page_finds_the_curves_again(page: Page, server: Server) -> None:
    open_page(page, server)
    press(page, "Play")
    wait_for_iteration(page, 100)
    press(page, "Pause")
    lines = page.locator(".stage-charts .scatterlayer .js-line")
    expect(lines).to_have_count(7)
    page.get_by_role("link", name="Gallery").click()
    expect(page).to_have_url(re.compile("gallery"))
    expect(lines).to_have_count(0)
    page.go_back()
    expect(lines).to_have_count(7, timeout=15_000)
