"""The components whose rows decide about packets: route tables, prefix lists and network ACLs.

Fields: EC2 API reference, the data types of the same names.
"""

from ipaddress import IPv4Network
from typing import Any

from pydantic import Field, model_validator

from helpers.network.base import Cidr, Component, EitherCidr, Id, Row, Rule, hand_down


class Route(Rule):
    """One row of a route table; `owner_id` is the table's id."""

    destination_cidr_block: Cidr | None = None
    destination_prefix_list_id: str | None = None
    destination_ipv6_cidr_block: str | None = None
    gateway_id: str | None = None
    nat_gateway_id: str | None = None
    network_interface_id: str | None = None
    vpc_peering_connection_id: str | None = None
    transit_gateway_id: str | None = None
    egress_only_internet_gateway_id: str | None = None
    local_gateway_id: str | None = None
    carrier_gateway_id: str | None = None
    core_network_arn: str | None = None
    odb_network_arn: str | None = None
    instance_id: str | None = None
    origin: str = "CreateRoute"
    state: str = "active"

    @property
    def target(self) -> str:
        """The id that the route sends packets to; `local` for the VPC's own range.

        A target of a kind that AWS added later is taken from the field that the lab does not know.
        """
        return next((v for name in ROUTE_TARGETS if (v := getattr(self, name))), "") or self._later_target()

    @property
    def destination(self) -> str:
        """The destination as the console shows it: a CIDR or a prefix-list id."""
        return str(
            self.destination_cidr_block or self.destination_prefix_list_id or self.destination_ipv6_cidr_block
        )

    @property
    def is_propagated(self) -> bool:
        """Did a virtual private gateway write it (route propagation)?"""
        return self.origin == "EnableVgwRoutePropagation"

    def _later_target(self) -> str:
        fields = self.model_extra or {}
        named = (v for key, v in fields.items() if key.endswith(("Id", "Arn")) and "Owner" not in key)
        return next((value for value in named if isinstance(value, str)), "")


ROUTE_TARGETS = (
    "gateway_id",
    "nat_gateway_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
    "egress_only_internet_gateway_id",
    "local_gateway_id",
    "carrier_gateway_id",
    "core_network_arn",
    "odb_network_arn",
    "network_interface_id",
    "instance_id",
)


class AssociationState(Row):
    """How far an association has come."""

    state: str = "associated"


class RouteTableAssociation(Row):
    """Who uses a table: a subnet, a gateway (edge association), or (`main`) every subnet without its own.

    AWS: vpc/latest/userguide/subnet-route-tables.html, gateway-route-tables.html.
    """

    main: bool = False
    subnet_id: str | None = None
    gateway_id: str | None = None
    association_state: AssociationState = AssociationState()

    @property
    def is_associated(self) -> bool:
        """Is it in effect, or still or again without effect (`disassociating`, `failed` …)?"""
        return self.association_state.state in ("associated", "associating")


class PropagatingVgw(Row):
    """A virtual private gateway that writes its routes into a table."""

    gateway_id: str


class RouteTable(Component):
    """A route table with its rows in AWS's order."""

    id_field = "route_table_id"

    route_table_id: Id
    vpc_id: str
    associations: tuple[RouteTableAssociation, ...] = ()
    routes: tuple[Route, ...] = ()
    propagating_vgws: tuple[PropagatingVgw, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _own_routes(cls, data: Any) -> Any:
        return hand_down(data, "RouteTableId", "Routes")

    @property
    def is_main(self) -> bool:
        """Is it the VPC's main route table?"""
        return any(association.main for association in self.associations)


class PrefixListEntry(Row):
    """One CIDR of a prefix list, as `get-managed-prefix-list-entries` gives it."""

    cidr: EitherCidr
    description: str | None = None


class PrefixList(Component):
    """A named set of CIDRs, AWS's or the customer's own; ids are unique only within a Region.

    `describe-prefix-lists` gives AWS's lists with `Cidrs`; `describe-managed-prefix-lists` gives all lists
    without, and `get-managed-prefix-list-entries` the `Entries` of one.
    """

    id_field = "prefix_list_id"

    prefix_list_id: Id
    prefix_list_name: str = ""
    max_entries: int | None = None
    listed: tuple[EitherCidr, ...] | None = Field(default=None, alias="Cidrs")
    entries: tuple[PrefixListEntry, ...] | None = None

    @property
    def is_read(self) -> bool:
        """Are its CIDRs known?  A list that is known to be empty is."""
        return self.listed is not None or self.entries is not None

    @property
    def cidrs(self) -> tuple[IPv4Network, ...]:
        """Its IPv4 CIDRs; empty too where they were not read."""
        named = (*(self.listed or ()), *(entry.cidr for entry in self.entries or ()))
        return tuple(dict.fromkeys(cidr for cidr in named if isinstance(cidr, IPv4Network)))


class PortRange(Row):
    """A range of ports, both ends included."""

    from_port: int = Field(alias="From")
    to_port: int = Field(alias="To")


class IcmpTypeCode(Row):
    """ICMP type and code; -1 means any."""

    type: int = -1
    code: int = -1


class NetworkAclEntry(Rule):
    """One numbered rule of a network ACL; `owner_id` is the ACL.

    An IPv6 rule has no `cidr_block`.  `icmp_type_code` is there for protocol 1 only.
    """

    rule_number: int
    egress: bool
    protocol: str
    rule_action: str
    cidr_block: Cidr | None = None
    ipv6_cidr_block: str | None = None
    port_range: PortRange | None = None
    icmp_type_code: IcmpTypeCode | None = None


class NetworkAclAssociation(Row):
    """Which subnet a network ACL guards."""

    subnet_id: str


class NetworkAcl(Component):
    """A network ACL: stateless, numbered rules, the first match decides."""

    id_field = "network_acl_id"

    network_acl_id: Id
    vpc_id: str
    is_default: bool = False
    associations: tuple[NetworkAclAssociation, ...] = ()
    entries: tuple[NetworkAclEntry, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _own_entries(cls, data: Any) -> Any:
        return hand_down(data, "NetworkAclId", "Entries")

    def rules(self, *, egress: bool) -> tuple[NetworkAclEntry, ...]:
        """The rules of one direction in the order in which AWS evaluates them: lowest number first."""
        return tuple(
            sorted((e for e in self.entries if e.egress == egress), key=lambda entry: entry.rule_number)
        )
