"""What stands on a VPC's border and beyond: gateways and endpoints, services of AWS, other networks."""

from collections.abc import Iterable, Sequence

from helpers.draw.inventory import Thing, drawn_name, ids_in, label, parts_of_service, service_name, short_id
from helpers.network import InternetGateway, Network, Vpc, VpcEndpoint

_NAMED_TARGETS = ("pcx", "tgw", "vgw", "eigw", "lgw", "eni", "i", "nat", "igw", "vpce")
_TARGET_KINDS = {"pcx": "peering", "vgw": "virtual_private_gateway", "tgw": "transit_gateway"}
_BEYOND_KINDS = {
    "peering": "peered_vpc",
    "virtual_private_gateway": "on_premises",
    "transit_gateway": "on_premises",
}
_RANGES_SHOWN = 2


def gateways(
    union: Network, networks: Sequence[Network], vpc: Vpc, inside: Sequence[Thing]
) -> Iterable[Thing]:
    """The internet gateway, endpoints without an interface, and whatever else routes lead to."""
    ids = (*ids_in(union), *_targets(networks, vpc))
    drawn = {thing.id for thing in inside} | {thing.alias for thing in inside}
    drawn |= {eni.id for eni in union.network_interfaces if eni.vpc_id == vpc.id}
    drawn |= {instance.id for instance in union.instances if instance.vpc_id == vpc.id}
    for gateway in union.internet_gateways:
        if any(a.vpc_id == vpc.id for a in gateway.attachments):
            drawn.add(gateway.id)
            yield _internet_gateway(gateway, ids)
    for endpoint in sorted(union.vpc_endpoints, key=lambda e: (_service_order(e.service_name), e.id)):
        if endpoint.vpc_id == vpc.id and endpoint.id not in drawn:
            drawn.add(endpoint.id)
            yield _endpoint(endpoint, ids)
    for target in _targets(networks, vpc):
        if target not in drawn and target != "local":
            yield _target(target, ids)


def _internet_gateway(gateway: InternetGateway, ids: Iterable[str]) -> Thing:
    name = drawn_name(gateway.id, gateway.name, ids)
    return Thing(gateway.id, "internet_gateway", (label("internet-gateway"), name))


def _endpoint(endpoint: VpcEndpoint, ids: Iterable[str]) -> Thing:
    kind = "gateway-endpoint" if endpoint.vpc_endpoint_type == "Gateway" else "endpoint"
    lines = (label(kind), short_id(endpoint.id, ids))
    return Thing(endpoint.id, "endpoint", lines, service=endpoint.service_name)


def _targets(networks: Sequence[Network], vpc: Vpc) -> list[str]:
    """What routes lead to, in every state: a target that is gone is still in its table, as a blackhole."""
    tables = [t for network in networks for t in network.route_tables if t.vpc_id == vpc.id]
    found = {route.target for table in tables for route in table.routes if route.target}
    return sorted(found, key=lambda target: (not target.startswith("vgw-"), target))


def _target(target: str, ids: Iterable[str]) -> Thing:
    prefix = target.partition("-")[0]
    name = label(f"target.{prefix if prefix in _NAMED_TARGETS else 'other'}")
    return Thing(target, _TARGET_KINDS.get(prefix, "stub"), (name, short_id(target, ids)))


# ---------------------------------------------------------------------- networks behind a gateway


def networks_beyond(networks: Sequence[Network], vpc: Vpc, border: Iterable[Thing]) -> Iterable[Thing]:
    """A stub for what lies behind a peering connection, a virtual private or a transit gateway."""
    for gateway in border:
        if gateway.kind in _BEYOND_KINDS:
            name = label(f"beyond.{gateway.kind}")
            lines = (name, *_ranges(networks, vpc, gateway.id))
            kind = _BEYOND_KINDS[gateway.kind]
            yield Thing(f"beyond/{gateway.id}", kind, lines, behind=gateway.id)


def _ranges(networks: Sequence[Network], vpc: Vpc, target: str) -> Iterable[str]:
    """The ranges that routes send there; the rest of many is counted."""
    tables = [t for network in networks for t in network.route_tables if t.vpc_id == vpc.id]
    found = {route.destination for table in tables for route in table.routes if route.target == target}
    ranges = sorted(found)
    if len(ranges) <= _RANGES_SHOWN:
        return ranges
    return ranges[0], label("beyond.more", count=len(ranges) - 1)


# ---------------------------------------------------------------------- AWS's services


def services_of(
    union: Network, vpc: Vpc, wanted: Iterable[str]
) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
    """S3, what endpoints lead to and what is wanted: those of the VPC's Region, and the others."""
    named = {f"com.amazonaws.{vpc.region}.s3", *wanted}
    named |= {e.service_name for e in union.vpc_endpoints if e.vpc_id == vpc.id}
    outside = [_service(name) for name in sorted(named, key=_service_order)]
    own = tuple(thing for thing in outside if thing.region in ("", vpc.region))
    return own, tuple(thing for thing in outside if thing not in own)


def _service_order(name: str) -> tuple[bool, str]:
    return not name.endswith(".s3"), name


def _service(name: str) -> Thing:
    """A service by its endpoint's name."""
    region, kind = parts_of_service(name)
    return Thing(name, kind, (service_name(name),), region=region)
