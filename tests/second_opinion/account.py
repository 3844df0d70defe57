"""The rows of one VPC and the rules in them: who holds an address, what a rule admits, which route wins.

Every prefix and rule is tried. The pages that comments name are listed in evaluator.py.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

Row = dict[str, Any]
Rows = dict[str, list[Row]]

NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "-1": "-1"}


class Packet(NamedTuple):
    source: str
    destination: str
    protocol: str  # the number as text
    ports: tuple[int, ...]  # destination ports, each of which must pass
    kind: tuple[int, int] = (8, 0)  # ICMP type and code: an echo request; a reply is (0, 0)


# ------------------------------------------------------------------------------- addresses and rows


@cache
def number(address: str) -> int:
    value = 0
    for part in address.split("."):
        value = value * 256 + int(part)
    return value


@cache
def block(cidr: str) -> tuple[int, int, int]:
    """First address, last address and prefix length."""
    address, _, length = cidr.partition("/")
    size = 1 << (32 - int(length))
    first = number(address) // size * size
    return first, first + size - 1, int(length)


def inside(address: str, cidr: str) -> bool:
    first, last, _ = block(cidr)
    return first <= number(address) <= last


def text(value: int) -> str:
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


RFC1918 = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
RFC6598 = ("100.64.0.0/10",)


def within(address: str, cidrs: tuple[str, ...]) -> bool:
    return any(inside(address, cidr) for cidr in cidrs)


class Account:
    """The rows of one VPC, and who holds which address."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        (self.vpc,) = rows["Vpcs"]
        self.vpc_id: str = self.vpc["VpcId"]
        self.subnets = {row["SubnetId"]: row for row in rows["Subnets"]}
        self.enis = {row["NetworkInterfaceId"]: row for row in rows.get("NetworkInterfaces", [])}
        self.instances = {row["InstanceId"]: row for row in rows.get("Instances", [])}
        self.nats = {row["NatGatewayId"]: row for row in rows.get("NatGateways", [])}
        self.endpoints = {row["VpcEndpointId"]: row for row in rows.get("VpcEndpoints", [])}
        self.gateways = {row["InternetGatewayId"]: row for row in rows.get("InternetGateways", [])}
        self.virtual = {row["VpnGatewayId"]: row for row in rows.get("VpnGateways", [])}
        self.groups = {row["GroupId"]: row for row in rows.get("SecurityGroups", [])}
        self.lists = {row["PrefixListId"]: row for row in rows.get("PrefixLists", [])}

    def attribute(self, name: str) -> bool:
        """Defaults: support on, hostnames off outside the default VPC (DNS)."""
        for row in self.rows.get("VpcAttributes", []):
            if name in row:
                return bool(row[name]["Value"])
        return name == "EnableDnsSupport"

    def addresses(self, eni: Row) -> list[Row]:
        return eni.get("PrivateIpAddresses") or [{"PrivateIpAddress": eni["PrivateIpAddress"]}]

    def holder(self, address: str) -> Row | None:
        for eni in self.enis.values():
            if any(row["PrivateIpAddress"] == address for row in self.addresses(eni)):
                return eni
        return None

    def enis_of(self, instance_id: str) -> list[Row]:
        """An instance's interfaces, the primary one (device index 0) first."""
        own = [e for e in self.enis.values() if e.get("Attachment", {}).get("InstanceId") == instance_id]
        return sorted(own, key=lambda eni: eni["Attachment"].get("DeviceIndex", 0))

    def public_of(self, address: str) -> str | None:
        """The public address that is mapped to a private one (IGW: one to one, by address)."""
        for nat in self.nats.values():
            for row in nat.get("NatGatewayAddresses", []):
                if row.get("PrivateIp") == address:
                    # "You cannot associate an elastic IP address with a private NAT gateway" (NAT).
                    return None if nat.get("ConnectivityType") == "private" else row.get("PublicIp")
        eni = self.holder(address)
        for row in self.addresses(eni) if eni else []:
            if row["PrivateIpAddress"] == address:
                return row.get("Association", {}).get("PublicIp")
        return None

    def owner_of_public(self, public: str) -> str | None:
        """The private address behind a public one of this VPC."""
        for eni in self.enis.values():
            for row in self.addresses(eni):
                if row.get("Association", {}).get("PublicIp") == public:
                    return str(row["PrivateIpAddress"])
        return None

    def nat_at(self, eni: Row) -> Row | None:
        for nat in self.nats.values():
            for row in nat.get("NatGatewayAddresses", []):
                if row.get("NetworkInterfaceId") == eni["NetworkInterfaceId"]:
                    return nat
        return None

    def endpoint_at(self, eni: Row) -> Row | None:
        for endpoint in self.endpoints.values():
            if eni["NetworkInterfaceId"] in endpoint.get("NetworkInterfaceIds", []):
                return endpoint
        return None

    def table_of(self, subnet_id: str) -> Row:
        """The table that the subnet names, else the VPC's main table (RTB)."""
        for table in self.rows["RouteTables"]:
            if any(row.get("SubnetId") == subnet_id for row in table["Associations"]):
                return table
        return next(t for t in self.rows["RouteTables"] if any(a.get("Main") for a in t["Associations"]))

    def acl_of(self, subnet_id: str) -> Row | None:
        for acl in self.rows.get("NetworkAcls", []):
            if any(row.get("SubnetId") == subnet_id for row in acl["Associations"]):
                return acl
        return None


# ------------------------------------------------------------------------------- rules


def acl_row_matches(row: Row, packet: Packet, port: int, egress: bool) -> bool:
    """ACL: protocol, the far end's CIDR, destination port, ICMP type and code."""
    if row["Egress"] != egress or "CidrBlock" not in row:  # an IPv6 row says nothing about IPv4
        return False
    if not inside(packet.destination if egress else packet.source, row["CidrBlock"]):
        return False
    if row["Protocol"] == "-1":
        return True
    if row["Protocol"] != packet.protocol:
        return False
    if packet.protocol in ("6", "17") and "PortRange" in row:
        return bool(row["PortRange"]["From"] <= port <= row["PortRange"]["To"])
    if packet.protocol == "1" and "IcmpTypeCode" in row:
        kind, code = row["IcmpTypeCode"]["Type"], row["IcmpTypeCode"]["Code"]
        return kind in (-1, packet.kind[0]) and code in (-1, packet.kind[1])
    return True


def acl_admits(acl: Row | None, packet: Packet, egress: bool) -> bool:
    """The lowest-numbered row that matches decides; where none does, `*` denies (ACL).

    An account whose ACLs were not read says nothing: allowed.
    """
    if acl is None:
        return True
    for port in packet.ports or (0,):
        matching = [row for row in acl["Entries"] if acl_row_matches(row, packet, port, egress)]
        if not matching or min(matching, key=lambda row: row["RuleNumber"])["RuleAction"] != "allow":
            return False
    return True


def permission_admits(account: Account, permission: Row, packet: Packet, egress: bool) -> bool:
    """One permission of a security group (SG)."""
    protocol = NUMBERS.get(permission["IpProtocol"], permission["IpProtocol"])
    if protocol not in ("-1", packet.protocol):
        return False
    first, last = permission.get("FromPort", -1), permission.get("ToPort", -1)
    if protocol in ("6", "17") and not all(first <= port <= last for port in packet.ports):
        return False
    # For ICMP, FromPort is the type and ToPort the code; -1 is all of them (EC2's API, IpPermission).
    kind, code = packet.kind
    if protocol == "1" and first != -1 and (first != kind or last not in (-1, code)):
        return False
    far = packet.destination if egress else packet.source
    if any(inside(far, row["CidrIp"]) for row in permission.get("IpRanges", [])):
        return True
    for row in permission.get("PrefixListIds", []):
        listed = account.lists.get(row["PrefixListId"], {}).get("Cidrs", [])
        if any(inside(far, cidr) for cidr in listed):
            return True
    # A group as source or destination means the private addresses of the interfaces that have it.
    holder = account.holder(far)
    names = {row["GroupId"] for row in holder.get("Groups", [])} if holder else set()
    return any(row["GroupId"] in names for row in permission.get("UserIdGroupPairs", []))


# ------------------------------------------------------------------------------- routes


def target_of(route: Row) -> str:
    keys = (
        "GatewayId", "NatGatewayId", "NetworkInterfaceId", "InstanceId", "TransitGatewayId",
        "VpcPeeringConnectionId", "EgressOnlyInternetGatewayId", "VpcEndpointId", "CarrierGatewayId",
    )  # fmt: skip
    return next(str(route[key]) for key in keys if route.get(key))


def candidates(account: Account, table: Row, address: str) -> Iterator[tuple[int, int, Row]]:
    """Every route that holds the address, as (prefix length, class, route)."""
    for route in table["Routes"]:
        if "DestinationPrefixListId" in route:
            for cidr in account.lists.get(route["DestinationPrefixListId"], {}).get("Cidrs", []):
                if inside(address, cidr):
                    yield block(cidr)[2], 1, route
        elif "DestinationCidrBlock" in route and inside(address, route["DestinationCidrBlock"]):
            propagated = route.get("Origin") == "EnableVgwRoutePropagation"
            yield block(route["DestinationCidrBlock"])[2], 2 if propagated else 0, route


def winner(account: Account, table: Row, address: str) -> Row | None:
    """PRI: the longest prefix; then a static CIDR, then a prefix list, then a propagated route."""
    found = list(candidates(account, table, address))
    return min(found, key=lambda item: (-item[0], item[1]))[2] if found else None
