"""Sound networks of one VPC as raw rows: subnets, groups, ACLs, gateways, tables, endpoints, instances.

Rows have the shape of the AWS CLI's answers. Rules are odd already: they miss by one port or one bit, and
name the ICMP type of the answer instead of the question.
"""

import random
from typing import Any

from tests.second_opinion.account import Row, Rows, block, text

REGION = "ap-northeast-2"
VPC = "vpc-1"
S3_LIST, DDB_LIST = "pl-78a54011", "pl-48a54021"  # facts.md C1
S3 = [
    "3.5.140.0/22",
    "3.5.144.0/23",
    "3.5.184.0/21",
    "52.219.56.0/22",
    "52.219.60.0/23",
    "52.219.144.0/22",
    "52.219.148.0/23",
    "52.219.202.0/23",
    "52.219.204.0/22",
]
DDB = ["35.71.109.0/24", "52.94.6.0/24"]  # facts.md C2
ANYWHERE = "0.0.0.0/0"


class Maker:
    """One network in the making."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.used: set[str] = set()
        self.count = 0
        self.rows: Rows = {}

    def chance(self, share: float) -> bool:
        return self.r.random() < share

    def id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.count}"

    def address(self, subnet: Row) -> str:
        """A free address that AWS does not reserve (the first four and the last)."""
        first, last, _ = block(subnet["CidrBlock"])
        while True:
            found = text(self.r.randint(first + 4, last - 1))
            if found not in self.used:
                self.used.add(found)
                return found

    def public(self) -> str:
        self.count += 1
        return (
            f"203.0.113.{self.count % 180 + 1}"
            if self.count < 180
            else f"198.18.{self.count >> 8}.{self.count & 255}"
        )

    def some(self, kind: str) -> list[Row]:
        return self.rows[kind]


def permission(m: Maker, peers: list[str], egress: bool) -> Row:
    """One rule of a security group, sound more often than not."""
    row: Row = m.r.choices(
        [
            {"IpProtocol": "-1"},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443},
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22},
            {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535},
            {"IpProtocol": "tcp", "FromPort": 444, "ToPort": 8443},
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 442},
            {"IpProtocol": "udp", "FromPort": 0, "ToPort": 65535},
            {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1},
            {"IpProtocol": "icmp", "FromPort": 8, "ToPort": m.r.choice([-1, 0])},
            {"IpProtocol": "icmp", "FromPort": 0, "ToPort": -1},
            {"IpProtocol": "50"},
        ],
        [8, 8, 4, 3, 2, 2, 2, 2, 2, 1, 1],
    )[0]
    row = {**row, "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
    kind = m.r.choices(
        ["any", "vpc", "group", "list", "ipv6", "subnet", "half"], [8, 4, 4, 2 if egress else 0, 1, 2, 1]
    )[0]
    if kind == "any":
        row["IpRanges"] = [{"CidrIp": ANYWHERE}]
    elif kind == "vpc":
        row["IpRanges"] = [{"CidrIp": "10.0.0.0/16"}]
    elif kind == "group":
        row["UserIdGroupPairs"] = [{"GroupId": m.r.choice([*peers, "sg-gone"])}]
    elif kind == "list":
        row["PrefixListIds"] = [{"PrefixListId": m.r.choice([S3_LIST, S3_LIST, DDB_LIST])}]
    elif kind == "ipv6":
        row["Ipv6Ranges"] = [{"CidrIpv6": "::/0"}]
    elif kind == "subnet":
        row["IpRanges"] = [{"CidrIp": m.r.choice(m.rows["Subnets"])["CidrBlock"]}]
    else:
        row["IpRanges"] = [{"CidrIp": "52.219.0.0/17"}, {"CidrIp": "3.5.144.0/20"}]
    return row


def groups(m: Maker) -> None:
    ids = [f"sg-{k}" for k in range(m.r.randint(2, 5))]
    everything = {
        "IpProtocol": "-1",
        "IpRanges": [{"CidrIp": ANYWHERE}],
        "Ipv6Ranges": [],
        "PrefixListIds": [],
    }
    everything["UserIdGroupPairs"] = []
    itself = {**everything, "IpRanges": [], "UserIdGroupPairs": [{"GroupId": ids[0]}]}
    made = [
        {
            "GroupId": ids[0],
            "GroupName": "default",
            "IpPermissions": [itself],
            "IpPermissionsEgress": [everything],
        }
    ]
    for group in ids[1:]:
        ingress = [permission(m, ids, False) for _ in range(m.r.choices([0, 1, 2, 3], [1, 5, 5, 3])[0])]
        egress = [permission(m, ids, True) for _ in range(m.r.choices([0, 1, 2, 3], [1, 4, 3, 2])[0])]
        made.append(
            {
                "GroupId": group,
                "GroupName": group,
                "IpPermissions": [everything, *ingress] if m.chance(0.5) else ingress,
                "IpPermissionsEgress": [everything] if m.chance(0.72) else egress,
            }
        )
    m.rows["SecurityGroups"] = [{**row, "VpcId": VPC, "Description": ""} for row in made]


def acl_entry(number: int, egress: bool, action: str = "allow", cidr: str = ANYWHERE, **more: Any) -> Row:
    row = {"RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": "-1", "CidrBlock": cidr}
    return {**row, **more}


def ports(first: int, last: int, protocol: str = "6") -> Row:
    return {"Protocol": protocol, "PortRange": {"From": first, "To": last}}


def icmp(kind: int, code: int = -1) -> Row:
    return {"Protocol": "1", "IcmpTypeCode": {"Type": kind, "Code": code}}


def acl_rules(m: Maker, egress: bool) -> list[Row]:
    """One way of a network ACL: open, strict, or with an odd rule in front."""
    r = m.r
    ephemeral = r.choices(
        [(1024, 65535), (32768, 65535), (49152, 65535), (32768, 60999), (1024, 32767), (1025, 65535)],
        [9, 2, 2, 2, 2, 1],
    )[0]
    opened = [acl_entry(100, egress)]
    strict = [
        acl_entry(100, egress, **ports(443, 443)),
        acl_entry(110, egress, **ports(22, 22)),
        acl_entry(120, egress, **ports(*ephemeral)),
        acl_entry(130, egress, **ports(*ephemeral, protocol="17")),
        acl_entry(140, egress, **icmp(r.choice([-1, 8, 0]), r.choice([-1, 0]))),
    ]
    strict = [row for row in strict if not m.chance(0.12)]
    rules = strict if m.chance(0.35) else opened
    if m.chance(0.4):
        cidr = r.choice([ANYWHERE, "3.5.140.0/22", "52.219.0.0/16", r.choice(m.rows["Subnets"])["CidrBlock"]])
        what: Row = r.choice(
            [{}, ports(443, 443), ports(1024, 65535), icmp(-1), ports(22, 22), icmp(0), icmp(8)]
        )
        rules = [acl_entry(r.choice([50, 99, 200]), egress, "deny", cidr, **what), *rules]
    if m.chance(0.1):
        six = acl_entry(10, egress, r.choice(["allow", "deny"]))
        del six["CidrBlock"]
        rules = [{**six, "Ipv6CidrBlock": "::/0"}, *rules]
    if m.chance(0.05):
        rules = []
    return [*rules, acl_entry(32767, egress, "deny")]


def acls(m: Maker) -> None:
    made: list[Row] = []
    default = [
        acl_entry(n, way, act) for way in (True, False) for n, act in ((100, "allow"), (32767, "deny"))
    ]
    made.append({"NetworkAclId": "acl-0", "IsDefault": True, "Entries": default, "Associations": []})
    for k in range(m.r.choices([0, 1, 2], [3, 4, 2])[0]):
        entries = [*acl_rules(m, True), *acl_rules(m, False)]
        m.r.shuffle(entries)
        made.append(
            {"NetworkAclId": f"acl-{k + 1}", "IsDefault": False, "Entries": entries, "Associations": []}
        )
    for subnet in m.rows["Subnets"]:
        m.r.choice(made)["Associations"].append({"SubnetId": subnet["SubnetId"]})
    for acl in made:
        acl["VpcId"] = VPC
    m.rows["NetworkAcls"] = made


def subnets(m: Maker) -> None:
    r = m.r
    cidrs = ["10.0.0.0/16"]
    if m.chance(0.2):
        cidrs.append(r.choice(["10.1.0.0/16", "100.64.0.0/16"]))
    m.rows["Vpcs"] = [
        {
            "VpcId": VPC,
            "CidrBlock": cidrs[0],
            "OwnerId": "111122223333",
            "DhcpOptionsId": "dopt-1",
            "IsDefault": False,
            "CidrBlockAssociationSet": [
                {
                    "AssociationId": f"vpc-cidr-assoc-{k}",
                    "CidrBlock": c,
                    "CidrBlockState": {"State": "associated"},
                }
                for k, c in enumerate(cidrs)
            ],
        }
    ]
    made: list[Row] = []
    for zone in range(r.choices([1, 2, 3], [3, 4, 2])[0]):
        for k in range(r.choices([1, 2, 3, 4, 5, 6], [3, 6, 5, 2, 1, 1])[0]):
            base = cidrs[-1] if k % 3 == 2 else cidrs[0]
            first = block(base)[0] + (zone * 8 + k) * 256
            length = r.choice([24, 24, 25, 26, 27])
            made.append(
                {
                    "SubnetId": f"subnet-{zone}{k}",
                    "VpcId": VPC,
                    "CidrBlock": f"{text(first)}/{length}",
                    "AvailabilityZone": f"{REGION}{'abc'[zone]}",
                    "OwnerId": "111122223333",
                    "_tier": r.choice(["public", "private", "private", "isolated"]),
                }
            )
    if not any(s["_tier"] == "public" for s in made):
        made[0]["_tier"] = "public"
    m.rows["Subnets"] = made


def tier(m: Maker, name: str) -> list[Row]:
    return [s for s in m.rows["Subnets"] if s["_tier"] == name]


def interface(m: Maker, subnet: Row, public: bool = False, **more: Any) -> Row:
    """An ENI with one to three private addresses, some of them mapped to public ones."""
    rows: list[Row] = []
    for k in range(m.r.choices([1, 2, 3], [7, 2, 1])[0]):
        row: Row = {"PrivateIpAddress": m.address(subnet), "Primary": k == 0}
        if public and (k == 0 or m.chance(0.3)):
            row["Association"] = {"PublicIp": m.public(), "IpOwnerId": "amazon"}
        rows.append(row)
    made: Row = {
        "NetworkInterfaceId": m.id("eni"),
        "VpcId": VPC,
        "SubnetId": subnet["SubnetId"],
        "Status": "in-use",
        "InterfaceType": "interface",
        "SourceDestCheck": True,
        "OwnerId": "111122223333",
        "PrivateIpAddress": rows[0]["PrivateIpAddress"],
        "PrivateIpAddresses": rows,
        **more,
    }
    if "Association" in rows[0]:
        made["Association"] = rows[0]["Association"]
    if "Groups" not in made:
        picked = m.r.sample(
            m.some("SecurityGroups"),
            k=min(m.r.choices([1, 2, 3], [6, 3, 1])[0], len(m.some("SecurityGroups"))),
        )
        made["Groups"] = [{"GroupId": g["GroupId"], "GroupName": g["GroupName"]} for g in picked]
    m.rows["NetworkInterfaces"].append(made)
    return made


def instances(m: Maker) -> None:
    m.rows["Instances"] = []
    for _ in range(m.r.choices([2, 3, 4, 5], [4, 4, 2, 1])[0]):
        subnet = m.r.choice(m.rows["Subnets"])
        name = m.id("i")
        public = (subnet["_tier"] == "public" and m.chance(0.8)) or m.chance(0.05)
        own: list[Row] = []
        for index in range(m.r.choices([1, 2], [6, 1])[0]):
            attachment = {"InstanceId": name, "DeviceIndex": index, "Status": "attached"}
            place = subnet if index == 0 or m.chance(0.5) else same_zone(m, subnet)
            own.append(interface(m, place, public and index == 0, Attachment=attachment))
        m.rows["Instances"].append(
            {
                "InstanceId": name,
                "VpcId": VPC,
                "SubnetId": subnet["SubnetId"],
                "State": {"Name": "running"},
                "PrivateIpAddress": own[0]["PrivateIpAddress"],
            }
        )
    if m.chance(0.15):
        m.r.shuffle(m.rows["NetworkInterfaces"])
    if m.chance(0.04):
        m.rows["Instances"].append({"InstanceId": m.id("i"), "State": {"Name": "terminated"}})


def same_zone(m: Maker, subnet: Row) -> Row:
    return m.r.choice([s for s in m.rows["Subnets"] if s["AvailabilityZone"] == subnet["AvailabilityZone"]])


def gateways(m: Maker) -> None:
    attachment = [{"VpcId": VPC, "State": "available"}]
    m.rows["InternetGateways"] = [{"InternetGatewayId": "igw-1", "Attachments": attachment}]
    m.rows["VpnGateways"] = [
        {
            "VpnGatewayId": "vgw-1",
            "State": "available",
            "Type": "ipsec.1",
            "VpcAttachments": [{"VpcId": VPC, "State": "attached"}],
        }
    ]
    m.rows["NatGateways"] = []
    for _ in range(m.r.choices([0, 1, 2], [1, 5, 3])[0]):
        nat(m, m.r.choice(tier(m, "public")), m.chance(0.93))


def nat(m: Maker, subnet: Row, public: bool) -> None:
    nat_id = m.id("nat")
    eni = interface(
        m, subnet, InterfaceType="nat_gateway", Groups=[], RequesterManaged=True, SourceDestCheck=False
    )
    del eni["PrivateIpAddresses"][1:]
    row: Row = {
        "NatGatewayId": nat_id,
        "VpcId": VPC,
        "SubnetId": subnet["SubnetId"],
        "State": "available",
        "ConnectivityType": "public" if public else "private",
        "NatGatewayAddresses": [
            {
                "NetworkInterfaceId": eni["NetworkInterfaceId"],
                "PrivateIp": eni["PrivateIpAddress"],
                "IsPrimary": True,
            }
        ],
    }
    if public:
        address = m.public()
        row["NatGatewayAddresses"][0] |= {"PublicIp": address, "AllocationId": m.id("eipalloc")}
        eni["Association"] = {"PublicIp": address}
        eni["PrivateIpAddresses"][0]["Association"] = {"PublicIp": address}
    m.rows["NatGateways"].append(row)


def static(cidr: str, target: str, state: str = "active") -> Row:
    key = {
        "igw": "GatewayId",
        "vgw": "GatewayId",
        "vpce": "GatewayId",
        "nat": "NatGatewayId",
        "eni": "NetworkInterfaceId",
        "i": "InstanceId",
        "tgw": "TransitGatewayId",
        "pcx": "VpcPeeringConnectionId",
    }[target.split("-")[0]]
    return {"DestinationCidrBlock": cidr, key: target, "Origin": "CreateRoute", "State": state}


def propagated(cidr: str) -> Row:
    return {
        "DestinationCidrBlock": cidr,
        "GatewayId": "vgw-1",
        "Origin": "EnableVgwRoutePropagation",
        "State": "active",
    }


def tables(m: Maker) -> None:
    """A table for each tier or subnet, the main one for the rest, at times one without subnets."""
    local = [
        {
            "DestinationCidrBlock": row["CidrBlock"],
            "GatewayId": "local",
            "Origin": "CreateRouteTable",
            "State": "active",
        }
        for row in m.rows["Vpcs"][0]["CidrBlockAssociationSet"]
    ]
    made: list[Row] = []

    def table(main: bool, members: list[Row], kind: str) -> None:
        nats = [row["NatGatewayId"] for row in m.rows["NatGateways"]]
        routes: list[Row] = [dict(row) for row in local]
        if kind == "public":
            routes.append(static(ANYWHERE, "igw-1"))
        elif kind == "private" and nats:
            routes.append(static(ANYWHERE, m.r.choice(nats)))
        associations: list[Row] = [{"Main": False, "SubnetId": s["SubnetId"]} for s in members]
        made.append(
            {
                "RouteTableId": f"rtb-{len(made)}",
                "VpcId": VPC,
                "Routes": routes,
                "PropagatingVgws": [],
                "Associations": [*associations, *([{"Main": True}] if main else [])],
            }
        )

    rest: list[Row] = []
    for kind in ("public", "private", "isolated"):
        members = tier(m, kind)
        rest += [s for s in members if kind != "public" and m.chance(0.2)]
        members = [s for s in members if s not in rest]
        parts = [[s] for s in members] if m.chance(0.3) else [members]
        for part in parts:
            if part:
                table(False, part, kind)
    table(True, [], m.r.choice(["private", "isolated", "public"]))
    if m.chance(0.3):
        table(False, [], "public")
    m.r.shuffle(made)
    m.rows["RouteTables"] = made


def add(table: Row, route: Row) -> None:
    """AWS refuses a second static route, and a second propagated one, for one destination."""

    def key(row: Row) -> tuple[Any, ...]:
        return (
            row.get("DestinationCidrBlock"),
            row.get("DestinationPrefixListId"),
            row["Origin"] == "EnableVgwRoutePropagation",
        )

    if all(key(row) != key(route) for row in table["Routes"]):
        table["Routes"].append(route)


def gateway_endpoints(m: Maker) -> None:
    m.rows["VpcEndpoints"] = []
    for service, listed, share in (("s3", S3_LIST, 0.6), ("dynamodb", DDB_LIST, 0.3)):
        free = list(m.rows["RouteTables"])
        for _ in range(m.r.choice([1, 1, 1, 2])):
            if not m.chance(share) or not free:
                continue
            chosen = m.r.sample(free, k=m.r.randint(1, len(free)))
            free = [t for t in free if t not in chosen]
            name = m.id("vpce")
            m.rows["VpcEndpoints"].append(
                {
                    "VpcEndpointId": name,
                    "VpcId": VPC,
                    "VpcEndpointType": "Gateway",
                    "State": "available",
                    "ServiceName": f"com.amazonaws.{REGION}.{service}",
                    "RouteTableIds": [t["RouteTableId"] for t in chosen],
                    "PrivateDnsEnabled": False,
                    "SubnetIds": [],
                    "Groups": [],
                    "NetworkInterfaceIds": [],
                    "DnsEntries": [],
                }
            )
            for table in chosen:
                add(
                    table,
                    {
                        "DestinationPrefixListId": listed,
                        "GatewayId": name,
                        "Origin": "CreateRoute",
                        "State": "active",
                    },
                )


def interface_endpoints(m: Maker) -> None:
    for service in ("sqs", "ssm", "s3"):
        if not m.chance(0.2):
            continue
        name, zones = m.id("vpce"), {s["AvailabilityZone"]: s for s in m.rows["Subnets"]}
        chosen = m.r.sample(list(zones.values()), k=m.r.randint(1, len(zones)))
        enis = [interface(m, s, InterfaceType="vpc_endpoint", RequesterManaged=True) for s in chosen]
        for eni in enis:
            del eni["PrivateIpAddresses"][1:]
            eni["Groups"] = enis[0]["Groups"]
        star, base = ("*." if service == "s3" else ""), f"{name}-abcd1234"
        domain = f"{service}.{REGION}"
        names = [f"{star}{base}.{domain}.vpce.amazonaws.com"]
        names += [f"{star}{base}-{s['AvailabilityZone']}.{domain}.vpce.amazonaws.com" for s in chosen]
        private = m.chance(0.7)
        own = [f"{domain}.amazonaws.com"] + ([f"*.{domain}.amazonaws.com"] if star else [])
        row: Row = {
            "VpcEndpointId": name,
            "VpcId": VPC,
            "VpcEndpointType": "Interface",
            "State": "available",
            "ServiceName": f"com.amazonaws.{domain.split('.')[1]}.{service}",
            "RouteTableIds": [],
            "SubnetIds": [s["SubnetId"] for s in chosen],
            "Groups": enis[0]["Groups"],
            "PrivateDnsEnabled": private,
            "NetworkInterfaceIds": [eni["NetworkInterfaceId"] for eni in enis],
            "DnsEntries": [{"DnsName": n} for n in [*names, *(own if private else [])]],
        }
        if service == "s3" and private:
            row["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": m.chance(0.5)}
        m.rows["VpcEndpoints"].append(row)
