"""What a decision and a complaint say."""

from typing import Any

import pytest

from helpers.errors import PathError
from helpers.path import Policies, check_policy
from helpers.texts import render
from tests.path.policy import asking as a

P = Policies
GET = "s3:GetObject"
SUBJECT = f'User: {a.SESSION} is not authorized to perform: {GET} on resource: "{a.OBJECT}"'


@pytest.mark.parametrize(
    ("policies", "cause"),
    [
        (P(), f"because no identity-based policy allows the {GET} action"),
        (
            P(identity=(a.ALL,), endpoint=a.allow(Principal="*", Action="ec2:*")),
            f"because no VPC endpoint policy allows the {GET} action",
        ),
        (
            P(identity=(a.ALL,), boundary=a.NOTHING),
            f"because no permissions boundary allows the {GET} action",
        ),
        (P(identity=(a.ALL,), session=a.NOTHING), f"because no session policy allows the {GET} action"),
        (
            P(identity=(a.ALL,), scp=((a.NOTHING,),)),
            f"because no service control policy allows the {GET} action",
        ),
        (P(identity=(a.deny(),)), "with an explicit deny in an identity-based policy"),
        (P(endpoint=a.deny(Principal="*")), "with an explicit deny in a VPC endpoint policy"),
        (P(resource=a.deny(Principal="*")), "with an explicit deny in a resource-based policy"),
        (P(boundary=a.deny()), "with an explicit deny in a permissions boundary"),
        (P(session=a.deny()), "with an explicit deny in a session policy"),
        (P(scp=((a.deny(),),)), "with an explicit deny in a service control policy"),
        (P(rcp=((a.deny(Principal="*"),),)), "with an explicit deny in a resource control policy"),
    ],
)
def test_s3_says_which_type_of_policy_denies(policies: Policies, cause: str) -> None:
    """IAM userguide, troubleshoot_access-denied.html; AmazonS3 userguide, troubleshoot-403-errors.html."""
    assert render(a.ask(policies, via="vpce-1").message) == f"{SUBJECT} {cause}"


def test_without_a_resource_none_is_named() -> None:
    """IAM userguide, troubleshoot_access-denied.html: codecommit:ListRepositories."""
    action = "codecommit:ListRepositories"
    said = render(a.ask(P(), who=a.USER, action=action, resource="*").message)
    cause = f"because no identity-based policy allows the {action} action"
    assert said == f"User: {a.USER} is not authorized to perform: {action} {cause}"


def test_other_services_name_the_resource_without_quotation_marks() -> None:
    """IAM userguide, troubleshoot_access-denied.html: codedeploy:ListDeployments."""
    action, arn = "codedeploy:ListDeployments", f"arn:aws:codedeploy:us-east-1:{a.ACCOUNT}:deploymentgroup:*"
    said = render(a.ask(P(endpoint=a.deny(Principal="*")), action=action, resource=arn, via="vpce-1").message)
    assert said.endswith(f"{action} on resource: {arn} with an explicit deny in a VPC endpoint policy")


def test_a_trust_policy_has_its_own_words() -> None:
    """IAM userguide, troubleshoot_access-denied.html: role trust policies."""
    trust = a.policy({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"})
    said = render(a.ask(P(resource=trust), action="sts:AssumeRole", resource=a.ROLE).message)
    assert said.endswith("with an explicit deny in the role trust policy")


ORG = {"aws:PrincipalOrgID": "o-1", "aws:ResourceOrgID": "o-1"}


@pytest.mark.parametrize(
    ("context", "endpoint", "short"),
    [
        ({}, None, True),
        (ORG, None, False),
        (ORG, a.deny(Principal="*"), True),
        ({**ORG, "aws:ResourceOrgID": "o-2"}, None, True),
    ],
)
def test_s3_tells_callers_from_elsewhere_little(context: dict[str, str], endpoint: Any, short: bool) -> None:
    """AmazonS3 userguide, troubleshoot-403-errors.html: detail within account or organization only."""
    policies = P(identity=(a.ALL,), endpoint=endpoint, resource=a.grants({"AWS": a.OTHER_USER}))
    decision = a.ask(policies, owner=a.OTHER, via="vpce-1", context=context)
    assert not decision.allowed
    assert (render(decision.message) == "Access Denied") is short


def test_plain_words_name_the_statement_by_its_sid() -> None:
    decision = a.ask(P(identity=(a.ALL,), resource=a.deny(Principal="*", Sid="OnlyFromOurEndpoint")))
    assert '"OnlyFromOurEndpoint"' in repr(decision)
    assert "resource-based policy" in repr(decision)


def test_plain_words_name_everything_that_is_missing() -> None:
    decision = a.ask(P(resource=a.NOTHING | {"Statement": []}), owner=a.OTHER)
    assert "identity-based" in repr(decision) and "resource-based" in repr(decision)


def test_html_holds_awss_text_and_escapes_it() -> None:
    decision = a.ask(P(), resource="arn:aws:s3:::b/<b>")
    assert "no identity-based policy allows" in decision._repr_html_()
    assert "<b>&quot;" not in decision._repr_html_() and "&lt;b&gt;" in decision._repr_html_()


# -- malformed documents ----------------------------------------------------------------------------


def stated(**elements: Any) -> dict[str, Any]:
    return a.policy({key: value for key, value in a.says("Allow", **elements).items() if value is not None})


@pytest.mark.parametrize(
    ("kind", "document", "code", "said"),
    [
        # IAM: texts of moto's policy_validation.py (taken from IAM) and terraform-provider-aws#10419
        ("identity", "{", "MalformedPolicyDocument", "Syntax errors in policy."),
        ("identity", [], "MalformedPolicyDocument", "Syntax errors in policy."),
        ("identity", {"Version": "2012-10-17"}, "MalformedPolicyDocument", "Syntax errors in policy."),
        ("identity", a.policy(), "MalformedPolicyDocument", "Syntax errors in policy."),
        ("identity", stated(Effect="allow"), "MalformedPolicyDocument", "Syntax errors in policy."),
        ("identity", stated(action="s3:*"), "MalformedPolicyDocument", "Syntax errors in policy."),
        (
            "identity",
            stated(NotAction="s3:*", Action="s3:*"),
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        ("identity", stated(Action=5), "MalformedPolicyDocument", "Syntax errors in policy."),
        (
            "identity",
            stated(Condition={"StringEqual": {"a:b": "c"}}),
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "identity",
            stated(Condition={"NullIfExists": {"a:b": "true"}}),
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "identity",
            stated(Condition={"StringEquals": "c"}),
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "identity",
            stated(Action=None),
            "MalformedPolicyDocument",
            "Policy statement must contain actions.",
        ),
        (
            "identity",
            stated(Resource=None),
            "MalformedPolicyDocument",
            "Policy statement must contain resources.",
        ),
        (
            "identity",
            stated(Principal="*"),
            "MalformedPolicyDocument",
            "Policy document should not specify a principal.",
        ),
        (
            "boundary",
            stated(Principal="*"),
            "MalformedPolicyDocument",
            "Policy document should not specify a principal.",
        ),
        (
            "identity",
            stated(Resource="my-bucket"),
            "MalformedPolicyDocument",
            'Resource my-bucket must be in ARN format or "*".',
        ),
        (
            "identity",
            stated(Action="GetObject"),
            "MalformedPolicyDocument",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (
            "identity",
            a.policy(a.says("Allow", Sid="a"), a.says("Deny", Sid="a")),
            "MalformedPolicyDocument",
            "Statement IDs (SID) in a single policy must be unique.",
        ),
        (
            "identity",
            {**stated(), "Version": "2020-01-01"},
            "MalformedPolicyDocument",
            "Policy document must be version 2012-10-17 or greater.",
        ),
        ("trust", stated(Principal="*"), "MalformedPolicyDocument", "Has prohibited field Resource."),
        ("trust", stated(Resource=None), "MalformedPolicyDocument", "Syntax errors in policy."),
        # S3: terraform#28688, cloud-custodian#4948
        ("resource", "x", "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'"),
        ("resource", stated(), "MalformedPolicy", "Missing required field Principal"),
        ("resource", stated(Principal="someone"), "MalformedPolicy", "Invalid principal in policy"),
        (
            "resource",
            stated(Principal={"AWS": "arn:aws:iam::111122223333:user/*"}),
            "MalformedPolicy",
            "Invalid principal in policy",
        ),
        ("resource", stated(Principal={"Aws": "*"}), "MalformedPolicy", "Invalid principal in policy"),
        (
            "resource",
            stated(Principal="*", Resource="my-bucket"),
            "MalformedPolicy",
            "Policy has invalid resource",
        ),
        (
            "resource",
            stated(Principal="*", Action="GetObject"),
            "MalformedPolicy",
            "Policy has invalid action",
        ),
        (
            "resource",
            stated(Principal="*", Resource=None),
            "MalformedPolicy",
            "Statement is missing required element",
        ),
        # EC2: terraform-provider-aws#42291
        ("endpoint", "x", "InvalidPolicyDocument", "The Policy Document is not valid."),
        ("endpoint", stated(), "InvalidPolicyDocument", "The Policy Document is not valid."),
        ("endpoint", " " * 20_481, "InvalidPolicyDocument", "The Policy Document is not valid."),
        # Organizations API: MalformedPolicyDocumentException
        (
            "scp",
            stated(Principal="*"),
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type.",
        ),
        (
            "rcp",
            stated(Principal="*"),
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type.",
        ),
    ],
)
def test_a_malformed_policy_gets_the_services_own_complaint(
    kind: str, document: Any, code: str, said: str
) -> None:
    complaint = check_policy(document, kind)
    assert complaint is not None
    assert (complaint.code, render(complaint.message)) == (code, said)


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("identity", a.ALL),
        (
            "identity",
            '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
        ),
        ("resource", a.grants({"AWS": [a.ACCOUNT, a.ROLE, a.SESSION, "*"], "Service": a.SERVICE})),
        (
            "resource",
            a.grants({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}),
        ),
        ("resource", a.deny(NotPrincipal={"AWS": [a.USER, a.ROOT]})),
        ("endpoint", {"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}),
        (
            "endpoint",
            {
                "Version": "2008-10-17",
                "Statement": [
                    {"Sid": "", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                    {
                        "Sid": "",
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "s3:PutObject",
                        "Resource": "*",
                    },
                ],
            },
        ),
        (
            "trust",
            a.policy(
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ),
        ),
        ("scp", a.ALL),
        ("rcp", a.deny(Principal="*")),
    ],
)
def test_what_aws_stores_gets_no_complaint(kind: str, document: Any) -> None:
    """facts.md A5, PRINCIPAL's examples, API_CreateVpcEndpoint example 1."""
    assert check_policy(document, kind) is None


def test_a_bucket_policy_may_name_its_own_bucket_only() -> None:
    """AmazonS3 userguide, s3-bucket-user-policy-specifying… : the bucket and its objects."""
    own = a.allow(Principal="*", Resource=[a.BUCKET, f"{a.BUCKET}/*"])
    other = a.allow(Principal="*", Resource=f"{a.BUCKET}2/*")
    assert check_policy(own, "resource", a.BUCKET) is None
    assert render(check_policy(other, "resource", a.BUCKET).message) == "Policy has invalid resource"


def test_a_malformed_policy_decides_nothing() -> None:
    with pytest.raises(PathError, match=r"Syntax errors in policy\."):
        a.ask(P(identity=({"Statement": "x"},)))


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(PathError, match="identity, endpoint"):
        check_policy(a.ALL, "bucket")
