"""A large account as AWS CLI JSON: 200 subnets, 200 tables of 500 routes, 100 endpoints, 5,000 ENIs."""

import json
from collections.abc import Iterator
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

SUBNETS, ROUTES, ENDPOINTS, INTERFACES = 200, 500, 100, 5000
OWNER, REGION, VPC = "111122223333", "ap-northeast-2", "vpc-0a0000000000000a1"
PREFIX_LIST = "pl-78a54011"
_BLOCKS = list(IPv4Network("10.0.0.0/16").subnets(new_prefix=24))
_OUTSIDE = list(IPv4Network("172.16.0.0/12").subnets(new_prefix=24))

Rows = list[dict[str, Any]]


def write(folder: Path) -> None:
    """Write the account, one file a top-level key, as `aws ec2 describe-…` prints it."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, rows in answers().items():
        (folder / f"{key}.json").write_text(json.dumps({key: rows}, indent=4), encoding="utf-8")


def answers() -> dict[str, Rows]:
    return {
        "Vpcs": [_vpc()],
        "Subnets": [_subnet(n) for n in range(SUBNETS)],
        "RouteTables": [_table(n) for n in range(SUBNETS)],
        "NetworkInterfaces": list(_interfaces()),
        "Reservations": [_reservation(n) for n in range(SUBNETS)],
        "NatGateways": [_nat()],
        "InternetGateways": [{"InternetGatewayId": "igw-1", "OwnerId": OWNER, "Attachments": [_attached()]}],
        "VpcEndpoints": [_endpoint(n) for n in range(ENDPOINTS)],
        "PrefixLists": [
            {
                "PrefixListId": PREFIX_LIST,
                "PrefixListName": f"com.amazonaws.{REGION}.s3",
                "Cidrs": ["3.5.140.0/22", "52.219.56.0/22"],
            }
        ],
        "SecurityGroups": [_group(n) for n in range(SUBNETS)],
        "NetworkAcls": [_acl()],
    }


def _id(kind: str, number: int) -> str:
    return f"{kind}-{number:017x}"


def _tags(name: str) -> Rows:
    return [{"Key": "Name", "Value": name}]


def _attached() -> dict[str, Any]:
    return {"State": "available", "VpcId": VPC}


def _vpc() -> dict[str, Any]:
    state = {"AssociationId": "vpc-cidr-assoc-1", "CidrBlockState": {"State": "associated"}}
    return {
        "VpcId": VPC,
        "CidrBlock": "10.0.0.0/16",
        "CidrBlockAssociationSet": [{**state, "CidrBlock": "10.0.0.0/16"}],
        "OwnerId": OWNER,
        "State": "available",
        "Tags": _tags("large"),
    }


def _subnet(number: int) -> dict[str, Any]:
    subnet_id = _id("subnet", number)
    return {
        "SubnetId": subnet_id,
        "VpcId": VPC,
        "CidrBlock": str(_BLOCKS[number]),
        "AvailabilityZone": f"{REGION}{'abc'[number % 3]}",
        "MapPublicIpOnLaunch": number == 0,
        "OwnerId": OWNER,
        "State": "available",
        "SubnetArn": f"arn:aws:ec2:{REGION}:{OWNER}:subnet/{subnet_id}",
        "Tags": _tags(f"subnet {number}"),
    }


def _table(number: int) -> dict[str, Any]:
    out = {"GatewayId": "igw-1"} if number == 0 else {"NatGatewayId": "nat-1"}
    routes: Rows = [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"},
        {"DestinationCidrBlock": "0.0.0.0/0", **out, "Origin": "CreateRoute"},
        {"DestinationPrefixListId": PREFIX_LIST, "GatewayId": _id("vpce", 0), "Origin": "CreateRoute"},
    ]
    routes += [
        {"DestinationCidrBlock": str(block), "TransitGatewayId": "tgw-1", "Origin": "CreateRoute"}
        for block in _OUTSIDE[number : number + ROUTES - len(routes)]
    ]
    association = {
        "Main": False,
        "RouteTableAssociationId": _id("rtbassoc", number),
        "SubnetId": _id("subnet", number),
    }
    return {
        "RouteTableId": _id("rtb", number),
        "VpcId": VPC,
        "OwnerId": OWNER,
        "Associations": [association],
        "PropagatingVgws": [],
        "Routes": [{**route, "State": "active"} for route in routes],
        "Tags": _tags(f"table {number}"),
    }


def _interfaces() -> Iterator[dict[str, Any]]:
    each = INTERFACES // SUBNETS
    for number in range(INTERFACES):
        subnet, place = divmod(number, each)
        yield _interface(number, subnet, str(_BLOCKS[subnet][4 + place]), first=place == 0)


def _interface(number: int, subnet: int, address: str, first: bool) -> dict[str, Any]:
    row = {"Primary": True, "PrivateDnsName": "ip.internal", "PrivateIpAddress": address}
    if subnet == 0:
        row["Association"] = {"IpOwnerId": "amazon", "PublicIp": f"203.0.113.{number + 1}"}
    attachment = {"AttachmentId": _id("eni-attach", number), "DeviceIndex": 0, "Status": "attached"}
    return {
        "NetworkInterfaceId": _id("eni", number),
        "VpcId": VPC,
        "SubnetId": _id("subnet", subnet),
        "AvailabilityZone": f"{REGION}{'abc'[subnet % 3]}",
        "OwnerId": OWNER,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [row],
        "Attachment": {**attachment, "InstanceId": _id("i", subnet)} if first else attachment,
        "Groups": [{"GroupId": _id("sg", subnet), "GroupName": f"group {subnet}"}],
        "InterfaceType": "interface",
        "MacAddress": "02:00:00:00:00:01",
        "RequesterManaged": False,
        "SourceDestCheck": True,
        "Status": "in-use",
        "TagSet": [],
        "Ipv6Addresses": [],
    }


def _reservation(number: int) -> dict[str, Any]:
    instance = {
        "InstanceId": _id("i", number),
        "VpcId": VPC,
        "SubnetId": _id("subnet", number),
        "PrivateIpAddress": str(_BLOCKS[number][4]),
        "State": {"Code": 16, "Name": "running"},
        "Placement": {"AvailabilityZone": f"{REGION}{'abc'[number % 3]}"},
        "Tags": _tags(f"instance {number}"),
    }
    return {"ReservationId": _id("r", number), "OwnerId": OWNER, "Groups": [], "Instances": [instance]}


def _nat() -> dict[str, Any]:
    address = {"NetworkInterfaceId": _id("eni", 1), "PrivateIp": "10.0.0.5", "PublicIp": "203.0.113.2"}
    row = {"NatGatewayId": "nat-1", "VpcId": VPC, "SubnetId": _id("subnet", 0), "State": "available"}
    return {**row, "ConnectivityType": "public", "NatGatewayAddresses": [address]}


def _endpoint(number: int) -> dict[str, Any]:
    kind = "Interface" if number else "Gateway"
    service = f"com.amazonaws.{REGION}.{f'service{number}' if number else 's3'}"
    row = {"VpcEndpointId": _id("vpce", number), "VpcId": VPC, "OwnerId": OWNER, "State": "available"}
    row |= {"VpcEndpointType": kind, "ServiceName": service, "PrivateDnsEnabled": bool(number)}
    if number == 0:
        return {**row, "RouteTableIds": [_id("rtb", table) for table in range(SUBNETS)]}
    eni = number * (INTERFACES // SUBNETS) + 1
    return {
        **row,
        "SubnetIds": [_id("subnet", number)],
        "NetworkInterfaceIds": [_id("eni", eni)],
        "Groups": [{"GroupId": _id("sg", number), "GroupName": f"group {number}"}],
        "DnsEntries": [{"DnsName": f"service{number}.{REGION}.amazonaws.com", "HostedZoneId": "Z1"}],
    }


def _group(number: int) -> dict[str, Any]:
    anywhere = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    return {
        "GroupId": _id("sg", number),
        "GroupName": f"group {number}",
        "VpcId": VPC,
        "OwnerId": OWNER,
        "IpPermissions": [anywhere],
        "IpPermissionsEgress": [anywhere],
    }


def _acl() -> dict[str, Any]:
    entries = [
        {"CidrBlock": "0.0.0.0/0", "Egress": way, "Protocol": "-1", "RuleAction": act, "RuleNumber": number}
        for way in (True, False)
        for number, act in ((100, "allow"), (32767, "deny"))
    ]
    associations = [{"NetworkAclId": "acl-1", "SubnetId": _id("subnet", n)} for n in range(SUBNETS)]
    row = {"NetworkAclId": "acl-1", "VpcId": VPC, "OwnerId": OWNER, "IsDefault": True}
    return {**row, "Associations": associations, "Entries": entries}
