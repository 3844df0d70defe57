"""`can`: the road, then the policies of the network (rows as aws iam get-account-authorization-details)."""

import json
from typing import Any
from urllib.parse import quote

import pytest

import helpers
from helpers.errors import NetworkError
from helpers.network import Bucket, Network, Role
from helpers.network.identities import documents_of
from helpers.network.parse import Answer, parse
from helpers.path import can, context_of, request_context, trace
from helpers.texts import render
from tests.path import networks as n
from tests.path.policy import asking as a

PROFILE = f"arn:aws:iam::{a.ACCOUNT}:instance-profile/web"
MANAGED = f"arn:aws:iam::{a.ACCOUNT}:policy/reads"
ROLE = f"arn:aws:iam::{a.ACCOUNT}:role/team/web"


def role(*inline: a.Document, **more: Any) -> dict[str, Any]:
    profile = {"InstanceProfileName": "web", "Arn": PROFILE, "Roles": [{"Arn": ROLE, "RoleName": "web"}]}
    policies = [{"PolicyName": str(i), "PolicyDocument": document} for i, document in enumerate(inline)]
    row = {"RoleName": "web", "RoleId": "AROADBQP57FF2AEXAMPLE", "Arn": ROLE, "RolePolicyList": policies}
    return {**row, "InstanceProfileList": [profile], **more}


def managed(document: a.Document) -> dict[str, Any]:
    versions = [{"VersionId": "v1", "Document": a.NOTHING, "IsDefaultVersion": False}]
    versions.append({"VersionId": "v2", "Document": document, "IsDefaultVersion": True})
    return {"PolicyName": "reads", "Arn": MANAGED, "PolicyVersionList": versions}


def has_role(row: dict[str, Any], *policies: dict[str, Any]) -> n.Change:
    def change(rows: n.Rows) -> None:
        rows["RoleDetailList"] = [row]
        rows["Policies"] = list(policies)
        n.row(rows, "Instances", "i-private")["IamInstanceProfile"] = {"Arn": PROFILE, "Id": "AIPAEXAMPLE"}

    return change


def has_bucket(document: a.Document | None, name: str = "amzn-s3-demo-bucket") -> n.Change:
    def change(rows: Any) -> None:
        rows["BucketPolicies"] = {name: document}

    return change


def endpoint_policy(document: Any) -> n.Change:
    return n.setting("VpcEndpoints", "vpce-s3", PolicyDocument=json.dumps(document))


ENDPOINT = n.endpoint_on("rtb-private")
ONLY_ENDPOINT = a.deny(Principal="*", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-s3"}})


def test_the_instances_role_may_through_nat() -> None:
    permission = can(n.network(has_role(role(a.ALL))), "private", "s3:ListAllMyBuckets")
    assert permission.allowed and permission.obstacles == ()
    assert permission.decision is not None and permission.decision.by == ("identity",)
    assert permission.request is not None and permission.request.via_endpoint is None


def test_the_session_is_called_after_the_instance() -> None:
    """IAM userguide, reference_policies_variables.html: ec2-instance-id as the session's name."""
    permission = can(n.network(has_role(role(a.ALL))), "private", "s3:ListAllMyBuckets")
    assert permission.request is not None
    assert permission.request.principal_arn == f"arn:aws:sts::{a.ACCOUNT}:assumed-role/web/i-private"


def test_a_bucket_policy_for_the_endpoint_only_tells_the_two_roads_apart() -> None:
    """AmazonS3 userguide, example-bucket-policies-vpc-endpoint.html."""
    through_nat = n.network(has_role(role(a.ALL)), has_bucket(ONLY_ENDPOINT))
    through_endpoint = n.network(has_role(role(a.ALL)), has_bucket(ONLY_ENDPOINT), ENDPOINT)
    denied = can(through_nat, "private", "s3:GetObject", a.OBJECT)
    assert denied.decision is not None and denied.decision.by == ("resource",) and not denied
    assert [obstacle.component_id for obstacle in denied.obstacles] == [a.OBJECT]
    assert can(through_endpoint, "private", "s3:GetObject", a.OBJECT).allowed


def test_the_endpoints_own_policy_counts_on_its_road() -> None:
    other = endpoint_policy(a.allow(Principal="*", Resource="arn:aws:s3:::other/*"))
    permission = can(n.network(has_role(role(a.ALL)), ENDPOINT, other), "private", "s3:GetObject", a.OBJECT)
    assert permission.decision is not None and permission.decision.by == ("endpoint",)
    assert permission.obstacles[0].component_id == "vpce-s3"
    assert "no VPC endpoint policy allows" in render(permission.decision.message)


def test_a_road_that_is_closed_is_the_obstacle_and_no_policy_is_asked() -> None:
    closed = n.network(has_role(role()), n.routes("rtb-private"))
    permission = can(closed, "private", "s3:ListAllMyBuckets")
    assert permission.decision is None and not permission
    assert permission.obstacles == permission.path.explanations != ()


def test_without_a_role_nobody_asks() -> None:
    """EC2 userguide, iam-roles-for-amazon-ec2.html: credentials come from the instance profile's role."""
    permission = can(n.network(), "private", "s3:ListAllMyBuckets")
    assert permission.request is None and not permission
    assert "no role" in repr(permission) and "no role" in permission._repr_html_()


def test_a_closed_road_and_a_missing_role_are_both_named() -> None:
    permission = can(n.network(n.routes("rtb-private")), "private", "s3:ListAllMyBuckets")
    assert len(permission.obstacles) == len(permission.path.explanations) + 1


def test_managed_policies_count_with_their_default_version() -> None:
    """IAM userguide, access_policies_managed-versioning.html."""
    attached = {"AttachedManagedPolicies": [{"PolicyName": "reads", "PolicyArn": MANAGED}]}
    network = n.network(has_role(role(**attached), managed(a.ALL)))
    assert can(network, "private", "s3:ListAllMyBuckets").allowed


def test_a_permissions_boundary_of_the_role_counts() -> None:
    """IAM userguide, access_policies_boundaries.html."""
    bounded = {"PermissionsBoundary": {"PermissionsBoundaryArn": MANAGED}}
    network = n.network(has_role(role(a.ALL, **bounded), managed(a.NOTHING)))
    permission = can(network, "private", "s3:ListAllMyBuckets")
    assert permission.decision is not None and permission.decision.by == ("boundary",)


def test_a_policy_that_was_not_read_is_told() -> None:
    attached = {"AttachedManagedPolicies": [{"PolicyName": "reads", "PolicyArn": MANAGED}]}
    assert MANAGED in " ".join(map(render, n.network(has_role(role(**attached))).warnings))


def test_a_bucket_policy_may_name_the_role_with_its_path() -> None:
    network = n.network(has_role(role()), has_bucket(a.grants({"AWS": ROLE})))
    assert can(network, "private", "s3:GetObject", a.OBJECT).allowed


def test_another_role_may_be_tried() -> None:
    assert can(n.network(has_role(role(a.ALL))), "bastion", "s3:ListAllMyBuckets", role=ROLE).allowed


def test_further_keys_of_the_request_are_taken() -> None:
    prefix = a.allow(Action="s3:ListBucket", Condition={"StringLike": {"s3:prefix": "home/*"}})
    network = n.network(has_role(role(prefix)))
    assert not can(network, "private", "s3:ListBucket", a.BUCKET)
    assert can(network, "private", "s3:ListBucket", a.BUCKET, context={"s3:prefix": "home/a"})


def test_the_context_tells_road_and_caller() -> None:
    """IAM userguide, reference_policies_condition-keys.html, and …_variables.html for the caller's keys."""
    network = n.network(has_role(role(a.ALL)), ENDPOINT)
    path = trace(network, "private", "s3")
    permission = can(network, "private", "s3:ListAllMyBuckets")
    assert permission.request is not None
    context = request_context(permission.request, path, "AROADBQP57FF2AEXAMPLE:i-private")
    assert context_of(path).items() <= context.items()
    assert context["aws:PrincipalArn"] == f"arn:aws:iam::{a.ACCOUNT}:role/web"
    assert context["aws:PrincipalType"] == "AssumedRole"
    assert context["aws:userid"] == "AROADBQP57FF2AEXAMPLE:i-private"
    assert context["aws:SourceVpcArn"] == f"arn:aws:ec2:{n.REGION}:{a.ACCOUNT}:vpc/{n.VPC}"
    assert context["aws:VpceAccount"] == a.ACCOUNT
    assert context["aws:RequestedRegion"] == n.REGION
    assert "aws:username" not in context and "aws:SourceIp" not in context


def test_without_an_endpoint_its_keys_are_absent() -> None:
    network = n.network(has_role(role(a.ALL)))
    request = can(network, "private", "s3:ListAllMyBuckets").request
    assert request is not None
    context = request_context(request, trace(network, "private", "s3"))
    assert not {"aws:SourceVpcArn", "aws:VpceAccount", "aws:SourceVpce", "aws:userid"} & context.keys()


# -- reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [lambda d: d, json.dumps, lambda d: quote(json.dumps(d))])
def test_documents_are_read_as_json_text_or_url_encoded(write: Any) -> None:
    """IAM API, API_GetRolePolicy: documents are URL-encoded (RFC 3986); the AWS CLI decodes them."""
    row = role(a.ALL)
    row["RolePolicyList"][0]["PolicyDocument"] = write(a.ALL)
    network = n.network(has_role(row), has_bucket(write(ONLY_ENDPOINT)))
    (found,) = network.all(Role)
    assert documents_of(network, found) == (a.ALL,)
    assert network.all(Bucket)[0].policy == ONLY_ENDPOINT


def test_a_bucket_without_a_policy_is_a_bucket() -> None:
    (bucket,) = n.network(has_bucket(None)).all(Bucket)
    assert (bucket.id, bucket.policy, bucket.account) == (a.BUCKET, None, a.ACCOUNT)


@pytest.mark.parametrize(
    "content",
    [
        {"BucketPolicies": []},
        {"BucketPolicies": {"b": 5}},
        {"BucketPolicies": {"b": "{"}},
        {"RoleDetailList": {}},
        {"RoleDetailList": [{"RoleName": "web"}]},
        {"RoleDetailList": [{"RoleName": "web", "Arn": ROLE, "InstanceProfileList": 5}]},
        {"RoleDetailList": [{"RoleName": "web", "Arn": ROLE, "RolePolicyList": [{"PolicyName": "x"}]}]},
        {"Policies": [{"Arn": MANAGED, "PolicyVersionList": [{"Document": "{", "IsDefaultVersion": True}]}]},
        {"RoleDetailList": [role(Arn=5)]},
    ],
)
def test_malformed_answers_are_one_error_with_its_place(content: Any) -> None:
    with pytest.raises(NetworkError, match=r"roles\.json"):
        parse([Answer(content, "roles.json")])


def test_a_live_account_is_read_with_roles_and_buckets() -> None:
    with helpers.connect(account="920000000031") as cloud:
        lab = helpers.build(cloud)
        network = lab.network()
        assert [role.arn for role in network.all(Role)]
        assert lab.ids["bucket"] in {bucket.bucket_name for bucket in network.all(Bucket)}
        assert can(network, lab.ids["private"], "s3:ListAllMyBuckets").allowed


def test_what_may_not_be_read_is_a_warning() -> None:
    """A user who may describe VPCs need not be allowed iam:GetAccountAuthorizationDetails."""
    from botocore.exceptions import ClientError

    class Refusing:
        """A cloud whose IAM and S3 answer AccessDenied, as AWS's do to a network engineer."""

        def __init__(self, cloud: Any) -> None:
            self.cloud, self.account_id, self.region = cloud, cloud.account_id, cloud.region
            self.backend = cloud.backend

        def client(self, service: str, region: str | None = None) -> Any:
            if service in ("iam", "s3"):
                raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "any")
            return self.cloud.client(service, region)

    with helpers.connect(account="920000000032") as cloud:
        network = Network.describe(Refusing(cloud))  # type: ignore[arg-type]
        assert len(network.warnings) == 2 and network.vpcs
