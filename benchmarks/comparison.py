"""Networks side by side in real headless Chromium: painted frames and real keyframes a second.

Run it with `python benchmarks/comparison.py`. A frame is counted where the first column is wiped and painted anew.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.live import summarise
from benchmarks.serving import running_browser, running_server

SECONDS = 6.0

PROBE = """
window.probe = { frames: [], keyframes: [] }
const clear = CanvasRenderingContext2D.prototype.clearRect
CanvasRenderingContext2D.prototype.clearRect = function (...args) {
  if (this.canvas.dataset.plane === "0") {
    const now = performance.now()
    probe.frames.push(now)
    const { iteration } = this.canvas.dataset
    if (probe.keyframes.at(-1)?.iteration !== +iteration) probe.keyframes.push({ now, iteration: +iteration })
  }
  return clear.apply(this, args)
}
"""

# Where, and the least painted frames and real keyframes a second that are asked for, if any are.
COMPARISONS = {
    "Five initialisations of 2-10-5-1": ("initialization", ">= 55", ">= 10"),
    "Five of 30 layers of 10 units": ("initialization?init_shape=Deep&init_depth=30", "", ""),
    "Seven ways to descend, with their paths": ("optimization?opt_model=2-8-4-1", "", ""),
}


def main() -> None:
    """Measure on a server of our own and print a table."""
    with running_server() as server, running_browser() as browser:
        for title, (address, least_frames, least_keyframes) in COMPARISONS.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.add_init_script(PROBE)
            page.goto(f"{server.url}{address}")
            page.locator('[data-plane="0"][data-iteration]').wait_for(timeout=30_000)
            page.wait_for_timeout(1500)
            page.get_by_role("button", name="Play", exact=True).click()
            page.wait_for_timeout(1500)
            page.evaluate("probe.frames.length = 0; probe.keyframes.length = 0")
            page.wait_for_timeout(1000 * SECONDS)
            measured = summarise(page.evaluate("probe"))
            page.close()
            print(title)
            print(f"  painted frames per second        {measured['frames']:10.1f}   {least_frames}")
            print(f"  real keyframes per second        {measured['keyframes']:10.1f}   {least_keyframes}")
            print(f"  longest gap between frames (ms)  {measured['gap']:10.1f}")
            print(f"  iterations per second of each    {measured['iterations']:10.0f}")


if __name__ == "__main__":
    main()
