"""Choosing a data set: its tile brings settings that learn it, says so, and leaves what somebody chose."""

import re

from playwright.sync_api import Page, expect
from stage import figure, open_stage, press, settle, wait_for_iteration

from benchmarks.serving import Server


def choose(page: Page, title: str) -> None:
    page.get_by_role("radio", name=title, exact=True).locator("..").click()
    settle(page)


def percent(page: Page, label: str) -> float:
    return float(figure(page, label).replace("%", ""))


def test_a_tile_brings_settings_that_learn_it_and_keeps_what_was_chosen(page: Page, server: Server) -> None:
    open_stage(page, f"{server.url}?speed=100")
    choose(page, "Houses")
    standardise = page.get_by_role("switch", name="Standardise").or_(
        page.get_by_role("checkbox", name="Standardise")
    )
    expect(standardise).to_be_checked()
    expect(page).to_have_url(re.compile("standardize=true"))
    expect(page.get_by_text("Set for Houses: standardised inputs.")).to_be_visible()
    press(page, "Play")
    wait_for_iteration(page, 1000)
    assert percent(page, "Train acc") > 75
    press(page, "Pause")
    settle(page)

    # Nobody chose to standardise, so it goes again; the activation is somebody's own choice and stays.
    page.get_by_role("combobox", name="Activation").click()
    page.get_by_role("option", name="Sigmoid", exact=True).click()
    settle(page)
    choose(page, "Flower")
    expect(standardise).not_to_be_checked()
    expect(page.get_by_text("Set for Flower: 800 points, Xavier initialisation, Adam, α = 0.01.")).to_be_visible()
    expect(page.get_by_text("Left as you chose: activation.")).to_be_visible()
    for told in ("n=800", "activation=Sigmoid", "init=Xavier", "optimizer=Adam", "alpha=0.01"):
        expect(page).to_have_url(re.compile(re.escape(told)))
    link = page.url
    choose(page, "Moons")
    expect(page.get_by_text(re.compile("^Set for"))).to_have_count(0)
    assert "optimizer" not in page.url and "alpha" not in page.url and "activation=Sigmoid" in page.url

    # The link opens what the tile opened; one that names a data set alone opens the page's own settings.
    open_stage(page, link)
    expect(page.get_by_role("radio", name="Flower")).to_be_checked()
    assert page.url == link
    open_stage(page, f"{server.url}?dataset=houses")
    expect(standardise).not_to_be_checked()
