"""The indexes behind a :class:`Network`'s look-ups, each made when it is first asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from ipaddress import IPv4Address
from typing import TypeVar

from helpers.network.base import Component
from helpers.network.components import Instance, NetworkInterface, Subnet, Vpc
from helpers.network.endpoints import VpcEndpoint
from helpers.network.routing import RouteIndex
from helpers.network.rules import NetworkAcl, PrefixList, RouteTable

Kind = TypeVar("Kind", bound=Component)
Value = TypeVar("Value")
Key = TypeVar("Key")

_SUGGESTIONS = 12


class Lookup:
    """Finds components by what they are asked for; see the methods of the same names of `Network`."""

    def __init__(self, components: Sequence[Component]) -> None:
        self._components = components
        self._routes: dict[tuple[str, str, str], RouteIndex] = {}

    def of_kind(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every component of a kind, in the order in which it was read."""
        return self._kinds.get(kind, ())  # type: ignore[return-value]

    @cached_property
    def _kinds(self) -> Mapping[type[Component], tuple[Component, ...]]:
        kinds = _grouped(self._components, lambda component: [type(component)])
        return {kind: tuple(rows) for kind, rows in kinds.items()}

    @cached_property
    def by_id(self) -> Mapping[tuple[type[Component], str, str], Component]:
        """By kind, Region and id."""
        return {(type(c), c.region, c.id): c for c in reversed(self._components)}

    @cached_property
    def by_reference(self) -> Mapping[str, list[Component]]:
        """By id and by name."""
        return _grouped(self._components, lambda c: {name for name in (c.id, c.name) if name})

    @cached_property
    def by_address_text(self) -> Mapping[str, list[NetworkInterface]]:
        """Network interfaces by their private addresses as text."""
        return _grouped(self.of_kind(NetworkInterface), lambda eni: map(str, eni.addresses))

    def names(self) -> str:
        """Some names that a person may have meant."""
        things = (*self.of_kind(Instance), *self.of_kind(Subnet), *self.of_kind(Vpc))
        return ", ".join(list(dict.fromkeys(t.label for t in things))[:_SUGGESTIONS]) or "nothing"

    @cached_property
    def table_by_user(self) -> Mapping[str, RouteTable]:
        """Route tables by the subnets and gateways that are associated with them."""
        tables = self.of_kind(RouteTable)
        pairs = ((a, table) for table in tables for a in table.associations if a.is_associated)
        return {user: table for a, table in pairs if (user := a.subnet_id or a.gateway_id)}

    @cached_property
    def main_table_by_vpc(self) -> Mapping[str, RouteTable]:
        """The main route tables."""
        return {table.vpc_id: table for table in self.of_kind(RouteTable) if table.is_main}

    @cached_property
    def acl_by_subnet(self) -> Mapping[str, NetworkAcl]:
        """Network ACLs by the subnets that are associated with them."""
        return {a.subnet_id: acl for acl in self.of_kind(NetworkAcl) for a in acl.associations}

    @cached_property
    def default_acl_by_vpc(self) -> Mapping[str, NetworkAcl]:
        """The default network ACLs."""
        return {acl.vpc_id: acl for acl in self.of_kind(NetworkAcl) if acl.is_default}

    @cached_property
    def interface_by_address(self) -> Mapping[tuple[str, IPv4Address], NetworkInterface]:
        """By VPC and private address."""
        interfaces = self.of_kind(NetworkInterface)
        return {(eni.vpc_id, address): eni for eni in interfaces for address in eni.addresses}

    @cached_property
    def interface_by_public(self) -> Mapping[IPv4Address, NetworkInterface]:
        """By public address."""
        pairs = ((eni, own) for eni in self.of_kind(NetworkInterface) for own in eni.addresses)
        mapped = ((eni, eni.association_of(own)) for eni, own in pairs)
        return {row.public_ip: eni for eni, row in mapped if row and row.public_ip}

    @cached_property
    def interfaces_by_instance(self) -> Mapping[str, list[NetworkInterface]]:
        """By the instance they are attached to."""
        return _grouped(self.of_kind(NetworkInterface), lambda eni: filter(None, [eni.instance_id]))

    @cached_property
    def endpoint_by_interface(self) -> Mapping[str, VpcEndpoint]:
        """Interface endpoints by their network interfaces."""
        return {eni: e for e in self.of_kind(VpcEndpoint) for eni in e.network_interface_ids}

    @cached_property
    def endpoints_by_vpc(self) -> Mapping[str, list[VpcEndpoint]]:
        """Endpoints by VPC."""
        return _grouped(self.of_kind(VpcEndpoint), lambda endpoint: [endpoint.vpc_id])

    def subnet_at(self, vpc_id: str, address: IPv4Address) -> Subnet | None:
        """Subnets of a VPC do not overlap, so the first that holds the address is the one."""
        own = self._subnets_by_vpc.get(vpc_id, ())
        return next((subnet for subnet in own if address in subnet.cidr_block), None)

    @cached_property
    def _subnets_by_vpc(self) -> Mapping[str, list[Subnet]]:
        return _grouped(self.of_kind(Subnet), lambda subnet: [subnet.vpc_id])

    def routes_of(self, table: RouteTable) -> RouteIndex:
        """The index of a route table, kept."""
        key = (table.account, table.region, table.id)
        if key not in self._routes:
            self._routes[key] = RouteIndex(table, self._lists_by_region.get(table.region, {}))
        return self._routes[key]

    @cached_property
    def _lists_by_region(self) -> Mapping[str, dict[str, PrefixList]]:
        found: dict[str, dict[str, PrefixList]] = {}
        for prefix_list in self.of_kind(PrefixList):
            found.setdefault(prefix_list.region, {}).setdefault(prefix_list.id, prefix_list)
        return found


def _grouped(values: Iterable[Value], keys: Callable[[Value], Iterable[Key]]) -> dict[Key, list[Value]]:
    found: dict[Key, list[Value]] = {}
    for value in values:
        for key in keys(value):
            found.setdefault(key, []).append(value)
    return found
