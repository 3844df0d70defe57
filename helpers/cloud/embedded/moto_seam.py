"""The one place that reaches into moto's modules; moto is pinned because of it.

moto has no plugin system (github.com/getmoto/moto/issues/7126), so the corrections are subclasses
put in place of moto's own before the first request.
"""

import string
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from werkzeug.exceptions import HTTPException

from helpers.cloud.embedded import corrections, identifiers, lean, revisions

_ALPHANUMERIC = string.ascii_letters + string.digits


@cache
def install() -> None:
    """Import moto's EC2 and IAM and put the corrected classes in place; once a process."""
    with lean.importing():
        _seed_ec2()
        _seed_iam()
        corrections.install()


def dispatch(service: str, account: str, region: str, environ: dict[str, Any]) -> tuple[int, Any, Any]:
    """Give one request to moto's response class of `service`: status, headers, body.

    A refused call gives back the identifiers that it drew and counts as no change.
    """
    install()
    from moto.core.request import Request

    request = Request(environ)
    with identifiers.LOCK, identifiers.place(account, "global" if service == "iam" else region) as drawn:
        try:
            answer = _HANDLERS[service](request)
            status, headers, body = answer(request, request.raw_url, dict(request.headers))
        except HTTPException as error:
            status, headers, body = error.code or 500, error.get_headers(), error.get_body()
        if int(status) >= 400:
            identifiers.give_back(drawn)
        revisions.count(account, service, request)
    return int(status), headers, body


def account_of_key(key: str) -> str | None:
    """The account whose IAM or STS gave out this access key; None for an unknown key."""
    install()
    from moto.iam.models import iam_backends

    for account, partitions in list(iam_backends.items()):
        if any(key in backend.access_keys for backend in list(partitions.values())):
            return account
    return None


def _url_paths(service: str) -> Any:
    return next(iter(import_module(f"moto.{service}.urls").url_paths.values()))


def _s3(request: Any) -> Any:
    corrections.install_s3()
    from moto.s3.responses import S3Response

    return S3Response.key_dispatch if "/" in request.raw_path.strip("/") else S3Response.bucket_dispatch


def _load_balancing(request: Any) -> Any:
    """Classic Load Balancers have the same address and another version of the API."""
    if request.values.get("Version") != "2015-12-01":
        raise NotImplementedError("Classic Load Balancers")
    corrections.install_elbv2()
    from moto.elbv2.responses import ELBV2Response

    return ELBV2Response.dispatch


def _rds(request: Any) -> Any:
    corrections.install_rds()
    from helpers.cloud.embedded.databases import DatabaseResponse

    return DatabaseResponse.dispatch


# Moto's entry for a request by the service of its signature; S3 and those after it load when they are asked.
_HANDLERS: Mapping[str, Callable[[Any], Any]] = {
    "ec2": lambda request: _url_paths("ec2"),
    "iam": lambda request: _url_paths("iam"),
    "sts": lambda request: _url_paths("sts"),
    "s3": _s3,
    "elasticloadbalancing": _load_balancing,
    "rds": _rds,
}
SERVICES = frozenset(_HANDLERS)


def _seed_ec2() -> None:
    interfaces: Any = import_module("moto.ec2.models.elastic_network_interfaces")
    utils: Any = import_module("moto.ec2.utils")
    utils.random_id = identifiers.resource_id
    utils.random_resource_id = identifiers.resource_digits
    interfaces.random_mac_address = identifiers.mac_address


def _seed_iam() -> None:
    modules: list[Any] = [import_module("moto.iam.models"), import_module("moto.iam.utils")]
    for module in modules:
        module.generate_access_key_id_from_account_id = _key_id
        module.random_alphanumeric = lambda length: identifiers.letters("secret", length, _ALPHANUMERIC)
        module.random_resource_id = lambda size=20: "AIPA" + identifiers.letters("AIPA", size - 3)
        module.random_policy_id = lambda: "ANPA" + identifiers.letters("ANPA", 17)


def _key_id(account_id: str, prefix: str, total_length: int = 20) -> str:
    return prefix + identifiers.letters(prefix, total_length - len(prefix))
