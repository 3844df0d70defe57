"""Where things stand: inside their frames, apart from one another, unmoved by what is highlighted."""

from itertools import combinations

import pytest

from helpers.cloud.facts import services
from helpers.draw import Diagram, Layout, layout
from helpers.draw.inventory import service_name
from helpers.errors import NetworkError
from helpers.network import Network
from helpers.path import trace
from tests.draw.networks import AFTER, BEFORE, REGION, SHAPES, Shape, private_instance, vpc

LAYOUTS = {name: layout(vpc(shape)) for name, (shape, _) in SHAPES.items()}
every_layout = pytest.mark.parametrize("drawn", LAYOUTS.values(), ids=LAYOUTS)


def box_of(drawn: Layout, kind: str) -> list[str]:
    return [box.id for box in drawn.boxes if box.kind == kind]


@every_layout
def test_no_symbol_or_label_overlaps_another(drawn: Layout) -> None:
    rects = [(s.id, s.rect) for s in drawn.symbols]
    rects += [(line.text, line.rect) for s in drawn.symbols for line in s.lines]
    rects += [(line.text, line.rect) for box in drawn.boxes for line in box.lines]
    assert [(a, b) for (a, one), (b, two) in combinations(rects, 2) if one.overlaps(two)] == []


@every_layout
def test_everything_is_inside_the_canvas_and_every_title_inside_its_frame(drawn: Layout) -> None:
    for symbol in drawn.symbols:
        for rect in (symbol.rect, *(line.rect for line in symbol.lines)):
            assert (
                rect.left >= 0 and rect.right <= drawn.width and rect.top >= 0 and rect.bottom <= drawn.height
            )
    assert [line.text for box in drawn.boxes for line in box.lines if not box.rect.holds(line.rect)] == []


@every_layout
def test_frames_of_the_same_level_do_not_overlap(drawn: Layout) -> None:
    for level in (("public", "private"), ("zone",), ("services",)):
        boxes = [box for box in drawn.boxes if box.kind in level]
        assert [(a.id, b.id) for a, b in combinations(boxes, 2) if a.rect.overlaps(b.rect)] == []


@pytest.mark.parametrize("name", SHAPES)
def test_instances_stand_inside_their_own_subnet_with_their_label(name: str) -> None:
    drawn, network = LAYOUTS[name], vpc(SHAPES[name][0])
    frames = {box.id: box.rect for box in drawn.boxes}
    for thing in (*network.instances, *network.nat_gateways):
        symbol = drawn.symbol(thing.id)
        assert all(frames[str(thing.subnet_id)].holds(line.rect) for line in symbol.lines)


def test_a_subnet_is_public_when_its_table_leads_to_an_internet_gateway() -> None:
    network = vpc(BEFORE)
    drawn = layout(network)
    names = {subnet.id: subnet.name for subnet in network.subnets}
    assert sorted(names[i] for i in box_of(drawn, "public")) == ["lab-public-a", "lab-public-b"]
    assert sorted(names[i] for i in box_of(drawn, "private")) == ["lab-private-a-1", "lab-private-b-1"]


def test_two_states_share_places_and_the_endpoint_stands_on_the_border() -> None:
    drawn = layout(vpc(BEFORE), vpc(AFTER))
    border = next(box.rect.right for box in drawn.boxes if box.kind == "vpc")
    endpoint = next(symbol for symbol in drawn.symbols if symbol.kind == "endpoint")
    assert endpoint.x == border
    assert {s.id for s in layout(vpc(BEFORE)).symbols} < {s.id for s in drawn.symbols}


def test_highlighting_a_step_moves_nothing() -> None:
    path = trace(vpc(BEFORE), private_instance(BEFORE), "s3")
    assert Diagram(path, step=3).layout == Diagram(path).layout


def test_the_same_network_has_the_same_layout() -> None:
    assert layout(vpc(BEFORE)) == layout(vpc(BEFORE))


def test_a_private_gateway_that_is_deleted_later_keeps_its_place_in_the_first_state() -> None:
    before, after = vpc(BEFORE), vpc(Shape(nat_zones=0))
    gone = [c.model_copy(update={"state": "deleted"}) for c in before.nat_gateways]
    later = Network((*after.components, *gone))
    nat = before.nat_gateways[0]
    assert layout(before, later).symbol(nat.id).kind == "nat_gateway"


def test_other_services_of_the_region_are_drawn_when_asked_for() -> None:
    drawn = layout(vpc(BEFORE), services=[f"com.amazonaws.{REGION}.dynamodb"])
    assert [s.lines[0].text for s in drawn.symbols if "." in s.id] == ["Amazon S3", "DynamoDB"]


def test_every_service_of_the_catalogue_has_a_name_of_its_own_that_fits_its_column() -> None:
    names = {row.name: service_name(f"com.amazonaws.{REGION}.{row.name}") for row in services()}
    assert names["sns"] == "Amazon SNS" and names["ecr.api"] == "Amazon ECR API"
    assert len(set(names.values())) == len(names)
    drawn = layout(vpc(BEFORE), services=[f"com.amazonaws.{REGION}.{name}" for name in names])
    assert {s.lines[0].text for s in drawn.symbols if "." in s.id} == set(names.values())


def test_a_network_without_a_vpc_is_an_error_that_says_what_to_read() -> None:
    with pytest.raises(NetworkError, match="describe-vpcs"):
        layout(Network(()))
