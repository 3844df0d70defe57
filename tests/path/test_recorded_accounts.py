"""Flows whose outcome Batfish's own tests assert (the README of ../shared/accounts)."""

from pathlib import Path

import pytest

from helpers.network import Network
from helpers.path import Path as Road
from helpers.path import trace

PRIVATE, PUBLIC = "i-01c6c0647fdccc89e", "i-0464d440ca0ee9e34"
ENDPOINT, GATEWAY = "vpce-0b7357542bb7b83ec", "igw-0c8afe4471084ccba"
S3, ELSEWHERE = "52.216.237.77", "54.222.57.1"


def walk(accounts: Path, name: str, source: str, destination: str) -> Road:
    return trace(Network.load(str(accounts / name)), source, destination)


@pytest.mark.parametrize(
    ("source", "destination", "leaves_by"),
    [(PRIVATE, S3, ENDPOINT), (PUBLIC, S3, ENDPOINT), (PUBLIC, ELSEWHERE, GATEWAY)],
)
def test_packets_leave_by_the_gateway_that_batfish_asserts(
    accounts: Path, source: str, destination: str, leaves_by: str
) -> None:
    path = walk(accounts, "vpc-endpoint-gateway", source, destination)
    assert path.reachable
    assert path.component_ids[-1] == leaves_by
    assert path.return_path is not None
    assert path.return_path.component_ids[0] == leaves_by
    assert path.return_path.component_ids[-1] == source


def test_the_private_instance_has_no_route_elsewhere(accounts: Path) -> None:
    path = walk(accounts, "vpc-endpoint-gateway", PRIVATE, ELSEWHERE)
    assert [explanation.code for explanation in path.explanations] == ["NO_ROUTE_TO_DESTINATION"]
    assert path.return_path is None


def test_nat_and_internet_gateway_both_ways(accounts: Path) -> None:
    """Addresses from the recorded NatGateways.json."""
    path = walk(accounts, "nat-gateway", "test1", "8.8.8.8")
    assert path.reachable
    assert path.component_ids[-3:] == (
        "nat-07ab4846da51f4612", "rtb-0ddf14681733ed0b7", "igw-071753b9c23d8a9b2",
    )  # fmt: skip
    assert str(path.last_header.source) == "3.135.127.225"
    assert path.return_path is not None
    assert str(path.return_path.last_header.destination) == "10.1.1.98"
    assert "nat-07ab4846da51f4612" in path.return_path.component_ids
