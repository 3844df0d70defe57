"""Roads that lead somewhere, hop by hop.

Expected values: AWS's VPC guide (NAT gateways, internet gateways, network ACLs, route-tables-priority) and
the PrivateLink guide (gateway-endpoints), as facts.md A and B cite them.
"""

import pytest

from helpers.network import Network
from helpers.path import Hop, Layer, Path, Zone, trace
from tests.path import networks as n


def sketch(path: Path | None) -> list[tuple[str, str, str]]:
    """Each hop as (component, source, destination) of the header that leaves it."""
    assert path is not None
    return [(h.component_id, str(h.header_out.source), str(h.header_out.destination)) for h in path.hops]


def at(path: Path, layer: Layer) -> list[Hop]:
    return [hop for hop in path.hops if hop.layer is layer]


def test_the_road_through_nat_rewrites_the_source_twice() -> None:
    p, s3 = n.PRIVATE, n.S3_ADDRESS
    assert sketch(trace(n.network(), "private", "s3")) == [
        ("resolver/vpc-1", p, "10.0.0.2"),
        ("i-private", p, s3),
        ("eni-private", p, s3),
        ("sg-private", p, s3),
        ("acl-private", p, s3),
        ("router/vpc-1", p, s3),
        ("acl-public", p, s3),
        ("nat-1", n.NAT_ADDRESS, s3),
        ("acl-public", n.NAT_ADDRESS, s3),
        ("router/vpc-1", n.NAT_ADDRESS, s3),
        ("igw-1", n.NAT_PUBLIC, s3),
        ("internet", n.NAT_PUBLIC, s3),
        ("com.amazonaws.ap-northeast-2.s3", n.NAT_PUBLIC, s3),
    ]


def test_the_answer_comes_back_through_nat_with_both_rewrites_undone() -> None:
    s3 = n.S3_ADDRESS
    assert sketch(trace(n.network(), "private", "s3").return_path) == [
        ("com.amazonaws.ap-northeast-2.s3", s3, n.NAT_PUBLIC),
        ("internet", s3, n.NAT_PUBLIC),
        ("igw-1", s3, n.NAT_ADDRESS),
        ("acl-public", s3, n.NAT_ADDRESS),
        ("nat-1", s3, n.PRIVATE),
        ("acl-public", s3, n.PRIVATE),
        ("router/vpc-1", s3, n.PRIVATE),
        ("acl-private", s3, n.PRIVATE),
        ("sg-private", s3, n.PRIVATE),
        ("eni-private", s3, n.PRIVATE),
        ("i-private", s3, n.PRIVATE),
    ]


def test_ports_are_restored_for_the_client_that_asked() -> None:
    path = trace(n.network(), "private", "s3")
    sent = next(hop for hop in path.hops if hop.component_id == "i-private").header_in
    assert path.return_path is not None
    assert path.return_path.last_header == sent.reversed()
    assert 1024 <= (path.last_header.source_port or 0) <= 65535  # facts.md I: NAT's ports
    assert path.last_header.source_port != sent.source_port  # NAT chooses a port of its own


def test_the_road_through_the_endpoint_keeps_the_source_and_needs_no_nat() -> None:
    path = trace(n.network(n.endpoint_on("rtb-private")), "private", "s3")
    assert path.component_ids == ("i-private", "eni-private", "rtb-private", "vpce-s3")
    assert {str(hop.header_out.source) for hop in path.hops} == {n.PRIVATE}
    assert not path.exposes_public_address
    assert path.hops[-1].zone is Zone.AWS
    assert sketch(path.return_path)[1][0] == "vpce-s3"
    assert sketch(path.return_path)[-1][0] == "i-private"


def test_component_ids_are_those_that_reachability_analyzer_lists() -> None:
    path = trace(n.network(), "private", "s3")
    assert path.component_ids == (
        "i-private", "eni-private", "rtb-private", "nat-1", "rtb-public", "igw-1",
    )  # fmt: skip


def test_a_hop_stands_at_the_symbol_where_a_picture_shows_it() -> None:
    places = [hop.place_id for hop in trace(n.network(), "private", "s3").hops]
    assert list(dict.fromkeys(places)) == [
        "i-private", "router/vpc-1", "nat-1", "igw-1", "internet", "com.amazonaws.ap-northeast-2.s3",
    ]  # fmt: skip


def test_only_the_stretch_beyond_the_internet_gateway_is_public() -> None:
    path = trace(n.network(), "private", "s3")
    public = [hop.component_id for hop in path.hops if hop.zone is Zone.PUBLIC]
    assert public == ["igw-1", "internet", "com.amazonaws.ap-northeast-2.s3"]


@pytest.mark.parametrize(
    ("extra", "winner"),
    [
        (n.route("3.5.140.0/24", NatGatewayId="nat-1"), "nat-1"),  # longer: facts.md A2
        (n.route("3.5.140.0/22", NatGatewayId="nat-1"), "nat-1"),  # as long: static CIDR first
        (n.route("3.5.128.0/17", NatGatewayId="nat-1"), "vpce-s3"),  # shorter
    ],
)
def test_a_hand_made_route_against_the_endpoints(extra: dict[str, str], winner: str) -> None:
    network = n.network(n.routes("rtb-private", extra), n.endpoint_on("rtb-private"))
    decided = at(trace(network, "private", "s3"), Layer.ROUTE)[0]
    assert getattr(decided.decided_by, "target", None) == winner
    assert len(decided.lost) == 2


def test_s3_in_another_region_goes_by_nat_although_there_is_an_endpoint() -> None:
    """facts.md A2: prefix lists are per Region; the address from ip-ranges.json (facts.md C2)."""
    path = trace(n.network(n.endpoint_on("rtb-private")), "private", "s3@us-east-1")
    assert path.component_ids[-1] == "igw-1"
    assert path.hops[-1].component_id == "com.amazonaws.us-east-1.s3"
    assert path.last_header == trace(path.network, "private", "s3.amazonaws.com").last_header


@pytest.mark.parametrize(
    "host",
    [
        "s3.ap-northeast-2.amazonaws.com",
        "S3.ap-northeast-2.amazonaws.com.",
        "mys3gatewaytest001.s3.ap-northeast-2.amazonaws.com",
        "lab-bucket-111122223333.s3.ap-northeast-2.amazonaws.com",
    ],
)
def test_every_public_name_of_s3_in_seoul_takes_the_endpoint(host: str) -> None:
    assert trace(n.network(n.endpoint_on("rtb-private")), "private", host).endpoint_id == "vpce-s3"


def test_an_endpoint_on_the_public_table_only_is_met_behind_nat_and_the_answer_returns_by_nat() -> None:
    """facts.md G 2: the private table is not associated, so NAT still carries (and bills) the traffic."""
    path = trace(n.network(n.endpoint_on("rtb-public")), "private", "s3")
    assert path.component_ids[-3:] == ("nat-1", "rtb-public", "vpce-s3")
    assert str(path.last_header.source) == n.NAT_ADDRESS
    back = sketch(path.return_path)
    assert [component for component, *_ in back][:4] == [
        "com.amazonaws.ap-northeast-2.s3", "vpce-s3", "acl-public", "nat-1",
    ]  # fmt: skip
    assert back[-1] == ("i-private", n.S3_ADDRESS, n.PRIVATE)


def test_neighbours_in_a_subnet_meet_no_acl_and_no_router() -> None:
    def second(rows: n.Rows) -> None:
        eni = n.interface("eni-2", "subnet-private", "10.0.3.21", Groups=[{"GroupId": "sg-bastion"}])
        rows["NetworkInterfaces"].append(eni)

    closed = n.acl_rules("acl-private")
    path = trace(n.network(second, closed), "private", "10.0.3.21", 22)
    assert path.reachable
    assert [hop.component_id for hop in path.hops] == [
        "i-private", "eni-private", "sg-private", "sg-bastion", "eni-2",
    ]  # fmt: skip


def test_the_bastion_reaches_the_private_instance_by_ssh_and_hears_from_it() -> None:
    path = trace(n.network(), "bastion", "private", 22)
    assert path.reachable
    assert path.component_ids == ("i-bastion", "eni-bastion", "rtb-public", "eni-private", "i-private")
    assert [hop.component_id for hop in path.hops if hop.layer is Layer.NETWORK_ACL] == [
        "acl-public", "acl-private",
    ]  # fmt: skip
    assert path.return_path is not None
    assert path.return_path.component_ids[-1] == "i-bastion"
    admitted = next(hop for hop in path.hops if hop.component_id == "sg-private")
    assert admitted.matched == "sg-bastion"


def test_a_private_dns_name_leads_to_the_interface_endpoints_own_address() -> None:
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    host = "sqs.ap-northeast-2.amazonaws.com"
    path = trace(n.network(n.interface_endpoint("sqs", host, [https])), "bastion", "sqs")
    assert path.component_ids == ("i-bastion", "eni-bastion", "rtb-public", "eni-if", "vpce-if")
    assert str(path.last_header.destination) == "10.0.3.90"
    assert path.reachable
    assert not path.exposes_public_address


def test_a_wildcard_private_dns_name_holds_for_buckets_too() -> None:
    """S3's private name is `*.s3.<Region>.amazonaws.com` (facts.md B4)."""
    open_ = n.interface_endpoint("s3", "*.s3.ap-northeast-2.amazonaws.com", [n.ALL_TRAFFIC])
    host = "some-bucket.s3.ap-northeast-2.amazonaws.com"
    assert trace(n.network(open_), "bastion", host).endpoint_id == "vpce-if"


def test_the_callers_own_resolver_is_asked() -> None:
    asked: list[str] = []

    def resolver(host: str) -> list[str]:
        asked.append(host)
        return ["198.51.100.7"]

    path = trace(n.network(), "private", "www.example.com", resolver=resolver)
    assert asked == ["www.example.com"]
    assert str(path.last_header.destination) == "198.51.100.7"
    assert path.hops[-1].component_id == "internet"


def test_a_secondary_private_address_is_the_source_when_it_is_named() -> None:
    rows = [{"PrivateIpAddress": a, "Primary": a == n.PRIVATE} for a in (n.PRIVATE, "10.0.3.21")]
    two = n.setting("NetworkInterfaces", "eni-private", PrivateIpAddresses=rows)
    path = trace(n.network(two, n.endpoint_on("rtb-private")), "10.0.3.21", "s3")
    assert str(path.last_header.source) == "10.0.3.21"


@pytest.mark.parametrize(("number", "name"), [("6", "tcp"), ("17", "udp"), ("1", "icmp")])
def test_a_protocol_number_means_the_same_as_its_name(number: str, name: str) -> None:
    network = n.network(n.endpoint_on("rtb-private"))
    by_number, by_name = (trace(network, "private", "s3", 443, p) for p in (number, name))
    assert by_number.to_dict() == by_name.to_dict()


def test_answers_that_were_not_read_do_not_block() -> None:
    """Any subset loads: what is unknown is warned of, and is neither an allow rule nor an obstacle."""
    network: Network = n.network(n.without("SecurityGroups", "NetworkAcls"), n.endpoint_on("rtb-private"))
    assert trace(network, "private", "s3").reachable
    warned = [warning.key for warning in network.warnings]
    assert warned == ["network.warning.no-security-groups", "network.warning.no-network-acls"]


def test_the_way_back_passes_nat_even_if_its_interface_was_not_read() -> None:
    def forget(rows: n.Rows) -> None:
        rows["NetworkInterfaces"] = [
            eni for eni in rows["NetworkInterfaces"] if eni["NetworkInterfaceId"] != "eni-nat"
        ]

    back = trace(n.network(forget), "private", "s3").return_path
    assert sketch(back)[-1] == ("i-private", n.S3_ADDRESS, n.PRIVATE)


def test_an_endpoint_to_a_service_that_the_lab_does_not_know_brings_the_answer_back() -> None:
    name = "com.amazonaws.ap-northeast-2.s3express"
    other = n.setting("PrefixLists", n.S3_LIST, PrefixListName=name, Cidrs=["198.51.100.0/24"])
    bare = n.setting("NetworkInterfaces", "eni-private", Groups=[])
    network = n.network(other, bare, n.endpoint_on("rtb-private"), n.without("NetworkAcls"))
    path = trace(network, "private", "198.51.100.1")
    assert sketch(path.return_path)[-1][0] == "i-private"


def test_a_group_rule_may_name_the_prefix_list() -> None:
    """facts.md A4: the narrowest outbound rule for a gateway endpoint; other Regions' ranges stay shut."""
    to_s3 = {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "PrefixListIds": [{"PrefixListId": n.S3_LIST}],
    }
    network = n.network(
        n.setting("SecurityGroups", "sg-private", IpPermissionsEgress=[to_s3]), n.endpoint_on("rtb-private")
    )
    path = trace(network, "private", "s3")
    assert path.reachable
    assert at(path, Layer.SECURITY_GROUP)[0].matched == f"{n.S3_LIST} (3.5.140.0/22)"
    assert not trace(network, "private", "s3@us-east-1").reachable


def test_without_private_dns_the_public_name_stays_public() -> None:
    """facts.md G 10."""
    made = n.interface_endpoint("sqs", "sqs.ap-northeast-2.amazonaws.com", [n.ALL_TRAFFIC])
    off = n.setting("VpcEndpoints", "vpce-if", PrivateDnsEnabled=False)
    assert trace(n.network(made, off), "private", "sqs").component_ids[-1] == "igw-1"
