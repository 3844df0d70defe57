"""Cloud.revision tells whether anything in the account can have changed, whoever changed it."""

import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from helpers import connect
from helpers.cloud import Cloud


@pytest.fixture
def cloud(account: str) -> Iterator[Cloud]:
    with connect("embedded", account=account) as connected:
        yield connected


def grown(cloud: Cloud, before: int | None) -> int:
    assert before is not None and cloud.revision is not None
    return cloud.revision - before


def test_a_change_counts_once_whoever_sends_it(cloud: Cloud) -> None:
    before = cloud.revision
    cloud.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert grown(cloud, before) == 1
    boto3.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")
    assert grown(cloud, before) == 2
    command = "from awscli.clidriver import main; import sys; sys.exit(main())"
    words = ["ec2", "create-vpc", "--cidr-block", "10.2.0.0/16"]
    subprocess.run([sys.executable, "-c", command, *words], check=True, stdout=subprocess.DEVNULL)
    assert grown(cloud, before) == 3


def test_changes_count_in_each_service_and_region(cloud: Cloud) -> None:
    changes = [
        lambda: cloud.client("ec2", "us-east-1").create_internet_gateway(),
        lambda: cloud.client("iam").create_user(UserName="ada"),
        lambda: cloud.client("s3", "us-east-1").create_bucket(Bucket="notes"),
        lambda: cloud.client("s3").put_object(Bucket="notes", Key="a", Body=b"1"),
        lambda: cloud.client("s3").delete_objects(Bucket="notes", Delete={"Objects": [{"Key": "a"}]}),
        lambda: cloud.client("iam").delete_user(UserName="ada"),
    ]
    for change in changes:
        before = cloud.revision
        change()
        assert grown(cloud, before) == 1


def test_a_user_of_the_account_changes_its_revision(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    iam.create_user(UserName="ada")
    key = iam.create_access_key(UserName="ada")["AccessKey"]
    before = cloud.revision
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"])
    session.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert grown(cloud, before) == 1


def test_reads_never_count(cloud: Cloud) -> None:
    cloud.client("s3", "us-east-1").create_bucket(Bucket="notes")
    cloud.client("s3").put_object(Bucket="notes", Key="a", Body=b"1")
    before = cloud.revision
    cloud.client("ec2").describe_vpcs()
    cloud.client("ec2").describe_instances()
    cloud.client("ec2").get_managed_prefix_list_entries(PrefixListId="pl-78a54011")
    cloud.client("iam").list_roles()
    cloud.client("sts").get_caller_identity()
    cloud.client("s3").list_buckets()
    cloud.client("s3").head_object(Bucket="notes", Key="a")
    cloud.client("s3").get_object(Bucket="notes", Key="a")["Body"].read()
    assert grown(cloud, before) == 0


def test_a_call_that_is_refused_after_a_part_of_it_was_done_counts(cloud: Cloud) -> None:
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    before = cloud.revision
    with pytest.raises(ClientError, match="Duplicate"):
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh, ssh])
    assert grown(cloud, before) == 1


def test_another_account_is_another_count(cloud: Cloud) -> None:
    before = cloud.revision
    with connect("embedded", account="900099999999") as other:
        other.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert grown(cloud, before) == 0


def test_a_backend_that_other_machines_may_change_says_that_it_does_not_know() -> None:
    assert Cloud("aws", "ap-northeast-2", "123456789012", lambda *_: None, lambda: None).revision is None
