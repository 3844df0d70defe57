"""JupyterLab and chromium, once a session, and a fresh page a test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser.jupyter import chromium, jupyterlab


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jupyter")


@pytest.fixture
def scratch_notebook(folder: Path) -> Callable[..., str]:
    """Writes a notebook of code cells beside the lessons; gives its name."""

    def write(name: str, *cells: str) -> str:
        # Without both, JupyterLab asks which kernel is meant.
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        code = [nbformat.v4.new_code_cell(cell) for cell in cells]
        notebook = nbformat.v4.new_notebook(cells=code, metadata=metadata)
        nbformat.write(notebook, folder / "notebooks" / name)
        return name

    return write


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """JupyterLab's URL up to `/lab`; notebooks lie at its root."""
    with jupyterlab(folder) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()
