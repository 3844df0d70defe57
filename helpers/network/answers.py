"""One answer of an API call, before it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One `describe_*` answer and where it came from (a file, or the call's name), for error messages."""

    content: Mapping[str, Any]
    origin: str


@dataclass(frozen=True)
class Unread:
    """What the lab does not read of an answer: kept as it was, so that `save` writes it again."""

    content: Mapping[str, Any]
    account: str
    region: str
    origin: str = field(default="", compare=False)
