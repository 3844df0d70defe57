"""Network.after says what a full reading says, and asks for less."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

import helpers
from helpers.cloud import ApiCall, Cloud, Result
from helpers.lab import Lab
from helpers.network import Network
from helpers.network.after import CHANGED_BY

ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with helpers.connect(account="920000000002") as cloud:
        yield helpers.build(cloud)


def scenario(lab: Lab) -> list[ApiCall]:
    """One call after another that a lesson sends or a learner may send; a Result is of an earlier one."""
    ids, region = lab.ids, lab.cloud.region
    calls: list[ApiCall] = []

    def then(operation: str, **parameters: Any) -> int:
        calls.append(ApiCall("ec2", operation, parameters))
        return len(calls) - 1

    s3 = {"VpcId": ids["vpc"], "ServiceName": f"com.amazonaws.{region}.s3"}
    table = {"RouteTableId": ids["private-routes"]}
    default = {**table, "DestinationCidrBlock": "0.0.0.0/0"}
    gateway = Result(
        then("CreateVpcEndpoint", **s3, RouteTableIds=[table["RouteTableId"]]), "VpcEndpoint.VpcEndpointId"
    )
    then("ModifyVpcEndpoint", VpcEndpointId=gateway, AddRouteTableIds=[ids["public-routes"]])
    sqs = {"VpcId": ids["vpc"], "ServiceName": f"com.amazonaws.{region}.sqs", "VpcEndpointType": "Interface"}
    subnets = {"SubnetIds": [ids["private-a"]], "SecurityGroupIds": [ids["private-group"]]}
    interface = Result(then("CreateVpcEndpoint", **sqs, **subnets), "VpcEndpoint.VpcEndpointId")
    then("DeleteRoute", **default)
    then("CreateRoute", **default, NatGatewayId=ids["nat"])
    then("ReplaceRoute", **default, GatewayId=ids["igw"])
    then("ReplaceRoute", **default, NatGatewayId=ids["nat"])
    own = Result(then("CreateRouteTable", VpcId=ids["vpc"]), "RouteTable.RouteTableId")
    then("DeleteRouteTable", RouteTableId=own)
    group = {"GroupId": ids["private-group"]}
    https = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": ANYWHERE}]
    for direction in ("Egress", "Ingress"):
        then(f"AuthorizeSecurityGroup{direction}", **group, IpPermissions=https)
        then(f"RevokeSecurityGroup{direction}", **group, IpPermissions=https)
    named = {"GroupName": "more", "Description": "one more", "VpcId": ids["vpc"]}
    more = Result(then("CreateSecurityGroup", **named), "GroupId")
    then("DeleteSecurityGroup", GroupId=more)
    acl = Result(then("CreateNetworkAcl", VpcId=ids["vpc"]), "NetworkAcl.NetworkAclId")
    rule = {"NetworkAclId": acl, "RuleNumber": 90, "Egress": False}
    deny = {**rule, "Protocol": "6", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}
    then("CreateNetworkAclEntry", **deny, PortRange={"From": 1024, "To": 65535})
    then("ReplaceNetworkAclEntry", **deny, PortRange={"From": 80, "To": 80})
    then("DeleteNetworkAclEntry", **rule)
    then("DeleteNetworkAcl", NetworkAclId=acl)
    address = Result(then("AllocateAddress", Domain="vpc"), "AllocationId")
    mapped = then("AssociateAddress", AllocationId=address, InstanceId=ids["bastion"])
    then("DisassociateAddress", AssociationId=Result(mapped, "AssociationId"))
    then("ReleaseAddress", AllocationId=address)
    spare = Result(then("CreateInternetGateway"), "InternetGateway.InternetGatewayId")
    then("DeleteInternetGateway", InternetGatewayId=spare)
    # Not in the table: everything is read again.
    then("CreateTags", Resources=[ids["private"]], Tags=[{"Key": "Name", "Value": "renamed"}])
    then("CreateSubnet", VpcId=ids["vpc"], CidrBlock="10.0.9.0/24")
    then("ModifyVpcAttribute", VpcId=ids["vpc"], EnableDnsSupport={"Value": False})
    then("CreateVpc", CidrBlock="172.16.0.0/16")
    then("StopInstances", InstanceIds=[ids["private"]])
    then("DeleteNatGateway", NatGatewayId=ids["nat"])
    then("DeleteVpcEndpoints", VpcEndpointIds=[gateway, interface])
    return calls


def test_after_each_call_it_equals_a_full_reading_and_keeps_what_did_not_change(lab: Lab) -> None:
    readers = (lambda: Network.describe(lab.cloud), lab.network)
    known = [read() for read in readers]
    answers: list[dict[str, Any]] = []
    for call in scenario(lab):
        answers.append(call.send(lab.cloud, answers))
        for n, read in enumerate(readers):
            before, now = known[n], known[n].after(lab.cloud, call)
            assert now == read(), call
            old = {component.id: component for component in before.components}
            for component in now.components:
                if component == old.get(component.id):
                    assert component is old[component.id], call
            known[n] = now


def test_every_operation_of_the_table_is_one_of_ec2(lab: Lab) -> None:
    known = lab.cloud.client("ec2").meta.service_model.operation_names
    assert CHANGED_BY.keys() <= set(known)


def reads(cloud: Cloud, action: Callable[[], object]) -> list[str]:
    seen: list[str] = []

    def note(model: Any, **_: Any) -> None:
        seen.append(model.name)

    events = cloud.client("ec2").meta.events
    events.register("before-call", note)
    try:
        action()
    finally:
        events.unregister("before-call", note)
    return seen


def test_a_change_of_routes_reads_route_tables_only(lab: Lab) -> None:
    network = lab.network()
    call = ApiCall("ec2", "CreateRoute", {})
    assert reads(lab.cloud, lambda: network.after(lab.cloud, call)) == ["DescribeRouteTables"]
    unknown = ApiCall("ec2", "CreateTransitGateway", {})
    everything = reads(lab.cloud, lab.network)
    assert reads(lab.cloud, lambda: network.after(lab.cloud, unknown)) == everything


def test_a_network_of_one_vpc_stays_one_of_that_vpc(lab: Lab) -> None:
    network = lab.network()
    other = ApiCall("ec2", "CreateVpc", {"CidrBlock": "192.168.0.0/16"})
    vpc_id = other.send(lab.cloud)["Vpc"]["VpcId"]
    endpoint = ApiCall(
        "ec2", "CreateVpcEndpoint", {"VpcId": vpc_id, "ServiceName": f"com.amazonaws.{lab.cloud.region}.s3"}
    )
    endpoint.send(lab.cloud)
    now = network.after(lab.cloud, other).after(lab.cloud, endpoint)
    assert [vpc.id for vpc in now.vpcs] == [lab.ids["vpc"]]
    assert now == network


def refuse(**_: object) -> None:
    words = {"Code": "UnauthorizedOperation", "Message": "You are not authorized to perform this operation."}
    raise ClientError({"Error": words}, "DescribeVpnGateways")


def test_what_a_call_was_refused_stays_said_until_it_is_asked_again() -> None:
    with helpers.connect(account="920000000008") as cloud:
        lab = helpers.build(cloud)
        events = cloud.client("ec2").meta.events
        events.register("before-call.ec2.DescribeVpnGateways", refuse)
        network = lab.network()
        assert [note.key for note in network.warnings] == ["network.warning.not-allowed"]
        route = ApiCall("ec2", "CreateRoute", {})
        assert network.after(cloud, route).warnings == network.warnings
        assert network.after(cloud, route) == lab.network()
        events.unregister("before-call.ec2.DescribeVpnGateways", refuse)
        everything = ApiCall("ec2", "CreateVpnGateway", {})
        assert network.after(cloud, everything).warnings == ()
