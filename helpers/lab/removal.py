"""Remove a lab: everything that carries its tag or stands in its VPC, then prove it by listing again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpers.cloud import Cloud
from helpers.cloud.calls import ApiCall
from helpers.errors import BuildError
from helpers.lab.blueprint import TAG, BucketLook, Look, is_ours
from helpers.lab.listing import listed, until_none
from helpers.lab.services import databases, load_balancers
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


def _vpcs(cloud: Cloud, name: str) -> list[str]:
    return listed(cloud, "DescribeVpcs", "Vpcs[].VpcId", f"tag:{TAG}", name)


def _wait(cloud: Cloud, waiter: str, **parameters: Any) -> None:
    cloud.client("ec2").get_waiter(waiter).wait(**parameters)


def _instances(cloud: Cloud, vpc_id: str) -> list[str]:
    states = ["pending", "running", "stopping", "stopped", "shutting-down"]
    path = "Reservations[].Instances[].InstanceId"
    ids = listed(cloud, "DescribeInstances", path, "vpc-id", vpc_id, instance_state_name=states)
    if ids:
        ApiCall("ec2", "TerminateInstances", {"InstanceIds": ids}).send(cloud)
        _wait(cloud, "instance_terminated", InstanceIds=ids)
    return ids


def _endpoints(cloud: Cloud, vpc_id: str) -> list[str]:
    path = "VpcEndpoints[?State!='deleted' && State!='deleting'].VpcEndpointId"
    ids = listed(cloud, "DescribeVpcEndpoints", path, "vpc-id", vpc_id)
    if ids:
        ApiCall("ec2", "DeleteVpcEndpoints", {"VpcEndpointIds": ids}).send(cloud)
    until_none(cloud, "DescribeNetworkInterfaces", _ENDPOINT_INTERFACES, vpc_id)
    return ids


_ENDPOINT_INTERFACES = "NetworkInterfaces[?InterfaceType=='vpc_endpoint'].NetworkInterfaceId"


def _nat_gateways(cloud: Cloud, vpc_id: str) -> list[str]:
    path = "NatGateways[?State!='deleting' && State!='deleted'].NatGatewayId"
    ids = listed(cloud, "DescribeNatGateways", path, "vpc-id", vpc_id)
    for nat_gateway_id in ids:
        ApiCall("ec2", "DeleteNatGateway", {"NatGatewayId": nat_gateway_id}).send(cloud)
    # Those that a destroy before this one began to delete are waited for as well.
    until_none(cloud, "DescribeNatGateways", "NatGateways[?State=='deleting'].NatGatewayId", vpc_id)
    return ids


def _associated_addresses(cloud: Cloud, vpc_id: str) -> list[str]:
    """Elastic IPs on interfaces of the VPC: taken off, not released, as they may be the learner's own."""
    path = "NetworkInterfaces[].Association.AssociationId"
    ids = listed(cloud, "DescribeNetworkInterfaces", path, "vpc-id", vpc_id)
    for association_id in ids:
        ApiCall("ec2", "DisassociateAddress", {"AssociationId": association_id}).send(cloud)
    return []


def _internet_gateways(cloud: Cloud, vpc_id: str) -> list[str]:
    path = "InternetGateways[].InternetGatewayId"
    ids = listed(cloud, "DescribeInternetGateways", path, "attachment.vpc-id", vpc_id)
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
    ids = listed(cloud, describe, path, filter_name, value)
    for component_id in ids:
        ApiCall("ec2", delete, {parameter: component_id}).send(cloud)
    return ids


def _stage(describe: str, path: str, delete: str, parameter: str) -> Callable[[Cloud, str], Sequence[str]]:
    return lambda cloud, vpc_id: _each(cloud, describe, path, delete, parameter, "vpc-id", vpc_id)


def _table_associations(cloud: Cloud, vpc_id: str) -> list[str]:
    """AWS drops them with their subnet; not every backend does."""
    path = "RouteTables[].Associations[?!Main][].RouteTableAssociationId"
    for association_id in listed(cloud, "DescribeRouteTables", path, "vpc-id", vpc_id):
        ApiCall("ec2", "DisassociateRouteTable", {"AssociationId": association_id}).send(cloud)
    return []


def _group_rules(cloud: Cloud, vpc_id: str) -> list[str]:
    """Rules go first, as groups that name each other cannot be deleted."""
    for group in listed(cloud, "DescribeSecurityGroups", "SecurityGroups", "vpc-id", vpc_id):
        for field_name, operation in _RULES.items():
            rules = [rule for rule in group[field_name] if rule.get("UserIdGroupPairs")]
            if rules:
                ApiCall("ec2", operation, {"GroupId": group["GroupId"], "IpPermissions": rules}).send(cloud)
    return []


_RULES = {
    "IpPermissions": "RevokeSecurityGroupIngress",
    "IpPermissionsEgress": "RevokeSecurityGroupEgress",
}


_IN_VPC: tuple[Callable[[Cloud, str], Sequence[str]], ...] = (
    load_balancers,
    databases,
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
    _table_associations,
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
    if held and is_ours(held.get("Tags"), name):
        for member in held["Roles"]:
            parameters = {**profile, "RoleName": member["RoleName"]}
            ApiCall("iam", "RemoveRoleFromInstanceProfile", parameters).send(cloud)
        ApiCall("iam", "DeleteInstanceProfile", profile).send(cloud)
        removed.append(profile["InstanceProfileName"])
    if is_ours(Look(ApiCall("iam", "ListRoleTags", role), "Tags").found(cloud, {}), name):
        _empty_role(cloud, role)
        ApiCall("iam", "DeleteRole", role).send(cloud)
        removed.append(role["RoleName"])
    return removed


def _empty_role(cloud: Cloud, role: dict[str, str]) -> None:
    for policy in ApiCall("iam", "ListAttachedRolePolicies", role).send(cloud)["AttachedPolicies"]:
        ApiCall("iam", "DetachRolePolicy", {**role, "PolicyArn": policy["PolicyArn"]}).send(cloud)
    for policy_name in ApiCall("iam", "ListRolePolicies", role).send(cloud)["PolicyNames"]:
        ApiCall("iam", "DeleteRolePolicy", {**role, "PolicyName": policy_name}).send(cloud)


def _bucket(cloud: Cloud, name: str, bucket: str) -> list[str]:
    if not _our_bucket(cloud, name, bucket):
        return []
    s3 = cloud.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    ApiCall("s3", "DeleteBucket", {"Bucket": bucket}).send(cloud)
    return [bucket]


def _our_bucket(cloud: Cloud, name: str, bucket: str) -> str | None:
    try:
        found: str | None = BucketLook(bucket, name).found(cloud, {})
    except BuildError:  # somebody else's
        return None
    return found


def _left(cloud: Cloud, name: str, bucket: str) -> Iterator[str]:
    """What carries the lab's tag or name after all: tagged VPCs, addresses, gateways, role and bucket."""
    yield from _vpcs(cloud, name)
    yield from listed(cloud, "DescribeAddresses", "Addresses[].AllocationId", f"tag:{TAG}", name)
    path = "InternetGateways[].InternetGatewayId"
    yield from listed(cloud, "DescribeInternetGateways", path, f"tag:{TAG}", name)
    for kind, parameter in (("Role", "RoleName"), ("InstanceProfile", "InstanceProfileName")):
        look = Look(ApiCall("iam", f"Get{kind}", {parameter: f"{name}-ec2-s3"}), kind)
        row = look.found(cloud, {})
        yield from [row[parameter]] if row and is_ours(row.get("Tags"), name) else []
    yield from filter(None, [_our_bucket(cloud, name, bucket)])
