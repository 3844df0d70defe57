"""What holds for every network: a trace ends, answers the same twice, and its hops join up."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import LabError
from helpers.network import Network, RouteTable
from helpers.path import Layer, Path, trace
from tests.path import networks as n

# Reachability Analyzer's codes as facts.md E lists them (vpc/latest/reachability/explanation-codes.html).
CODES = {
    None,
    "NO_ROUTE_TO_DESTINATION",
    "CANNOT_ROUTE",
    "MORE_SPECIFIC_ROUTE",
    "HIGHER_PRIORITY_ROUTE",
    "BAD_STATE_ROUTE",
    "VPC_LOCAL_ROUTE_CIDR_RESTRICTION",
    "ENI_SG_RULES_MISMATCH",
    "SG_HAS_NO_RULES",
    "SG_REFERENCES_NOT_PRESERVED",
    "SG_REFERENCING_SUPPORT",
    "ENI_ADDRESS_RESTRICTION",
    "ENI_SOURCE_DEST_CHECK_RESTRICTION",
    "SUBNET_ACL_RESTRICTION",
    "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
    "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
    "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS",
    "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS",
    "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS",
    "NGW_REQUIRES_SOURCE_IN_VPC",
    "VPCE_GATEWAY_PROTOCOL_RESTRICTION",
    "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION",
    "VPCE_INTRA_VPC_TRAFFIC",
    "BAD_STATE",
    "BAD_STATE_ATTACHMENT",
    "NO_POSSIBLE_DESTINATION",
    "UNKNOWN_DESTINATION",
    "UNKNOWN_RESOURCE",
    "PROTOCOL_RESTRICTION",
    "NO_PATH",
    "UNASSOCIATED_COMPONENT",
    "UNSUPPORTED_COMPONENT",
}

TARGETS = [
    {"NatGatewayId": "nat-1"},
    {"NatGatewayId": "nat-2"},
    {"GatewayId": "igw-1"},
    {"GatewayId": "vpce-s3"},
    {"GatewayId": "igw-absent"},
    {"NatGatewayId": "nat-absent"},
    {"TransitGatewayId": "tgw-1"},
]
CIDRS = [
    "0.0.0.0/0",
    "3.5.140.0/22",
    "3.5.140.0/24",
    "10.0.1.0/24",
    "10.0.3.0/24",
    "52.0.0.0/8",
    "10.0.0.0/16",
]
SUBNETS = ["subnet-public", "subnet-private"]

routes = st.lists(
    st.builds(
        lambda cidr, target, state: {**n.route(cidr), **target, "State": state},
        st.sampled_from(CIDRS),
        st.sampled_from(TARGETS),
        st.sampled_from(["active", "active", "active", "blackhole"]),
    ),
    max_size=4,
    unique_by=lambda row: str(row["DestinationCidrBlock"]),
)
acl_entries = st.lists(
    st.builds(
        lambda number, egress, action, cidr: n.entry(number, egress, action, CidrBlock=cidr),
        st.integers(1, 300),
        st.booleans(),
        st.sampled_from(["allow", "allow", "deny"]),
        st.sampled_from(CIDRS),
    ),
    max_size=5,
)
permissions = st.lists(
    st.builds(lambda cidr: {"IpProtocol": "-1", "IpRanges": [{"CidrIp": cidr}]}, st.sampled_from(CIDRS)),
    max_size=2,
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """The tutorial's VPC with random routes, rules, NAT gateways and readings."""
    rows = n.tutorial()
    if draw(st.booleans()):
        n.endpoint_on(*draw(st.sets(st.sampled_from(["rtb-public", "rtb-private"]))))(rows)
    for table in rows["RouteTables"]:
        keep_local: list[Any] = draw(st.sampled_from([[n.local()], [n.local()], []]))
        table["Routes"] = keep_local + table["Routes"][2:] + draw(routes)
    for acl in rows["NetworkAcls"]:
        acl["Entries"] += draw(acl_entries)
    for group in rows["SecurityGroups"]:
        group["IpPermissionsEgress"] = draw(st.sampled_from([[n.ALL_TRAFFIC]]) | permissions)
        group["IpPermissions"] = draw(permissions)
    second = {"NatGatewayId": "nat-2", "NatGatewayAddresses": [{"PrivateIp": draw(st.sampled_from(NAT_2))}]}
    rows["NatGateways"] += [{**n.nat_row(draw(st.sampled_from(SUBNETS))), **second}]
    for key in draw(
        st.sets(st.sampled_from(["NetworkAcls", "SecurityGroups", "NatGateways", "PrefixLists"]))
    ):
        rows[key] = draw(st.sampled_from([rows[key], []]))
    return n.network(lambda fresh: fresh.update(rows))


NAT_2 = ["10.0.3.5", "10.0.3.20", "10.0.1.10", "10.0.1.5", "172.16.0.1"]  # collisions too
SOURCES = st.sampled_from(["private", "bastion", "eni-nat"])
DESTINATIONS = st.sampled_from(
    [
        "s3",
        "dynamodb",
        "sqs",
        "s3@us-east-1",
        "8.8.8.8",
        "private",
        "bastion",
        "10.0.3.20",
        "10.0.1.10",
        "10.0.1.5",
        "10.0.9.9",
        "192.168.0.1",
    ]
)
PROTOCOLS = st.sampled_from(["tcp", "udp", "icmp", "50"])


def ways(path: Path) -> Iterator[Path]:
    yield path
    if path.return_path:
        yield path.return_path


@settings(max_examples=250, deadline=None)
@given(networks(), SOURCES, DESTINATIONS, PROTOCOLS)
def test_a_trace_ends_answers_the_same_twice_and_can_be_told(
    network: Network, source: str, destination: str, protocol: str
) -> None:
    path = trace(network, source, destination, 443, protocol)
    assert json.dumps(path.to_dict()) == json.dumps(
        trace(network, source, destination, 443, protocol).to_dict()
    )
    assert {explanation.code for explanation in path.explanations} <= CODES
    assert path.describe()
    assert path._repr_html_()
    assert len(path.hops) < 60


@settings(max_examples=250, deadline=None)
@given(networks(), SOURCES, DESTINATIONS)
def test_hops_join_up_and_only_the_last_one_stops_the_packet(
    network: Network, source: str, destination: str
) -> None:
    path = trace(network, source, destination)
    for way in ways(path):
        walked = [hop for hop in way.hops if hop.layer is not Layer.DNS]
        assert all(one.header_out == other.header_in for one, other in pairwise(walked))
        assert all(hop.allowed for hop in way.hops[:-1])
        assert way.hops[-1].allowed == (not way.explanations or way.blocked_at is None)
    if path.reachable:
        assert path.return_path is not None
        sent = next(hop for hop in path.hops if hop.layer is not Layer.DNS).header_in
        assert path.return_path.last_header == sent.reversed()
        assert path.return_path.hops[-1].component_id == path.source_id


@settings(max_examples=150, deadline=None)
@given(networks(), st.sampled_from(["s3", "8.8.8.8", "s3@us-east-1", "10.0.1.10"]))
def test_without_the_winning_route_the_next_one_of_the_losers_decides(
    network: Network, destination: str
) -> None:
    """The oracle picks the next one from the hop's own list of losers: the longest, in AWS's order."""
    decided = [hop for hop in trace(network, "private", destination).hops if hop.layer is Layer.ROUTE][:1]
    if not decided or decided[0].decided_by is None:
        return
    winner = decided[0].decided_by
    holders = [lost for lost in decided[0].lost if lost.code != "CANNOT_ROUTE"]

    def less(component: Any) -> Any:
        if not isinstance(component, RouteTable) or component.id != "rtb-private":
            return component
        left = tuple(route for route in component.routes if route is not winner)
        return component.model_copy(update={"routes": left})

    smaller = replace(network, components=tuple(map(less, network.components)))
    again = [hop for hop in trace(smaller, "private", destination).hops if hop.layer is Layer.ROUTE][:1]
    assert again
    longest = max((int(str(lost.matched).rpartition("/")[2]) for lost in holders), default=None)
    assert (again[0].matched and int(again[0].matched.rpartition("/")[2])) == longest
    assert again[0].decided_by is None or again[0].decided_by in [lost.rule for lost in holders]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20), st.integers(), st.text(max_size=5))
def test_whatever_is_asked_only_a_path_or_a_lab_error_comes_out(
    source: str, destination: str, port: int, protocol: str
) -> None:
    network = n.network()
    for arguments in (
        (source, destination),
        ("private", destination, port),
        ("private", "s3", 443, protocol),
    ):
        try:
            assert isinstance(trace(network, *arguments), Path)
        except LabError as error:
            assert str(error)
