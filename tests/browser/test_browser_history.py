"""Back, forward, reload, another tab, the menu: settings, run, iteration and whether it plays stay."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect
from stage import figure, iteration, open_stage, picture, press, settle, wait_for_iteration
from test_browser_time_travel import move_slider

from benchmarks.serving import Server, running_server
from playground.ui.presets import PRESETS

LAYERS = "Hidden layers"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def stage_is_back(page: Page) -> None:
    """Wait until the stage has been drawn again."""
    page.locator('canvas[role="img"][aria-label*="iteration"]').wait_for(timeout=30_000)
    expect(page.locator(".stage-curve .main-svg").first).to_be_visible(timeout=15_000)


def plays(page: Page) -> bool:
    """Whether the stage says that it plays."""
    return "Pause" in page.locator('[data-part="play"]').inner_text()


def visit(page: Page, name: str) -> None:
    """Choose a page in the menu and wait until it is there."""
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("heading", name=name).wait_for(timeout=30_000)
    settle(page)


def pause_with_changes(page: Page, server: Server) -> dict[str, Any]:
    """Play a run of chosen settings, change λ on the way, pause; return what shows."""
    open_stage(page, f"{server.url}?dataset=xor&layers=3&n1=5&activation=Tanh")
    press(page, "Play")
    wait_for_iteration(page, 200)
    move_slider(page, "L2 strength", "ArrowRight", 4)
    wait_for_iteration(page, iteration(page) + 200)
    press(page, "Pause")
    settle(page)
    return shown(page)


def shown(page: Page) -> dict[str, Any]:
    """Settings, figures and picture of the stage."""
    return {
        "address": sorted(parse_qsl(urlsplit(page.url).query)),
        "layers": page.get_by_role("spinbutton", name=LAYERS).input_value(),
        "strength": str(page.get_by_role("slider", name="L2 strength").get_attribute("aria-valuetext")),
        "iteration": figure(page, "Iteration"),
        "cost": figure(page, "Cost"),
        "picture": picture(page),
    }


def test_a_paused_run_stays_through_menu_back_forward_and_reload(page: Page, server: Server) -> None:
    before = pause_with_changes(page, server)
    assert (before["layers"], int(before["iteration"].replace(",", "")) >= 400) == ("3", True)
    assert not TOKEN.search(page.url)
    visit(page, "Gallery")
    page.get_by_role("link", name="Playground").first.click()
    stage_is_back(page)
    settle(page)
    assert shown(page) == before
    page.go_back()
    page.get_by_role("heading", name="Gallery").wait_for()
    page.go_back()
    stage_is_back(page)
    settle(page)
    assert shown(page) == before
    page.go_forward()
    page.get_by_role("heading", name="Gallery").wait_for()
    page.go_forward()
    stage_is_back(page)
    settle(page)
    assert shown(page) == before
    page.reload()
    stage_is_back(page)
    settle(page)
    assert shown(page) == before
    page.goto("about:blank")
    page.go_back()
    stage_is_back(page)
    settle(page)
    assert shown(page) == before
    press(page, "Step")
    expect(page.locator('[data-figure="iteration"]')).not_to_have_text(before["iteration"])
    labels = page.locator(".stage-curve .shape-label")
    expect(labels.first).to_contain_text("λ = ")


def test_the_history_has_one_entry_a_page(page: Page, server: Server) -> None:
    page.goto("about:blank")
    open_stage(page, f"{server.url}?dataset=xor&layers=3&noise=0.1")
    length = page.evaluate("history.length")
    for name in ("Gallery", "Playground", "Gallery"):
        page.get_by_role("link", name=name).first.click()
        settle(page)
    assert page.evaluate("history.length") == length + 3
    for where in ("layers=3", "/gallery", "layers=3"):
        page.go_back()
        settle(page)
        assert where in page.url


def test_a_run_that_plays_goes_on_playing(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?dataset=circles&n1=5")
    press(page, "Play")
    wait_for_iteration(page, 300)
    at = iteration(page)
    for leave_and_return in (
        lambda: page.reload(),
        lambda: (visit(page, "Gallery"), page.get_by_role("link", name="Playground").first.click()),
        lambda: (visit(page, "Gallery"), page.go_back()),
    ):
        leave_and_return()
        stage_is_back(page)
        assert iteration(page) >= at and "n1=5" in page.url
        wait_for_iteration(page, iteration(page) + 100)
        assert plays(page)
        at = iteration(page)


def test_a_second_tab_has_the_settings_and_its_own_run(page: Page, server: Server) -> None:
    before = pause_with_changes(page, server)
    with page.context.new_page() as other:
        open_stage(other, page.url)
        assert iteration(other) == 0
        assert other.get_by_role("spinbutton", name=LAYERS).input_value() == "3"
        press(other, "Play")
        wait_for_iteration(other, 100)
    assert shown(page) == before


def test_a_duplicated_tab_goes_its_own_way_from_where_the_first_was(page: Page, server: Server) -> None:
    before = pause_with_changes(page, server)
    kept = page.evaluate("JSON.stringify({...sessionStorage})")
    with page.context.new_page() as other:
        # A browser duplicates a tab with its storage and loads it as one loads a page anew.
        other.add_init_script(f"for (const [k, v] of Object.entries({kept})) sessionStorage.setItem(k, v)")
        other.goto(page.url)
        other.reload()
        stage_is_back(other)
        settle(other)
        assert shown(other) == before
        press(other, "Play")
        wait_for_iteration(other, iteration(other) + 100)
        assert shown(page) == before
        press(page, "Play")
        wait_for_iteration(page, iteration(page) + 50)


def test_another_link_in_the_same_tab_begins_at_its_start(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?dataset=circles")
    press(page, "Play")
    wait_for_iteration(page, 100)
    open_stage(page, f"{server.url}?dataset=xor")
    settle(page)
    assert iteration(page) == 0 and not plays(page)


def test_a_card_opens_its_experiment_at_the_start_and_back_is_the_gallery(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?dataset=xor&layers=3")
    press(page, "Play")
    wait_for_iteration(page, 100)
    visit(page, "Gallery")
    page.get_by_role("link", name=PRESETS[0].title).click()
    stage_is_back(page)
    settle(page)
    assert iteration(page) == 0 and "dataset=xor" not in page.url
    page.go_back()
    page.get_by_role("heading", name="Gallery").wait_for()


def test_after_a_restart_of_the_server_a_reloaded_page_trains_to_where_it_was(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path / "log.txt") as own:
        tab = page.context.new_page()
        before = pause_with_changes(tab, own)
        tab.goto("about:blank")
        own.stop()
        own.start()
        tab.go_back()
        stage_is_back(tab)
        expect(tab.locator('[data-figure="iteration"]')).to_have_text(before["iteration"], timeout=20_000)
        settle(tab)
        after = shown(tab)
        assert after == before
        assert not plays(tab)
        tab.close()
    assert "Traceback" not in (tmp_path / "log.txt").read_text(errors="replace")


COMPARISONS = {
    "initialization": "Random",
    "regularization": "L2",
    "optimization": "Momentum",
    "activations?act_section=Which+to+choose": "Tanh",
}


@pytest.mark.parametrize("path", COMPARISONS)
def test_a_comparison_stays_with_its_iteration_and_goes_on_playing(page: Page, server: Server, path: str) -> None:
    def reached(least: int) -> int:
        page.wait_for_function(
            """least => +(document.querySelector('[data-part="iteration"]')?.textContent ?? '')
                .replace('Iteration', '').replaceAll(',', '') >= least""",
            arg=least,
            timeout=30_000,
        )
        written = page.locator('[data-part="iteration"]').inner_text()
        return int(written.replace("Iteration", "").replace(",", ""))

    page.goto(f"{server.url}{path}")
    page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
    press(page, "Play")
    at = reached(100)
    for leave_and_return in (
        lambda: page.reload(),
        lambda: (visit(page, "Gallery"), page.go_back()),
    ):
        leave_and_return()
        page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
        at = reached(at + 1)
        assert plays(page)
    press(page, "Pause")
    settle(page)
    at = reached(1)
    page.reload()
    page.locator('canvas[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
    settle(page)
    assert reached(at) - at < 3000 and not plays(page)


def test_how_the_stage_looks_stays_through_the_menu(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?dataset=xor&speed=100&costs=log&links=gradient")
    visit(page, "Gallery")
    page.get_by_role("link", name="Playground").first.click()
    stage_is_back(page)
    settle(page)
    for part in ("speed=100", "costs=log", "links=gradient"):
        assert part in page.url
    expect(page.locator('[data-part="speedText"]')).to_contain_text("100 iterations")
    stored = json.loads(page.evaluate("JSON.stringify({...sessionStorage})"))
    assert any(TOKEN.search(value) for value in stored.values()) and not TOKEN.search(page.url)
