"""Policy documents: parsed JSON read once into statements that can be asked many times.

AWS: IAM userguide, reference_policies_grammar.html.
"""

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from helpers.path.policy.conditions import Condition, condition, operator
from helpers.path.policy.grammar import first_complaint, listed, malformed, statements
from helpers.path.policy.matching import Actions, Context, Resources, actions, resources
from helpers.path.policy.principals import EVERYONE, Caller, Grant, Principals, principals

WITH_VARIABLES = "2012-10-17"
"""The version of the policy language that has variables; without a Version it is 2008-10-17."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement ready to be asked; `position` is its place in the document, from 0.

    `not_principal`, `not_action` and `not_resource` turn the element round.  Without a Principal (identity
    policies) it is about everyone, without a Resource (trust policies) about the resource it is attached to.
    """

    position: int
    allows: bool
    principals: Principals
    not_principal: bool
    actions: Actions
    not_action: bool
    resources: Resources | None
    not_resource: bool
    conditions: tuple[Condition, ...]

    def is_about(self, action: str, resource: str, context: Context) -> bool:
        """Do action, resource and conditions fit the request?"""
        if self.actions.match(action) is self.not_action:
            return False
        named = True if self.resources is None else self.resources.match(resource, context)
        if named is None or named is self.not_resource:
            return False
        return all(condition.holds(context) for condition in self.conditions)

    def grant(self, caller: Caller, *, gateway: bool, bounded: bool) -> Grant:
        """How the statement reaches the caller.

        `gateway`: it stands in a gateway endpoint's policy.  `bounded`: the caller has a permissions
        boundary; a Deny with NotPrincipal always denies such a caller (…elements_notprincipal.html).
        """
        if not self.not_principal:
            return self.principals.grant(caller, account_means_root=gateway)
        if self.allows:
            return Grant.NONE if self.principals.grant(caller) else Grant.DIRECT
        return Grant.NONE if self.principals.spares(caller) and not bounded else Grant.DIRECT


def read(document: Mapping[str, Any], kind: str) -> tuple[Statement, ...]:
    """The statements of a document; what is read is kept by content, for the 512 latest documents.

    Raises:
        PathError: AWS would not have stored such a document; the message holds AWS's complaint.
    """
    try:
        content: Any = document
        return _read(marshal.dumps(content, 2), kind)
    except ValueError:
        return _statements(document, kind)


@lru_cache(maxsize=512)
def _read(content: bytes, kind: str) -> tuple[Statement, ...]:
    return _statements(marshal.loads(content), kind)


def _statements(document: Mapping[str, Any], kind: str) -> tuple[Statement, ...]:
    if complaint := first_complaint(document, kind):
        raise malformed(kind, complaint)
    variables = document.get("Version") == WITH_VARIABLES
    rows = statements(document)
    return tuple(_statement(position, row, variables) for position, row in enumerate(rows))


def _statement(position: int, row: Mapping[str, Any], variables: bool) -> Statement:
    not_principal, who = _element(row, "Principal")
    not_action, what = _element(row, "Action")
    not_resource, where = _element(row, "Resource")
    return Statement(
        position=position,
        allows=row["Effect"] == "Allow",
        principals=EVERYONE if who is None else principals(who),
        not_principal=not_principal,
        actions=actions(listed(what)),
        not_action=not_action,
        resources=None if where is None else resources(listed(where), variables=variables),
        not_resource=not_resource,
        conditions=tuple(_conditions(row.get("Condition", {}), variables)),
    )


def _element(row: Mapping[str, Any], name: str) -> tuple[bool, Any]:
    """Is it the Not… form, and its value."""
    turned = f"Not{name}" in row
    return turned, row.get(f"Not{name}" if turned else name)


def _conditions(block: Mapping[str, Mapping[str, Any]], variables: bool) -> list[Condition]:
    found = ((operator(name), keys) for name, keys in block.items())
    return [
        condition(parts, key, _values(values), variables=variables)
        for parts, keys in found
        if parts
        for key, values in keys.items()
    ]


def _values(values: Any) -> Sequence[str]:
    """JSON's numbers and booleans count as their text."""
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in listed(values)]
