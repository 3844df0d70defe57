"""The tutorial's VPC as data: every part, in the order in which it is made."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.cloud.calls import ApiCall
from helpers.lab.blueprint import TAG, BucketLook, Look, Ref, Step

AMAZON_LINUX_IN_SEOUL = "ami-06e9e3574a0459db2"
NEWEST_AMAZON_LINUX = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
"""RunInstances asks Systems Manager itself: AWSEC2 userguide, using-systems-manager-parameter-to-find-AMI."""

BUCKET = "mys3gatewaytest001"
S3_ACCESS = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
"""What the tutorial gives its role; lesson 07 narrows it."""

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}

_ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]
_LIVE = ["pending", "running", "stopping", "stopped"]


@dataclass(frozen=True)
class Place:
    """Where the tutorial's VPC is built: the lab's name, two Availability Zones, the bucket, the image."""

    name: str
    zones: tuple[str, str]
    region: str
    bucket: str
    image: str


def tutorial(place: Place) -> tuple[Step, ...]:
    """The steps of the tutorial's VPC: 10.0.0.0/16 with public and private subnets in two zones."""
    return (
        *_vpc(place),
        *_subnets(place),
        *_internet(place),
        *_nat(place),
        *_routes(place),
        *_groups(place),
        *_role(place),
        *_instances(place),
        *_bucket(place),
    )


def _tags(place: Place, role: str) -> list[dict[str, str]]:
    return [{"Key": "Name", "Value": f"{place.name}-{role}"}, {"Key": TAG, "Value": place.name}]


def _tagged(
    place: Place, role: str, kind: str, operation: str, look: tuple[str, str], **parameters: Any
) -> Step:
    """A step whose result carries tags from its birth, and is found again by them."""
    filters = [{"Name": f"tag:{tag['Key']}", "Values": [tag["Value"]]} for tag in _tags(place, role)]
    filters += [{"Name": name, "Values": values} for name, values in _STATES.get(operation, {}).items()]
    tags = [{"ResourceType": kind, "Tags": _tags(place, role)}]
    waiter = _WAITERS.get(operation)
    # DescribeNatGateways alone calls the parameter Filter (API reference).
    name = "Filter" if operation == "CreateNatGateway" else "Filters"
    return Step(
        role,
        Look(ApiCall("ec2", look[0], {name: filters}), look[1]),
        ApiCall("ec2", operation, {**parameters, "TagSpecifications": tags}),
        waiter,
    )


_STATES: Mapping[str, Mapping[str, list[str]]] = {
    "CreateNatGateway": {"state": ["pending", "available"]},
    "RunInstances": {"instance-state-name": _LIVE},
}
_WAITERS = {"CreateNatGateway": "nat_gateway_available", "RunInstances": "instance_running"}


def _vpc(place: Place) -> Iterator[Step]:
    yield _tagged(
        place, "vpc", "vpc", "CreateVpc", ("DescribeVpcs", "Vpcs[0].VpcId"), CidrBlock="10.0.0.0/16"
    )
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        name = attribute[0].lower() + attribute[1:]
        yield Step(
            name,
            Look(
                ApiCall("ec2", "DescribeVpcAttribute", {"VpcId": Ref("vpc"), "Attribute": name}),
                f"{attribute}.Value",
            ),
            ApiCall("ec2", "ModifyVpcAttribute", {"VpcId": Ref("vpc"), attribute: {"Value": True}}),
        )


def _subnets(place: Place) -> Iterator[Step]:
    look = ("DescribeSubnets", "Subnets[0].SubnetId")
    ranges = {"public": ("10.0.1.0/24", "10.0.2.0/24"), "private": ("10.0.3.0/24", "10.0.4.0/24")}
    for kind, cidrs in ranges.items():
        for zone, cidr in zip(place.zones, cidrs, strict=True):
            role = f"{kind}-{zone[-1]}"
            yield _tagged(
                place,
                role,
                "subnet",
                "CreateSubnet",
                look,
                VpcId=Ref("vpc"),
                CidrBlock=cidr,
                AvailabilityZone=zone,
            )
    public = f"public-{place.zones[0][-1]}"
    ask = ApiCall("ec2", "DescribeSubnets", {"SubnetIds": [Ref(public)]})
    change = {"SubnetId": Ref(public), "MapPublicIpOnLaunch": {"Value": True}}
    yield Step(
        "map-public",
        Look(ask, "Subnets[0].MapPublicIpOnLaunch"),
        ApiCall("ec2", "ModifySubnetAttribute", change),
    )


def _internet(place: Place) -> Iterator[Step]:
    look = ("DescribeInternetGateways", "InternetGateways[0].InternetGatewayId")
    yield _tagged(place, "igw", "internet-gateway", "CreateInternetGateway", look)
    yield Step(
        "igw-attached",
        Look(
            ApiCall("ec2", "DescribeInternetGateways", {"InternetGatewayIds": [Ref("igw")]}),
            "InternetGateways[0].Attachments[0].VpcId",
        ),
        ApiCall("ec2", "AttachInternetGateway", {"InternetGatewayId": Ref("igw"), "VpcId": Ref("vpc")}),
    )


def _nat(place: Place) -> Iterator[Step]:
    look = ("DescribeAddresses", "Addresses[0].AllocationId")
    yield _tagged(place, "eip", "elastic-ip", "AllocateAddress", look, Domain="vpc")
    # moto, and LocalStack with it, leaves the tag filter of DescribeNatGateways aside.
    mine = f"Tags[?Key=='{TAG}' && Value=='{place.name}']"
    yield _tagged(
        place,
        "nat",
        "natgateway",
        "CreateNatGateway",
        ("DescribeNatGateways", f"NatGateways[?{mine}] | [0].NatGatewayId"),
        SubnetId=Ref(f"public-{place.zones[0][-1]}"),
        AllocationId=Ref("eip"),
        ConnectivityType="public",
    )


def _routes(place: Place) -> Iterator[Step]:
    targets = {"public": ("GatewayId", "igw"), "private": ("NatGatewayId", "nat")}
    for kind, (parameter, target) in targets.items():
        role = f"{kind}-routes"
        look = ("DescribeRouteTables", "RouteTables[0].RouteTableId")
        yield _tagged(place, role, "route-table", "CreateRouteTable", look, VpcId=Ref("vpc"))
        ask = ApiCall("ec2", "DescribeRouteTables", {"RouteTableIds": [Ref(role)]})
        default = {"RouteTableId": Ref(role), "DestinationCidrBlock": "0.0.0.0/0", parameter: Ref(target)}
        yield Step(
            f"{role}-default",
            Look(ask, "RouteTables[0].Routes[?DestinationCidrBlock=='0.0.0.0/0'] | [0].State"),
            ApiCall("ec2", "CreateRoute", default),
        )
        active = "Routes[?DestinationCidrBlock=='0.0.0.0/0' && State=='active'] | [0].State"
        yield Step(  # a route to a gateway that was deleted since is a blackhole
            f"{role}-default-active",
            Look(ask, f"RouteTables[0].{active}"),
            ApiCall("ec2", "ReplaceRoute", default),
        )
        for zone in place.zones:
            yield _association(role, f"{kind}-{zone[-1]}")


def _association(table: str, subnet: str) -> Step:
    filters = [{"Name": "association.subnet-id", "Values": [Ref(subnet)]}]
    return Step(
        f"{subnet}-association",
        Look(ApiCall("ec2", "DescribeRouteTables", {"Filters": filters}), "RouteTables[0].RouteTableId"),
        ApiCall("ec2", "AssociateRouteTable", {"RouteTableId": Ref(table), "SubnetId": Ref(subnet)}),
    )


def _groups(place: Place) -> Iterator[Step]:
    look = ("DescribeSecurityGroups", "SecurityGroups[0].GroupId")
    sources: Mapping[str, Mapping[str, Any]] = {
        # The tutorial lets everybody try; in earnest, one's own address would stand here.
        "bastion": {"IpRanges": _ANYWHERE},
        "private": {"UserIdGroupPairs": [{"GroupId": Ref("bastion-group")}]},
    }
    for kind, source in sources.items():
        role = f"{kind}-group"
        yield _tagged(
            place,
            role,
            "security-group",
            "CreateSecurityGroup",
            look,
            GroupName=f"{place.name}-{kind}",
            Description=f"SSH to the {kind} instance",
            VpcId=Ref("vpc"),
        )
        ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, **source}
        yield Step(
            f"{role}-ssh",
            Look(
                ApiCall("ec2", "DescribeSecurityGroups", {"GroupIds": [Ref(role)]}),
                "SecurityGroups[0].IpPermissions[?FromPort==`22`] | [0].IpProtocol",
            ),
            ApiCall("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": Ref(role), "IpPermissions": [ssh]}),
        )


def _role(place: Place) -> Iterator[Step]:
    name, tags = f"{place.name}-ec2-s3", _tags(place, "ec2-s3")
    role, profile = {"RoleName": name}, {"InstanceProfileName": name}
    # Without our tag it is somebody else's: then CreateRole is refused, and nothing of theirs is touched.
    ours = f"Tags[?Key=='{TAG}' && Value=='{place.name}']"
    trust = {"AssumeRolePolicyDocument": json.dumps(_TRUST)}
    yield Step(
        "role",
        Look(ApiCall("iam", "GetRole", role), f"Role.{ours} && Role.RoleName"),
        ApiCall("iam", "CreateRole", {**role, **trust, "Tags": tags}),
    )
    yield Step(
        "role-policy",
        Look(ApiCall("iam", "ListAttachedRolePolicies", role), "AttachedPolicies[0].PolicyArn"),
        ApiCall("iam", "AttachRolePolicy", {**role, "PolicyArn": S3_ACCESS}),
    )
    ask = ApiCall("iam", "GetInstanceProfile", profile)
    yield Step(
        "profile",
        Look(ask, f"InstanceProfile.{ours} && InstanceProfile.InstanceProfileName"),
        ApiCall("iam", "CreateInstanceProfile", {**profile, "Tags": tags}),
        "instance_profile_exists",
    )
    yield Step(
        "profile-role",
        Look(ask, "InstanceProfile.Roles[0].RoleName"),
        ApiCall("iam", "AddRoleToInstanceProfile", {**profile, **role}),
    )


def _instances(place: Place) -> Iterator[Step]:
    zone = place.zones[0][-1]
    wanted: Mapping[str, Mapping[str, Any]] = {
        "bastion": {"SubnetId": Ref(f"public-{zone}")},
        "private": {
            "SubnetId": Ref(f"private-{zone}"),
            "PrivateIpAddress": "10.0.3.20",
            "IamInstanceProfile": {"Name": Ref("profile")},
        },
    }
    for role, parameters in wanted.items():
        yield _tagged(
            place,
            role,
            "instance",
            "RunInstances",
            ("DescribeInstances", "Reservations[0].Instances[0].InstanceId"),
            ImageId=place.image,
            InstanceType="t3.micro",
            MinCount=1,
            MaxCount=1,
            SecurityGroupIds=[Ref(f"{role}-group")],
            **parameters,
        )


def _bucket(place: Place) -> Iterator[Step]:
    bucket = {"Bucket": place.bucket}
    # S3 wants no location for N. Virginia and one for every other Region (API reference, CreateBucket).
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": place.region}}
    where = {} if place.region == "us-east-1" else elsewhere
    yield Step(
        "bucket",
        BucketLook(place.bucket, place.name),
        ApiCall("s3", "CreateBucket", {**bucket, **where}),
    )
    yield Step(
        "bucket-tags",
        Look(ApiCall("s3", "GetBucketTagging", bucket), f"TagSet[?Key=='{TAG}'] | [0].Value"),
        ApiCall("s3", "PutBucketTagging", {**bucket, "Tagging": {"TagSet": _tags(place, "bucket")}}),
    )
