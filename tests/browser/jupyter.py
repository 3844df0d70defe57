"""A real JupyterLab on a fresh, untrusted copy of notebooks, and Debian's chromium to look at it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
TOKEN = "a-token-of-this-test"
# Chromium as this project's CI starts it: as root, without a GPU, asking nothing of the internet.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# All cells at once, so that a test sees what a reader sees after scrolling.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}
}


@contextmanager
def jupyterlab(folder: Path, notebooks: Path = NOTEBOOKS, theme: str = "JupyterLab Light") -> Iterator[str]:
    """JupyterLab's URL up to `/lab`, serving a copy of `notebooks` from `folder`."""
    shutil.copytree(notebooks, folder / "notebooks")
    _write_settings(folder / "settings", theme)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    child = subprocess.Popen(
        _command(port, folder / "notebooks"),
        env=_environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status", child)
        yield f"http://127.0.0.1:{port}/lab"
    finally:
        child.terminate()
        child.wait(20)


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def _write_settings(folder: Path, theme: str) -> None:
    for name, values in {**SETTINGS, "@jupyterlab/apputils-extension/themes": {"theme": theme}}.items():
        file = folder / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))


def _command(port: int, root: Path) -> list[str]:
    serve = [f"--port={port}", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}"]
    where = ["--no-browser", "--allow-root", f"--ServerApp.root_dir={root}"]
    return [sys.executable, "-m", "jupyterlab", *where, *serve]


def _environment(folder: Path) -> dict[str, str]:
    names = ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR")
    own = {name: str(folder / name.lower()) for name in names}
    return {**os.environ, **own, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}


def _wait_for(url: str, child: "subprocess.Popen[bytes]") -> None:
    request = urllib.request.Request(url, headers={"Authorization": f"token {TOKEN}"})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            direct.open(request, timeout=5).close()
            return
        except OSError:
            assert child.poll() is None, "JupyterLab ended before it answered"
            time.sleep(0.2)  # polls a server that tells nobody when it is ready
    raise AssertionError("JupyterLab did not answer in 90 s")
