"""Two states over one layout: what is new, what is gone, and which way the packet goes now."""

from helpers.draw import Diagram
from helpers.draw.scene import Halo, Icon, Text
from helpers.network import Instance, NatGateway, Network, RouteTable
from helpers.path import Path, trace
from tests.draw.networks import AFTER, BEFORE, bastion, private_instance, vpc

NAT = trace(vpc(BEFORE), private_instance(BEFORE), "s3")
ENDPOINT = trace(vpc(AFTER), private_instance(AFTER), "s3")
PAIR = Diagram(NAT, ENDPOINT, titles=("Before", "After"))


def texts(picture: Diagram) -> list[Text]:
    return [mark for mark in picture.scene.marks if isinstance(mark, Text)]


def without_nat() -> Path:
    """The learner deletes the NAT gateway and its route."""
    network = vpc(BEFORE)
    left = tuple(_routed(c) for c in network.components if not isinstance(c, NatGateway))
    return trace(Network(left), private_instance(BEFORE), "s3")


def _routed(component):  # type: ignore[no-untyped-def]
    if not isinstance(component, RouteTable):
        return component
    return component.model_copy(update={"routes": tuple(r for r in component.routes if not r.nat_gateway_id)})


def test_the_new_endpoint_has_a_halo_and_a_tag_and_so_has_its_route() -> None:
    assert [mark.kind for mark in PAIR.scene.marks if isinstance(mark, Halo)] == ["endpoint"]
    assert [text.text for text in texts(PAIR)].count("new") == 2


def test_the_marks_stand_in_the_second_picture_only() -> None:
    after = next(text.rect.top for text in texts(PAIR) if text.text.startswith("After"))
    assert all(text.rect.top > after for text in texts(PAIR) if text.text == "new")


def test_what_is_gone_is_a_ghost_with_a_tag_and_its_route_stays_listed_as_gone() -> None:
    picture = Diagram(NAT, without_nat())
    shares = [
        mark.share for mark in picture.scene.marks if isinstance(mark, Icon) and mark.kind == "nat_gateway"
    ]
    assert len(shares) == 2 and shares[0] == 1.0 and shares[1] < 0.3
    said = [text.text for text in texts(picture)]
    assert said.count("gone") == 2 and "no longer in the table" in said


def test_alternative_text_caption_and_picture_say_the_difference() -> None:
    endpoint, nat = ENDPOINT.endpoint_id, "NAT gateway laba-nat"
    for told in (PAIR.alt, PAIR.caption):
        assert f"New: endpoint {endpoint}" in told
        assert told.index("no longer passes") < told.rindex(nat)
    assert any(text.text.startswith("The path no longer passes NAT gateway") for text in texts(PAIR))


def test_a_stopped_instance_is_a_difference() -> None:
    network = vpc(BEFORE)
    stopped = [
        c.model_copy(update={"state": c.state.model_copy(update={"name": "stopped"})})
        if isinstance(c, Instance) and c.id == private_instance(BEFORE)
        else c
        for c in network.components
    ]
    picture = Diagram(NAT, trace(Network(tuple(stopped)), private_instance(BEFORE), "s3"))
    assert "Changed: instance lab-private-a-1-1" in picture.caption


def test_two_questions_about_one_network_are_no_change() -> None:
    other = trace(vpc(BEFORE), bastion(BEFORE), "s3")
    picture = Diagram(NAT, other)
    assert "passes" not in picture.caption and "new" not in [text.text for text in texts(picture)]


def test_one_path_has_no_difference() -> None:
    assert "New:" not in Diagram(ENDPOINT).caption and "differ" not in Diagram(ENDPOINT).alt
