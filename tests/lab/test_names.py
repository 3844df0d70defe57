"""What a lab may be called, and what happens to a lab whose parts are gone."""

import pytest

import helpers
from helpers.cloud import Cloud
from helpers.errors import BuildError
from helpers.lab import find


@pytest.mark.parametrize("name", ["*", "?", "", "a b", "o'brien", "-a", "a-", "Lab", "x" * 21])
def test_a_name_that_a_filter_or_a_bucket_could_misread_is_refused(cloud: Cloud, name: str) -> None:
    vpcs = len(cloud.client("ec2").describe_vpcs()["Vpcs"])
    for call in (helpers.build, find):
        with pytest.raises(BuildError, match="cannot be the name of a lab"):
            call(cloud, name=name)
    assert len(cloud.client("ec2").describe_vpcs()["Vpcs"]) == vpcs


def test_an_unknown_blueprint_is_refused_by_its_name(cloud: Cloud) -> None:
    for call in (helpers.build, find):
        with pytest.raises(BuildError, match="no blueprint called"):
            call(cloud, blueprint="nope")


def test_a_lost_nat_gateway_is_made_anew_with_its_route(cloud: Cloud) -> None:
    lab = helpers.build(cloud)
    cloud.client("ec2").delete_nat_gateway(NatGatewayId=lab.ids["nat"])
    assert not helpers.trace(lab.network(), "lab-private", "s3").reachable
    again = helpers.build(cloud)
    assert [call.operation for call in again.calls] == ["CreateNatGateway", "ReplaceRoute"]
    assert helpers.trace(again.network(), "lab-private", "s3").reachable
