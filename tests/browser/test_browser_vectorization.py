"""Vectorisation: a press of a button times a loop against np.dot on this machine."""

import re

from playwright.sync_api import Page, expect

from benchmarks.serving import Server


def test_a_loop_is_timed_against_dot(page: Page, server: Server) -> None:
    page.goto(f"{server.url}vectorization")
    page.get_by_role("button", name="Time both on this machine").click(timeout=20_000)
    expect(page.get_by_text(re.compile(r"With 1,000,000 elements the loop takes .* times as long"))).to_be_visible(
        timeout=30_000
    )
    expect(page.get_by_text("Both give the same sum for all 6 sizes")).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("the loop takes"))).to_be_visible()
    page.get_by_text("Broadcasting", exact=True).click()
    expect(page.get_by_text("A + B has shape (3, 4).")).to_be_visible()
