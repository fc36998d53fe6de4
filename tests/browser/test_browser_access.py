"""Everyone: axe-core finds nothing on any page, and what is drawn is said in words."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from stage import open_stage, press, settle, wait_for_iteration

from benchmarks.serving import Server

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py"))
STATES = {
    "backpropagation": ["", "?view=Computation+graph&graph_step=7", "?view=Shapes"],
    "playground": [
        "",
        "?keep_prob=0.8&activation=Linear&code_open=true",
        "?present=on",
        "?controls=live",
        "?init=Zeros&activation=Tanh",
    ],
    "activations": ["", "?act_section=Three+linear+layers"],
    "vectorization": ["?vec_section=Broadcasting"],
}
WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Streamlit lets every equation scroll, also where it fits; axe wants what scrolls to take the focus. And Streamlit
# puts the names of groups of pages into its list of pages, where axe wants list items alone.
NOT_OURS = [[".katex-display"], ["[data-testid=stSidebarNavItems]"]]


def address(page: str, state: str) -> str:
    return state if page == "playground" else f"{page}{state}"


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["laptop", "phone"])
@pytest.mark.parametrize(("name", "state"), [(page, state) for page in PAGES for state in STATES.get(page, [""])])
def test_axe_finds_nothing(browser: Browser, server: Server, name: str, state: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme="light")
    tab = context.new_page()
    tab.goto(server.url + address(name, state))
    expect(tab.get_by_test_id("stMain").get_by_role("button").or_(tab.get_by_role("link")).first).to_be_visible(
        timeout=20_000
    )
    if name == "playground":
        open_stage(tab, server.url + state)
        press(tab, "Step")
    tab.wait_for_timeout(700)
    told = violations(tab)
    tab.emulate_media(color_scheme="dark")
    expect(tab.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    tab.wait_for_timeout(700)
    told += violations(tab)
    context.close()
    assert told == []


def violations(tab: Page) -> list[str]:
    """What axe-core finds on the page as it looks now."""
    found = Axe().run(tab, context={"exclude": NOT_OURS}, options={"runOnly": WCAG_AA}).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def test_axe_would_find_something(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.evaluate("document.querySelector('[data-part=slow]').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('[data-part=slow]').removeAttribute('title')")
    found = Axe().run(page, options={"runOnly": WCAG_AA}).response["violations"]
    assert [rule["id"] for rule in found] == ["button-name"]


def test_how_training_goes_is_said_politely(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    said = page.locator('[aria-live="polite"][data-part="live"]')
    press(page, "Step")
    expect(said).to_have_text(re.compile("Iteration 0: cost .*, train accuracy"))
    page.evaluate(
        """() => { window.said = 0
        const live = document.querySelector('[data-part="live"]')
        const all = { childList: true, characterData: true, subtree: true }
        new MutationObserver(() => (window.said += 1)).observe(live, all) }"""
    )
    press(page, "Play")
    wait_for_iteration(page, 300)
    page.wait_for_timeout(2000)
    assert page.evaluate("said") <= 2, "a screen reader cannot keep up with more"
    press(page, "Pause")
    expect(said).to_have_text(re.compile(r"Iteration [1-9][\d,]*: cost"))


def test_units_say_what_they_are(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    units = page.get_by_role("group", name="Units of the network").get_by_role("button")
    names = [unit.get_attribute("aria-label") for unit in units.all()]
    assert names[:3] == ["Input x1", "Input x2", "Layer 1, unit 1"]
    assert names[-1] == "Output"


def test_every_control_of_the_stage_takes_the_focus_and_shows_it(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Step")
    page.get_by_role("button", name="Play", exact=True).focus()
    wanted = {
        "step",
        "reset",
        "weights",
        "data",
        "present",
        "speed",
        "byGradient",
        "truth",
        "backwards",
        "slow",
        "scrub",
    }
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        part, outline = page.evaluate(
            """() => { const e = document.activeElement
            return [e.dataset?.part || e.className, getComputedStyle(e).outlineStyle] }"""
        )
        if part in wanted or str(part).startswith("stage"):
            assert outline != "none", part
        reached.add(part)
    assert wanted <= reached


SPOKEN_STATES = {
    "playground": "?layers=3&layered=true&code_open=true",
    "backpropagation": "?examples=One+example",
    "activations": "?act_section=Which+to+choose",
}
SPOKEN = {
    "button", "checkbox", "combobox", "figure", "image", "link", "menuitem", "radio", "slider", "spinbutton",
    "switch", "tab", "textbox",
}  # fmt: skip


def test_names_are_read_aloud_without_markup(page: Page, server: Server) -> None:
    reader = page.context.new_cdp_session(page)
    for name in PAGES:
        page.goto(server.url + address(name, SPOKEN_STATES.get(name, "")))
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
        # Streamlit loads the script of each kind of control when the first of that kind comes.
        page.wait_for_function("document.querySelectorAll('[data-testid=stMain] :is(button, input)').length > 2")
        settle(page)
        nodes = reader.send("Accessibility.getFullAXTree")["nodes"]
        told = [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node["ignored"] and node["role"]["value"] in SPOKEN
        ]
        assert len(told) > 14, name
        assert [named for named in told if "$" in named[1] or "\\" in named[1]] == [], name
        assert [named for named in told if not named[1].strip() and named[0] not in ("figure", "image")] == [], (
            name
        )
        if name == "playground":
            for expected in ("Learning rate α", "L2 strength λ", "Dropout keep_prob"):
                expect(page.get_by_role("slider", name=expected)).to_be_visible()
            expect(page.get_by_role("spinbutton", name="Units in layer 3")).to_be_visible()
            expect(page.get_by_role("button", name="Dropout layer by layer")).to_be_visible()
