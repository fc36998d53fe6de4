"""Time travel: scrub, play backwards, go on from an earlier iteration, replay a run with its changes by link."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from stage import figure, iteration, open_stage, picture, press, settle, wait_for_iteration

from benchmarks.serving import Server


def play_to(page: Page, least: int) -> None:
    press(page, "Play")
    wait_for_iteration(page, least)
    press(page, "Pause")
    page.wait_for_timeout(200)


def scrub_to(page: Page, share: float) -> int:
    """Move the scrubber to a share of its way; the iteration that then shows."""
    scrubber = page.get_by_role("slider", name="Iteration that shows")
    last = int(scrubber.get_attribute("max") or 0)
    scrubber.fill(str(int(last * share)))
    page.wait_for_timeout(250)
    return iteration(page)


def go_to(page: Page, wanted: int) -> None:
    """Scrub to an iteration of which there is a keyframe."""
    page.wait_for_timeout(200)
    scrubber = page.get_by_role("slider", name="Iteration that shows")
    scrubber.fill(str(wanted))
    page.wait_for_timeout(250)
    assert iteration(page) == wanted


def move_slider(page: Page, name: str, key: str, times: int) -> None:
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)
    settle(page)


def test_any_earlier_moment_shows_again_just_as_it_was(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Step")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("1")
    early, cost = picture(page), figure(page, "Cost")
    play_to(page, 300)
    late = picture(page)
    assert late != early
    scrubber = page.get_by_role("slider", name="Iteration that shows")
    scrubber.fill("1")
    page.wait_for_timeout(200)
    assert (iteration(page), figure(page, "Cost")) == (1, cost)
    assert picture(page) == early
    expect(scrubber).to_have_attribute("aria-valuetext", "Iteration 1")
    page.get_by_role("button", name="Back to the newest iteration").click()
    assert picture(page) == late


def test_the_past_plays_on_into_the_present(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    play_to(page, 400)
    newest = iteration(page)
    assert scrub_to(page, 0.5) < newest
    press(page, "Play")
    wait_for_iteration(page, newest + 100)


def test_backwards_and_slow_motion(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    play_to(page, 400)
    newest = iteration(page)
    page.get_by_role("button", name="Play backwards").click()
    page.wait_for_timeout(600)
    press(page, "Pause")
    fast = newest - iteration(page)
    assert fast > 0
    page.get_by_role("button", name="Back to the newest iteration").click()
    slow = page.get_by_role("button", name="Slow motion")
    slow.click()
    expect(slow).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Play backwards").click()
    page.wait_for_timeout(600)
    press(page, "Pause")
    assert 0 <= newest - iteration(page) < fast / 2
    page.get_by_role("button", name="Play backwards").click()
    slow.click()
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0", timeout=15_000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_going_on_from_here_is_the_run_that_it_was(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    play_to(page, 300)
    reached, cost = iteration(page), figure(page, "Cost")
    assert scrub_to(page, 0.4) < reached
    page.get_by_role("button", name="Continue from here").click()
    wait_for_iteration(page, reached)
    press(page, "Pause")
    go_to(page, reached)
    assert figure(page, "Cost") == cost
    expect(page.locator(".stage-curve .legend")).to_contain_text("Left behind")


def test_what_if_is_one_drag(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    play_to(page, 500)
    newest = iteration(page)
    past = scrub_to(page, 0.3)
    before = picture(page)
    move_slider(page, "L2 strength", "ArrowRight", 12)
    assert iteration(page) == past < newest
    assert picture(page) == before, "the network at that iteration is the same"
    expect(page.locator(".stage-curve .legend")).to_contain_text("Left behind")
    expect(page.locator(".stage-curve .shape-label")).to_contain_text("λ = ")
    press(page, "Play")
    wait_for_iteration(page, past + 100)
    assert re.search(rf"changes=[^&]*{past}%3Alambd", page.url)


def test_a_link_replays_a_run_with_its_changes(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    play_to(page, 150)
    move_slider(page, "Learning rate", "ArrowLeft", 3)
    page.get_by_role("button", name="Output", exact=True).click()
    page.get_by_label("bias", exact=True).fill("1.5")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    press(page, "Play")
    wait_for_iteration(page, 500)
    press(page, "Pause")
    page.wait_for_timeout(700)
    link, reached, cost = page.url, iteration(page), figure(page, "Cost")
    labels = page.locator(".stage-curve .shape-label").all_inner_texts()
    assert len(labels) == 2
    open_stage(page, link)
    assert iteration(page) == 0
    press(page, "Play")
    wait_for_iteration(page, reached)
    press(page, "Pause")
    go_to(page, reached)
    assert (iteration(page), figure(page, "Cost")) == (reached, cost)
    page.get_by_role("button", name="Back to the newest iteration").click()
    page.wait_for_timeout(400)
    assert page.locator(".stage-curve .shape-label").all_inner_texts() == labels


def test_the_past_is_there_again_after_a_reconnection(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    play_to(page, 400)
    scrubber = page.get_by_role("slider", name="Iteration that shows")
    moments = int(scrubber.get_attribute("max") or 0)
    assert moments > 20
    page.evaluate(
        """() => { const send = WebSocket.prototype.send
        WebSocket.prototype.send = function (data) { WebSocket.prototype.send = send; this.close() } }"""
    )
    press(page, "Step")
    page.wait_for_function(
        "least => +document.querySelector('[data-part=scrub]').max >= least", arg=moments - 2, timeout=10_000
    )


def test_less_motion_where_the_system_asks_for_it(browser: Browser, server: Server) -> None:
    painted = {}
    for motion in ("no-preference", "reduce"):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion=motion)  # type: ignore[arg-type]
        tab = context.new_page()
        tab.add_init_script(
            """window.painted = 0
            const clear = CanvasRenderingContext2D.prototype.clearRect
            CanvasRenderingContext2D.prototype.clearRect = function (...box) {
              if (this.canvas.dataset.part === 'canvas') window.painted += 1
              return clear.apply(this, box) }"""
        )
        open_stage(tab, server.url)
        press(tab, "Play")
        wait_for_iteration(tab, 20)
        before = tab.evaluate("painted")
        tab.wait_for_timeout(2000)
        painted[motion] = tab.evaluate("painted") - before
        context.close()
    assert 0 < painted["reduce"] < painted["no-preference"] / 4


@pytest.mark.parametrize("keep", ["0.5", "0.8"])
def test_dropped_units_are_drawn_and_costs_with_masks_are_a_curve_of_their_own(
    page: Page, server: Server, keep: str
) -> None:
    open_stage(page, f"{server.url}?keep_prob={keep}")
    expect(page.locator('[data-part="masks"]')).to_have_text(re.compile("ringed example at iteration 0"))
    drawn = page.locator('[data-part="diagram"]')
    first = drawn.evaluate("canvas => canvas.toDataURL()")
    press(page, "Step")
    expect(page.locator('[data-part="masks"]')).to_have_text(re.compile("iteration 1$"))
    assert drawn.evaluate("canvas => canvas.toDataURL()") != first
    play_to(page, 100)
    expect(page.locator(".stage-curve .legend")).to_contain_text("Train, with masks")
    open_stage(page, server.url)
    expect(page.locator('[data-part="masks"]')).to_have_text("")
    expect(page.locator(".stage-curve .legend")).not_to_contain_text("with masks")
