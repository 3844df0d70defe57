"""A VPC like the tutorial's as the JSON of describe_* answers; each test changes what it is about.

Ids are short and speaking ("subnet-private"), so that an expected path reads like a sentence.
"""

from collections.abc import Callable
from typing import Any

from helpers.network import Network
from helpers.network.parse import Answer, parse

REGION = "ap-northeast-2"
VPC = "vpc-1"
S3_LIST = "pl-78a54011"  # facts.md C1
S3_CIDRS = ["3.5.140.0/22", "52.219.56.0/22"]  # two of facts.md C2
S3_ADDRESS = "3.5.140.1"  # the lowest host of the first of them
NAT_ADDRESS, NAT_PUBLIC = "10.0.1.5", "203.0.113.5"
BASTION, BASTION_PUBLIC = "10.0.1.10", "203.0.113.10"
PRIVATE = "10.0.3.20"

Rows = dict[str, list[dict[str, Any]]]
Change = Callable[[Rows], None]

ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]
ALL_TRAFFIC = {"IpProtocol": "-1", "IpRanges": ANYWHERE}
SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}


def named(name: str) -> list[dict[str, str]]:
    return [{"Key": "Name", "Value": name}]


def entry(number: int, egress: bool, action: str = "allow", **more: Any) -> dict[str, Any]:
    """A row of a network ACL for all traffic, narrowed by `more`."""
    row = {"RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": "-1"}
    return {**row, "CidrBlock": "0.0.0.0/0", **more}


def ports(first: int, last: int) -> dict[str, Any]:
    return {"Protocol": "6", "PortRange": {"From": first, "To": last}}


def acl(name: str, *subnets: str) -> dict[str, Any]:
    """The default ACL: 100 allows all, `*` (32767) denies (vpc/latest/userguide/default-network-acl.html)."""
    entries = [entry(n, way, act) for way in (True, False) for n, act in ((100, "allow"), (32767, "deny"))]
    associations = [{"SubnetId": subnet} for subnet in subnets]
    return {"NetworkAclId": name, "VpcId": VPC, "Associations": associations, "Entries": entries}


def interface(eni: str, subnet: str, address: str, **more: Any) -> dict[str, Any]:
    row = {"NetworkInterfaceId": eni, "VpcId": VPC, "SubnetId": subnet, "PrivateIpAddress": address}
    return {**row, "PrivateIpAddresses": [{"PrivateIpAddress": address, "Primary": True}], **more}


def mapped(eni: str, subnet: str, address: str, public: str, **more: Any) -> dict[str, Any]:
    """An interface with a public address."""
    row = interface(eni, subnet, address, Association={"PublicIp": public}, **more)
    row["PrivateIpAddresses"][0]["Association"] = {"PublicIp": public}
    return row


def instance(name: str, subnet: str, eni: str, address: str) -> dict[str, Any]:
    row = {"InstanceId": f"i-{name}", "VpcId": VPC, "SubnetId": subnet, "PrivateIpAddress": address}
    return {**row, "State": {"Name": "running"}, "Tags": named(name)}


def local() -> dict[str, str]:
    return {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"}


def route(cidr: str, **target: str) -> dict[str, str]:
    return {"DestinationCidrBlock": cidr, **target}


def table(name: str, *subnets: str, routes: list[dict[str, str]], main: bool = False) -> dict[str, Any]:
    associations: list[dict[str, Any]] = [{"Main": False, "SubnetId": subnet} for subnet in subnets]
    associations += [{"Main": True}] if main else []
    return {"RouteTableId": name, "VpcId": VPC, "Associations": associations, "Routes": [local(), *routes]}


def group(name: str, ingress: list[dict[str, Any]], egress: list[dict[str, Any]]) -> dict[str, Any]:
    row = {"GroupId": f"sg-{name}", "GroupName": name, "VpcId": VPC}
    return {**row, "IpPermissions": ingress, "IpPermissionsEgress": egress}


def nat_row(subnet: str = "subnet-public") -> dict[str, Any]:
    address = {"NetworkInterfaceId": "eni-nat", "PrivateIp": NAT_ADDRESS, "PublicIp": NAT_PUBLIC}
    row = {"NatGatewayId": "nat-1", "VpcId": VPC, "SubnetId": subnet, "State": "available"}
    return {**row, "NatGatewayAddresses": [address]}


def tutorial() -> Rows:
    """Public subnet with bastion and NAT gateway, private subnet with an instance, no endpoint yet."""
    from_bastion = {**SSH, "UserIdGroupPairs": [{"GroupId": "sg-bastion"}]}
    groups = {"Groups": [{"GroupId": "sg-private"}], "Attachment": {"InstanceId": "i-private"}}
    bastion = {"Groups": [{"GroupId": "sg-bastion"}], "Attachment": {"InstanceId": "i-bastion"}}
    return {
        "Vpcs": [{"VpcId": VPC, "CidrBlock": "10.0.0.0/16", "EnableDnsSupport": True}],
        "Subnets": [
            {"SubnetId": f"subnet-{name}", "VpcId": VPC, "CidrBlock": cidr, "Tags": named(f"{name}-net")}
            for name, cidr in (("public", "10.0.1.0/24"), ("private", "10.0.3.0/24"))
        ],
        "RouteTables": [
            table("rtb-public", "subnet-public", routes=[route("0.0.0.0/0", GatewayId="igw-1")]),
            table("rtb-private", "subnet-private", routes=[route("0.0.0.0/0", NatGatewayId="nat-1")]),
        ],
        "NetworkInterfaces": [
            interface("eni-private", "subnet-private", PRIVATE, **groups),
            mapped("eni-bastion", "subnet-public", BASTION, BASTION_PUBLIC, **bastion),
            mapped("eni-nat", "subnet-public", NAT_ADDRESS, NAT_PUBLIC, InterfaceType="nat_gateway"),
        ],
        "Instances": [
            instance("private", "subnet-private", "eni-private", PRIVATE),
            instance("bastion", "subnet-public", "eni-bastion", BASTION),
        ],
        "NatGateways": [nat_row()],
        "InternetGateways": [
            {"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": VPC, "State": "available"}]}
        ],
        "VpcEndpoints": [],
        "PrefixLists": [
            {"PrefixListId": S3_LIST, "PrefixListName": f"com.amazonaws.{REGION}.s3", "Cidrs": S3_CIDRS}
        ],
        "SecurityGroups": [
            group("private", [from_bastion], [ALL_TRAFFIC]),
            group("bastion", [{**SSH, "IpRanges": ANYWHERE}], [ALL_TRAFFIC]),
        ],
        "NetworkAcls": [acl("acl-public", "subnet-public"), acl("acl-private", "subnet-private")],
    }


def network(*changes: Change, region: str = REGION) -> Network:
    """The tutorial's network after the changes."""
    rows = tutorial()
    for change in changes:
        change(rows)
    return parse([Answer(rows, "test")], account="111122223333", region=region)


def row(rows: Rows, key: str, component_id: str) -> dict[str, Any]:
    """The row with an id, to be changed in place."""
    return next(row for row in rows[key] if component_id in row.values())


def endpoint_on(*tables: str, state: str = "available") -> Change:
    """A gateway endpoint for S3 with its route in each table, shaped as facts.md A1 says."""

    def change(rows: Rows) -> None:
        rows["VpcEndpoints"].append(
            {
                "VpcEndpointId": "vpce-s3",
                "VpcId": VPC,
                "ServiceName": f"com.amazonaws.{REGION}.s3",
                "VpcEndpointType": "Gateway",
                "State": state,
                "RouteTableIds": list(tables),
            }
        )
        for name in tables:
            of_endpoint = {"DestinationPrefixListId": S3_LIST, "GatewayId": "vpce-s3"}
            row(rows, "RouteTables", name)["Routes"].append(of_endpoint)

    return change


def interface_endpoint(service: str, host: str, group_ingress: list[dict[str, Any]]) -> Change:
    """An interface endpoint with private DNS and an ENI in the private subnet (facts.md B1, B3)."""

    def change(rows: Rows) -> None:
        rows["VpcEndpoints"].append(
            {
                "VpcEndpointId": "vpce-if",
                "VpcId": VPC,
                "ServiceName": f"com.amazonaws.{REGION}.{service}",
                "VpcEndpointType": "Interface",
                "State": "available",
                "PrivateDnsEnabled": True,
                "NetworkInterfaceIds": ["eni-if"],
                "DnsEntries": [{"DnsName": f"vpce-if-x.{service}.vpce.amazonaws.com"}, {"DnsName": host}],
            }
        )
        groups = [{"GroupId": "sg-endpoint"}]
        eni = interface("eni-if", "subnet-private", "10.0.3.90", Groups=groups, InterfaceType="vpc_endpoint")
        rows["NetworkInterfaces"].append(eni)
        rows["SecurityGroups"].append(group("endpoint", group_ingress, [ALL_TRAFFIC]))

    return change


def routes(table_id: str, *rows_: dict[str, str]) -> Change:
    """The table holds these routes and the local one."""

    def change(rows: Rows) -> None:
        row(rows, "RouteTables", table_id)["Routes"] = [local(), *rows_]

    return change


def setting(key: str, component_id: str, **fields: Any) -> Change:
    """Some fields of a row have other values."""

    def change(rows: Rows) -> None:
        row(rows, key, component_id).update(fields)

    return change


def acl_rules(acl_id: str, *entries: dict[str, Any]) -> Change:
    """The ACL holds these rules; nothing else matches."""
    return setting("NetworkAcls", acl_id, Entries=list(entries))


def without(*keys: str) -> Change:
    """These answers were not read."""

    def change(rows: Rows) -> None:
        for key in keys:
            del rows[key]

    return change
