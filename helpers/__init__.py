"""VPC Endpoint Lab: what notebooks import.

The names load with their first use, so that `connect` brings no matplotlib with it.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.cloud import Cloud

_ROOM_OF = {
    "Network": "helpers.network",
    "trace": "helpers.path",
    "cost": "helpers.path",
    "context_of": "helpers.path",
    "authorize": "helpers.path",
    "can": "helpers.path",
    "build": "helpers.lab",
    "layout": "helpers.draw",
    "Diagram": "helpers.draw",
}

__all__ = [
    "Diagram",
    "Network",
    "authorize",
    "build",
    "can",
    "connect",
    "context_of",
    "cost",
    "layout",
    "trace",
]


def connect(
    backend: str | None = None, *, region: str = "ap-northeast-2", account: str | None = None
) -> "Cloud":
    """Connect to a cloud and point this kernel's boto3 and AWS CLI at it.

    Args:
        backend: "embedded", "localstack" or "aws"; None takes LAB_BACKEND, else "embedded".
        region: the Region of clients by default.
        account: 12 digits; another account is another world.  On aws it must be the caller's.

    Raises:
        BackendError: no such backend, it cannot be reached, or aws was not chosen twice.
    """
    from helpers.cloud import backends

    return backends.choose(backend, region, account)


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    return getattr(importlib.import_module(_ROOM_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
