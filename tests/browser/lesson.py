"""A lesson opened in JupyterLab, and run from its menu."""

import re
from pathlib import Path
from typing import Any

import nbformat

from tests.browser.jupyter import NOTEBOOKS, TOKEN


def opened(page: Any, address: str, lesson: str, folder: Path = NOTEBOOKS) -> Any:
    """The notebook's element once every cell stands there."""
    page.goto(f"{address}/tree/{lesson}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    cells = len(nbformat.read(folder / lesson, as_version=4).cells)
    page.wait_for_function("n => document.querySelectorAll('.jp-Notebook .jp-Cell').length >= n", arg=cells)
    return page.locator(".jp-Notebook")


def run_all(page: Any, notebook: Any, last_words: str) -> None:
    """Clear what is stored, run every cell, and wait for the last one's words."""
    for menu, item in (("Edit", "Clear Outputs of All Cells"), ("Run", "Run All Cells")):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.get_by_role("menuitem", name=re.compile(f"^{item}")).click()
    notebook.get_by_text(last_words).wait_for(timeout=180_000)
