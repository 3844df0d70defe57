"""From what a person writes to the two ends of a path: a network interface, and an address."""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address

from helpers.errors import LabError, PathError
from helpers.network import Instance, Network, NetworkInterface, Subnet, Vpc, VpcEndpoint
from helpers.path.model import DnsAnswer
from helpers.path.services import (
    Resolver,
    Service,
    addresses_of,
    default_resolver,
    known_services,
    service_at_host,
    service_called,
)

_NEVER_ROUTED = ("loopback", "link_local", "multicast", "unspecified", "reserved")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a packet starts."""

    interface: NetworkInterface
    instance: Instance | None
    subnet: Subnet
    vpc: Vpc
    address: IPv4Address

    @property
    def id(self) -> str:
        """The instance, or the interface where there is none."""
        return self.instance.id if self.instance else self.interface.id


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a packet is bound: `answer` is the name's look-up, if it was given by name."""

    text: str
    address: IPv4Address | None
    answer: DnsAnswer | None = None
    service: Service | None = None


def find_source(network: Network, reference: str) -> Source:
    """The instance, network interface or private address that a packet starts from.

    Raises:
        PathError: it is something that sends no packets of its own.
        NetworkError: nothing, or more than one thing, is meant.
    """
    component = network.find(reference)
    interface = _first_interface(network, component)
    if interface is None:
        raise PathError("not-a-source", reference=reference, kind=type(component).__name__)
    subnet = network.get(Subnet, interface.subnet_id, interface.region)
    vpc = network.get(Vpc, interface.vpc_id, interface.region)
    if subnet is None or vpc is None:
        raise PathError("source-without-subnet", reference=reference, subnet=interface.subnet_id)
    instance = network.get(Instance, interface.instance_id, interface.region)
    address = next((a for a in interface.addresses if str(a) == reference), interface.private_ip_address)
    return Source(interface, instance, subnet, vpc, address)


def find_destination(
    network: Network, reference: str, source: Source, resolver: Resolver | None
) -> Destination:
    """What a packet is bound for: an address, a service, a host name, or something in the network.

    A service without a Region is the source's own Region's.

    Raises:
        PathError: a malformed address, or nothing of that name.
        NetworkError: the reference means more than one thing.
    """
    if reference.replace(".", "").replace("/", "").isdigit():
        return _by_address(reference)
    service = service_called(reference, source.vpc.region)
    if service is not None:
        return _by_name(network, reference, service.host, source, resolver)
    if "." in reference:
        return _by_name(network, reference, reference, source, resolver)
    return _by_component(network, reference, source)


def _by_address(text: str) -> Destination:
    try:
        address = IPv4Address(text)
    except (AddressValueError, ValueError) as error:
        raise PathError("bad-address", address=text, problem=error) from None
    if any(getattr(address, f"is_{kind}") for kind in _NEVER_ROUTED):
        raise PathError("special-address", address=address)
    return Destination(text, address)


def _by_name(
    network: Network, text: str, host: str, source: Source, resolver: Resolver | None
) -> Destination:
    """The VPC's resolver answers: an endpoint's private DNS first, then the public answer."""
    host = host.lower().rstrip(".")
    service = service_at_host(host)
    private = _private_dns(network, host, source.vpc)
    if private is not None:
        return Destination(text, private.addresses[0], private, service)
    if service is None and resolver is None:
        raise PathError("unknown-name", name=host, services=known_services(source.vpc.region))
    answers = addresses_of(resolver or default_resolver(network), host)
    return Destination(text, answers[0] if answers else None, DnsAnswer(host, answers), service)


def _private_dns(network: Network, host: str, vpc: Vpc) -> DnsAnswer | None:
    """The address that an interface endpoint's private DNS gives, if the VPC has one for the name.

    AWS: vpc/latest/privatelink/privatelink-access-aws-services.html (DNS names).
    """
    for endpoint in network.vpc_endpoints:
        if endpoint.vpc_id == vpc.id and endpoint.private_dns_enabled and endpoint.is_available:
            named = any(_covers(entry.dns_name, host) for entry in endpoint.dns_entries)
            if named and (addresses := _endpoint_addresses(network, endpoint)):
                return DnsAnswer(host, addresses, endpoint.id)
    return None


def _covers(name: str, host: str) -> bool:
    """`*.domain` covers the domain and all names below it, as in the hidden zone of an endpoint."""
    domain = name.removeprefix("*.")
    return host == domain or (name.startswith("*.") and host.endswith(f".{domain}"))


def _endpoint_addresses(network: Network, endpoint: VpcEndpoint) -> tuple[IPv4Address, ...]:
    found = (network.get(NetworkInterface, i, endpoint.region) for i in endpoint.network_interface_ids)
    return tuple(eni.private_ip_address for eni in found if eni)


def _by_component(network: Network, reference: str, source: Source) -> Destination:
    try:
        component = network.find(reference)
    except LabError as error:
        if error.key != "unknown-reference":
            raise
        raise PathError(
            "unknown-destination", name=reference, services=known_services(source.vpc.region)
        ) from None
    interface = _first_interface(network, component)
    if interface is None:
        raise PathError("not-a-destination", reference=reference, kind=type(component).__name__)
    if interface.vpc_id != source.vpc.id:
        raise PathError("other-vpc", reference=reference, vpc=interface.vpc_id, own=source.vpc.id)
    return Destination(reference, interface.private_ip_address)


def _first_interface(network: Network, component: object) -> NetworkInterface | None:
    if isinstance(component, NetworkInterface):
        return component
    if isinstance(component, Instance):
        return next(iter(network.interfaces_of(component)), None)
    return None
