"""Who asks, and whom the Principal element of a statement names.

AWS: IAM userguide, reference_policies_elements_principal.html and …_notprincipal.html.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

_PRINCIPAL = re.compile(r"arn:[^:]+:(?:iam|sts)::(\d{12}):([a-z-]+)(?:/(.+))?")
_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::(?=\d+:root$))?(\d{12})(?::root)?")
_ROLE = re.compile(r"(arn:[^:]+:iam::\d{12}:role)/(?:.+/)?([^/]+)")
_SERVICE_LINKED = re.compile(r":role/(?:aws-service-role/|AWSServiceRoleFor)")
_KINDS = {
    "root": "root",
    "user": "user",
    "role": "role",
    "assumed-role": "session",
    "federated-user": "federated",
}


class Grant(IntEnum):
    """How a statement's Principal names the caller; a higher one says more.

    ACCOUNT: the caller's account, which leaves it to the account's own IAM policies.  ROLE: the role of the
    session (or the user who federated), which a permissions boundary and a session policy still limit.
    DIRECT: the very caller, or everyone.
    AWS: reference_policies_evaluation-logic_policy-eval-denyallow.html, resource-based policies.
    """

    NONE = 0
    ACCOUNT = 1
    ROLE = 2
    DIRECT = 3


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal of a request.

    Attributes:
        arn, account: as the request gives them; both None for an anonymous one.
        kind: anonymous, service, root, user, role (a role's own ARN), session, federated, or other.
        names: its ARN and its unique id.
        parents: ARN and unique id of the role behind a session, of the user behind a federated user.
        path_known: the role's ARN is known with its path; a session's ARN leaves the path out.
    """

    arn: str | None
    account: str | None
    kind: str
    names: frozenset[str] = frozenset()
    parents: frozenset[str] = frozenset()
    path_known: bool = True

    @property
    def has_identity_policies(self) -> bool:
        """Is it an IAM user or role, to which identity-based policies, boundaries and sessions apply?"""
        return self.kind not in ("anonymous", "service", "root")

    @property
    def is_service_linked(self) -> bool:
        """Is it a service-linked role, which SCPs and RCPs do not restrict?

        AWS: organizations userguide, orgs_manage_policies_scps.html and …_rcps.html.
        """
        return any(_SERVICE_LINKED.search(name) for name in self.parents)

    def keys(self) -> dict[str, str]:
        """The condition keys that say who asks, where somebody of an account does.

        aws:PrincipalArn is the role's ARN, not the session's (reference_policies_condition-keys.html).
        """
        if self.arn is None or self.account is None or self.kind == "service":
            return {}
        roles = (name for name in self.parents if ":role/" in name)
        own = next(roles, self.arn) if self.kind == "session" else self.arn
        return {"aws:PrincipalArn": own, "aws:PrincipalAccount": self.account}


@lru_cache(maxsize=1024)
def caller(
    arn: str | None, account: str | None, principal_arn: str | None = None, user_id: str | None = None
) -> Caller:
    """Read a request's principal.

    `principal_arn` and `user_id` are aws:PrincipalArn, which for a session is its role's ARN with the
    role's path, and aws:userid (reference_policies_condition-keys.html).
    """
    found = _PRINCIPAL.fullmatch(arn or "")
    if arn is None or found is None:
        kind = "anonymous" if arn is None else "other" if arn.startswith("arn:") else "service"
        return Caller(arn, account, kind, frozenset((arn,) if arn else ()))
    own_account, form, name = found.groups(default="")
    kind = _KINDS.get(form, "other")
    known = kind != "session" or ":role/" in (principal_arn or "")
    parent = principal_arn if kind == "session" and known else _parent(arn, own_account, kind, name)
    ids = (user_id or "").partition(":")
    return Caller(
        arn,
        account or own_account,
        kind,
        names=frozenset((arn, user_id or arn)),
        parents=frozenset(filter(None, (parent, ids[0] if ids[1] else None))),
        path_known=known,
    )


def _parent(arn: str, account: str, kind: str, name: str) -> str | None:
    """The identity that a session was made from, as far as the session's ARN tells it."""
    home = f"arn:{arn.split(':')[1]}:iam::{account}"
    parents = {"session": f"{home}:role/{name.partition('/')[0]}", "federated": f"{home}:user/{name}"}
    return arn if kind == "role" else parents.get(kind)


@dataclass(frozen=True, slots=True)
class Principals:
    """The Principal or NotPrincipal element of a statement.

    `names`: ARNs, unique ids, federated providers and canonical user ids; `roles`: the ARNs of its roles
    without their paths; `accounts`: accounts, by number or by their root's ARN.
    """

    everyone: bool = False
    names: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()

    def grant(self, caller: Caller, *, account_means_root: bool = False) -> Grant:
        """How the element names the caller.

        `account_means_root`: in the policy of a gateway endpoint an account stands for its root user only
        (PrivateLink guide, vpc-endpoints-access.html, principals for gateway endpoints).
        """
        if self.everyone or caller.arn in self.services:
            return Grant.DIRECT
        if caller.kind != "role" and caller.names & self.names:
            return Grant.DIRECT
        if self._names_parent(caller):
            return Grant.ROLE
        if caller.account not in self.accounts or caller.kind in ("anonymous", "service"):
            return Grant.NONE
        if caller.kind == "root":
            return Grant.DIRECT
        return Grant.NONE if account_means_root else Grant.ACCOUNT

    def spares(self, caller: Caller) -> bool:
        """Does a NotPrincipal of a Deny statement spare the caller?

        The caller, the role behind a session and the account must all be named: AWS may look at each of
        them in turn, and denies at the first one that is missing (…elements_notprincipal.html).
        """
        if self.everyone or caller.arn in self.services:
            return True
        if caller.account not in self.accounts or caller.kind == "anonymous":
            return False
        named = caller.kind == "root" or bool(caller.names & self.names)
        return named and (caller.kind != "session" or self._names_parent(caller))

    def _names_parent(self, caller: Caller) -> bool:
        known = self.names if caller.path_known else self.names | self.roles
        return bool(caller.parents & known)


EVERYONE = Principals(everyone=True)


def principals(element: Any) -> Principals:
    """Read a Principal or NotPrincipal element; its form was checked before."""
    if isinstance(element, str):
        return EVERYONE if element == "*" else Principals()
    named = {
        kind: frozenset([values] if isinstance(values, str) else values) for kind, values in element.items()
    }
    aws = named.get("AWS", frozenset())
    accounts = frozenset(found[1] for name in aws if (found := _ACCOUNT.fullmatch(name)))
    roles = frozenset(f"{found[1]}/{found[2]}" for name in aws if (found := _ROLE.fullmatch(name)))
    others = named.get("Federated", frozenset()) | named.get("CanonicalUser", frozenset())
    return Principals("*" in aws, aws | others, roles, accounts, named.get("Service", frozenset()))
