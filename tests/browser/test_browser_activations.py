"""Activations: the tangent follows the pointer and the keys, and each section draws what it says."""

import re

from playwright.sync_api import Page, expect
from stage import press, settle
from test_browser_initialization import iteration, wait_for_iteration

from benchmarks.serving import Server


def open_section(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}activations{query}")


def test_the_tangent_is_dragged_along_the_curve_and_kept_in_the_address(page: Page, server: Server) -> None:
    open_section(page, server)
    expect(page.get_by_text("At z = 4.0 the gradient is 0.018: little of it passes back.")).to_be_visible(
        timeout=20_000
    )
    curve = page.get_by_role("img", name=re.compile("^Sigmoid with its tangent"))
    box = curve.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (44 + 444 / 2) / 500, box["y"] + 20, steps=6)
    expect(page.get_by_text("At z = 0.0 the gradient is 0.25: 25 % of it passes back.")).to_be_visible()
    page.mouse.up()
    expect(curve).to_have_attribute("aria-label", "Sigmoid with its tangent at z = 0")
    page.wait_for_url(re.compile(r"act_z=0(&|$)"))
    settle(page)
    page.get_by_role("slider", name="Move z").press("ArrowLeft")
    expect(page.get_by_text(re.compile("^At z = −0.1 "))).to_be_visible()
    page.get_by_test_id("stMain").get_by_text("ReLU", exact=True).click()
    expect(page.get_by_text("At z = −0.1 the gradient is 0: nothing passes back")).to_be_visible()
    settle(page)
    page.reload()
    expect(page.get_by_text("At z = −0.1 the gradient is 0: nothing passes back")).to_be_visible(timeout=20_000)


def test_three_linear_layers_are_drawn_beside_what_bends(page: Page, server: Server) -> None:
    open_section(page, server, "?act_section=Three+linear+layers")
    for name in (
        "Linear units: a straight line",
        "Tanh units: answers .* % of the plane otherwise",
        "ReLU units: answers .* % of the plane otherwise",
    ):
        expect(page.get_by_role("figure", name=re.compile(name))).to_be_visible(timeout=20_000)
    equation = page.locator(".katex-display").first
    before = equation.inner_text()
    page.get_by_role("spinbutton", name="Weights seed").press("ArrowUp")
    expect(equation).not_to_have_text(before)


def test_the_same_network_trains_with_each(page: Page, server: Server) -> None:
    open_section(page, server, "?act_section=Which+to+choose")
    page.locator('canvas[data-plane="4"][data-iteration]').wait_for(timeout=30_000)
    assert page.locator(".stage-column h3").all_inner_texts() == [
        "Sigmoid",
        "Tanh",
        "ReLU",
        "Leaky ReLU",
        "Linear",
    ]
    press(page, "Play")
    wait_for_iteration(page, 1500)
    press(page, "Pause")
    assert iteration(page) >= 1500
    said = page.get_by_role("list", name="What the comparison shows")
    expect(said).to_contain_text(re.compile("ReLU: has learned the training set"))
    expect(said).to_contain_text(re.compile("Sigmoid: is (no|hardly) better than a coin toss so far"))
