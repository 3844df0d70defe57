"""From networks to what a picture shows: one VPC, and of several states everything that any of them has."""

from collections.abc import Iterable, Mapping, Sequence

from helpers.draw.inside import things_inside
from helpers.draw.inventory import Inventory, drawn_name, ids_in, is_gone, is_public
from helpers.draw.outside import gateways, networks_beyond, services_of
from helpers.errors import NetworkError
from helpers.network import Component, Network, RouteTable, Subnet, Vpc

_BELOW = ("virtual_private_gateway", "transit_gateway")


def contents(
    networks: Sequence[Network],
    vpc_id: str | None = None,
    services: Iterable[str] = (),
) -> Inventory:
    """What a picture of the networks' union shows.

    Args:
        networks: states of one network.
        vpc_id: the VPC to draw; None takes the one with the most in it.
        services: names of services to show besides S3 and those that endpoints lead to.

    Raises:
        NetworkError: there is no VPC to draw.
    """
    union = _union(networks)
    vpc = _chosen(union, vpc_id)
    subnets = tuple(sorted((s for s in union.subnets if s.vpc_id == vpc.id), key=_subnet_order))
    public = frozenset(s.id for s in subnets if any(is_public(n, s) for n in networks))
    inside = tuple(things_inside(union, vpc))
    border = tuple(gateways(union, networks, vpc, inside))
    own, foreign = services_of(union, vpc, services)
    return Inventory(
        vpc,
        subnets,
        public,
        inside,
        tuple(thing for thing in border if thing.kind not in _BELOW),
        tuple(thing for thing in border if thing.kind in _BELOW),
        tuple(networks_beyond(networks, vpc, border)),
        own,
        foreign,
        _tables(networks, subnets, public),
    )


def _union(networks: Sequence[Network]) -> Network:
    """The later state of each component, but the earlier one of what is gone since: it stood somewhere."""
    found: dict[tuple[str, str], Component] = {}
    for network in networks:
        for component in network.components:
            key = component.region, component.id
            if key not in found or not is_gone(component):
                found[key] = component
    return Network(tuple(found.values()))


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


def _tables(
    networks: Sequence[Network], subnets: Sequence[Subnet], public: frozenset[str]
) -> Mapping[str, str]:
    """The subnets' route tables, where public or private does not tell already how a subnet routes."""
    said: dict[str, str] = {}
    ids = tuple(name for network in networks for name in ids_in(network))
    for kind in (True, False):
        own = [subnet for subnet in subnets if (subnet.id in public) == kind]
        if len({_routes(networks, subnet) for subnet in own}) > 1:
            said |= {s.id: name for s in own if (name := _table_names(networks, s, ids))}
    return said


def _tables_of(networks: Sequence[Network], subnet: Subnet) -> Iterable[RouteTable]:
    for network in networks:
        table = network.route_table_of(subnet)
        if table and network.get(Subnet, subnet.id, subnet.region):
            yield table


def _routes(networks: Sequence[Network], subnet: Subnet) -> frozenset[tuple[str, str]]:
    """Where its tables lead, in every state; two tables with the same rows route alike."""
    tables = _tables_of(networks, subnet)
    return frozenset((route.destination, route.target) for table in tables for route in table.routes)


def _table_names(networks: Sequence[Network], subnet: Subnet, ids: Sequence[str]) -> str:
    """The name of its table, of one after the other where it changes."""
    found = _tables_of(networks, subnet)
    return " → ".join(dict.fromkeys(drawn_name(table.id, table.name, ids) for table in found))
