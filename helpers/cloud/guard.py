"""Stops a call that is bound for a host which the backend may not reach, before a byte leaves."""

import ipaddress
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from helpers.errors import GuardError


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine: a loopback address or the name localhost."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def protect(client: Any, allowed: Collection[str] = ()) -> Any:
    """Refuse every request of `client` to a host that is neither loopback nor in `allowed`.

    botocore fires before-send for each try of each request, redirects to another Region
    included, with the URL as it will be sent.
    """

    watch(client.meta.events, allowed)
    return client


def watch(events: Any, allowed: Collection[str]) -> None:
    """The same for whatever sends its events there: a client, or every client of a session."""

    def refuse(request: Any, **_: Any) -> None:
        host = urlsplit(request.url).hostname or ""
        if host not in allowed and not is_loopback(host):
            raise GuardError("cloud.guard", host=host)

    events.register_first("before-send", refuse, unique_id="vpc-endpoint-lab-guard")
