"""How the policy types are weighed.

Pages of the IAM userguide unless said otherwise (EVAL: reference_policies_evaluation-logic):
LOGIC = EVAL_policy-eval-denyallow, BASICS = EVAL_policy-eval-basics, CROSS = EVAL-cross-account,
PRINCIPAL and NOTPRINCIPAL = reference_policies_elements_…, BOUNDARY = access_policies_boundaries;
POL = vpc/latest/privatelink/vpc-endpoints-access; SCP and RCP = organizations userguide,
orgs_manage_policies_…_evaluation; PUT = AmazonS3 API_PutBucketPolicy; STS = STS API_GetCallerIdentity.
"""

from typing import Any

import pytest

from helpers.path import Policies
from tests.path.policy import asking as a

DENY = a.deny()
P = Policies
Case = tuple[str, dict[str, Any], Policies, str, tuple[str, ...]]

IDENTITY_AND_RESOURCE: list[Case] = [
    ("LOGIC: without any policy a request is denied implicitly", {}, P(), "implicit_deny", ("identity",)),
    ("LOGIC: an identity-based Allow suffices", {}, P(identity=(a.ALL,)), "allowed", ("identity",)),
    (
        "LOGIC: one of several documents suffices",
        {},
        P(identity=(a.NOTHING, a.ALL)),
        "allowed",
        ("identity",),
    ),
    (
        "BASICS: one of the two types suffices in one account",
        {"who": a.USER},
        P(identity=(a.NOTHING,), resource=a.grants({"AWS": a.USER})),
        "allowed",
        ("resource",),
    ),
    (
        "BASICS: both allow",
        {"who": a.USER},
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.USER})),
        "allowed",
        ("identity", "resource"),
    ),
    (
        "BASICS: a bucket policy that is silent takes nothing away",
        {},
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.OTHER_USER})),
        "allowed",
        ("identity",),
    ),
    (
        "LOGIC: explicit deny in the same document",
        {},
        P(identity=(a.ALL, DENY)),
        "explicit_deny",
        ("identity",),
    ),
    (
        "LOGIC: a Deny of another action is no Deny",
        {},
        P(identity=(a.ALL, a.deny(Action="s3:PutObject"))),
        "allowed",
        ("identity",),
    ),
    (
        "LOGIC: a Deny in the resource-based policy",
        {},
        P(identity=(a.ALL,), resource=a.deny(Principal="*")),
        "explicit_deny",
        ("resource",),
    ),
    (
        "LOGIC: a Deny in both",
        {},
        P(identity=(a.ALL, DENY), resource=a.deny(Principal="*")),
        "explicit_deny",
        ("identity", "resource"),
    ),
    ("LOGIC: a Deny alone is explicit", {}, P(identity=(DENY,)), "explicit_deny", ("identity",)),
]

BY_PRINCIPAL: list[Case] = [
    # LOGIC, table "Resource-based policies and implicit denies in other policy types (same account)".
    (
        "LOGIC table: session, role ARN named, implicit denies elsewhere",
        {},
        P(resource=a.grants({"AWS": a.ROLE}), boundary=a.NOTHING, session=a.NOTHING),
        "implicit_deny",
        ("boundary", "session"),
    ),
    (
        "LOGIC table: role ARN is limited by the boundary alone",
        {},
        P(resource=a.grants({"AWS": a.ROLE}), boundary=a.NOTHING),
        "implicit_deny",
        ("boundary",),
    ),
    (
        "LOGIC table: role ARN is limited by the session policy alone",
        {},
        P(resource=a.grants({"AWS": a.ROLE}), session=a.NOTHING),
        "implicit_deny",
        ("session",),
    ),
    (
        "LOGIC table: role ARN is not limited by the identity-based policy",
        {},
        P(identity=(a.NOTHING,), resource=a.grants({"AWS": a.ROLE})),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC table: role ARN, boundary and session policy allow",
        {},
        P(resource=a.grants({"AWS": a.ROLE}), boundary=a.ALL, session=a.ALL),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC table: session ARN named, implicit denies everywhere",
        {},
        P(
            identity=(a.NOTHING,),
            resource=a.grants({"AWS": a.SESSION}),
            boundary=a.NOTHING,
            session=a.NOTHING,
        ),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC table: IAM user named, implicit denies elsewhere",
        {"who": a.USER},
        P(identity=(a.NOTHING,), resource=a.grants({"AWS": a.USER}), boundary=a.NOTHING),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC table: federated user, the IAM user named, implicit deny in session policy",
        {"who": a.FEDERATED},
        P(resource=a.grants({"AWS": a.USER}), session=a.NOTHING),
        "implicit_deny",
        ("session",),
    ),
    (
        "LOGIC table: federated user named, implicit denies everywhere",
        {"who": a.FEDERATED},
        P(resource=a.grants({"AWS": a.FEDERATED}), boundary=a.NOTHING, session=a.NOTHING),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC table: root user named",
        {"who": a.ROOT},
        P(resource=a.grants({"AWS": a.ROOT})),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC table: AWS service named",
        {"who": a.SERVICE},
        P(resource=a.grants({"Service": a.SERVICE})),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: a service that is not named",
        {"who": a.SERVICE},
        P(resource=a.grants({"Service": "cloudtrail.amazonaws.com"})),
        "implicit_deny",
        ("resource",),
    ),
    (
        "LOGIC: a federated user without a session policy",
        {"who": a.FEDERATED},
        P(identity=(a.ALL,)),
        "implicit_deny",
        ("session",),
    ),
    (
        "LOGIC: a federated user with one that allows",
        {"who": a.FEDERATED},
        P(identity=(a.ALL,), session=a.ALL),
        "allowed",
        ("identity",),
    ),
    ("LOGIC: the root user has full access", {"who": a.ROOT}, P(), "allowed", ()),
    (
        "LOGIC: a bucket policy may deny the root user",
        {"who": a.ROOT},
        P(resource=a.deny(Principal="*")),
        "explicit_deny",
        ("resource",),
    ),
    *(
        (
            f"PUT: a bucket policy cannot keep the owner's root user from {action}",
            {"who": a.ROOT, "action": f"s3:{action}", "resource": a.BUCKET},
            P(resource=a.deny(Principal="*")),
            "allowed",
            (),
        )
        for action in ("GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy")
    ),
    (
        "PUT: another account's root user has no such way",
        {"who": a.OTHER_ROOT, "action": "s3:DeleteBucketPolicy", "resource": a.BUCKET},
        P(resource=a.deny(Principal="*")),
        "explicit_deny",
        ("resource",),
    ),
    (
        "PUT: an endpoint policy can keep the root user out",
        {"who": a.ROOT, "action": "s3:DeleteBucketPolicy", "resource": a.BUCKET, "via": "vpce-1"},
        P(endpoint=a.deny(Principal="*")),
        "explicit_deny",
        ("endpoint",),
    ),
    (
        "PUT: an administrator user is locked out",
        {"who": a.USER, "action": "s3:DeleteBucketPolicy", "resource": a.BUCKET},
        P(identity=(a.ALL,), resource=a.deny(Principal="*")),
        "explicit_deny",
        ("resource",),
    ),
    (
        "PRINCIPAL: everyone, no other permission needed in one account",
        {},
        P(resource=a.grants("*"), boundary=a.NOTHING, session=a.NOTHING),
        "allowed",
        ("resource",),
    ),
    ("PRINCIPAL: {AWS: *} is everyone too", {}, P(resource=a.grants({"AWS": "*"})), "allowed", ("resource",)),
    (
        "PRINCIPAL: an anonymous caller and *",
        {"who": None},
        P(resource=a.grants("*")),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: an anonymous caller and {AWS: *}",
        {"who": None},
        P(resource=a.grants({"AWS": "*"})),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: an anonymous caller without a bucket policy",
        {"who": None},
        P(identity=(a.ALL,)),
        "implicit_deny",
        ("resource",),
    ),
    (
        "PRINCIPAL: an anonymous caller is of no account",
        {"who": None},
        P(resource=a.grants({"AWS": a.ACCOUNT})),
        "implicit_deny",
        ("resource",),
    ),
    *(
        (
            f"PRINCIPAL: naming the account ({form}) leaves it to the account's own policies",
            {},
            P(resource=a.grants({"AWS": form})),
            "implicit_deny",
            ("identity",),
        )
        for form in (a.ACCOUNT, a.ROOT)
    ),
    (
        "PRINCIPAL: naming the account does not lift the boundary",
        {},
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.ROOT}), boundary=a.NOTHING),
        "implicit_deny",
        ("boundary",),
    ),
    *(
        (
            f"PRINCIPAL: a Deny that names the account ({form}) is about everyone in it",
            {},
            P(identity=(a.ALL,), resource=a.deny(Principal={"AWS": form})),
            "explicit_deny",
            ("resource",),
        )
        for form in (a.ACCOUNT, a.ROOT)
    ),
    (
        "PRINCIPAL: a Deny that names the role is about its sessions",
        {},
        P(identity=(a.ALL,), resource=a.deny(Principal={"AWS": a.ROLE})),
        "explicit_deny",
        ("resource",),
    ),
    (
        "PRINCIPAL: a Deny of one session leaves another",
        {},
        P(identity=(a.ALL,), resource=a.deny(Principal={"AWS": a.SESSION + "2"})),
        "allowed",
        ("identity",),
    ),
    (
        "PRINCIPAL: names of users are case-sensitive",
        {"who": a.USER},
        P(resource=a.grants({"AWS": a.USER.replace("example", "Example")})),
        "implicit_deny",
        ("identity",),
    ),
    (
        "PRINCIPAL: a wildcard does not match part of an ARN",
        {"who": a.USER},
        P(resource=a.grants({"AWS": f"arn:aws:iam::{a.ACCOUNT}:user/*"})),
        "implicit_deny",
        ("identity",),
    ),
    (
        "PRINCIPAL: several are an OR",
        {"who": a.USER},
        P(resource=a.grants({"AWS": [a.OTHER_USER, a.USER]})),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: a role with a path",
        {"context": {"aws:PrincipalArn": f"arn:aws:iam::{a.ACCOUNT}:role/team/examplerole"}},
        P(resource=a.grants({"AWS": f"arn:aws:iam::{a.ACCOUNT}:role/team/examplerole"})),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: a user's unique id, as AWS stores it",
        {"who": a.USER, "context": {"aws:userid": "AIDACKCEVSQ6C2EXAMPLE"}},
        P(resource=a.grants({"AWS": "AIDACKCEVSQ6C2EXAMPLE"})),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: a role's unique id",
        {"context": {"aws:userid": "AROADBQP57FF2AEXAMPLE:session"}},
        P(resource=a.grants({"AWS": "AROADBQP57FF2AEXAMPLE"}), boundary=a.NOTHING),
        "implicit_deny",
        ("boundary",),
    ),
    (
        "PRINCIPAL: aws:PrincipalArn with * is not limited by boundary and session policy",
        {},
        P(
            resource=a.allow(Principal="*", Condition={"ArnEquals": {"aws:PrincipalArn": a.ROLE}}),
            boundary=a.NOTHING,
            session=a.NOTHING,
        ),
        "allowed",
        ("resource",),
    ),
]

NAMED = [a.SESSION, a.ROLE, a.ROOT]
NOT_PRINCIPAL: list[Case] = [
    (
        "NOTPRINCIPAL: session, role and account named: spared",
        {},
        P(identity=(a.ALL,), resource=a.deny(NotPrincipal={"AWS": NAMED})),
        "allowed",
        ("identity",),
    ),
    *(
        (
            f"NOTPRINCIPAL: {left_out} left out: denied",
            {},
            P(identity=(a.ALL,), resource=a.deny(NotPrincipal={"AWS": [n for n in NAMED if n != left_out]})),
            "explicit_deny",
            ("resource",),
        )
        for left_out in NAMED
    ),
    (
        "NOTPRINCIPAL: user and account named: spared",
        {"who": a.USER},
        P(identity=(a.ALL,), resource=a.deny(NotPrincipal={"AWS": [a.USER, a.ROOT]})),
        "allowed",
        ("identity",),
    ),
    (
        "NOTPRINCIPAL: only the user named: the account is denied, and the user with it",
        {"who": a.USER},
        P(identity=(a.ALL,), resource=a.deny(NotPrincipal={"AWS": a.USER})),
        "explicit_deny",
        ("resource",),
    ),
    (
        "NOTPRINCIPAL: another user is denied",
        {"who": a.USER + "2"},
        P(identity=(a.ALL,), resource=a.deny(NotPrincipal={"AWS": [a.USER, a.ROOT]})),
        "explicit_deny",
        ("resource",),
    ),
    (
        "NOTPRINCIPAL: an anonymous caller is denied",
        {"who": None},
        P(resource=a.policy(a.says("Allow", Principal="*"), a.says("Deny", NotPrincipal={"AWS": NAMED}))),
        "explicit_deny",
        ("resource",),
    ),
    (
        "NOTPRINCIPAL: a principal with a permissions boundary is always denied",
        {"who": a.USER},
        P(identity=(a.ALL,), boundary=a.ALL, resource=a.deny(NotPrincipal={"AWS": [a.USER, a.ROOT]})),
        "explicit_deny",
        ("resource",),
    ),
    (
        "NOTPRINCIPAL: a service that is named",
        {"who": a.SERVICE},
        P(
            resource=a.policy(
                a.says("Allow", Principal={"Service": a.SERVICE}),
                a.says("Deny", NotPrincipal={"Service": a.SERVICE}),
            )
        ),
        "allowed",
        ("resource",),
    ),
    (
        "NOTPRINCIPAL (2022 text): with Allow it lets in everyone else, anonymous callers too",
        {"who": None},
        P(resource=a.allow(NotPrincipal={"AWS": a.USER})),
        "allowed",
        ("resource",),
    ),
    (
        "NOTPRINCIPAL (2022 text): … and not the one named",
        {"who": a.USER},
        P(resource=a.allow(NotPrincipal={"AWS": a.USER})),
        "implicit_deny",
        ("identity",),
    ),
]

LIMITS: list[Case] = [
    (
        "BOUNDARY: identity and boundary allow",
        {},
        P(identity=(a.ALL,), boundary=a.ALL),
        "allowed",
        ("identity",),
    ),
    ("BOUNDARY: it limits", {}, P(identity=(a.ALL,), boundary=a.NOTHING), "implicit_deny", ("boundary",)),
    ("BOUNDARY: it grants nothing", {}, P(boundary=a.ALL), "implicit_deny", ("identity",)),
    ("BOUNDARY: both are missing", {}, P(boundary=a.NOTHING), "implicit_deny", ("identity", "boundary")),
    ("BOUNDARY: its Deny", {}, P(identity=(a.ALL,), boundary=DENY), "explicit_deny", ("boundary",)),
    (
        "BOUNDARY: a Deny there beats a direct grant",
        {"who": a.USER},
        P(resource=a.grants({"AWS": a.USER}), boundary=DENY),
        "explicit_deny",
        ("boundary",),
    ),
    (
        "LOGIC: a session policy limits",
        {},
        P(identity=(a.ALL,), session=a.NOTHING),
        "implicit_deny",
        ("session",),
    ),
    ("LOGIC: a session policy grants nothing", {}, P(session=a.ALL), "implicit_deny", ("identity",)),
    ("LOGIC: a session policy's Deny", {}, P(identity=(a.ALL,), session=DENY), "explicit_deny", ("session",)),
    (
        "LOGIC: several session policies",
        {},
        P(identity=(a.ALL,), session=(a.NOTHING, a.ALL)),
        "allowed",
        ("identity",),
    ),
    (
        "SCP: every level allows",
        {},
        P(identity=(a.ALL,), scp=((a.ALL,), (a.NOTHING, a.ALL))),
        "allowed",
        ("identity",),
    ),
    (
        "SCP: one level does not",
        {},
        P(identity=(a.ALL,), scp=((a.ALL,), (a.NOTHING,))),
        "implicit_deny",
        ("scp",),
    ),
    (
        "SCP: a level without a policy",
        {},
        P(identity=(a.ALL,), scp=((a.ALL,), ())),
        "implicit_deny",
        ("scp",),
    ),
    (
        "SCP: a Deny at any level",
        {},
        P(identity=(a.ALL,), scp=((a.ALL, DENY), (a.ALL,))),
        "explicit_deny",
        ("scp",),
    ),
    ("SCP: it grants nothing", {}, P(scp=((a.ALL,),)), "implicit_deny", ("identity",)),
    (
        "SCP: the root user of a member account is restricted",
        {"who": a.ROOT},
        P(scp=((a.ALL, DENY),)),
        "explicit_deny",
        ("scp",),
    ),
    (
        "SCP: it limits what a bucket policy grants to a user of the account",
        {"who": a.USER},
        P(resource=a.grants({"AWS": a.USER}), scp=((a.NOTHING,),)),
        "implicit_deny",
        ("scp",),
    ),
    (
        "SCP: service-linked roles are not restricted",
        {"who": f"arn:aws:sts::{a.ACCOUNT}:assumed-role/AWSServiceRoleForAutoScaling/x"},
        P(identity=(a.ALL,), scp=((DENY,),), rcp=((a.deny(Principal="*"),),)),
        "allowed",
        ("identity",),
    ),
    (
        "SCP: anonymous callers are of no account",
        {"who": None},
        P(resource=a.grants("*"), scp=((DENY,),)),
        "allowed",
        ("resource",),
    ),
    (
        "RCP: full access at every level",
        {},
        P(identity=(a.ALL,), rcp=((a.grants("*"),),)),
        "allowed",
        ("identity",),
    ),
    ("RCP: a Deny", {}, P(identity=(a.ALL,), rcp=((a.deny(Principal="*"),),)), "explicit_deny", ("rcp",)),
    (
        "RCP: RCPFullAWSAccess cannot be detached",
        {},
        P(identity=(a.ALL,), rcp=((a.deny(Principal="*", Action="s3:PutObject"),),)),
        "allowed",
        ("identity",),
    ),
    ("RCP: it grants nothing", {}, P(rcp=((a.grants("*"),),)), "implicit_deny", ("identity",)),
    (
        "RCP: anonymous callers are restricted",
        {"who": None},
        P(resource=a.grants("*"), rcp=((a.deny(Principal="*"),),)),
        "explicit_deny",
        ("rcp",),
    ),
    (
        "RCP: the root user is restricted",
        {"who": a.ROOT},
        P(rcp=((a.deny(Principal="*"),),)),
        "explicit_deny",
        ("rcp",),
    ),
]

VIA: dict[str, Any] = {"via": "vpce-1"}
ENDPOINT: list[Case] = [
    ("POL: the default policy allows all", VIA, P(identity=(a.ALL,)), "allowed", ("identity",)),
    (
        "POL: it does not replace an identity policy",
        VIA,
        P(endpoint=a.grants("*")),
        "implicit_deny",
        ("identity",),
    ),
    (
        "POL: without an Allow nobody passes",
        VIA,
        P(identity=(a.ALL,), endpoint=a.allow(Principal="*", Action="s3:PutObject")),
        "implicit_deny",
        ("endpoint",),
    ),
    (
        "POL: only Deny statements break everything else through the endpoint",
        VIA,
        P(identity=(a.ALL,), endpoint=a.deny(Principal="*", Action="s3:PutObject")),
        "implicit_deny",
        ("endpoint",),
    ),
    (
        "POL: its Deny",
        VIA,
        P(identity=(a.ALL,), endpoint=a.deny(Principal="*")),
        "explicit_deny",
        ("endpoint",),
    ),
    (
        "POL: without an endpoint it is not asked",
        {},
        P(identity=(a.ALL,), endpoint=a.deny(Principal="*")),
        "allowed",
        ("identity",),
    ),
    (
        "POL: it and the identity policy lack an Allow",
        VIA,
        P(endpoint=a.allow(Principal="*", Action="s3:PutObject")),
        "implicit_deny",
        ("identity", "endpoint"),
    ),
    (
        "POL: it limits what a bucket policy grants",
        VIA,
        P(resource=a.grants("*"), endpoint=a.allow(Principal="*", Resource="arn:aws:s3:::other/*")),
        "implicit_deny",
        ("endpoint",),
    ),
    (
        "POL: it limits anonymous callers",
        {"who": None, **VIA},
        P(resource=a.grants("*"), endpoint=a.allow(Principal="*", Resource="arn:aws:s3:::other/*")),
        "implicit_deny",
        ("endpoint",),
    ),
    *(
        (
            f"POL: a gateway endpoint's account ({form}) is its root user only",
            VIA,
            P(identity=(a.ALL,), endpoint=a.grants({"AWS": form})),
            "implicit_deny",
            ("endpoint",),
        )
        for form in (a.ACCOUNT, a.ROOT)
    ),
    (
        "POL: the root user itself passes",
        {"who": a.ROOT, **VIA},
        P(endpoint=a.grants({"AWS": a.ACCOUNT})),
        "allowed",
        (),
    ),
    (
        "POL: an interface endpoint's account is everyone in it",
        {**VIA, "action": "sqs:SendMessage", "resource": f"arn:aws:sqs:us-east-1:{a.ACCOUNT}:queue1"},
        P(identity=(a.ALL,), endpoint=a.grants({"AWS": a.ROOT})),
        "allowed",
        ("identity",),
    ),
    (
        "POL: aws:PrincipalArn narrows a gateway endpoint's policy",
        VIA,
        P(
            identity=(a.ALL,),
            endpoint=a.allow(Principal="*", Condition={"ArnEquals": {"aws:PrincipalArn": a.ROLE}}),
        ),
        "allowed",
        ("identity",),
    ),
    (
        "POL: … and keeps others out",
        {**VIA, "who": a.USER},
        P(
            identity=(a.ALL,),
            endpoint=a.allow(Principal="*", Condition={"ArnEquals": {"aws:PrincipalArn": a.ROLE}}),
        ),
        "implicit_deny",
        ("endpoint",),
    ),
]

FOREIGN: dict[str, Any] = {"owner": a.OTHER}
CROSS: list[Case] = [
    ("CROSS: identity alone", FOREIGN, P(identity=(a.ALL,)), "implicit_deny", ("resource",)),
    ("CROSS: resource alone", FOREIGN, P(resource=a.grants({"AWS": a.ROLE})), "implicit_deny", ("identity",)),
    ("CROSS: neither", FOREIGN, P(), "implicit_deny", ("identity", "resource")),
    *(
        (
            f"CROSS: both, the bucket policy naming {who}",
            FOREIGN,
            P(identity=(a.ALL,), resource=a.grants(who)),
            "allowed",
            ("identity", "resource"),
        )
        for who in (
            {"AWS": a.ROLE},
            {"AWS": a.SESSION},
            {"AWS": a.ROOT},
            {"AWS": a.ACCOUNT},
            {"AWS": "*"},
            "*",
        )
    ),
    (
        "CROSS: everyone is named, and still the own account must allow",
        FOREIGN,
        P(resource=a.grants("*")),
        "implicit_deny",
        ("identity",),
    ),
    (
        "CROSS: a user named directly is limited by its boundary all the same",
        {**FOREIGN, "who": a.USER},
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.USER}), boundary=a.NOTHING),
        "implicit_deny",
        ("boundary",),
    ),
    (
        "CROSS: a session policy limits",
        FOREIGN,
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.SESSION}), session=a.NOTHING),
        "implicit_deny",
        ("session",),
    ),
    (
        "CROSS: the bucket policy names a third account",
        FOREIGN,
        P(identity=(a.ALL,), resource=a.grants({"AWS": "777788889999"})),
        "implicit_deny",
        ("resource",),
    ),
    (
        "CROSS: a root user needs the other account's policy",
        {**FOREIGN, "who": a.ROOT},
        P(),
        "implicit_deny",
        ("resource",),
    ),
    (
        "CROSS: … and has it",
        {**FOREIGN, "who": a.ROOT},
        P(resource=a.grants({"AWS": a.ROOT})),
        "allowed",
        ("resource",),
    ),
    (
        "CROSS: SCP of the caller's organization",
        FOREIGN,
        P(identity=(a.ALL,), resource=a.grants("*"), scp=((a.NOTHING,),)),
        "implicit_deny",
        ("scp",),
    ),
    (
        "CROSS: a Deny in the other account",
        FOREIGN,
        P(
            identity=(a.ALL,),
            resource=a.policy(a.says("Allow", Principal="*"), a.says("Deny", Principal="*")),
        ),
        "explicit_deny",
        ("resource",),
    ),
    (
        "CROSS: anonymous callers may read a public bucket",
        {**FOREIGN, "who": None},
        P(resource=a.grants("*")),
        "allowed",
        ("resource",),
    ),
]

ASSUME = {"action": "sts:AssumeRole", "resource": f"arn:aws:iam::{a.ACCOUNT}:role/target", "who": a.USER}
KEY = {"action": "kms:Decrypt", "resource": f"arn:aws:kms:us-east-1:{a.ACCOUNT}:key/1", "who": a.USER}


def trusts(who: Any) -> a.Document:
    """A role's trust policy, which has no Resource."""
    return a.policy({"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"})


EXCEPTIONS: list[Case] = [
    (
        "LOGIC: a trust policy must allow",
        ASSUME,
        P(identity=(a.ALL,), resource=trusts({"AWS": a.OTHER_USER})),
        "implicit_deny",
        ("resource",),
    ),
    (
        "LOGIC: a trust policy that names the user",
        ASSUME,
        P(resource=trusts({"AWS": a.USER})),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC: a trust policy that names the account",
        ASSUME,
        P(resource=trusts({"AWS": a.ROOT})),
        "implicit_deny",
        ("identity",),
    ),
    (
        "LOGIC: … with an identity policy",
        ASSUME,
        P(identity=(a.ALL,), resource=trusts({"AWS": a.ROOT})),
        "allowed",
        ("identity", "resource"),
    ),
    (
        "PRINCIPAL: a service may assume its role",
        {**ASSUME, "who": "ec2.amazonaws.com"},
        P(resource=trusts({"Service": "ec2.amazonaws.com"})),
        "allowed",
        ("resource",),
    ),
    (
        "PRINCIPAL: several services in one list",
        {**ASSUME, "who": "ec2.amazonaws.com"},
        P(resource=trusts({"Service": ["ecs.amazonaws.com", "ec2.amazonaws.com"]})),
        "allowed",
        ("resource",),
    ),
    (
        "LOGIC: a key policy must allow",
        KEY,
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.OTHER_USER})),
        "implicit_deny",
        ("resource",),
    ),
    (
        "LOGIC: a key policy that leaves it to IAM",
        KEY,
        P(identity=(a.ALL,), resource=a.grants({"AWS": a.ROOT})),
        "allowed",
        ("identity", "resource"),
    ),
    (
        "STS: GetCallerIdentity needs no permission",
        {"action": "sts:GetCallerIdentity", "resource": "*"},
        P(),
        "allowed",
        (),
    ),
    (
        "STS: … and no Deny takes it away",
        {"action": "sts:GetCallerIdentity", "resource": "*"},
        P(identity=(DENY,)),
        "allowed",
        (),
    ),
]

ALL_CASES = [*IDENTITY_AND_RESOURCE, *BY_PRINCIPAL, *NOT_PRINCIPAL, *LIMITS, *ENDPOINT, *CROSS, *EXCEPTIONS]


@pytest.mark.parametrize(
    ("who", "policies", "kind", "by"), [case[1:] for case in ALL_CASES], ids=[case[0] for case in ALL_CASES]
)
def test_the_decision_and_who_made_it(
    who: dict[str, Any], policies: Policies, kind: str, by: tuple[str, ...]
) -> None:
    decision = a.ask(policies, **who)
    assert (decision.kind, decision.by, decision.allowed) == (kind, by, kind == "allowed")


CARLOS = a.policy(
    {
        "Sid": "AllowS3ListRead",
        "Effect": "Allow",
        "Action": ["s3:GetBucketLocation", "s3:GetAccountPublicAccessBlock", "s3:ListAllMyBuckets"],
        "Resource": "arn:aws:s3:::*",
    },
    {
        "Sid": "AllowS3Self",
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"],
    },
    {"Sid": "DenyS3Logs", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*log*"},
)


@pytest.mark.parametrize(
    ("action", "resource", "kind", "sid"),
    [
        ("s3:PutObject", "arn:aws:s3:::carlossalazar-logs/a", "explicit_deny", "DenyS3Logs"),
        ("s3:PutObject", "arn:aws:s3:::carlossalazar/a", "allowed", "AllowS3Self"),
        ("s3:ListBucket", "arn:aws:s3:::carlossalazar", "allowed", "AllowS3Self"),
        ("s3:GetBucketLocation", "arn:aws:s3:::amzn-s3-demo-bucket", "allowed", "AllowS3ListRead"),
        ("s3:PutObject", "arn:aws:s3:::amzn-s3-demo-bucket/a", "implicit_deny", None),
        ("s3:GetObject", "arn:aws:s3:::carlossalazar/changelog", "explicit_deny", "DenyS3Logs"),
    ],
)
def test_the_example_of_carlos(action: str, resource: str, kind: str, sid: str | None) -> None:
    """BASICS, example identity-based and resource-based policy evaluation."""
    decision = a.ask(Policies(identity=(CARLOS,)), who=a.USER, action=action, resource=resource)
    assert (decision.kind, (decision.statement or {}).get("Sid")) == (kind, sid)


REPORTS = a.policy(
    {"Sid": "AllowGetList", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
    {"Sid": "DenyReports", "Effect": "Deny", "Action": "iam:*Report", "Resource": "*"},
)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("iam:GetUser", "allowed"),
        ("iam:ListUsers", "allowed"),
        ("iam:CreatePolicy", "implicit_deny"),
        ("iam:GetOrganizationsAccessReport", "explicit_deny"),
        ("iam:GenerateCredentialReport", "explicit_deny"),
    ],
)
def test_the_example_of_implicit_and_explicit_denies(action: str, kind: str) -> None:
    """IAM userguide, reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html."""
    assert a.ask(Policies(identity=(REPORTS,)), action=action, resource="*").kind == kind


def test_the_deciding_statement_is_the_documents_own_object() -> None:
    """design.md: one object, never re-parsed, never copied into another shape."""
    document = a.policy(a.says("Allow"), a.says("Deny", Sid="no"))
    assert a.ask(Policies(identity=(document,))).statement is document["Statement"][1]


def test_a_document_that_was_changed_is_read_anew() -> None:
    document = a.policy(a.says("Allow"))
    assert a.ask(Policies(identity=(document,))).allowed
    document["Statement"][0]["Effect"] = "Deny"
    assert a.ask(Policies(identity=(document,))).kind == "explicit_deny"
