"""A network as it was read: every component, found by id, by name or by address."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, TypeVar

from helpers.errors import NetworkError
from helpers.network.base import Component
from helpers.network.components import (
    Address,
    Instance,
    InternetGateway,
    NatGateway,
    NetworkInterface,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.network.routing import RouteIndex
from helpers.network.rules import NetworkAcl, PrefixList, RouteTable, SecurityGroup
from helpers.texts import Message

if TYPE_CHECKING:
    from helpers.cloud import ApiCall, Cloud

Kind = TypeVar("Kind", bound=Component)


@dataclass(frozen=True)
class Network:
    """Everything read from one or more accounts and Regions, immutable.

    `warnings` says what the reading left in doubt; `vpc_ids` are the VPCs that a live reading was
    kept to (None: all).  Look-ups are indexed on first use.
    """

    components: tuple[Component, ...]
    warnings: tuple[Message, ...] = ()
    vpc_ids: tuple[str, ...] | None = None

    @classmethod
    def load(cls, *folders: str) -> "Network":
        """Read folders of AWS CLI JSON; see :func:`helpers.network.load.load`."""
        from helpers.network.load import load

        return load(*folders)

    @classmethod
    def describe(cls, cloud: "Cloud", vpc_ids: Iterable[str] | None = None) -> "Network":
        """Read a live backend; see :func:`helpers.network.describe.describe`."""
        from helpers.network.describe import describe

        return describe(cloud, vpc_ids)

    def after(self, cloud: "Cloud", call: "ApiCall") -> "Network":
        """The network after a call was sent; see :func:`helpers.network.after.after`."""
        from helpers.network.after import after

        return after(self, cloud, call)

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every component of a kind, in the order in which it was read."""
        return self._kinds.get(kind, ())  # type: ignore[return-value]

    @property
    def vpcs(self) -> tuple[Vpc, ...]:
        """The VPCs."""
        return self.all(Vpc)

    @property
    def subnets(self) -> tuple[Subnet, ...]:
        """The subnets."""
        return self.all(Subnet)

    @property
    def route_tables(self) -> tuple[RouteTable, ...]:
        """The route tables."""
        return self.all(RouteTable)

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The instances."""
        return self.all(Instance)

    @property
    def network_interfaces(self) -> tuple[NetworkInterface, ...]:
        """The network interfaces."""
        return self.all(NetworkInterface)

    @property
    def nat_gateways(self) -> tuple[NatGateway, ...]:
        """The NAT gateways."""
        return self.all(NatGateway)

    @property
    def internet_gateways(self) -> tuple[InternetGateway, ...]:
        """The internet gateways."""
        return self.all(InternetGateway)

    @property
    def vpc_endpoints(self) -> tuple[VpcEndpoint, ...]:
        """The VPC endpoints."""
        return self.all(VpcEndpoint)

    @property
    def prefix_lists(self) -> tuple[PrefixList, ...]:
        """The prefix lists."""
        return self.all(PrefixList)

    @property
    def security_groups(self) -> tuple[SecurityGroup, ...]:
        """The security groups."""
        return self.all(SecurityGroup)

    @property
    def network_acls(self) -> tuple[NetworkAcl, ...]:
        """The network ACLs."""
        return self.all(NetworkAcl)

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The Elastic IP addresses."""
        return self.all(Address)

    def get(self, kind: type[Kind], component_id: str | None, region: str) -> Kind | None:
        """The component of that kind and id in a Region, or None where it was not read."""
        found = self._by_id.get((region, component_id or ""))
        return found if isinstance(found, kind) else None

    def find(self, reference: str) -> Component:
        """The one component that a person means by an id, a Name tag or a private address.

        Instances and gateways that are gone keep their names for an hour; they step back behind others.

        Raises:
            NetworkError: nothing, or more than one thing, is meant; the message names the candidates.
        """
        found = self._by_reference.get(reference) or self._interfaces_at(reference)
        found = [component for component in found if not _is_gone(component)] or found
        if len(found) == 1:
            return found[0]
        if not found:
            raise NetworkError("unknown-reference", reference=reference, known=self._names())
        candidates = ", ".join(f"{c.id} ({c.region or 'Region not known'})" for c in found)
        raise NetworkError("ambiguous-reference", reference=reference, candidates=candidates)

    def route_table_of(self, subnet: Subnet) -> RouteTable | None:
        """The table that decides for a subnet: its own, else the VPC's main one.

        AWS: vpc/latest/userguide/subnet-route-tables.html.
        """
        return self._table_by_subnet.get(subnet.id) or self._main_table_by_vpc.get(subnet.vpc_id)

    def network_acl_of(self, subnet: Subnet) -> NetworkAcl | None:
        """The network ACL that guards a subnet; None where none was read."""
        return self._acl_by_subnet.get(subnet.id)

    def interface_at(self, vpc_id: str, address: IPv4Address) -> NetworkInterface | None:
        """The network interface that has a private address in a VPC."""
        return self._interface_by_address.get((vpc_id, address))

    def has_public_address(self, vpc_id: str, address: IPv4Address) -> bool:
        """Is it the public address of a network interface in the VPC?"""
        return (vpc_id, address) in self._public_addresses

    def interfaces_of(self, instance: Instance) -> tuple[NetworkInterface, ...]:
        """The network interfaces of an instance, the primary one first."""
        own = [eni for eni in self.network_interfaces if eni.instance_id == instance.id]
        return tuple(sorted(own, key=lambda eni: eni.attachment.device_index if eni.attachment else 0))

    def routes_of(self, table: RouteTable) -> RouteIndex:
        """The table's rows, ready for longest-prefix match."""
        key = (table.region, table.id)
        if key not in self._route_indexes:
            self._route_indexes[key] = RouteIndex(table, self._prefix_lists_of(table.region))
        return self._route_indexes[key]

    def _prefix_lists_of(self, region: str) -> dict[str, PrefixList]:
        return {pl.id: pl for pl in self.prefix_lists if pl.region == region}

    def _interfaces_at(self, reference: str) -> list[Component]:
        return [eni for eni in self.network_interfaces if reference in map(str, eni.addresses)]

    def _names(self) -> str:
        named = dict.fromkeys(i.label for i in (*self.instances, *self.subnets, *self.vpcs))
        return ", ".join(list(named)[:12]) or "nothing"

    @cached_property
    def _kinds(self) -> Mapping[type[Component], tuple[Component, ...]]:
        kinds: dict[type[Component], list[Component]] = {}
        for component in self.components:
            kinds.setdefault(type(component), []).append(component)
        return {kind: tuple(rows) for kind, rows in kinds.items()}

    @cached_property
    def _by_id(self) -> Mapping[tuple[str, str], Component]:
        return {(component.region, component.id): component for component in self.components}

    @cached_property
    def _by_reference(self) -> Mapping[str, list[Component]]:
        found: dict[str, list[Component]] = {}
        for component in self.components:
            for reference in {component.id, component.name} - {None, ""}:
                found.setdefault(str(reference), []).append(component)
        return found

    @cached_property
    def _table_by_subnet(self) -> Mapping[str, RouteTable]:
        return {a.subnet_id: t for t in self.route_tables for a in t.associations if a.subnet_id}

    @cached_property
    def _main_table_by_vpc(self) -> Mapping[str, RouteTable]:
        return {table.vpc_id: table for table in self.route_tables if table.is_main}

    @cached_property
    def _acl_by_subnet(self) -> Mapping[str, NetworkAcl]:
        return {a.subnet_id: acl for acl in self.network_acls for a in acl.associations}

    @cached_property
    def _interface_by_address(self) -> Mapping[tuple[str, IPv4Address], NetworkInterface]:
        return {(eni.vpc_id, address): eni for eni in self.network_interfaces for address in eni.addresses}

    @cached_property
    def _public_addresses(self) -> Set[tuple[str, IPv4Address]]:
        found = ((e.vpc_id, e.association_of(own)) for e in self.network_interfaces for own in e.addresses)
        return frozenset((vpc_id, row.public_ip) for vpc_id, row in found if row)

    @cached_property
    def _route_indexes(self) -> dict[tuple[str, str], RouteIndex]:
        return {}


def _is_gone(component: Component) -> bool:
    """Terminated instances, deleted NAT gateways and endpoints are still described for a while."""
    state = getattr(component, "state", "")
    return str(getattr(state, "name", state)).lower() in ("terminated", "deleted")
