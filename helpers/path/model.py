"""What a trace answers: a path of hops, each with the rule that decided, and what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Any

from helpers.cloud.calls import ApiCall
from helpers.network import Network
from helpers.network.base import Row
from helpers.texts import Message

DICTIONARY_VERSION = 1


class Layer(StrEnum):
    """What a hop is about; a learner can look at one layer at a time."""

    DNS = "dns"
    INSTANCE = "instance"
    INTERFACE = "interface"
    SECURITY_GROUP = "security_group"
    NETWORK_ACL = "network_acl"
    ROUTE = "route"
    NAT = "nat"
    INTERNET_GATEWAY = "internet_gateway"
    ENDPOINT = "endpoint"
    INTERNET = "internet"
    SERVICE = "service"


class Zone(StrEnum):
    """Where a packet travels after a hop.

    PRIVATE: inside the VPC.  PUBLIC: beyond the internet gateway, with public addresses.
    AWS: beyond an endpoint, on AWS's network, with its private source address.
    """

    PRIVATE = "private"
    PUBLIC = "public"
    AWS = "aws"


@dataclass(frozen=True, slots=True)
class Header:
    """The part of a packet that decides where it goes; ports are None for protocols without ports."""

    source: IPv4Address
    destination: IPv4Address
    protocol: str = "tcp"
    source_port: int | None = None
    destination_port: int | None = None

    def reversed(self) -> "Header":
        """The header of the answer to this packet."""
        return Header(self.destination, self.source, self.protocol, self.destination_port, self.source_port)

    def changed(self, **fields: Any) -> "Header":
        """The header with some fields rewritten, as NAT does."""
        return replace(self, **fields)

    def __str__(self) -> str:
        def end(address: IPv4Address, port: int | None) -> str:
            return f"{address}:{port}" if port is not None else str(address)

        source = end(self.source, self.source_port)
        return f"{source} → {end(self.destination, self.destination_port)} {self.protocol}"


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule or route that did not decide, with Reachability Analyzer's code or ours for the reason."""

    rule: Row
    code: str
    matched: str | None = None


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """What a name was resolved to; `endpoint_id` where an endpoint's private DNS gave the answer."""

    name: str
    addresses: tuple[IPv4Address, ...]
    endpoint_id: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One decision on the way.

    Attributes:
        component_id, component_type: who decided; the VPC's implicit router is `router/<vpc id>`.
        header_in, header_out: the packet before and after.
        layer: what kind of decision it was.
        decided_by: the very row that decided (a Route, IpPermission, NetworkAclEntry, NatGatewayAddress,
            Association, VpcEndpoint, DnsAnswer), or None where nothing had to be chosen.
        lost: the rows that were considered and did not decide.
        zone: where the packet travels after the hop.
        matched: which of the deciding row's CIDRs, prefix-list entries or groups held the packet.
        place_id: the component at which a picture shows the hop (a security group's at its instance).
        allowed: False for the hop at which the path ends.
    """

    component_id: str
    component_type: str
    header_in: Header
    header_out: Header
    layer: Layer
    decided_by: Row | DnsAnswer | None = None
    lost: tuple[Lost, ...] = ()
    zone: Zone = Zone.PRIVATE
    matched: str | None = None
    place_id: str = ""
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """An obstacle: Reachability Analyzer's code where it has one, words, and the calls that mend it.

    `mend` is empty where nobody can mend it from inside this VPC.
    """

    code: str | None
    component_id: str
    message: Message
    mend: tuple[ApiCall, ...] = ()


@dataclass(frozen=True, repr=False)
class Path:
    """The way of one packet and of its answer, as computed on `network`.

    `reachable` needs both ways.  `hops` end at the first obstacle; `explanations` name every
    obstacle found on the road, those of the way back included.  `is_answer` for the way back itself.
    """

    network: Network
    source_id: str
    destination: str
    region: str
    vpc_id: str
    hops: tuple[Hop, ...]
    explanations: tuple[Explanation, ...] = ()
    return_path: "Path | None" = None
    is_answer: bool = False

    @property
    def reachable(self) -> bool:
        """Does the packet arrive, and its answer come back?"""
        return not self.explanations

    @property
    def blocked_at(self) -> Hop | None:
        """The hop at which the packet is lost on the way out; None if it arrives."""
        return next((hop for hop in self.hops if not hop.allowed), None)

    @property
    def component_ids(self) -> tuple[str, ...]:
        """The components as Reachability Analyzer lists them: no router, group or ACL, but route tables."""
        return tuple(dict.fromkeys(_listed_ids(self.hops)))

    @property
    def exposes_public_address(self) -> bool:
        """Does the packet travel with a public source address anywhere?"""
        return any(hop.zone is Zone.PUBLIC for hop in self.hops)

    @property
    def endpoint_id(self) -> str | None:
        """The VPC endpoint that the packet passes, if any."""
        return next((hop.component_id for hop in self.hops if hop.layer is Layer.ENDPOINT), None)

    @property
    def last_header(self) -> Header:
        """The packet as it leaves the last hop: for a path that arrives, what the service sees."""
        return self.hops[-1].header_out

    def describe(self) -> str:
        """The path in prose, one sentence a hop; what a picture's alt text and a screen reader say."""
        from helpers.path.words import prose

        return prose(self)

    def to_dict(self) -> dict[str, Any]:
        """The path as plain data with a `version`, for saving and comparing."""
        from helpers.path.words import as_dictionary

        return as_dictionary(self, DICTIONARY_VERSION)

    def _repr_html_(self) -> str:
        from helpers.path.words import html_table

        return html_table(self)

    def __repr__(self) -> str:
        from helpers.path.words import short

        return short(self)


_LISTED = frozenset(("instance", "network_interface", "nat_gateway", "internet_gateway", "vpc_endpoint"))


def _listed_ids(hops: tuple[Hop, ...]) -> Iterator[str]:
    for hop in hops:
        if hop.component_type in _LISTED:
            yield hop.component_id
        elif hop.layer is Layer.ROUTE and hop.decided_by is not None:
            yield getattr(hop.decided_by, "owner_id", "")
