"""JupyterLab and chromium, once a session, and a fresh page a test."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.jupyter import chromium, jupyterlab


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab's URL up to `/lab`; notebooks lie at its root."""
    with jupyterlab(tmp_path_factory.mktemp("jupyter")) as url:
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
