"""The texts of an ApiCall do what the call does; the real AWS CLI and boto3 are the judges."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import helpers
from helpers.cloud import ApiCall, Cloud, Result, send_all
from helpers.texts import render

VPC = Result(0, "Vpc.VpcId")
TABLE = Result(2, "RouteTable.RouteTableId")
GROUP = Result(5, "GroupId")
RULE = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]
NAME = {"Key": "Name", "Value": "it's mine"}
STORY = (
    ApiCall("ec2", "CreateVpc", {"CidrBlock": "10.0.0.0/16"}),
    ApiCall("ec2", "CreateSubnet", {"VpcId": VPC, "CidrBlock": "10.0.1.0/24"}),
    ApiCall("ec2", "CreateRouteTable", {"VpcId": VPC}),
    ApiCall("ec2", "ModifyVpcAttribute", {"VpcId": VPC, "EnableDnsHostnames": {"Value": True}}),
    ApiCall("ec2", "CreateVpcEndpoint", {
        "VpcId": VPC, "ServiceName": "com.amazonaws.ap-northeast-2.s3", "RouteTableIds": [TABLE],
        "TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [NAME]}],
    }),
    ApiCall("ec2", "CreateSecurityGroup", {"GroupName": "g", "Description": "d", "VpcId": VPC}),
    ApiCall("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": GROUP, "IpPermissions": RULE}),
    ApiCall("ec2", "RunInstances", {
        "ImageId": "ami-06e9e3574a0459db2", "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1,
        "SubnetId": Result(1, "Subnet.SubnetId"), "SecurityGroupIds": [GROUP],
    }),
    ApiCall("s3", "CreateBucket", {
        "Bucket": "mys3gatewaytest001", "CreateBucketConfiguration": {"LocationConstraint": "ap-northeast-2"},
    }),
    ApiCall("iam", "CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": '{"Statement": []}'}),
)  # fmt: skip
AWS = Path(sys.executable).with_name("aws")


def state(cloud: Cloud) -> list[Any]:
    """What the calls of STORY leave behind; identifiers are the same in each Region by count."""
    ec2 = cloud.client("ec2")
    reads = ("vpcs", "subnets", "route_tables", "vpc_endpoints", "security_groups")
    seen: list[Any] = [getattr(ec2, f"describe_{each}")() for each in reads]
    seen.append(
        ec2.describe_vpc_attribute(VpcId=seen[0]["Vpcs"][-1]["VpcId"], Attribute="enableDnsHostnames")
    )
    seen.append([row["Instances"][0]["InstanceType"] for row in ec2.describe_instances()["Reservations"]])
    seen.append([row["Name"] for row in cloud.client("s3").list_buckets()["Buckets"]])
    seen.append(cloud.client("iam").get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"])
    for answer in seen:
        if isinstance(answer, dict):
            answer.pop("ResponseMetadata", None)
    return seen


def anonymous(value: Any, account: str) -> str:
    """`value` without what must differ between two accounts: the account and the ids drawn in it."""
    import re

    text = re.sub(r"datetime\([^)]*\)", "", str(value)).replace(account, "ACCOUNT")
    seen: dict[str, str] = {}
    return re.sub(r"-0?[0-9a-f]{16,17}\b", lambda found: seen.setdefault(found[0], f"-{len(seen)}"), text)


@pytest.mark.parametrize("form", ["cli", "boto3"])
def test_the_text_of_a_call_has_the_effect_of_sending_it(form: str, account: str) -> None:
    with helpers.connect(account="222233334444" if form == "cli" else "333344445555") as sent:
        send_all(sent, STORY)
        expected = anonymous(state(sent), sent.account_id)
    with helpers.connect(account=account) as typed:
        answers: list[dict[str, Any]] = []
        for call in STORY:
            answers.append(type_in(form, call.resolved(answers), typed))
        assert anonymous(state(typed), account) == expected


def type_in(form: str, call: ApiCall, cloud: Cloud) -> dict[str, Any]:
    if form == "boto3":
        return dict(eval(call.boto3(), {call.service: cloud.client(call.service)}))
    import json

    environment = os.environ | {"PATH": f"{AWS.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        call.cli(), shell=True, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return dict(json.loads(done.stdout or "{}"))


def test_boto3_text_breaks_only_where_it_is_long() -> None:
    assert STORY[0].boto3() == 'ec2.create_vpc(CidrBlock="10.0.0.0/16")'
    target = {"RouteTableId": "rtb-0123456789abcdef0", "GatewayId": "igw-0123456789abcdef0"}
    long = ApiCall("ec2", "CreateRoute", {**target, "DestinationCidrBlock": "0.0.0.0/0"})
    assert long.boto3().splitlines()[1] == '    RouteTableId="rtb-0123456789abcdef0",'


def test_cli_text_is_as_the_cli_reference_writes_it() -> None:
    call = ApiCall("ec2", "CreateVpcEndpoint", {"VpcId": "vpc-1", "RouteTableIds": ["rtb-1", "rtb-2"]})
    assert call.cli() == "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --route-table-ids rtb-1 rtb-2"
    assert ApiCall("s3", "ListBuckets").cli() == "aws s3api list-buckets"
    assert ApiCall("ec2", "DeleteVpc", {"VpcId": "vpc-1", "DryRun": False}).cli().endswith("--no-dry-run")
    assert "--count 1" in STORY[7].cli()


def test_the_console_place_is_named_for_every_call() -> None:
    assert render(STORY[4].console()).startswith("VPC > Endpoints > Create endpoint >")
    assert all("operation is" not in render(call.console()) for call in STORY)
    assert "CreateFlowLogs" in render(ApiCall("ec2", "CreateFlowLogs").console())
