"""Regularisation side by side: strengths act while the networks train, early stopping keeps its best boundary."""

import re

from playwright.sync_api import Page, expect
from stage import press, settle
from test_browser_initialization import boundary, iteration, wait_for_iteration

from benchmarks.serving import Server


def open_page(page: Page, server: Server) -> None:
    page.goto(f"{server.url}regularization")
    page.locator('canvas[data-plane="4"][data-iteration]').wait_for(timeout=30_000)


def figure(page: Page, column: str, name: str) -> str:
    return page.get_by_role("region", name=column, exact=True).locator(f'[data-figure="{name}"]').inner_text()


def test_the_data_cost_and_the_penalty_are_apart_and_the_strength_acts_live(page: Page, server: Server) -> None:
    open_page(page, server)
    press(page, "Play")
    wait_for_iteration(page, 1000)
    assert figure(page, "None", "penalty") == "0"
    weak = float(figure(page, "L2", "data"))
    slider = page.get_by_role("slider", name="L2")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    settle(page)
    reached = iteration(page)
    assert reached >= 1000
    wait_for_iteration(page, reached + 1500)
    press(page, "Pause")
    assert float(figure(page, "L2", "data")) > weak
    assert figure(page, "None", "gap").endswith(" %")


def test_early_stopping_keeps_the_boundary_of_its_best_iteration(page: Page, server: Server) -> None:
    open_page(page, server)
    press(page, "Play")
    wait_for_iteration(page, 4000)
    press(page, "Pause")
    note = page.get_by_role("region", name="Early stopping", exact=True)
    expect(note).to_contain_text(re.compile(r"Stopped at iteration \d+, where the dev cost was lowest"))
    # What is spoken of the column is what it shows.
    shown = figure(page, "Early stopping", "data")
    assert shown != figure(page, "None", "data")
    expect(page.locator('[data-part="live"]')).to_contain_text(f"Early stopping: data cost {shown}")
    kept = boundary(page, "Early stopping")
    assert kept != boundary(page, "None")
    press(page, "Play")
    wait_for_iteration(page, 6000)
    press(page, "Pause")
    if "Stopped at iteration" in note.inner_text():
        assert boundary(page, "Early stopping") == kept


def test_the_dev_cost_is_drawn_and_decides_and_the_train_cost_is_a_click_away(page: Page, server: Server) -> None:
    open_page(page, server)
    press(page, "Play")
    wait_for_iteration(page, 4000)
    press(page, "Pause")
    chart = page.locator('[data-part="costs"]')
    expect(chart.get_by_text("Cost on the dev set")).to_be_visible()
    best = page.get_by_role("list", name="What the comparison shows").get_by_text(re.compile("^Lowest dev cost"))
    expect(best).not_to_contain_text("None")
    curves = chart.evaluate("chart => Object.fromEntries(chart.data.map(({ name, y }) => [name, [...y]]))")
    assert max(curves["Early stopping"][-1], curves["L2"][-1]) < curves["None"][-1]
    assert curves["Early stopping"][-1] == min(curves["None"])  # where it stopped it stays
    page.get_by_text("Costs on the dev set").click()
    expect(chart.get_by_text("Cost on the training set")).to_be_visible()
    expect(page).to_have_url(re.compile("costs_of=train"))
    page.wait_for_function(
        "before => document.querySelector('[data-part=costs]').data[0].y.at(-1) < before", arg=curves["None"][-1]
    )
    page.reload()
    expect(chart.get_by_text("Cost on the training set")).to_be_visible(timeout=15_000)


def test_equations_have_the_current_numbers_and_the_table_is_there(page: Page, server: Server) -> None:
    open_page(page, server)
    page.get_by_text("Equations with these numbers").click()
    expect(page.get_by_text("0.99767").first).to_be_visible()
    expect(page.get_by_role("cell", name="97.3 %")).to_be_visible()


def test_the_thinned_network_of_the_shown_iteration_is_drawn_for_dropout_alone(page: Page, server: Server) -> None:
    open_page(page, server)
    thinned = page.get_by_role("img", name=re.compile("Thinned network: .* of 23 hidden units are left"))
    expect(thinned).to_have_count(1)
    before = thinned.evaluate("canvas => canvas.toDataURL()")
    press(page, "Step")
    page.wait_for_timeout(400)
    assert thinned.evaluate("canvas => canvas.toDataURL()") != before
