"""For class: present on a projector, hide groups of controls by link, keep the view in the link, follow advice."""

import re

from playwright.sync_api import Page, expect
from stage import iteration, open_stage, press, settle, wait_for_iteration

from benchmarks.serving import Server


def test_present_shows_the_stage_alone_and_large_and_goes_back(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?n1=5&lambd=0.1")
    size = page.locator(".stage-figure dd").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    press(page, "Play")
    wait_for_iteration(page, 100)
    page.get_by_role("button", name=re.compile("^Present")).click()
    expect(page.get_by_role("slider", name="Learning rate")).to_have_count(0)
    expect(page.get_by_label("Activation")).to_have_count(0)
    large = page.locator(".stage-figure dd").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert large > 1.2 * size
    shown = iteration(page)
    wait_for_iteration(page, shown + 50)
    scrubber = page.get_by_role("slider", name="Iteration that shows").bounding_box()
    assert scrubber is not None
    assert scrubber["y"] + scrubber["height"] < 900
    expect(page).to_have_url(re.compile("present=on"))
    expect(page).to_have_url(re.compile("n1=5"))
    leave = page.get_by_role("button", name="Stop presenting")
    expect(leave).to_have_attribute("aria-pressed", "true")
    expect(leave).to_contain_text("Stop presenting")
    leave.click()
    expect(page.get_by_role("slider", name="Learning rate")).to_be_visible()
    expect(page.get_by_role("button", name="Present", exact=True)).to_have_attribute("aria-pressed", "false")
    assert page.locator("input[aria-label], [role=spinbutton]").count() > 0
    assert iteration(page) > shown
    settle(page)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("n1=5"))


def test_escape_closes_what_lies_over_the_page_one_thing_at_a_time(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?present=on&unit=1.3")
    expect(page.locator(".stage-inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".stage-inspector")).to_be_hidden()
    expect(page).to_have_url(re.compile("present=on"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("present="))
    expect(page.get_by_role("slider", name="Learning rate")).to_be_visible()


def test_a_comparison_is_presented_too_and_a_page_without_a_stage_stays_as_it_is(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}initialization?present=on")
    page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
    expect(page.get_by_role("link", name="Gallery")).to_have_count(0)
    press(page, "Play")
    press(page, "Stop presenting")
    expect(page.get_by_role("link", name="Gallery")).to_be_visible()
    settle(page)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.goto(f"{server.url}vectorization?present=on")
    expect(page.get_by_role("link", name="Gallery")).to_be_visible(timeout=20_000)


def test_a_presented_link_opens_presented(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?present=on&n1=3&layers=1")
    units = page.get_by_role("group", name="Units of the network").get_by_role("button")
    assert units.count() == 2 + 3 + 1
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)


def test_a_link_hides_groups_of_controls_and_keeps_what_they_say(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?controls=live&layers=1&n1=3&activation=Tanh&dataset=circles")
    expect(page.get_by_role("slider", name="Learning rate")).to_be_visible()
    expect(page.get_by_label("Activation")).to_have_count(0)
    expect(page.get_by_text("Data", exact=True)).to_have_count(0)
    units = page.get_by_role("group", name="Units of the network").get_by_role("button")
    assert units.count() == 2 + 3 + 1
    press(page, "New weights")
    settle(page)
    expect(page).to_have_url(re.compile("seed=4"))
    expect(page).to_have_url(re.compile("n1=3"))


def test_an_unknown_group_is_said_in_a_sentence(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?controls=live,colour")
    expect(page.get_by_text("controls in the address may name data, network, live")).to_be_visible()
    expect(page.get_by_role("slider", name="Learning rate")).to_be_visible()


def test_the_view_is_in_the_link(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.get_by_role("slider", name="Speed").fill("6")
    page.get_by_label("Show links by gradient").check()
    page.get_by_label("Log scale").check()
    page.get_by_role("button", name="Layer 1, unit 3", exact=True).click()
    expect(page).to_have_url(re.compile("speed=100"))
    expect(page).to_have_url(re.compile("unit=1.3"))
    link = page.url
    page.get_by_role("slider", name="Learning rate").focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    expect(page).to_have_url(re.compile(r"speed=100.*alpha=|alpha=.*speed=100"))
    open_stage(page, link)
    expect(page.get_by_text("100 iterations per frame")).to_be_visible()
    expect(page.get_by_label("Show links by gradient")).to_be_checked()
    expect(page.get_by_label("Log scale")).to_be_checked()
    expect(page.locator(".stage-inspector")).to_contain_text("Layer 1, unit 3")
    page.keyboard.press("Tab")
    page.get_by_label("bias", exact=True).focus()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("unit="))


def test_symmetry_is_told_and_a_click_breaks_it(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?init=Zeros&activation=Tanh&speed=50")
    press(page, "Play")
    finding = page.get_by_role("list", name="What the numbers say").get_by_role("listitem")
    expect(finding.first).to_contain_text("compute the same")
    finding.get_by_role("button", name="Use Xavier initialisation").click()
    expect(page).to_have_url(re.compile("init=Xavier"))
    settle(page)
    wait_for_iteration(page, 500)
    expect(page.get_by_text("compute the same")).to_have_count(0, timeout=20_000)


def test_divergence_is_explained_and_a_click_mends_it(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?alpha=10&activation=Linear&scale=3")
    press(page, "Play")
    expect(page.get_by_role("status").filter(has_text="Training diverged")).to_be_visible()
    finding = page.get_by_role("list", name="What the numbers say").get_by_role("listitem").first
    expect(finding).to_contain_text("the largest rate that is stable")
    finding.get_by_role("button", name=re.compile("^Try α = ")).click()
    settle(page)
    expect(page.get_by_role("status").filter(has_text="Training diverged")).to_have_count(0)
    press(page, "Play")
    wait_for_iteration(page, 300)


def test_overfitting_is_told_with_its_best_iteration(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?dataset=football&n=300&noise=0.15&train=30&n1=20&n2=3&speed=100")
    press(page, "Play")
    back = page.get_by_role("button", name=re.compile("^Go back to iteration"))
    expect(back).to_be_visible(timeout=20_000)
    best, strength = re.findall(r"[\d.]+", back.inner_text().replace(",", ""))
    back.click()
    expect(page.locator('[data-figure="iteration"]')).to_have_text(f"{int(best):,}")
    expect(page.get_by_role("slider", name=re.compile("^L2 strength"))).to_have_attribute(
        "aria-valuetext", strength
    )
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".stage-curve .legend")).to_contain_text("Left behind")
    # The dev cost that rose stays in view, beside the train cost that fell.
    left = page.locator(".stage-curve").evaluate(
        "curve => [...curve.querySelectorAll('*')].find((part) => part.data).data"
        ".filter(({ name }) => name === 'Left behind').map(({ y }) => y.at(-1) - y[0])"
    )
    assert left[0] < 0 < left[1]


def test_the_code_panel_shows_the_engine(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.get_by_text("The code that runs").click()
    expect(page.get_by_text("def forward").first).to_be_visible(timeout=10_000)
    expect(page.get_by_text("(8, 180)").first).to_be_visible()
