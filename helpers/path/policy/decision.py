"""What goes into `authorize` and what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from helpers.texts import Message, render

Document = Mapping[str, Any]
"""A policy document as parsed JSON."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy that applies to a request, as parsed JSON.

    Attributes:
        identity: the documents attached to the user (or its groups) or the role.
        endpoint: the policy of the endpoint that the request comes through; None is AWS's default, which
            allows all.  Without an endpoint in the request it is not asked.
        resource: the resource's own policy (a bucket policy, a key policy, a role's trust policy).
        boundary: the permissions boundary of the user or role; None where it has none.
        session: the session policy, or several; None where the session was made without one.
        scp, rcp: the documents of each level from the root through every organizational unit to the
            account; empty outside an organization (the management account is not restricted either).
    """

    identity: Sequence[Document] = ()
    endpoint: Document | None = None
    resource: Document | None = None
    boundary: Document | None = None
    session: Document | Sequence[Document] | None = None
    scp: Sequence[Sequence[Document]] = ()
    rcp: Sequence[Sequence[Document]] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Decision:
    """May the request pass?

    Attributes:
        allowed: yes or no.
        kind: `allowed`, `explicit_deny` (a Deny statement fits) or `implicit_deny` (an Allow is missing).
        by: the policy types that decided: those that granted, that deny, or that would have to allow;
            `identity`, `endpoint`, `resource`, `boundary`, `session`, `scp`, `rcp`.
        statement: the statement that decided, as it stands in the document; None for an implicit deny.
        message: AWS's own text where the request is denied.
        explanation: the same in plain words.
    """

    allowed: bool
    kind: str
    by: tuple[str, ...]
    statement: Document | None
    message: Message
    explanation: Message

    def __repr__(self) -> str:
        return render(self.explanation)

    def _repr_html_(self) -> str:
        said = "" if self.allowed else f"<p><code>{escape(render(self.message))}</code></p>"
        return f"<p><b>{escape(render(self.explanation))}</b></p>{said}"
