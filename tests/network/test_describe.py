"""Network.describe says what plain boto3 describe calls say, no more and no less."""

from collections.abc import Iterator

import pytest

import helpers
from helpers.cloud import Cloud
from helpers.lab import Lab
from helpers.network import Network


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with helpers.connect(account="920000000001") as cloud:
        cloud.client("ec2").create_vpc(CidrBlock="172.16.0.0/16")
        yield helpers.build(cloud)


@pytest.fixture(scope="module")
def network(lab: Lab) -> Network:
    return Network.describe(lab.cloud)


@pytest.mark.parametrize(
    ("method", "key", "id_key", "attribute"),
    [
        ("describe_vpcs", "Vpcs", "VpcId", "vpcs"),
        ("describe_subnets", "Subnets", "SubnetId", "subnets"),
        ("describe_route_tables", "RouteTables", "RouteTableId", "route_tables"),
        ("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId", "network_interfaces"),
        ("describe_nat_gateways", "NatGateways", "NatGatewayId", "nat_gateways"),
        ("describe_internet_gateways", "InternetGateways", "InternetGatewayId", "internet_gateways"),
        ("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", "vpc_endpoints"),
        ("describe_prefix_lists", "PrefixLists", "PrefixListId", "prefix_lists"),
        ("describe_security_groups", "SecurityGroups", "GroupId", "security_groups"),
        ("describe_network_acls", "NetworkAcls", "NetworkAclId", "network_acls"),
        ("describe_addresses", "Addresses", "AllocationId", "addresses"),
    ],
)
def test_it_holds_what_the_call_answers(
    lab: Lab, network: Network, method: str, key: str, id_key: str, attribute: str
) -> None:
    answered = getattr(lab.cloud.client("ec2"), method)()[key]
    assert [component.id for component in getattr(network, attribute)] == [row[id_key] for row in answered]


def test_routes_are_those_of_the_tables(lab: Lab, network: Network) -> None:
    tables = lab.cloud.client("ec2").describe_route_tables()["RouteTables"]
    answered = [
        (t["RouteTableId"], r.get("DestinationCidrBlock"), r.get("GatewayId") or r.get("NatGatewayId"))
        for t in tables
        for r in t["Routes"]
    ]
    assert [(r.owner_id, r.destination, r.target) for t in network.route_tables for r in t.routes] == answered


def test_instances_come_out_of_their_reservations(lab: Lab, network: Network) -> None:
    answered = lab.cloud.client("ec2").describe_instances()["Reservations"]
    expected = {(i["InstanceId"], i["PrivateIpAddress"]) for r in answered for i in r["Instances"]}
    assert {(i.id, str(i.private_ip_address)) for i in network.instances} == expected


def test_the_dns_attributes_are_asked_for(lab: Lab, network: Network) -> None:
    ec2 = lab.cloud.client("ec2")
    for vpc in network.vpcs:
        answer = ec2.describe_vpc_attribute(VpcId=vpc.id, Attribute="enableDnsHostnames")
        assert vpc.enable_dns_hostnames == answer["EnableDnsHostnames"]["Value"]


def test_only_the_vpcs_asked_for_are_read(lab: Lab) -> None:
    some = Network.describe(lab.cloud, [lab.ids["vpc"]])
    assert [vpc.id for vpc in some.vpcs] == [lab.ids["vpc"]]
    assert {subnet.vpc_id for subnet in some.subnets} == {lab.ids["vpc"]}
    assert len(some.internet_gateways) == 1


def test_account_and_region_are_the_clouds_and_nothing_is_in_doubt(lab: Lab, network: Network) -> None:
    cloud: Cloud = lab.cloud
    assert {(c.account, c.region) for c in network.components} == {(cloud.account_id, cloud.region)}
    assert network.warnings == ()


def test_an_empty_account_is_an_empty_network() -> None:
    with helpers.connect(account="920000000002") as cloud:
        assert Network.describe(cloud, ["vpc-00000000"]).instances == ()
