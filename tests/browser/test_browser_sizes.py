"""Sizes: on every screen nothing is clipped, nothing overlaps, and what one plays with is in the window."""

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from stage import open_stage, press, settle, wait_for_iteration

from benchmarks.serving import Server

PHONE, TABLET, SMALL_ZOOM, OLD = (390, 844), (820, 1180), (720, 450), (1024, 768)
ONE_SCREENFUL = [(1280, 720), (1366, 768), (1440, 900), (1920, 1080), (2560, 1440)]
SIZES = [PHONE, TABLET, SMALL_ZOOM, OLD, *ONE_SCREENFUL]

# What must not be wider inside than outside, and what must not lie over one another.
WHOLE = (
    ".stage-figure, .stage-figure dd, .stage-button, .stage-bar, .stage-legend, .stage-travel, .stage-run, "
    ".stage-speed, .stage-column, .stage-column h3, .stage-column dl, .stage-column dl div, .stage-check-row, "
    ".stage-said"
)
APART = (
    ".stage-bar, .stage-figures, .stage-diagram, .stage-options, .stage-plane, .stage-legend, .stage-findings, "
    ".stage-costs .stage-travel, .stage-costs .stage-scrub, .stage-column, .stage-charts > *"
    ", .stage-plot"
)

MEASURE = """([whole, apart]) => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const shown = (selector) => all(selector).filter((e) => e.offsetWidth && e.offsetHeight)
  const name = (e) => e.className + ' ' + (e.dataset.part ?? '') + ' ' + e.textContent.trim().slice(0, 20)
  const boxes = shown(apart).map((e) => [e, e.getBoundingClientRect()])
  const shared = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from])
  const over = (a, b) => shared(a, b, 'left', 'right') > 1 && shared(a, b, 'top', 'bottom') > 1
  const main = document.querySelector('[data-testid=stMain]')
  const stage = document.querySelector('.stage').getBoundingClientRect()
  return {
    clipped: shown(whole).filter((e) => e.scrollWidth > e.clientWidth + 1).map(name),
    outside: shown(whole).filter((e) => e.getBoundingClientRect().right > stage.right + 1).map(name),
    overlapping: boxes.flatMap(([a, one], k) => boxes.slice(k + 1)
      .filter(([b, other]) => !a.contains(b) && over(one, other)).map(([b]) => [name(a), name(b)])),
    sideways: document.documentElement.scrollWidth > innerWidth || main.scrollWidth > main.clientWidth,
    tallest: Math.max(...shown('.stage canvas[role=img]').map((e) => e.offsetHeight)),
    type: parseFloat(getComputedStyle(document.querySelector('.stage')).fontSize),
  }
}"""


def measure(page: Page, width: int, height: int) -> dict[str, Any]:
    """Give the page a size and measure it once its drawings have followed."""
    page.set_viewport_size({"width": width, "height": height})
    before = None
    for _ in range(40):
        page.wait_for_timeout(150)
        measured = page.evaluate(MEASURE, [WHOLE, APART])
        if measured == before:
            break
        before = measured
    assert measured["clipped"] == [], (width, height)
    assert measured["outside"] == [], (width, height)
    assert measured["overlapping"] == [], (width, height)
    assert not measured["sideways"], (width, height)
    assert measured["tallest"] <= height, (width, height)
    return dict(measured)


def assert_in_window(page: Page, size: tuple[int, int], *parts: str) -> None:
    """What is named is wholly in the window as the page first shows."""
    for part in parts:
        box = page.locator(part).first.bounding_box()
        assert box is not None, (size, part)
        assert box["y"] >= 0, (size, part)
        assert box["y"] + box["height"] <= size[1] + 0.5, (size, part)


def test_the_playground_fits_every_screen(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?init=Zeros&activation=Tanh&lambd=0.1&keep_prob=0.9&truth=on")
    press(page, "Play")
    expect(page.locator(".stage-finding").first).to_be_visible(timeout=20_000)
    wait_for_iteration(page, 1000)
    press(page, "Pause")
    type_sizes, planes = [], []
    for width, height in SIZES:
        type_sizes.append(measure(page, width, height)["type"])
        planes.append(page.locator('canvas[data-part="canvas"]').evaluate("e => e.offsetHeight"))
        sliders = (f".st-key-{key}" for key in ("alpha", "lambd", "keep_prob"))
        assert_in_window(page, (width, height), '[data-part="play"]', *sliders)
        if (width, height) in ONE_SCREENFUL:
            parts = ("diagram", "canvas", "curve", "scrub", "figures", "legend", "run", "log")
            assert_in_window(page, (width, height), *(f'[data-part="{part}"]' for part in parts))
            stage, below = page.locator(".stage").bounding_box(), page.locator(".st-key-alpha").bounding_box()
            assert stage is not None
            assert below is not None
            assert stage["y"] + stage["height"] <= below["y"], "the sliders lie over the stage"
            assert planes[-1] > 0.35 * height
            assert page.locator(".st-key-navigation").evaluate("e => e.offsetHeight") < 0.07 * height, "one row"
    assert type_sizes[-1] > 1.5 * type_sizes[SIZES.index((1280, 720))], "type grows with the screen"


@pytest.mark.parametrize("name", ["initialization", "regularization", "optimization"])
def test_comparisons_fit_every_screen(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}{name}")
    page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
    expect(page.locator(".stage-charts .main-svg").first).to_be_visible(timeout=15_000)
    for _ in range(3):
        press(page, "Step")
    for width, height in SIZES:
        measure(page, width, height)
        assert_in_window(
            page, (width, height), *(['[data-part="play"]'] if (width, height) in ONE_SCREENFUL else [])
        )
        pictures, wraps, charts = page.evaluate(
            """() => {
            const box = (e) => e.getBoundingClientRect()
            const columns = [...document.querySelectorAll('.stage-columns .stage-column')]
            const tops = (selector) => columns.map((column) =>
              [...column.querySelectorAll(selector)].map((e) => Math.round(box(e).top - box(column).top)))
            const charts = [...document.querySelectorAll('.stage-charts .nsewdrag')].map((e) => box(e).width)
            return [tops('canvas[data-plane]'), tops('dd'), charts.filter((width) => width)] }"""
        )
        assert len({str(tops) for tops in wraps}) == 1, (width, height, "figures wrap differently")
        assert len({str(tops) for tops in pictures}) == 1, (width, height, "pictures are out of line")
        assert min(charts) > 100, (width, height)


def test_findings_move_nothing(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_stage(page, f"{server.url}?init=Zeros&activation=Tanh&speed=50")

    def places() -> list[Any]:
        parts = (".stage", '[data-part="canvas"]', '[data-part="curve"]', '[data-part="scrub"]', ".st-key-alpha")
        return [page.locator(part).first.bounding_box() for part in parts]

    settle(page)
    before = places()
    press(page, "Play")
    expect(page.locator(".stage-finding").first).to_be_visible(timeout=20_000)
    press(page, "Pause")
    page.evaluate(
        """() => { const list = document.querySelector('[data-part="findings"]')
        for (let k = 0; k < 3; k++) list.append(list.firstElementChild.cloneNode(true)) }"""
    )
    page.wait_for_timeout(400)
    assert places() == before
    findings = page.locator('[data-part="findings"]')
    room, needed = findings.evaluate(
        "e => { e.scrollTop = e.scrollHeight; return [e.clientHeight, e.scrollHeight] }"
    )
    assert room < needed, "there was something to scroll"
    last, around = page.locator(".stage-finding").last.bounding_box(), findings.bounding_box()
    assert last is not None
    assert around is not None
    assert last["y"] + last["height"] <= around["y"] + around["height"] + 1, "the last can be read"
    press(page, "Reset")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0")
    assert places() == before


def test_labels_of_many_changes_do_not_lie_over_one_another(page: Page, server: Server) -> None:
    changes = ";".join(f"{300 + 40 * k}:keep_prob:{0.95 - 0.03 * k:.2f}" for k in range(14))
    open_stage(page, f"{server.url}?changes={changes}&speed=50")
    press(page, "Play")
    wait_for_iteration(page, 900)
    press(page, "Pause")
    page.wait_for_timeout(400)
    boxes = page.locator(".stage-curve .shape-label text").evaluate_all(
        """all => all.map((e) => {
          const written = [...e.querySelectorAll('tspan.line')].filter((line) => line.textContent.trim())
          return (written.at(-1) ?? e).getBoundingClientRect()
        }).filter((b) => b.width).map((b) => [b.left, b.right, b.top, b.bottom])"""
    )
    lines = page.locator(".stage-curve .shapelayer path").count()
    assert lines >= 14
    assert 1 <= len(boxes) < 14
    for (left, right, top, bottom), (other_left, other_right, other_top, other_bottom) in combinations(boxes, 2):
        across = min(right, other_right) - max(left, other_left)
        down = min(bottom, other_bottom) - max(top, other_top)
        assert across <= 0 or down <= 2, "two labels overlap"


@pytest.mark.parametrize("query", ["", "?scale=10&init=Random"])
def test_numbers_of_a_log_axis_do_not_lie_over_one_another(page: Page, server: Server, query: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_stage(page, server.url + query)
    page.get_by_label("Log scale").check()
    for least in (10, 600):
        press(page, "Play")
        wait_for_iteration(page, least)
        press(page, "Pause")
        page.wait_for_timeout(400)
        boxes = page.locator(".stage-curve .ytick text").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect()).map((b) => [b.top, b.bottom])"
        )
        assert len(boxes) >= 2
        for (_, end), (begin, _) in zip(sorted(boxes), sorted(boxes)[1:], strict=False):
            assert end <= begin + 1, "two numbers overlap"


def test_the_scrubber_stands_below_the_axis(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?speed=50")
    press(page, "Play")
    wait_for_iteration(page, 800)
    press(page, "Pause")
    plot = page.locator(".stage-curve .bglayer rect").first.bounding_box()
    scrub = page.locator(".stage-scrub").bounding_box()
    assert plot is not None
    assert scrub is not None
    thumb = scrub["height"]
    assert scrub["x"] + thumb / 2 == pytest.approx(plot["x"], abs=1.5)
    assert scrub["x"] + scrub["width"] - thumb / 2 == pytest.approx(plot["x"] + plot["width"], abs=1.5)
    # A press on the curve goes to the iteration there, and the thumb follows.
    page.mouse.click(plot["x"] + plot["width"] / 4, plot["y"] + plot["height"] / 2)
    newest = int(page.locator(".stage-scrub").get_attribute("max") or 0)
    expect(page.locator('[data-figure="iteration"]')).not_to_have_text(f"{newest:,}")
    shown = int(page.locator('[data-figure="iteration"]').inner_text().replace(",", ""))
    assert shown == pytest.approx(newest / 4, abs=newest / 20)
