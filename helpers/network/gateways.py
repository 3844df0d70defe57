"""The ways out of a VPC: gateways, endpoints, peering connections, transit gateways.

Fields: EC2 API reference, the data types of the same names.
"""

from helpers.network.base import Component, Id, Ip, Row


class NatGatewayAddress(Row):
    """An address of a NAT gateway: the private one, and the Elastic IP of a public gateway."""

    network_interface_id: str | None = None
    private_ip: Ip | None = None
    public_ip: Ip | None = None
    allocation_id: str | None = None
    is_primary: bool | None = None
    status: str | None = None
    failure_message: str | None = None


class NatGateway(Component):
    """A NAT gateway, public or private; a regional one (`availability_mode`) has no subnet.

    AWS: vpc/latest/userguide/vpc-nat-gateway.html.
    """

    id_field = "nat_gateway_id"

    nat_gateway_id: Id
    vpc_id: str
    subnet_id: str = ""
    state: str = "available"
    connectivity_type: str = "public"
    availability_mode: str = "zonal"
    nat_gateway_addresses: tuple[NatGatewayAddress, ...] = ()
    failure_code: str | None = None
    failure_message: str | None = None

    @property
    def primary_address(self) -> NatGatewayAddress | None:
        """The address it uses first; older answers mark none, then it is the first one."""
        rows = self.nat_gateway_addresses
        return next((row for row in rows if row.is_primary), rows[0] if rows else None)


class VpcAttachment(Row):
    """The VPC that a gateway is attached to.

    Internet gateways say `available` and virtual private gateways `attached`; `detached` ones stay listed.
    """

    vpc_id: str
    state: str = "available"

    @property
    def is_attached(self) -> bool:
        """Is the attachment in effect?"""
        return self.state in ("available", "attached")


InternetGatewayAttachment = VpcAttachment


class InternetGateway(Component):
    """An internet gateway."""

    id_field = "internet_gateway_id"

    internet_gateway_id: Id
    attachments: tuple[VpcAttachment, ...] = ()


class EgressOnlyInternetGateway(Component):
    """An egress-only internet gateway, for IPv6."""

    id_field = "egress_only_internet_gateway_id"

    egress_only_internet_gateway_id: Id
    attachments: tuple[VpcAttachment, ...] = ()


class VpnGateway(Component):
    """A virtual private gateway, the VPC's end of a VPN or of Direct Connect."""

    id_field = "vpn_gateway_id"

    vpn_gateway_id: Id
    state: str = "available"
    vpc_attachments: tuple[VpcAttachment, ...] = ()


class CustomerGateway(Component):
    """The customer's end of a VPN."""

    id_field = "customer_gateway_id"

    customer_gateway_id: Id
    state: str = "available"


class VpnConnection(Component):
    """A VPN between a customer gateway and a virtual private gateway or a transit gateway."""

    id_field = "vpn_connection_id"

    vpn_connection_id: Id
    state: str = "available"
    customer_gateway_id: str | None = None
    vpn_gateway_id: str | None = None
    transit_gateway_id: str | None = None


class CarrierGateway(Component):
    """A carrier gateway of a Wavelength Zone."""

    id_field = "carrier_gateway_id"

    carrier_gateway_id: Id
    vpc_id: str
    state: str = "available"


class LocalGateway(Component):
    """A local gateway of an Outpost."""

    id_field = "local_gateway_id"

    local_gateway_id: Id
    state: str = "available"


class PeeringStatus(Row):
    """How far a peering connection has come: `active`, `pending-acceptance`, `deleted` …"""

    code: str = ""
    message: str = ""


class PeeringVpc(Row):
    """One of the two VPCs of a peering connection."""

    vpc_id: str | None = None
    owner_id: str | None = None
    region: str | None = None


class VpcPeeringConnection(Component):
    """A peering connection; both sides read it under the same id."""

    id_field = "vpc_peering_connection_id"

    vpc_peering_connection_id: Id
    accepter_vpc_info: PeeringVpc = PeeringVpc()
    requester_vpc_info: PeeringVpc = PeeringVpc()
    status: PeeringStatus = PeeringStatus()

    @property
    def is_gone(self) -> bool:
        """Deleted connections stay described for a while."""
        return self.status.code in ("deleted", "rejected", "expired", "failed")


class TransitGateway(Component):
    """A transit gateway."""

    id_field = "transit_gateway_id"

    transit_gateway_id: Id
    state: str = "available"


class TransitGatewayAssociation(Row):
    """The route table that decides about what comes from an attachment."""

    transit_gateway_route_table_id: str | None = None
    state: str | None = None


class TransitGatewayAttachment(Component):
    """An attachment of a VPC, a VPN, a peer … to a transit gateway.

    `describe-transit-gateway-attachments` tells the association, `…-vpc-attachments` the subnets;
    the two rows of one id are one component.
    """

    id_field = "transit_gateway_attachment_id"

    transit_gateway_attachment_id: Id
    transit_gateway_id: str | None = None
    state: str = "available"
    resource_type: str | None = None
    resource_id: str | None = None
    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] = ()
    association: TransitGatewayAssociation | None = None


class TransitGatewayRouteTable(Component):
    """A route table of a transit gateway; its routes come from a search and are not read yet."""

    id_field = "transit_gateway_route_table_id"

    transit_gateway_route_table_id: Id
    transit_gateway_id: str
    state: str = "available"
