"""`authorize`: may the request pass?

AWS: IAM userguide, reference_policies_evaluation-logic_policy-eval-denyallow.html,
…_policy-eval-basics.html and reference_policies_evaluation-logic-cross-account.html.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.cloud.requests import ApiRequest
from helpers.path.policy import messages
from helpers.path.policy.decision import Decision, Policies
from helpers.path.policy.documents import read
from helpers.path.policy.grammar import statements
from helpers.path.policy.matching import Context
from helpers.path.policy.principals import Caller, Grant, caller

ORDER = ("identity", "endpoint", "resource", "boundary", "session", "scp", "rcp")
"""The policy types in the order in which a decision names them."""

_GATEWAY_SERVICES = ("s3", "s3express", "dynamodb")
_OWNER_ROOT_ALWAYS = ("s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy")
_NEEDS_NO_PERMISSION = "sts:getcalleridentity"
_RESOURCE_DECIDES = ("kms:", "sts:assumerole")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, made ready for many statements."""

    action: str
    resource: str
    caller: Caller
    context: Context
    same_account: bool
    gateway: bool
    bounded: bool


@dataclass(slots=True)
class _Found:
    """What the documents of one policy type say: the statements that decide, and how the Allow reaches."""

    deny: Mapping[str, Any] | None = None
    allow: Mapping[str, Any] | None = None
    grant: Grant = Grant.NONE


_ALLOWS = _Found(grant=Grant.DIRECT)


def authorize(request: ApiRequest, policies: Policies, context: Mapping[str, Any]) -> Decision:
    """Decide a request as AWS does.

    Args:
        request: who asks for what, and through which endpoint.
        policies: every policy that applies; see :class:`Policies`.
        context: the request's condition keys with their values (text, numbers, booleans or lists of them);
            those of the road come from :func:`helpers.path.context_of`.  Whose request it is and whose the
            resource (aws:PrincipalArn, aws:PrincipalAccount, aws:ResourceAccount) is added where missing.

    An explicit deny anywhere wins.  In one account identity-based or resource-based policy must allow;
    between accounts both must.  Permissions boundary, session policy, SCPs and RCPs limit, the endpoint's
    policy filters what comes through it; none of them grants.  A resource-based policy that names the
    very user or session is not limited by boundary and session policy, one that names the role is.

    Raises:
        PathError: a document is not one that AWS would have stored; the message holds AWS's complaint.
    """
    asked = _asked(request, policies, context)
    found = dict(_look(asked, request, policies))
    denied = {kind: result.deny for kind, result in found.items() if result.deny is not None}
    if denied:
        return _decision(request, asked, "explicit_deny", denied)
    if missing := dict.fromkeys(_missing(asked, found)):
        return _decision(request, asked, "implicit_deny", missing)
    return _decision(request, asked, "allowed", _granting(asked, found))


def _asked(request: ApiRequest, policies: Policies, context: Mapping[str, Any]) -> _Asked:
    given = {key.lower(): value for key, value in context.items()}
    who = caller(
        request.principal_arn,
        request.principal_account,
        _one(given.get("aws:principalarn")),
        _one(given.get("aws:userid")),
    )
    for key, value in who.keys().items():
        given.setdefault(key.lower(), value)
    if request.resource_account:
        given.setdefault("aws:resourceaccount", request.resource_account)
        given.setdefault("s3:resourceaccount", request.resource_account)
    action = request.action.lower()
    return _Asked(
        action,
        request.resource_arn,
        who,
        given,
        same_account=not request.resource_account or who.account == request.resource_account,
        gateway=action.partition(":")[0] in _GATEWAY_SERVICES,
        bounded=policies.boundary is not None,
    )


def _one(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _look(asked: _Asked, request: ApiRequest, policies: Policies) -> Iterator[tuple[str, _Found]]:
    """What each policy type that applies to the request says."""
    if request.via_endpoint is not None:
        default = policies.endpoint is None
        yield "endpoint", _ALLOWS if default else _search(asked, policies.endpoint, "endpoint")
    if asked.action == _NEEDS_NO_PERMISSION:
        return
    if policies.resource is not None:
        found = _search(asked, policies.resource, "resource")
        if asked.caller.kind == "root" and asked.same_account and asked.action in _OWNER_ROOT_ALWAYS:
            found.deny = None
        yield "resource", found
    if asked.caller.has_identity_policies:
        yield "identity", _search(asked, policies.identity, "identity")
        for kind, document in (("boundary", policies.boundary), ("session", policies.session)):
            if document is not None:
                yield kind, _search(asked, document, kind)
    if not asked.caller.is_service_linked:
        yield from _guardrails(asked, policies)


def _guardrails(asked: _Asked, policies: Policies) -> Iterator[tuple[str, _Found]]:
    """SCPs limit the principals of their account, RCPs its resources, whoever asks."""
    if policies.scp and asked.caller.kind not in ("anonymous", "service"):
        yield "scp", _levels(asked, policies.scp, "scp")
    if policies.rcp:
        yield "rcp", _levels(asked, policies.rcp, "rcp")


def _levels(asked: _Asked, levels: Any, kind: str) -> _Found:
    """Root, organizational units, account: a deny at any level counts, an allow is needed at every one.

    RCPFullAWSAccess cannot be detached: a level of RCPs that only deny has it beside them.
    AWS: organizations userguide, orgs_manage_policies_scps_evaluation.html and …_rcps_evaluation.html.
    """
    results = [_search(asked, level, kind) for level in _sequence(levels)]
    deny = next((result.deny for result in results if result.deny is not None), None)
    opened = [kind == "rcp" and not _has_allow(level, kind) for level in _sequence(levels)]
    passed = all(result.grant or free for result, free in zip(results, opened, strict=True))
    return _Found(deny, None, Grant.DIRECT if passed else Grant.NONE)


def _has_allow(level: Any, kind: str) -> bool:
    return any(statement.allows for document in _sequence(level) for statement in read(document, kind))


def _sequence(documents: Any) -> Any:
    """One document, or several."""
    return documents if isinstance(documents, (list, tuple)) else (documents,)


def _search(asked: _Asked, documents: Any, kind: str) -> _Found:
    """The first Deny, and the Allow that reaches the caller best."""
    found = _Found()
    gateway = asked.gateway and kind == "endpoint"
    for document in _sequence(documents):
        for statement in read(document, kind):
            if not statement.is_about(asked.action, asked.resource, asked.context):
                continue
            grant = statement.grant(asked.caller, gateway=gateway, bounded=asked.bounded)
            if not statement.allows and grant and found.deny is None:
                found.deny = statements(document)[statement.position]
            elif statement.allows and grant > found.grant:
                found.allow, found.grant = statements(document)[statement.position], grant
    return found


def _missing(asked: _Asked, found: Mapping[str, _Found]) -> Iterator[str]:
    """The policy types that would have to allow and do not."""
    yield from (kind for kind in ("endpoint", "scp", "rcp") if kind in found and not found[kind].grant)
    if asked.action == _NEEDS_NO_PERMISSION:
        return
    grant = found["resource"].grant if "resource" in found else Grant.NONE
    if not asked.caller.has_identity_policies and asked.caller.kind != "root":
        if grant is not Grant.DIRECT:
            yield "resource"
        return
    if _resource_must_allow(asked, found) and not grant:
        yield "resource"
    if asked.same_account and grant is Grant.DIRECT:
        return
    yield from _missing_of_identity(asked, found, grant)


def _resource_must_allow(asked: _Asked, found: Mapping[str, _Found]) -> bool:
    """Between accounts; and a key policy or a role's trust policy in the same account too.

    AWS: …_policy-eval-denyallow.html: role trust policies and KMS key policies are exceptions.
    """
    return not asked.same_account or ("resource" in found and asked.action.startswith(_RESOURCE_DECIDES))


def _missing_of_identity(asked: _Asked, found: Mapping[str, _Found], grant: Grant) -> Iterator[str]:
    """What the caller's own account has to allow; its root user may do everything there."""
    if asked.caller.kind == "root":
        return
    role_granted = asked.same_account and grant is Grant.ROLE
    if not role_granted and not found["identity"].grant:
        yield "identity"
    yield from (kind for kind in ("boundary", "session") if kind in found and not found[kind].grant)
    if asked.caller.kind == "federated" and "session" not in found:
        yield "session"


def _granting(asked: _Asked, found: Mapping[str, _Found]) -> dict[str, Mapping[str, Any] | None]:
    """The policy types that granted: identity-based and resource-based ones; the others only limit."""
    limit = Grant.ACCOUNT if _resource_must_allow(asked, found) else Grant.ROLE
    needed = {"identity": Grant.DIRECT, "resource": limit}
    return {kind: found[kind].allow for kind in needed if kind in found and found[kind].grant >= needed[kind]}


def _decision(
    request: ApiRequest, asked: _Asked, kind: str, deciding: Mapping[str, Mapping[str, Any] | None]
) -> Decision:
    by = tuple(policy for policy in ORDER if policy in deciding)
    statement = deciding[by[0]] if by else None
    return Decision(
        allowed=kind == "allowed",
        kind=kind,
        by=by,
        statement=statement,
        message=messages.of(request, kind, by, asked.context),
        explanation=messages.explanation(request, kind, by, statement),
    )
