"""What NAT gateways, internet gateways and gateway endpoints do with a packet that the router sends them."""

from typing import TYPE_CHECKING

from helpers.cloud.calls import ApiCall
from helpers.network import (
    InternetGateway,
    NatGateway,
    NatGatewayAddress,
    NetworkInterface,
    Subnet,
    VpcEndpoint,
)
from helpers.network.components import Association
from helpers.path import mends
from helpers.path.model import Layer, Zone

if TYPE_CHECKING:
    from helpers.path.walk import Walk

NAT_PORT = 1024
"""The first port that a NAT gateway uses for itself: vpc/latest/userguide/nat-gateway-basics.html."""

INTERNET = "internet"

NOT_READ = ("UNKNOWN_RESOURCE", "not-read")
"""What is not known to be there is not known to be in a bad state either."""

_NAT_PROTOCOLS = ("tcp", "udp", "icmp")
_GATEWAY_ENDPOINT_PROTOCOLS = ("tcp", "icmp")


def nat(walk: "Walk", gateway_id: str, from_subnet: Subnet) -> None:
    """A NAT gateway writes its own private address into the packet and sends it from its own subnet.

    AWS: vpc/latest/userguide/vpc-nat-gateway.html.
    """
    gateway = walk.network.get(NatGateway, gateway_id, walk.vpc.region)
    row = gateway.nat_gateway_addresses[0] if gateway and gateway.nat_gateway_addresses else None
    subnet = walk.network.get(Subnet, gateway.subnet_id, gateway.region) if gateway else None
    problem = _nat_problem(walk, gateway)
    if problem or gateway is None or subnet is None or row is None or row.private_ip is None:
        walk.decide(gateway_id, "nat_gateway", Layer.NAT, decided_by=row, allowed=False)
        code, key = problem or NOT_READ
        walk.obstacle(code, gateway_id, key)
        return
    walk.place = gateway.id
    walk.passed_nats.add(gateway.id)
    if subnet.id != from_subnet.id:
        walk.network_acl(subnet, egress=False)
    walk.translations[row.private_ip] = (gateway, walk.header)
    port = NAT_PORT if walk.header.source_port is not None else None
    out = walk.header.changed(source=row.private_ip, source_port=port)
    walk.decide(gateway.id, "nat_gateway", Layer.NAT, out=out, decided_by=row)
    walk.leave(subnet, walk.network.interface_at(walk.vpc.id, row.private_ip))


def _nat_problem(walk: "Walk", gateway: NatGateway | None) -> tuple[str | None, str] | None:
    if gateway is None:
        return NOT_READ
    if gateway.state != "available":
        return "BAD_STATE", "nat-not-available"
    if walk.reply:
        return None, "nat-answer"
    if gateway.id in walk.passed_nats:
        return "NO_PATH", "nat-loop"
    return None if walk.header.protocol in _NAT_PROTOCOLS else ("PROTOCOL_RESTRICTION", "nat-protocol")


def internet_gateway(walk: "Walk", gateway_id: str, interface: NetworkInterface | None) -> None:
    """An internet gateway replaces the private source by the public address mapped to it.

    AWS: vpc/latest/userguide/VPC_Internet_Gateway.html.
    """
    public = _public_address(walk)
    problem = _internet_gateway_problem(walk, gateway_id, interface, public)
    if problem or public is None or public.public_ip is None:
        walk.decide(gateway_id, "internet_gateway", Layer.INTERNET_GATEWAY, allowed=False)
        code, key, mend = problem or ("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", "no-public-address", ())
        walk.obstacle(code, gateway_id, key, mend)
        return
    out = walk.header.changed(source=public.public_ip)
    walk.decide(
        gateway_id,
        "internet_gateway",
        Layer.INTERNET_GATEWAY,
        out=out,
        decided_by=public,
        zone=Zone.PUBLIC,
    )
    walk.decide(INTERNET, "internet", Layer.INTERNET, zone=Zone.PUBLIC)
    _service(walk, Zone.PUBLIC)


def _internet_gateway_problem(
    walk: "Walk",
    gateway_id: str,
    interface: NetworkInterface | None,
    public: Association | NatGatewayAddress | None,
) -> tuple[str, str, tuple[ApiCall, ...]] | None:
    gateway = walk.network.get(InternetGateway, gateway_id, walk.vpc.region)
    if gateway is None:
        return *NOT_READ, ()
    if all(a.vpc_id != walk.vpc.id for a in gateway.attachments):
        mend = mends.attach_internet_gateway(gateway_id, walk.vpc)
        return "BAD_STATE_ATTACHMENT", "internet-gateway-detached", mend
    for name, blocks in mends.UNROUTED.items():
        if any(walk.header.destination in block for block in blocks):
            return f"IGW_DESTINATION_ADDRESS_NOT_IN_{name}_EGRESS", "private-destination", ()
    if public is None or public.public_ip is None:
        of_instance = interface is not None and interface.interface_type == "interface"
        mend = mends.give_public_address(interface, walk.header.source) if interface and of_instance else ()
        return "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", "no-public-address", mend
    # Reachability Analyzer wants such a path in two halves (explanation codes, IGW_NAT_REFLECTION).
    reflected = walk.network.has_public_address(walk.vpc.id, walk.header.destination)
    return ("IGW_NAT_REFLECTION", "reflection", ()) if reflected else None


def _public_address(walk: "Walk") -> Association | NatGatewayAddress | None:
    """The row that maps the packet's private source to a public address."""
    if walk.header.source in walk.translations:
        return walk.translations[walk.header.source][0].nat_gateway_addresses[0]
    interface = walk.network.interface_at(walk.vpc.id, walk.header.source)
    return interface.association_of(walk.header.source) if interface else None


def gateway_endpoint(walk: "Walk", endpoint_id: str) -> None:
    """A gateway endpoint hands the packet to the service and leaves its source address as it is.

    AWS: vpc/latest/privatelink/gateway-endpoints.html.
    """
    endpoint = walk.network.get(VpcEndpoint, endpoint_id, walk.vpc.region)
    problem = _endpoint_problem(walk, endpoint)
    if endpoint is None or problem:
        walk.decide(endpoint_id, "vpc_endpoint", Layer.ENDPOINT, decided_by=endpoint, allowed=False)
        code, key = problem or NOT_READ
        walk.obstacle(code, endpoint_id, key, state=endpoint.state if endpoint else "")
        return
    walk.decide(endpoint.id, "vpc_endpoint", Layer.ENDPOINT, decided_by=endpoint, zone=Zone.AWS)
    _service(walk, Zone.AWS)


def _endpoint_problem(walk: "Walk", endpoint: VpcEndpoint | None) -> tuple[str, str] | None:
    if endpoint is None:
        return NOT_READ
    if not endpoint.is_available:
        return "BAD_STATE", "endpoint-not-available"
    if endpoint.vpc_endpoint_type != "Gateway":
        return "UNSUPPORTED_COMPONENT", "unsupported"
    if walk.header.protocol not in _GATEWAY_ENDPOINT_PROTOCOLS:
        return "VPCE_GATEWAY_PROTOCOL_RESTRICTION", "endpoint-protocol"
    return None


def _service(walk: "Walk", zone: Zone) -> None:
    """The end outside the VPC; an address that no known service lists ends at the internet."""
    walk.arrived = True
    if walk.service:
        walk.decide(walk.service.name, "service", Layer.SERVICE, zone=zone)
