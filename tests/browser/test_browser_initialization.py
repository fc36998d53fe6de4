"""Initialisation side by side: one play button, one scrubber, five boundaries, words, many seeds."""

import re

from playwright.sync_api import Browser, Page, expect
from stage import press, settle

from benchmarks.serving import Server

COURSE = ["Zeros", "Random, small × 0.01", "Random, large × 10", "Xavier", "He"]


def open_comparison(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}initialization{query}")
    page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
    expect(page.locator(".stage-charts .main-svg").nth(2)).to_be_visible(timeout=15_000)


def iteration(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator('[data-part="iteration"]').inner_text()))


def wait_for_iteration(page: Page, least: int) -> None:
    page.wait_for_function(
        "least => +document.querySelector('[data-part=iteration]').textContent.replace(/\\D/g, '') >= least",
        arg=least,
        timeout=20_000,
    )


def boundary(page: Page, title: str) -> str:
    """The painted boundary of a column, as data."""
    page.wait_for_timeout(200)
    return str(
        page.get_by_role("region", name=title, exact=True)
        .locator("canvas[data-plane]")
        .evaluate("c => c.toDataURL()")
    )


def test_the_courses_experiment_trains_together(page: Page, server: Server) -> None:
    open_comparison(page, server)
    titles = page.locator(".stage-column h3")
    assert titles.all_inner_texts() == COURSE
    before = {title: boundary(page, title) for title in COURSE}
    press(page, "Play")
    wait_for_iteration(page, 2000)
    press(page, "Pause")
    assert boundary(page, "He") != before["He"]
    assert boundary(page, "Zeros") == before["Zeros"]
    zeros = page.get_by_role("region", name="Zeros", exact=True)
    expect(zeros).to_contain_text("0.6931")
    expect(zeros).to_contain_text("Units that differ: 1 of 10 in layer 1, 1 of 5 in layer 2")
    expect(zeros).to_contain_text("Course notebook, after 15,000 iterations: 50 % right")
    said = page.get_by_role("list", name="What the comparison shows")
    expect(said).to_contain_text("Zeros: all units of each layer are the same")
    expect(said).to_contain_text("Random, large × 10: began at cost 1,774, sure and wrong")


def test_one_scrubber_goes_back_for_all(page: Page, server: Server) -> None:
    open_comparison(page, server)
    first = {title: boundary(page, title) for title in COURSE}
    press(page, "Play")
    wait_for_iteration(page, 3000)
    press(page, "Pause")
    last = boundary(page, "He")
    page.get_by_role("slider", name="Iteration that shows").fill("0")
    page.wait_for_timeout(400)
    assert iteration(page) == 0
    assert {title: boundary(page, title) for title in COURSE} == first
    page.get_by_role("button", name="Back to the newest iteration").click()
    assert boundary(page, "He") == last


def test_a_column_can_be_left_out_and_another_added_with_its_scale(page: Page, server: Server) -> None:
    open_comparison(page, server)
    compared = page.get_by_test_id("stSidebar")
    compared.get_by_role("button", name="Zeros").click()
    compared.get_by_role("button", name="Your own").click()
    settle(page)
    expect(page.locator(".stage-column h3").first).to_have_text("Random, small × 0.01")
    expect(page.locator(".stage-column h3").last).to_have_text("Xavier × 1.5")


def test_fifty_layers_show_growth_and_vanishing(page: Page, server: Server) -> None:
    open_comparison(page, server, "?init_shape=Deep&init_depth=50&init_activation=Linear")
    said = page.get_by_role("list", name="What the comparison shows")
    expect(said).to_contain_text("Random, small × 0.01: the signal vanishes")
    expect(said).to_contain_text("Random, large × 10: the signal explodes")
    press(page, "Step")
    expect(said).to_contain_text("diverged at iteration 0")
    expect(page.locator(".stage-charts")).to_contain_text("Spread of activations")


def test_histograms_of_weights(page: Page, server: Server) -> None:
    open_comparison(page, server)
    page.wait_for_timeout(400)
    drawn = page.locator('canvas[data-histogram="4"]')
    activations = drawn.evaluate("c => c.toDataURL()")
    page.get_by_label("Histograms, a row for each layer, of").select_option("weights")
    page.wait_for_timeout(400)
    assert drawn.evaluate("c => c.toDataURL()") != activations


def test_many_seeds_are_trained_while_the_page_stays_alive(page: Page, server: Server) -> None:
    open_comparison(page, server, "?initialization_iterations=500&initialization_below=0.68")
    press(page, "Play")
    page.get_by_role("button", name="Train them all").click()
    expect(page.get_by_text(re.compile("about .* s left|Waiting|Training")).first).to_be_visible(timeout=15_000)
    shown = iteration(page)
    wait_for_iteration(page, shown + 500)
    expect(page.get_by_text(re.compile(r"He: \d+ of 20 below"))).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Zeros: 0 of 20 below")).to_be_visible()
    expect(page.get_by_role("img", name="The boundary of every network of He")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0, timeout=60_000)


def test_a_sweep_can_be_cancelled(page: Page, server: Server) -> None:
    open_comparison(page, server, "?initialization_iterations=15000&initialization_seeds=100")
    start, cancel = (page.get_by_role("button", name=name) for name in ("Train them all", "Cancel"))
    start.click()
    # How far it is stands where the button is, so nobody has to look for it.
    expect(cancel).to_be_in_viewport(timeout=15_000)
    expect(page.get_by_role("progressbar")).to_be_in_viewport()
    beside = [button.bounding_box() for button in (start, cancel)]
    assert all(beside)
    assert abs(beside[0]["y"] - beside[1]["y"]) < 30  # type: ignore[index]
    cancel.click()
    expect(page.get_by_text("Stopping")).to_be_visible()
    expect(page.get_by_text("Stopping")).to_have_count(0, timeout=120_000)
    expect(page.get_by_role("button", name="Train them all")).to_be_enabled()


def test_a_phone_shows_two_columns_beside_each_other(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone = context.new_page()
    open_comparison(phone, server)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [phone.locator(f'canvas[data-plane="{k}"]').bounding_box() for k in (0, 1, 2)]
    assert all(box is not None for box in boxes)
    first, second, third = (box for box in boxes if box is not None)
    assert first["y"] == second["y"] < third["y"]
    context.close()


def test_all_networks_run_to_an_iteration_and_stop_exactly_there(page: Page, server: Server) -> None:
    open_comparison(page, server)
    page.get_by_label("Iteration to run to").fill("1,234")
    page.get_by_role("button", name="Run there and stop").click()
    expect(page.locator('[data-part="iteration"]')).to_have_text("Iteration 1,234", timeout=30_000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.wait_for_timeout(500)
    assert iteration(page) == 1234
