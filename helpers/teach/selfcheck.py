"""Is my set-up all right?"""

import importlib.util
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from helpers.cloud import Cloud
from helpers.cloud.guard import is_loopback
from helpers.texts import message, render

PACKAGES = ("jupyterlab", "boto3", "matplotlib", "ipywidgets", "nbval", "localstack_client")
MINIMUM_PYTHON = (3, 11)


def self_check(cloud: Cloud) -> None:
    """Print one line a check; a failing one says what to do.  Nothing is created."""
    for key, passed in _checks(cloud):
        print(render(message(f"selfcheck.{key}.{'good' if passed else 'bad'}", backend=cloud.backend)))


def _checks(cloud: Cloud) -> Iterator[tuple[str, bool]]:
    yield "python", sys.version_info >= MINIMUM_PYTHON
    yield "packages", all(importlib.util.find_spec(name) for name in PACKAGES)
    answer = cloud.client("ec2").describe_vpcs()
    yield "backend", "Vpcs" in answer
    yield "guard", _stays_here(cloud)


def _stays_here(cloud: Cloud) -> bool:
    """Do calls go where the learner was told?  On AWS they leave this machine, by choice."""
    host = urlsplit(cloud.client("ec2").meta.endpoint_url).hostname or ""
    return cloud.backend == "aws" or is_loopback(host)
