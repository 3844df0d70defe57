"""How a decision is told: in AWS's words and in plain ones.

AWS: IAM userguide, troubleshoot_access-denied.html; AmazonS3 userguide, troubleshoot-403-errors.html.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.cloud.requests import ApiRequest
from helpers.path.policy.matching import Context
from helpers.texts import Message, message

_WITHOUT_RESOURCE = ("*", "arn:aws:s3:::*", "")
_LONGEST = 300


def of(request: ApiRequest, kind: str, by: tuple[str, ...], context: Context) -> Message:
    """AWS's text for a denied request, plain words for one that may pass.

    Where several policy types deny, AWS names one of them; S3 says no more than Access Denied to callers
    of another account outside the organization, and never tells those of another account about an endpoint.
    """
    if kind == "allowed":
        return message("policy.allowed", user=_user(request), action=request.action)
    if _is_short(request, by[0], context):
        return message("policy.denied.short")
    cause = message(f"policy.cause.{kind}.{_type(request, by[0])}", action=request.action)
    return _denied(request, cause)


def explanation(
    request: ApiRequest, kind: str, by: tuple[str, ...], statement: Mapping[str, Any] | None
) -> Message:
    """Plain words: which policy decided, by which statement."""
    values = {"action": request.action, "statement": _Quoted(statement)}
    if not by:
        return message("policy.plain.nobody", action=request.action)
    types = [message(f"policy.type.{name}") for name in by]
    return message(f"policy.plain.{kind}", types=_series(types), **values)


def _series(types: list[Message]) -> Message:
    """Several policy types in one breath."""
    first, *rest = types
    return first if not rest else message("policy.series", first=first, rest=_series(rest))


def _user(request: ApiRequest) -> str | Message:
    return request.principal_arn or message("policy.anonymous")


def _denied(request: ApiRequest, cause: Message) -> Message:
    """S3 sets the resource in quotation marks, others do not."""
    values = {"user": _user(request), "action": request.action, "cause": cause}
    if request.resource_arn in _WITHOUT_RESOURCE:
        return message("policy.denied.plain", **values)
    quoted = request.action.lower().startswith("s3")
    key = f"policy.denied.{'on-quoted' if quoted else 'on-resource'}"
    return message(key, resource=request.resource_arn, **values)


def _is_short(request: ApiRequest, by: str, context: Context) -> bool:
    s3 = request.action.lower().partition(":")[0] == "s3"
    if not s3 or request.principal_account == request.resource_account:
        return False
    organization = context.get("aws:principalorgid")
    return organization is None or organization != context.get("aws:resourceorgid") or by == "endpoint"


def _type(request: ApiRequest, by: str) -> str:
    return "trust" if by == "resource" and request.action.lower().startswith("sts:assumerole") else by


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A statement by its Sid, else as it stands; worded only when somebody reads it."""

    statement: Mapping[str, Any] | None

    def __str__(self) -> str:
        row = self.statement or {}
        if row.get("Sid"):
            return f'"{row["Sid"]}"'
        text = json.dumps(row, ensure_ascii=False, default=str)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
