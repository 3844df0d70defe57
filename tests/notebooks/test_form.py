"""The form of a lesson: the same parts in the same order, small cells, honest outputs (shared style, 5)."""

import re
import statistics
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from helpers.teach.stored import navigation, notebooks

LESSONS = notebooks()
TAGS = {
    "setup",
    "predict",
    "sanity-check",
    "exercise",
    "check",
    "solution",
    "hint",
    "instructor",
    "live-aws",
    "localstack",
    "raises-exception",
    "hide-input",
    "nbval-ignore-output",
    "nbval-skip",
}
PARTS = (
    r"^# \d\d\. ",
    r"^## You will be able to",
    r"^## Before you start",
    r"^## Break it and fix it",
    r"^## Key points",
    r"^## Clean up",
    r"^## Next",
)
# 00 is a door, 01 tells the whole tutorial in one sitting, 03 has the explorer too; others: 25 to 45 cells.
CELLS = {"00": (15, 45), "01": (25, 75), "03": (25, 46)}
WORDS_IN_A_TEXT = 120
LINES_IN_A_CELL = 15
MEDIAN_LINES = 4


@pytest.fixture(params=LESSONS, ids=lambda lesson: lesson.stem)
def lesson(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def notebook(lesson: Path) -> NotebookNode:
    return nbformat.read(lesson, as_version=4)


def texts(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def lines(cell: NotebookNode) -> int:
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def test_there_are_lessons() -> None:
    assert [lesson.stem[:2] for lesson in LESSONS][:2] == ["00", "01"]


def test_parts_stand_in_their_order(notebook: NotebookNode) -> None:
    whole = "\n".join(texts(notebook))
    found = [re.search(part, whole, re.MULTILINE) for part in PARTS]
    assert all(found), [part for part, match in zip(PARTS, found, strict=True) if not match]
    places = [match.start() for match in found if match]
    assert places == sorted(places)
    assert len(re.findall(r"^# ", whole, re.MULTILINE)) == 1


def test_the_first_cell_promises_says_how_long_and_links(lesson: Path, notebook: NotebookNode) -> None:
    first = notebook.cells[0].source
    assert re.search(r"About \d+ minutes", first)
    assert first.endswith(navigation(lesson.parent, lesson))


def test_cells_keep_to_the_budgets(lesson: Path, notebook: NotebookNode) -> None:
    least, most = CELLS.get(lesson.stem[:2], (25, 45))
    assert least <= len(notebook.cells) <= most
    assert max(len(text.split()) for text in texts(notebook)) <= WORDS_IN_A_TEXT
    assert max(map(lines, code(notebook))) <= LINES_IN_A_CELL
    assert statistics.median(map(lines, code(notebook))) <= MEDIAN_LINES


def test_tags_are_of_the_vocabulary(notebook: NotebookNode) -> None:
    used = {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])}
    assert used <= TAGS
    assert {"setup", "predict", "sanity-check", "exercise", "check"} <= used
    assert not used & {"nbval-skip", "nbval-ignore-output"}


def test_outputs_are_stored_with_their_counts_in_order(notebook: NotebookNode) -> None:
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    assert not [output for cell in code(notebook) for output in cell.outputs if output.output_type == "error"]


def test_outputs_hold_nothing_of_the_machine_that_made_them(lesson: Path) -> None:
    stored = lesson.read_text(encoding="utf-8")
    assert not re.findall(r"/(?:root|home|tmp|work|Users)/\S*|127\.0\.0\.1:\d+", stored)
    assert "widget-view" not in stored
    assert "application/vnd.jupyter.widget-state" not in stored
    accounts = set(re.findall(r"(?<![\d.])\d{12}(?![\d.])", re.sub(r"base64,[^\"\\]+", "", stored)))
    assert accounts <= {"123456789012"}


def test_every_figure_has_alt_text_and_a_caption(notebook: NotebookNode) -> None:
    shown = "".join(
        "".join(output.data["text/html"])
        for cell in code(notebook)
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    )
    figures = re.findall(r"<img[^>]*>", shown)
    assert figures
    for figure in figures:
        alt = re.search(r'alt="([^"]*)"', figure)
        assert alt and len(alt.group(1)) > 60
    assert shown.count("<figcaption>") == shown.count("<figure")
    assert not re.findall(r"<(?:style|script|svg)\b", shown)


def test_links_between_lessons_lead_somewhere(lesson: Path, notebook: NotebookNode) -> None:
    targets = re.findall(r"\]\(([^)#:]+\.ipynb)\)", "\n".join(texts(notebook)))
    assert targets
    assert not [target for target in targets if not (lesson.parent / target).is_file()]
