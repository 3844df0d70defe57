"""`python3 lab.py --no-browser --port N` really serves the first lesson, to this machine alone."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
LAB = """
import sys, lab
lab.quieten(sys.executable)
lab.hand_over([sys.executable, *lab.WORDS[""].command(sys.argv[1:])])
"""
TOKEN = "a-token-of-this-test"


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[psutil.Process, int]]:
    """JupyterLab as lab.py starts it once the environment stands: its process and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--no-browser", "--port", str(port), f"--IdentityProvider.token={TOKEN}"]
    child = subprocess.Popen(
        [sys.executable, "-c", LAB, *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_answered(child, port)
        yield psutil.Process(child.pid), port
    finally:
        child.terminate()
        child.wait(20)


def wait_until_answered(child: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            ask(port, "api/status")
            return
        except OSError:
            assert child.poll() is None, "JupyterLab ended before it answered"
            time.sleep(0.2)  # polls a server that tells nobody when it is ready
    raise AssertionError("JupyterLab did not answer in 90 s")


def ask(port: int, path: str) -> bytes:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/{path}", headers={"Authorization": f"token {TOKEN}"}
    )
    with direct.open(request, timeout=20) as answer:
        return answer.read()


def test_the_first_lesson_is_there_as_a_notebook(served):
    _, port = served
    found = json.loads(ask(port, "api/contents/notebooks/00-start-here.ipynb?content=0"))
    assert (found["type"], found["path"]) == ("notebook", "notebooks/00-start-here.ipynb")


def test_jupyterlab_opens_on_the_first_lesson(served):
    _, port = served
    assert b"JupyterLab" in ask(port, "lab/tree/notebooks/00-start-here.ipynb")


def test_nobody_is_asked_about_news_and_no_newer_version_is_looked_for(served):
    _, port = served
    answer = json.loads(ask(port, "lab/api/settings/@jupyterlab/apputils-extension:notification"))
    properties = answer["schema"]["properties"]
    assert properties["fetchNews"]["default"] == "false"  # "none" would ask the learner
    assert properties["checkForUpdates"]["default"] is False


def test_it_listens_on_loopback_only(served):
    process, port = served
    listening = {c.laddr for c in process.net_connections() if c.status == psutil.CONN_LISTEN}
    assert ("127.0.0.1", port) in listening
    assert {address.ip for address in listening} <= {"127.0.0.1", "::1"}


def test_a_signal_to_lab_py_reaches_jupyterlab_itself(served):
    process, _ = served
    assert any("jupyterlab" in argument for argument in process.cmdline())
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) in (0, None, -signal.SIGTERM)
