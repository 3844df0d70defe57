"""What the service learns (facts.md D2: IAM's network condition keys) and what a path costs (facts.md H)."""

import pytest

from helpers.cloud.facts import Prices
from helpers.errors import PathError
from helpers.path import Path, context_of, cost, trace
from tests.path import networks as n

MONTH = 730
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": n.ANYWHERE}
SQS = n.interface_endpoint("sqs", "sqs.ap-northeast-2.amazonaws.com", [HTTPS])


def nat(region: str = n.REGION) -> Path:
    return trace(n.network(region=region), "private", "s3")


def through_endpoint() -> Path:
    return trace(n.network(n.endpoint_on("rtb-private")), "private", "s3")


def test_without_an_endpoint_the_service_learns_the_public_address_only() -> None:
    assert context_of(nat()) == {"aws:SourceIp": n.NAT_PUBLIC}


def test_through_a_gateway_endpoint_it_learns_endpoint_vpc_and_private_address_only() -> None:
    assert context_of(through_endpoint()) == {
        "aws:SourceVpce": "vpce-s3",
        "aws:SourceVpc": n.VPC,
        "aws:VpcSourceIp": n.PRIVATE,
    }


def test_through_an_interface_endpoint_it_learns_the_same_keys() -> None:
    context = context_of(trace(n.network(SQS), "bastion", "sqs"))
    assert context == {"aws:SourceVpce": "vpce-if", "aws:SourceVpc": n.VPC, "aws:VpcSourceIp": n.BASTION}


def test_a_request_that_does_not_arrive_has_no_context() -> None:
    assert context_of(trace(n.network(n.routes("rtb-private")), "private", "s3")) == {}


def test_a_packet_to_a_neighbour_is_no_request_to_aws() -> None:
    """aws:SourceIp holds public addresses only (facts.md D2)."""
    assert context_of(trace(n.network(), "bastion", "private", 22)) == {}


@pytest.mark.parametrize(
    ("region", "gigabytes", "total"),
    [
        ("ap-northeast-2", 100, 52.62),
        ("ap-northeast-2", 1000, 105.72),
        ("ap-northeast-2", 10_000, 636.72),
        ("us-east-1", 100, 41.00),
        ("us-east-1", 1000, 81.50),
    ],
)
def test_a_month_through_nat_costs_what_the_table_says(region: str, gigabytes: float, total: float) -> None:
    assert round(cost(nat(region), MONTH, gigabytes).total, 2) == total


def test_a_gateway_endpoint_costs_nothing() -> None:
    bill = cost(through_endpoint(), MONTH, 10_000)
    assert bill.total == 0
    assert [line.component_id for line in bill.lines] == ["vpce-s3", "vpce-s3"]


def test_an_interface_endpoint_costs_by_interface_and_gigabyte() -> None:
    """facts.md H: Seoul, one Availability Zone, 100 GB: 10.49."""
    assert round(cost(trace(n.network(SQS), "private", "sqs"), MONTH, 100).total, 2) == 10.49


def test_traffic_inside_the_vpc_costs_nothing() -> None:
    assert cost(trace(n.network(), "bastion", "private", 22), MONTH, 100).lines == ()


def test_hours_and_gigabytes_are_billed_apart() -> None:
    assert round(cost(nat(), 0, 5000).total, 2) == 295.00  # facts.md H: Seoul, 5 TB
    assert round(cost(nat(), MONTH, 0).total, 2) == 46.72


def test_a_region_without_prices_names_those_that_have_some() -> None:
    with pytest.raises(PathError, match="us-east-1"):
        cost(nat("ap-northeast-1"), 1, 1)


@pytest.mark.parametrize(("hours", "gigabytes"), [(-1, 0), (0, -1)])
def test_negative_quantities_are_refused(hours: float, gigabytes: float) -> None:
    with pytest.raises(PathError, match="zero or more"):
        cost(nat(), hours, gigabytes)


def test_a_table_of_ones_own_that_lacks_an_item_is_refused_with_its_name() -> None:
    row = {"item": "nat-gateway-hour", "region": n.REGION, "usd": 1, "unit": "hour", "source": "test"}
    own = Prices.model_validate({"source": "test", "date": "2026-11", "prices": [row]})
    with pytest.raises(PathError, match="nat-gateway-gb"):
        cost(nat(), 1, 1, prices=own)
