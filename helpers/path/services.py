"""AWS's services as destinations: their public names, and the address that each name answers.

A name's true answer changes by the minute; the lab always gives the same one: the lowest host
of the first range that AWS lists for the service in that Region.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network

from pydantic import BaseModel, ConfigDict

from helpers.cloud.facts import services
from helpers.data import DataFile, load
from helpers.errors import PathError
from helpers.network import Network

Resolver = Callable[[str], Iterable[str | IPv4Address]]
"""A function from a host name to its IPv4 addresses; none means that the name does not exist."""

GLOBAL_REGION = "us-east-1"
"""Where names without a Region lead, `s3.amazonaws.com` among them (AmazonS3 userguide, VirtualHosting)."""

_DOMAIN = "amazonaws.com"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")


class RangeRow(BaseModel):
    """The IPv4 ranges of a service in a Region; service AMAZON holds those of no named service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str
    service: str
    cidrs: tuple[IPv4Network, ...]


class AddressRanges(DataFile):
    """data/address_ranges.json."""

    ranges: tuple[RangeRow, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service in a Region: `key` as in its endpoint's name (`s3`, `kinesis-streams`), its public host."""

    key: str
    region: str
    host: str

    @property
    def name(self) -> str:
        """The name that endpoints use, e.g. `com.amazonaws.ap-northeast-2.s3`."""
        return f"com.amazonaws.{self.region}.{self.key}"


@cache
def catalogue(region: str) -> tuple[Service, ...]:
    """The services that the lab knows, each once, in the catalogue's order."""
    hosts: dict[str, str] = {}
    for row in services():
        pattern = row.private_dns_name or f"{row.name}.{{region}}.{_DOMAIN}"
        hosts[row.name] = pattern.removeprefix("*.").replace("{region}", region)
    return tuple(Service(key, region, host) for key, host in hosts.items())


def service_called(text: str, region: str) -> Service | None:
    """The service meant by `s3`, or by `s3@us-east-1`; None if it is no service's name."""
    key, _, other_region = text.partition("@")
    return next((s for s in catalogue(other_region or region) if s.key == key), None)


def service_at_host(host: str) -> Service | None:
    """The service whose public name this is, or ends a longer one (`bucket.s3.ap-northeast-2.…`)."""
    host = host.lower().rstrip(".")
    if not host.endswith(f".{_DOMAIN}"):
        return None
    labels = host.removesuffix(f".{_DOMAIN}").split(".")
    region = next((label for label in reversed(labels) if _REGION.fullmatch(label)), None)
    if region is None:
        return service_called(labels[-1], GLOBAL_REGION)
    found = (s for s in catalogue(region) if host == s.host or host.endswith(f".{s.host}"))
    return next(found, None)


def service_at(network: Network, address: IPv4Address, region: str) -> Service | None:
    """The service whose listed ranges hold an address, asked in the given Region first."""
    known = dict.fromkeys((region, *(row.region for row in _ranges())))
    for place in known:
        for service in catalogue(place):
            if any(address in cidr for cidr in ranges_of(network, service)):
                return service
    return None


def ranges_of(network: Network, service: Service) -> tuple[IPv4Network, ...]:
    """The service's ranges: those of the network's own prefix list, else those that AWS publishes."""
    for prefix_list in network.prefix_lists:
        if prefix_list.prefix_list_name == service.name and prefix_list.cidrs:
            return prefix_list.cidrs
    return _published(service)


def default_resolver(network: Network) -> Resolver:
    """The resolver that always gives the same answer: the lowest host of a service's first range.

    It raises PathError for a service in a Region whose ranges the lab does not have.
    """

    def resolve(host: str) -> Sequence[IPv4Address]:
        service = service_at_host(host)
        if service is None:
            return ()
        ranges = ranges_of(network, service)
        if not ranges:
            regions = ", ".join(dict.fromkeys(row.region for row in _ranges()))
            raise PathError("no-ranges", service=service.name, regions=regions)
        return [next(iter(ranges[0].hosts()))]

    return resolve


def addresses_of(resolver: Resolver, host: str) -> tuple[IPv4Address, ...]:
    """Ask a resolver.

    Raises:
        PathError: it answered something that is no IPv4 address.
    """
    answers = resolver(host)
    try:
        return tuple(IPv4Address(answer) for answer in answers)
    except (TypeError, ValueError) as error:
        raise PathError("bad-resolver-answer", host=host, problem=error) from None


def known_services(region: str) -> str:
    """The catalogue's keys for a message."""
    return ", ".join(service.key for service in catalogue(region))


@cache
def _published(service: Service) -> tuple[IPv4Network, ...]:
    """A service without ranges of its own takes one of the Region's that no named service lists."""
    own = next((r.cidrs for r in _ranges() if (r.region, r.service) == (service.region, service.key)), None)
    if own is not None:
        return own
    shared = next((r.cidrs for r in _ranges() if (r.region, r.service) == (service.region, "AMAZON")), ())
    position = catalogue(service.region).index(service)
    return (shared[position],) if position < len(shared) else ()


def _ranges() -> Iterator[RangeRow]:
    yield from load("address_ranges", AddressRanges).ranges
