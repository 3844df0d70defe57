"""`can`: does the packet arrive, and may the request pass?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from helpers.cloud.requests import ApiRequest
from helpers.network import Instance, Network, Role, VpcEndpoint
from helpers.network.identities import (
    bucket_called,
    document_called,
    documents_of,
    role_called,
    role_of_profile,
)
from helpers.path.context import request_context
from helpers.path.model import Explanation, Path
from helpers.path.policy import Decision, Policies, authorize
from helpers.path.policy.grammar import complaint, malformed
from helpers.path.services import Resolver
from helpers.path.tracing import trace
from helpers.path.words import obstacles, verdict
from helpers.texts import message, render


@dataclass(frozen=True, slots=True, repr=False)
class Permission:
    """Whether a request gets through, and everything that stands in its way.

    Attributes:
        request: who asks for what; None where the source has no role to ask with.
        path: the way of the request's packets and of the answer.
        decision: what the policies say; None where no request arrives, or nobody asks.
        obstacles: those on the road first, then those of the policies.
    """

    request: ApiRequest | None
    path: Path
    decision: Decision | None
    obstacles: tuple[Explanation, ...]

    @property
    def allowed(self) -> bool:
        """Does the packet arrive, and may the request pass?"""
        return self.path.reachable and self.decision is not None and self.decision.allowed

    def __bool__(self) -> bool:
        return self.allowed

    def __repr__(self) -> str:
        return " ".join(self._sentences())

    def _repr_html_(self) -> str:
        weighed = (render(o.message) for o in self.obstacles[len(self.path.explanations) :])
        rows = "".join(f"<li>{escape(text)}</li>" for text in (*obstacles(self.path.explanations), *weighed))
        denied = self.decision is not None and not self.decision.allowed
        said = f"<p><code>{escape(str(self.decision.message))}</code></p>" if self.decision and denied else ""
        told = "".join(f"<p><b>{escape(text)}</b></p>" for text in self._sentences())
        return f"{told}{said}{f'<ul>{rows}</ul>' if rows else ''}"

    def _sentences(self) -> Iterator[str]:
        yield render(verdict(self.path))
        if self.decision is not None:
            yield render(self.decision.explanation)
        elif self.request is None:
            yield render(message("policy.obstacle.no-role", source=self.path.source_id))


def can(
    network: Network,
    source: str,
    action: str,
    resource: str = "*",
    destination: str | None = None,
    *,
    role: str | None = None,
    context: Mapping[str, Any] | None = None,
    resolver: Resolver | None = None,
) -> Permission:
    """Can the source do this: does its packet arrive, and may its request pass?

    Args:
        network: what was read; roles, instance profiles, endpoint and bucket policies are taken from it.
        source: as for :func:`helpers.path.trace`; an instance acts as the role of its instance profile.
        action: IAM's name of it, e.g. `s3:ListAllMyBuckets`.
        resource: the ARN asked for; `*` for actions without one.
        destination: where the packet goes; None is the action's service, in the resource's own Region.
        role: ARN of the role to act as, for a source that is no instance, or in place of the instance's.
        context: further condition keys of the request, such as s3:prefix.
        resolver: as for :func:`helpers.path.trace`.

    A resource that was not read counts as the source's own account's, without a policy of its own.
    AWS: EC2 userguide, iam-roles-for-amazon-ec2.html; IAM userguide, …_policy-eval-denyallow.html.

    Raises:
        PathError, NetworkError: an end is unknown or ambiguous, or a policy is malformed.
    """
    path = trace(network, source, destination or _service(network, action, resource), resolver=resolver)
    acting = role_called(network, role) if role else _role_of_source(path)
    if acting is None:
        missing = Explanation(None, path.source_id, message("policy.obstacle.no-role", source=path.source_id))
        return Permission(None, path, None, (*path.explanations, missing))
    request = _request(path, acting, action, resource)
    if not path.reachable:
        return Permission(request, path, None, path.explanations)
    known = request_context(request, path, f"{acting.role_id or acting.role_name}:{path.source_id}")
    found = {**known, "aws:PrincipalArn": acting.arn, **(context or {})}
    decision = authorize(request, _policies(path, acting, resource), found)
    return Permission(
        request, path, decision, (*path.explanations, *_obstacles(request, path, acting, decision))
    )


def _service(network: Network, action: str, resource: str) -> str:
    """The action's service; with its Region where the resource lies in another one than what was read."""
    service = action.lower().partition(":")[0]
    parts = resource.split(":")
    bucket = bucket_called(network, resource)
    region = bucket.region if bucket else parts[3] if len(parts) > 3 else ""
    elsewhere = region and {vpc.region for vpc in network.vpcs} != {region}
    return f"{service}@{region}" if elsewhere else service


def _role_of_source(path: Path) -> Role | None:
    instance = path.network.get(Instance, path.source_id, path.region)
    profile = instance.iam_instance_profile if instance else None
    return role_of_profile(path.network, profile.arn if profile else None)


def _request(path: Path, role: Role, action: str, resource: str) -> ApiRequest:
    """A session on an instance is called after it (IAM userguide, reference_policies_variables.html)."""
    _, partition, _, _, account, _ = role.arn.split(":", 5)
    session = f"arn:{partition}:sts::{account}:assumed-role/{role.role_name}/{path.source_id}"
    bucket = bucket_called(path.network, resource)
    parts = resource.split(":")
    named = parts[4] if len(parts) > 4 else ""
    owner = named or (bucket.account if bucket else "") or account
    return ApiRequest(action, resource, owner, session, account, path.endpoint_id)


def _policies(path: Path, role: Role, resource: str) -> Policies:
    endpoint = path.network.get(VpcEndpoint, path.endpoint_id, path.region)
    bucket = bucket_called(path.network, resource)
    limit = role.permissions_boundary
    return Policies(
        identity=documents_of(path.network, role),
        endpoint=_document(endpoint.policy_document) if endpoint else None,
        resource=bucket.policy if bucket else None,
        boundary=document_called(path.network, limit.permissions_boundary_arn) if limit else None,
    )


def _document(text: str | None) -> Mapping[str, Any] | None:
    """DescribeVpcEndpoints gives an endpoint's policy as JSON text."""
    if not text:
        return None
    try:
        return json.loads(text)  # type: ignore[no-any-return]
    except ValueError:
        raise malformed("endpoint", complaint("endpoint", "not-json")) from None


def _obstacles(request: ApiRequest, path: Path, role: Role, decision: Decision) -> Iterator[Explanation]:
    """Each policy type that denies, at the component that its policy is attached to."""
    if decision.allowed:
        return
    places = {"endpoint": path.endpoint_id or "", "resource": request.resource_arn}
    for name in decision.by:
        values = {"types": message(f"policy.type.{name}"), "action": request.action}
        said = message(f"policy.obstacle.{decision.kind}", **values)
        yield Explanation(None, places.get(name, role.arn), said)
