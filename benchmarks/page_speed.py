"""How fast are boards in a page, and does the page stay quick?

`python benchmarks/page_speed.py` opens one board and two in Chromium, once as fast as they can and
once in real time, and writes results/page_speed.csv: megahertz of the slowest board and frames a
second of the page, measured over ten seconds. Do it on a quiet machine: `load` is how many
processes wanted to compute.
"""

import os
import re
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import sync_playwright

from tinyml_kit.arduino import virtual_board
from tinyml_kit.base import files
from tinyml_kit.course import virtual
from tinyml_kit.setup import looking

RESULT = Path(__file__).parent / "results" / "page_speed.csv"
SECONDS = 10
SKETCHES = ("drawn_digits", "sine_potentiometer_led")
FRAMES = """(seconds) => new Promise((done) => {
  let frames = 0;
  const start = performance.now();
  const count = () => {
    frames++;
    const passed = (performance.now() - start) / 1000;
    if (passed < seconds) requestAnimationFrame(count);
    else done(frames / passed);
  };
  requestAnimationFrame(count);
})"""


def simulated(board):
    """Return the seconds that a board has simulated."""
    return float(re.match(r"[\d.]+", board.locator(".clock").inner_text())[0])


def measured(page, boards, speed):
    """Return megahertz of each board, and frames a second of the page."""
    for board in boards:
        board.locator(".clock").filter(has_text="MHz").wait_for()
        board.get_by_label("speed").select_option(speed)
    page.wait_for_timeout(1000)
    before = [simulated(board) for board in boards]
    start = page.evaluate("performance.now()")
    frames = page.evaluate(FRAMES, SECONDS)
    after = [simulated(board) for board in boards]
    seconds = (page.evaluate("performance.now()") - start) / 1000
    return [16 * (b - a) / seconds for a, b in zip(before, after, strict=True)], frames


def main():
    """Measure, print the table and keep it."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        frames = []
        for name in SKETCHES:
            content, _ = virtual.prepared(name, Path(folder) / name)
            frames.append(virtual_board.frame(content))
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(
            executable_path=looking.which("chromium"), args=options
        )
        for count in (1, 2):
            path = Path(folder) / f"{count}.html"
            path.write_text("<!DOCTYPE html><title>boards</title>" + "".join(frames[:count]))
            for speed in ("as fast as it can", "real time"):
                page = chromium.new_page(viewport={"width": 900, "height": 1400})
                page.goto(path.as_uri())
                boards = [page.frame_locator(f"iframe >> nth={i}") for i in range(count)]
                megahertz, per_second = measured(page, boards, speed)
                rows.append({
                    "boards": count, "speed": speed, "slowest_mhz": round(min(megahertz), 1),
                    "page_frames_per_second": round(per_second, 1),
                    "load": round(os.getloadavg()[0], 1), "label": "measured",
                })  # fmt: skip
                page.close()
        chromium.close()
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    with files.write_atomically(RESULT) as out:
        table.to_csv(out, index=False)


if __name__ == "__main__":
    main()
