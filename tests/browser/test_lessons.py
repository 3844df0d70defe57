"""The lessons in a real browser: readable before they are run, and finished after Run All."""

import re
from typing import Any

import nbformat
import pytest

from helpers.teach.stored import NOTEBOOKS, notebooks
from tests.browser.conftest import TOKEN

pytestmark = pytest.mark.browser

LESSONS = [lesson.name for lesson in notebooks()]


def opened(page: Any, address: str, lesson: str) -> Any:
    page.goto(f"{address}/tree/{lesson}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    cells = len(nbformat.read(NOTEBOOKS / lesson, as_version=4).cells)
    page.wait_for_function("n => document.querySelectorAll('.jp-Notebook .jp-Cell').length >= n", arg=cells)
    return page.locator(".jp-Notebook")


def figures(lesson: str) -> int:
    return (NOTEBOOKS / lesson).read_text(encoding="utf-8").count("<figure>")


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_unrun_lesson_shows_its_figures_with_alt_text_and_no_error(
    page: Any, address: str, lesson: str
) -> None:
    notebook = opened(page, address, lesson)
    shown = notebook.locator(".jp-OutputArea img")
    page.wait_for_function(
        "n => document.querySelectorAll('.jp-OutputArea img').length === n", arg=figures(lesson)
    )
    for image in shown.all():
        assert len(image.get_attribute("alt") or "") > 60
        assert image.evaluate("image => image.complete && image.naturalWidth") > 600
    text = notebook.inner_text()
    assert "Error displaying widget" not in text
    assert "Traceback" not in text
    assert notebook.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0


@pytest.mark.parametrize("lesson", LESSONS)
def test_run_all_finishes_without_an_error(page: Any, address: str, lesson: str) -> None:
    notebook = opened(page, address, lesson)
    code = [c for c in nbformat.read(NOTEBOOKS / lesson, as_version=4).cells if c.cell_type == "code"]
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile(r"^Run All Cells")).click()
    last = notebook.locator(".jp-CodeCell .jp-InputPrompt").nth(len(code) - 1)
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('*'))"
        " && document.querySelectorAll('.jp-OutputArea select').length > 0",
        timeout=120_000,
    )
    assert re.search(r"\[\d+\]", last.inner_text())
    assert notebook.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert "Error displaying widget" not in notebook.inner_text()
    assert "nothing left that carries the lab's tag" in notebook.inner_text()


def test_a_prediction_made_by_keyboard_is_answered(page: Any, address: str) -> None:
    notebook = opened(page, address, "00-start-here.ipynb")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile(r"^Run All Cells")).click()
    menu = page.get_by_label("I think:")
    menu.focus()
    page.keyboard.type("the internet")
    reveal = notebook.locator(".jp-CodeCell", has_text="guess.reveal")
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('*'))",
        timeout=120_000,
    )
    reveal.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    answer = reveal.locator(".jp-OutputArea")
    page.wait_for_function("node => node.innerText.includes('You predicted it')", arg=answer.element_handle())
