"""A second opinion on one VPC: does the packet arrive, does its answer return, and if not, why not.

Written from AWS's pages alone, as a check of helpers.path; it shares no code with it or with helpers.network.
It reads rows as `aws ec2 describe-*` prints them, and tries every rule, prefix and route there is: plain and
easy to compare with the page beside it.

Pages, all below docs.aws.amazon.com/vpc/latest (the short names are used in comments):
  RAC    reachability/explanation-codes.html          what each code means
  PRI    userguide/route-tables-priority.html         which route wins
  RTB    userguide/subnet-route-tables.html           main table, local route, routes longer than local
  ACL    userguide/nacl-rules.html, nacl-ephemeral-ports.html, nacl-basics.html
  SG     userguide/security-group-rules.html, EC2's security-group-connection-tracking.html
  NAT    userguide/nat-gateway-basics.html, vpc-nat-gateway.html
  IGW    userguide/VPC_Internet_Gateway.html
  GW     privatelink/gateway-endpoints.html
  IF     privatelink/privatelink-access-aws-services.html, create-interface-endpoint.html
  S3PL   AmazonS3's userguide, privatelink-interface-endpoints.html
  DNS    userguide/AmazonDNS-concepts.html, DHCP = userguide/DHCPOptionSetConcepts.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import NamedTuple

from tests.second_opinion.account import (
    NUMBERS,
    RFC1918,
    RFC6598,
    Account,
    Packet,
    Row,
    Rows,
    acl_admits,
    block,
    inside,
    permission_admits,
    target_of,
    text,
    winner,
    within,
)

# A client somewhere on the internet; no rule of a generated network singles it out.
INTERNET = "198.51.100.7"
# Both ends of what Linux (32768-61000) and Windows (49152-65535) have in common, and of what a NAT gateway
# uses (ACL, nacl-ephemeral-ports; NAT).
CLIENT_PORTS = (49152, 60999)
NAT_PORTS = (1024, 65535)
ANY = "*"  # in an alternative: any code, or any component: AWS's pages do not say which
PUBLIC = "public"  # stands for the public answer among private ones
# S3's first listed range of another Region (facts.md C2, ip-ranges.json of 2026-08-22).
ELSEWHERE = {"s3@us-east-1": "1.178.4.1"}


class Question(NamedTuple):
    source: str
    destination: str
    port: int = 443
    protocol: str = "tcp"
    public: str = "203.0.113.200"  # what public DNS answers, where the destination is a host name


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way; `others` are pairs that AWS's pages allow as well as the first."""

    code: str | None
    component: str
    place: int = 0  # obstacles met at one place have no order
    others: frozenset[tuple[str | None, str]] = frozenset()
    optional: bool = False  # the pages do not say whether it is met

    def is_named_by(self, code: str | None, component: str) -> bool:
        pairs = {(self.code, self.component), *self.others}
        return any(c in (ANY, code) and k in (ANY, component) for c, k in pairs)


@dataclass(frozen=True)
class Verdict:
    reachable: bool
    obstacles: tuple[Obstacle, ...]
    endpoint: str | None  # None also where the packet did not get that far
    seen: str | None  # the source address that the far end sees; None: it gets nothing


# ------------------------------------------------------------------------------- the walk


def group_obstacle(account: Account, eni: Row, packet: Packet, egress: bool, place: int) -> Obstacle | None:
    """All groups of an interface are one set of allow rules (SG); None: it passes, or there is no group."""
    key = "IpPermissionsEgress" if egress else "IpPermissions"
    groups = [account.groups[r["GroupId"]] for r in eni.get("Groups", []) if r["GroupId"] in account.groups]
    if not groups or any(permission_admits(account, p, packet, egress) for g in groups for p in g[key]):
        return None
    # RAC: SG_HAS_NO_RULES "has no inbound or outbound rules", ENI_SG_RULES_MISMATCH "no … rules that apply".
    pairs = [("ENI_SG_RULES_MISMATCH" if g[key] else "SG_HAS_NO_RULES", g["GroupId"]) for g in groups]
    if len(pairs) > 1:
        # "No rules that apply" is as true of an empty group beside others.
        pairs += [("ENI_SG_RULES_MISMATCH", group_id) for _, group_id in pairs]
    return Obstacle(*pairs[0], place=place, others=frozenset(pairs[1:]))


@dataclass
class Walk:
    account: Account
    obstacles: list[Obstacle] = field(default_factory=list)
    translations: list[tuple[Row, str]] = field(default_factory=list)  # NAT gateway, the address before it
    endpoint: str | None = None
    place: int = 0
    virtual: str | None = None  # the virtual private gateway that it left by
    place_at_gateway: int = 0
    doubtful: bool = (
        False  # behind a NAT gateway that is gone or not there yet: its successor may stand elsewhere
    )

    def block(
        self, code: str | None, component: str, *others: tuple[str | None, str], optional: bool = False
    ) -> None:
        self.add(Obstacle(code, component, self.place, frozenset(others), optional))

    def add(self, obstacle: Obstacle | None) -> None:
        if obstacle is not None:
            self.obstacles.append(replace(obstacle, optional=obstacle.optional or self.doubtful))


def through_acl(walk: Walk, subnet_id: str, packet: Packet, egress: bool, optional: bool = False) -> None:
    walk.place += 1
    acl = walk.account.acl_of(subnet_id)
    if not acl_admits(acl, packet, egress):
        walk.block("SUBNET_ACL_RESTRICTION", acl["NetworkAclId"] if acl else "", optional=optional)


class Arrival(NamedTuple):
    """Where a packet ends: an interface, or beyond a gateway."""

    packet: Packet
    subnet: str  # the one that an answer enters first, or starts in
    eni: Row | None


def leave(walk: Walk, packet: Packet, subnet_id: str) -> Arrival | None:
    """A packet leaves an interface in a subnet; None: nothing carries it further."""
    account = walk.account
    if inside(packet.destination, account.subnets[subnet_id]["CidrBlock"]):
        # Neighbours: neither ACL nor route table (nacl-basics; RTB: "You cannot route traffic between hosts
        # in the same subnet through an appliance").
        return deliver(walk, packet, subnet_id)
    table = account.table_of(subnet_id)
    route = winner(account, table, packet.destination)
    target = target_of(route) if route else ""
    beside = target_subnet(account, target) == subnet_id
    # A target in the same subnet: no page says whether the ACL is met.
    through_acl(walk, subnet_id, packet, egress=True, optional=beside)
    walk.place += 1
    if route is None:
        return walk.block("NO_ROUTE_TO_DESTINATION", table["RouteTableId"])
    if route.get("State") == "blackhole":
        return walk.block("BAD_STATE_ROUTE", table["RouteTableId"])
    if target == "local":
        return deliver(walk, packet, subnet_id)
    return handed_to(walk, target, packet, subnet_id)


def target_subnet(account: Account, target: str) -> str | None:
    if target.startswith("nat-"):
        return account.nats.get(target, {}).get("SubnetId")
    if target.startswith("i-"):
        return next((eni["SubnetId"] for eni in account.enis_of(target)), None)
    return account.enis.get(target, {}).get("SubnetId")


def handed_to(walk: Walk, target: str, packet: Packet, subnet_id: str) -> Arrival | None:
    walk.place += 1
    if target.startswith("igw-"):
        return internet_gateway(walk, target, packet, subnet_id)
    if target.startswith("nat-"):
        return nat_gateway(walk, target, packet, subnet_id)
    if target.startswith("vpce-"):
        return gateway_endpoint(walk, target, packet, subnet_id)
    if target.startswith(("eni-", "i-")):
        return middlebox(walk, target, packet, subnet_id)
    if target.startswith("vgw-"):
        return virtual_gateway(walk, target, packet, subnet_id)
    # Peering, transit gateway and others end here; nothing was read about them.
    return walk.block("UNSUPPORTED_COMPONENT", target, ("UNKNOWN_RESOURCE", target))


def internet_gateway(walk: Walk, gateway_id: str, packet: Packet, subnet_id: str) -> Arrival | None:
    """IGW and RAC's IGW_* codes; a gateway has one address for each private one, or drops the packet."""
    account = walk.account
    gateway = account.gateways.get(gateway_id)
    if gateway is None:
        return walk.block("UNKNOWN_RESOURCE", gateway_id)
    attached(walk, gateway)
    before = len(walk.obstacles)
    for cidrs, name in ((RFC1918, "RFC1918"), (RFC6598, "RFC6598")):
        if within(packet.destination, cidrs):
            walk.block(f"IGW_DESTINATION_ADDRESS_NOT_IN_{name}_EGRESS", gateway_id)
    public = account.public_of(packet.source)
    if public is None:
        walk.block("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", gateway_id)
    if account.owner_of_public(packet.destination):
        walk.block("IGW_NAT_REFLECTION", gateway_id)
    if public is None or len(walk.obstacles) > before:
        return None
    return Arrival(packet._replace(source=public), subnet_id, None)


def attached(walk: Walk, gateway: Row) -> None:
    """The API says "available", its description "attached" (EC2's API, InternetGatewayAttachment)."""
    states = [a.get("State") for a in gateway["Attachments"] if a["VpcId"] == walk.account.vpc_id]
    if not set(states) & {"available", "attached"}:
        walk.block("BAD_STATE_ATTACHMENT", gateway["InternetGatewayId"])


def nat_gateway(walk: Walk, nat_id: str, packet: Packet, subnet_id: str) -> Arrival | None:
    """NAT: tcp, udp and icmp; its own address as source; then its own subnet's table."""
    nat = walk.account.nats.get(nat_id)
    if nat is None:
        return walk.block("UNKNOWN_RESOURCE", nat_id)
    if nat["SubnetId"] == subnet_id or any(n is nat for n, _ in walk.translations):
        # Its own subnet's table sends the packet back to it.
        bad_state = (("BAD_STATE", nat_id),) if nat["State"] != "available" else ()
        no_protocol = (("PROTOCOL_RESTRICTION", nat_id),) if packet.protocol not in ("1", "6", "17") else ()
        return walk.block("NO_PATH", nat_id, *bad_state, *no_protocol)
    through_acl(walk, nat["SubnetId"], packet, egress=False)
    walk.place += 1
    if nat["State"] != "available":
        walk.block("BAD_STATE", nat_id)
    if packet.protocol not in ("1", "6", "17"):
        walk.block("PROTOCOL_RESTRICTION", nat_id)
    own = next((row["PrivateIp"] for row in nat["NatGatewayAddresses"] if row.get("PrivateIp")), None)
    if own is None or packet.protocol not in ("1", "6", "17"):
        return None
    walk.doubtful = walk.doubtful or nat["State"] != "available"
    walk.translations.append((nat, packet.source))
    return leave(walk, packet._replace(source=own), nat["SubnetId"])


def gateway_endpoint(walk: Walk, endpoint_id: str, packet: Packet, subnet_id: str) -> Arrival | None:
    """GW; RAC: VPCE_GATEWAY_PROTOCOL_RESTRICTION: only TCP or ICMP echo."""
    endpoint = walk.account.endpoints.get(endpoint_id)
    if endpoint is None:
        return walk.block("UNKNOWN_RESOURCE", endpoint_id)
    if endpoint["VpcEndpointType"] != "Gateway":
        return walk.block("UNSUPPORTED_COMPONENT", endpoint_id)
    if endpoint["State"].lower() != "available":
        walk.block("BAD_STATE", endpoint_id)
    if packet.protocol not in ("6", "1"):
        walk.block("VPCE_GATEWAY_PROTOCOL_RESTRICTION", endpoint_id)
        return None
    walk.endpoint = endpoint_id
    return Arrival(packet, subnet_id, None)


def middlebox(walk: Walk, target: str, packet: Packet, subnet_id: str) -> Arrival | None:
    """RAC: ENI_SOURCE_DEST_CHECK_RESTRICTION; behind an open check, what the appliance does is not known."""
    account = walk.account
    eni = next(iter(account.enis_of(target)), None) if target.startswith("i-") else account.enis.get(target)
    if eni is None:
        return walk.block("UNKNOWN_RESOURCE", target)
    if eni["SubnetId"] != subnet_id:
        through_acl(walk, eni["SubnetId"], packet, egress=False)
        walk.place += 1
    running(walk, eni)
    if eni.get("SourceDestCheck", True):
        walk.block("ENI_SOURCE_DEST_CHECK_RESTRICTION", eni["NetworkInterfaceId"])
        return None
    walk.add(group_obstacle(account, eni, packet, egress=False, place=walk.place))
    owner = eni.get("Attachment", {}).get("InstanceId", target)
    return walk.block(
        "UNSUPPORTED_COMPONENT", eni["NetworkInterfaceId"], (ANY, owner), (ANY, eni["NetworkInterfaceId"])
    )


def virtual_gateway(walk: Walk, gateway_id: str, packet: Packet, subnet_id: str) -> Arrival | None:
    gateway = walk.account.virtual.get(gateway_id)
    if gateway is None:
        return walk.block("UNKNOWN_RESOURCE", gateway_id)
    states = [a.get("State") for a in gateway["VpcAttachments"] if a["VpcId"] == walk.account.vpc_id]
    if "attached" not in states:
        walk.block("BAD_STATE_ATTACHMENT", gateway_id, ("UNSUPPORTED_COMPONENT", gateway_id))
        return None
    walk.virtual, walk.place_at_gateway = gateway_id, walk.place
    return Arrival(packet, subnet_id, None)


def running(walk: Walk, eni: Row) -> None:
    instance = walk.account.instances.get(eni.get("Attachment", {}).get("InstanceId", ""))
    if instance is not None and instance["State"]["Name"] != "running":
        walk.block("BAD_STATE", instance["InstanceId"])


def deliver(walk: Walk, packet: Packet, from_subnet: str | None) -> Arrival | None:
    """To the interface that holds the address: ACL if a boundary is crossed, then its groups."""
    account = walk.account
    eni = account.holder(packet.destination)
    walk.place += 1
    if eni is None:
        # RAC has two codes that fit: "information about the destination is insufficient", "can't deliver".
        return walk.block(
            "UNKNOWN_DESTINATION",
            account.vpc_id,
            ("NO_POSSIBLE_DESTINATION", ANY),
            ("UNKNOWN_DESTINATION", ANY),
        )
    if eni["SubnetId"] != from_subnet:
        through_acl(walk, eni["SubnetId"], packet, egress=False)
        walk.place += 1
    walk.add(group_obstacle(account, eni, packet, egress=False, place=walk.place))
    running(walk, eni)
    endpoint = account.endpoint_at(eni)
    if endpoint is not None:
        interface_endpoint(walk, endpoint, packet)
    nat = account.nat_at(eni)
    if nat is not None:
        # "can't receive unsolicited inbound connections" (NAT); which code, no page says.
        nat_id = nat["NatGatewayId"]
        return walk.block(None, nat_id, (ANY, nat_id), (ANY, eni["NetworkInterfaceId"]))
    return Arrival(packet, eni["SubnetId"], eni)


def interface_endpoint(walk: Walk, endpoint: Row, packet: Packet) -> None:
    """IF: TCP and UDP (concepts.html), no ping (create-interface-endpoint.html)."""
    endpoint_id = endpoint["VpcEndpointId"]
    walk.endpoint = endpoint_id
    if endpoint["State"].lower() != "available":
        walk.block("BAD_STATE", endpoint_id)
    if packet.protocol not in ("6", "17"):
        walk.block("PROTOCOL_RESTRICTION", endpoint_id)


# ------------------------------------------------------------------------------- the way back


def answer(packet: Packet, ports: tuple[int, ...]) -> Packet:
    return Packet(packet.destination, packet.source, packet.protocol, ports if packet.ports else (), (0, 0))


def come_back(walk: Walk, arrival: Arrival, sender: str, sender_subnet: str) -> None:
    """The answer retraces the translations; security groups let it pass, ACLs and routes decide anew."""
    pending = list(walk.translations)
    ports = NAT_PORTS if pending else CLIENT_PORTS
    reply = answer(arrival.packet, ports)
    if arrival.eni is None:
        # From a gateway into the subnet that sent; an internet gateway has put the private address back.
        into = pending[-1][0]["SubnetId"] if pending else sender_subnet
        private = nat_address(pending[-1][0]) if pending else sender
        reply = reply._replace(destination=private)
        through_acl(walk, into, reply, egress=False)
        here = into
    else:
        here = pending[-1][0]["SubnetId"] if pending else sender_subnet
        if not home(walk, reply, arrival.eni["SubnetId"], here):
            return
    while pending:
        nat, client = pending.pop()
        into = pending[-1][0]["SubnetId"] if pending else sender_subnet
        reply = reply._replace(destination=client)
        reply = reply._replace(ports=(NAT_PORTS if pending else CLIENT_PORTS) if reply.ports else ())
        if not home(walk, reply, nat["SubnetId"], into):
            return
        here = into


def nat_address(nat: Row) -> str:
    return next(str(row["PrivateIp"]) for row in nat["NatGatewayAddresses"] if row.get("PrivateIp"))


def home(walk: Walk, reply: Packet, subnet_id: str, into: str) -> bool:
    """From one subnet of the VPC to another, or within one; False: the answer is lost."""
    account = walk.account
    if inside(reply.destination, account.subnets[subnet_id]["CidrBlock"]):
        return True
    table = account.table_of(subnet_id)
    route = winner(account, table, reply.destination)
    target = target_of(route) if route else ""
    through_acl(walk, subnet_id, reply, egress=True, optional=target_subnet(account, target) == subnet_id)
    if target == "local" and route is not None and route.get("State") != "blackhole":
        through_acl(walk, into, reply, egress=False)
        return True
    lost(walk, table, route, target, reply)
    return False


def lost(walk: Walk, table: Row, route: Row | None, target: str, reply: Packet) -> None:
    """An answer that a route leads astray."""
    walk.place += 1
    if route is None:
        return walk.block("NO_ROUTE_TO_DESTINATION", table["RouteTableId"])
    if route.get("State") == "blackhole":
        return walk.block("BAD_STATE_ROUTE", table["RouteTableId"])
    if target.startswith("nat-"):
        # A NAT gateway knows no such connection: "must always be initiated from within", by way of it (NAT).
        return walk.block(None, target, (ANY, target), (ANY, ANY))
    if target.startswith(("eni-", "i-")):
        handed_to(walk, target, reply, "")
        return None
    return walk.block("UNSUPPORTED_COMPONENT", target, (ANY, target))


def back_to_the_internet(walk: Walk, arrival: Arrival, gateway_id: str) -> None:
    """The answer to a client on the internet needs the instance's own table to lead to the gateway."""
    account = walk.account
    reply = answer(arrival.packet, CLIENT_PORTS)
    through_acl(walk, arrival.subnet, reply, egress=True)
    table = account.table_of(arrival.subnet)
    route = winner(account, table, reply.destination)
    target = target_of(route) if route else ""
    walk.place += 1
    if target == gateway_id and route is not None and route.get("State") != "blackhole":
        return
    if target.startswith("igw-") and route is not None and route.get("State") != "blackhole":
        internet_gateway(walk, target, reply, arrival.subnet)
        return
    lost(walk, table, route, target, reply)


# ------------------------------------------------------------------------------- names and ends


def custom_dns(account: Account) -> bool:
    """DHCP: servers other than AmazonProvidedDNS know no zone of the VPC (facts.md G 38)."""
    wanted = account.vpc.get("DhcpOptionsId")
    for options in account.rows.get("DhcpOptions", []):
        if options["DhcpOptionsId"] == wanted:
            for row in options["DhcpConfigurations"]:
                if row["Key"] == "domain-name-servers":
                    return all(value["Value"] != "AmazonProvidedDNS" for value in row["Values"])
    return False


def host_of(destination: str, region: str) -> str | None:
    """The host name behind a destination; None: it is an id or an address."""
    if destination in ("s3", "dynamodb"):
        return f"{destination}.{region}.amazonaws.com"
    if destination in ELSEWHERE:
        service, _, other = destination.partition("@")
        return f"{service}.{other}.amazonaws.com"
    named = destination.endswith(".amazonaws.com")
    return destination if named else None


def private_answers(account: Account, host: str) -> list[list[str]]:
    """What the VPC's own resolver answers from endpoints: each list is one answer that may be right."""
    found: list[list[str]] = []
    for endpoint in account.endpoints.values():
        enis = [account.enis[e] for e in endpoint.get("NetworkInterfaceIds", []) if e in account.enis]
        names = [entry["DnsName"] for entry in endpoint.get("DnsEntries", [])]
        if endpoint["VpcEndpointType"] != "Interface" or not enis or not any(fnmatch(host, n) for n in names):
            continue
        addresses = [str(eni["PrivateIpAddress"]) for eni in enis]
        if ".vpce." in host:
            # Endpoint-specific names are public DNS; a zonal one answers that zone's interface (IF).
            zonal = [
                str(eni["PrivateIpAddress"])
                for eni in enis
                if f"-{account.subnets[eni['SubnetId']]['AvailabilityZone']}." in host
            ]
            found.append(zonal or addresses)
            continue
        # Private names need the zone, both VPC attributes and Amazon's resolver (DNS, IF). For S3 the zone
        # serves inbound Resolver endpoints only, unless told otherwise (S3PL).
        only_inbound = endpoint["ServiceName"].endswith(".s3") and endpoint.get("DnsOptions", {}).get(
            "PrivateDnsOnlyForInboundResolverEndpoint", True
        )
        on = endpoint.get("PrivateDnsEnabled") and account.attribute("EnableDnsHostnames")
        if on and not only_inbound and not custom_dns(account):
            # No page says what the zone answers while the endpoint is pending or deleting: both may be.
            settled = endpoint["State"].lower() == "available"
            found.append(addresses if settled else [*addresses, PUBLIC])
    return found


def resolve(account: Account, question: Question, region: str) -> list[str] | None:
    """Addresses that the destination may stand for; None: the name is not resolved."""
    destination = question.destination
    if destination.startswith("i-"):
        enis = account.enis_of(destination)
        return [str(enis[0]["PrivateIpAddress"])] if enis else []
    if destination.startswith("eni-"):
        return [str(account.enis[destination]["PrivateIpAddress"])]
    host = host_of(destination, region)
    if host is None:
        return [destination]
    if not account.attribute("EnableDnsSupport") and not custom_dns(account):
        return None
    public = public_answer(account, question, region)
    private = private_answers(account, host)
    if private:
        return [public if address == PUBLIC else address for address in private[0]]
    return [public]


def public_answer(account: Account, question: Question, region: str) -> str:
    """What public DNS answers; for a service with listed ranges the lowest host of the first."""
    destination = question.destination
    if destination in ELSEWHERE:
        return ELSEWHERE[destination]
    for row in account.lists.values():
        if row["PrefixListName"] == f"com.amazonaws.{region}.{destination}":
            return text(block(row["Cidrs"][0])[0] + 1)
    return question.public


def evaluate(rows: Rows, question: Question, region: str = "ap-northeast-2") -> tuple[Verdict, ...]:
    """Every verdict that AWS's pages allow; more than one only where a name has several addresses."""
    account = Account(rows)
    source = question.source
    if source in account.endpoints:
        # RAC: VPCE_INTRA_VPC_TRAFFIC, NO_PATH: an endpoint starts no connection in its own VPC.
        one = Obstacle("VPCE_INTRA_VPC_TRAFFIC", source, others=frozenset({("NO_PATH", source)}))
        return (Verdict(False, (one,), None, None),)
    if source.startswith("i-") and not account.enis_of(source):
        return (Verdict(False, (Obstacle("UNASSOCIATED_COMPONENT", source),), None, None),)
    if question.destination.startswith("i-") and not account.enis_of(question.destination):
        return (Verdict(False, (Obstacle("UNASSOCIATED_COMPONENT", question.destination),), None, None),)
    if source == "internet" or source in account.gateways:
        return (from_internet(account, question, region),)
    found = resolve(account, question, region)
    if found is None:
        vpc = Obstacle(None, account.vpc_id, others=frozenset({(ANY, account.vpc_id)}))
        return (Verdict(False, (vpc,), None, None),)
    return tuple(v for address in found for v in from_inside(account, question, address))


def first_packet(question: Question, source: str, destination: str) -> Packet:
    protocol = NUMBERS.get(question.protocol, question.protocol)
    ports = (question.port,) if protocol in ("6", "17") else ()
    return Packet(source, destination, protocol, ports)


def from_inside(account: Account, question: Question, address: str) -> Iterator[Verdict]:
    source = question.source
    if source.startswith("i-"):
        eni = account.enis_of(source)[0]
        own = str(eni["PrivateIpAddress"])
    elif source.startswith("eni-"):
        eni = account.enis[source]
        own = str(eni["PrivateIpAddress"])
    else:
        held = account.holder(source)
        assert held is not None, source
        eni, own = held, source
    walk = Walk(account)
    packet = first_packet(question, own, address)
    running(walk, eni)
    walk.add(group_obstacle(account, eni, packet, egress=True, place=walk.place))
    arrival = leave(walk, packet, eni["SubnetId"])
    if arrival is not None:
        come_back(walk, arrival, own, eni["SubnetId"])
    yield verdict(walk, arrival)
    if arrival is not None and walk.virtual:
        # Whether a trace ends at the virtual private gateway or beyond is for the engine to say.
        ends = Obstacle("UNSUPPORTED_COMPONENT", walk.virtual, walk.place_at_gateway)
        before = [o for o in walk.obstacles if o.place <= walk.place_at_gateway]
        yield Verdict(False, (*before, ends), None, None)


def from_internet(account: Account, question: Question, region: str) -> Verdict:
    walk = Walk(account)
    destination = question.destination
    gateway = next(
        (g for g in account.gateways.values() if any(a["VpcId"] == account.vpc_id for a in g["Attachments"])),
        None,
    )
    if gateway is None:
        walk.block("NO_PATH", account.vpc_id, (ANY, ANY))
        return verdict(walk, None)
    gateway_id = gateway["InternetGatewayId"]
    private = account.owner_of_public(destination)
    if private is None:
        private = (resolve(account, question, region) or [""])[0]
    attached(walk, gateway)
    if account.public_of(private) is None:
        walk.block("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", gateway_id)
        return verdict(walk, None)
    arrival = deliver(walk, first_packet(question, INTERNET, private), None)
    if arrival is not None:
        back_to_the_internet(walk, arrival, gateway_id)
    return verdict(walk, arrival)


def verdict(walk: Walk, arrival: Arrival | None) -> Verdict:
    sure = [obstacle for obstacle in walk.obstacles if not obstacle.optional]
    seen = arrival.packet.source if arrival is not None else None
    return Verdict(not sure and arrival is not None, tuple(walk.obstacles), walk.endpoint, seen)
