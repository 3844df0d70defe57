"""The components that have a place or an address in a VPC."""

from ipaddress import IPv4Address, IPv4Network

from pydantic import Field

from helpers.network.base import Cidr, Component, Ip, Row, Tag


class CidrAssociation(Row):
    """A further range of a VPC."""

    cidr_block: Cidr


class Vpc(Component):
    """A VPC; `enable_dns_*` are its two DNS attributes (None: not read)."""

    id_field = "vpc_id"

    vpc_id: str
    cidr_block: Cidr
    cidr_block_association_set: tuple[CidrAssociation, ...] = ()
    enable_dns_support: bool | None = None
    enable_dns_hostnames: bool | None = None

    @property
    def cidrs(self) -> tuple[IPv4Network, ...]:
        """Every IPv4 range of the VPC, the first one first."""
        return tuple(
            dict.fromkeys((self.cidr_block, *(a.cidr_block for a in self.cidr_block_association_set)))
        )


class Subnet(Component):
    """A subnet."""

    id_field = "subnet_id"

    subnet_id: str
    vpc_id: str
    cidr_block: Cidr
    availability_zone: str = ""
    map_public_ip_on_launch: bool = False


class Association(Row):
    """The public address that an internet gateway maps to a private one."""

    public_ip: Ip
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
    device_index: int = 0


class NetworkInterface(Component):
    """An elastic network interface (ENI): the thing in a subnet that has an address."""

    id_field = "network_interface_id"

    network_interface_id: str
    vpc_id: str
    subnet_id: str
    private_ip_address: Ip
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
        return mapped or (self.association if address == self.private_ip_address else None)


class State(Row):
    """An instance's state."""

    name: str


class InstanceProfileReference(Row):
    """The instance profile that an instance was given."""

    arn: str


class Instance(Component):
    """An EC2 instance; its addresses are those of its network interfaces."""

    id_field = "instance_id"

    instance_id: str
    vpc_id: str | None = None
    subnet_id: str | None = None
    private_ip_address: Ip | None = None
    public_ip_address: Ip | None = None
    state: State = State(name="running")
    iam_instance_profile: InstanceProfileReference | None = None


class NatGatewayAddress(Row):
    """An address of a NAT gateway: the private one, and the Elastic IP of a public gateway."""

    network_interface_id: str | None = None
    private_ip: Ip | None = None
    public_ip: Ip | None = None
    allocation_id: str | None = None


class NatGateway(Component):
    """A NAT gateway."""

    id_field = "nat_gateway_id"

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

    id_field = "internet_gateway_id"

    internet_gateway_id: str
    attachments: tuple[InternetGatewayAttachment, ...] = ()


class DnsEntry(Row):
    """A name that an interface endpoint answers to."""

    dns_name: str = ""


class VpcEndpoint(Component):
    """A VPC endpoint of any type."""

    id_field = "vpc_endpoint_id"

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


class Address(Component):
    """An Elastic IP address."""

    id_field = "allocation_id"

    allocation_id: str
    public_ip: Ip
    association_id: str | None = None
    network_interface_id: str | None = None
    private_ip_address: Ip | None = None
