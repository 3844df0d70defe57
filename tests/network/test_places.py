"""In which account and Region a row is: the rule that helpers/network/places.py states."""

from pathlib import Path
from typing import Any

import pytest

from helpers.errors import NetworkError
from helpers.network import Network, RouteTable
from helpers.network.parse import Answer, parse
from tests.network.folders import ENI, OTHER, OWNER, SUBNET, VPC, folder


def places(network: Network) -> dict[str, tuple[str, str]]:
    return {component.id: (component.account, component.region) for component in network.components}


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ((OTHER, "eu-west-1"), (OTHER, "eu-west-1")),
        (("eu-west-1", OTHER), (OTHER, "eu-west-1")),
        (("accounts", f"prod-{OTHER}", "prod-us-gov-east-1"), (OTHER, "us-gov-east-1")),
        (("team-data-2", "month-2026-11"), ("", "")),
    ],
)
def test_folders_named_after_accounts_and_regions(
    tmp_path: Path, inner: tuple[str, ...], expected: tuple[str, str]
) -> None:
    folder(tmp_path.joinpath("in", *inner), vpcs={"Vpcs": [VPC]})
    assert places(Network.load(tmp_path / "in")) == {"vpc-1": expected}


@pytest.mark.parametrize(
    ("key", "row", "region"),
    [
        ("Subnets", {**SUBNET, "AvailabilityZone": "us-east-2b"}, "us-east-2"),
        ("Subnets", {**SUBNET, "AvailabilityZone": "us-west-2-lax-1a"}, "us-west-2"),
        ("Subnets", {**SUBNET, "SubnetArn": f"arn:aws:ec2:il-central-1:{OWNER}:subnet/s"}, "il-central-1"),
        ("Instances", {"InstanceId": "i-1", "Placement": {"AvailabilityZone": "me-south-1a"}}, "me-south-1"),
        (
            "PrefixLists",
            {"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.cn-north-1.s3"},
            "cn-north-1",
        ),
    ],
)
def test_a_row_tells_its_region(key: str, row: dict[str, Any], region: str) -> None:
    (component,) = parse([Answer({key: [row]}, "test")]).components
    assert component.region == region


def test_a_row_that_says_nothing_is_where_the_rows_of_its_vpc_are(tmp_path: Path) -> None:
    """Two Regions in one folder: a route table names only its VPC."""
    subnets = [
        {**SUBNET, "AvailabilityZone": "eu-west-1a", "OwnerId": OWNER},
        {**SUBNET, "SubnetId": "subnet-2", "VpcId": "vpc-2", "AvailabilityZone": "sa-east-1a"},
        {**SUBNET, "SubnetId": "subnet-3", "VpcId": "vpc-2", "AvailabilityZone": "sa-east-1b"},
    ]
    vpcs = [{**VPC, "OwnerId": OWNER}, {**VPC, "VpcId": "vpc-2", "OwnerId": OTHER}]
    tables = [{"RouteTableId": f"rtb-{n}", "VpcId": f"vpc-{n}"} for n in (1, 2)]
    network = Network.load(
        folder(tmp_path, a={"Subnets": subnets}, b={"Vpcs": vpcs}, c={"RouteTables": tables})
    )
    assert {t.id: (t.account, t.region) for t in network.all(RouteTable)} == {
        "rtb-1": (OWNER, "eu-west-1"),
        "rtb-2": (OTHER, "sa-east-1"),
    }


def test_an_endpoint_for_another_regions_service_does_not_move() -> None:
    """AWS: vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html."""
    endpoint = {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.s3"}
    eni = {**ENI, "AvailabilityZone": "ap-northeast-2a"}
    network = parse([Answer({"VpcEndpoints": [endpoint], "NetworkInterfaces": [eni]}, "test")])
    assert set(network.vpc_endpoints) == {e for e in network.vpc_endpoints if e.region == "ap-northeast-2"}


def test_an_instances_owner_is_its_reservations() -> None:
    row = {"OwnerId": OTHER, "Instances": [{"InstanceId": "i-1"}]}
    (instance,) = parse([Answer({"Reservations": [row]}, "test")]).instances
    assert instance.account == OTHER


def test_an_id_that_two_regions_have_is_an_error_that_names_both(tmp_path: Path) -> None:
    """pl-78a54011 is S3 in Seoul and DynamoDB in Tokyo (facts.md C1)."""
    for region, service in (("ap-northeast-2", "s3"), ("ap-northeast-1", "dynamodb")):
        row = {"PrefixListId": "pl-78a54011", "PrefixListName": f"com.amazonaws.{region}.{service}"}
        folder(tmp_path / OWNER / region, a={"PrefixLists": [row]})
    with pytest.raises(NetworkError) as caught:
        Network.load(tmp_path).find("pl-78a54011")
    assert all(part in str(caught.value) for part in ("ap-northeast-1", "ap-northeast-2", OWNER))


def test_a_list_of_aws_that_two_accounts_read_is_one_thing(tmp_path: Path) -> None:
    row = {"PrefixListId": "pl-78a54011", "PrefixListName": "com.amazonaws.ap-northeast-2.s3"}
    for account in (OWNER, OTHER):
        folder(tmp_path / account / "ap-northeast-2", a={"PrefixLists": [row]})
    assert Network.load(tmp_path).find("pl-78a54011").id == "pl-78a54011"


def test_entries_belong_to_the_list_that_the_files_name_names(tmp_path: Path) -> None:
    """GetManagedPrefixListEntries does not answer whose entries they are."""
    lists = [{"PrefixListId": name, "PrefixListName": name} for name in ("pl-0a", "pl-0b")]
    network = Network.load(
        folder(
            tmp_path,
            **{
                "lists": {"PrefixLists": lists},
                "entries-pl-0a": {"Entries": [{"Cidr": "10.1.0.0/16"}]},
                "pl-0b-entries": {"Entries": [{"Cidr": "10.2.0.0/16"}]},
            },
        )
    )
    assert {pl.id: str(pl.cidrs[0]) for pl in network.prefix_lists} == {
        "pl-0a": "10.1.0.0/16",
        "pl-0b": "10.2.0.0/16",
    }


@pytest.mark.parametrize(("names", "warned"), [(("pl-0a",), False), (("pl-0a", "pl-0b"), True)])
def test_entries_without_a_name_belong_to_the_only_list_that_lacks_them(
    tmp_path: Path, names: tuple[str, ...], warned: bool
) -> None:
    lists = [{"PrefixListId": name} for name in names]
    network = Network.load(
        folder(tmp_path, a={"PrefixLists": lists}, b={"Entries": [{"Cidr": "10.1.0.0/16"}]})
    )
    assert any(w.key.endswith("entries-of-no-list") for w in network.warnings) is warned
    assert [pl.is_read for pl in network.prefix_lists] == ([False, False] if warned else [True])
