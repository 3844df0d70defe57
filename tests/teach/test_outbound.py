"""The challenges of lessons 02 and 03: any right mend solves them, a wrong one gets the help it needs."""

from collections.abc import Iterator

import pytest

import helpers
from helpers import teach
from helpers.cloud.calls import send_all
from helpers.lab import Lab
from helpers.path import trace

CHALLENGES = [teach.SHORT_CUT, teach.NAT_PLACE, teach.TWO_FAULTS]


@pytest.fixture
def lab() -> Iterator[Lab]:
    with helpers.connect("embedded", account="210987654321") as cloud:
        lab = helpers.build(cloud, fresh=True)
        yield lab
        assert "nothing left" in repr(lab.destroy())


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)
def test_the_fault_is_open_until_the_solution_is_sent_and_can_be_made_again(
    challenge: teach.Challenge, lab: Lab
) -> None:
    for _ in range(2):
        challenge.start(lab)
        assert not challenge.check(lab).solved
        challenge.solve(lab)
        assert challenge.check(lab).solved


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)
def test_hints_go_from_gentle_to_plain(
    challenge: teach.Challenge, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for number in range(1, challenge.hints + 1):
        challenge.hint(number)
        told.append(capsys.readouterr().out)
    assert len(set(told)) == challenge.hints


def test_each_challenge_starts_from_the_untouched_one_before(lab: Lab) -> None:
    for challenge in CHALLENGES:
        challenge.start(lab)
        assert not challenge.check(lab).solved
        assert not challenge.check(lab).solved  # looking changes nothing


def block(lab: Lab) -> str:
    """The /24 around S3's address, as the story has it."""
    table = lab.network().find("lab-private-routes")
    return next(row.destination for row in table.routes if row.gateway_id == lab.ids["igw"])


def test_another_target_for_the_long_row_is_as_right_as_none(lab: Lab) -> None:
    teach.SHORT_CUT.start(lab)
    row = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": block(lab)}
    lab.cloud.client("ec2").replace_route(**row, NatGatewayId=lab.ids["nat"])
    assert teach.SHORT_CUT.check(lab).solved


def test_the_address_that_the_trace_offers_is_told_apart(lab: Lab) -> None:
    """The trace's own mend makes S3 reachable, by giving the instance the address that it must not have."""
    teach.SHORT_CUT.start(lab)
    path = trace(lab.network(), "lab-private", "s3")
    answers = send_all(lab.cloud, path.explanations[0].mend)
    assert trace(lab.network(), "lab-private", "s3").reachable
    feedback = teach.SHORT_CUT.check(lab)
    assert not feedback.solved
    assert "public address" in repr(feedback)
    ec2 = lab.cloud.client("ec2")
    ec2.disassociate_address(AssociationId=answers[1]["AssociationId"])
    ec2.release_address(AllocationId=answers[0]["AllocationId"])


def test_an_endpoint_brings_back_s3_but_not_the_internet(lab: Lab) -> None:
    teach.NAT_PLACE.start(lab)
    lab.cloud.client("ec2").create_vpc_endpoint(
        VpcId=lab.ids["vpc"],
        VpcEndpointType="Gateway",
        ServiceName="com.amazonaws.ap-northeast-2.s3",
        RouteTableIds=[lab.ids["private-routes"]],
    )
    feedback = teach.NAT_PLACE.check(lab)
    assert not feedback.solved
    assert teach.INTERNET_HOST in repr(feedback)


def test_a_new_gateway_in_a_public_subnet_is_as_right_as_the_old_one(lab: Lab) -> None:
    teach.NAT_PLACE.start(lab)
    ec2 = lab.cloud.client("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=lab.ids["public-c"], AllocationId=address)["NatGateway"]
    row = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
    ec2.replace_route(**row, NatGatewayId=nat["NatGatewayId"])
    assert teach.NAT_PLACE.check(lab).solved
    ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
    ec2.release_address(AllocationId=address)


def test_when_the_route_is_back_the_second_fault_is_named(lab: Lab) -> None:
    teach.TWO_FAULTS.start(lab)
    row = {"RouteTableId": lab.ids["public-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
    lab.cloud.client("ec2").create_route(**row, GatewayId=lab.ids["igw"])
    feedback = teach.TWO_FAULTS.check(lab)
    assert not feedback.solved
    assert "One fault is mended" in repr(feedback)


def test_the_mends_that_the_trace_offers_solve_both_faults(lab: Lab) -> None:
    teach.TWO_FAULTS.start(lab)
    for _ in range(3):
        path = trace(lab.network(), "lab-private", teach.INTERNET_HOST)
        if path.reachable:
            break
        send_all(lab.cloud, path.explanations[0].mend)
    assert teach.TWO_FAULTS.check(lab).solved
