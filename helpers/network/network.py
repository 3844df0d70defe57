"""A network as it was read: every component, found by id, by name or by address."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from helpers.errors import NetworkError
from helpers.network.answers import Unread
from helpers.network.base import Component
from helpers.network.components import (
    Address,
    DhcpOptions,
    Instance,
    NetworkInterface,
    Subnet,
    Vpc,
)
from helpers.network.endpoints import VpcEndpoint
from helpers.network.gateways import InternetGateway, NatGateway, VpnGateway
from helpers.network.groups import SecurityGroup
from helpers.network.lookup import Lookup
from helpers.network.routing import RouteIndex
from helpers.network.rules import NetworkAcl, PrefixList, RouteTable
from helpers.texts import Message

if TYPE_CHECKING:
    from helpers.cloud import ApiCall, Cloud

Kind = TypeVar("Kind", bound=Component)


@dataclass(frozen=True)
class Network:
    """Everything read from one or more accounts and Regions, immutable.  Look-ups are indexed on first use.

    Attributes:
        components: all of them, of one kind together, in the order in which they were read.
        notes: what the reading itself left in doubt; `warnings` has these and what the components tell.
        unread: what was not understood, kept for `save`.
        answered: the kinds that were asked for, so that "none" can be told from "not known".
        vpc_ids: the VPCs that a live reading was kept to; None: all.
    """

    components: tuple[Component, ...]
    notes: tuple[Message, ...] = ()
    unread: tuple[Unread, ...] = ()
    answered: frozenset[type[Component]] = frozenset()
    vpc_ids: tuple[str, ...] | None = field(default=None, compare=False)

    @classmethod
    def load(cls, *folders: str | Path) -> "Network":
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

    def save(self, folder: str | Path) -> None:
        """Write a folder that `load` reads; see :func:`helpers.network.save.save`."""
        from helpers.network.save import save

        save(self, folder)

    @cached_property
    def warnings(self) -> tuple[Message, ...]:
        """What is in doubt: see :mod:`helpers.network.doubts`."""
        from helpers.network.doubts import doubts

        return (*self.notes, *doubts(self))

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every component of a kind, in the order in which it was read."""
        return self._look.of_kind(kind)

    def was_read(self, kind: type[Component]) -> bool:
        """Was the kind asked for, so that what is absent is known not to be there?"""
        return kind in self.answered or bool(self.all(kind))

    @property
    def vpcs(self) -> tuple[Vpc, ...]:
        """The VPCs."""
        return self.all(Vpc)

    @property
    def subnets(self) -> tuple[Subnet, ...]:
        """The subnets that have an IPv4 range."""
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
        """The network interfaces that have an IPv4 address."""
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
    def vpn_gateways(self) -> tuple[VpnGateway, ...]:
        """The virtual private gateways."""
        return self.all(VpnGateway)

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
        found = self._look.by_id.get((kind, region, component_id or ""))
        return found if isinstance(found, kind) else None

    def find(self, reference: str) -> Component:
        """The one component that a person means by an id, a Name tag or a private address.

        Instances and gateways that are gone keep their names for an hour; they step back behind others.
        A thing that two accounts share is one.

        Raises:
            NetworkError: nothing, or more than one thing, is meant; the message names the candidates.
        """
        found = self._look.by_reference.get(reference) or [*self._look.by_address_text.get(reference, [])]
        present = [component for component in found if not component.is_gone] or found
        different = _distinct(present)
        if len(different) == 1:
            return different[0]
        if not different:
            raise NetworkError("unknown-reference", reference=reference, known=self._look.names())
        places = (", ".join(filter(None, (c.account, c.region))) or "Region not known" for c in different)
        candidates = ", ".join(f"{c.id} ({place})" for c, place in zip(different, places, strict=True))
        raise NetworkError("ambiguous-reference", reference=reference, candidates=candidates)

    def route_table_of(self, subnet: Subnet) -> RouteTable | None:
        """The table that decides for a subnet: its own, else the VPC's main one.

        AWS: vpc/latest/userguide/subnet-route-tables.html.
        """
        return self._look.table_by_user.get(subnet.id) or self._look.main_table_by_vpc.get(subnet.vpc_id)

    def route_table_of_gateway(self, gateway_id: str) -> RouteTable | None:
        """The table that decides for what comes in through a gateway (edge association), if it has one.

        AWS: vpc/latest/userguide/gateway-route-tables.html.
        """
        return self._look.table_by_user.get(gateway_id)

    def network_acl_of(self, subnet: Subnet) -> NetworkAcl | None:
        """The network ACL that guards a subnet: its own, else the VPC's default one; None: not known.

        AWS: vpc/latest/userguide/vpc-network-acls.html.
        """
        return self._look.acl_by_subnet.get(subnet.id) or self._look.default_acl_by_vpc.get(subnet.vpc_id)

    def security_groups_of(
        self, interface: NetworkInterface
    ) -> tuple[tuple[SecurityGroup, ...], tuple[str, ...]]:
        """(groups of an interface that were read, ids of those that were not)."""
        found = {g.group_id: self.get(SecurityGroup, g.group_id, interface.region) for g in interface.groups}
        known = tuple(group for group in found.values() if group)
        return known, tuple(group_id for group_id, group in found.items() if group is None)

    def dhcp_options_of(self, vpc: Vpc) -> DhcpOptions | None:
        """What DHCP tells the hosts of a VPC, if it was read."""
        return self.get(DhcpOptions, vpc.dhcp_options_id, vpc.region)

    def subnet_at(self, vpc_id: str, address: IPv4Address) -> Subnet | None:
        """The subnet of a VPC whose range holds an address."""
        return self._look.subnet_at(vpc_id, address)

    def interface_at(self, vpc_id: str, address: IPv4Address) -> NetworkInterface | None:
        """The network interface that has a private address in a VPC."""
        return self._look.interface_by_address.get((vpc_id, address))

    def interface_with_public(self, address: IPv4Address) -> NetworkInterface | None:
        """The network interface that a public address is mapped to."""
        return self._look.interface_by_public.get(address)

    def has_public_address(self, vpc_id: str, address: IPv4Address) -> bool:
        """Is it the public address of a network interface in the VPC?"""
        interface = self.interface_with_public(address)
        return interface is not None and interface.vpc_id == vpc_id

    def interfaces_of(self, instance: Instance) -> tuple[NetworkInterface, ...]:
        """The network interfaces of an instance, the primary one first."""
        own = self._look.interfaces_by_instance.get(instance.id, [])
        return tuple(sorted(own, key=lambda eni: eni.attachment.device_index if eni.attachment else 0))

    def endpoint_of(self, interface: NetworkInterface) -> VpcEndpoint | None:
        """The VPC endpoint that a network interface belongs to, if any."""
        return self._look.endpoint_by_interface.get(interface.id)

    def endpoints_in(self, vpc_id: str) -> tuple[VpcEndpoint, ...]:
        """The VPC endpoints of a VPC, in any state."""
        return tuple(self._look.endpoints_by_vpc.get(vpc_id, ()))

    def routes_of(self, table: RouteTable) -> RouteIndex:
        """The table's rows, ready for longest-prefix match."""
        return self._look.routes_of(table)

    @cached_property
    def _look(self) -> Lookup:
        return Lookup(self.components)


def _distinct(components: Iterable[Component]) -> list[Component]:
    """Each thing once: ids are unique in a Region, whoever reads them."""
    found: dict[tuple[str, str], Component] = {}
    for component in components:
        found.setdefault((component.region, component.id), component)
    return list(found.values())
