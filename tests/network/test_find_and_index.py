"""find(), the table and ACL of a subnet, and longest-prefix match.

Priorities: AWS, vpc/latest/userguide/route-tables-priority.html, as facts.md A2 says.
"""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import NetworkError
from helpers.network import Network, PrefixList, RouteTable
from helpers.network.parse import Answer, merge, parse
from helpers.network.routing import Outcome, RouteIndex
from tests.path import networks as n


def table(*routes: dict[str, Any]) -> RouteTable:
    return RouteTable.model_validate({"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": list(routes)})


def lists(**cidrs: list[str]) -> dict[str, PrefixList]:
    rows = {f"pl-{name}": {"PrefixListId": f"pl-{name}", "Cidrs": found} for name, found in cidrs.items()}
    return {key: PrefixList.model_validate(row) for key, row in rows.items()}


@pytest.mark.parametrize("reference", ["eni-private", "10.0.3.20"])
def test_find_by_id_and_by_private_address(reference: str) -> None:
    assert n.network().find(reference).id == "eni-private"


def test_find_by_name() -> None:
    assert n.network().find("private").id == "i-private"


def test_find_says_what_there_is_when_nothing_is_meant() -> None:
    with pytest.raises(NetworkError, match="private, bastion"):
        n.network().find("privat")


def test_find_does_not_take_an_empty_name_for_a_name() -> None:
    with pytest.raises(NetworkError, match="Nothing here is called"):
        n.network(n.setting("Subnets", "subnet-private", Tags=n.named(""))).find("")


def test_find_names_the_candidates_of_an_id_that_two_regions_share() -> None:
    """pl-78a54011 is S3 in Seoul and DynamoDB in Tokyo (facts.md C1)."""
    both = merge([n.network(), n.network(region="ap-northeast-1")])
    with pytest.raises(NetworkError) as caught:
        both.find(n.S3_LIST)
    assert "ap-northeast-2" in str(caught.value)
    assert "ap-northeast-1" in str(caught.value)


def test_an_instance_that_is_terminated_steps_back_behind_its_successor() -> None:
    def rebuilt(rows: n.Rows) -> None:
        old = {**n.instance("private", "", "", n.PRIVATE), "InstanceId": "i-old"}
        rows["Instances"].insert(0, {**old, "State": {"Name": "terminated"}})

    network = n.network(rebuilt)
    assert network.find("private").id == "i-private"
    assert network.find("i-old").id == "i-old"


def test_a_prefix_list_id_is_looked_up_in_its_own_region() -> None:
    cidrs = {"ap-northeast-2": "3.5.140.0/22", "ap-northeast-1": "52.94.8.0/24"}
    both = merge(
        n.network(
            n.setting("PrefixLists", n.S3_LIST, Cidrs=[cidr]), n.endpoint_on("rtb-private"), region=region
        )
        for region, cidr in cidrs.items()
    )
    for region, cidr in cidrs.items():
        rtb = both.get(RouteTable, "rtb-private", region)
        assert rtb is not None
        match = both.routes_of(rtb).longest_prefix_match(IPv4Network(cidr)[1])
        assert match is not None
        assert match.cidr == IPv4Network(cidr)


def test_a_subnet_without_a_table_of_its_own_uses_the_main_one() -> None:
    def main(rows: n.Rows) -> None:
        rows["RouteTables"] += [n.table("rtb-main", routes=[], main=True)]
        n.row(rows, "RouteTables", "rtb-private")["Associations"] = []

    network = n.network(main)
    used = {subnet.id: network.route_table_of(subnet) for subnet in network.subnets}
    assert {key: found.id for key, found in used.items() if found} == {
        "subnet-public": "rtb-public",
        "subnet-private": "rtb-main",
    }


def test_acl_rules_come_in_the_order_of_their_numbers() -> None:
    mixed = n.acl_rules(
        "acl-private", n.entry(200, True), n.entry(32767, True), n.entry(10, True), n.entry(5, False)
    )
    (acl,) = (a for a in n.network(mixed).network_acls if a.id == "acl-private")
    assert [rule.rule_number for rule in acl.rules(egress=True)] == [10, 200, 32767]


STATIC = {"DestinationCidrBlock": "3.5.140.0/22", "NatGatewayId": "nat-static"}
LISTED = {"DestinationPrefixListId": "pl-s3", "GatewayId": "vpce-listed"}
PROPAGATED = {
    "DestinationCidrBlock": "3.5.140.0/22",
    "GatewayId": "vgw-propagated",
    "Origin": "EnableVgwRoutePropagation",
}


@pytest.mark.parametrize(
    ("rows", "winner"),
    [
        ([PROPAGATED, LISTED, STATIC], "nat-static"),
        ([PROPAGATED, LISTED], "vpce-listed"),
        ([LISTED, PROPAGATED], "vpce-listed"),
        ([PROPAGATED], "vgw-propagated"),
    ],
)
def test_at_equal_length_static_goes_before_prefix_list_before_propagated(
    rows: list[dict[str, Any]], winner: str
) -> None:
    index = RouteIndex(table(*rows), lists(s3=["3.5.140.0/22"]))
    match = index.longest_prefix_match(IPv4Address("3.5.140.1"))
    assert match is not None
    assert match.route.target == winner
    losers = [
        outcome for route, _, outcome in index.outcomes(IPv4Address("3.5.140.1")) if route is not match.route
    ]
    assert set(losers) <= {Outcome.HIGHER_PRIORITY_ROUTE}


CIDRS = st.builds(
    lambda number, length: IPv4Network((number << 24, length), strict=False),
    st.integers(0, 255),
    st.integers(0, 12),
) | st.builds(
    lambda number, length: IPv4Network((0x0A000000 + number, length), strict=False),
    st.integers(0, 0xFFFF),
    st.integers(8, 32),
)
ADDRESSES = st.integers(0x0A000000, 0x0A00FFFF) | st.integers(0, 0xFFFFFFFF)


@given(st.lists(CIDRS, max_size=12, unique=True), st.lists(CIDRS, max_size=6, unique=True), ADDRESSES)
def test_longest_prefix_match_agrees_with_trying_every_route(
    static: list[IPv4Network], listed: list[IPv4Network], number: int
) -> None:
    """The oracle asks `ipaddress` about every CIDR in turn."""
    address = IPv4Address(number)
    rows = [{"DestinationCidrBlock": str(cidr), "NatGatewayId": f"nat-{cidr}"} for cidr in static]
    rows.append({"DestinationPrefixListId": "pl-x", "GatewayId": "vpce-x"})
    match = RouteIndex(table(*rows), lists(x=[str(cidr) for cidr in listed])).longest_prefix_match(address)
    candidates = [(c.prefixlen, 1, f"nat-{c}") for c in static if address in c]
    candidates += [(c.prefixlen, 0, "vpce-x") for c in listed if address in c]
    expected = max(candidates, default=None)
    assert (match and (match.cidr.prefixlen, match.route.target)) == (expected and (expected[0], expected[2]))


@given(st.lists(CIDRS, max_size=8, unique=True), ADDRESSES)
def test_outcomes_name_every_route_once_with_one_winner_at_most(
    cidrs: list[IPv4Network], number: int
) -> None:
    address = IPv4Address(number)
    rows = [{"DestinationCidrBlock": str(cidr), "NatGatewayId": "nat-1"} for cidr in cidrs]
    outcomes = RouteIndex(table(*rows), {}).outcomes(address)
    assert [route.destination for route, _, _ in outcomes] == [str(cidr) for cidr in cidrs]
    for _, cidr, outcome in outcomes:
        assert (cidr is not None and address in cidr) == (outcome is not Outcome.CANNOT_ROUTE)
    assert sum(outcome is Outcome.WINS for *_, outcome in outcomes) == any(address in c for c in cidrs)


def test_a_prefix_lists_ipv6_ranges_are_left_out() -> None:
    both = parse(
        [Answer({"PrefixLists": [{"PrefixListId": "pl-6", "Cidrs": ["2600::/40", "3.5.140.0/22"]}]}, "t")]
    )
    assert isinstance(both, Network)
    assert [str(cidr) for cidr in both.prefix_lists[0].cidrs] == ["3.5.140.0/22"]
