"""The lessons in a real browser: readable before they are run, and finished after Run All."""

from typing import Any

import nbformat
import pytest

from helpers.teach.stored import NOTEBOOKS, notebooks
from tests.browser.lesson import opened, run_all

pytestmark = pytest.mark.browser

LAST_WORDS = "nothing left that carries the lab's tag"
LESSONS = [lesson.name for lesson in notebooks()]


def figures(lesson: str) -> int:
    return (NOTEBOOKS / lesson).read_text(encoding="utf-8").count("<figure")


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
    run_all(page, notebook, LAST_WORDS)
    prompts = notebook.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    code = [c for c in nbformat.read(NOTEBOOKS / lesson, as_version=4).cells if c.cell_type == "code"]
    assert [prompt for prompt in prompts if prompt][-1] == f"[{len(code)}]:"
    assert notebook.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert "Error displaying widget" not in notebook.inner_text()


def test_a_prediction_made_by_keyboard_is_answered(page: Any, address: str) -> None:
    notebook = opened(page, address, "00-start-here.ipynb")
    run_all(page, notebook, LAST_WORDS)
    notebook.locator(".jp-CodeCell", has_text="guess = teach.Prediction").scroll_into_view_if_needed()
    page.get_by_role("button", name="the internet gateway").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You chose: the internet gateway").wait_for()
    reveal = notebook.locator(".jp-CodeCell", has_text="guess.reveal")
    reveal.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    reveal.get_by_text("You predicted it: the internet gateway").wait_for()


def test_a_game_played_by_keyboard_gets_feedback_and_a_score(page: Any, address: str) -> None:
    notebook = opened(page, address, "02-why-s3-is-not-in-your-vpc.ipynb")
    run_all(page, notebook, LAST_WORDS)
    # AWS: vpc/latest/userguide/route-tables-priority.html; the third answer is wrong on purpose.
    answers = ["10.0.0.0/16", "0.0.0.0/0", "0.0.0.0/0", "10.8.7.0/24"]
    game = notebook.locator(".jp-CodeCell", has_text="destinations = [")
    prefix_list = next(
        name for name in game.get_by_role("button").all_inner_texts() if name.startswith("pl-")
    )
    for row in [*answers, prefix_list, "198.51.100.0/24"]:
        game.get_by_role("button", name=row, exact=True).focus()
        page.keyboard.press("Enter")
        game.get_by_role("status").get_by_text(row).first.wait_for()
    game.get_by_text("All answered: 5 of 6 right.").wait_for()
    game.get_by_role("button", name="Play again").focus()
    page.keyboard.press("Enter")
    game.get_by_text("A packet to 10.0.4.9: which row wins?").wait_for()
