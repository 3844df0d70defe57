"""Network.describe says what plain boto3 describe calls say, no more and no less."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

import helpers
from helpers.cloud import Cloud
from helpers.lab import Lab
from helpers.network import Network, PrefixList
from helpers.network import calls as reading
from helpers.network.gateways import EgressOnlyInternetGateway


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with helpers.connect(account="920000000001") as cloud:
        ec2 = cloud.client("ec2")
        other = ec2.create_vpc(CidrBlock="172.16.0.0/16")["Vpc"]["VpcId"]
        ec2.create_egress_only_internet_gateway(VpcId=other)
        ec2.create_vpn_gateway(Type="ipsec.1")
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
        ("describe_vpn_gateways", "VpnGateways", "VpnGatewayId", "vpn_gateways"),
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
    assert some.all(EgressOnlyInternetGateway) == ()
    assert some.warnings == ()


def test_account_and_region_are_the_clouds_and_nothing_is_in_doubt(lab: Lab, network: Network) -> None:
    cloud: Cloud = lab.cloud
    assert {(c.account, c.region) for c in network.components} == {(cloud.account_id, cloud.region)}
    assert network.warnings == ()


def test_an_empty_account_is_an_empty_network() -> None:
    with helpers.connect(account="920000000002") as cloud:
        assert Network.describe(cloud, ["vpc-00000000"]).instances == ()


def test_an_address_of_another_vpc_is_left_out_and_a_free_one_is_not() -> None:
    with helpers.connect(account="920000000004") as cloud:
        ec2 = cloud.client("ec2")
        vpcs = [ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in (1, 2)]
        cidrs = ("10.1.1.0/24", "10.2.1.0/24")
        subnets = [
            ec2.create_subnet(VpcId=v, CidrBlock=c)["Subnet"]["SubnetId"]
            for v, c in zip(vpcs, cidrs, strict=True)
        ]
        free, *mapped = (ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(3))
        for allocation, subnet in zip(mapped, subnets, strict=True):
            eni = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
            ec2.associate_address(AllocationId=allocation, NetworkInterfaceId=eni)
        some = Network.describe(cloud, vpcs[:1])
    assert {address.id for address in some.addresses} == {free, mapped[0]}


def test_a_customers_prefix_list_is_read_with_its_entries() -> None:
    with helpers.connect(account="920000000005") as cloud:
        made = cloud.client("ec2").create_managed_prefix_list(
            PrefixListName="offices",
            MaxEntries=3,
            AddressFamily="IPv4",
            Entries=[{"Cidr": "198.51.100.0/24", "Description": "Seoul"}],
        )["PrefixList"]["PrefixListId"]
        network = Network.describe(cloud)
    found = network.get(PrefixList, made, network.vpcs[0].region)
    assert found is not None
    assert (found.prefix_list_name, found.max_entries) == ("offices", 3)
    assert list(map(str, found.cidrs)) == ["198.51.100.0/24"]


def deny(client: Any, operation: str) -> None:
    """The client's caller may not send a call, as an IAM policy would have it."""

    def refuse(**_: object) -> None:
        words = {
            "Code": "UnauthorizedOperation",
            "Message": "You are not authorized to perform this operation.",
        }
        raise ClientError({"Error": words}, operation)

    client.meta.events.register(f"before-call.ec2.{operation}", refuse)


def test_a_call_that_the_caller_may_not_send_is_named_and_what_it_describes_is_unknown() -> None:
    with helpers.connect(account="920000000006") as cloud:
        deny(cloud.client("ec2"), "DescribeNetworkAcls")
        network = Network.describe(cloud)
    told = [str(warning) for warning in network.warnings]
    assert any("describe_network_acls" in words and "UnauthorizedOperation" in words for words in told)
    assert "network.warning.no-network-acls" in {warning.key for warning in network.warnings}


def test_without_the_route_tables_there_is_no_network() -> None:
    with helpers.connect(account="920000000007") as cloud:
        deny(cloud.client("ec2"), "DescribeRouteTables")
        with pytest.raises(ClientError):
            Network.describe(cloud)


@pytest.mark.parametrize("patience", [0.0, 600.0])
def test_only_a_long_reading_says_how_far_it_is(
    lab: Lab, patience: float, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "_PATIENCE_S", patience)
    Network.describe(lab.cloud)
    said = capsys.readouterr()
    assert ("describe_subnets" in said.err) is (patience == 0.0)
    assert said.out == ""
