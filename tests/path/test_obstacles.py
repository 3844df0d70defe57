"""What stands in the way: where the packet is lost, Reachability Analyzer's code, and the call that mends it.

Codes: AWS, vpc/latest/reachability/explanation-codes.html, as facts.md E lists them.
"""

from typing import Any

import pytest

from helpers.path import Explanation, Layer, Path, trace
from tests.path import networks as n

HTTPS_OUT = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": n.ANYWHERE}
NO_DEFAULT = n.routes("rtb-private")
BLACKHOLE = n.routes("rtb-private", {**n.route("0.0.0.0/0", NatGatewayId="nat-gone"), "State": "blackhole"})
NO_EGRESS = n.setting("SecurityGroups", "sg-private", IpPermissionsEgress=[])
ACL_OUT_CLOSED = n.acl_rules("acl-private", n.entry(100, False))
ACL_NO_ANSWERS = n.acl_rules("acl-private", n.entry(100, True), n.entry(100, False, **n.ports(22, 22)))
DETACHED = n.setting("InternetGateways", "igw-1", Attachments=[])
NAT_PRIVATE = n.setting("NatGateways", "nat-1", SubnetId="subnet-private")
STOPPED = n.setting("Instances", "i-private", State={"Name": "stopped"})
DNS_OFF = n.setting("Vpcs", n.VPC, EnableDnsSupport=False)
NO_PUBLIC = n.setting("NetworkInterfaces", "eni-bastion", Association=None, PrivateIpAddresses=[])
PENDING = n.setting("NatGateways", "nat-1", State="pending")


def first(path: Path) -> Explanation:
    assert not path.reachable
    return path.explanations[0]


def mend(path: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(call.operation, dict(call.parameters)) for call in first(path).mend]


@pytest.mark.parametrize(
    ("change", "source", "code", "component", "layer"),
    [
        (NO_EGRESS, "private", "SG_HAS_NO_RULES", "sg-private", Layer.SECURITY_GROUP),
        (ACL_OUT_CLOSED, "private", "SUBNET_ACL_RESTRICTION", "acl-private", Layer.NETWORK_ACL),
        (NO_DEFAULT, "private", "NO_ROUTE_TO_DESTINATION", "rtb-private", Layer.ROUTE),
        (BLACKHOLE, "private", "BAD_STATE_ROUTE", "rtb-private", Layer.ROUTE),
        (DETACHED, "bastion", "BAD_STATE_ATTACHMENT", "igw-1", Layer.INTERNET_GATEWAY),
        (NO_PUBLIC, "bastion", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", "igw-1", Layer.INTERNET_GATEWAY),
        (PENDING, "private", "BAD_STATE", "nat-1", Layer.NAT),
        (NAT_PRIVATE, "private", "NO_PATH", "nat-1", Layer.NAT),
        (STOPPED, "private", "BAD_STATE", "i-private", Layer.INSTANCE),
        (DNS_OFF, "private", None, "vpc-1", Layer.DNS),
        (n.endpoint_on("rtb-private", state="deleting"), "private", "BAD_STATE", "vpce-s3", Layer.ENDPOINT),
        (n.without("NatGateways"), "private", "UNKNOWN_RESOURCE", "nat-1", Layer.NAT),
        (n.without("InternetGateways"), "bastion", "UNKNOWN_RESOURCE", "igw-1", Layer.INTERNET_GATEWAY),
    ],
)
def test_each_obstacle_has_its_code_and_the_path_ends_there(
    change: n.Change, source: str, code: str | None, component: str, layer: Layer
) -> None:
    path = trace(n.network(change), source, "s3")
    assert (first(path).code, first(path).component_id) == (code, component)
    assert path.blocked_at is path.hops[-1]
    assert path.hops[-1].layer is layer
    assert component in path.describe()


def test_a_group_whose_rules_do_not_match_is_a_mismatch() -> None:
    narrow = n.setting(
        "SecurityGroups", "sg-private", IpPermissionsEgress=[{**n.SSH, "IpRanges": n.ANYWHERE}]
    )
    path = trace(n.network(narrow), "private", "s3")
    assert first(path).code == "ENI_SG_RULES_MISMATCH"
    assert [lost.code for lost in path.hops[-1].lost] == ["port"]


def test_an_acl_without_ephemeral_ports_loses_the_answer_not_the_request() -> None:
    """ACLs are stateless; ports 1024-65535 (vpc/latest/userguide/nacl-ephemeral-ports.html)."""
    path = trace(n.network(n.endpoint_on("rtb-private"), ACL_NO_ANSWERS), "private", "s3")
    assert path.blocked_at is None
    assert path.return_path is not None
    assert path.return_path.hops[-1].component_id == "acl-private"
    assert not path.return_path.hops[-1].allowed
    assert mend(path) == [
        (
            "CreateNetworkAclEntry",
            {
                "NetworkAclId": "acl-private",
                "RuleNumber": 32766,
                "Protocol": "6",
                "RuleAction": "allow",
                "Egress": False,
                "CidrBlock": "3.5.140.1/32",
                "PortRange": {"From": 1024, "To": 65535},
            },
        )
    ]


def test_one_obstacle_does_not_hide_the_next() -> None:
    path = trace(n.network(NO_EGRESS, ACL_OUT_CLOSED, NO_DEFAULT), "private", "s3")
    assert [explanation.component_id for explanation in path.explanations] == [
        "sg-private", "acl-private", "rtb-private",
    ]  # fmt: skip
    assert path.hops[-1].component_id == "sg-private"


def test_obstacles_of_both_ways_are_named_in_order() -> None:
    path = trace(n.network(n.endpoint_on("rtb-private"), NO_EGRESS, ACL_NO_ANSWERS), "private", "s3")
    assert [explanation.component_id for explanation in path.explanations] == ["sg-private", "acl-private"]


def test_a_bastion_that_the_group_does_not_admit() -> None:
    closed = n.setting("SecurityGroups", "sg-private", IpPermissions=[{**n.SSH, "IpRanges": []}])
    path = trace(n.network(closed), "bastion", "private", 22)
    assert first(path).code == "ENI_SG_RULES_MISMATCH"
    assert mend(path) == [
        (
            "AuthorizeSecurityGroupIngress",
            {
                "GroupId": "sg-private",
                "IpPermissions": [
                    {
                        "IpProtocol": "tcp",
                        "FromPort": 22,
                        "ToPort": 22,
                        "IpRanges": [{"CidrIp": f"{n.BASTION}/32"}],
                    }
                ],
            },
        )
    ]


def test_an_interface_endpoint_with_a_closed_group_blocks() -> None:
    """facts.md B2: the endpoint's group must admit 443 from the client."""
    closed = n.interface_endpoint("sqs", "sqs.ap-northeast-2.amazonaws.com", [])
    path = trace(n.network(closed), "private", "sqs")
    assert (first(path).code, first(path).component_id) == ("SG_HAS_NO_RULES", "sg-endpoint")


def test_udp_does_not_pass_a_gateway_endpoint() -> None:
    path = trace(n.network(n.endpoint_on("rtb-private")), "private", "s3", 443, "udp")
    assert first(path).code == "VPCE_GATEWAY_PROTOCOL_RESTRICTION"
    assert first(path).mend == ()


def test_an_answer_that_a_route_sends_through_nat_is_lost_there() -> None:
    """NAT translates connections that it saw begin (vpc/latest/userguide/vpc-nat-gateway.html)."""
    detour = n.routes("rtb-private", n.route("10.0.1.0/24", NatGatewayId="nat-1"))
    path = trace(n.network(detour), "bastion", "private", 22)
    assert path.blocked_at is None
    assert (first(path).code, first(path).component_id) == (None, "nat-1")


def test_an_address_of_the_vpc_that_nobody_has() -> None:
    path = trace(n.network(), "private", "10.0.1.99")
    assert first(path).code == "UNKNOWN_DESTINATION"


def test_a_private_destination_does_not_pass_the_internet_gateway() -> None:
    path = trace(n.network(), "bastion", "192.168.1.1")
    assert first(path).code == "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"


def test_a_target_that_the_lab_does_not_follow_is_named_and_not_called_a_missing_route() -> None:
    peering = n.routes("rtb-private", n.route("0.0.0.0/0", VpcPeeringConnectionId="pcx-1"))
    path = trace(n.network(peering), "private", "s3")
    assert (first(path).code, first(path).component_id) == ("UNSUPPORTED_COMPONENT", "pcx-1")
    assert "knows no usable route" not in path.describe()


def test_a_name_without_an_answer() -> None:
    path = trace(n.network(), "private", "nowhere.example.com", resolver=lambda host: [])
    assert [hop.layer for hop in path.hops] == [Layer.DNS]
    assert "nowhere.example.com" in str(first(path).message)


# ---------------------------------------------------------------- mends as data


def test_mend_without_a_route_an_endpoint_is_made_or_the_one_there_is_associated() -> None:
    made = mend(trace(n.network(NO_DEFAULT), "private", "s3"))
    assert made == [
        (
            "CreateVpcEndpoint",
            {
                "VpcId": n.VPC,
                "ServiceName": "com.amazonaws.ap-northeast-2.s3",
                "VpcEndpointType": "Gateway",
                "RouteTableIds": ["rtb-private"],
            },
        )
    ]
    associated = mend(trace(n.network(NO_DEFAULT, n.endpoint_on("rtb-public")), "private", "s3"))
    assert associated == [
        ("ModifyVpcEndpoint", {"VpcEndpointId": "vpce-s3", "AddRouteTableIds": ["rtb-private"]})
    ]


def test_mend_without_a_route_to_the_internet_a_default_route_to_nat() -> None:
    path = trace(n.network(NO_DEFAULT), "private", "8.8.8.8")
    default = {"RouteTableId": "rtb-private", "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}
    assert mend(path) == [("CreateRoute", default)]


def test_mend_of_a_blackhole_as_wide_as_the_default_replaces_it() -> None:
    path = trace(n.network(BLACKHOLE), "private", "8.8.8.8")
    assert [operation for operation, _ in mend(path)] == ["ReplaceRoute"]


def test_mend_of_a_longer_blackhole_removes_it_because_a_wider_route_could_not_win() -> None:
    hole = {**n.route("3.5.140.0/24", NatGatewayId="nat-gone"), "State": "blackhole"}
    path = trace(n.network(n.routes("rtb-private", hole), n.endpoint_on("rtb-private")), "private", "s3")
    assert mend(path) == [
        ("DeleteRoute", {"RouteTableId": "rtb-private", "DestinationCidrBlock": "3.5.140.0/24"})
    ]


def test_mend_of_a_longer_blackhole_in_a_table_without_another_road_gives_one_too() -> None:
    hole = {**n.route("3.5.140.0/24", NatGatewayId="nat-gone"), "State": "blackhole"}
    path = trace(n.network(n.routes("rtb-private", hole)), "private", "s3")
    assert [operation for operation, _ in mend(path)] == ["DeleteRoute", "CreateVpcEndpoint"]


@pytest.mark.parametrize("address", ["192.168.1.1", "100.64.0.1"])
def test_no_route_to_the_internet_is_offered_for_a_private_address(address: str) -> None:
    assert mend(trace(n.network(NO_DEFAULT), "private", address)) == []


def test_no_endpoint_is_offered_for_an_address_outside_the_services_ranges() -> None:
    """An own resolver may send S3's name anywhere; the endpoint's route would not hold that address."""
    path = trace(
        n.network(NO_DEFAULT), "private", "s3.ap-northeast-2.amazonaws.com", resolver=lambda _: ["8.8.8.8"]
    )
    assert [operation for operation, _ in mend(path)] == ["CreateRoute"]


def test_no_route_to_nat_is_offered_to_the_table_that_nats_own_subnet_uses() -> None:
    one_table = n.setting(
        "RouteTables",
        "rtb-public",
        Associations=[{"SubnetId": s} for s in ("subnet-public", "subnet-private")],
    )
    alone = n.setting("RouteTables", "rtb-private", Associations=[])
    path = trace(n.network(one_table, alone, n.routes("rtb-public")), "private", "8.8.8.8")
    assert all("NatGatewayId" not in parameters for _, parameters in mend(path))


def test_mend_of_an_address_gives_an_elastic_ip_to_the_interface() -> None:
    (allocate, _), (associate, parameters) = mend(trace(n.network(NO_PUBLIC), "bastion", "s3"))
    assert (allocate, associate) == ("AllocateAddress", "AssociateAddress")
    assert parameters["NetworkInterfaceId"] == "eni-bastion"
    assert parameters["PrivateIpAddress"] == n.BASTION


@pytest.mark.parametrize(
    ("change", "source", "call"),
    [
        (DETACHED, "bastion", ("AttachInternetGateway", {"InternetGatewayId": "igw-1", "VpcId": n.VPC})),
        (STOPPED, "private", ("StartInstances", {"InstanceIds": ["i-private"]})),
        (DNS_OFF, "private", ("ModifyVpcAttribute", {"VpcId": n.VPC, "EnableDnsSupport": {"Value": True}})),
    ],
)
def test_mends_of_one_call(change: n.Change, source: str, call: tuple[str, dict[str, Any]]) -> None:
    assert mend(trace(n.network(change), source, "s3")) == [call]


def test_a_closed_acl_is_opened_for_the_port_asked_even_if_it_is_a_high_one() -> None:
    _, parameters = mend(trace(n.network(ACL_OUT_CLOSED), "private", "8.8.8.8", 8443))[0]
    assert parameters["PortRange"] == {"From": 8443, "To": 8443}


def test_a_deny_rule_numbered_one_leaves_no_number_before_it_and_is_deleted() -> None:
    denied = n.acl_rules("acl-private", n.entry(1, True, "deny"), n.entry(100, False))
    _, parameters = mend(trace(n.network(denied), "private", "s3"))[0]
    assert parameters == {"NetworkAclId": "acl-private", "RuleNumber": 1, "Egress": True}


def test_a_mend_for_ping_names_all_icmp_types() -> None:
    """EC2's API: "For tcp, udp, and icmp, you must specify a port range" (IpPermission)."""
    _, parameters = mend(trace(n.network(NO_EGRESS), "private", "8.8.8.8", protocol="icmp"))[0]
    (permission,) = parameters["IpPermissions"]
    assert (permission["FromPort"], permission["ToPort"]) == (-1, -1)


def test_a_new_acl_rule_takes_the_next_free_number_before_the_one_that_denied() -> None:
    rules = [n.entry(50, True, "deny"), n.entry(49, True, CidrBlock="10.0.0.0/16"), n.entry(100, False)]
    _, parameters = mend(trace(n.network(n.acl_rules("acl-private", *rules)), "private", "s3"))[0]
    assert parameters["RuleNumber"] == 48
