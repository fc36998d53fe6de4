"""The live stage in real headless Chromium on the real page: frames, keyframes, iterations, delays.

Run it with `python benchmarks/live.py`. Painted frames are counted where the stage wipes its
canvas to paint anew; everything else is read off the page.
"""

import statistics
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page

from benchmarks.serving import running_browser, running_server

SECONDS = 5.0

# Notes the time of every painted frame, and of every keyframe when its iteration first shows.
PROBE = """
window.probe = { frames: [], keyframes: [] }
const clear = CanvasRenderingContext2D.prototype.clearRect
CanvasRenderingContext2D.prototype.clearRect = function (...args) {
  if (this.canvas.dataset.part === "canvas") {
    const now = performance.now()
    probe.frames.push(now)
    const { iteration, revision } = this.canvas.dataset
    const last = probe.keyframes.at(-1)
    if (!last || last.iteration !== +iteration || last.revision !== +revision)
      probe.keyframes.push({ now, iteration: +iteration, revision: +revision })
  }
  return clear.apply(this, args)
}
"""

NETWORKS = {
    "The start page's network, 2-8-4-1": "",
    "2-8-8-8-1 with all its maps": "?layers=3&n1=8&n2=8&n3=8",
}
TARGETS = {
    "painted frames per second": (">=", 55),
    "longest gap between frames (ms)": ("", 0),
    "real keyframes per second": (">=", 15),
    "iterations per second at 1000 per frame": (">=", 2000),
    "press of play to first moved frame (s)": ("<", 0.5),
    "slider let go to first frame trained with it (s)": ("<", 0.15),
    "painted frames per second while dragging": (">=", 55),
    "scrubber moved to frame (ms)": ("<", 50),
    "scrubber moved to frame, slowest (ms)": ("", 0),
}


def open_page(page: Page, url: str) -> None:
    """Load the page and wait until the stage has drawn."""
    page.goto(url)
    page.locator('[data-part="canvas"][data-iteration]').wait_for(timeout=30_000)
    page.wait_for_timeout(1500)


def measure_frames(page: Page, seconds: float) -> dict[str, float]:
    """Frames, keyframes and iterations per second over so long, and the longest gap in milliseconds."""
    page.evaluate("probe.frames.length = 0; probe.keyframes.length = 0")
    page.wait_for_timeout(1000 * seconds)
    return summarise(page.evaluate("probe"))


def summarise(probe: dict[str, Any]) -> dict[str, float]:
    """Rates from the times that the probe noted."""
    frames, keyframes = probe["frames"], probe["keyframes"]
    span = (frames[-1] - frames[0]) / 1000
    gaps = [later - earlier for earlier, later in pairwise(frames)]
    return {
        "frames": (len(frames) - 1) / span,
        "gap": max(gaps),
        "keyframes": (len(keyframes) - 1) / span,
        "iterations": (keyframes[-1]["iteration"] - keyframes[0]["iteration"]) / span,
    }


def set_speed(page: Page, position: int) -> None:
    """Move the stage's speed slider, positions counted from 0."""
    page.locator('[data-part="speed"]').fill(str(position))


def time_play(page: Page) -> float:
    """Seconds from pressing play to the first frame of a later iteration."""
    page.get_by_role("button", name="Reset", exact=True).click()
    page.wait_for_function("document.querySelector('[data-part=canvas]').dataset.iteration === '0'")
    page.wait_for_timeout(300)
    page.evaluate(
        """() => { probe.frames.length = probe.keyframes.length = 0
        const play = document.querySelector('[data-part="play"]')
        const note = () => (window.pressed = performance.now())
        play.addEventListener('click', note, { once: true, capture: true }) }"""
    )
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("probe.frames.length > 3")
    return float(page.evaluate("(probe.frames[0] - pressed) / 1000"))


def slider_handle(page: Page) -> tuple[float, float]:
    """Where the handle of the learning-rate slider is."""
    slider = page.get_by_role("slider", name="Learning rate")
    box = slider.evaluate("e => e.closest('[data-rac]').getBoundingClientRect().toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def time_change(page: Page, shift: float) -> float:
    """Seconds from letting go of the learning-rate slider to the first frame trained with the new rate."""
    x, y = slider_handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + shift, y, steps=4)
    page.wait_for_timeout(400)  # Streamlit may send values while the mouse still moves; let those arrive
    page.mouse.move(x + 1.7 * shift, y, steps=2)
    before = page.evaluate("probe.keyframes.at(-1).revision")
    page.evaluate(
        "addEventListener('pointerup', () => (window.released = performance.now()), { once: true, capture: true })"
    )
    page.mouse.up()
    page.wait_for_function(f"probe.keyframes.at(-1).revision > {before}", timeout=5000)
    delay = page.evaluate(f"(probe.keyframes.find((k) => k.revision > {before}).now - released) / 1000")
    page.wait_for_timeout(300)
    return float(delay)


def measure_drag(page: Page, seconds: float) -> dict[str, float]:
    """Frames while the slider's handle is held and moved to and fro."""
    x, y = slider_handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("probe.frames.length = 0; probe.keyframes.length = 0")
    for step in range(int(seconds * 20)):
        page.mouse.move(x - 10 * abs(step % 20 - 10), y)  # towards smaller rates: large ones may diverge
        page.wait_for_timeout(50)
    measured = summarise(page.evaluate("probe"))
    page.mouse.up()
    return measured


def time_scrub(page: Page, share: float) -> float:
    """Milliseconds from moving the scrubber to the first frame of the iteration that it stands for."""
    return float(
        page.evaluate(
            """share => new Promise((resolve) => {
            const scrub = document.querySelector('[data-part="scrub"]')
            const canvas = document.querySelector('[data-part="canvas"]')
            const before = canvas.dataset.iteration
            probe.frames.length = 0
            const moved = performance.now()
            scrub.value = Math.round(share * scrub.max)
            scrub.dispatchEvent(new Event('input'))
            const look = () => {
                if (probe.frames.length && canvas.dataset.iteration !== before) resolve(probe.frames[0] - moved)
                else requestAnimationFrame(look)
            }
            look()
        })""",
            share,
        )
    )


def measure(url: str) -> dict[str, float]:
    """All the figures, from one page."""
    with running_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(PROBE)
        open_page(page, url)
        delays = [time_play(page) for _ in range(5)]
        page.wait_for_timeout(1000)
        calm = measure_frames(page, SECONDS)
        drag = measure_drag(page, SECONDS)
        page.wait_for_timeout(500)
        changes = [time_change(page, shift) for shift in (-20, 20) * 6]
        set_speed(page, 9)
        page.wait_for_timeout(500)
        fast = measure_frames(page, SECONDS)
        page.get_by_role("button", name="Pause", exact=True).click()
        scrubs = [time_scrub(page, share) for share in (0.1, 0.9, 0.5, 0.2, 0.7, 0.3, 0.95, 0.05, 0.6, 0.4)]
        return {
            "scrubber moved to frame (ms)": statistics.median(scrubs),
            "scrubber moved to frame, slowest (ms)": max(scrubs),
            "painted frames per second": calm["frames"],
            "longest gap between frames (ms)": calm["gap"],
            "real keyframes per second": calm["keyframes"],
            "iterations per second at 1000 per frame": fast["iterations"],
            "press of play to first moved frame (s)": statistics.median(delays),
            "slider let go to first frame trained with it (s)": statistics.median(changes),
            "painted frames per second while dragging": drag["frames"],
        }


def main() -> None:
    """Measure on a server of our own and print a table."""
    with running_server() as server:
        for title, query in NETWORKS.items():
            print(title)
            for name, value in measure(server.url + query).items():
                sign, target = TARGETS[name]
                print(f"  {name:50}{value:12.3f}   {f'{sign} {target}' if sign else ''}")


if __name__ == "__main__":
    main()
