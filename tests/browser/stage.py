"""The stage as a person meets it: opened by a link, read by its figures, known by its picture."""

from playwright.sync_api import Page, expect


def open_stage(page: Page, url: str) -> None:
    """Follow a link and wait until the stage has drawn its picture and its curve."""
    page.goto(url)
    page.locator('canvas[role="img"][aria-label*="iteration"]').wait_for(timeout=30_000)
    expect(page.locator(".stage-curve .main-svg").first).to_be_visible(timeout=15_000)
    page.evaluate("document.fonts.ready")


def iteration(page: Page) -> int:
    """The iteration that the figures show."""
    return int(figure(page, "Iteration").replace(",", ""))


def figure(page: Page, label: str) -> str:
    """The text of a figure."""
    return page.locator(".stage-figure", has_text=label).locator("dd").inner_text()


def picture(page: Page) -> str:
    """The painted plane, as data that is equal for equal pictures."""
    page.wait_for_timeout(150)  # the frame after the last change
    return str(page.locator('canvas[role="img"]').evaluate("canvas => canvas.toDataURL()"))


def wait_for_iteration(page: Page, least: int) -> None:
    """Wait until the figures show this iteration or a later one."""
    page.wait_for_function(
        """least => {
            const text = document.querySelector('[data-figure="iteration"]').textContent
            return +text.replaceAll(',', '') >= least
        }""",
        arg=least,
        timeout=20_000,
    )


def press(page: Page, name: str) -> None:
    """Press a button of the stage by the name that assistive technology reads."""
    page.get_by_role("button", name=name, exact=True).click()


def settle(page: Page) -> None:
    """Wait until Streamlit has run the script for the last change."""
    page.wait_for_timeout(300)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(500)
