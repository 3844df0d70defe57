"""Ends of a path that cannot be: each gets a LabError that says what would be right."""

from typing import Any

import pytest

from helpers.errors import LabError, NetworkError, PathError
from helpers.network.network import Network
from helpers.network.parse import merge
from helpers.path import trace
from tests.path import networks as n


def refused(network: Network, *arguments: Any, **more: Any) -> LabError:
    with pytest.raises(LabError) as caught:
        trace(network, *arguments, **more)
    return caught.value


@pytest.mark.parametrize(
    ("destination", "says"),
    [
        ("s33", "s3, dynamodb"),  # an unknown service: those that there are
        ("10.0.3.999", "10.0.3.20"),  # a malformed address: one that is not
        ("10.0.3.0/24", "10.0.3.20"),
        ("www.example.com", "resolver="),
        ("bucket.s3", "resolver="),  # no name of AWS's
        ("subnet-private", "instance"),  # no single address
        ("s3@eu-west-1", "ap-northeast-2"),  # a Region without ranges here: those that have some
        ("", "s3, dynamodb"),
    ],
)
def test_a_destination_that_is_none(destination: str, says: str) -> None:
    error = refused(n.network(), "private", destination)
    assert isinstance(error, PathError)
    assert says in str(error)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("privat", "private"),
        ("subnet-private", "network interface"),
        ("10.0.3.77", "private"),
        ("", "private"),
    ],
)
def test_a_source_that_is_none(source: str, says: str) -> None:
    assert says in str(refused(n.network(), source, "s3"))


@pytest.mark.parametrize("port", [70000, -1, None, "443", 443.5])
def test_a_port_that_is_none(port: Any) -> None:
    assert "0 to 65535" in str(refused(n.network(), "private", "s3", port))


@pytest.mark.parametrize("protocol", ["https", "", "256", "²", None])
def test_a_protocol_that_is_none(protocol: Any) -> None:
    assert 'protocol="tcp"' in str(refused(n.network(), "private", "s3", 443, protocol))


@pytest.mark.parametrize("answer", [["nonsense"], "198.51.100.1", None, 5, [None], ["2001:db8::1"]])
def test_a_resolver_that_answers_nonsense(answer: Any) -> None:
    error = refused(n.network(), "private", "www.example.com", resolver=lambda host: answer)
    assert "IPv4" in str(error)


def test_a_name_that_two_things_have() -> None:
    network = n.network(n.setting("Instances", "i-bastion", Tags=n.named("private")))
    error = refused(network, "private", "s3")
    assert isinstance(error, NetworkError)
    assert "i-private" in str(error)
    assert "i-bastion" in str(error)


def test_a_service_without_a_region_is_the_sources_own_regions() -> None:
    tokyo = n.network(region="ap-northeast-1")
    path = trace(tokyo, "private", "s3")
    assert path.hops[-1].component_id == "com.amazonaws.ap-northeast-1.s3"


def test_two_regions_with_the_same_ids_are_told_apart_only_by_what_is_ambiguous() -> None:
    both = merge([n.network(), n.network(region="us-east-1")])
    assert "us-east-1" in str(refused(both, "private", "s3"))


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "127.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0"]
)
def test_an_address_that_no_router_forwards_to_is_told_apart_from_a_road(address: str) -> None:
    """facts.md F: the resolver and the metadata service are link-local, without route, group or ACL."""
    with pytest.raises(PathError, match="not an address that a router forwards to"):
        trace(n.network(), "private", address, port=80)


def test_the_public_address_of_a_neighbour_is_not_taken_for_the_internet() -> None:
    """Reachability Analyzer's code IGW_NAT_REFLECTION (facts.md E): analyse in two halves."""
    net = n.network()
    own = next(e.association.public_ip for e in net.network_interfaces if e.association and e.instance_id)
    path = trace(net, "private", str(own), port=9999)
    assert [e.code for e in path.explanations] == ["IGW_NAT_REFLECTION"]


def test_an_instance_of_another_vpc_is_not_looked_for_by_its_address_here() -> None:
    """Two VPCs may use one CIDR (VPC guide, VPC CIDR blocks), so an address says nothing across them."""
    net = n.network()
    stranger = [
        c.model_copy(update={"vpc_id": "vpc-other", "tags": ()})
        if c.id == net.interfaces_of(net.find("bastion"))[0].id
        else c
        for c in net.components
    ]
    assert "does not follow packets from one to another" in str(
        refused(Network(tuple(stranger)), "private", "bastion")
    )
