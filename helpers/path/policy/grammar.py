"""The form that a policy document must have, and what AWS says where it has not.

AWS: IAM userguide, reference_policies_grammar.html; which elements each kind of policy needs or forbids:
reference_policies_elements_principal.html, organizations userguide orgs_manage_policies_scps_syntax.html and
…_rcps_syntax.html, PrivateLink guide vpc-endpoints-access.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.errors import PathError
from helpers.path.policy.conditions import operator
from helpers.texts import Message, message, render

KINDS = ("identity", "endpoint", "resource", "trust", "boundary", "session", "scp", "rcp")
"""What a document may be; `resource` is a bucket policy or its like, `trust` a role's trust policy."""

VERSIONS = ("2012-10-17", "2008-10-17")
_CODES = {"resource": "MalformedPolicy", "endpoint": "InvalidPolicyDocument"}
_CODES |= dict.fromkeys(("scp", "rcp"), "MalformedPolicyDocumentException")
_VOICES = {"MalformedPolicy": "s3", "InvalidPolicyDocument": "ec2"}
_VOICES |= {"MalformedPolicyDocumentException": "organizations"}
_WITH_PRINCIPAL = ("resource", "endpoint", "trust")
_WITHOUT_PRINCIPAL = ("identity", "boundary", "session", "scp")
_PRINCIPAL_TYPES = frozenset(("AWS", "Service", "Federated", "CanonicalUser"))
_TOP = frozenset(("Version", "Id", "Statement"))
_ELEMENTS = frozenset(
    (
        "Sid",
        "Effect",
        "Condition",
        *(f"{no}{n}" for n in ("Principal", "Action", "Resource") for no in ("", "Not")),
    )
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What AWS answers to a malformed policy: the error's code and its message.

    `reason` says in the lab's own words where the document goes wrong.
    """

    code: str
    message: Message
    reason: Message

    def __str__(self) -> str:
        return f"{self.code}: {render(self.message)} ({render(self.reason)})"


def complaint(kind: str, fault: str, **values: Any) -> Complaint:
    """AWS's complaint about a fault in a policy of a kind.

    Services word the same fault differently: IAM, S3, EC2 and Organizations each have their own texts
    (`policy.complaint.<service>` in the catalogue, with their sources there).
    """
    code = _CODES.get(kind, "MalformedPolicyDocument")
    voice = _VOICES.get(code, "iam")
    said = message(f"policy.complaint.{voice}.{_SAID.get((voice, fault), 'syntax')}", **values)
    return Complaint(code, said, message(f"policy.fault.{fault}", **values))


_SAID = {
    ("iam", "no-action"): "no-action",
    ("iam", "no-resource"): "no-resource",
    ("iam", "principal-prohibited"): "principal",
    ("iam", "resource-prohibited"): "resource-prohibited",
    ("iam", "same-sid"): "same-sid",
    ("iam", "vendor"): "vendor",
    ("iam", "not-an-arn"): "not-an-arn",
    ("iam", "version"): "version",
    ("iam", "bad-principal"): "bad-principal",
    ("s3", "not-json"): "not-json",
    ("s3", "no-principal"): "no-principal",
    ("s3", "no-action"): "missing-element",
    ("s3", "no-resource"): "missing-element",
    ("s3", "bad-effect"): "missing-element",
    ("s3", "bad-principal"): "bad-principal",
    ("s3", "vendor"): "bad-action",
    ("s3", "not-an-arn"): "bad-resource",
    ("s3", "other-bucket"): "bad-resource",
}
"""(service, fault): the text that the service is known to use; every other fault gets its general one."""


def malformed(kind: str, complaint: Complaint) -> PathError:
    """The error of a document that nobody can decide by."""
    return PathError("malformed-policy", kind=kind, complaint=complaint.message, code=complaint.code)


def statements(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The statements, which may stand as one object or as a list."""
    found = document["Statement"]
    return [found] if isinstance(found, Mapping) else found


def listed(value: Any) -> Sequence[Any]:
    """A value that may stand alone or in a list, as a list."""
    return value if isinstance(value, (list, tuple)) else [value]


def first_complaint(document: Any, kind: str) -> Complaint | None:
    """The first fault for which nothing could be read from the document."""
    return next(complaints(document, kind), None)


def complaints(document: Any, kind: str) -> Iterator[Complaint]:
    """Every fault of form; where one hides the rest, only that one."""
    if not isinstance(document, Mapping):
        yield complaint(kind, "not-an-object")
        return
    for name in sorted(str(name) for name in document.keys() - _TOP):
        yield complaint(kind, "unknown-element", element=name)
    if document.get("Version", VERSIONS[1]) not in VERSIONS:
        yield complaint(kind, "version", version=document["Version"])
    found = document.get("Statement")
    rows = [found] if isinstance(found, Mapping) else found
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        yield complaint(kind, "no-statement")
        return
    for row in rows:
        yield from _in_statement(row, kind)


def _in_statement(row: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    for name in sorted(str(name) for name in row.keys() - _ELEMENTS):
        yield complaint(kind, "unknown-element", element=name)
    if row.get("Effect") not in ("Allow", "Deny"):
        yield complaint(kind, "bad-effect", effect=row.get("Effect"))
    for name in ("Principal", "Action", "Resource"):
        if name in row and f"Not{name}" in row:
            yield complaint(kind, "both-forms", element=name)
    yield from _about_actions(row, kind)
    yield from _about_resources(row, kind)
    yield from _about_principals(row, kind)
    yield from _about_conditions(row.get("Condition", {}), kind)


def _about_actions(row: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    value = row.get("Action", row.get("NotAction"))
    if value is None:
        yield complaint(kind, "no-action")
    elif not _is_text(value):
        yield complaint(kind, "not-text", element="Action")


def _about_resources(row: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    """A role's trust policy has no Resource: it is about the role it is attached to."""
    value = row.get("Resource", row.get("NotResource"))
    if value is not None and not _is_text(value):
        yield complaint(kind, "not-text", element="Resource")
    elif value is not None and kind == "trust":
        yield complaint(kind, "resource-prohibited")
    elif value is None and kind != "trust" and not _is_trust(row, kind):
        yield complaint(kind, "no-resource")


def _is_trust(row: Mapping[str, Any], kind: str) -> bool:
    """A trust policy handed over as the resource-based policy that it is."""
    named = listed(row.get("Action", ()))
    return kind == "resource" and all(str(action).lower().startswith("sts:") for action in named)


def _about_principals(row: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    given = [row[name] for name in ("Principal", "NotPrincipal") if name in row]
    if given and kind in _WITHOUT_PRINCIPAL:
        yield complaint(kind, "principal-prohibited")
    elif not given and kind in _WITH_PRINCIPAL:
        yield complaint(kind, "no-principal")
    elif not all(_is_principal(value) for value in given):
        yield complaint(kind, "bad-principal")


def _is_principal(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return bool(value == "*")
    return value.keys() <= _PRINCIPAL_TYPES and all(_is_text(names) for names in value.values())


def _about_conditions(block: Any, kind: str) -> Iterator[Complaint]:
    if not isinstance(block, Mapping) or not all(isinstance(keys, Mapping) for keys in block.values()):
        yield complaint(kind, "bad-condition")
        return
    for name, keys in block.items():
        if operator(str(name)) is None:
            yield complaint(kind, "unknown-operator", operator=name)
        for key, values in keys.items():
            if not isinstance(key, str) or not all(isinstance(v, (str, int, float)) for v in listed(values)):
                yield complaint(kind, "bad-condition")


def _is_text(value: Any) -> bool:
    return all(isinstance(entry, str) for entry in listed(value))
