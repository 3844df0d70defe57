"""What a network leaves in doubt is named, once, and nothing else is."""

from typing import Any

import pytest

from tests.network.folders import ENI, SUBNET, VPC, keys, network
from tests.path import networks as n

TABLE = {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": True}]}
ACL = {"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": True}
WHOLE: dict[str, list[dict[str, Any]]] = {
    "Vpcs": [VPC],
    "Subnets": [SUBNET],
    "RouteTables": [TABLE],
    "NetworkAcls": [ACL],
}


def told(key: str, **answers: list[dict[str, Any]]) -> list[str]:
    """The warnings of one key for a whole network with some answers changed."""
    warnings = network(**{**WHOLE, **answers}).warnings
    return [str(warning) for warning in warnings if warning.key == f"network.warning.{key}"]


def test_a_whole_network_has_no_doubts() -> None:
    assert network(**WHOLE).warnings == ()
    assert n.network().warnings == ()


def test_network_acls_that_were_not_read() -> None:
    without = {key: rows for key, rows in WHOLE.items() if key != "NetworkAcls"}
    assert keys(network(**without)) == ["no-network-acls"]


def test_one_subnet_whose_acl_was_not_read() -> None:
    other = {"NetworkAclId": "acl-9", "VpcId": "vpc-9"}
    (warning,) = told("subnet-without-network-acl", NetworkAcls=[other])
    assert "subnet-1" in warning


def test_security_groups_that_were_not_read_or_are_none() -> None:
    assert told("no-security-groups", NetworkInterfaces=[ENI])
    assert not told("no-security-groups", NetworkInterfaces=[ENI], SecurityGroups=[])


def test_a_security_group_that_is_missing_among_others() -> None:
    eni = {**ENI, "Groups": [{"GroupId": "sg-9"}]}
    (warning,) = told("absent", NetworkInterfaces=[eni], SecurityGroups=[{"GroupId": "sg-1"}])
    assert "sg-9" in warning
    assert "eni-1" in warning


def test_a_prefix_list_in_a_group_that_was_not_read() -> None:
    permission = {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-9"}]}
    group = {"GroupId": "sg-1", "IpPermissionsEgress": [permission, permission]}
    (warning,) = told("unknown-prefix-list-in-group", SecurityGroups=[group])
    assert "pl-9" in warning
    assert not told(
        "unknown-prefix-list-in-group",
        SecurityGroups=[group],
        PrefixLists=[{"PrefixListId": "pl-9", "Cidrs": []}],
    )


def test_a_subnet_without_any_route_table() -> None:
    (warning,) = told("subnet-without-route-table", RouteTables=[{**TABLE, "Associations": []}])
    assert "subnet-1" in warning


def route(**target: str) -> list[dict[str, Any]]:
    """The route table with one more route."""
    return [{**TABLE, "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", **target}]}]


def test_a_kind_that_nobody_asked_for_is_one_warning() -> None:
    routes = [{"DestinationCidrBlock": f"10.{k}.0.0/16", "TransitGatewayId": f"tgw-{k}"} for k in range(1, 8)]
    (warning,) = told("not-read", RouteTables=[{**TABLE, "Routes": routes}])
    assert "TransitGateways" in warning
    assert "tgw-1" in warning
    assert "(+2)" in warning


def test_a_target_that_was_asked_for_and_is_not_there() -> None:
    (warning,) = told("absent", RouteTables=route(NatGatewayId="nat-9"), NatGateways=[])
    assert "nat-9" in warning
    assert "rtb-1" in warning


@pytest.mark.parametrize("listed", [True, False])
def test_a_target_that_aws_calls_gone(listed: bool) -> None:
    """AWS describes a deleted NAT gateway for about an hour, its routes stay (nat-gateway-basics.html)."""
    nat = {"NatGatewayId": "nat-9", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "deleted"}
    rows = route(NatGatewayId="nat-9", State="blackhole")
    (warning,) = told("gone", RouteTables=rows, NatGateways=[nat] if listed else [])
    assert "nat-9" in warning


def test_what_a_deleted_thing_names_is_nobodys_doubt() -> None:
    address = {"NetworkInterfaceId": "eni-gone", "PrivateIp": "10.0.1.5"}
    nat = {"NatGatewayId": "nat-9", "VpcId": "vpc-1", "State": "deleted", "NatGatewayAddresses": [address]}
    assert network(**WHOLE, NatGateways=[nat], NetworkInterfaces=[], SecurityGroups=[]).warnings == ()


def test_a_target_of_a_kind_that_the_lab_does_not_know() -> None:
    (warning,) = told("unknown-kind", RouteTables=route(SomeLaterGatewayId="slgw-1"))
    assert "slgw-1" in warning


@pytest.mark.parametrize(("support", "warned"), [({}, True), ({"EnableDnsSupport": True}, False)])
def test_dns_attributes_matter_where_private_dns_is_on(support: dict[str, bool], warned: bool) -> None:
    endpoint = {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "PrivateDnsEnabled": True}
    assert bool(told("dns-attributes-not-read", Vpcs=[{**VPC, **support}], VpcEndpoints=[endpoint])) is warned
