"""Remove a lab: everything that carries its tag or stands in its VPC, then prove it by listing again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jmespath
from botocore.exceptions import BotoCoreError, ClientError

from helpers.cloud import Cloud
from helpers.cloud.calls import ApiCall
from helpers.errors import BuildError
from helpers.lab.blueprint import TAG, Look
from helpers.texts import message, render


@dataclass(frozen=True)
class Removal:
    """What a destroy removed, by id, and what a listing afterwards still found."""

    removed: tuple[str, ...]
    left: tuple[str, ...]

    def __repr__(self) -> str:
        words = message("removal.done", count=len(self.removed))
        after = (
            message("removal.left", left=", ".join(self.left)) if self.left else message("removal.nothing")
        )
        return f"{render(words)} {render(after)}"


def remove(cloud: Cloud, name: str, bucket: str) -> Removal:
    """Remove the lab of that name; only what carries its tag, or stands in a VPC that does, is touched.

    Raises:
        BuildError: a call failed; running it again carries on.
    """
    removed: list[str] = []
    try:
        for vpc_id in _vpcs(cloud, name):
            for stage in _IN_VPC:
                removed += stage(cloud, vpc_id)
        removed += _addresses(cloud, name)
        removed += _internet_gateways_left(cloud, name)
        removed += _role(cloud, name)
        removed += _bucket(cloud, name, bucket)
        return Removal(tuple(removed), tuple(_left(cloud, name, bucket)))
    except (ClientError, BotoCoreError) as error:
        raise BuildError("destroy-stopped", problem=error) from error


def _list(cloud: Cloud, operation: str, path: str, filter_name: str, value: str, **more: Any) -> list[Any]:
    key = "Filter" if operation == "DescribeNatGateways" else "Filters"
    filters = [{"Name": filter_name, "Values": [value]}]
    filters += [{"Name": n.replace("_", "-"), "Values": v} for n, v in more.items()]
    return jmespath.search(path, ApiCall("ec2", operation, {key: filters}).send(cloud)) or []


def _vpcs(cloud: Cloud, name: str) -> list[str]:
    return _list(cloud, "DescribeVpcs", "Vpcs[].VpcId", f"tag:{TAG}", name)


def _wait(cloud: Cloud, waiter: str, **parameters: Any) -> None:
    cloud.client("ec2").get_waiter(waiter).wait(**parameters)


def _instances(cloud: Cloud, vpc_id: str) -> list[str]:
    states = ["pending", "running", "stopping", "stopped", "shutting-down"]
    path = "Reservations[].Instances[].InstanceId"
    ids = _list(cloud, "DescribeInstances", path, "vpc-id", vpc_id, instance_state_name=states)
    if ids:
        ApiCall("ec2", "TerminateInstances", {"InstanceIds": ids}).send(cloud)
        _wait(cloud, "instance_terminated", InstanceIds=ids)
    return ids


def _endpoints(cloud: Cloud, vpc_id: str) -> list[str]:
    path = "VpcEndpoints[?State!='deleted' && State!='deleting'].VpcEndpointId"
    ids = _list(cloud, "DescribeVpcEndpoints", path, "vpc-id", vpc_id)
    if ids:
        ApiCall("ec2", "DeleteVpcEndpoints", {"VpcEndpointIds": ids}).send(cloud)
    return ids


def _nat_gateways(cloud: Cloud, vpc_id: str) -> list[str]:
    states = ["pending", "available", "failed"]
    path = "NatGateways[].NatGatewayId"
    ids = _list(cloud, "DescribeNatGateways", path, "vpc-id", vpc_id, state=states)
    for nat_gateway_id in ids:
        ApiCall("ec2", "DeleteNatGateway", {"NatGatewayId": nat_gateway_id}).send(cloud)
    if ids:
        _wait(cloud, "nat_gateway_deleted", NatGatewayIds=ids)
    return ids


def _associated_addresses(cloud: Cloud, vpc_id: str) -> list[str]:
    """Elastic IPs on interfaces of the VPC: taken off, not released, as they may be the learner's own."""
    path = "NetworkInterfaces[].Association.AssociationId"
    ids = _list(cloud, "DescribeNetworkInterfaces", path, "vpc-id", vpc_id)
    for association_id in ids:
        ApiCall("ec2", "DisassociateAddress", {"AssociationId": association_id}).send(cloud)
    return []


def _internet_gateways(cloud: Cloud, vpc_id: str) -> list[str]:
    path = "InternetGateways[].InternetGatewayId"
    ids = _list(cloud, "DescribeInternetGateways", path, "attachment.vpc-id", vpc_id)
    for gateway_id in ids:
        detach = {"InternetGatewayId": gateway_id, "VpcId": vpc_id}
        ApiCall("ec2", "DetachInternetGateway", detach).send(cloud)
        ApiCall("ec2", "DeleteInternetGateway", {"InternetGatewayId": gateway_id}).send(cloud)
    return ids


def _internet_gateways_left(cloud: Cloud, name: str) -> list[str]:
    """Gateways that an interrupted build or destroy left unattached."""
    path = "InternetGateways[?!Attachments].InternetGatewayId"
    return _each(
        cloud,
        "DescribeInternetGateways",
        path,
        "DeleteInternetGateway",
        "InternetGatewayId",
        f"tag:{TAG}",
        name,
    )


def _each(
    cloud: Cloud, describe: str, path: str, delete: str, parameter: str, filter_name: str, value: str
) -> list[str]:
    """Delete everything that a listing names, one call each."""
    ids = _list(cloud, describe, path, filter_name, value)
    for component_id in ids:
        ApiCall("ec2", delete, {parameter: component_id}).send(cloud)
    return ids


def _stage(describe: str, path: str, delete: str, parameter: str) -> Callable[[Cloud, str], Sequence[str]]:
    return lambda cloud, vpc_id: _each(cloud, describe, path, delete, parameter, "vpc-id", vpc_id)


def _group_rules(cloud: Cloud, vpc_id: str) -> list[str]:
    """Rules go first, as groups that name each other cannot be deleted."""
    for group in _list(cloud, "DescribeSecurityGroups", "SecurityGroups", "vpc-id", vpc_id):
        rules = [rule for rule in group["IpPermissions"] if rule.get("UserIdGroupPairs")]
        if rules and group["GroupName"] != "default":
            parameters = {"GroupId": group["GroupId"], "IpPermissions": rules}
            ApiCall("ec2", "RevokeSecurityGroupIngress", parameters).send(cloud)
    return []


_IN_VPC: tuple[Callable[[Cloud, str], Sequence[str]], ...] = (
    _instances,
    _endpoints,
    _nat_gateways,
    _associated_addresses,
    _internet_gateways,
    _stage(
        "DescribeNetworkInterfaces",
        "NetworkInterfaces[?Status=='available'].NetworkInterfaceId",
        "DeleteNetworkInterface",
        "NetworkInterfaceId",
    ),
    _stage("DescribeSubnets", "Subnets[].SubnetId", "DeleteSubnet", "SubnetId"),
    _stage(
        "DescribeRouteTables",
        "RouteTables[?!not_null(Associations[?Main] | [0])].RouteTableId",
        "DeleteRouteTable",
        "RouteTableId",
    ),
    _group_rules,
    _stage(
        "DescribeSecurityGroups",
        "SecurityGroups[?GroupName!='default'].GroupId",
        "DeleteSecurityGroup",
        "GroupId",
    ),
    _stage(
        "DescribeNetworkAcls", "NetworkAcls[?!IsDefault].NetworkAclId", "DeleteNetworkAcl", "NetworkAclId"
    ),
    _stage("DescribeVpcs", "Vpcs[].VpcId", "DeleteVpc", "VpcId"),
)
"""What stands in a VPC, in the order in which AWS lets it be deleted."""


def _addresses(cloud: Cloud, name: str) -> list[str]:
    path = "Addresses[].AllocationId"
    return _each(cloud, "DescribeAddresses", path, "ReleaseAddress", "AllocationId", f"tag:{TAG}", name)


def _role(cloud: Cloud, name: str) -> list[str]:
    role, profile = {"RoleName": f"{name}-ec2-s3"}, {"InstanceProfileName": f"{name}-ec2-s3"}
    removed = []
    held = Look(ApiCall("iam", "GetInstanceProfile", profile), "InstanceProfile").found(cloud, {})
    if held:
        for member in held["Roles"]:
            parameters = {**profile, "RoleName": member["RoleName"]}
            ApiCall("iam", "RemoveRoleFromInstanceProfile", parameters).send(cloud)
        ApiCall("iam", "DeleteInstanceProfile", profile).send(cloud)
        removed.append(profile["InstanceProfileName"])
    if _is_ours(Look(ApiCall("iam", "ListRoleTags", role), "Tags").found(cloud, {}), name):
        _empty_role(cloud, role)
        ApiCall("iam", "DeleteRole", role).send(cloud)
        removed.append(role["RoleName"])
    return removed


def _empty_role(cloud: Cloud, role: dict[str, str]) -> None:
    for policy in ApiCall("iam", "ListAttachedRolePolicies", role).send(cloud)["AttachedPolicies"]:
        ApiCall("iam", "DetachRolePolicy", {**role, "PolicyArn": policy["PolicyArn"]}).send(cloud)
    for policy_name in ApiCall("iam", "ListRolePolicies", role).send(cloud)["PolicyNames"]:
        ApiCall("iam", "DeleteRolePolicy", {**role, "PolicyName": policy_name}).send(cloud)


def _is_ours(tags: Any, name: str) -> bool:
    return any((tag["Key"], tag["Value"]) == (TAG, name) for tag in tags or ())


def _bucket(cloud: Cloud, name: str, bucket: str) -> list[str]:
    tags = Look(ApiCall("s3", "GetBucketTagging", {"Bucket": bucket}), "TagSet").found(cloud, {})
    if not _is_ours(tags, name):
        return []
    s3 = cloud.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    ApiCall("s3", "DeleteBucket", {"Bucket": bucket}).send(cloud)
    return [bucket]


def _left(cloud: Cloud, name: str, bucket: str) -> Iterator[str]:
    """What carries the lab's tag or name after all: tagged VPCs, addresses, gateways, role and bucket."""
    yield from _vpcs(cloud, name)
    yield from _list(cloud, "DescribeAddresses", "Addresses[].AllocationId", f"tag:{TAG}", name)
    path = "InternetGateways[].InternetGatewayId"
    yield from _list(cloud, "DescribeInternetGateways", path, f"tag:{TAG}", name)
    role = {"RoleName": f"{name}-ec2-s3"}
    yield from filter(None, [Look(ApiCall("iam", "GetRole", role), "Role.RoleName").found(cloud, {})])
    names = Look(ApiCall("s3", "ListBuckets"), "Buckets[].Name").found(cloud, {}) or []
    yield from (found for found in names if found == bucket)
