"""A request in the words of a test: who asks for what, and the statements of one policy."""

from collections.abc import Mapping
from typing import Any

from helpers.path import ApiRequest, Decision, Policies, authorize

ACCOUNT, OTHER = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"
OBJECT = f"{BUCKET}/report.csv"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/examplerole"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/examplerole/examplerolesessionname"
USER = f"arn:aws:iam::{ACCOUNT}:user/exampleuser"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/exampleuser"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OTHER_USER = f"arn:aws:iam::{OTHER}:user/Bob"
OTHER_ROOT = f"arn:aws:iam::{OTHER}:root"
SERVICE = "logging.s3.amazonaws.com"

Document = dict[str, Any]


def policy(*statements: Document, version: str = "2012-10-17") -> Document:
    return {"Version": version, "Statement": list(statements)}


def says(effect: str, **elements: Any) -> Document:
    """A statement about every action and resource, narrowed by the elements."""
    turned = {name for name in ("Action", "Resource") if f"Not{name}" in elements}
    default = {name: "*" for name in ("Action", "Resource") if name not in turned}
    return {"Effect": effect, **default, **elements}


def allow(**elements: Any) -> Document:
    return policy(says("Allow", **elements))


def deny(**elements: Any) -> Document:
    return policy(says("Deny", **elements))


def grants(who: Any) -> Document:
    """A resource-based policy that allows a principal everything."""
    return allow(Principal=who)


ALL = allow()
NOTHING = allow(Action="ec2:DescribeVpcs")
"""A policy that allows something else."""


def ask(
    policies: Policies,
    *,
    who: str | None = SESSION,
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    owner: str = ACCOUNT,
    via: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> Decision:
    account = who.split(":")[4] if who and who.startswith("arn:") else None
    request = ApiRequest(action, resource, owner, who, account, via)
    return authorize(request, policies, context or {})


def holds(condition: Document, context: Mapping[str, Any], version: str = "2012-10-17") -> bool:
    """Is a Condition element met?  Asked through an identity policy that allows all else."""
    document = policy(says("Allow", Condition=condition), version=version)
    return ask(Policies(identity=(document,)), context=context).allowed
