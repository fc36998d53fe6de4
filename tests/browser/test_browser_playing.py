"""Playing: what the buttons and keys do, as painted and said."""

import re

import pytest
from playwright.sync_api import Page, expect
from stage import figure, iteration, open_stage, picture, press, settle, wait_for_iteration

from benchmarks.serving import Server


def test_bare_address_is_ready_to_play(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    for name in ("Play", "Step", "Reset", "New weights", "New data"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert iteration(page) == 0
    assert figure(page, "Train acc.").endswith("%")
    expect(page.get_by_role("slider", name="Speed")).to_have_attribute("aria-valuetext", "10 iterations per frame")


def test_play_moves_the_picture_and_pause_holds_it(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    before = picture(page)
    press(page, "Play")
    wait_for_iteration(page, 300)
    press(page, "Pause")
    held, at = picture(page), iteration(page)
    assert held != before
    page.wait_for_timeout(700)
    assert picture(page) == held
    assert iteration(page) == at
    assert float(figure(page, "Cost")) < 0.3


def test_step_makes_one_iteration(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    for expected in (1, 2, 3):
        press(page, "Step")
        expect(page.locator('[data-figure="iteration"]')).to_have_text(str(expected))


def test_step_after_play_goes_one_iteration_further(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 200)
    press(page, "Pause")
    page.wait_for_timeout(400)
    at = iteration(page)
    press(page, "Step")
    expect(page.locator('[data-figure="iteration"]')).to_have_text(f"{at + 1:,}")


def test_reset_shows_the_same_initial_weights(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    first = picture(page)
    press(page, "Play")
    wait_for_iteration(page, 200)
    press(page, "Reset")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0")
    assert picture(page) == first


def test_keys(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.keyboard.press("Space")
    wait_for_iteration(page, 50)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.wait_for_timeout(200)
    at = iteration(page)
    page.keyboard.press("ArrowRight")
    wait_for_iteration(page, at + 1)
    page.keyboard.press("r")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("0")


def test_keys_leave_fields_alone(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.get_by_role("spinbutton", name="Data seed").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert iteration(page) == 0


def test_speed_changes_how_far_a_frame_goes(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.get_by_role("slider", name="Speed").fill("9")
    expect(page.get_by_role("slider", name="Speed")).to_have_attribute(
        "aria-valuetext", "1,000 iterations per frame"
    )
    press(page, "Play")
    wait_for_iteration(page, 5000)
    press(page, "Pause")
    assert iteration(page) % 1000 == 0


def test_log_scale(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 500)
    press(page, "Pause")
    page.get_by_label("Log scale").check()
    page.wait_for_timeout(500)
    axis = page.locator(".stage-plot").evaluate("e => e._fullLayout.yaxis.type")
    assert axis == "log"
    expect(page.locator(".stage-curve .xtitle")).to_have_text("Iteration")
    expect(page.locator(".stage-curve .ytitle")).to_have_text("Cost")


def test_divergence_is_said_in_words(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?alpha=10&lambd=100")
    press(page, "Play")
    words = page.get_by_role("status").filter(has_text="Training diverged at iteration")
    expect(words).to_be_visible(timeout=10_000)
    assert "NaN" not in page.locator(".stage").inner_text()
    assert "Infinity" not in page.locator(".stage").inner_text()


@pytest.mark.parametrize(
    "query",
    [
        "alpha=10&scale=1000&init=Random",
        "layers=20&activation=Sigmoid",
        "layers=1&n1=1&n=20",
        "keep_prob=0.05",
        "layers=0&dataset=flower",
        "optimizer=Adam&batch=10&lambd=0.7",
    ],
)
def test_extremes_run_or_explain_themselves(page: Page, server: Server, query: str) -> None:
    open_stage(page, f"{server.url}?{query}")
    press(page, "Play")
    page.wait_for_function(
        """() => +document.querySelector('[data-figure="iteration"]').textContent.replaceAll(',', '') >= 50
        || document.querySelector('[data-part="words"]').textContent.includes('diverged')""",
        timeout=20_000,
    )
    assert "NaN" not in page.locator(".stage").inner_text()


def test_live_values_act_without_restarting(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 200)
    page.get_by_role("slider", name="L2 strength").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".stage-curve .legendtext", has_text="Penalty")).to_be_visible(timeout=5000)
    assert iteration(page) >= 200
    assert "lambd=0.2" in page.url


def test_other_values_restart_and_play_goes_on(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 1500)
    page.get_by_text("Circles", exact=True).click()
    page.wait_for_function(
        """() => +document.querySelector('[data-figure="iteration"]').textContent.replaceAll(',', '') < 1000"""
    )
    wait_for_iteration(page, 50)
    assert "dataset=circles" in page.url


def test_new_weights_and_new_data(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    first = picture(page)
    press(page, "New weights")
    settle(page)
    other_weights = picture(page)
    assert other_weights != first
    assert "seed=4" in page.url
    press(page, "New data")
    settle(page)
    assert picture(page) != other_weights
    assert "data_seed=2" in page.url


def test_the_best_possible_border_is_drawn_and_kept_in_the_address(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    before = picture(page)
    page.get_by_label("Show the best possible border").check()
    expect(page.get_by_text(re.compile(r"Nobody errs less than \d+\.\d %"))).to_be_visible()
    with_border = picture(page)
    assert with_border != before
    expect(page).to_have_url(re.compile("truth=on"))
    page.reload()
    expect(page.get_by_text(re.compile(r"Nobody errs less than \d+\.\d %"))).to_be_visible(timeout=20_000)
    assert picture(page) == with_border
    page.get_by_label("Show the best possible border").uncheck()
    assert picture(page) == before


def run_to(page: Page, level: str, what: str = "iteration") -> None:
    page.get_by_label("What to run to").select_option(label=what)
    page.locator('[data-part="target"]').fill(level)
    page.locator('[data-part="target"]').press("Enter")


def test_run_to_an_iteration_stops_exactly_there(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    shown = page.locator('[data-figure="iteration"]')
    for level, expected in (("777", "777"), ("2 345", "2,345"), ("12,001", "12,001")):
        run_to(page, level)
        expect(shown).to_have_text(expected, timeout=20_000)
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    press(page, "Step")
    expect(shown).to_have_text("12,002")
    run_to(page, "500")
    expect(
        page.get_by_role("status").filter(has_text="The run stands at iteration 12,002 already")
    ).to_be_visible()
    run_to(page, "soon")
    expect(page.get_by_role("status").filter(has_text="Run to takes a whole number")).to_be_visible()
    expect(page.get_by_label("Iteration to run to")).to_have_value("soon")
    assert iteration(page) == 12_002


def test_run_until_a_figure_is_good_enough(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    run_to(page, "0.2", "cost J ≤")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=20_000)
    assert 0.15 < float(figure(page, "Cost")) <= 0.2
    stopped = iteration(page)
    page.get_by_role("slider", name="Iteration that shows").press("ArrowLeft")
    expect(page.locator('[data-figure="iteration"]')).not_to_have_text(str(stopped))
    assert iteration(page) < stopped
    assert float(figure(page, "Cost")) > 0.2, "the keyframe before was not good enough"
    run_to(page, "96", "train acc. ≥")
    expect(page.get_by_label("Train accuracy to reach, in percent")).to_have_value("96 %")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=20_000)
    assert float(figure(page, "Train acc.").removesuffix(" %")) >= 96
    run_to(page, "90", "train acc. ≥")
    expect(page.get_by_role("status").filter(has_text="reached already")).to_be_visible()
    run_to(page, "101", "dev acc. ≥")
    expect(page.get_by_role("status").filter(has_text="a percentage from 0 to 100")).to_be_visible()


def test_pointing_at_the_plane_says_the_place_and_the_answer(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    run_to(page, "500")
    expect(page.locator('[data-figure="iteration"]')).to_have_text("500", timeout=20_000)
    box = page.locator('canvas[data-part="canvas"]').bounding_box()
    assert box is not None
    answers = []
    for share in (0.3, 0.7):  # class 0 lies above, class 1 below
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * share)
        page.wait_for_timeout(200)
        said = page.locator('[data-part="pointed"]')
        expect(said).to_have_text(re.compile(r"x₁ −?\d+\.\d\d, x₂ −?\d+\.\d\d: ŷ = [01]\.\d{3}"))
        answers.append(float(said.inner_text().rpartition("= ")[2]))
    assert answers[0] < 0.5 < answers[1]
    page.mouse.move(5, 5)
    expect(page.locator('[data-part="pointed"]')).to_be_hidden()


def test_the_tab_key_comes_to_play_before_the_settings(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    names = []
    for _ in range(16):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.dataset.part ?? ''"))
        if names[-1] == "play":
            break
    assert names[-1] == "play"
    assert not page.evaluate("document.querySelector('[data-testid=stSidebar]').contains(document.activeElement)")
