"""Networks of one VPC with questions about them, from a seed: sound, then broken in up to three places.

The bias is towards near-misses: routes of equal length, blackholes, odd states, rows that were not read.
"""

from collections.abc import Callable

from tests.second_opinion.account import Rows, block, text
from tests.second_opinion.build import (
    ANYWHERE,
    DDB,
    DDB_LIST,
    REGION,
    S3,
    S3_LIST,
    VPC,
    Maker,
    acls,
    add,
    gateway_endpoints,
    gateways,
    groups,
    instances,
    interface_endpoints,
    propagated,
    static,
    subnets,
    tables,
)
from tests.second_opinion.evaluator import Question

STATES_NAT = ["pending", "failed", "deleting", "deleted"]
STATES_ENDPOINT = ["pending", "deleting", "pendingAcceptance", "Available"]
STATES_INSTANCE = ["pending", "stopping", "stopped", "shutting-down"]


# ------------------------------------------------------------------------------- what goes wrong

Break = Callable[[Maker], None]


def any_target(m: Maker) -> str:
    kinds = [row["NatGatewayId"] for row in m.rows["NatGateways"]]
    enis = [e["NetworkInterfaceId"] for e in m.rows["NetworkInterfaces"] if e["InterfaceType"] == "interface"]
    others = ["igw-1", "igw-1", "vgw-1", "pcx-1", "tgw-1", "igw-gone", "nat-gone", "eni-gone"]
    named = [m.r.choice(enis), m.rows["Instances"][0]["InstanceId"]] if enis else []
    return m.r.choice([*kinds, *kinds, *named, *others])


def odd_route(m: Maker) -> None:
    """Routes around the prefix lists' entries: as long, longer, shorter, propagated, blackholes."""
    for _ in range(m.r.randint(1, 3)):
        table = m.r.choice(m.rows["RouteTables"])
        cidr = m.r.choice(
            [
                "3.5.140.0/22",
                "3.5.140.0/24",
                "3.5.140.0/23",
                "3.5.128.0/17",
                "3.0.0.0/8",
                "52.219.56.0/22",
                "52.219.0.0/16",
                "35.71.109.0/24",
                "35.71.109.0/25",
                "8.8.8.0/24",
                "8.8.8.8/32",
                "172.16.0.0/12",
                "192.168.0.0/16",
                ANYWHERE,
            ]
        )
        if m.chance(0.3):
            add(table, propagated(cidr))
        else:
            add(table, static(cidr, any_target(m), "blackhole" if m.chance(0.15) else "active"))


def longer_than_local(m: Maker) -> None:
    """RTB: the destination is a whole subnet; the target a NAT gateway or an interface."""
    targets = [t for t in (any_target(m) for _ in range(12)) if t.startswith(("nat-", "eni-"))]
    if targets:
        subnet = m.r.choice(m.rows["Subnets"])
        add(m.r.choice(m.rows["RouteTables"]), static(subnet["CidrBlock"], targets[0]))


def retarget_default(m: Maker) -> None:
    for table in m.r.sample(m.rows["RouteTables"], k=1):
        kept = [row for row in table["Routes"] if row.get("DestinationCidrBlock") != ANYWHERE]
        table["Routes"] = kept
        if m.chance(0.75):
            add(table, static(ANYWHERE, any_target(m), "blackhole" if m.chance(0.2) else "active"))


def endpoint_state(m: Maker) -> None:
    if m.rows["VpcEndpoints"]:
        m.r.choice(m.rows["VpcEndpoints"])["State"] = m.r.choice(STATES_ENDPOINT)


def endpoint_forgotten(m: Maker) -> None:
    """The row was not read; its route is."""
    if m.rows["VpcEndpoints"]:
        m.rows["VpcEndpoints"].pop(m.r.randrange(len(m.rows["VpcEndpoints"])))


def nat_state(m: Maker) -> None:
    if m.rows["NatGateways"]:
        row = m.r.choice(m.rows["NatGateways"])
        row["State"] = m.r.choice(STATES_NAT)


def nat_beside(m: Maker) -> None:
    """A NAT gateway in a subnet whose own table leads to it, or nowhere."""
    for row in m.rows["NatGateways"]:
        eni = next(
            e
            for e in m.rows["NetworkInterfaces"]
            if e["PrivateIpAddress"] == row["NatGatewayAddresses"][0]["PrivateIp"]
        )
        subnet = m.r.choice(m.rows["Subnets"])
        fresh = m.address(subnet)
        row["SubnetId"] = eni["SubnetId"] = subnet["SubnetId"]
        row["NatGatewayAddresses"][0]["PrivateIp"] = eni["PrivateIpAddress"] = fresh
        eni["PrivateIpAddresses"][0]["PrivateIpAddress"] = fresh


def gateway_state(m: Maker) -> None:
    for row in m.rows["InternetGateways"]:
        row["Attachments"] = m.r.choice(
            [
                [],
                [{"VpcId": "vpc-other", "State": "available"}],
                [{"VpcId": VPC, "State": "detaching"}],
                [{"VpcId": VPC, "State": "attached"}],
            ]
        )


def gateway_forgotten(m: Maker) -> None:
    m.rows["InternetGateways"] = []


def instance_state(m: Maker) -> None:
    row = m.r.choice(m.rows["Instances"])
    if row["State"]["Name"] == "running":
        row["State"] = {"Name": m.r.choice(STATES_INSTANCE)}


def no_public_address(m: Maker) -> None:
    for eni in m.r.sample(m.rows["NetworkInterfaces"], k=max(1, len(m.rows["NetworkInterfaces"]) // 2)):
        if eni["InterfaceType"] == "interface":
            eni.pop("Association", None)
            eni["PrivateIpAddresses"][0].pop("Association", None)


def closed_group(m: Maker) -> None:
    group = m.r.choice(m.rows["SecurityGroups"])
    group[m.r.choice(["IpPermissions", "IpPermissionsEgress"])] = []


def acls_unread(m: Maker) -> None:
    del m.rows["NetworkAcls"]


def open_check(m: Maker) -> None:
    for eni in m.rows["NetworkInterfaces"]:
        if m.chance(0.5):
            eni["SourceDestCheck"] = False


BREAKS: list[tuple[Break, int]] = [
    (odd_route, 8),
    (longer_than_local, 3),
    (retarget_default, 5),
    (endpoint_state, 4),
    (endpoint_forgotten, 1),
    (nat_state, 3),
    (nat_beside, 3),
    (gateway_state, 3),
    (gateway_forgotten, 1),
    (instance_state, 3),
    (no_public_address, 3),
    (closed_group, 4),
    (acls_unread, 1),
    (open_check, 2),
]


def dns(m: Maker) -> None:
    support, hostnames = not m.chance(0.06), m.chance(0.75)
    m.rows["VpcAttributes"] = [
        {"VpcId": VPC, "EnableDnsSupport": {"Value": support}},
        {"VpcId": VPC, "EnableDnsHostnames": {"Value": hostnames}},
    ]
    server = m.r.choice(["10.0.0.53", "8.8.8.8"]) if m.chance(0.05) else "AmazonProvidedDNS"
    m.rows["DhcpOptions"] = [
        {
            "DhcpOptionsId": "dopt-1",
            "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": server}]}],
        }
    ]


# ------------------------------------------------------------------------------- questions


def source(m: Maker) -> str:
    ordinary = [e for e in m.rows["NetworkInterfaces"] if e["InterfaceType"] == "interface"]
    kind = m.r.choices(["instance", "eni", "address", "internet", "endpoint"], [60, 12, 16, 11, 1])[0]
    if kind == "internet":
        return m.r.choice(["internet", "internet", "igw-1"]) if m.rows["InternetGateways"] else "internet"
    if kind == "endpoint" and m.rows["VpcEndpoints"]:
        return str(m.r.choice(m.rows["VpcEndpoints"])["VpcEndpointId"])
    eni = m.r.choice(ordinary)
    if kind == "eni":
        return str(eni["NetworkInterfaceId"])
    if kind == "address":
        return str(m.r.choice(eni["PrivateIpAddresses"])["PrivateIpAddress"])
    return str(m.r.choice(m.rows["Instances"])["InstanceId"])


def inner(m: Maker) -> str:
    """A destination inside the VPC."""
    eni = m.r.choice(m.rows["NetworkInterfaces"])
    instance = str(m.r.choice(m.rows["Instances"])["InstanceId"])
    if eni["InterfaceType"] == "nat_gateway" and m.chance(0.9):
        return instance
    return m.r.choice(
        [
            instance,
            instance,
            str(eni["NetworkInterfaceId"]),
            str(m.r.choice(eni["PrivateIpAddresses"])["PrivateIpAddress"]),
        ]
    )


def destination(m: Maker, from_internet: bool) -> str:
    r = m.r
    publics = [
        a["Association"]["PublicIp"]
        for e in m.rows["NetworkInterfaces"]
        if e["InterfaceType"] == "interface"
        for a in e["PrivateIpAddresses"]
        if "Association" in a
    ]
    if from_internet:
        if publics and m.chance(0.5):
            return str(r.choice(publics))
        enis = [
            e["NetworkInterfaceId"] for e in m.rows["NetworkInterfaces"] if e["InterfaceType"] == "interface"
        ]
        return r.choice([str(r.choice(m.rows["Instances"])["InstanceId"]), str(r.choice(enis))])
    names = [
        d["DnsName"].replace("*", "bucket")
        for e in m.rows["VpcEndpoints"]
        for d in e["DnsEntries"]
        if ".vpce." in d["DnsName"]
    ]
    kind = r.choices(
        ["s3", "dynamodb", "abroad", "listed", "web", "inner", "host", "vpce", "private", "nobody", "own"],
        [20, 7, 3, 12, 8, 26, 7, 5, 7, 3, 2],
    )[0]
    if kind in ("s3", "dynamodb"):
        return kind
    if kind == "abroad":
        return "s3@us-east-1"
    if kind == "listed":
        first, last, _ = block(r.choice([*S3, *DDB]))
        return text(r.randint(first, last))
    if kind == "web":
        return r.choice(["8.8.8.8", "8.8.8.9", "1.1.1.1"])
    if kind == "host":
        return f"{r.choice(['sqs', 'ssm'])}.{REGION}.amazonaws.com"
    if kind == "vpce" and names:
        return str(r.choice(names))
    if kind == "private":
        return r.choice(["192.168.1.9", "172.16.0.9", "10.9.0.9", "100.64.0.9", "100.100.0.9"])
    if kind == "nobody":
        return free_address(m)
    if kind == "own" and publics:
        return str(r.choice(publics))
    return inner(m)


def free_address(m: Maker) -> str:
    while True:
        first, last, _ = block(m.r.choice([m.r.choice(m.rows["Subnets"])["CidrBlock"], "10.0.240.0/24"]))
        found = text(m.r.randint(first + 4, last - 1))
        if found not in m.used:
            return found


def eni_of(rows: Rows, reference: str) -> str | None:
    """The interface that a source or destination means, to leave out questions to oneself."""
    enis = rows["NetworkInterfaces"]
    own = [e for e in enis if e.get("Attachment", {}).get("InstanceId") == reference]
    if own:
        return str(min(own, key=lambda e: e["Attachment"]["DeviceIndex"])["NetworkInterfaceId"])
    for eni in enis:
        held = {a["PrivateIpAddress"] for a in eni["PrivateIpAddresses"]}
        held |= {a.get("Association", {}).get("PublicIp") for a in eni["PrivateIpAddresses"]}
        if reference in held | {eni["NetworkInterfaceId"]}:
            return str(eni["NetworkInterfaceId"])
    return None


def question(m: Maker) -> Question:
    while True:
        one = source(m)
        other = destination(m, one in ("internet", "igw-1"))
        if one == other or (eni_of(m.rows, one) is not None and eni_of(m.rows, one) == eni_of(m.rows, other)):
            continue
        protocol = m.r.choices(["tcp", "udp", "icmp", "50", "47", "6"], [74, 8, 10, 3, 2, 3])[0]
        port = m.r.choices([443, 22, 80, 444, 8443, 53], [62, 20, 7, 4, 4, 3])[0]
        return Question(one, other, port, protocol)


def network(seed: int, questions: int = 4) -> tuple[Rows, list[Question]]:
    """The network of a seed, and questions about it."""
    m = Maker(seed)
    m.rows["NetworkInterfaces"] = []
    subnets(m)
    groups(m)
    acls(m)
    gateways(m)
    instances(m)
    tables(m)
    gateway_endpoints(m)
    interface_endpoints(m)
    m.rows["PrefixLists"] = [
        {"PrefixListId": S3_LIST, "PrefixListName": f"com.amazonaws.{REGION}.s3", "Cidrs": S3},
        {"PrefixListId": DDB_LIST, "PrefixListName": f"com.amazonaws.{REGION}.dynamodb", "Cidrs": DDB},
    ]
    dns(m)
    for change in m.r.choices(
        [b for b, _ in BREAKS], [w for _, w in BREAKS], k=m.r.choices([0, 1, 2, 3], [2, 5, 4, 2])[0]
    ):
        if change is not acls_unread or "NetworkAcls" in m.rows:
            change(m)
    for subnet in m.rows["Subnets"]:
        del subnet["_tier"]
    return m.rows, [question(m) for _ in range(questions)]
