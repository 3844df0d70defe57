"""What stands in a VPC's subnets: instances, NAT gateways, and interfaces by what they belong to."""

import re
from collections.abc import Iterable

from helpers.draw.inventory import Thing, drawn_name, ids_in, is_gone, label
from helpers.network import Component, Instance, NatGateway, Network, NetworkInterface, Vpc

_NUMBER = re.compile(r"(\d+)")

_LOAD_BALANCER = re.compile(r"ELB (?:(?:app|net|gwy)/)?(?P<name>[^/]+)")
"""AWS, elasticloadbalancing: the description of a load balancer's interfaces, `ELB app/name/id`."""

_DATABASE = "RDSNetworkInterface"
"""AWS, AmazonRDS: the description of a database instance's interface, of the requester amazon-rds."""


def things_inside(union: Network, vpc: Vpc) -> Iterable[Thing]:
    """NAT gateways last: what they send leaves to the right."""
    ids = ids_in(union)
    interfaces = [eni for eni in union.network_interfaces if eni.vpc_id == vpc.id]
    for instance in sorted(union.instances, key=_by_name):
        if instance.vpc_id == vpc.id and not is_gone(instance):
            yield from _instance(union, instance, ids)
    for eni in sorted(interfaces, key=lambda e: int(e.private_ip_address)):
        if not eni.instance_id and eni.interface_type != "nat_gateway":
            yield _interface(union, eni, ids)
    for gateway in sorted(union.nat_gateways, key=_by_name):
        if gateway.vpc_id == vpc.id and not is_gone(gateway):
            yield _nat_gateway(gateway, ids)


def _by_name(component: Component) -> tuple[list[str], str]:
    """Names in the order of their numbers: web-2 before web-10."""
    parts = _NUMBER.split(component.label)
    return [part.zfill(20) if part.isdigit() else part for part in parts], component.id


def _instance(union: Network, instance: Instance, ids: Iterable[str]) -> Iterable[Thing]:
    """An instance, and its further interfaces in other subnets."""
    interfaces = union.interfaces_of(instance)
    primary = interfaces[0] if interfaces else None
    private = primary.private_ip_address if primary else instance.private_ip_address
    public = primary.association.public_ip if primary and primary.association else None
    name = drawn_name(instance.id, instance.name, ids)
    lines = (name, *(str(a) for a in (private, public) if a))
    subnet_id = primary.subnet_id if primary else instance.subnet_id or ""
    yield Thing(instance.id, "instance", lines, subnet_id, alias=primary.id if primary else "")
    for eni in interfaces[1:]:
        if eni.subnet_id != subnet_id:
            texts = (label("interface-of", name=name), str(eni.private_ip_address))
            yield Thing(eni.id, "interface", texts, eni.subnet_id, alias=instance.id)


def _nat_gateway(gateway: NatGateway, ids: Iterable[str]) -> Thing:
    row = gateway.nat_gateway_addresses[0] if gateway.nat_gateway_addresses else None
    addresses = [a for a in (row.private_ip, row.public_ip) if a] if row else []
    lines = (label("nat-gateway"), drawn_name(gateway.id, gateway.name, ids), *map(str, addresses))
    interface_id = (row.network_interface_id or "") if row else ""
    return Thing(gateway.id, "nat_gateway", lines, gateway.subnet_id, alias=interface_id)


def _interface(union: Network, eni: NetworkInterface, ids: Iterable[str]) -> Thing:
    owner = next((e for e in union.vpc_endpoints if eni.id in e.network_interface_ids), None)
    address = str(eni.private_ip_address)
    if owner is None:
        kind, lines = _requested(eni) or ("interface", (drawn_name(eni.id, eni.name, ids),))
        return Thing(eni.id, kind, (*lines, address), eni.subnet_id)
    lines = (label("endpoint"), drawn_name(owner.id, owner.name, ids), address)
    return Thing(eni.id, "endpoint", lines, eni.subnet_id, owner.service_name, alias=owner.id)


def _requested(eni: NetworkInterface) -> tuple[str, tuple[str, ...]] | None:
    """The kind and label of an interface that another service of AWS made."""
    balancer = _LOAD_BALANCER.match(eni.description)
    if balancer:
        return "load_balancer", (label("load-balancer"), balancer["name"])
    return ("database", (label("database"),)) if eni.description == _DATABASE else None
