"""Pictures without faults: the gallery's, and those of networks that hypothesis makes up."""

import os
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.draw import Diagram, layout
from helpers.draw.inventory import short_id
from helpers.draw.places import places_of
from helpers.draw.scene import Badge, Icon, Road, Text
from helpers.path import Path, trace
from tests.draw.faults import Segment, faults_in
from tests.draw.gallery import GALLERY, page, picture_of
from tests.draw.networks import (
    DYNAMODB,
    OBSTACLES,
    REGION,
    S3,
    SQS,
    Shape,
    bastion,
    private_instance,
    vpc,
)

PICTURES = {name: picture_of(exhibit) for name, exhibit in GALLERY.items()}
every_exhibit = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
GENERATED = 200 if os.environ.get("CI") == "true" else 40

ECR = f"com.amazonaws.{REGION}.ecr.api"
TIERS = st.one_of(st.integers(1, 5), st.tuples(*[st.integers(0, 5)] * 3).filter(lambda t: t[0] > 0))
SHAPES = st.builds(
    Shape,
    zones=st.integers(1, 3),
    public_tiers=st.sampled_from([1, 1, 1, 2, (1, 0, 1), (0, 1, 1)]),
    private_tiers=TIERS,
    instances=st.one_of(st.integers(0, 4), st.tuples(*[st.integers(0, 12)] * 3)),
    first_zone_only=st.booleans(),
    prefix=st.sampled_from(["lab", "shop", "p", "customer-relations-production-environment", "서비스"]),
    bastion=st.booleans(),
    internet_gateway=st.sampled_from([True, True, True, False]),
    nat_zones=st.integers(0, 3),
    nat_route=st.sampled_from([True, True, False]),
    endpoints=st.sampled_from([(), (S3,), (DYNAMODB,), (S3, DYNAMODB)]),
    interface_zones=st.integers(0, 3),
    interface_services=st.sampled_from([(SQS,), (SQS, ECR)]),
    egress=st.sampled_from([True, True, True, False]),
    peering=st.booleans(),
    office=st.booleans(),
    transit=st.booleans(),
    balancer=st.booleans(),
    database=st.booleans(),
    own_tables=st.booleans(),
    loose=st.integers(0, 3),
    names=st.booleans(),
    obstacle=st.sampled_from([*[""] * 8, *OBSTACLES]),
)
ENDS = st.sampled_from(
    ["s3", "sqs", "dynamodb", "10.9.1.1", "192.168.7.7", "10.20.0.1", "s3@us-east-1", "198.51.100.9"]
)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """A path from an instance to a service, to another network, or to whoever else has an address."""
    shape = draw(SHAPES)
    network = vpc(shape)
    inside = [str(eni.private_ip_address) for eni in network.network_interfaces]
    starts = [private_instance(shape)]
    starts += [bastion(shape)] if any(i.id == bastion(shape) for i in network.instances) else []
    end = draw(st.one_of(ENDS, st.sampled_from(inside)))
    return trace(network, draw(st.sampled_from(starts)), end)


@every_exhibit
def test_the_gallery_has_no_overlap_nothing_cut_off_and_no_road_through_what_is_not_its_own(
    picture: Diagram,
) -> None:
    assert faults_in(picture) == []


def test_a_fault_that_is_planted_is_found() -> None:
    """Each text, symbol and number of a picture in turn is put where another text stands."""
    picture = picture_of(GALLERY["no endpoint: through NAT"])
    marks = picture.scene.marks
    title = marks[0]
    movable = [mark for mark in marks[1:] if isinstance(mark, (Text, Icon, Badge))]
    for mark in movable:
        planted = picture_of(GALLERY["no endpoint: through NAT"])
        moved = tuple(replace(m, rect=title.rect) if m is mark else m for m in marks)
        planted.__dict__["scene"] = replace(picture.scene, marks=moved)
        assert faults_in(planted) != []
    assert len(movable) > 50


def test_a_road_through_the_subnet_of_others_is_found() -> None:
    """A planted one: straight from the private instance to the router, as the crow flies."""
    picture = picture_of(GALLERY["no endpoint: through NAT"])
    road = next(mark for mark in picture.scene.marks if isinstance(mark, Road))
    (x1, y1), (x2, y2) = road.points[0], road.points[-1]
    straight = replace(road, points=((x1, y1), (x2, y1), (x2, y2)))
    marks = tuple(straight if mark is road else mark for mark in picture.scene.marks)
    picture.__dict__["scene"] = replace(picture.scene, marks=marks)
    other = next(s.id for s in picture.paths[0].network.subnets if s.name == "lab-private-b-1")
    assert f"road {road.start_id} → {road.end_id} runs through {other}" in faults_in(picture)


@pytest.mark.parametrize("name", [name for name in GALLERY if "NAT" in name or name == "many subnets"])
def test_the_roads_to_and_from_a_nat_gateway_do_not_cross(name: str) -> None:
    roads = [mark for mark in PICTURES[name].scene.marks if isinstance(mark, Road) and mark.start_id]
    crossings = [
        (one.end_id, two.end_id)
        for one, two in combinations(roads, 2)
        for a in pairwise(one.points)
        for b in pairwise(two.points)
        if _cross(a, b) or _cross(b, a)
    ]
    assert crossings == []


def _cross(across: Segment, down: Segment) -> bool:
    (left, right), (top, bottom) = sorted(p[0] for p in across), sorted(p[1] for p in down)
    return left < down[0][0] == down[1][0] < right and top < across[0][1] == across[1][1] < bottom


@settings(max_examples=GENERATED, deadline=None, derandomize=True)
@given(paths())
def test_a_network_that_nobody_thought_of_has_no_fault_either(path: Path) -> None:
    assert faults_in(Diagram(path)) == []


@settings(max_examples=GENERATED // 8, deadline=None, derandomize=True)
@given(SHAPES, SHAPES, ENDS)
def test_two_states_have_no_fault_either(one: Shape, two: Shape, end: str) -> None:
    """The second has other gateways, endpoints and routes than the first."""
    later = replace(
        one,
        endpoints=two.endpoints,
        interface_zones=two.interface_zones,
        nat_zones=two.nat_zones,
        nat_route=two.nat_route,
        obstacle=two.obstacle,
    )
    states = [trace(vpc(shape), private_instance(shape), end) for shape in (one, later)]
    assert faults_in(Diagram(*states, titles=("Before", "After"))) == []


@settings(max_examples=GENERATED // 4, deadline=None, derandomize=True)
@given(paths(), st.data())
def test_forward_and_return_path_and_every_step_share_one_layout(path: Path, data: st.DataObject) -> None:
    whole = Diagram(path)
    numbers = st.integers(1, len(places_of(path, whole.layout)))
    assert Diagram(path, step=data.draw(numbers)).layout == whole.layout
    if path.return_path:
        assert Diagram(path.return_path).layout.boxes == whole.layout.boxes


@settings(max_examples=GENERATED // 2, deadline=None, derandomize=True)
@given(SHAPES)
def test_every_component_of_the_vpc_is_drawn_or_counted(shape: Shape) -> None:
    network = vpc(shape)
    drawn = layout(network)
    ids = {name for symbol in drawn.symbols for name in (symbol.id, symbol.alias)}
    owned = {eni.id for eni in network.network_interfaces if eni.instance_id}
    things = {c.id for c in (*network.instances, *network.nat_gateways, *network.vpc_endpoints)}
    things |= {eni.id for eni in network.network_interfaces if eni.id not in owned}
    attached = [gateway for gateway in network.internet_gateways if gateway.attachments]
    assert {gateway.id for gateway in attached} <= ids
    feet = [line.text for box in drawn.boxes for line in box.lines if line.text.startswith("+ ")]
    counted = sum(int(text.split()[1]) for text in feet)
    assert len(things - ids) == counted
    assert {subnet.id for subnet in network.subnets} <= {box.id for box in drawn.boxes}


def test_what_a_path_uses_is_drawn_however_crowded_its_subnet_is() -> None:
    shape = GALLERY["crowded subnets"].shape
    network = vpc(shape)
    instances = [i for i in network.instances if str(i.private_ip_address).startswith("10.0.111.")]
    layouts = []
    for one, two in combinations(instances[::4], 2):
        drawn = Diagram(trace(network, one.id, two.id)).layout
        assert {one.id, two.id} <= {symbol.id for symbol in drawn.symbols}
        layouts.append([(box.id, box.rect, box.lines) for box in drawn.boxes])
    assert layouts == [layouts[0]] * len(layouts)


def test_of_two_states_each_counts_what_it_does_not_draw_itself() -> None:
    few, many = Shape(zones=3), Shape(zones=3, instances=14, endpoints=(S3,))
    pair = Diagram(*(trace(vpc(shape), private_instance(shape), "s3") for shape in (few, many)))
    feet = [t.text for t in pair.scene.marks if isinstance(t, Text) and t.text.startswith("+ ")]
    drawn = [i.id for i in pair.scene.marks if isinstance(i, Icon) and i.id.startswith("i-")]
    hidden = len(vpc(many).instances) - len(set(drawn))
    assert [int(text.split()[1]) for text in feet] == [hidden]


def test_ids_that_share_their_shown_ends_are_shown_longer() -> None:
    """Short enough to read, long enough to tell apart."""
    one, two = "vpce-0a1b22223333444c3", "vpce-0a1b55553333444c3"
    other = "eni-0a1b55553333444c3"
    assert short_id(one, [one, other]) == short_id(one)
    shown = {short_id(one, [one, two]), short_id(two, [one, two])}
    assert len(shown) == 2 and all("…" in text for text in shown)


def test_the_stub_of_another_network_says_which_ranges_lead_there() -> None:
    words = {text.text for text in PICTURES["on-premises"].scene.marks if isinstance(text, Text)}
    assert {"on-premises", "192.168.0.0/16", "other networks", "10.20.0.0/16"} <= words


def test_subnets_of_a_kind_that_route_differently_say_which_table_they_use() -> None:
    words = [text.text for text in PICTURES["dual-AZ NAT"].scene.marks if isinstance(text, Text)]
    told = [text for text in words if text.startswith("table ")]
    assert len(told) == 2  # both private subnets; the public ones route alike
    plain = [t.text for t in PICTURES["no endpoint: through NAT"].scene.marks if isinstance(t, Text)]
    assert not any(text.startswith("table ") for text in plain)


def test_the_page_holds_every_picture_with_its_words() -> None:
    html = page()
    assert html.count("<img ") == html.count("<figcaption>") == len(GALLERY) >= 12
    assert all(name in html for name in GALLERY)
