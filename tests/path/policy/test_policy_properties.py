"""What holds for every request and policy (AWS: IAM userguide, reference_policies_evaluation-logic.html)."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import LabError
from helpers.path import Decision, Policies, check_policy
from helpers.path.policy.grammar import KINDS
from tests.path.policy import asking as a

ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*", "*", "ec2:*", "S3:getOBJECT", "s3:?etObject"]
RESOURCES = [a.OBJECT, a.BUCKET, f"{a.BUCKET}/*", "arn:aws:s3:::*", "*", "arn:aws:s3:::${aws:username}/*"]
WHO: list[Any] = [
    "*",
    {"AWS": "*"},
    *({"AWS": who} for who in (a.ACCOUNT, a.ROLE, a.SESSION, a.USER, a.OTHER)),
]
CALLERS = [a.SESSION, a.USER, a.FEDERATED, a.ROOT, a.OTHER_USER, a.SERVICE, None]
KEYS = ["aws:SourceVpce", "aws:SourceIp", "aws:username", "s3:prefix"]
VALUES = ["vpce-1", "203.0.113.5", "10.0.0.0/8", "alice", "*", "", "7", "true", "2026-01-01", a.ROLE]
OPERATORS = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLikeIfExists",
    "IpAddress",
    "NotIpAddress",
]
OPERATORS += ["NumericLessThan", "DateGreaterThan", "Bool", "Null", "ArnLike", "ArnNotLike"]
OPERATORS += ["ForAllValues:StringEquals", "ForAnyValue:StringNotLike"]

conditions = st.dictionaries(
    st.sampled_from(OPERATORS),
    st.dictionaries(st.sampled_from(KEYS), st.lists(st.sampled_from(VALUES), max_size=2), max_size=2),
    max_size=2,
)
contexts = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.lists(st.sampled_from(VALUES)))


EITHER = st.sampled_from(["Allow", "Deny"])


def statements(effect: Any = EITHER) -> Any:
    return st.builds(
        lambda effect, action, resource, condition: a.says(
            effect, Action=action, Resource=resource, Condition=condition
        ),
        effect,
        st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2),
        st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2),
        conditions,
    )


def documents(with_principal: bool, rows: Any = None) -> Any:
    own = statements() if rows is None else rows
    if with_principal:
        own = st.builds(lambda row, who: {**row, "Principal": who}, own, st.sampled_from(WHO))
    return st.lists(own, max_size=3).map(lambda found: a.policy(*found))


policies = st.builds(
    Policies,
    identity=st.lists(documents(False), max_size=2).map(tuple),
    endpoint=st.none() | documents(True),
    resource=st.none() | documents(True),
    boundary=st.none() | documents(False),
    session=st.none() | documents(False),
    scp=st.lists(st.lists(documents(False), max_size=2).map(tuple), max_size=2).map(tuple),
    rcp=st.lists(st.lists(documents(True), max_size=2).map(tuple), max_size=1).map(tuple),
)
requests = st.fixed_dictionaries(
    {
        "who": st.sampled_from(CALLERS),
        "action": st.sampled_from(["s3:GetObject", "s3:PutObject", "ec2:DescribeVpcs"]),
        "resource": st.sampled_from([a.OBJECT, a.BUCKET, "*"]),
        "owner": st.sampled_from([a.ACCOUNT, a.OTHER]),
        "via": st.none() | st.just("vpce-1"),
        "context": contexts,
    }
)
DENY_ALL = a.says("Deny", Principal="*")


def with_statement(document: Any, row: dict[str, Any]) -> dict[str, Any]:
    own = document or a.policy()
    return {**own, "Statement": [*own["Statement"], row]}


@settings(max_examples=300, deadline=None)
@given(requests, policies)
def test_a_deny_for_everyone_anywhere_wins(request: dict[str, Any], given: Policies) -> None:
    denied = Policies(**{**fields(given), "resource": with_statement(given.resource, DENY_ALL)})
    assert a.ask(denied, **request).kind == "explicit_deny"


def fields(given: Policies) -> dict[str, Any]:
    return {name: getattr(given, name) for name in Policies.__slots__}


@settings(max_examples=300, deadline=None)
@given(requests, policies)
def test_the_parts_of_a_decision_agree(request: dict[str, Any], given: Policies) -> None:
    decision: Decision = a.ask(given, **request)
    assert decision.allowed is (decision.kind == "allowed")
    assert decision.allowed or decision.by
    effect = (decision.statement or {}).get("Effect")
    assert (
        effect
        in {"allowed": ("Allow", None), "explicit_deny": ("Deny",), "implicit_deny": (None,)}[decision.kind]
    )
    assert str(decision.message) and repr(decision) and decision._repr_html_()


@settings(max_examples=300, deadline=None)
@given(
    requests,
    policies,
    statements(st.just("Allow")),
    st.sampled_from(["identity", "resource", "endpoint", "boundary"]),
)
def test_one_more_allow_never_denies(
    request: dict[str, Any], given: Policies, more: dict[str, Any], where: str
) -> None:
    before = a.ask(given, **request)
    own = fields(given)
    if where == "identity":
        own["identity"] = (*given.identity, a.policy(more))
    elif own[where] is not None:
        row = more if where == "boundary" else {**more, "Principal": "*"}
        own[where] = with_statement(own[where], row)
    assert a.ask(Policies(**own), **request).allowed or not before.allowed


@settings(max_examples=300, deadline=None)
@given(requests, policies)
def test_a_deny_taken_away_never_denies(request: dict[str, Any], given: Policies) -> None:
    before = a.ask(given, **request)
    own = fields(given)
    for name in ("endpoint", "resource", "boundary", "session"):
        if own[name] is not None:
            kept = [row for row in own[name]["Statement"] if row["Effect"] == "Allow"]
            own[name] = a.policy(*kept)
    assert a.ask(Policies(**own), **request).allowed or not before.allowed


@settings(max_examples=300, deadline=None)
@given(requests, policies)
def test_the_order_of_statements_and_documents_does_not_matter(
    request: dict[str, Any], given: Policies
) -> None:
    own = fields(given)
    turned = {
        name: {**own[name], "Statement": own[name]["Statement"][::-1]}
        for name in ("endpoint", "resource", "boundary", "session")
        if own[name] is not None
    }
    back = Policies(**{**own, **turned, "identity": given.identity[::-1], "scp": given.scp[::-1]})
    first, second = a.ask(given, **request), a.ask(back, **request)
    assert (first.kind, first.by) == (second.kind, second.by)


def resembles(pattern: str, text: str) -> bool:
    """`*` and `?` written down as their definition says, by looking at every way to cut the text."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(resembles(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and resembles(pattern[1:], text[1:])


@settings(max_examples=300, deadline=None)
@given(st.text("ab*?.[", max_size=7), st.text("ab.[*?\n", max_size=9))
def test_wildcards_match_as_their_definition_says(pattern: str, text: str) -> None:
    """IAM userguide, reference_policies_elements_condition_operators.html: StringLike."""
    condition = {"StringLike": {"s3:prefix": pattern}}
    assert a.holds(condition, {"s3:prefix": text}) is resembles(pattern, text)
    asked = a.ask(
        Policies(identity=(a.allow(Resource=f"arn:aws:s3:::{pattern}"),)), resource=f"arn:aws:s3:::{text}"
    )
    assert asked.allowed is resembles(pattern, text)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(OPERATORS), st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES))
    ),
    contexts,
)
def test_a_negated_operator_is_the_opposite_where_the_key_has_one_value(
    condition: dict[str, Any], context: dict[str, Any]
) -> None:
    for positive, negated in (
        ("StringLike", "StringNotLike"),
        ("IpAddress", "NotIpAddress"),
        ("ArnLike", "ArnNotLike"),
    ):
        for key, value in condition.get(positive, {}).items():
            one, other = (a.holds({name: {key: value}}, context) for name in (positive, negated))
            assert one is not other


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(ACTIONS + RESOURCES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
]


@st.composite
def damaged(draw: Any) -> Any:
    """A document of which one part is gone or something else."""
    document = json.loads(json.dumps(draw(documents(draw(st.booleans())))))
    rows = document["Statement"]
    target = draw(st.sampled_from([document, *rows]))
    names = ELEMENTS if target is not document else ["Version", "Statement", "Id"]
    name = draw(st.sampled_from(names))
    if draw(st.booleans()):
        target.pop(name, None)
    else:
        target[name] = draw(json_values)
    return document


@settings(max_examples=300, deadline=None)
@given(damaged() | json_values, st.sampled_from(KINDS), requests)
def test_a_damaged_document_gets_a_complaint_or_a_decision(
    document: Any, kind: str, request: dict[str, Any]
) -> None:
    complaint = check_policy(document, kind)
    assert complaint is None or str(complaint)
    slots = {"identity": (document,), "scp": ((document,),), "rcp": ((document,),)}
    slot = "resource" if kind == "trust" else kind
    try:
        decision = a.ask(Policies(**{slot: slots.get(slot, document)}), **request)
    except LabError as error:
        assert str(error)
    else:
        assert decision.kind in ("allowed", "explicit_deny", "implicit_deny")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.sampled_from(KINDS))
def test_any_text_gets_a_complaint_or_none(text: str, kind: str) -> None:
    complaint = check_policy(text, kind)
    assert complaint is None or str(complaint)
