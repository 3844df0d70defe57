"""Action and Resource.

Pages of the IAM userguide: ACTION = reference_policies_elements_action, NOTACTION = …_notaction, RESOURCE =
reference_policies_elements_resource, NOTRESOURCE = …_notresource, VARIABLES = reference_policies_variables.
"""

from typing import Any

import pytest

from helpers.path import Policies
from tests.path.policy import asking as a


def fits(action: str, resource: str, context: dict[str, Any] | None = None, **elements: Any) -> bool:
    asked = a.ask(
        Policies(identity=(a.allow(**elements),)), action=action, resource=resource, context=context
    )
    return asked.allowed


@pytest.mark.parametrize(
    ("named", "asked", "fit"),
    [
        ("s3:GetObject", "s3:GetObject", True),
        ("S3:GETOBJECT", "s3:GetObject", True),
        ("s3:getobject", "s3:GetObject", True),
        ("s3:GetObject", "s3:GetObjectAcl", False),
        ("s3:Get*", "s3:GetObject", True),
        ("s3:Get*", "s3:PutObject", False),
        ("s3:*", "s3:ListAllMyBuckets", True),
        ("s3:*", "s3express:CreateSession", False),
        ("*", "ec2:DescribeVpcs", True),
        ("iam:*AccessKey*", "iam:CreateAccessKey", True),
        ("iam:*AccessKey*", "iam:UpdateAccessKeyLastUsed", True),
        ("iam:*AccessKey*", "iam:CreateUser", False),
        ("s3:?etObject", "s3:GetObject", True),
        ("s3:?etObject", "s3:xxetObject", False),
        (["ec2:*", "s3:GetObject"], "s3:GetObject", True),
        (["ec2:*", "s3:PutObject"], "s3:GetObject", False),
        ("*:GetObject", "s3:GetObject", True),
        ([], "s3:GetObject", False),
    ],
)
def test_action_and_its_opposite(named: Any, asked: str, fit: bool) -> None:
    """ACTION, NOTACTION."""
    assert fits(asked, a.OBJECT, Action=named) is fit
    assert fits(asked, a.OBJECT, NotAction=named) is not fit


QUEUE = "arn:aws:sqs:us-east-2:111122223333:queue1"
USER = "arn:aws:iam::111122223333:user/accounting/Bob"


@pytest.mark.parametrize(
    ("named", "asked", "fit"),
    [
        ("*", QUEUE, True),
        ("*", "*", True),
        ("arn:aws:s3:::*", "*", False),
        (QUEUE, QUEUE, True),
        (QUEUE, QUEUE + "2", False),
        (QUEUE.upper(), QUEUE, False),
        ("arn:aws:iam::111122223333:user/accounting/*", USER, True),
        ("arn:aws:iam::111122223333:user/accounting/*", "arn:aws:iam::111122223333:user/Bob", False),
        ("arn:aws:s3:::amzn-s3-demo-bucket/*", "arn:aws:s3:::amzn-s3-demo-bucket/a/b/c.jpg", True),
        ("arn:aws:s3:::amzn-s3-demo-bucket/*", "arn:aws:s3:::amzn-s3-demo-bucket", False),
        ("arn:aws:s3:::amzn-s3-demo-bucket", "arn:aws:s3:::amzn-s3-demo-bucket/a", False),
        ("arn:aws:s3:::amzn-s3-demo-bucket*", "arn:aws:s3:::amzn-s3-demo-bucket2/a", True),
        # the page's own examples of a * in the middle
        (
            "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*",
            "arn:aws:s3:::amzn-s3-demo-bucket/1/test/object.jpg",
            True,
        ),
        (
            "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*",
            "arn:aws:s3:::amzn-s3-demo-bucket/1/2/test/3/o.jpg",
            True,
        ),
        (
            "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*",
            "arn:aws:s3:::amzn-s3-demo-bucket/1-test/object.jpg",
            False,
        ),
        (
            "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*",
            "arn:aws:s3:::amzn-s3-demo-bucket/test/object.jpg",
            False,
        ),
        ("arn:aws:s3:::bucket-?", "arn:aws:s3:::bucket-1", True),
        ("arn:aws:s3:::bucket-?", "arn:aws:s3:::bucket-12", False),
        # the last * of a segment reaches beyond the colon, one inside a segment does not
        ("arn:aws:sqs:*", QUEUE, True),
        ("arn:aws:sqs:*:queue1", QUEUE, True),
        ("arn:aws:sqs:us-east-2:*", QUEUE, True),
        ("arn:aws:sqs:us*2:111122223333:queue1", QUEUE, True),
        ("arn:aws:sqs:us*33:queue1:x", QUEUE + ":x", False),
        ("arn:aws:sqs:*:*:queue1", QUEUE, True),
        ("arn:aws:sqs:us-east-?:111122223333:queue1", QUEUE, True),
        ("arn:aws:sqs:us-east-2?111122223333:x:queue1", "arn:aws:sqs:us-east-2:111122223333:x:queue1", False),
        # a key of an object may hold colons
        ("arn:aws:s3:::logs/*.json", "arn:aws:s3:::logs/2026-01-01T10:00:00.json", True),
        ("arn:aws:s3:::a[b]", "arn:aws:s3:::ab", False),
        ([QUEUE, USER], USER, True),
        ([], USER, False),
    ],
)
def test_resource_and_its_opposite(named: Any, asked: str, fit: bool) -> None:
    """RESOURCE, NOTRESOURCE."""
    assert fits("s3:GetObject", asked, Resource=named) is fit
    assert fits("s3:GetObject", asked, NotResource=named) is not fit


ALICE = {"aws:username": "alice"}


@pytest.mark.parametrize(
    ("named", "asked", "context", "fit"),
    [
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/alice/x", ALICE, True),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", ALICE, False),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/alice/x", {}, False),
        ("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/bob", {"aws:username": "*"}, False),
        ("arn:aws:sqs:us-east-2:*:${aws:username}-queue", "arn:aws:sqs:us-east-2:1:alice-queue", ALICE, True),
        ("arn:aws:s3:::b/${aws:userid, 'anonymous'}", "arn:aws:s3:::b/anonymous", {}, True),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", {}, True),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", {}, False),
        # a variable before the fifth colon does not count
        ("arn:aws:s3:${aws:region}::b", "arn:aws:s3:us-east-1::b", {"aws:region": "us-east-1"}, False),
        (["arn:aws:s3:::a", "arn:aws:s3:::${aws:username}"], "arn:aws:s3:::a", {}, True),
    ],
)
def test_variables_in_a_resource(named: Any, asked: str, context: dict[str, Any], fit: bool) -> None:
    """VARIABLES, where you can use policy variables: Resource element."""
    assert fits("s3:GetObject", asked, context, Resource=named) is fit


def test_a_variable_without_a_value_voids_a_statement_with_not_resource() -> None:
    """VARIABLES, note: a variable that cannot be resolved may make the whole statement invalid."""
    assert not fits("s3:GetObject", "arn:aws:s3:::x", NotResource="arn:aws:s3:::${aws:username}")


def test_a_statement_may_stand_without_a_list() -> None:
    """IAM userguide, reference_policies_grammar.html: Statement is one object or a list."""
    single = {"Version": "2012-10-17", "Statement": a.says("Allow")}
    assert a.ask(Policies(identity=(single,))).allowed


def test_a_pattern_of_many_wildcards_costs_little() -> None:
    """A pattern from a bad policy must not hang a notebook: a plain backtracking match never ends here."""
    assert not fits("s3:GetObject", "arn:aws:s3:::" + "a" * 200, Resource="arn:aws:s3:::" + "a*" * 60 + "b")
