"""`check_policy`: would AWS store this document, and if not, what does it say?"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from helpers.errors import PathError
from helpers.path.policy.grammar import KINDS, Complaint, complaint, complaints, listed, statements

ENDPOINT_LIMIT = 20_480
"""Characters of an endpoint policy, white space included (PrivateLink guide, vpc-endpoints-access.html)."""

_ACTION = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")
_ARN = re.compile(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:.+|\*+", re.DOTALL)
_PRINCIPAL = re.compile(
    r"\*|\d{12}|arn:[^:*?]+:(?:iam|sts)::(?:\d{12}|cloudfront):[^*?]+|A[A-Z]{3}[A-Z0-9]{12,}"
)


def check_policy(
    document: str | Mapping[str, Any], kind: str, resource: str | None = None
) -> Complaint | None:
    """AWS's complaint about a policy document; None where AWS would store it.

    Args:
        document: the text as it is sent, or parsed JSON.
        kind: `identity`, `resource` (a bucket policy or its like), `endpoint`, `trust`, `boundary`,
            `session`, `scp` or `rcp`.
        resource: for a bucket policy the bucket's ARN: it may name that bucket and its objects only.

    Raises:
        PathError: there is no such kind of policy.
    """
    if kind not in KINDS:
        raise PathError("policy-kind", kind=kind, kinds=", ".join(KINDS))
    parsed: Any = document
    if isinstance(document, str):
        if kind == "endpoint" and len(document) > ENDPOINT_LIMIT:
            return complaint(kind, "too-long", limit=ENDPOINT_LIMIT)
        try:
            parsed = json.loads(document)
        except (ValueError, RecursionError):
            return complaint(kind, "not-json")
    return next(complaints(parsed, kind), None) or next(_beyond_form(parsed, kind, resource), None)


def _beyond_form(document: Mapping[str, Any], kind: str, resource: str | None) -> Iterator[Complaint]:
    """What is well-formed and still refused."""
    rows = statements(document)
    if not rows:
        yield complaint(kind, "no-statement")
    sids = [row["Sid"] for row in rows if row.get("Sid")]
    if len({str(sid) for sid in sids}) < len(sids):
        yield complaint(kind, "same-sid")
    for row in rows:
        yield from _names(row, kind)
        yield from _only_this_bucket(row, kind, resource)
        if row["Effect"] == "Allow" and kind == "rcp":
            yield complaint(kind, "rcp-allow")


def _names(row: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    """Actions, resources and principals that are not written as AWS writes them."""
    for action in listed(row.get("Action", row.get("NotAction"))):
        if not _ACTION.fullmatch(action):
            yield complaint(kind, "vendor", action=action)
    for arn in listed(row.get("Resource", row.get("NotResource", []))):
        if not _ARN.fullmatch(arn):
            yield complaint(kind, "not-an-arn", resource=arn)
    who = row.get("Principal", row.get("NotPrincipal"))
    named = listed(who.get("AWS", [])) if isinstance(who, Mapping) else []
    if not all(_PRINCIPAL.fullmatch(name) for name in named):
        yield complaint(kind, "bad-principal")
    if "NotPrincipal" in row and row["Effect"] == "Allow":
        yield complaint(kind, "not-principal-allow")


def _only_this_bucket(row: Mapping[str, Any], kind: str, bucket: str | None) -> Iterator[Complaint]:
    named = chain(listed(row.get("Resource", [])), listed(row.get("NotResource", [])))
    if kind == "resource" and bucket and not all(_is_in(arn, bucket) for arn in named):
        yield complaint(kind, "other-bucket", bucket=bucket)


def _is_in(arn: str, bucket: str) -> bool:
    return arn == bucket or arn.startswith(f"{bucket}/")
