"""`trace`: where does the packet go?"""

from ipaddress import IPv4Address

from helpers.errors import PathError
from helpers.network import Network, Vpc
from helpers.path import mends
from helpers.path.answer import walk_back
from helpers.path.ends import Destination, Source, find_destination, find_source
from helpers.path.filters import PROTOCOL_NUMBERS
from helpers.path.model import Header, Layer, Path
from helpers.path.services import Resolver, service_at
from helpers.path.walk import Walk

CLIENT_PORT = 49152
"""The first of IANA's dynamic ports (RFC 6335), inside the range of every operating system."""

_PROTOCOLS_WITH_PORTS = ("tcp", "udp")
_NAMES = {number: name for name, number in PROTOCOL_NUMBERS.items()}


def trace(
    network: Network,
    source: str,
    destination: str,
    port: int | None = 443,
    protocol: str = "tcp",
    *,
    resolver: Resolver | None = None,
) -> Path:
    """Work out the way of a packet and of its answer; a packet that is lost is an answer, not an error.

    Args:
        network: what was read.
        source: an instance, a network interface or a private address (id, Name tag or address).
        destination: an IPv4 address, a service (`s3`, or `s3@us-east-1` for another Region's), a host
            name, or an instance, interface or Name tag in the network.
        port: destination port, 0 to 65535; None, or ignored, for protocols without ports.
        protocol: `tcp`, `udp`, `icmp` or an IANA protocol number as text.
        resolver: host name to addresses; the default always answers the lowest host of the service's
            first listed range.

    Raises:
        PathError, NetworkError: an end is unknown, malformed or ambiguous; the message says what
            would be right.
    """
    protocol = _checked_protocol(protocol)
    port = _checked_port(port, protocol)
    start = find_source(network, source)
    target = find_destination(network, destination, start, resolver)
    walk = Walk(network, start.vpc, _dns_header(start), None)
    if _resolved(walk, start, target) and target.address is not None:
        _send(walk, start, target, target.address, port, protocol)
    back = walk_back(walk) if walk.arrived else None
    return _path(walk, back, start, destination)


def _send(
    walk: Walk, start: Source, target: Destination, address: IPv4Address, port: int | None, protocol: str
) -> None:
    source_port = CLIENT_PORT if protocol in _PROTOCOLS_WITH_PORTS else None
    walk.header = Header(start.address, address, protocol, source_port, port)
    walk.service = target.service or service_at(walk.network, address, start.vpc.region)
    walk.start(start.interface, start.subnet)


def _resolved(walk: Walk, start: Source, target: Destination) -> bool:
    """Ask the VPC's resolver for a name; no group or ACL filters that.

    AWS: vpc/latest/userguide/AmazonDNS-concepts.html.
    """
    answer = target.answer
    if answer is None:
        return True
    off = start.vpc.enable_dns_support is False
    found = bool(answer.addresses) and not off
    walk.place = start.id
    resolver_id = f"resolver/{start.vpc.id}"
    first = str(answer.addresses[0]) if found else None
    walk.decide(resolver_id, "resolver", Layer.DNS, decided_by=answer, matched=first, allowed=found)
    if off:
        mend = mends.enable_dns_support(start.vpc)
        walk.obstacle(None, start.vpc.id, "dns-support-off", mend, name=answer.name)
    elif not found:
        walk.obstacle(None, resolver_id, "name-not-found", name=answer.name)
    return found


def _dns_header(start: Source) -> Header:
    """The question to the resolver, which stands at the base of the VPC's first range plus two."""
    return Header(start.address, _resolver_address(start.vpc), "udp", CLIENT_PORT, 53)


def _resolver_address(vpc: Vpc) -> IPv4Address:
    return vpc.cidr_block.network_address + 2


def _path(walk: Walk, back: Walk | None, start: Source, destination: str) -> Path:
    answer = _back_path(back, start) if back else None
    return Path(
        network=walk.network,
        source_id=start.id,
        destination=destination,
        region=start.vpc.region,
        vpc_id=start.vpc.id,
        hops=walk.hops_walked(),
        explanations=(*walk.explanations, *(answer.explanations if answer else ())),
        return_path=answer,
    )


def _back_path(back: Walk, start: Source) -> Path:
    return Path(
        network=back.network,
        source_id=back.hops[0].component_id,
        destination=start.id,
        region=start.vpc.region,
        vpc_id=start.vpc.id,
        hops=back.hops_walked(),
        explanations=tuple(back.explanations),
        is_answer=True,
    )


def _checked_protocol(protocol: str) -> str:
    """The protocol's name where AWS has one (`tcp` for `6`), else its number."""
    text = _NAMES.get(str(protocol), str(protocol).lower())
    numbered = text.isascii() and text.isdecimal() and int(text) <= 255
    if text not in PROTOCOL_NUMBERS and not numbered:
        raise PathError("bad-protocol", protocol=protocol)
    return text


def _checked_port(port: int | None, protocol: str) -> int | None:
    if protocol not in _PROTOCOLS_WITH_PORTS:
        return None
    if not isinstance(port, int) or not 0 <= port <= 65535:
        raise PathError("bad-port", port=port, protocol=protocol)
    return port
