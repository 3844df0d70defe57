"""What the whole suite shares: a neutral environment, what a test needs, LocalStack, the closing count."""

import importlib.util
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator

import hypothesis
import pytest

from tests.localstack.server import running

CI = os.environ.get("CI") == "true"
# The same examples each time in CI, so that a change and not the day decides; new ones at a developer's.
hypothesis.settings.register_profile("ci", derandomize=True)
hypothesis.settings.load_profile("ci" if CI else "default")
LEARNERS_OWN = ("LAB_BACKEND", "LAB_AWS_ACCOUNT", "LAB_LANG", "LAB_LOCALSTACK_HOST")


def no_browser() -> str | None:
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed: pip install -r .ci/requirements.lock"
    return None if shutil.which("chromium") else "no chromium on PATH: apt install chromium"


def no_localstack() -> str | None:
    python = os.environ.get("LAB_LOCALSTACK_PYTHON")
    if not python:
        return "LAB_LOCALSTACK_PYTHON names no Python with LocalStack: README, LocalStack"
    return None if shutil.which(python) else f"LAB_LOCALSTACK_PYTHON={python} does not exist"


def no_tools() -> str | None:
    missing = [name for name in ("ruff", "mypy") if importlib.util.find_spec(name) is None]
    return f"{' and '.join(missing)} not installed: pip install -r .ci/requirements.lock" if missing else None


NEEDS = {"browser": no_browser, "localstack": no_localstack, "tools": no_tools}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run what installs every package anew")


def pytest_configure(config: pytest.Config) -> None:
    """The learner's own settings and files stay out of the tests, kernels included."""
    environment = pytest.MonkeyPatch()
    config.add_cleanup(environment.undo)
    for name in LEARNERS_OWN:
        environment.delenv(name, raising=False)
    home = tempfile.TemporaryDirectory(prefix="lab-home-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    environment.setenv("LAB_HOME", home.name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with the reason, what this machine cannot run; with CI=true that is a failure."""
    reasons = [reason() for name, reason in NEEDS.items() if item.get_closest_marker(name)]
    for reason in filter(None, reasons):
        (pytest.fail if CI else pytest.skip)(reason)
    if item.get_closest_marker("slow") and not CI and not item.config.getoption("--slow"):
        pytest.skip("slow: runs with --slow, and in CI")


@pytest.fixture(scope="session")
def localstack() -> Iterator[str]:
    """A LocalStack of this session's own, as host:port; LAB_LOCALSTACK_HOST names it meanwhile."""
    with running(os.environ["LAB_LOCALSTACK_PYTHON"]) as host, pytest.MonkeyPatch.context() as environment:
        environment.setenv("LAB_LOCALSTACK_HOST", host)
        yield host


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests, and how many notebook cells on which backend."""
    passed = terminalreporter.stats.get("passed", [])
    cells = Counter("embedded (strict)" for report in passed if ".ipynb::" in report.nodeid)
    tests = len(passed) - cells.total()
    for report in passed:
        cells.update({name: count for name, count in report.user_properties if name.startswith("localstack")})
    terminalreporter.section("the lab")
    terminalreporter.write_line(f"tests passed: {tests}")
    for backend, count in cells.items():
        terminalreporter.write_line(f"notebook cells passed on {backend}: {count}")
    reasons = Counter(
        re.sub(r"^Skipped: ", "", report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])
    )
    for reason, count in reasons.items():
        terminalreporter.write_line(f"skipped: {count} ({reason})")
