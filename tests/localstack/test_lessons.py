"""Every lesson runs on LocalStack too; where it differs they say so and go on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.teach.stored import notebooks

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.localstack


@pytest.mark.parametrize("lesson", [lesson.stem for lesson in notebooks()])
def test_the_lesson_runs_lax_on_localstack(lesson, localstack, record_property):
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    options = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120"]
    run = subprocess.run(
        [*command, *options, f"notebooks/{lesson}.ipynb"],
        env={**os.environ, "LAB_BACKEND": "localstack", "LAB_LOCALSTACK_HOST": localstack},
        cwd=ROOT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:]
    record_property("localstack (lax)", int(re.search(r"(\d+) passed", run.stdout).group(1)))
