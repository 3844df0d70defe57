"""The components that have a place or an address in a VPC.

Fields: EC2 API reference, data types Vpc, Subnet, NetworkInterface, Instance and Address.
"""

from ipaddress import IPv4Address, IPv4Network

from pydantic import Field

from helpers.network.base import Cidr, Component, Id, Ip, Row, Tag


class CidrBlockState(Row):
    """How far the association of a range has come: `associated`, `disassociated`, `failed` …"""

    state: str = "associated"


class CidrAssociation(Row):
    """A range of a VPC."""

    cidr_block: Cidr
    cidr_block_state: CidrBlockState = CidrBlockState()


class Ipv6CidrAssociation(Row):
    """An IPv6 range of a VPC or a subnet; kept, no path uses it yet."""

    ipv6_cidr_block: str | None = None


class Vpc(Component):
    """A VPC; `enable_dns_*` are its two DNS attributes (None: not read)."""

    id_field = "vpc_id"

    vpc_id: Id
    cidr_block: Cidr
    cidr_block_association_set: tuple[CidrAssociation, ...] = ()
    ipv6_cidr_block_association_set: tuple[Ipv6CidrAssociation, ...] = ()
    dhcp_options_id: str | None = None
    is_default: bool = False
    state: str = "available"
    enable_dns_support: bool | None = None
    enable_dns_hostnames: bool | None = None

    @property
    def cidrs(self) -> tuple[IPv4Network, ...]:
        """Every IPv4 range that is associated with the VPC, the first one first."""
        further = (a for a in self.cidr_block_association_set if a.cidr_block_state.state == "associated")
        return tuple(dict.fromkeys((self.cidr_block, *(a.cidr_block for a in further))))


class SubnetRow(Component):
    """What subnets of either kind have."""

    id_field = "subnet_id"

    subnet_id: Id
    vpc_id: str
    availability_zone: str = ""
    map_public_ip_on_launch: bool = False
    ipv6_cidr_block_association_set: tuple[Ipv6CidrAssociation, ...] = ()
    ipv6_native: bool = False


class Subnet(SubnetRow):
    """A subnet with an IPv4 range."""

    cidr_block: Cidr


class Ipv6OnlySubnet(SubnetRow):
    """A subnet without an IPv4 range (`Ipv6Native`); kept and found, no path goes through it yet."""


class Association(Row):
    """The public address that an internet gateway maps to a private one; None: not any more."""

    public_ip: Ip | None = None
    allocation_id: str | None = None


class PrivateAddress(Row):
    """One private address of a network interface."""

    private_ip_address: Ip
    primary: bool = False
    association: Association | None = None


class GroupReference(Row):
    """A security group, as a network interface or an endpoint lists it."""

    group_id: str


class Attachment(Row):
    """What a network interface is attached to."""

    instance_id: str | None = None
    instance_owner_id: str | None = None
    device_index: int = 0
    status: str = "attached"


class InterfaceRow(Component):
    """What network interfaces of either kind have.

    `requester_managed`: an AWS service made it, and its owner cannot change it
    (AWSEC2/latest/UserGuide/requester-managed-eni.html).
    """

    id_field = "network_interface_id"

    network_interface_id: Id
    vpc_id: str
    subnet_id: str
    attachment: Attachment | None = None
    groups: tuple[GroupReference, ...] = ()
    interface_type: str = "interface"
    description: str = ""
    status: str = "in-use"
    source_dest_check: bool = True
    requester_managed: bool = False
    requester_id: str | None = None
    tags: tuple[Tag, ...] = Field(default=(), alias="TagSet")

    @property
    def instance_id(self) -> str | None:
        """The instance it is attached to, if any."""
        return self.attachment.instance_id if self.attachment else None


class NetworkInterface(InterfaceRow):
    """An elastic network interface (ENI): the thing in a subnet that has an address."""

    private_ip_address: Ip
    private_ip_addresses: tuple[PrivateAddress, ...] = ()
    association: Association | None = None

    @property
    def addresses(self) -> tuple[IPv4Address, ...]:
        """Every private address, the primary one first."""
        return tuple(
            dict.fromkeys(
                (self.private_ip_address, *(a.private_ip_address for a in self.private_ip_addresses))
            )
        )

    def association_of(self, address: IPv4Address) -> Association | None:
        """The public address mapped to this private one, if any.

        AWS says that of the primary address twice; a backend may say it only for the interface.
        """
        rows = (row for row in self.private_ip_addresses if row.private_ip_address == address)
        mapped = next((row.association for row in rows), None)
        found = mapped or (self.association if address == self.private_ip_address else None)
        return found if found and found.public_ip else None


class Ipv6OnlyInterface(InterfaceRow):
    """A network interface without an IPv4 address; kept and found, no path starts or ends at it yet."""


class State(Row):
    """An instance's state."""

    name: str


class Reservation(Row):
    """What `describe-instances` says of the launch that an instance comes from."""

    owner_id: str = ""
    reservation_id: str = ""


class InstanceProfileReference(Row):
    """The instance profile that an instance was given."""

    arn: str


class Instance(Component):
    """An EC2 instance; its addresses are those of its network interfaces."""

    id_field = "instance_id"

    reservation: Reservation | None = Field(default=None, alias="@reservation", exclude=True)
    instance_id: Id
    vpc_id: str | None = None
    subnet_id: str | None = None
    private_ip_address: Ip | None = None
    public_ip_address: Ip | None = None
    state: State = State(name="running")
    iam_instance_profile: InstanceProfileReference | None = None


class Address(Component):
    """An Elastic IP address."""

    id_field = "allocation_id"

    allocation_id: Id
    public_ip: Ip
    association_id: str | None = None
    instance_id: str | None = None
    network_interface_id: str | None = None
    private_ip_address: Ip | None = None


class DhcpValue(Row):
    """One value of a DHCP option."""

    value: str = ""


class DhcpConfiguration(Row):
    """One DHCP option, `domain-name-servers` for example."""

    key: str
    values: tuple[DhcpValue, ...] = ()


class DhcpOptions(Component):
    """What DHCP tells the hosts of a VPC: vpc/latest/userguide/VPC_DHCP_Options.html."""

    id_field = "dhcp_options_id"

    dhcp_options_id: Id
    dhcp_configurations: tuple[DhcpConfiguration, ...] = ()

    def option(self, key: str) -> tuple[str, ...]:
        """The values of an option, `("AmazonProvidedDNS",)` for example; empty where it is not set."""
        rows = (row for row in self.dhcp_configurations if row.key == key)
        return tuple(value.value for row in rows for value in row.values)
