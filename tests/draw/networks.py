"""VPCs of many shapes as the JSON of describe_* answers, with ids as long as AWS's."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from helpers.network import Network
from helpers.network.parse import Answer, parse

REGION = "ap-northeast-2"
S3 = f"com.amazonaws.{REGION}.s3"
SQS = f"com.amazonaws.{REGION}.sqs"
DYNAMODB = f"com.amazonaws.{REGION}.dynamodb"
S3_LIST = "pl-78a54011"  # facts.md C1
S3_CIDRS = ["3.5.140.0/22", "52.219.56.0/22"]  # two of facts.md C2
DYNAMODB_LIST = "pl-48a54021"  # facts.md C1
DYNAMODB_CIDRS = ["52.94.8.0/24"]
PEERED, OFFICE, BEYOND = "10.9.0.0/16", "192.168.0.0/16", "10.20.0.0/16"
ALL_TRAFFIC = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}

Rows = dict[str, list[dict[str, Any]]]


def an_id(prefix: str, name: str) -> str:
    """`prefix` and 17 hexadecimal digits, as the ids of the recorded accounts have."""
    return f"{prefix}-{sha256(f'{prefix}{name}'.encode()).hexdigest()[:17]}"


def named(name: str) -> list[dict[str, str]]:
    return [{"Key": "Name", "Value": name}]


Many = int | tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """What a generated VPC holds; a tuple of numbers is taken zone by zone, or subnet by subnet.

    `public_tiers`, `private_tiers`: subnets in each zone; `instances`: instances in each private subnet;
    `nat_zones`: how many zones have a NAT gateway; `endpoints`: services with a gateway endpoint;
    `interface_zones`: zones with an ENI of each endpoint of `interface_services`; `own_tables`: a route
    table for each private subnet; `loose`: interfaces without an owner in the first private subnet;
    `obstacle`: what stands in the first private instance's way, one of OBSTACLES.
    """

    zones: int = 2
    public_tiers: Many = 1
    private_tiers: Many = 1
    instances: Many = 1
    first_zone_only: bool = True
    prefix: str = "lab"
    bastion: bool = True
    internet_gateway: bool = True
    nat_zones: int = 1
    nat_route: bool = True
    endpoints: tuple[str, ...] = ()
    interface_zones: int = 0
    interface_services: tuple[str, ...] = (SQS,)
    egress: bool = True
    peering: bool = False
    office: bool = False
    transit: bool = False
    balancer: bool = False
    database: bool = False
    own_tables: bool = False
    loose: int = 0
    names: bool = True
    obstacle: str = ""


OBSTACLES = ("", "acl", "acl-answer", "stopped", "blackhole", "no-public", "endpoint", "nat", "detached")


def vpc(shape: Shape) -> Network:
    return parse([Answer(_Rows(shape).rows, "test")], account="111122223333", region=REGION)


def private_instance(shape: Shape, zone: int = 0) -> str:
    """The id of the first private instance in a zone."""
    return an_id("i", f"{shape.prefix}-private-{'abc'[zone]}-1-1")


def bastion(shape: Shape) -> str:
    return an_id("i", f"{shape.prefix}-bastion")


def _at(many: Many, index: int) -> int:
    return many if isinstance(many, int) else many[index % len(many)]


class _Rows:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.vpc = an_id("vpc", shape.prefix)
        self.group = an_id("sg", shape.prefix)
        self.gateway = an_id("igw", shape.prefix)
        self.rows: Rows = {key: [] for key in _KEYS}
        self.rows["Vpcs"].append(
            {
                "VpcId": self.vpc,
                "CidrBlock": "10.0.0.0/16",
                "Tags": named(shape.prefix),
                "EnableDnsSupport": True,
            }
        )
        egress = [ALL_TRAFFIC] if shape.egress else []
        self.add(
            "SecurityGroups",
            GroupId=self.group,
            GroupName="g",
            IpPermissions=[ALL_TRAFFIC],
            IpPermissionsEgress=egress,
        )
        for listed, service, cidrs in (
            (S3_LIST, S3, S3_CIDRS),
            (DYNAMODB_LIST, DYNAMODB, DYNAMODB_CIDRS),
        ):
            self.rows["PrefixLists"].append(
                {"PrefixListId": listed, "PrefixListName": service, "Cidrs": cidrs}
            )
        if shape.internet_gateway:
            detached = shape.obstacle == "detached"
            attachments = [] if detached else [{"VpcId": self.vpc, "State": "available"}]
            self.add("InternetGateways", InternetGatewayId=self.gateway, Attachments=attachments)
        for zone in range(shape.zones):
            self.zone(zone)
        for service in shape.endpoints:
            self.endpoint(service)
        if shape.interface_zones:
            for number, service in enumerate(shape.interface_services):
                self.interface_endpoint(service, 90 + number)
        self.made_by_others()
        self.access_list()

    def add(self, key: str, **row: Any) -> None:
        self.rows[key].append({"VpcId": self.vpc, **row})

    def tags(self, name: str) -> list[dict[str, str]]:
        return named(name) if self.shape.names else []

    def zone(self, zone: int) -> None:
        shape, letter = self.shape, "abc"[zone]
        routes = [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": self.gateway}]
        publics = [
            self.subnet(
                f"{shape.prefix}-public-{letter}{f'-{t}' if t else ''}",
                f"10.0.{zone + 1 + 10 * t}.0/24",
                zone,
            )
            for t in range(_at(shape.public_tiers, zone))
        ]
        self.table(f"{shape.prefix}-public-{letter}", publics, routes)
        if publics and zone == 0 and shape.bastion:
            public = "" if shape.obstacle == "no-public" else "203.0.113.110"
            self.instance(f"{shape.prefix}-bastion", publics[0], "10.0.1.10", public)
        if publics and zone < shape.nat_zones:
            self.nat(letter, publics[0], zone)
        tiers = [
            self.subnet(f"{shape.prefix}-private-{letter}-{t}", f"10.0.{100 + 10 * zone + t}.0/24", zone)
            for t in range(1, _at(shape.private_tiers, zone) + 1)
        ]
        self.private_tables(f"{shape.prefix}-private-{letter}", tiers, zone)
        if zone and shape.first_zone_only:
            return
        for t, subnet in enumerate(tiers, 1):
            for n in range(1, max(_at(shape.instances, t - 1), 1 if zone == 0 and t == 1 else 0) + 1):
                name = f"{shape.prefix}-private-{letter}-{t}-{n}"
                self.instance(name, subnet, f"10.0.{100 + 10 * zone + t}.{19 + n}")

    def private_tables(self, name: str, tiers: list[str], zone: int) -> None:
        if not self.shape.own_tables:
            self.table(name, tiers, self.private_routes(zone))
            return
        for number, subnet in enumerate(tiers, 1):
            self.table(f"{name}-{number}", [subnet], self.private_routes(zone))

    def private_routes(self, zone: int) -> list[dict[str, str]]:
        shape = self.shape
        routes = []
        if shape.nat_zones and shape.nat_route:
            letter = "abc"[min(zone, shape.nat_zones - 1)]
            nat = an_id("nat", "gone" if shape.obstacle == "blackhole" else f"{shape.prefix}{letter}")
            state = "blackhole" if shape.obstacle == "blackhole" else "active"
            routes.append({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": nat, "State": state})
        for wanted, cidr, key, prefix in (
            (shape.peering, PEERED, "VpcPeeringConnectionId", "pcx"),
            (shape.office, OFFICE, "GatewayId", "vgw"),
            (shape.transit, BEYOND, "TransitGatewayId", "tgw"),
        ):
            if wanted:
                routes.append({"DestinationCidrBlock": cidr, key: an_id(prefix, shape.prefix)})
        for service, listed in ((S3, S3_LIST), (DYNAMODB, DYNAMODB_LIST)):
            if service in shape.endpoints:
                routes.append({"DestinationPrefixListId": listed, "GatewayId": an_id("vpce", service)})
        return routes

    def subnet(self, name: str, cidr: str, zone: int) -> str:
        subnet = an_id("subnet", name)
        self.add(
            "Subnets",
            SubnetId=subnet,
            CidrBlock=cidr,
            AvailabilityZone=f"{REGION}{'abc'[zone]}",
            Tags=self.tags(name),
        )
        return subnet

    def table(self, name: str, subnets: list[str], routes: list[dict[str, str]]) -> None:
        local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}
        associations = [{"Main": False, "SubnetId": subnet} for subnet in subnets]
        self.add(
            "RouteTables",
            RouteTableId=an_id("rtb", name),
            Associations=associations,
            Routes=[local, *routes],
            Tags=self.tags(name),
        )

    def interface(self, name: str, subnet: str, address: str, public: str = "", **more: Any) -> str:
        eni = an_id("eni", name)
        association = {"Association": {"PublicIp": public}} if public else {}
        addresses = [{"PrivateIpAddress": address, "Primary": True, **association}]
        self.add(
            "NetworkInterfaces",
            NetworkInterfaceId=eni,
            SubnetId=subnet,
            PrivateIpAddress=address,
            PrivateIpAddresses=addresses,
            **association,
            **more,
        )
        return eni

    def instance(self, name: str, subnet: str, address: str, public: str = "") -> None:
        instance = an_id("i", name)
        groups, attachment = [{"GroupId": self.group}], {"InstanceId": instance}
        self.interface(name, subnet, address, public, Groups=groups, Attachment=attachment)
        self.add(
            "Instances",
            InstanceId=instance,
            SubnetId=subnet,
            PrivateIpAddress=address,
            State={"Name": "stopped" if self.shape.obstacle == "stopped" else "running"},
            Tags=self.tags(name),
        )

    def nat(self, letter: str, subnet: str, zone: int) -> None:
        name, address, public = f"{self.shape.prefix}{letter}", f"10.0.{zone + 1}.5", f"203.0.113.{10 + zone}"
        eni = self.interface(f"nat{name}", subnet, address, public, InterfaceType="nat_gateway")
        row = {"NetworkInterfaceId": eni, "PrivateIp": address, "PublicIp": public}
        nat = an_id("nat", name)
        self.add(
            "NatGateways",
            NatGatewayId=nat,
            SubnetId=subnet,
            NatGatewayAddresses=[row],
            State="failed" if self.shape.obstacle == "nat" else "available",
            Tags=self.tags(f"{name}-nat"),
        )

    def endpoint(self, service: str) -> None:
        tables = [row["RouteTableId"] for row in self.rows["RouteTables"]]
        self.add(
            "VpcEndpoints",
            VpcEndpointId=an_id("vpce", service),
            ServiceName=service,
            RouteTableIds=tables,
            State="deleting" if self.shape.obstacle == "endpoint" else "available",
        )

    def interface_endpoint(self, service: str, host: int) -> None:
        enis = [
            self.interface(
                f"{service}{subnet}",
                subnet,
                f"{cidr.rpartition('.')[0]}.{host}",
                Groups=[{"GroupId": self.group}],
                InterfaceType="vpc_endpoint",
            )
            for subnet, cidr in self.first_privates()[: self.shape.interface_zones]
        ]
        self.add(
            "VpcEndpoints",
            VpcEndpointId=an_id("vpce", service),
            ServiceName=service,
            VpcEndpointType="Interface",
            NetworkInterfaceIds=enis,
            PrivateDnsEnabled=True,
            DnsEntries=[{"DnsName": f"{service.rpartition('.')[2]}.{REGION}.amazonaws.com"}],
        )

    def first_privates(self) -> list[tuple[str, str]]:
        """The first private subnet of each zone, with its range."""
        found = {an_id("subnet", f"{self.shape.prefix}-private-{letter}-1") for letter in "abc"}
        rows = self.rows["Subnets"]
        return [(row["SubnetId"], row["CidrBlock"]) for row in rows if row["SubnetId"] in found]

    def made_by_others(self) -> None:
        """Interfaces of a load balancer, of a database, and of nobody."""
        shape = self.shape
        publics = [row for row in self.rows["Subnets"] if row["CidrBlock"] in PUBLIC_CIDRS]
        for row in publics if shape.balancer else ():
            subnet, address = row["SubnetId"], row["CidrBlock"].replace("0/24", "200")
            self.interface(f"alb{subnet}", subnet, address, Description=f"ELB app/{shape.prefix}-web/50dc6c4")
        privates = self.first_privates()
        if shape.database and privates:
            subnet, cidr = privates[-1]
            address = cidr.replace("0/24", "210")
            self.interface(
                "rds", subnet, address, Description="RDSNetworkInterface", RequesterId="amazon-rds"
            )
        for number in range(shape.loose if privates else 0):
            subnet, cidr = privates[0]
            self.interface(f"loose{number}", subnet, cidr.replace("0/24", str(220 + number)))

    def access_list(self) -> None:
        """The private subnets' network ACL: all traffic, but what the obstacle takes away."""
        if not self.shape.obstacle.startswith("acl"):
            return
        answers = self.shape.obstacle == "acl-answer"
        rules = [
            {"RuleNumber": n, "Egress": egress, "RuleAction": act, "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
            for egress in (True, False)
            for n, act in ((100, "allow" if egress == answers else "deny"), (32767, "deny"))
        ]
        subnets = [{"SubnetId": subnet} for subnet, _ in self.first_privates()]
        self.add("NetworkAcls", NetworkAclId=an_id("acl", "a"), Associations=subnets, Entries=rules)


PUBLIC_CIDRS = {f"10.0.{zone + 1}.0/24" for zone in range(3)}
_KEYS = (
    *("Vpcs", "Subnets", "RouteTables", "NetworkInterfaces", "Instances", "NatGateways"),
    *("InternetGateways", "VpcEndpoints", "PrefixLists", "SecurityGroups", "NetworkAcls"),
)

BEFORE = Shape()
AFTER = Shape(endpoints=(S3,))
SHAPES = {
    "through-nat": (BEFORE, "s3"),
    "through-endpoint": (AFTER, "s3"),
    "no-road": (Shape(nat_route=False), "s3"),
    "blocked-at-group": (Shape(egress=False), "s3"),
    "one-zone": (Shape(zones=1), "s3"),
    "three-zones": (Shape(zones=3, nat_zones=3, instances=1, first_zone_only=False, endpoints=(S3,)), "s3"),
    "many-instances": (
        Shape(zones=3, nat_zones=2, instances=2, first_zone_only=False, private_tiers=2),
        "s3",
    ),
    "long-names": (Shape(prefix="customer-relations-production-environment"), "s3"),
    "interface-endpoint": (Shape(interface_zones=2, endpoints=(S3,)), "sqs"),
    "two-endpoints": (Shape(endpoints=(S3, f"com.amazonaws.{REGION}.dynamodb")), "s3"),
    "peering": (Shape(peering=True), "10.9.1.1"),
    "another-region": (Shape(), "s3@us-east-1"),
    "no-internet-gateway": (Shape(internet_gateway=False, nat_zones=0, bastion=False), "s3"),
}
