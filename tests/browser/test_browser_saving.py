"""What is saved runs on the command line, and finds there what the page showed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from stage import figure, iteration, open_stage, press, settle, wait_for_iteration

from benchmarks.serving import ROOT, Server


def save(page: Page, file: Path) -> dict[str, Any]:
    """Press the button as a visitor does; return the object in the file."""
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Save as JSON").click()
    downloaded.value.save_as(file)
    return dict(json.loads(file.read_text(encoding="utf-8")))


def last_line(file: Path) -> dict[str, Any]:
    """Return the last line that the command line prints for a saved experiment."""
    done = subprocess.run(
        [sys.executable, "-m", "playground", "train", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return dict(json.loads(done.stdout.splitlines()[-1]))


def play_to(page: Page, least: int) -> None:
    press(page, "Play")
    wait_for_iteration(page, least)
    press(page, "Pause")
    page.wait_for_timeout(300)


def test_a_saved_run_with_changes_ends_at_the_cost_on_the_page(page: Page, server: Server, tmp_path: Path) -> None:
    open_stage(page, server.url)
    untouched = save(page, tmp_path / "untouched.json")
    assert untouched["dataset"]["name"] == "moons" and "changes" not in untouched
    assert untouched["iterations"] > 0

    play_to(page, 200)
    strength = page.get_by_role("slider", name="L2 strength")
    strength.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    settle(page)
    play_to(page, 500)
    saved = save(page, tmp_path / "changed.json")
    assert [change["field"] for change in saved["changes"]].count("lambd") >= 1
    final = last_line(tmp_path / "changed.json")
    assert final["iteration"] == iteration(page)
    assert f"{final['cost']:.4f}" == figure(page, "Cost")

    # What is on screen is what is saved, also while that is an earlier iteration.
    page.get_by_role("slider", name="Iteration that shows").fill("100")
    page.wait_for_timeout(300)
    save(page, tmp_path / "earlier.json")
    earlier = last_line(tmp_path / "earlier.json")
    assert 0 < earlier["iteration"] == iteration(page) < final["iteration"]
    assert f"{earlier['cost']:.4f}" == figure(page, "Cost")
