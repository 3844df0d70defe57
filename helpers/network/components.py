"""What an account's network is made of: one frozen model a component, fields named as AWS names them.

A model is made straight from a row of a `describe_*` answer (or of AWS CLI JSON) and is never
copied into another shape: the row that a route table shows is the object that a path's hop
names as the one that decided.  Fields that the lab does not know are kept.
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal


class Row(BaseModel):
    """A piece of an AWS answer: frozen, snake_case fields for AWS's PascalCase keys, unknown keys kept."""

    model_config = ConfigDict(
        frozen=True, extra="allow", alias_generator=to_pascal, populate_by_name=True, hide_input_in_errors=True
    )


class Tag(Row):
    """One tag of a component."""

    key: str
    value: str


class Rule(Row):
    """A row that decides about packets and knows which component it belongs to.

    `owner_id` is the route table, security group or network ACL that holds the row.
    """

    owner_id: str = Field(default="", alias="@owner", exclude=True)


def hand_down(data: Any, owner_key: str, *lists: str, **more: Any) -> Any:
    """Write the owner's id into each row of the named lists before they are parsed."""
    if not isinstance(data, Mapping):
        return data
    given = {"@owner": data.get(owner_key, ""), **{f"@{name}": value for name, value in more.items()}}
    filled = {
        name: [{**row, **given} if isinstance(row, Mapping) else row for row in data[name]]
        for name in lists
        if isinstance(data.get(name), (list, tuple))
    }
    return {**data, **filled}


class Component(Row):
    """Anything with an id in an account and a Region.

    `account` and `region` are where the component was read; AWS's rows do not all say so themselves.
    """

    account: str = Field(default="", alias="@account", exclude=True)
    region: str = Field(default="", alias="@region", exclude=True)
    tags: tuple[Tag, ...] = ()

    @property
    def id(self) -> str:
        """AWS's id of the component, e.g. `subnet-0a1b…`."""
        return str(getattr(self, ID_FIELDS[type(self)]))

    @property
    def name(self) -> str | None:
        """The value of the Name tag, if there is one."""
        return next((tag.value for tag in self.tags if tag.key == "Name"), None)

    @property
    def label(self) -> str:
        """What a person calls it: its Name, else its id."""
        return self.name or self.id


class CidrAssociation(Row):
    """A further range of a VPC."""

    cidr_block: IPv4Network


class Vpc(Component):
    """A VPC; `enable_dns_*` are its two DNS attributes (None: not read)."""

    vpc_id: str
    cidr_block: IPv4Network
    cidr_block_association_set: tuple[CidrAssociation, ...] = ()
    enable_dns_support: bool | None = None
    enable_dns_hostnames: bool | None = None

    @property
    def cidrs(self) -> tuple[IPv4Network, ...]:
        """Every IPv4 range of the VPC, the first one first."""
        return tuple(dict.fromkeys((self.cidr_block, *(a.cidr_block for a in self.cidr_block_association_set))))


class Subnet(Component):
    """A subnet."""

    subnet_id: str
    vpc_id: str
    cidr_block: IPv4Network
    availability_zone: str = ""
    map_public_ip_on_launch: bool = False


class Route(Rule):
    """One row of a route table; `owner_id` is the table's id."""

    destination_cidr_block: IPv4Network | None = None
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


class Association(Row):
    """The public address that an internet gateway maps to a private one."""

    public_ip: IPv4Address
    allocation_id: str | None = None


class PrivateAddress(Row):
    """One private address of a network interface."""

    private_ip_address: IPv4Address
    primary: bool = False
    association: Association | None = None


class GroupReference(Row):
    """A security group, as a network interface or an endpoint lists it."""

    group_id: str


class Attachment(Row):
    """What a network interface is attached to."""

    instance_id: str | None = None
    device_index: int = 0


class NetworkInterface(Component):
    """An elastic network interface (ENI): the thing in a subnet that has an address."""

    network_interface_id: str
    vpc_id: str
    subnet_id: str
    private_ip_address: IPv4Address
    private_ip_addresses: tuple[PrivateAddress, ...] = ()
    association: Association | None = None
    attachment: Attachment | None = None
    groups: tuple[GroupReference, ...] = ()
    interface_type: str = "interface"
    description: str = ""
    status: str = "in-use"
    source_dest_check: bool = True
    tags: tuple[Tag, ...] = Field(default=(), alias="TagSet")

    @property
    def instance_id(self) -> str | None:
        """The instance it is attached to, if any."""
        return self.attachment.instance_id if self.attachment else None

    @property
    def addresses(self) -> tuple[IPv4Address, ...]:
        """Every private address, the primary one first."""
        return tuple(dict.fromkeys((self.private_ip_address, *(a.private_ip_address for a in self.private_ip_addresses))))

    def association_of(self, address: IPv4Address) -> Association | None:
        """The public address mapped to this private one, if any."""
        for row in self.private_ip_addresses:
            if row.private_ip_address == address:
                return row.association
        return self.association if address == self.private_ip_address else None


class State(Row):
    """An instance's state."""

    name: str


class Instance(Component):
    """An EC2 instance; its addresses are those of its network interfaces."""

    instance_id: str
    vpc_id: str | None = None
    subnet_id: str | None = None
    private_ip_address: IPv4Address | None = None
    public_ip_address: IPv4Address | None = None
    state: State = State(name="running")


class NatGatewayAddress(Row):
    """An address of a NAT gateway: the private one, and the Elastic IP of a public gateway."""

    network_interface_id: str | None = None
    private_ip: IPv4Address | None = None
    public_ip: IPv4Address | None = None
    allocation_id: str | None = None


class NatGateway(Component):
    """A NAT gateway."""

    nat_gateway_id: str
    vpc_id: str
    subnet_id: str
    state: str = "available"
    connectivity_type: str = "public"
    nat_gateway_addresses: tuple[NatGatewayAddress, ...] = ()


class InternetGatewayAttachment(Row):
    """The VPC that an internet gateway is attached to."""

    vpc_id: str
    state: str = "available"


class InternetGateway(Component):
    """An internet gateway."""

    internet_gateway_id: str
    attachments: tuple[InternetGatewayAttachment, ...] = ()


class DnsEntry(Row):
    """A name that an interface endpoint answers to."""

    dns_name: str = ""


class VpcEndpoint(Component):
    """A VPC endpoint of any type."""

    vpc_endpoint_id: str
    vpc_id: str
    service_name: str
    vpc_endpoint_type: str = "Gateway"
    state: str = "available"
    policy_document: str | None = None
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    network_interface_ids: tuple[str, ...] = ()
    groups: tuple[GroupReference, ...] = ()
    private_dns_enabled: bool = False
    dns_entries: tuple[DnsEntry, ...] = ()

    @property
    def is_available(self) -> bool:
        """AWS writes states in camel case on the wire and in Pascal case in its SDK model."""
        return self.state.lower() == "available"


class PrefixList(Component):
    """A named set of CIDRs, AWS's or the customer's own; ids are unique only within a Region."""

    prefix_list_id: str
    prefix_list_name: str = ""
    cidrs: tuple[IPv4Network, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _only_ipv4(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and isinstance(data.get("Cidrs"), (list, tuple)):
            ipv4 = [cidr for cidr in data["Cidrs"] if ":" not in str(cidr)]
            return {**data, "Cidrs": ipv4}
        return data


class CidrRange(Row):
    """A CIDR in a security group rule."""

    cidr_ip: IPv4Network


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
    cidr_block: IPv4Network | None = None
    port_range: PortRange | None = None


class NetworkAclAssociation(Row):
    """Which subnet a network ACL guards."""

    subnet_id: str


class NetworkAcl(Component):
    """A network ACL: stateless, numbered rules, the first match decides."""

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


class Address(Component):
    """An Elastic IP address."""

    allocation_id: str
    public_ip: IPv4Address
    association_id: str | None = None
    network_interface_id: str | None = None
    private_ip_address: IPv4Address | None = None


ID_FIELDS: Mapping[type[Component], str] = {
    Vpc: "vpc_id",
    Subnet: "subnet_id",
    RouteTable: "route_table_id",
    NetworkInterface: "network_interface_id",
    Instance: "instance_id",
    NatGateway: "nat_gateway_id",
    InternetGateway: "internet_gateway_id",
    VpcEndpoint: "vpc_endpoint_id",
    PrefixList: "prefix_list_id",
    SecurityGroup: "group_id",
    NetworkAcl: "network_acl_id",
    Address: "allocation_id",
}
