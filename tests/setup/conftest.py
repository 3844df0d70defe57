"""A project in small: the real lab.py, with a lock of one package that lies in a folder beside it."""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def record_hash(text: str) -> str:
    """A file's hash as a wheel's RECORD writes it (PEP 376, PEP 427)."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return f"sha256={digest.decode().rstrip('=')}"


@dataclass(frozen=True)
class SmallProject:
    """A folder with lab.py, a lock and the wheels that it names."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @property
    def site(self) -> Path:
        return next((self.folder / ".venv" / "lib").glob("python3*/site-packages"))

    def lab(
        self, *words: str, python: str = sys.executable, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run its lab.py; pip looks for packages beside it only, unless `environment` says otherwise."""
        offline = {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": (self.folder / "wheels").as_uri(),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            [python, str(self.folder / "lab.py"), *words],
            env={**os.environ, **offline, **environment},
            capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def lock(self, version: str) -> None:
        """Write a wheel of that version, and the lock that asks for it."""
        wheel = self.folder / "wheels" / f"tiny-{version}-py3-none-any.whl"
        wheel.parent.mkdir(exist_ok=True)
        about = f"tiny-{version}.dist-info"
        files = {
            "tiny.py": f"version = {version!r}\n",
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
            f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{name},{record_hash(text)},{len(text)}\n" for name, text in files.items())
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, text in {**files, f"{about}/RECORD": f"{record}{about}/RECORD,,\n"}.items():
                archive.writestr(name, text)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.folder / "requirements.lock").write_text(f"tiny=={version} --hash=sha256:{digest}\n")

    def runs(self, code: str) -> str:
        """What `code` prints in the environment that was set up."""
        elsewhere = self.folder.parent  # in the folder itself `helpers` could be imported without the link
        return subprocess.check_output([self.python, "-c", code], text=True, cwd=elsewhere).strip()


def fresh_clone(parent: Path) -> SmallProject:
    """A project in which nothing is set up."""
    project = SmallProject(parent / "the lab")  # a path with a space, as on many desktops
    project.folder.mkdir()
    shutil.copy(ROOT / "lab.py", project.folder)
    (project.folder / "helpers.py").write_text("here = __file__\n")
    project.lock("1.0")
    return project


@pytest.fixture
def bare(tmp_path: Path) -> SmallProject:
    """A fresh clone."""
    return fresh_clone(tmp_path)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = fresh_clone(tmp_path_factory.mktemp("made"))
    run = project.lab("setup")
    assert run.returncode == 0, run.stdout + run.stderr
    return project.folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> SmallProject:
    """A project that was set up, and that a test may break."""
    folder = tmp_path / "the lab"
    shutil.copytree(made_once, folder, symlinks=True)
    return SmallProject(folder)


@pytest.fixture(scope="session")
def lab() -> ModuleType:
    """lab.py as a module."""
    spec = importlib.util.spec_from_file_location("lab", ROOT / "lab.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
