"""Pictures of every lesson as it looks after Run All: `python -m tests.browser.screenshots <folder>`.

In JupyterLab's light and dark theme, at 1280 and 800 pixels, one PNG for each 2,400 pixels of a page.
They are for a person to look at; no test compares them.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

from helpers.teach.stored import notebooks
from tests.browser.jupyter import chromium, jupyterlab
from tests.browser.lesson import opened, run_all

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
WIDTHS = (1280, 800)
SHEET = 2400
LAST_WORDS = "nothing left that carries the lab's tag"


def shoot(browser: Any, address: str, lesson: Path, width: int, prefix: Path) -> int:
    """Run one lesson at one width and write its sheets; how many."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(60_000)
    page.emulate_media(reduced_motion="reduce")
    run_all(page, opened(page, address, lesson.name), LAST_WORDS)
    notebook = page.locator(".jp-WindowedPanel-outer").first
    height = int(notebook.evaluate("panel => panel.scrollHeight"))
    page.set_viewport_size({"width": width, "height": SHEET + 120})
    tops = range(0, height, SHEET)
    for number, top in enumerate(tops, 1):
        notebook.evaluate("(panel, top) => panel.scrollTop = top", top)
        notebook.screenshot(path=f"{prefix}-{width}-{number:02d}.png")
    page.close()
    return len(tops)


def main(out: Path, names: list[str]) -> None:
    """All lessons, or those whose file names begin with one of `names`."""
    out.mkdir(parents=True, exist_ok=True)
    chosen = [lesson for lesson in notebooks() if not names or lesson.name.startswith(tuple(names))]
    for theme, setting in THEMES.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            chromium() as browser,
            jupyterlab(Path(folder), theme=setting) as address,
        ):
            for lesson, width in product(chosen, WIDTHS):
                sheets = shoot(browser, address, lesson, width, out / f"{lesson.stem}-{theme}")
                print(f"{lesson.name}, {theme}, {width} px: {sheets} sheets", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
