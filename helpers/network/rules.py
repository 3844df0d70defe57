"""The components whose rows decide about packets: route tables, prefix lists, groups and ACLs."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from helpers.network.base import Cidr, Component, Row, Rule, hand_down


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
    instance_id: str | None = None
    origin: str = "CreateRoute"
    state: str = "active"

    @property
    def target(self) -> str:
        """The id that the route sends packets to; `local` for the VPC's own range."""
        return next((value for name in ROUTE_TARGETS if (value := getattr(self, name))), "")

    @property
    def destination(self) -> str:
        """The destination as the console shows it: a CIDR or a prefix-list id."""
        return str(
            self.destination_cidr_block or self.destination_prefix_list_id or self.destination_ipv6_cidr_block
        )


ROUTE_TARGETS = (
    "gateway_id",
    "nat_gateway_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
    "egress_only_internet_gateway_id",
    "local_gateway_id",
    "carrier_gateway_id",
    "core_network_arn",
    "network_interface_id",
    "instance_id",
)


class RouteTableAssociation(Row):
    """Which subnet uses a table; `main` marks the table of all subnets without one of their own."""

    main: bool = False
    subnet_id: str | None = None
    gateway_id: str | None = None


class RouteTable(Component):
    """A route table with its rows in AWS's order."""

    id_field = "route_table_id"

    route_table_id: str
    vpc_id: str
    associations: tuple[RouteTableAssociation, ...] = ()
    routes: tuple[Route, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _own_routes(cls, data: Any) -> Any:
        return hand_down(data, "RouteTableId", "Routes")

    @property
    def is_main(self) -> bool:
        """Is it the VPC's main route table?"""
        return any(association.main for association in self.associations)


class PrefixList(Component):
    """A named set of CIDRs, AWS's or the customer's own; ids are unique only within a Region."""

    id_field = "prefix_list_id"

    prefix_list_id: str
    prefix_list_name: str = ""
    cidrs: tuple[Cidr, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _only_ipv4(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and isinstance(data.get("Cidrs"), (list, tuple)):
            ipv4 = [cidr for cidr in data["Cidrs"] if ":" not in str(cidr)]
            return {**data, "Cidrs": ipv4}
        return data


def _range(value: Any) -> Any:
    """A rule may hold host bits as it was typed (10.0.3.20/24); it means the whole range."""
    return IPv4Network(value, strict=False) if isinstance(value, str) else value


class CidrRange(Row):
    """A CIDR in a security group rule."""

    cidr_ip: Annotated[IPv4Network, BeforeValidator(_range)]


class PrefixListReference(Row):
    """A prefix list in a security group rule."""

    prefix_list_id: str


class UserIdGroupPair(Row):
    """A security group in a security group rule."""

    group_id: str | None = None
    user_id: str | None = None


class IpPermission(Rule):
    """One rule of a security group; `owner_id` is the group, `egress` its direction."""

    egress: bool = Field(default=False, alias="@egress", exclude=True)
    ip_protocol: str
    from_port: int | None = None
    to_port: int | None = None
    ip_ranges: tuple[CidrRange, ...] = ()
    prefix_list_ids: tuple[PrefixListReference, ...] = ()
    user_id_group_pairs: tuple[UserIdGroupPair, ...] = ()


class SecurityGroup(Component):
    """A security group: stateful, and it can only allow."""

    id_field = "group_id"

    group_id: str
    group_name: str = ""
    vpc_id: str | None = None
    ip_permissions: tuple[IpPermission, ...] = ()
    ip_permissions_egress: tuple[IpPermission, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _own_rules(cls, data: Any) -> Any:
        data = hand_down(data, "GroupId", "IpPermissions", egress=False)
        return hand_down(data, "GroupId", "IpPermissionsEgress", egress=True)

    @property
    def label(self) -> str:
        """Its Name tag, else its group name, else its id."""
        return self.name or self.group_name or self.id


class PortRange(Row):
    """A range of ports, both ends included."""

    from_port: int = Field(alias="From")
    to_port: int = Field(alias="To")


class NetworkAclEntry(Rule):
    """One numbered rule of a network ACL; `owner_id` is the ACL."""

    rule_number: int
    egress: bool
    protocol: str
    rule_action: str
    cidr_block: Cidr | None = None
    port_range: PortRange | None = None


class NetworkAclAssociation(Row):
    """Which subnet a network ACL guards."""

    subnet_id: str


class NetworkAcl(Component):
    """A network ACL: stateless, numbered rules, the first match decides."""

    id_field = "network_acl_id"

    network_acl_id: str
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
