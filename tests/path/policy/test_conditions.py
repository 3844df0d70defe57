"""The Condition element.

Pages of the IAM userguide: OPERATORS = reference_policies_elements_condition_operators, SEVERAL =
reference_policies_condition-logic-multiple-context-keys-or-values, SETS =
reference_policies_condition-single-vs-multi-valued-context-keys, VARIABLES = reference_policies_variables,
KEYS = reference_policies_condition-keys.
"""

from typing import Any

import pytest

from tests.path.policy.asking import holds

K = "aws:SourceVpce"
Case = tuple[str, Any, Any, bool]
ABSENT = object()

# (operator, value of the policy, value of the request or ABSENT, is it met)
STRINGS: list[Case] = [  # OPERATORS, string condition operators
    ("StringEquals", "vpce-1", "vpce-1", True),
    ("StringEquals", "vpce-1", "VPCE-1", False),
    ("StringEquals", "vpce-1", "vpce-10", False),
    ("StringEquals", "vpce-*", "vpce-1", False),
    ("StringEquals", "vpce-*", "vpce-*", True),
    ("StringEquals", "a?", "ab", False),
    ("StringEquals", "", "", True),
    ("StringEquals", ["vpce-1", "vpce-2"], "vpce-2", True),
    ("StringEquals", ["vpce-1", "vpce-2"], "vpce-3", False),
    ("StringEquals", "true", True, True),
    ("StringEquals", 10, "10", True),
    ("StringEquals", True, "true", True),
    ("StringEquals", "vpce-1", ABSENT, False),
    ("StringNotEquals", "vpce-1", "vpce-2", True),
    ("StringNotEquals", "vpce-1", "vpce-1", False),
    ("StringNotEquals", ["vpce-1", "vpce-2"], "vpce-3", True),  # SEVERAL: NOR
    ("StringNotEquals", ["vpce-1", "vpce-2"], "vpce-2", False),
    ("StringNotEquals", "vpce-1", ABSENT, True),
    ("StringEqualsIgnoreCase", "vpce-1", "VPCE-1", True),
    ("StringEqualsIgnoreCase", "vpce-1", "VPCE-2", False),
    ("StringEqualsIgnoreCase", "vpce-1", ABSENT, False),
    ("StringNotEqualsIgnoreCase", "vpce-1", "VPCE-1", False),
    ("StringNotEqualsIgnoreCase", "vpce-1", "VPCE-2", True),
    ("StringNotEqualsIgnoreCase", "vpce-1", ABSENT, True),
    ("StringLike", "vpce-*", "vpce-1", True),
    ("StringLike", "vpce-*", "vpce-", True),
    ("StringLike", "vpce-*", "VPCE-1", False),
    ("StringLike", "vpce-?", "vpce-12", False),
    ("StringLike", "*-1", "vpce-1", True),
    ("StringLike", "a.c", "abc", False),
    ("StringLike", "*", "", True),
    ("StringLike", "home/", "home/a", False),  # wildcards are needed for partial matches
    ("StringLike", ["", "home/*"], "home/a/b", True),
    ("StringLike", "v*", ABSENT, False),
    ("StringNotLike", "vpce-*", "vpc-1", True),
    ("StringNotLike", "vpce-*", "vpce-1", False),
    ("StringNotLike", "vpce-*", ABSENT, True),
]
NUMBERS: list[Case] = [  # OPERATORS, numeric condition operators
    ("NumericEquals", "10", "10", True),
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", 10, 10, True),
    ("NumericEquals", "10", "11", False),
    ("NumericEquals", ["9", "10"], "10", True),
    ("NumericEquals", "ten", "ten", False),
    ("NumericEquals", "10", ABSENT, False),
    ("NumericNotEquals", "10", "11", True),
    ("NumericNotEquals", "10", "10", False),
    ("NumericNotEquals", "10", ABSENT, True),
    ("NumericLessThan", "10", "9.99", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThan", "10", "9", True),  # as numbers, not as text
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericLessThanEquals", "10", "11", False),
    ("NumericLessThanEquals", "10", ABSENT, False),
    ("NumericGreaterThan", "10", "100", True),
    ("NumericGreaterThan", "10", "10", False),
    ("NumericGreaterThanEquals", "10", "10", True),
    ("NumericGreaterThanEquals", "10", "9", False),
]
DATES: list[Case] = [  # OPERATORS, date condition operators
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", True),
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T09:00:00+09:00", True),
    ("DateEquals", "2026-01-01", "2026-01-01T00:00:00Z", True),
    ("DateEquals", "2026", "2026-01-01T00:00:00Z", True),
    ("DateEquals", "2026-03", "2026-03-01T00:00:00Z", True),
    ("DateEquals", "1577836800", "2020-01-01T00:00:00Z", True),
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", False),
    ("DateEquals", "soon", "soon", False),
    ("DateNotEquals", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", True),
    ("DateNotEquals", "2026-01-01T00:00:00Z", ABSENT, True),
    ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", True),
    ("DateLessThan", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", False),
    ("DateLessThanEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", True),
    ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:02Z", True),
    ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01Z", False),
    ("DateGreaterThan", "2020-01-01T00:00:01Z", ABSENT, False),
    ("DateGreaterThanEquals", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01Z", True),
    ("DateGreaterThanEquals", "2020-01-01T00:00:01Z", "2019-12-31", False),
]
OTHERS: list[Case] = [  # OPERATORS, Boolean, binary and Null
    ("Bool", "true", "true", True),
    ("Bool", "false", False, True),
    ("Bool", True, "true", True),
    ("Bool", "true", "false", False),
    ("Bool", "false", ABSENT, False),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", b"BinaryValueInBase64", True),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", True),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", b"binaryvalueinbase64", False),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", ABSENT, False),
    ("Null", "true", ABSENT, True),
    ("Null", "true", "x", False),
    ("Null", "false", ABSENT, False),
    ("Null", "false", "x", True),
    ("Null", True, ABSENT, True),
    ("Null", "true", [], True),
]
ADDRESSES: list[Case] = [  # OPERATORS, IP address condition operators
    ("IpAddress", "203.0.113.0/24", "203.0.113.255", True),
    ("IpAddress", "203.0.113.0/24", "203.0.114.0", False),
    ("IpAddress", "203.0.113.5", "203.0.113.5", True),
    ("IpAddress", "203.0.113.5", "203.0.113.6", False),
    ("IpAddress", ["10.0.0.0/8", "203.0.113.0/24"], "203.0.113.9", True),
    ("IpAddress", "203.0.113.9/24", "203.0.113.1", True),
    ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", True),
    ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", False),
    ("IpAddress", "2001:db8::1", "2001:DB8:0:0::1", True),
    ("IpAddress", "0.0.0.0/0", "2001:db8::1", False),
    ("IpAddress", "::/0", "203.0.113.9", False),
    ("IpAddress", "203.0.113.0/24", ABSENT, False),
    ("NotIpAddress", "203.0.113.0/24", "198.51.100.7", True),
    ("NotIpAddress", "203.0.113.0/24", "203.0.113.7", False),
    ("NotIpAddress", ["203.0.113.0/24", "198.51.100.0/24"], "198.51.100.7", False),
    ("NotIpAddress", "203.0.113.0/24", ABSENT, True),
    ("NotIpAddress", "203.0.113.0/24", "2001:db8::1", True),
]
FINANCE = "arn:aws:someservice:*:111122223333:finance/*"
STORE = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
ARNS: list[Case] = [  # OPERATORS, ARN condition operators
    ("ArnEquals", "arn:aws:sns:us-east-1:123456789012:t", "arn:aws:sns:us-east-1:123456789012:t", True),
    ("ArnEquals", "arn:aws:sns:*:123456789012:t", "arn:aws:sns:us-east-1:123456789012:t", True),
    ("ArnLike", "arn:aws:sns:*:*:t*", "arn:aws:sns:us-east-1:123456789012:topic", True),
    ("ArnLike", "arn:aws:sns:us-east-?:*:t", "arn:aws:sns:us-east-1:123456789012:t", True),
    ("ArnLike", "arn:aws:sns:us-east-1:123456789012:T", "arn:aws:sns:us-east-1:123456789012:t", False),
    ("ArnLike", FINANCE, STORE, False),
    ("StringLike", FINANCE, STORE, True),
    ("ArnLike", FINANCE, "arn:aws:someservice:us-east-2:111122223333:finance/a:b", True),
    ("ArnLike", "arn:aws:iam::*", "arn:aws:iam::123456789012:root", False),  # six segments each
    ("ArnLike", "arn:aws:s3:::b", "no ARN", False),
    ("ArnLike", "arn:aws:s3:::b", ABSENT, False),
    ("ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::c", True),
    ("ArnNotEquals", "arn:aws:s3:::*", "arn:aws:s3:::c", False),
    ("ArnNotLike", "arn:aws:s3:::*", "arn:aws:s3:::c", False),
    ("ArnNotLike", ["arn:aws:s3:::a", "arn:aws:s3:::b"], "arn:aws:s3:::c", True),
    ("ArnNotLike", "arn:aws:s3:::*", ABSENT, True),
]
IF_EXISTS: list[Case] = [  # OPERATORS, …IfExists
    ("StringEqualsIfExists", "vpce-1", ABSENT, True),
    ("StringEqualsIfExists", "vpce-1", "vpce-1", True),
    ("StringEqualsIfExists", "vpce-1", "vpce-2", False),
    ("StringNotEqualsIfExists", "vpce-1", ABSENT, True),  # "still denied even if the tag is missing"
    ("StringNotEqualsIfExists", "vpce-1", "vpce-1", False),
    ("StringLikeIfExists", ["t1.*", "t2.*"], ABSENT, True),
    ("StringLikeIfExists", ["t1.*", "t2.*"], "m3.large", False),
    ("IpAddressIfExists", "203.0.113.0/24", ABSENT, True),
    ("NotIpAddressIfExists", "203.0.113.0/24", "203.0.113.1", False),
    ("BoolIfExists", "true", ABSENT, True),
    ("NumericLessThanIfExists", "10", ABSENT, True),
    ("DateGreaterThanIfExists", "2020-01-01", ABSENT, True),
    ("ArnLikeIfExists", "arn:aws:s3:::*", ABSENT, True),
]
THREE = ["PostDateTime", "Message", "Tags"]
ALL, ANY = "ForAllValues:StringLike", "ForAnyValue:StringLike"
SETS: list[Case] = [  # SETS, with the example of reference_policies_multi-value-conditions
    (ALL, THREE, ["PostDateTime", "Message"], True),
    (ALL, THREE, ["PostDateTime", "UserName"], False),
    (ALL, THREE, ["ID"], False),
    (ALL, THREE, "Tags", True),
    (ALL, THREE, [], True),
    (ALL, THREE, "", True),  # an empty string is an empty set
    (ALL, THREE, ABSENT, True),
    (ANY, ["ID", "PostDateTime"], ["UserName", "Message", "PostDateTime"], True),
    (ANY, ["ID", "PostDateTime"], ["UserName"], False),
    (ANY, ["ID", "PostDateTime"], [], False),
    (ANY, ["ID", "PostDateTime"], "", False),
    (ANY, ["ID", "PostDateTime"], ABSENT, False),
    ("ForAllValues:StringEquals", ["a", "b"], ["b", "a"], True),
    ("ForAllValues:StringEquals", ["a*"], ["ab"], False),
    ("ForAllValues:StringNotEquals", ["a"], ["b", "c"], True),
    ("ForAllValues:StringNotEquals", ["a"], ["a", "b"], False),
    ("ForAllValues:StringNotEquals", ["a"], ABSENT, True),
    ("ForAnyValue:StringNotEquals", ["a"], ["a", "b"], True),
    ("ForAnyValue:StringNotEquals", ["a"], ["a"], False),
    ("ForAnyValue:StringNotEquals", ["a"], ABSENT, False),
    ("ForAnyValue:StringEqualsIfExists", ["a"], ABSENT, True),
    ("ForAnyValue:StringEqualsIfExists", ["a"], ["b"], False),
    ("ForAllValues:StringEqualsIfExists", ["a"], ["a"], True),
    ("ForAnyValue:StringLike", ["o-1/r-1/*"], ["o-1/r-1/ou-1/", "o-1/r-1/ou-2/"], True),
    ("ForAllValues:ArnLike", ["arn:aws:s3:::a*"], ["arn:aws:s3:::ab", "arn:aws:s3:::b"], False),
    ("ForAnyValue:NumericLessThan", ["10"], [12, 9], True),
    ("ForAllValues:IpAddress", ["10.0.0.0/8"], ["10.0.0.1", "10.1.0.1"], True),
]
ONE = [*STRINGS, *NUMBERS, *DATES, *OTHERS, *ADDRESSES, *ARNS, *IF_EXISTS, *SETS]


@pytest.mark.parametrize(("name", "wanted", "given", "met"), ONE)
def test_one_operator_one_key(name: str, wanted: Any, given: Any, met: bool) -> None:
    context = {} if given is ABSENT else {K: given}
    assert holds({name: {K: wanted}}, context) is met


@pytest.mark.parametrize("name", ["AWS:sourcevpce", "aws:SOURCEVPCE", K])
def test_names_of_keys_are_not_case_sensitive(name: str) -> None:
    """VARIABLES: aws:CurrentTime is equivalent to AWS:currenttime."""
    assert holds({"StringEquals": {name: "vpce-1"}}, {K: "vpce-1"})
    assert holds({"StringEquals": {K: "vpce-1"}}, {name: "vpce-1"})


TWO_KEYS = {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-1"}


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ({"StringEquals": {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-1"}}, True),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-2"}}, False),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}, "StringLike": {"aws:SourceVpc": "vpc-*"}}, True),
        ({"StringEquals": {"aws:SourceVpce": "vpce-2"}, "StringLike": {"aws:SourceVpc": "vpc-*"}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-2", "aws:SourceVpc": "vpc-1"}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-2", "aws:SourceVpc": "vpc-2"}}, True),
        ({}, True),
    ],
)
def test_operators_and_keys_are_joined_by_and(condition: dict[str, Any], met: bool) -> None:
    """SEVERAL: AND between operators and between keys, OR between values."""
    assert holds(condition, TWO_KEYS) is met


ALICE = {"aws:username": "alice", "aws:PrincipalTag/team": "blue", "s3:prefix": "alice/report"}
VARIABLES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({"StringLike": {"s3:prefix": "${aws:username}/*"}}, ALICE, True),
    ({"StringLike": {"s3:prefix": "${AWS:UserName}/*"}}, ALICE, True),
    ({"StringLike": {"s3:prefix": ["", "home/", "${aws:username}/*"]}}, ALICE, True),
    ({"StringLike": {"s3:prefix": "${aws:username}/*"}}, {**ALICE, "aws:username": "bob"}, False),
    ({"StringEquals": {"s3:prefix": "${aws:PrincipalTag/team}"}}, {**ALICE, "s3:prefix": "blue"}, True),
    # no value: the condition is not met, negated or not
    ({"StringLike": {"s3:prefix": "${aws:username}/*"}}, {"s3:prefix": "alice/report"}, False),
    ({"StringNotEquals": {"s3:prefix": "${aws:username}"}}, {"s3:prefix": "x"}, False),
    ({"StringLike": {"s3:prefix": ["home/*", "${aws:username}/*"]}}, {"s3:prefix": "home/a"}, True),
    # a default value
    ({"StringEquals": {"s3:prefix": "${aws:username, 'anonymous'}"}}, {"s3:prefix": "anonymous"}, True),
    ({"StringEquals": {"s3:prefix": "${aws:username, 'anonymous'}"}}, {**ALICE, "s3:prefix": "alice"}, True),
    ({"StringEquals": {"s3:prefix": "${aws:username, 'anonymous'}"}}, ALICE, False),
    # a value's own wildcards are plain characters
    ({"StringLike": {"s3:prefix": "${aws:username}/x"}}, {"aws:username": "*", "s3:prefix": "bob/x"}, False),
    ({"StringLike": {"s3:prefix": "${aws:username}/x"}}, {"aws:username": "*", "s3:prefix": "*/x"}, True),
    # special characters
    ({"StringLike": {"s3:prefix": "a${*}"}}, {"s3:prefix": "a*"}, True),
    ({"StringLike": {"s3:prefix": "a${*}"}}, {"s3:prefix": "ab"}, False),
    ({"StringLike": {"s3:prefix": "a${?}"}}, {"s3:prefix": "a?"}, True),
    ({"StringLike": {"s3:prefix": "a${?}"}}, {"s3:prefix": "ab"}, False),
    ({"StringEquals": {"s3:prefix": "${$}{aws:username}"}}, {**ALICE, "s3:prefix": "${aws:username}"}, True),
    # ARN operators take variables, numeric ones do not
    (
        {"ArnLike": {"aws:SourceArn": "arn:aws:iam::111122223333:user/${aws:username}"}},
        {**ALICE, "aws:SourceArn": "arn:aws:iam::111122223333:user/alice"},
        True,
    ),
    ({"NumericEquals": {"s3:max-keys": "${s3:limit}"}}, {"s3:max-keys": "5", "s3:limit": "5"}, False),
    # a key with several values is no variable
    ({"StringEquals": {"s3:prefix": "${aws:TagKeys}"}}, {"s3:prefix": "a", "aws:TagKeys": ["a", "b"]}, False),
]


@pytest.mark.parametrize(("condition", "context", "met"), VARIABLES)
def test_policy_variables(condition: dict[str, Any], context: dict[str, Any], met: bool) -> None:
    """VARIABLES."""
    assert holds(condition, context) is met


def test_older_versions_have_no_variables() -> None:
    """VARIABLES: without Version 2012-10-17 `${aws:username}` is a literal string."""
    condition = {"StringEquals": {"s3:prefix": "${aws:username}"}}
    assert not holds(condition, {**ALICE, "s3:prefix": "alice"}, version="2008-10-17")
    assert holds(condition, {**ALICE, "s3:prefix": "${aws:username}"}, version="2008-10-17")


ROAD = {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-1", "aws:VpcSourceIp": "10.0.3.20"}
NAT = {"aws:SourceIp": "203.0.113.5"}


@pytest.mark.parametrize(
    ("condition", "through_endpoint", "through_nat"),
    [
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, True, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, False, True),
        ({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}, False, True),
        ({"StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, False, True),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True, False),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False, True),
        ({"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}, True, False),
        ({"NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}, False, True),
        ({"Null": {"aws:SourceVpce": "false"}, "StringNotEquals": {"aws:SourceVpce": "vpce-2"}}, True, False),
        ({"Null": {"aws:SourceIp": "true"}}, True, False),
    ],
)
def test_the_keys_of_the_road(condition: dict[str, Any], through_endpoint: bool, through_nat: bool) -> None:
    """KEYS, properties of the network; facts.md D2: what a Deny with such a condition hits."""
    assert (holds(condition, ROAD), holds(condition, NAT)) == (through_endpoint, through_nat)
