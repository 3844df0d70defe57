"""The stepper and its challenge in a real JupyterLab, by keyboard alone, read as a screen reader would."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.teach.stored import store
from tests.browser.jupyter import jupyterlab
from tests.browser.lesson import opened, run_all

pytestmark = pytest.mark.browser

RUN, UNRUN = "00-run.ipynb", "01-unrun.ipynb"
SETUP = """from helpers import build, connect, teach, trace
cloud = connect("embedded")
lab = build(cloud)
path = trace(lab.network(), "lab-private", "s3")"""
STEPPER, CHALLENGE, FREE = 2, 3, 4  # the cells of the notebook after title and set-up
CELLS = (
    "# Stepper",
    SETUP,
    "stepper = teach.Stepper(path, seconds=0.5)\nstepper",
    "teach.SteppingChallenge(path, ['dns', 'route'])",
    "print('every', 'cell has run')",
)
METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """One page for all tests here; each begins by running its cell again."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook twice: bare, and with its outputs stored as the lessons' are."""
    folder = tmp_path_factory.mktemp("stepper")
    made = [new_markdown_cell(CELLS[0]), *map(new_code_cell, CELLS[1:])]
    for name in (RUN, UNRUN):
        nbformat.write(new_notebook(cells=made, metadata=METADATA), folder / name)
    store(folder / UNRUN)
    return folder


@pytest.fixture(scope="module")
def own_address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with jupyterlab(tmp_path_factory.mktemp("jupyter"), folder) as address:
        yield address


@pytest.fixture(scope="module")
def notebook(page: Any, own_address: str, folder: Path) -> Any:
    """The notebook, run from top to bottom."""
    notebook = opened(page, own_address, RUN, folder)
    page.locator("#jp-main-statusbar").get_by_text("Idle").wait_for()  # Run is deaf before that
    run_all(page, notebook, "every cell has run")
    return notebook


def cell(notebook: Any, number: int) -> Any:
    return notebook.locator(".jp-Cell").nth(number)


def rerun(page: Any, notebook: Any, number: int, source: str | None = None) -> Any:
    """Run a cell by keyboard, with new words in it or as it stands, and wait until it has run."""
    prompt = cell(notebook, number).locator(".jp-InputPrompt")
    before = prompt.inner_text()
    cell(notebook, number).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(CELLS[number] if source is None else source)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "([prompt, before]) => /\\d/.test(prompt.innerText) && prompt.innerText !== before",
        arg=[prompt.element_handle(), before],
    )
    return cell(notebook, number)


def asked(page: Any, notebook: Any, expression: str) -> str:
    """What the kernel says to an expression, in the free cell."""
    shown = rerun(page, notebook, FREE, f"print({expression})").locator(".jp-OutputArea-output")
    shown.wait_for()
    return str(shown.inner_text()).strip()


def press(page: Any, shown: Any, name: str, exact: bool = True) -> None:
    """Press a button, found by its accessible name, by keyboard."""
    shown.get_by_role("button", name=name, exact=exact).focus()
    page.keyboard.press("Enter")


def says(shown: Any, words: str) -> None:
    """Wait until the live line says so."""
    shown.get_by_role("status").get_by_text(re.compile(words)).wait_for()


def test_an_unrun_untrusted_notebook_shows_picture_and_table_of_all_steps(
    browser: Any, own_address: str, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    notebook = opened(page, own_address, UNRUN, folder)
    image = notebook.locator(".jp-OutputArea img")
    image.wait_for()
    assert "Hops in order: (1) instance lab-private" in image.get_attribute("alt")
    table = cell(notebook, STEPPER).locator("table")
    numbers, ways = (
        [t.strip() for t in table.locator(f"td:nth-child({n})").all_inner_texts()] for n in (1, 2)
    )
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert list(dict.fromkeys(ways)) == ["there", "back"]
    challenge = cell(notebook, CHALLENGE)
    challenge.get_by_text("Which route wins").first.wait_for()
    assert not challenge.get_by_text("is the longest match").first.is_visible()
    challenge.locator("summary").nth(1).click()
    challenge.get_by_text("is the longest match").first.wait_for()
    assert "Error displaying widget" not in notebook.inner_text()
    page.close()


def test_exported_html_shows_picture_and_table_of_all_steps(folder: Path) -> None:
    html, _ = HTMLExporter().from_filename(str(folder / UNRUN))
    body = html[html.index("<body") :]
    assert body.count("Hops in order: (1) instance lab-private") == 1
    assert "NAT gateway" in body and "on the way back" not in body and "Traceback" not in body


def test_steps_are_walked_and_read_by_keyboard(page: Any, notebook: Any) -> None:
    shown = rerun(page, notebook, STEPPER)
    says(shown, r"Step 1 of \d+, on the way there\. The VPC's resolver answers")
    press(page, shown, "Next")
    says(shown, "Step 2 of")
    page.keyboard.press("Enter")  # the button has kept the focus
    says(shown, "Step 3 of")
    press(page, shown, "Last")
    says(shown, r"Step (\d+) of \1, on the way back\..*This is the last step")
    press(page, shown, "Back")
    says(shown, r"on the way back\. Network interface")
    press(page, shown, "First")
    says(shown, "Step 1 of")


def test_tab_goes_through_the_controls_in_reading_order(page: Any, notebook: Any) -> None:
    shown = rerun(page, notebook, STEPPER)
    shown.get_by_role("button", name="First", exact=True).focus()
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("(document.activeElement.closest('label') || document.activeElement).innerText")
        )
    assert names[:4] == ["Back", "Next", "Last", "Play"]
    assert names[4:] == ["DNS", "route", "network ACL", "security group", "NAT", "endpoint"]


def test_a_layer_is_hidden_and_shown_by_its_check_box(page: Any, notebook: Any) -> None:
    shown = rerun(page, notebook, STEPPER)
    shown.get_by_role("checkbox", name="DNS").focus()
    page.keyboard.press("Space")
    says(shown, r"Step 2 of (\d+).*The filter shows \d+ of \1 steps")
    page.keyboard.press("Space")
    says(shown, "Step 1 of")


def test_play_steps_by_itself_until_paused_and_the_kernel_stays_free(page: Any, notebook: Any) -> None:
    shown = rerun(page, notebook, STEPPER)
    press(page, shown, "Play")
    says(shown, r"Step ([4-9]|\d\d) of")  # a busy browser may show the fourth too briefly to be seen
    page.keyboard.press("Enter")
    shown.get_by_role("button", name="Play", exact=True).wait_for()
    stood = asked(page, notebook, "stepper.position")
    assert asked(page, notebook, "stepper.position") == stood
    press(page, shown, "Play")
    page.keyboard.press("Tab")
    assert asked(page, notebook, "stepper.is_last") == "False"  # answered while it plays
    says(shown, "This is the last step")
    shown.get_by_role("button", name="Play", exact=True).wait_for()


def test_running_the_cell_again_stops_the_play_of_its_run_before(page: Any, notebook: Any) -> None:
    slow = "stepper = teach.Stepper(path, seconds=60)\nstepper"
    tasks = "len(__import__('asyncio').all_tasks())"
    shown = rerun(page, notebook, STEPPER, slow)
    idle = int(asked(page, notebook, tasks))
    press(page, shown, "Play")
    shown.get_by_role("button", name="Pause", exact=True).wait_for()
    assert int(asked(page, notebook, tasks)) == idle + 1
    rerun(page, notebook, STEPPER, slow).get_by_role("button", name="Play", exact=True).wait_for()
    assert int(asked(page, notebook, tasks)) == idle


def test_an_error_in_a_callback_is_shown_in_the_notebook(page: Any, notebook: Any) -> None:
    shown = rerun(page, notebook, STEPPER)
    asked(page, notebook, "setattr(stepper.pictures, 'get', lambda *_: 1 / 0)")
    press(page, shown, "Next")
    shown.get_by_role("alert").get_by_text("ZeroDivisionError: division by zero").wait_for()


def test_a_challenge_is_answered_by_keyboard_to_its_score(page: Any, notebook: Any) -> None:
    """Routes of the tutorial's VPC: the private and the public table's default route, then local, back."""
    shown = rerun(page, notebook, CHALLENGE)
    says(shown, "What does it answer")
    press(page, shown, "Next question")
    says(shown, "Choose an answer first")
    press(page, shown, "a private address")
    says(shown, "You said: a private address.*Only an interface endpoint.*Right is: a public address")
    for choice, verdict in (
        ("0.0.0.0/0 → nat-", "✓ Right"),
        ("→ local", "✗ You said"),
        ("→ local", "✓ Right"),
    ):
        press(page, shown, "Next question")
        says(shown, "Which route wins")
        press(page, shown, choice, exact=False)
        says(shown, verdict)
    press(page, shown, "Next question")
    says(shown, r"The end: 2 of 4 right\.")


@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_jumps_and_nothing_is_cut_off(page: Any, notebook: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    shown = rerun(page, notebook, STEPPER).locator(".jp-OutputArea")
    parts = "figure img, button, label, [role=status], [role=region]"
    seen = []
    for step in range(1, 12):
        says(shown, f"Step {step} of")
        seen.append(shown.evaluate(PLACES, "button, [role=status], [role=region], figure"))
        assert max(shown.evaluate(OVERHANG, parts)) <= 0, f"something is cut off at step {step}"
        press(page, shown, "Next")
    assert all(places == seen[0] for places in seen)


# Each in one go: JupyterLab may scroll and lay out anew between two questions.
PLACES = """(area, parts) => { const around = area.getBoundingClientRect();
    return [...area.querySelectorAll(parts)].filter(e => e.offsetParent).map(e => e.getBoundingClientRect())
        .map(box => [Math.round(box.left - around.left), Math.round(box.top - around.top)]) }"""
OVERHANG = """(area, parts) => { const around = area.getBoundingClientRect();
    return [...area.querySelectorAll(parts)].filter(e => e.offsetParent)
        .map(e => Math.round(e.getBoundingClientRect().right - around.right)) }"""
