"""pyproject.toml, requirements.lock and environment.yml say the same."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
# The six names that the learner was promised: the project's first issue, and design.md section 4.
SIX = ["jupyterlab", "boto3", "matplotlib", "ipywidgets", "nbval", "localstack-client"]
LOCKS = ["requirements.lock", ".ci/requirements.lock"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
PLATFORMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def locked(lock: str) -> list[Requirement]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [Requirement(line.partition(" --hash")[0]) for line in lines]


def pinned(lock: str, python: str = "3.11", platform: str = "linux") -> dict[str, str]:
    """Name to version, as pip would choose on that Python and system."""
    environment = dict(default_environment()) | {
        "python_version": python,
        "python_full_version": f"{python}.6",
        "sys_platform": platform,
        "platform_system": PLATFORMS[platform],
        "os_name": "nt" if platform == "win32" else "posix",
    }
    rows = [row for row in locked(lock) if row.marker is None or row.marker.evaluate(environment)]
    names = [canonicalize_name(row.name) for row in rows]
    assert len(names) == len(set(names)), "two versions of one package"
    return {name: str(row.specifier).removeprefix("==") for name, row in zip(names, rows, strict=True)}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pip_section() -> list[str]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return next(row["pip"] for row in environment["dependencies"] if isinstance(row, dict))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.search(r"==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []
    assert "://" not in text


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_satisfies_every_range_of_pyproject(python, platform):
    have = pinned("requirements.lock", python, platform)
    wanted = project()["project"]["dependencies"] + project()["dependency-groups"]["test"]
    for row in map(Requirement, wanted):
        assert row.specifier.contains(have[canonicalize_name(row.name)]), row


def test_what_ci_adds_satisfies_pyproject_and_changes_no_locked_version():
    added, have = pinned(".ci/requirements.lock"), pinned("requirements.lock")
    for row in map(Requirement, project()["dependency-groups"]["ci"]):
        assert row.specifier.contains(added[canonicalize_name(row.name)]), row
        assert canonicalize_name(row.name) not in have, "a learner does not need it"
    assert {name: added[name] for name in added & have.keys()} == {
        name: have[name] for name in added & have.keys()
    }


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if re.match(r'\s+"[a-z].*[<>=]=', line)]
    assert len(packages) == len(project()["project"]["dependencies"]) + sum(
        map(len, project()["dependency-groups"].values())
    )
    assert [line for line in packages if not re.search(r'",\s+# \w', line)] == []


def test_lab_py_accepts_the_pythons_of_pyproject(lab):
    assert project()["project"]["requires-python"] == f">=3.{lab.OLDEST[1]},<3.{lab.NEWEST[1] + 1}"


def test_environment_yml_takes_the_lock_first_and_then_the_six_promised_names():
    assert pip_section() == ["-r requirements.lock", *SIX]
    assert [Requirement(row).name for row in project()["project"]["dependencies"]][:6] == SIX


@pytest.mark.slow
def test_the_pip_section_of_environment_yml_installs_with_pip(tmp_path):
    """What conda does with the section: writes it to a file beside environment.yml and hands that to pip."""
    section = tmp_path / "condaenv.requirements.txt"
    section.write_text("\n".join(pip_section()).replace("-r ", f"-r {ROOT}{os.sep}"))
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-compile", "-r", section], check=True)
    modules = ", ".join(name.replace("-", "_") for name in SIX)
    subprocess.run([python, "-c", f"import {modules}"], check=True)
