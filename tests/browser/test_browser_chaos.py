"""A chaotic run says that another computer sees another one, and the button on its card calms it."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Page, expect
from stage import figure, iteration, open_stage, press, wait_for_iteration

from benchmarks.serving import Server
from playground.ui.presets import PRESETS


def test_a_chaotic_run_says_so_and_its_button_calms_it(page: Page, server: Server) -> None:
    (preset,) = [preset for preset in PRESETS if preset.name == "steps-too-large"]
    open_stage(page, f"{server.url}?{urlencode(preset.query)}")
    press(page, "Play")
    finding = page.get_by_role("list", name="What the numbers say").get_by_role("listitem")
    card = finding.filter(has_text="Another computer will see another run")
    expect(card).to_contain_text("10⁻¹² apart at iteration 0", timeout=30_000)
    expect(card).to_contain_text("With α = 10 the steps are so long that rounding decides.")
    card.get_by_role("button", name=re.compile("^Try α = ")).click()
    expect(card).to_have_count(0)
    wait_for_iteration(page, iteration(page) + 1500)
    press(page, "Pause")
    assert float(figure(page, "Cost J")) < 0.32
    expect(card).to_have_count(0)
