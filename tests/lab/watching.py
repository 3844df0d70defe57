"""Ways to look at a cloud and to disturb it that do not use the lab's own readers."""

import itertools
from collections.abc import Callable
from typing import Any

from botocore.exceptions import EndpointConnectionError

from helpers.cloud import Cloud

READS = ("Describe", "Get", "List", "Head")
LISTINGS = (
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    ("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("ec2", "describe_addresses", "Addresses", "AllocationId"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    ("s3", "list_buckets", "Buckets", "Name"),
)


class LineDown(EndpointConnectionError):
    """What botocore raises when the backend cannot be reached."""

    def __init__(self) -> None:
        super().__init__(endpoint_url="http://127.0.0.1:9")


def everything(cloud: Cloud) -> set[str]:
    """The id of every thing in the account, by plain boto3."""
    found = {
        row[key]
        for service, method, rows, key in LISTINGS
        for row in getattr(cloud.client(service), method)()[rows]
    }
    ec2 = cloud.client("ec2")
    gone = ("deleted", "terminated", "failed")
    for reservation in ec2.describe_instances()["Reservations"]:
        found |= {i["InstanceId"] for i in reservation["Instances"] if i["State"]["Name"] not in gone}
    found |= {n["NatGatewayId"] for n in ec2.describe_nat_gateways()["NatGateways"] if n["State"] not in gone}
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    return found | {e["VpcEndpointId"] for e in endpoints if e["State"] not in gone}


def watch(cloud: Cloud, event: str, handler: Callable[..., Any]) -> Callable[[], None]:
    """Call `handler` at a botocore event of every client; returns what ends it."""
    clients = [cloud.client(service) for service in ("ec2", "iam", "s3")]
    for client in clients:
        client.meta.events.register(event, handler)

    def end() -> None:
        for client in clients:
            client.meta.events.unregister(event, handler)

    return end


def changes(cloud: Cloud, action: Callable[[], Any]) -> list[str]:
    """The operations that change something and that `action` sends."""
    seen: list[str] = []

    def note(model: Any, **_: Any) -> None:
        if not model.name.startswith(READS):
            seen.append(model.name)

    end = watch(cloud, "before-call", note)
    try:
        action()
    finally:
        end()
    return seen


def cut_after(cloud: Cloud, number: int, action: Callable[[], Any]) -> None:
    """Run `action`; the line goes down as the answer to its change `number` (from 0) comes back.

    The thing is made and its id is lost, which is the worst moment; a failure at a read leaves the
    state that one of these leaves too.
    """
    left = itertools.count(number, -1)

    def cut(model: Any, **_: Any) -> None:
        if not model.name.startswith(READS) and next(left) == 0:
            raise LineDown

    end = watch(cloud, "after-call", cut)
    try:
        action()
    finally:
        end()
