"""Pictures and tables of a lesson follow the path that they are handed, not what the lesson expects."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import helpers
from helpers import Diagram, context_of, cost, teach
from helpers.path import Path, trace


@dataclass(frozen=True)
class Roads:
    """The same request by three roads."""

    nat: Path
    endpoint: Path
    neither: Path


@pytest.fixture(scope="module")
def roads() -> Iterator[Roads]:
    with helpers.connect("embedded", account="310987654321") as cloud:
        lab = helpers.build(cloud, fresh=True)
        ec2 = cloud.client("ec2")
        nat = trace(lab.network(), "lab-private", "s3")
        default = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
        ec2.delete_route(**default)
        neither = trace(lab.network(), "lab-private", "s3")
        ec2.create_vpc_endpoint(
            VpcId=lab.ids["vpc"],
            ServiceName="com.amazonaws.ap-northeast-2.s3",
            RouteTableIds=[lab.ids["private-routes"]],
        )
        yield Roads(nat, trace(lab.network(), "lab-private", "s3"), neither)
        lab.destroy()


def test_the_table_of_runs_says_what_the_opposite_trace_says(roads: Roads) -> None:
    right = teach.runs({"through NAT": roads.nat, "through the endpoint": roads.endpoint})
    opposite = teach.runs({"through NAT": roads.neither, "through the endpoint": roads.nat})
    assert [row[1] for row in right.rows] == ["yes", "yes"]
    assert [row[1] for row in opposite.rows] == ["NO", "yes"]
    assert opposite.rows[0][4] == "NO_ROUTE_TO_DESTINATION"
    assert opposite.rows[1][2:4] == right.rows[0][2:4]


def test_the_picture_shows_the_road_that_it_is_handed(roads: Roads) -> None:
    assert "NAT gateway" in Diagram(roads.nat).alt
    assert "vpce-" in Diagram(roads.endpoint).alt
    assert "NAT gateway lab-nat" not in Diagram(roads.endpoint).alt
    stopped = Diagram(roads.neither)
    assert "does not reach" in stopped.alt
    assert stopped.png() != Diagram(roads.nat).png()


def test_the_route_table_marks_the_row_that_decided(roads: Roads) -> None:
    through_nat = teach.routes(roads.nat, "lab-private-routes").rows
    through_endpoint = teach.routes(roads.endpoint, "lab-private-routes").rows
    assert [row[0] for row in through_nat if "wins" in row[3]] == ["0.0.0.0/0"]
    assert [row[0] for row in through_endpoint if "wins" in row[3]] == ["pl-78a54011"]


def test_the_row_to_a_target_that_is_not_followed_is_marked_with_its_match() -> None:
    with helpers.connect("embedded", account="310987654322") as cloud:
        lab = helpers.build(cloud, fresh=True)
        ec2 = cloud.client("ec2")
        peer = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
        made = ec2.create_vpc_peering_connection(VpcId=lab.ids["vpc"], PeerVpcId=peer)
        peering = {"VpcPeeringConnectionId": made["VpcPeeringConnection"]["VpcPeeringConnectionId"]}
        ec2.accept_vpc_peering_connection(**peering)
        row = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "10.8.0.0/16"}
        ec2.create_route(**row, **peering)
        rows = teach.routes(trace(lab.network(), "lab-private", "10.8.3.9"), "lab-private-routes").rows
    winner = next(words for destination, _, _, words in rows if destination == "10.8.0.0/16")
    assert "10.8.0.0/16 is the longest match" in winner


def test_what_the_service_sees_and_what_it_costs_follow_too(roads: Roads) -> None:
    assert context_of(roads.neither) == {}
    assert cost(roads.endpoint, 730, 100).total == 0
    # facts.md H: Seoul, NAT gateway 43.07 + public IPv4 3.65 a month, and 0.059 a GB.
    assert cost(roads.nat, 730, 100).total == pytest.approx(52.62, abs=0.005)
