"""The kernel's environment while a cloud is connected.

The learner's own `boto3.client()` and `!aws` must reach the same backend as the lab's clients, so
connect() puts the environment in order: endpoint, dummy keys, empty config files, no proxy for
loopback, no profile, no instance metadata, no endpoint of a single service.  What it changes it
remembers, because connect("aws") needs the learner's own settings back.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import boto3

from helpers.cloud import guard

_REMOVED = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_ACCOUNT_ID",
    "AWS_CA_BUNDLE",
    "AWS_DATA_PATH",
    "BOTO_CONFIG",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "LOCALSTACK_HOST",
)
_LOOPBACK = "127.0.0.1,localhost,::1"
_CONFIG = "[default]\ns3 =\n  addressing_style = path\n"  # bucket.localhost would be a name to look up
_before: dict[str, str | None] = {}
_open: dict[object, Mapping[str, str]] = {}


def enter(endpoint: str, region: str, account: str) -> Callable[[], None]:
    """Point boto3 and the AWS CLI of this process at `endpoint` with dummy keys of `account`.

    Returns what undoes it: the settings of the cloud that is still open, or the learner's own.
    """
    visit = object()
    _open[visit] = _settings(endpoint, region, account)
    _apply()

    def undo() -> None:
        if _open.pop(visit, None):
            _apply()

    return undo


def leave() -> Callable[[], None]:
    """Give back every variable that was changed, whatever clouds are open; returns what undoes that."""
    were_open = dict(_open)
    _open.clear()
    _apply()

    def undo() -> None:
        _open.update(were_open)
        _apply()

    return undo


def own_files() -> Mapping[str, str]:
    """The lab's config files by botocore's names for them, and the profile that stands there."""
    return {"config_file": _file(_CONFIG), "credentials_file": _file(""), "profile": "default"}


def _apply() -> None:
    """The learner's own settings, then those of the latest cloud that is open."""
    for name, value in _before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    _before.clear()
    if _open:
        wanted = list(_open.values())[-1]
        for name in [*_removed(), *wanted]:
            _before.setdefault(name, os.environ.pop(name, None))
        os.environ.update(wanted)
    boto3.DEFAULT_SESSION = None  # it keeps the credentials of its first client
    if _open:
        boto3.setup_default_session()
        host = urlsplit(os.environ["AWS_ENDPOINT_URL"]).hostname or ""
        guard.watch(boto3.DEFAULT_SESSION.events, {host})


def _settings(endpoint: str, region: str, account: str) -> Mapping[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "embedded",
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_CONFIG_FILE": _file(_CONFIG),
        "AWS_SHARED_CREDENTIALS_FILE": _file(""),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",  # sync-127.0.0.1 would be a name to look up
        "AWS_PAGER": "",
        "NO_PROXY": _LOOPBACK,
        "no_proxy": _LOOPBACK,
    }


def _removed() -> list[str]:
    """The fixed names and the endpoint of every single service (AWS_ENDPOINT_URL_S3 ...)."""
    return [*_REMOVED, *(name for name in os.environ if name.startswith("AWS_ENDPOINT_URL_"))]


@cache
def _file(content: str) -> str:
    """Path of a config file with this content, in a folder of our own."""
    folder = Path(tempfile.mkdtemp(prefix="vpc-endpoint-lab-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "config"
    file.write_text(content)
    return str(file)
