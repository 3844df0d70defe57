"""Each challenge: the untouched fault is open, any right mend solves it, a wrong one gets help."""

from collections.abc import Iterator

import pytest

import helpers
from helpers import teach
from helpers.cloud.calls import ApiCall, send_all
from helpers.lab import Lab

CHALLENGES = [teach.WRONG_TABLE, teach.CLOSED_GROUP]


@pytest.fixture
def lab() -> Iterator[Lab]:
    with helpers.connect("embedded", account="210987654321") as cloud:
        lab = helpers.build(cloud, fresh=True)
        yield lab
        lab.destroy()


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)
def test_the_fault_is_open_until_the_solution_is_sent(challenge: teach.Challenge, lab: Lab) -> None:
    challenge.start(lab)
    assert not challenge.check(lab).solved
    challenge.solve(lab)
    assert challenge.check(lab).solved


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)
def test_a_challenge_can_be_started_again(challenge: teach.Challenge, lab: Lab) -> None:
    challenge.start(lab)
    challenge.solve(lab)
    challenge.start(lab)
    assert not challenge.check(lab).solved


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)
def test_hints_go_from_gentle_to_plain(
    challenge: teach.Challenge, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for number in (*range(1, challenge.hints + 1), 99):
        challenge.hint(number)
        told.append(capsys.readouterr().out)
    assert len(set(told)) == challenge.hints
    assert told[-1] == told[-2]


def endpoint_on(lab: Lab, table: str) -> ApiCall:
    return ApiCall(
        "ec2",
        "CreateVpcEndpoint",
        {
            "VpcId": lab.ids["vpc"],
            "VpcEndpointType": "Gateway",
            "ServiceName": "com.amazonaws.ap-northeast-2.s3",
            "RouteTableIds": [lab.ids[table]],
        },
    )


def test_a_second_endpoint_on_the_right_table_is_as_right(lab: Lab) -> None:
    teach.WRONG_TABLE.start(lab)
    send_all(lab.cloud, [endpoint_on(lab, "private-routes")])
    assert teach.WRONG_TABLE.check(lab).solved


def test_going_back_to_nat_is_told_apart_from_the_endpoint(lab: Lab) -> None:
    teach.WRONG_TABLE.start(lab)
    route = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
    send_all(lab.cloud, [ApiCall("ec2", "CreateRoute", {**route, "NatGatewayId": lab.ids["nat"]})])
    feedback = teach.WRONG_TABLE.check(lab)
    assert not feedback.solved
    assert "NAT gateway" in repr(feedback)


def test_deleting_the_endpoint_is_answered_by_what_is_missing(lab: Lab) -> None:
    teach.WRONG_TABLE.start(lab)
    ec2 = lab.cloud.client("ec2")
    found = [endpoint["VpcEndpointId"] for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]]
    ec2.delete_vpc_endpoints(VpcEndpointIds=found)
    assert "no S3 endpoint" in repr(teach.WRONG_TABLE.check(lab))


def test_a_subnet_moved_to_the_public_table_is_not_praised(lab: Lab) -> None:
    teach.WRONG_TABLE.start(lab)
    ec2 = lab.cloud.client("ec2")
    private = [{"Name": "association.subnet-id", "Values": [lab.ids["private-a"]]}]
    table = ec2.describe_route_tables(Filters=private)["RouteTables"][0]
    own = next(a for a in table["Associations"] if a["SubnetId"] == lab.ids["private-a"])
    ec2.replace_route_table_association(
        AssociationId=own["RouteTableAssociationId"], RouteTableId=lab.ids["public-routes"]
    )
    feedback = teach.WRONG_TABLE.check(lab)
    assert not feedback.solved
    assert "become public" in repr(feedback)


@pytest.mark.parametrize(
    ("ranges", "wide"), [([{"CidrIp": "0.0.0.0/0"}], True), ([{"CidrIp": "3.5.140.0/22"}], False)]
)
def test_a_rule_wider_than_needed_is_named(lab: Lab, ranges: list[dict[str, str]], wide: bool) -> None:
    teach.CLOSED_GROUP.start(lab)
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": ranges}
    group = {"GroupId": lab.ids["private-group"], "IpPermissions": [https]}
    send_all(lab.cloud, [ApiCall("ec2", "AuthorizeSecurityGroupEgress", group)])
    feedback = teach.CLOSED_GROUP.check(lab)
    assert feedback.solved
    assert ("0.0.0.0/0" in repr(feedback)) is wide


@pytest.mark.parametrize(
    ("permission", "solved"),
    [
        ({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, True),
        (
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "3.5.140.0/22"}]},
            True,
        ),
        ({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, False),
        (
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]},
            False,
        ),
        ({"IpProtocol": "udp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, False),
    ],
)
def test_the_closed_group_takes_any_rule_that_lets_https_out(
    lab: Lab, permission: dict[str, object], solved: bool
) -> None:
    teach.CLOSED_GROUP.start(lab)
    group = {"GroupId": lab.ids["private-group"], "IpPermissions": [permission]}
    send_all(lab.cloud, [ApiCall("ec2", "AuthorizeSecurityGroupEgress", group)])
    assert teach.CLOSED_GROUP.check(lab).solved is solved
