"""Run the notebooks and store their outputs, rewriting only what differs.

`python3 lab.py outputs` calls this module.  Widget views and state are dropped, so that a reader
without a kernel sees the static form that stands beside each widget.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

import helpers

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
README_PICTURE = NOTEBOOKS / "pictures" / "nat-and-endpoint.png"
README_DPI = 150
CELL_TIMEOUT_S = 120
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    """The lessons in their order."""
    return sorted(folder.glob("[0-9][0-9]-*.ipynb"))


def navigation(folder: Path, lesson: Path) -> str:
    """The line of links to the lessons before and after, made from file names and titles."""
    names = notebooks(folder)
    at = names.index(lesson)
    before = _link("← ", names[at - 1]) if at else ""
    after = _link("", names[at + 1], " →") if at + 1 < len(names) else ""
    contents = f"[Contents]({names[0].name})" if at else ""
    return " | ".join(part for part in (before, contents, after) if part)


def store(lesson: Path) -> bool:
    """Run one lesson and write its outputs if they differ from the stored ones; True if written.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; nothing is written.
    """
    old = nbformat.read(lesson, as_version=4)
    new = nbformat.read(lesson, as_version=4)
    NotebookClient(
        new, timeout=CELL_TIMEOUT_S, resources={"metadata": {"path": str(lesson.parent)}}
    ).execute()
    _tidy(new, navigation(lesson.parent, lesson))
    if nbformat.writes(new) == nbformat.writes(old):
        return False
    nbformat.write(new, lesson)
    return True


def title(lesson: Path) -> str:
    """The text of the notebook's H1."""
    first = str(nbformat.read(lesson, as_version=4).cells[0].source)
    return first.splitlines()[0].removeprefix("# ").strip()


def _link(before: str, lesson: Path, after: str = "") -> str:
    return f"[{before}{title(lesson)}{after}]({lesson.name})"


def _tidy(notebook: NotebookNode, links: str) -> None:
    """Leave in the file only what says the same on every machine."""
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    first = notebook.cells[0]
    first.source = "\n".join(line for line in _with_links(first.source.splitlines(), links))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = list(_merged(cell.outputs))


def _with_links(lines: list[str], links: str) -> Iterator[str]:
    """The lines with the generated one in place of the last, which holds the links."""
    is_links = re.compile(r"^\[.*\]\(.*\.ipynb\)")
    kept = [line for line in lines if not is_links.match(line)]
    yield from kept
    if links:
        if kept[-1]:
            yield ""
        yield links


def _merged(outputs: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """Outputs without widget views; pieces of one stream in one output, as they fall differently each run."""
    stream: NotebookNode | None = None
    for output in outputs:
        if "data" in output:
            output.data.pop(_WIDGET_VIEW, None)
        if stream is not None and output.output_type == "stream" and output.name == stream.name:
            stream.text += output.text
            continue
        stream = output if output.output_type == "stream" else None
        yield output


def draw_for_readme(file: Path = README_PICTURE) -> bool:
    """Draw the README's picture from a lab built for it; True if the file changed."""
    with helpers.connect("embedded", account="200000000000") as cloud:
        lab = helpers.build(cloud)
        before = helpers.trace(lab.network(), "lab-private", "s3")
        cloud.client("ec2").create_vpc_endpoint(
            VpcId=lab.ids["vpc"],
            ServiceName=f"com.amazonaws.{cloud.region}.s3",
            RouteTableIds=[lab.ids["private-routes"]],
        )
        picture = helpers.Diagram(before, helpers.trace(lab.network(), "lab-private", "s3")).png(README_DPI)
        lab.destroy()
    if file.is_file() and file.read_bytes() == picture:
        return False
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(picture)
    return True


def main() -> int:
    """Store the outputs of all lessons and the README's picture, naming each that changed."""
    for lesson in notebooks():
        changed = store(lesson)
        print(f"{lesson.name}: {'outputs written' if changed else 'unchanged'}", flush=True)
    print(f"{README_PICTURE.name}: {'drawn' if draw_for_readme() else 'unchanged'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
