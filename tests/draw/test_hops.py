"""One decision at a time: what is highlighted, which panel stands below, and that nothing moves."""

from collections.abc import Callable

import pytest

from helpers.draw import Diagram, canvas
from helpers.draw.scene import Badge, Frame, Halo, Icon, Road, Shield, Text
from helpers.errors import LabError
from helpers.network import Network, RouteTable
from helpers.path import Hop, Layer, Path, trace
from tests.draw.networks import AFTER, BEFORE, S3, SHAPES, Shape, private_instance, vpc
from tests.path.networks import network

NAT = trace(vpc(BEFORE), private_instance(BEFORE), "s3")
ENDPOINT = trace(vpc(AFTER), private_instance(AFTER), "s3")
NEIGHBOURS = Shape(first_zone_only=False)
FILTERED = trace(network(), "i-private", "s3")
SQS = trace(vpc(SHAPES["interface-endpoint"][0]), private_instance(SHAPES["interface-endpoint"][0]), "sqs")


def words(picture: Diagram) -> list[str]:
    return [mark.text for mark in picture.scene.marks if isinstance(mark, Text)]


def index(path: Path, layer: Layer, number: int = 0) -> int:
    return [n for n, hop in enumerate(path.hops) if hop.layer is layer][number]


def chosen_kinds(picture: Diagram) -> list[str]:
    halos = [mark for mark in picture.scene.marks if isinstance(mark, Halo)]
    return [halo.kind for halo in halos if halo.rect.top < picture.layout.height]


# ---------------------------------------------------------------------- the panel of each layer


def test_a_route_hop_shows_the_very_table_that_it_read() -> None:
    first, second = (words(Diagram(NAT, hop=index(NAT, Layer.ROUTE, n))) for n in (0, 1))
    assert any("Route table lab-private-a, read at hop 2" in text for text in first)
    assert any("Route table lab-public-a, read at hop 4" in text for text in second)


def test_a_group_hop_shows_the_rule_that_allowed_and_an_acl_hop_its_number() -> None:
    group = words(Diagram(FILTERED, hop=index(FILTERED, Layer.SECURITY_GROUP)))
    assert any(text.startswith("Outbound rules of security group") for text in group)
    assert "matches: allowed" in group
    rows = words(Diagram(FILTERED, hop=index(FILTERED, Layer.NETWORK_ACL)))
    assert {"rule 100", "allow", "first match: allowed", "rule *", "deny", "not reached"} <= set(rows)


def test_a_nat_hop_shows_both_headers_with_the_rewritten_address_in_a_frame() -> None:
    picture = Diagram(NAT, hop=index(NAT, Layer.NAT))
    texts = {mark.text: mark.rect for mark in picture.scene.marks if isinstance(mark, Text)}
    before, after = texts["10.0.101.20:49152"], texts["10.0.1.5:1024"]
    frames = [mark.rect for mark in picture.scene.marks if isinstance(mark, Frame)]
    row = [f for f in frames if f.holds(before) and f.holds(after) and f.height < 30]
    assert len(row) == 1 and row[0].holds(texts["rewritten"])


def test_a_dns_hop_shows_the_answer() -> None:
    picture = Diagram(NAT, hop=index(NAT, Layer.DNS))
    assert any("s3.ap-northeast-2.amazonaws.com has the address" in text for text in words(picture))


def test_a_denied_packet_shows_the_losers_and_that_no_rule_matched() -> None:
    def only_ssh(rows: dict) -> None:  # type: ignore[type-arg]
        ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        for group in rows["SecurityGroups"]:
            group["IpPermissionsEgress"] = [ssh]

    path = trace(network(only_ssh), "i-private", "s3")
    picture = Diagram(path, hop=len(path.hops) - 1)
    assert {"tcp 22", "other port", "no rule matches, so it is denied"} <= set(words(picture))
    shields = [mark for mark in picture.scene.marks if isinstance(mark, Shield)]
    assert any(not shield.allowed and shield.chosen for shield in shields)


# ---------------------------------------------------------------------- the place, and the layout


@pytest.mark.parametrize("path", [NAT, ENDPOINT, FILTERED, SQS], ids=["nat", "endpoint", "acl", "interface"])
def test_every_hop_of_both_ways_has_a_picture_and_moves_nothing(path: Path) -> None:
    assert path.return_path is not None
    still = Diagram(path)
    for way in (path, path.return_path):
        pictures = [Diagram(way, hop=n) for n in range(len(way.hops))]
        assert all(picture.layout == still.layout for picture in pictures)
        assert len({picture.scene.height for picture in pictures}) == 1
        for kind in (Icon, Road, Badge):
            assert len({tuple(_places(picture, kind)) for picture in pictures}) == 1


def _places(picture: Diagram, kind: type) -> list[object]:
    found = [mark for mark in picture.scene.marks if isinstance(mark, kind)]
    places = [mark.points if isinstance(mark, Road) else mark.rect for mark in found]
    legend_excluded = [p for p in places if _top(p) < picture.layout.height]
    return list(map(str, legend_excluded))


def _top(place) -> float:  # type: ignore[no-untyped-def]
    return min(y for _, y in place) if isinstance(place, tuple) else place.top


@pytest.mark.parametrize(
    ("layer", "kind"),
    [(Layer.SECURITY_GROUP, "instance"), (Layer.ROUTE, "router"), (Layer.NAT, "nat_gateway")],
)
def test_a_hop_highlights_the_symbol_of_its_place(layer: Layer, kind: str) -> None:
    assert chosen_kinds(Diagram(NAT, hop=index(NAT, layer))) == [kind]


def test_the_way_back_starts_at_the_service_and_is_called_an_answer() -> None:
    assert NAT.return_path is not None
    picture = Diagram(NAT.return_path)
    assert words(picture)[0].startswith("Answer: Amazon S3 → lab-private-a-1-1")
    alt = picture.alt
    order = [
        alt.index(place, alt.index("(1)")) for place in ("Amazon S3", "internet gateway", "NAT", "router")
    ]
    assert order == sorted(order)


def test_the_alternative_text_says_what_the_chosen_hop_decides() -> None:
    hop = index(ENDPOINT, Layer.ROUTE)
    assert "Hop 2 is highlighted: The VPC's router reads route table" in Diagram(ENDPOINT, hop=hop).alt


# ---------------------------------------------------------------------- panels on demand


def test_the_filters_panel_lists_every_group_and_acl_that_decided() -> None:
    picture = Diagram(FILTERED, beside=("filters",))
    decided = [hop for hop in FILTERED.hops if hop.layer in (Layer.SECURITY_GROUP, Layer.NETWORK_ACL)]
    assert words(picture).count("allowed") - 1 == len(decided)  # one is the legend's


def test_the_cost_panel_adds_the_nat_gateway_and_the_public_address() -> None:
    """aws.amazon.com/vpc/pricing, Seoul: NAT $0.059 an hour and a GB, a public IPv4 $0.005 an hour."""
    texts = words(Diagram(NAT, beside=("cost",)))
    assert {"NAT gateway: $0.059/h + $0.059/GB", "public IPv4: $0.005/h", "$0.123 for 1 h and 1 GB"} <= set(
        texts
    )


def test_a_gateway_endpoint_costs_nothing() -> None:
    """AWS: vpc/latest/privatelink/gateway-endpoints.html, "no additional charge"."""
    assert "gateway endpoint: $0/h + $0/GB" in words(Diagram(ENDPOINT, beside=("cost",)))


def test_a_region_without_prices_is_named_in_the_panel() -> None:
    moved = _in_region(vpc(BEFORE), "eu-south-1")
    path = trace(moved, private_instance(BEFORE), "3.5.140.1")
    assert "no prices for eu-south-1" in " ".join(words(Diagram(path, beside=("cost",))))


def _in_region(state: Network, region: str) -> Network:
    return Network(tuple(c.model_copy(update={"region": region}) for c in state.components))


def test_without_panels_only_the_picture_and_the_legend_remain() -> None:
    assert Diagram(NAT, beside=()).scene.height < Diagram(NAT).scene.height


# ---------------------------------------------------------------------- the panels nobody asked for


def test_a_path_through_nat_shows_both_tables_that_it_meets() -> None:
    headings = [text for text in words(Diagram(NAT)) if text.startswith("Route table")]
    assert [heading.partition(" for ")[0] for heading in headings] == [
        "Route table lab-private-a, read at hop 2",
        "Route table lab-public-a, read at hop 4",
    ]


def test_a_path_that_stops_at_a_route_shows_the_table_that_failed() -> None:
    """The public table has lost its default route, so the packet ends after the NAT gateway."""
    state = vpc(BEFORE)
    tables = [
        c.model_copy(update={"routes": tuple(r for r in c.routes if not r.target.startswith("igw-"))})
        if isinstance(c, RouteTable)
        else c
        for c in state.components
    ]
    picture = Diagram(trace(Network(tuple(tables)), private_instance(BEFORE), "s3"))
    assert "stopped at hop 4" in words(picture)[0]
    assert any("Route table lab-public-a, read at hop 4" in text for text in words(picture))


def test_a_path_that_a_group_stops_shows_the_rows_that_decided() -> None:
    shape = Shape(egress=False)
    texts = words(Diagram(trace(vpc(shape), private_instance(shape), "s3")))
    assert "no rule matches, so it is denied" in texts
    assert not any(text.startswith("Route table") for text in texts)


def test_an_answer_that_an_acl_stops_has_its_rule_below() -> None:
    shape = Shape(endpoints=(S3,), obstacle="acl-answer")
    texts = words(Diagram(trace(vpc(shape), private_instance(shape), "s3")))
    assert any("for the answer: denied" in text for text in texts)
    assert {"rule 100", "deny", "first match: denied"} <= set(texts)


@pytest.mark.parametrize("protocol", ["tcp", "udp", "icmp"])
@pytest.mark.parametrize("port", [22, 49152])
def test_every_way_back_is_called_an_answer_whatever_its_ports(protocol: str, port: int) -> None:
    one, two = private_instance(NEIGHBOURS), private_instance(NEIGHBOURS, 1)
    path = trace(vpc(NEIGHBOURS), one, two, port, protocol)
    assert path.return_path is not None
    assert words(Diagram(path.return_path))[0].startswith("Answer: lab-private-b-1-1")
    assert not words(Diagram(path))[0].startswith("Answer")


def test_the_answer_through_an_interface_endpoint_comes_from_the_endpoint() -> None:
    assert SQS.return_path is not None and SQS.endpoint_id is not None
    assert f"The answer of {SQS.endpoint_id} reaches" in Diagram(SQS.return_path).caption


# ---------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "call",
    [
        lambda: Diagram(NAT, hop=-1),
        lambda: Diagram(NAT, hop=len(NAT.hops)),
        lambda: Diagram(NAT, hop="1"),  # type: ignore[arg-type]
        lambda: Diagram(NAT, hop=True),
        lambda: Diagram(NAT, hop=1, step=1),
        lambda: Diagram(NAT, beside=("route",)),
        lambda: Diagram(NAT, beside="cost"),
        lambda: Diagram(None),  # type: ignore[arg-type]
    ],
)
def test_a_bad_value_is_refused_with_what_would_be_right(call: Callable[[], Diagram]) -> None:
    with pytest.raises(LabError, match="Try: Use"):
        call()


def test_the_answer_of_a_packet_that_never_arrives_is_explained() -> None:
    blocked = trace(vpc(Shape(nat_route=False)), private_instance(BEFORE), "s3")
    with pytest.raises(LabError, match="never arrives"):
        Diagram(blocked.return_path)  # type: ignore[arg-type]


def test_hops_share_their_place_s_number() -> None:
    first: list[Hop] = [hop for hop in FILTERED.hops if hop.place_id == "i-private"]
    assert len(first) > 2
    assert {Diagram(FILTERED, hop=FILTERED.hops.index(hop)).step for hop in first} == {1}


def test_the_alternative_text_holds_the_panels_too() -> None:
    picture = Diagram(NAT, beside=("routes", "cost"))
    assert "0.0.0.0/0" in picture.alt and "the only match: wins" in picture.alt
    assert "public IPv4: $0.005/h" in picture.alt


def test_a_picture_is_the_same_whether_its_ground_was_painted_before_or_not() -> None:
    hop = index(NAT, Layer.NAT)
    canvas._grounds.clear()
    cold = Diagram(NAT, hop=hop).png()
    Diagram(ENDPOINT).png()
    assert Diagram(NAT, hop=hop).png() == cold
