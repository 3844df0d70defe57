"""How each backend is reached."""

import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import boto3
import localstack_client.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from helpers.cloud import environment, guard
from helpers.cloud.cloud import Cloud
from helpers.cloud.embedded import lean
from helpers.errors import BackendError

DEFAULT_ACCOUNT = "123456789012"
_LOCALSTACK = "localhost:4566"
_HEALTH_TIMEOUT_S = 3
_NOWHERE = "http://127.0.0.1:9"
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 1},
    proxies={},
    s3={"addressing_style": "path"},
    use_fips_endpoint=False,
    use_dualstack_endpoint=False,
    ignore_configured_endpoint_urls=True,
)


def choose(backend: str | None, region: str, account: str | None) -> Cloud:
    """The cloud that `backend`, else LAB_BACKEND, else "embedded" names.

    Raises:
        BackendError: no such backend, no such account id, or aws chosen by half.
    """
    named = backend or os.environ.get("LAB_BACKEND")
    if not named and os.environ.get("LAB_AWS_ACCOUNT"):
        raise BackendError("cloud.aws-not-chosen")
    if account is not None and not re.fullmatch(r"\d{12}", account):
        raise BackendError("cloud.bad-account", account=account)
    name = named or "embedded"
    if name not in _BY_NAME:
        raise BackendError("cloud.unknown-backend", backend=name, backends=", ".join(_BY_NAME))
    return _BY_NAME[name](region, account)


def _embedded(region: str, account: str | None) -> Cloud:
    """The cloud in this process; the first call starts it."""
    account_id = account or DEFAULT_ACCOUNT
    endpoint = _start(region, account_id)
    leave = environment.enter(endpoint, region, account_id)

    def make(service: str, client_region: str) -> Any:
        client = lean.session().client(
            service,
            region_name=client_region,
            endpoint_url=endpoint,
            config=_CONFIG,
            aws_access_key_id=account_id,
            aws_secret_access_key="embedded",
        )
        return guard.protect(client)

    def count_changes() -> int:
        from helpers.cloud.embedded import revisions

        return revisions.of(account_id)

    return Cloud("embedded", region, account_id, make, leave, count_changes=count_changes)


def _start(region: str, account_id: str) -> str:
    """Start the embedded cloud; AWS_DATA_PATH is read as moto is imported, so not in any environment."""
    undo = environment.enter(_NOWHERE, region, account_id)
    try:
        from helpers.cloud.embedded import server

        return server.endpoint()
    finally:
        undo()


def _localstack(region: str, account: str | None) -> Cloud:
    """LocalStack on this machine, or where LAB_LOCALSTACK_HOST says."""
    account_id, endpoint = account or DEFAULT_ACCOUNT, _localstack_endpoint()
    _check_health(endpoint)
    leave = environment.enter(endpoint, region, account_id)
    host = urlsplit(endpoint).hostname or ""

    def make(service: str, client_region: str) -> Any:
        # localstack-client cannot read [::1]:4566 from its own setting, but takes it from this one.
        with mock.patch.dict(os.environ, AWS_ENDPOINT_URL=endpoint):
            session = localstack_client.session.Session(account_id, "localstack", region_name=client_region)
        return guard.protect(session.client(service, config=_CONFIG), {host})

    return Cloud("localstack", region, account_id, make, leave)


def _localstack_endpoint() -> str:
    host = os.environ.get("LAB_LOCALSTACK_HOST") or _LOCALSTACK
    if not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{1,5}", host):
        raise BackendError("cloud.localstack-host", host=host)
    return f"http://{host}"


def _check_health(endpoint: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(f"{endpoint}/_localstack/health", timeout=_HEALTH_TIMEOUT_S).close()
    except (OSError, urllib.error.URLError):
        raise BackendError("cloud.localstack-unreachable", endpoint=endpoint) from None


def _aws(region: str, account: str | None) -> Cloud:
    """A real account, by the learner's own settings; named twice, or not at all."""
    wanted = account or os.environ.get("LAB_AWS_ACCOUNT")
    if not wanted:
        raise BackendError("cloud.aws-account-missing")
    come_back = environment.leave()
    try:
        return _aws_account(region, wanted)
    except BackendError:
        come_back()  # a refused change of backend leaves the guard where it was
        raise


def _aws_account(region: str, wanted: str) -> Cloud:
    session = boto3.Session(region_name=region)

    def make(service: str, client_region: str) -> Any:
        return session.client(service, region_name=client_region)

    caller = _caller(make("sts", region))
    if caller != wanted:
        raise BackendError("cloud.aws-account-differs", caller=caller, account=wanted)
    return Cloud("aws", region, caller, make, _nothing)


def _caller(sts: Any) -> str:
    try:
        return str(sts.get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise BackendError("cloud.aws-identity", problem=error) from None


def _nothing() -> None:
    """The aws backend changes no environment, so there is none to give back."""


_BY_NAME: Mapping[str, Callable[[str, str | None], Cloud]] = {
    "embedded": _embedded,
    "localstack": _localstack,
    "aws": _aws,
}
