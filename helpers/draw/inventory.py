"""What of a network is drawn: one VPC, its subnets by Availability Zone, and a symbol for each thing.

Several networks are taken as one, so that two states of a VPC share one picture.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.draw.measure import is_drawable
from helpers.errors import NetworkError
from helpers.network import (
    Component,
    Instance,
    InternetGateway,
    NatGateway,
    Network,
    NetworkInterface,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.texts import message, render

INTERNET = "internet"
_NAMED_SERVICES = ("s3", "dynamodb", "sqs", "sns", "ec2")
_NAMED_TARGETS = ("pcx", "tgw", "vgw", "eigw", "lgw", "eni", "i", "nat", "igw", "vpce")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a symbol: its id, the kind of symbol, its label lines, the subnet it stands in.

    `alias` is another id by which paths name it: an endpoint's for its ENI, an ENI's for its NAT gateway.
    """

    id: str
    kind: str
    lines: tuple[str, ...]
    subnet_id: str = ""
    service: str = ""
    alias: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything of one VPC that a picture shows."""

    vpc: Vpc
    subnets: tuple[Subnet, ...]
    public_ids: frozenset[str]
    inside: tuple[Thing, ...]
    border: tuple[Thing, ...]
    services: tuple[Thing, ...]
    foreign: tuple[Thing, ...]

    @property
    def vpc_name(self) -> str:
        """What the VPC's frame is called."""
        return drawn_name(self.vpc.id, self.vpc.name)


def label(name: str, /, **values: object) -> str:
    """A short text of the picture, from the catalogue."""
    return render(message(f"draw.{name}", **values))


def short_id(component_id: str) -> str:
    """`vpce-0a1b…9c3d` for a long id: the ends are kept, as people compare those."""
    prefix, dash, digits = component_id.rpartition("-")
    return component_id if len(digits) <= 10 else f"{prefix}{dash}{digits[:4]}…{digits[-4:]}"


def drawn_name(component_id: str, name: str | None) -> str:
    """The Name tag, or the short id where there is none or the font cannot draw it."""
    return name if name and is_drawable(name) else short_id(component_id)


def service_name(name: str) -> str:
    """`Amazon S3` for `com.amazonaws.<region>.s3`; the last part of the name where we have no better."""
    own = name.rpartition(".")[2]
    return label(f"service.{own}") if own in _NAMED_SERVICES else own


def is_public(network: Network, subnet: Subnet) -> bool:
    """A public subnet's route table has a route to an internet gateway.

    AWS: vpc/latest/userguide/configure-subnets.html.
    """
    table = network.route_table_of(subnet)
    return table is not None and any(route.target.startswith("igw-") for route in table.routes)


def taken(networks: Sequence[Network], vpc_id: str | None, services: Iterable[str]) -> Inventory:
    """What a picture of the networks' union shows.

    Raises:
        NetworkError: there is no VPC to draw.
    """
    union = _union(networks)
    vpc = _chosen(union, vpc_id)
    subnets = tuple(sorted((s for s in union.subnets if s.vpc_id == vpc.id), key=_subnet_order))
    public = frozenset(s.id for s in subnets if any(is_public(n, s) for n in networks))
    inside = tuple(_inside(union, vpc))
    border = tuple(_border(union, networks, vpc, inside))
    named = {f"com.amazonaws.{vpc.region}.s3", *services}
    named |= {e.service_name for e in union.vpc_endpoints if e.vpc_id == vpc.id}
    outside = [_service(name) for name in sorted(named, key=_service_order)]
    own = tuple(thing for thing in outside if thing.region == vpc.region)
    foreign = tuple(thing for thing in outside if thing.region != vpc.region)
    return Inventory(vpc, subnets, public, inside, border, own, foreign)


def _union(networks: Sequence[Network]) -> Network:
    """The later state of each component, but the earlier one of what is gone since: it stood somewhere."""
    found: dict[tuple[str, str], Component] = {}
    for network in networks:
        for component in network.components:
            key = component.region, component.id
            if key not in found or not is_gone(component):
                found[key] = component
    return Network(tuple(found.values()))


def is_gone(component: Component) -> bool:
    """Is it only listed still?  AWS goes on listing deleted NAT gateways and terminated instances."""
    if isinstance(component, NatGateway):
        return component.state == "deleted"
    return isinstance(component, Instance) and component.state.name == "terminated"


def _chosen(union: Network, vpc_id: str | None) -> Vpc:
    """The VPC asked for, else the one with the most in it."""
    found = [vpc for vpc in union.vpcs if vpc_id in (None, vpc.id)]
    if not found:
        raise NetworkError("nothing-to-draw")

    def weight(vpc: Vpc) -> tuple[int, int, str]:
        rows = (*union.instances, *union.nat_gateways, *union.vpc_endpoints)
        owners = [getattr(row, "vpc_id", None) for row in rows]
        return owners.count(vpc.id), len(vpc.tags), vpc.id

    return max(found, key=weight)


def _subnet_order(subnet: Subnet) -> tuple[str, int]:
    return subnet.availability_zone, int(subnet.cidr_block.network_address)


def _service_order(name: str) -> tuple[bool, str]:
    return not name.endswith(".s3"), name


def _service(name: str) -> Thing:
    """A service by its endpoint's name, com.amazonaws.<region>.<service>."""
    region, _, kind = name.removeprefix("com.amazonaws.").partition(".")
    return Thing(name, kind, (service_name(name),), region=region)


# ---------------------------------------------------------------------- inside the subnets


def _inside(union: Network, vpc: Vpc) -> Iterable[Thing]:
    """NAT gateways last: what they send leaves to the right."""
    interfaces = [eni for eni in union.network_interfaces if eni.vpc_id == vpc.id]
    for instance in sorted(union.instances, key=lambda i: (i.label, i.id)):
        if instance.vpc_id == vpc.id and not is_gone(instance):
            yield _instance(union, instance)
    for eni in sorted(interfaces, key=lambda e: int(e.private_ip_address)):
        if not eni.instance_id and eni.interface_type != "nat_gateway":
            yield _interface(union, eni)
    for gateway in sorted(union.nat_gateways, key=lambda g: (g.label, g.id)):
        if gateway.vpc_id == vpc.id and not is_gone(gateway):
            yield _nat_gateway(gateway)


def _instance(union: Network, instance: Instance) -> Thing:
    interfaces = union.interfaces_of(instance)
    primary = interfaces[0] if interfaces else None
    private = primary.private_ip_address if primary else instance.private_ip_address
    public = primary.association.public_ip if primary and primary.association else None
    lines = (drawn_name(instance.id, instance.name), *(str(a) for a in (private, public) if a))
    subnet_id = primary.subnet_id if primary else instance.subnet_id or ""
    return Thing(instance.id, "instance", lines, subnet_id)


def _nat_gateway(gateway: NatGateway) -> Thing:
    row = gateway.nat_gateway_addresses[0] if gateway.nat_gateway_addresses else None
    addresses = [a for a in (row.private_ip, row.public_ip) if a] if row else []
    lines = (label("nat-gateway"), drawn_name(gateway.id, gateway.name), *map(str, addresses))
    interface_id = (row.network_interface_id or "") if row else ""
    return Thing(gateway.id, "nat_gateway", lines, gateway.subnet_id, alias=interface_id)


def _interface(union: Network, eni: NetworkInterface) -> Thing:
    owners = [e for e in union.vpc_endpoints if eni.id in e.network_interface_ids]
    address = str(eni.private_ip_address)
    if not owners:
        return Thing(eni.id, "interface", (drawn_name(eni.id, eni.name), address), eni.subnet_id)
    endpoint = owners[0]
    lines = (label("endpoint"), drawn_name(endpoint.id, endpoint.name), address)
    return Thing(eni.id, "endpoint", lines, eni.subnet_id, endpoint.service_name, alias=endpoint.id)


# ---------------------------------------------------------------------- on the VPC's border


def _border(
    union: Network, networks: Sequence[Network], vpc: Vpc, inside: Sequence[Thing]
) -> Iterable[Thing]:
    drawn = {thing.id for thing in inside} | {thing.alias for thing in inside}
    for gateway in union.internet_gateways:
        if any(a.vpc_id == vpc.id for a in gateway.attachments):
            drawn.add(gateway.id)
            yield _internet_gateway(gateway)
    for endpoint in sorted(union.vpc_endpoints, key=lambda e: (_service_order(e.service_name), e.id)):
        if endpoint.vpc_id == vpc.id and endpoint.id not in drawn:
            drawn.add(endpoint.id)
            yield _endpoint(endpoint)
    for target in _targets(networks, vpc):
        if target not in drawn and target != "local":
            yield _stub(target)


def _internet_gateway(gateway: InternetGateway) -> Thing:
    return Thing(gateway.id, "internet_gateway", (label("internet-gateway"), _name_line(gateway)))


def _endpoint(endpoint: VpcEndpoint) -> Thing:
    kind = "gateway-endpoint" if endpoint.vpc_endpoint_type == "Gateway" else "endpoint"
    return Thing(endpoint.id, "endpoint", (label(kind), short_id(endpoint.id)), service=endpoint.service_name)


def _name_line(gateway: InternetGateway) -> str:
    return drawn_name(gateway.id, gateway.name)


def _targets(networks: Sequence[Network], vpc: Vpc) -> list[str]:
    """What routes lead to, in both states: a target that is gone is still in its table, as a blackhole."""
    tables = [t for network in networks for t in network.route_tables if t.vpc_id == vpc.id]
    return sorted({route.target for table in tables for route in table.routes if route.target})


def _stub(target: str) -> Thing:
    prefix = target.partition("-")[0]
    kind = prefix if prefix in _NAMED_TARGETS else "other"
    return Thing(target, "stub", (label(f"target.{kind}"), short_id(target)))
