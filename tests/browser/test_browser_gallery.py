"""The gallery as a person uses it: a click opens the experiment, and its address can be handed on."""

from playwright.sync_api import Browser, Locator, Page, expect
from stage import iteration, open_stage, picture, press, settle, wait_for_iteration

from benchmarks.serving import Server
from playground.ui.presets import PRESETS, TOPICS

PRESET = {preset.name: preset for preset in PRESETS}


def open_gallery(page: Page) -> None:
    """Go to the gallery by the navigation, as a person does; its last card is there then."""
    page.get_by_role("link", name="Gallery").click()
    expect(link(page, PRESETS[-1].name)).to_be_visible(timeout=15_000)
    settle(page)


def link(page: Page, name: str) -> Locator:
    """The link that opens a preset."""
    return page.get_by_role("link", name=PRESET[name].title)


def spinbutton(page: Page, name: str) -> str:
    """What a number field shows."""
    return page.get_by_role("spinbutton", name=name).input_value()


def shown_stage(page: Page) -> str:
    """The picture of the stage, once it is drawn."""
    page.locator('canvas[role="img"][aria-label*="iteration"]').wait_for(timeout=30_000)
    settle(page)
    page.mouse.move(700, 890)
    return picture(page)


def test_a_card_opens_its_experiment_over_other_settings(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?seed=9&layers=5&n4=7&lambd=0.7&batch=16&optimizer=Adam&dataset=circles&n=200")
    press(page, "Play")
    wait_for_iteration(page, 20)
    open_gallery(page)
    link(page, "football-dropout").click()
    shown = shown_stage(page)
    expect(page.get_by_role("radio", name="Football")).to_be_checked()
    assert spinbutton(page, "Hidden layers") == "2"
    assert spinbutton(page, "Weights seed") == "3"
    expect(page.get_by_role("slider", name="Dropout")).to_have_value("0.86")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0")
    address = page.url
    open_gallery(page)
    link(page, "flower-four-units").click()
    expect(page.get_by_role("radio", name="Flower")).to_be_checked(timeout=15_000)
    assert shown_stage(page) != shown
    assert spinbutton(page, "Hidden layers") == "1"
    with page.context.new_page() as fresh:
        open_stage(fresh, address)
        assert shown_stage(fresh) == shown
        expect(fresh.get_by_role("slider", name="Dropout")).to_have_value("0.86")


def test_a_visit_before_makes_no_difference(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?keep_prob=0.5&scale=4&activation=Linear&train=90&noise=0.4&alpha=10")
    open_gallery(page)
    link(page, "xor-four-units").click()
    expect(page.get_by_role("radio", name="XOR")).to_be_checked(timeout=15_000)
    visited = shown_stage(page)
    with page.context.new_page() as fresh:
        query = "&".join(f"{key}={value}" for key, value in PRESET["xor-four-units"].query.items())
        open_stage(fresh, f"{server.url}?{query}")
        assert shown_stage(fresh) == visited


def test_a_link_copied_from_a_card_opens_the_experiment_too(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    open_gallery(page)
    copied = link(page, "init-large").evaluate("a => a.href")
    with page.context.new_page() as fresh:
        open_stage(fresh, copied)
        expect(fresh.get_by_role("radio", name="Circles")).to_be_checked()
        assert float(spinbutton(fresh, "Initial scale")) == 10
        assert "/gallery" not in fresh.url


def test_one_step_back_leads_from_the_playground_to_the_gallery(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    open_gallery(page)
    link(page, "init-he").click()
    shown_stage(page)
    page.go_back()
    expect(link(page, "init-he")).to_be_visible(timeout=15_000)
    settle(page)
    expect(link(page, "init-he")).to_be_visible()


def test_the_navigation_leads_back_to_the_run_that_was_left(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?dataset=flower&noise=1&n1=5")
    press(page, "Step")
    settle(page)
    open_gallery(page)
    page.get_by_role("link", name="Playground").click()
    shown_stage(page)
    expect(page.get_by_role("radio", name="Flower")).to_be_checked()
    assert iteration(page) >= 1
    assert spinbutton(page, "Units in layer 1") == "5"


def test_the_cards_fit_a_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone = context.new_page()
    phone.goto(f"{server.url}gallery")
    for topic in TOPICS:
        expect(phone.get_by_role("heading", name=topic)).to_be_visible(timeout=30_000)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for preset in PRESETS:
        box = link(phone, preset.name).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    for points in phone.get_by_role("img", name="Points of the dataset").all():
        assert points.evaluate("img => img.naturalWidth") > 0
    link(phone, "spiral-adam").tap()
    expect(phone.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=30_000)
    context.close()
