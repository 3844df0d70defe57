"""Each kind of component with the fields that AWS gives it; the expected ones are those of AWS's pages.

Fields: the EC2 API reference's data type of the same name, unless a test names another page.
"""

from ipaddress import IPv4Address
from typing import Any

import pytest

from helpers.errors import NetworkError
from helpers.network import (
    Component,
    DhcpOptions,
    NatGateway,
    Network,
    NetworkAcl,
    PrefixList,
    Route,
    RouteTable,
    TransitGatewayAttachment,
    VpcEndpoint,
    VpcPeeringConnection,
)
from helpers.network.components import Ipv6OnlySubnet
from helpers.network.groups import SecurityGroupRule
from helpers.network.kinds import LISTINGS, kind_named
from tests.network.folders import ENI, OTHER, SUBNET, VPC, keys, network


def only(kind: type[Component], net: Network) -> Any:
    (component,) = net.all(kind)
    return component


def test_a_vpc_has_the_ranges_that_are_associated() -> None:
    """A range that was disassociated or failed stays listed (VpcCidrBlockState)."""
    states = {"10.0.0.0/16": "associated", "10.1.0.0/16": "associated", "10.2.0.0/16": "disassociated"}
    ranges = [
        {"AssociationId": "a", "CidrBlock": cidr, "CidrBlockState": {"State": state}}
        for cidr, state in states.items()
    ]
    vpc = network(Vpcs=[{**VPC, "CidrBlockAssociationSet": ranges}]).vpcs[0]
    assert list(map(str, vpc.cidrs)) == ["10.0.0.0/16", "10.1.0.0/16"]


TARGETS = {
    "GatewayId": ["local", "igw-1", "vgw-1", "vpce-1"],
    "NatGatewayId": ["nat-1"],
    "NetworkInterfaceId": ["eni-1"],
    "InstanceId": ["i-1"],
    "VpcPeeringConnectionId": ["pcx-1"],
    "TransitGatewayId": ["tgw-1"],
    "EgressOnlyInternetGatewayId": ["eigw-1"],
    "LocalGatewayId": ["lgw-1"],
    "CarrierGatewayId": ["cagw-1"],
    "CoreNetworkArn": ["arn:aws:networkmanager::111122223333:core-network/core-network-1"],
    "OdbNetworkArn": ["arn:aws:odb:eu-west-1:111122223333:odb-network/odbnet-1"],
    "SomeLaterGatewayId": ["slgw-1"],
}


@pytest.mark.parametrize(("field", "target"), [(f, t) for f, targets in TARGETS.items() for t in targets])
def test_every_target_of_a_route_is_its_target(field: str, target: str) -> None:
    route = Route.model_validate({"DestinationCidrBlock": "10.9.0.0/16", field: target})
    assert route.target == target


def test_a_route_to_an_instance_leads_to_its_interface() -> None:
    """AWS lists the instance, its owner and the interface that carries the packets."""
    row = {"InstanceId": "i-1", "InstanceOwnerId": OTHER, "NetworkInterfaceId": "eni-1"}
    assert Route.model_validate({"DestinationCidrBlock": "0.0.0.0/0", **row}).target == "eni-1"


def test_a_gateway_may_have_a_route_table_of_its_own() -> None:
    """Edge association: vpc/latest/userguide/gateway-route-tables.html."""
    row = {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"GatewayId": "igw-1"}]}
    net = network(RouteTables=[row], Subnets=[SUBNET])
    table = net.route_table_of_gateway("igw-1")
    assert table is not None
    assert table.id == "rtb-1"
    assert net.route_table_of(net.subnets[0]) is None


@pytest.mark.parametrize(("state", "used"), [("associated", "rtb-own"), ("disassociated", "rtb-main")])
def test_an_association_that_ended_leaves_the_subnet_to_the_main_table(state: str, used: str) -> None:
    associated = {"SubnetId": "subnet-1", "AssociationState": {"State": state}}
    tables = [
        {"RouteTableId": "rtb-main", "VpcId": "vpc-1", "Associations": [{"Main": True}]},
        {"RouteTableId": "rtb-own", "VpcId": "vpc-1", "Associations": [associated]},
    ]
    net = network(RouteTables=tables, Subnets=[SUBNET])
    table = net.route_table_of(net.subnets[0])
    assert table is not None
    assert table.id == used


def test_an_interface_is_found_by_each_of_its_addresses() -> None:
    addresses = [
        {"PrivateIpAddress": "10.0.1.10", "Primary": True, "Association": {"PublicIp": "203.0.113.1"}},
        {"PrivateIpAddress": "10.0.1.11", "Primary": False, "Association": {"PublicIp": "203.0.113.2"}},
    ]
    row = {**ENI, "PrivateIpAddresses": addresses, "SourceDestCheck": False, "RequesterManaged": True}
    net = network(NetworkInterfaces=[row])
    eni = net.find("10.0.1.11")
    assert net.interface_at("vpc-1", IPv4Address("10.0.1.11")) is eni
    assert net.interface_with_public(IPv4Address("203.0.113.2")) is eni
    assert (net.network_interfaces[0].source_dest_check, net.network_interfaces[0].requester_managed) == (
        False,
        True,
    )


def test_an_instance_lists_its_interfaces_in_the_order_of_their_devices() -> None:
    def eni(name: str, index: int) -> dict[str, Any]:
        return {**ENI, "NetworkInterfaceId": name, "Attachment": {"InstanceId": "i-1", "DeviceIndex": index}}

    net = network(NetworkInterfaces=[eni("eni-b", 1), eni("eni-a", 0)], Instances=[{"InstanceId": "i-1"}])
    assert [one.id for one in net.interfaces_of(net.instances[0])] == ["eni-a", "eni-b"]


def test_interfaces_come_from_the_instances_where_nobody_listed_them() -> None:
    """DescribeInstances tells an instance's interfaces without the instance's id in them."""
    nested = {**ENI, "Attachment": {"DeviceIndex": 0}, "Groups": [{"GroupId": "sg-1"}]}
    row = {"InstanceId": "i-1", "NetworkInterfaces": [nested]}
    assert network(Instances=[row]).network_interfaces[0].instance_id == "i-1"
    assert network(Instances=[row], NetworkInterfaces=[{**ENI, "NetworkInterfaceId": "eni-2"}]).find("eni-2")


@pytest.mark.parametrize("state", ["pending", "failed", "available", "deleting", "deleted"])
def test_a_nat_gateway_in_any_state(state: str) -> None:
    row = {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": state}
    nat = only(NatGateway, network(NatGateways=[{**row, "FailureCode": "Gateway.NotAttached"}]))
    assert (nat.state, nat.primary_address, nat.failure_code) == (state, None, "Gateway.NotAttached")


def test_a_nat_gateway_uses_its_primary_address_first() -> None:
    addresses = [
        {"PrivateIp": "10.0.1.6", "IsPrimary": False},
        {"PrivateIp": "10.0.1.5", "IsPrimary": True, "Status": "succeeded"},
    ]
    row = {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "ConnectivityType": "private"}
    nat = only(NatGateway, network(NatGateways=[{**row, "NatGatewayAddresses": addresses}]))
    assert str(nat.primary_address.private_ip) == "10.0.1.5"


def test_a_regional_nat_gateway_has_no_subnet() -> None:
    row = {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "AvailabilityMode": "regional"}
    assert only(NatGateway, network(NatGateways=[row])).subnet_id == ""


def test_an_interface_endpoint_with_its_names_and_options() -> None:
    """AWS: vpc/latest/privatelink/privatelink-access-aws-services.html."""
    row = {
        "VpcEndpointId": "vpce-1",
        "VpcId": "vpc-1",
        "VpcEndpointType": "Interface",
        "ServiceName": "com.amazonaws.eu-west-1.s3",
        "State": "Partial",
        "IpAddressType": "dualstack",
        "PolicyDocument": "{}",
        "Groups": [{"GroupId": "sg-1"}],
        "SubnetIds": ["subnet-1"],
        "NetworkInterfaceIds": ["eni-1"],
        "DnsOptions": {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True},
        "DnsEntries": [{"DnsName": "*.s3.eu-west-1.amazonaws.com", "HostedZoneId": "Z1"}],
        "LastError": {"Code": "x", "Message": "y"},
    }
    net = network(VpcEndpoints=[row], NetworkInterfaces=[ENI])
    endpoint = only(VpcEndpoint, net)
    assert endpoint.dns_options.private_dns_only_for_inbound_resolver_endpoint is True
    assert not endpoint.is_available
    assert net.endpoint_of(net.network_interfaces[0]) is endpoint
    assert net.endpoints_in("vpc-1") == (endpoint,)
    assert endpoint.as_aws() == row


def test_a_resource_endpoint_names_no_service() -> None:
    row = {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Resource", "State": "available"}
    assert only(VpcEndpoint, network(VpcEndpoints=[row])).service_name == ""


LISTED = {"PrefixListId": "pl-1", "PrefixListName": "mine", "MaxEntries": 5, "OwnerId": OTHER}
ENTRIES = [{"Cidr": "10.9.0.0/16", "Description": "office"}, {"Cidr": "2600::/40"}]


def test_a_customers_prefix_list_is_its_description_and_its_entries() -> None:
    prefix_list = only(
        PrefixList, network(PrefixLists=[LISTED, {"PrefixListId": "pl-1", "Entries": ENTRIES}])
    )
    assert (prefix_list.prefix_list_name, list(map(str, prefix_list.cidrs))) == ("mine", ["10.9.0.0/16"])


@pytest.mark.parametrize(("rows", "is_read"), [({}, False), ({"Cidrs": []}, True), ({"Entries": []}, True)])
def test_an_empty_prefix_list_is_no_unknown_one(rows: dict[str, Any], is_read: bool) -> None:
    assert only(PrefixList, network(PrefixLists=[{**LISTED, **rows}])).is_read is is_read


def test_a_prefix_list_with_two_contents_is_an_error() -> None:
    rows = [{"PrefixListId": "pl-1", "Cidrs": [cidr]} for cidr in ("10.9.0.0/16", "10.8.0.0/16")]
    with pytest.raises(NetworkError, match="pl-1"):
        network(PrefixLists=rows)


def rule(number: int, **fields: Any) -> dict[str, Any]:
    row = {"SecurityGroupRuleId": f"sgr-{number}", "GroupId": "sg-1", "GroupOwnerId": OTHER}
    return {**row, "IsEgress": False, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **fields}


def test_security_group_rules_alone_tell_the_group() -> None:
    """DescribeSecurityGroupRules writes -1 for the ports of all traffic, DescribeSecurityGroups none."""
    rules = [
        rule(1, CidrIpv4="10.0.0.0/16"),
        rule(2, PrefixListId="pl-1"),
        rule(3, ReferencedGroupInfo={"GroupId": "sg-2", "UserId": OTHER, "VpcId": "vpc-2"}),
        rule(4, CidrIpv6="::/0"),
        rule(5, IsEgress=True, IpProtocol="-1", FromPort=-1, ToPort=-1, CidrIpv4="0.0.0.0/0"),
    ]
    net = network(SecurityGroupRules=rules)
    (group,) = net.security_groups
    into = group.ip_permissions
    assert [len(p.ip_ranges + p.prefix_list_ids + p.user_id_group_pairs + p.ipv6_ranges) for p in into] == [
        1
    ] * 4
    assert into[2].user_id_group_pairs[0].vpc_id == "vpc-2"
    assert {(p.owner_id, p.egress) for p in into} == {("sg-1", False)}
    (out,) = group.ip_permissions_egress
    assert (out.ip_protocol, out.from_port, out.egress) == ("-1", None, True)
    assert group.account == OTHER
    assert len(net.all(SecurityGroupRule)) == 5


def test_a_group_that_was_described_is_not_made_up_from_its_rules() -> None:
    net = network(SecurityGroups=[{"GroupId": "sg-1", "GroupName": "web"}], SecurityGroupRules=[rule(1)])
    assert [(group.group_name, group.ip_permissions) for group in net.security_groups] == [("web", ())]


def test_an_acl_rule_has_icmp_type_and_code_and_an_ipv6_rule_no_ipv4_range() -> None:
    base = {"Egress": True, "RuleAction": "allow"}
    entries = [
        {**base, "RuleNumber": 110, "Protocol": "1", "CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": 8}},
        {**base, "RuleNumber": 101, "Protocol": "-1", "Ipv6CidrBlock": "::/0"},
    ]
    net = network(NetworkAcls=[{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": entries}])
    six, icmp = only(NetworkAcl, net).rules(egress=True)
    assert six.cidr_block is None
    assert icmp.icmp_type_code is not None
    assert (icmp.icmp_type_code.type, icmp.icmp_type_code.code) == (8, -1)


def test_a_subnet_that_no_acl_names_has_the_vpcs_default_one() -> None:
    """AWS: vpc/latest/userguide/vpc-network-acls.html."""
    acls = [{"NetworkAclId": f"acl-{d}", "VpcId": "vpc-1", "IsDefault": d == "yes"} for d in ("no", "yes")]
    net = network(Subnets=[SUBNET], NetworkAcls=acls)
    acl = net.network_acl_of(net.subnets[0])
    assert acl is not None
    assert acl.id == "acl-yes"


def test_dhcp_options_belong_to_the_vpc_that_names_them() -> None:
    servers = {"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.53"}]}
    options = [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [servers]}]
    net = network(Vpcs=[{**VPC, "DhcpOptionsId": "dopt-1"}], DhcpOptions=options)
    found = net.dhcp_options_of(net.vpcs[0])
    assert found is only(DhcpOptions, net)
    assert found.option("domain-name-servers") == ("10.0.0.53",)
    assert found.option("ntp-servers") == ()


def test_an_attachment_to_a_transit_gateway_is_what_both_calls_say_of_it() -> None:
    """DescribeTransitGatewayAttachments has the association, …VpcAttachments the subnets."""
    general = {
        "TransitGatewayAttachmentId": "tgw-attach-1",
        "TransitGatewayId": "tgw-1",
        "ResourceType": "vpc",
        "State": "available",
        "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"},
    }
    of_vpc = {
        "TransitGatewayAttachmentId": "tgw-attach-1",
        "TransitGatewayId": "tgw-1",
        "VpcId": "vpc-1",
        "State": "available",
        "SubnetIds": ["subnet-1"],
    }
    net = network(TransitGatewayAttachments=[general], TransitGatewayVpcAttachments=[of_vpc])
    attachment = only(TransitGatewayAttachment, net)
    assert attachment.association.transit_gateway_route_table_id == "tgw-rtb-1"
    assert attachment.subnet_ids == ("subnet-1",)
    assert net.find("tgw-attach-1") is attachment


@pytest.mark.parametrize(("code", "gone"), [("active", False), ("deleted", True), ("rejected", True)])
def test_a_peering_connection_that_ended_is_gone(code: str, gone: bool) -> None:
    """AWS: vpc/latest/peering/vpc-peering-basics.html (lifecycle)."""
    row = {"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": code, "Message": ""}}
    assert only(VpcPeeringConnection, network(VpcPeeringConnections=[row])).is_gone is gone


ROWS = {
    "TransitGateways": {"TransitGatewayId": "tgw-1"},
    "TransitGatewayRouteTables": {"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1"},
    "EgressOnlyInternetGateways": {"EgressOnlyInternetGatewayId": "eigw-1"},
    "VpnGateways": {"VpnGatewayId": "vgw-1", "VpcAttachments": [{"VpcId": "vpc-1", "State": "attached"}]},
    "VpnConnections": {"VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1"},
    "CustomerGateways": {"CustomerGatewayId": "cgw-1"},
    "CarrierGateways": {"CarrierGatewayId": "cagw-1", "VpcId": "vpc-1"},
    "LocalGateways": {"LocalGatewayId": "lgw-1"},
    "InstanceConnectEndpoints": {"InstanceConnectEndpointId": "eice-1", "VpcId": "vpc-1"},
    "Addresses": {"AllocationId": "eipalloc-1", "PublicIp": "203.0.113.9"},
    "LoadBalancers": {"LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/web/1"},
    "TargetGroups": {"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1"},
}


@pytest.mark.parametrize("key", ROWS)
def test_what_no_path_uses_yet_is_kept_and_found(key: str) -> None:
    row = ROWS[key]
    component = network(**{key: [row]}).find(next(iter(row.values())))
    assert component.as_aws() == row


def test_a_load_balancer_is_found_by_its_name() -> None:
    row = {**ROWS["LoadBalancers"], "LoadBalancerName": "web"}
    assert network(LoadBalancers=[row]).find("web").label == "web"


def test_a_subnet_with_ipv6_alone_is_kept_beside_the_others() -> None:
    row = {"SubnetId": "subnet-6", "VpcId": "vpc-1", "Ipv6Native": True}
    net = network(Subnets=[SUBNET, row])
    assert [subnet.id for subnet in net.subnets] == ["subnet-1"]
    assert isinstance(net.find("subnet-6"), Ipv6OnlySubnet)
    assert "ipv6-only" in keys(net)


def test_every_prefix_of_an_id_names_a_kind_that_is_read() -> None:
    kinds = {kind for listing in LISTINGS for kind in listing.kinds}
    named = [
        kind_named(f"{prefix}-0a1b") for prefix in ("tgw", "tgw-attach", "tgw-rtb", "i", "igw", "eni", "vpce")
    ]
    assert len(set(named)) == 7
    assert set(named) <= kinds
    assert kind_named("zebra-1") is None


def test_subnet_at_finds_the_subnet_of_an_address_that_nobody_has() -> None:
    net = network(Subnets=[SUBNET, {**SUBNET, "SubnetId": "subnet-2", "CidrBlock": "10.0.2.0/24"}])
    found = net.subnet_at("vpc-1", IPv4Address("10.0.2.77"))
    assert found is not None
    assert found.id == "subnet-2"
    assert net.subnet_at("vpc-1", IPv4Address("10.0.9.1")) is None
    assert net.subnet_at("vpc-2", IPv4Address("10.0.2.77")) is None


def test_a_groups_rules_are_known_or_named_as_not_read() -> None:
    row = {**ENI, "Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}]}
    net = network(NetworkInterfaces=[row], SecurityGroups=[{"GroupId": "sg-2"}])
    known, unknown = net.security_groups_of(net.network_interfaces[0])
    assert ([group.id for group in known], unknown) == (["sg-2"], ("sg-1",))


def test_main_and_explicit_associations() -> None:
    rows = [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": True}]}]
    assert only(RouteTable, network(RouteTables=rows)).is_main
