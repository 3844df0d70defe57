"""VPCs of many shapes as the JSON of describe_* answers, with ids as long as AWS's."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from helpers.network import Network
from helpers.network.parse import Answer, parse

REGION = "ap-northeast-2"
S3 = f"com.amazonaws.{REGION}.s3"
SQS = f"com.amazonaws.{REGION}.sqs"
S3_LIST = "pl-78a54011"  # facts.md C1
S3_CIDRS = ["3.5.140.0/22", "52.219.56.0/22"]  # two of facts.md C2
ALL_TRAFFIC = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}

Rows = dict[str, list[dict[str, Any]]]


def an_id(prefix: str, name: str) -> str:
    """`prefix` and 17 hexadecimal digits, as the ids of the recorded accounts have."""
    return f"{prefix}-{sha256(f'{prefix}{name}'.encode()).hexdigest()[:17]}"


def named(name: str) -> list[dict[str, str]]:
    return [{"Key": "Name", "Value": name}]


@dataclass(frozen=True)
class Shape:
    """What a generated VPC holds.

    `private_tiers`: private subnets in each zone; `instances`: instances in each private subnet;
    `nat_zones`: how many zones have a NAT gateway; `endpoints`: services with a gateway endpoint;
    `interface_zones`: zones with an ENI of an SQS interface endpoint.
    """

    zones: int = 2
    private_tiers: int = 1
    instances: int = 1
    first_zone_only: bool = True
    prefix: str = "lab"
    bastion: bool = True
    internet_gateway: bool = True
    nat_zones: int = 1
    nat_route: bool = True
    endpoints: tuple[str, ...] = ()
    interface_zones: int = 0
    egress: bool = True
    peering: bool = False


def vpc(shape: Shape) -> Network:
    return parse([Answer(_Rows(shape).rows, "test")], account="111122223333", region=REGION)


def private_instance(shape: Shape, zone: int = 0) -> str:
    """The id of the first private instance in a zone."""
    return an_id("i", f"{shape.prefix}-private-{'abc'[zone]}-1-1")


def bastion(shape: Shape) -> str:
    return an_id("i", f"{shape.prefix}-bastion")


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
        self.rows["PrefixLists"].append({"PrefixListId": S3_LIST, "PrefixListName": S3, "Cidrs": S3_CIDRS})
        if shape.internet_gateway:
            attachments = [{"VpcId": self.vpc, "State": "available"}]
            self.add("InternetGateways", InternetGatewayId=self.gateway, Attachments=attachments)
        for zone in range(shape.zones):
            self.zone(zone)
        for service in shape.endpoints:
            self.endpoint(service)
        if shape.interface_zones:
            self.interface_endpoint()

    def add(self, key: str, **row: Any) -> None:
        self.rows[key].append({"VpcId": self.vpc, **row})

    def zone(self, zone: int) -> None:
        shape, letter = self.shape, "abc"[zone]
        public = self.subnet(f"{shape.prefix}-public-{letter}", f"10.0.{zone + 1}.0/24", zone)
        routes = [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": self.gateway}]
        self.table(f"{shape.prefix}-public-{letter}", [public], routes)
        if zone == 0 and shape.bastion:
            self.instance(f"{shape.prefix}-bastion", public, "10.0.1.10", "203.0.113.110")
        if zone < shape.nat_zones:
            self.nat(letter, public, zone)
        tiers = [
            self.subnet(f"{shape.prefix}-private-{letter}-{t}", f"10.0.{100 + 10 * zone + t}.0/24", zone)
            for t in range(1, shape.private_tiers + 1)
        ]
        self.table(f"{shape.prefix}-private-{letter}", tiers, self.private_routes(zone))
        if zone and shape.first_zone_only:
            return
        for t, subnet in enumerate(tiers, 1):
            for n in range(1, shape.instances + 1):
                name = f"{shape.prefix}-private-{letter}-{t}-{n}"
                self.instance(name, subnet, f"10.0.{100 + 10 * zone + t}.{19 + n}")

    def private_routes(self, zone: int) -> list[dict[str, str]]:
        shape = self.shape
        routes = []
        if shape.nat_zones and shape.nat_route:
            letter = "abc"[min(zone, shape.nat_zones - 1)]
            routes.append(
                {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": an_id("nat", f"{shape.prefix}{letter}")}
            )
        if shape.peering:
            routes.append(
                {"DestinationCidrBlock": "10.9.0.0/16", "VpcPeeringConnectionId": an_id("pcx", shape.prefix)}
            )
        if S3 in shape.endpoints:
            routes.append({"DestinationPrefixListId": S3_LIST, "GatewayId": an_id("vpce", S3)})
        return routes

    def subnet(self, name: str, cidr: str, zone: int) -> str:
        subnet = an_id("subnet", name)
        self.add(
            "Subnets",
            SubnetId=subnet,
            CidrBlock=cidr,
            AvailabilityZone=f"{REGION}{'abc'[zone]}",
            Tags=named(name),
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
            Tags=named(name),
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
            State={"Name": "running"},
            Tags=named(name),
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
            Tags=named(f"{name}-nat"),
        )

    def endpoint(self, service: str) -> None:
        tables = [row["RouteTableId"] for row in self.rows["RouteTables"]]
        self.add(
            "VpcEndpoints", VpcEndpointId=an_id("vpce", service), ServiceName=service, RouteTableIds=tables
        )

    def interface_endpoint(self) -> None:
        enis = []
        for zone in range(self.shape.interface_zones):
            subnet = an_id("subnet", f"{self.shape.prefix}-private-{'abc'[zone]}-1")
            groups = [{"GroupId": self.group}]
            address = f"10.0.{101 + 10 * zone}.90"
            enis.append(
                self.interface(f"sqs{zone}", subnet, address, Groups=groups, InterfaceType="vpc_endpoint")
            )
        self.add(
            "VpcEndpoints",
            VpcEndpointId=an_id("vpce", SQS),
            ServiceName=SQS,
            VpcEndpointType="Interface",
            NetworkInterfaceIds=enis,
            PrivateDnsEnabled=True,
            DnsEntries=[{"DnsName": f"sqs.{REGION}.amazonaws.com"}],
        )


_KEYS = (
    *("Vpcs", "Subnets", "RouteTables", "NetworkInterfaces", "Instances", "NatGateways"),
    *("InternetGateways", "VpcEndpoints", "PrefixLists", "SecurityGroups"),
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
