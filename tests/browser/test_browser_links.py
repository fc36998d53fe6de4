"""Links, lost connections, restarts, other tabs: nothing that a person had is lost or seen by another."""

from pathlib import Path

from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from stage import iteration, open_stage, picture, press, settle, wait_for_iteration

from benchmarks.serving import Server, running_server
from playground.stage import channel


def test_a_link_shows_the_same_network(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    page.get_by_text("XOR", exact=True).click()
    settle(page)
    page.get_by_role("spinbutton", name="Hidden layers").fill("3")
    page.keyboard.press("Enter")
    settle(page)
    press(page, "New weights")
    settle(page)
    link, shown = page.url, picture(page)
    open_stage(page, link)
    assert picture(page) == shown
    assert page.url == link
    assert page.get_by_role("spinbutton", name="Hidden layers").input_value() == "3"
    assert page.get_by_role("radio", name="XOR").is_checked()


def test_absurd_links_fall_back_to_something_that_runs(page: Page, server: Server) -> None:
    absurd = (
        "dataset=nope&n=99999999&noise=abc&alpha=-3&layers=400&n1=0&activation=evil&seed=-1&keep_prob=0&batch=x"
    )
    open_stage(page, f"{server.url}?{absurd}")
    press(page, "Play")
    wait_for_iteration(page, 20)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_dropped_connection_goes_on_where_it_was(page: Page, server: Server) -> None:
    routes: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        routes.append(route)
        route.connect_to_server()

    page.route_web_socket(f"**{channel.PATH}", through)
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 300)
    at = iteration(page)
    routes[-1].close(code=4000, reason="the line went dead")
    wait_for_iteration(page, at + 300)
    assert len(routes) == 2
    assert iteration(page) < at + 5000


def test_a_restarted_server_is_found_again(browser: Browser, tmp_path: Path) -> None:
    with running_server(tmp_path / "log.txt") as own:
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        open_stage(tab, f"{own.url}?dataset=circles&seed=7")
        first = picture(tab)
        press(tab, "Play")
        wait_for_iteration(tab, 100)
        own.stop()
        expect(tab.get_by_text("Connection lost")).to_be_visible(timeout=10_000)
        own.start()
        expect(tab.locator('[data-part="words"]')).to_be_hidden(timeout=30_000)
        wait_for_iteration(tab, 50)
        press(tab, "Reset")
        expect(tab.locator('[data-figure="iteration"]')).to_have_text("0")
        assert picture(tab) == first
        tab.close()


def test_two_tabs_do_not_share_a_run(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    with page.context.new_page() as other:
        open_stage(other, f"{server.url}?dataset=circles")
        press(other, "Play")
        wait_for_iteration(other, 200)
        assert iteration(page) == 0


def test_a_frozen_tab_goes_on_when_it_is_shown_again(page: Page, server: Server) -> None:
    open_stage(page, server.url)
    press(page, "Play")
    wait_for_iteration(page, 100)
    lifecycle = page.context.new_cdp_session(page)
    lifecycle.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.wait_for_timeout(1000)
    lifecycle.send("Page.setWebLifecycleState", {"state": "active"})
    at = iteration(page)
    wait_for_iteration(page, at + 100)
