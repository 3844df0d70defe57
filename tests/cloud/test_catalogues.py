"""What the embedded cloud reads only when it is asked for still answers as before.

Zone ids: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
Instance types: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html (vCPUs and memory).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

import helpers


@pytest.fixture
def ec2(account: str) -> Iterator[Any]:
    with helpers.connect(account=account) as cloud:
        yield cloud.client("ec2")


def test_seoul_has_its_four_zones_and_the_other_regions_are_listed(ec2: Any) -> None:
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    assert {row["ZoneName"] for row in zones} == {f"ap-northeast-2{letter}" for letter in "abcd"}
    assert {row["ZoneId"] for row in zones} == {f"apne2-az{number}" for number in (1, 2, 3, 4)}
    regions = {row["RegionName"]: row["Endpoint"] for row in ec2.describe_regions()["Regions"]}
    assert regions["us-east-1"] == "ec2.us-east-1.amazonaws.com"
    assert {"ap-northeast-1", "ap-northeast-2", "eu-west-1", "us-west-2"} <= set(regions)


def test_amazon_linux_is_among_the_images(ec2: Any) -> None:
    image = ec2.describe_images(ImageIds=["ami-06e9e3574a0459db2"])["Images"][0]
    assert (image["State"], image["Architecture"]) == ("available", "x86_64")
    wish = [{"Name": "name", "Values": ["al2023-ami-2023*-x86_64"]}]
    assert ec2.describe_images(Owners=["amazon"], Filters=wish)["Images"]


def test_an_instance_type_has_its_size_and_an_unknown_one_is_refused(ec2: Any) -> None:
    row = ec2.describe_instance_types(InstanceTypes=["t3.micro"])["InstanceTypes"][0]
    assert (row["VCpuInfo"]["DefaultVCpus"], row["MemoryInfo"]["SizeInMiB"]) == (2, 1024)
    with pytest.raises(ClientError, match="InvalidInstanceType"):
        ec2.describe_instance_types(InstanceTypes=["t3.tiny"])


@pytest.mark.parametrize(
    ("kind", "place"),
    [("region", "ap-northeast-2"), ("availability-zone", "ap-northeast-2a"), (None, "ap-northeast-2")],
)
def test_it_is_offered_in_the_region_and_its_zones(ec2: Any, kind: str | None, place: str) -> None:
    wish = [{"Name": "instance-type", "Values": ["t3.micro"]}, {"Name": "location", "Values": [place]}]
    more = {"LocationType": kind} if kind else {}
    rows = ec2.describe_instance_type_offerings(Filters=wish, **more)["InstanceTypeOfferings"]
    expected = {"InstanceType": "t3.micro", "LocationType": kind or "region", "Location": place}
    assert rows == [expected]


def test_a_launch_in_a_zone_of_another_region_is_refused(ec2: Any) -> None:
    """InvalidParameterValue (EC2 API, Error codes); the zones come from the Region's offerings."""
    launch = {"ImageId": "ami-06e9e3574a0459db2", "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        ec2.run_instances(Placement={"AvailabilityZone": "us-east-1a"}, **launch)
    made = ec2.run_instances(Placement={"AvailabilityZone": "ap-northeast-2a"}, **launch)["Instances"][0]
    assert made["Placement"]["AvailabilityZone"] == "ap-northeast-2a"
