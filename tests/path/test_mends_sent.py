"""Every mend is sent to the embedded cloud: the obstacle is gone, and no call of it is refused."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import helpers
from helpers.cloud import send_all
from helpers.lab import Lab
from helpers.path import Path, trace

_accounts = itertools.count(1)
Break = Callable[[Any, Lab], None]


@pytest.fixture
def lab() -> Iterator[Lab]:
    """The tutorial's VPC in an account of its own."""
    with helpers.connect(account=f"9500{next(_accounts):08d}") as cloud:
        yield helpers.build(cloud)


def group_of(lab: Lab, instance: str) -> str:
    network = lab.network()
    interface = next(eni for eni in network.network_interfaces if eni.instance_id == lab.ids[instance])
    return interface.groups[0].group_id


def acl_of(lab: Lab) -> str:
    return lab.network().network_acls[0].id


def no_default_route(ec2: Any, lab: Lab) -> None:
    network = lab.network()
    subnet = next(s for s in network.subnets if str(s.cidr_block) == "10.0.3.0/24")
    table = network.route_table_of(subnet)
    assert table is not None
    ec2.delete_route(RouteTableId=table.id, DestinationCidrBlock="0.0.0.0/0")


def endpoint_elsewhere(ec2: Any, lab: Lab) -> None:
    public = next(t for t in lab.network().route_tables if any(r.target.startswith("igw-") for r in t.routes))
    service = "com.amazonaws.ap-northeast-2.s3"
    ec2.create_vpc_endpoint(VpcId=public.vpc_id, ServiceName=service, RouteTableIds=[public.id])
    no_default_route(ec2, lab)


def nat_deleted(ec2: Any, lab: Lab) -> None:
    (gateway,) = lab.network().nat_gateways
    ec2.delete_nat_gateway(NatGatewayId=gateway.id)


def closed_group(ec2: Any, lab: Lab) -> None:
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.revoke_security_group_egress(GroupId=group_of(lab, "private"), IpPermissions=everything)


def acl_rule(egress: bool, first: int, last: int) -> Break:
    def deny(ec2: Any, lab: Lab) -> None:
        ec2.create_network_acl_entry(
            NetworkAclId=acl_of(lab),
            RuleNumber=50,
            Protocol="6",
            RuleAction="deny",
            Egress=egress,
            CidrBlock="0.0.0.0/0",
            PortRange={"From": first, "To": last},
        )

    return deny


def stopped(ec2: Any, lab: Lab) -> None:
    ec2.stop_instances(InstanceIds=[lab.ids["private"]])


def dns_off(ec2: Any, lab: Lab) -> None:
    ec2.modify_vpc_attribute(VpcId=lab.ids["vpc"], EnableDnsSupport={"Value": False})


def without_public_address(ec2: Any, lab: Lab) -> None:
    subnet = next(s for s in lab.network().subnets if str(s.cidr_block) == "10.0.1.0/24")
    interface = {"DeviceIndex": 0, "SubnetId": subnet.id, "AssociatePublicIpAddress": False}
    image = ec2.describe_instances(InstanceIds=[lab.ids["private"]])["Reservations"][0]["Instances"][0][
        "ImageId"
    ]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "hidden"}]}]
    ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, NetworkInterfaces=[interface], TagSpecifications=tags
    )


@pytest.mark.parametrize(
    ("break_it", "source", "destination", "protocol", "operation"),
    [
        (no_default_route, "private", "s3", "tcp", "CreateVpcEndpoint"),
        (no_default_route, "private", "8.8.8.8", "tcp", "CreateRoute"),
        (endpoint_elsewhere, "private", "s3", "tcp", "ModifyVpcEndpoint"),
        (nat_deleted, "private", "s3", "tcp", "CreateVpcEndpoint"),
        (closed_group, "private", "s3", "tcp", "AuthorizeSecurityGroupEgress"),
        (closed_group, "private", "8.8.8.8", "icmp", "AuthorizeSecurityGroupEgress"),
        (acl_rule(True, 443, 443), "private", "s3", "tcp", "CreateNetworkAclEntry"),
        (acl_rule(False, 1024, 65535), "private", "s3", "tcp", "CreateNetworkAclEntry"),
        (stopped, "private", "s3", "tcp", "StartInstances"),
        (dns_off, "private", "s3", "tcp", "ModifyVpcAttribute"),
        (without_public_address, "hidden", "s3", "tcp", "AllocateAddress"),
    ],
)
def test_a_mend_that_is_sent_takes_the_obstacle_away(
    lab: Lab, break_it: Break, source: str, destination: str, protocol: str, operation: str
) -> None:
    def ask() -> Path:
        return trace(lab.network(), lab.ids.get(source, source), destination, 443, protocol)

    break_it(lab.cloud.client("ec2"), lab)
    path = ask()
    assert not path.reachable
    assert path.explanations[0].mend[0].operation == operation
    for _ in range(5):  # an ACL that is shut on both sides of NAT shows one obstacle after another
        if path.reachable:
            break
        obstacle = path.explanations[0]
        send_all(lab.cloud, obstacle.mend)
        path = ask()
        assert obstacle not in path.explanations
    assert path.reachable


def test_the_built_tutorial_reaches_s3_through_nat_both_ways(lab: Lab) -> None:
    path = trace(lab.network(), lab.ids["private"], "s3")
    assert path.reachable
    (address,) = (
        row["PublicIp"] for g in lab.cloud.client("ec2").describe_nat_gateways()["NatGateways"]
        for row in g["NatGatewayAddresses"]
    )  # fmt: skip
    assert str(path.last_header.source) == address
