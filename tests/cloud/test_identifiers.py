"""Identifiers depend on account, Region, type and count alone (design.md section 4, cloud)."""

import json
import re
import subprocess
import sys

import boto3
import pytest
from botocore.exceptions import ClientError

import helpers

STORY = """
import json, sys, helpers
extra = sys.argv[1] == "extra"
cloud = helpers.connect(account="444455556666")
ec2, iam, ids = cloud.client("ec2"), cloud.client("iam"), []
def disturb():
    if not extra: return
    for _ in range(20):
        ec2.describe_vpcs(); ec2.describe_route_tables(); ec2.describe_prefix_lists(); iam.list_roles()
        ec2.describe_vpc_endpoint_services(); ec2.describe_network_interfaces()
    ec2.create_internet_gateway(); cloud.client("ec2", "us-east-1").create_vpc(CidrBlock="10.1.0.0/16")
    try: ec2.create_subnet(VpcId=vpc, CidrBlock="192.168.0.0/24")
    except Exception: pass
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]; ids.append(vpc)
disturb()
ids.append(ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"])
disturb()
ids.append(ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])
e = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.ap-northeast-2.s3", RouteTableIds=ids[2:3])
ids.append(e["VpcEndpoint"]["VpcEndpointId"])
disturb()
ids.append(iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["RoleId"])
print(json.dumps(ids))
"""


def story(kind: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", STORY, kind], capture_output=True, text=True, check=True, timeout=120
    )
    return list(json.loads(done.stdout))


def test_twenty_extra_reads_other_types_regions_and_failures_change_no_id() -> None:
    quiet, disturbed = story("quiet"), story("extra")
    assert quiet == disturbed
    assert all(re.fullmatch(r"[a-z]+-0[0-9a-f]{16}", each) for each in quiet[:4])
    assert re.fullmatch(r"AROA[A-Z2-7]{17}", quiet[4])


def test_accounts_are_worlds_of_their_own_bucket_names_included(account: str) -> None:
    first = helpers.connect(account=account)
    second = helpers.connect(account="111122223333")
    place = {"LocationConstraint": "ap-northeast-2"}
    for cloud in (first, second):
        cloud.client("s3").create_bucket(Bucket="mys3gatewaytest001", CreateBucketConfiguration=place)
        cloud.client("s3").put_object(Bucket="mys3gatewaytest001", Key="who", Body=cloud.account_id.encode())
    for cloud in (first, second):
        body = cloud.client("s3").get_object(Bucket="mys3gatewaytest001", Key="who")["Body"].read()
        assert body.decode() == cloud.account_id
    first.client("s3").delete_object(Bucket="mys3gatewaytest001", Key="who")
    first.client("s3").delete_bucket(Bucket="mys3gatewaytest001")
    assert [row["Name"] for row in second.client("s3").list_buckets()["Buckets"]] == ["mys3gatewaytest001"]
    with pytest.raises(ClientError):
        first.client("s3").head_bucket(Bucket="mys3gatewaytest001")
    second.close()


def test_a_bare_client_is_of_the_latest_account(account: str) -> None:
    with helpers.connect(account="111122223333"), helpers.connect(account=account):
        assert boto3.client("sts").get_caller_identity()["Account"] == account
