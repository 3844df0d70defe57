"""The API calls that take an obstacle away, written with the ids of the network in question."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from helpers.cloud.calls import ApiCall, Result
from helpers.network import (
    InternetGateway,
    NatGateway,
    Network,
    NetworkAcl,
    NetworkInterface,
    Route,
    RouteTable,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.path.filters import EPHEMERAL_PORTS, PROTOCOL_NUMBERS
from helpers.path.model import Header
from helpers.path.services import Service, ranges_of

Calls = tuple[ApiCall, ...]

GATEWAY_SERVICES = ("s3", "dynamodb")
"""Services with a gateway endpoint: vpc/latest/privatelink/gateway-endpoints.html."""

UNROUTED: Mapping[str, tuple[IPv4Network, ...]] = {
    "RFC1918": tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))),
    "RFC6598": (IPv4Network("100.64.0.0/10"),),
}
"""What an internet gateway does not forward: vpc/latest/reachability/explanation-codes.html."""

_DEFAULT = IPv4Network("0.0.0.0/0")

_ALL_ICMP_TYPES = -1
"""EC2's API asks for a port range with icmp, and takes -1 for all types: API_IpPermission.html."""

LAST_RULE_NUMBER = 32766
"""The highest number a network ACL rule can have: AWS, vpc/latest/userguide/nacl-rules.html."""


def open_security_group(interface: NetworkInterface, header: Header, *, egress: bool) -> Calls:
    """One more rule in the interface's first group, as narrow as the packet."""
    if not interface.groups:
        return ()
    peer = header.destination if egress else header.source
    permission: dict[str, Any] = {"IpProtocol": header.protocol, "IpRanges": [{"CidrIp": f"{peer}/32"}]}
    port = _ALL_ICMP_TYPES if header.protocol == "icmp" else header.destination_port
    if port is not None:
        permission |= {"FromPort": port, "ToPort": port}
    operation = f"AuthorizeSecurityGroup{'Egress' if egress else 'Ingress'}"
    parameters = {"GroupId": interface.groups[0].group_id, "IpPermissions": [permission]}
    return (ApiCall("ec2", operation, parameters),)


def open_network_acl(acl: NetworkAcl, header: Header, decided_by: int, *, egress: bool, reply: bool) -> Calls:
    """An allowing rule before the number that decided; an answer needs all ephemeral ports, not just one."""
    taken = {rule.rule_number for rule in acl.rules(egress=egress)}
    number = next(
        (n for n in range(min(decided_by, LAST_RULE_NUMBER + 1) - 1, 0, -1) if n not in taken), None
    )
    if number is None:
        parameters = {"NetworkAclId": acl.id, "RuleNumber": decided_by, "Egress": egress}
        return (ApiCall("ec2", "DeleteNetworkAclEntry", parameters),)
    peer = header.destination if egress else header.source
    parameters = {
        "NetworkAclId": acl.id,
        "RuleNumber": number,
        "Protocol": PROTOCOL_NUMBERS.get(header.protocol, header.protocol),
        "RuleAction": "allow",
        "Egress": egress,
        "CidrBlock": f"{peer}/32",
        **_ports(header, reply),
    }
    return (ApiCall("ec2", "CreateNetworkAclEntry", parameters),)


def _ports(header: Header, reply: bool) -> dict[str, Any]:
    if header.protocol == "icmp":
        return {"IcmpTypeCode": {"Type": _ALL_ICMP_TYPES, "Code": -1}}
    port = header.destination_port
    if port is None:
        return {}
    first, last = EPHEMERAL_PORTS if reply else (port, port)
    return {"PortRange": {"From": first, "To": last}}


@dataclass(frozen=True, slots=True)
class Gap:
    """A route table that has no usable route for a packet from `interface` to `destination`."""

    network: Network
    vpc: Vpc
    table: RouteTable
    interface: NetworkInterface | None
    destination: IPv4Address
    service: Service | None


def give_route(gap: Gap) -> Calls:
    """A way for the table: an endpoint where the service has one, else a default route.

    There is none to a private address.
    """
    if any(gap.destination in block for blocks in UNROUTED.values() for block in blocks):
        return ()
    service = gap.service
    if service and _has_gateway_endpoint(gap, service):
        return _endpoint_route(gap, service)
    return _default_route(gap)


def replace_blackhole(gap: Gap, hole: Route) -> Calls:
    """Remove the route whose target is gone, as no wider one can win; give another where none is left.

    A default route is replaced, and an endpoint's route cannot be removed by hand.
    """
    is_endpoints = hole.destination_prefix_list_id is not None and hole.target.startswith("vpce-")
    if is_endpoints or hole.destination_cidr_block == _DEFAULT:
        return give_route(gap)
    is_list = hole.destination_prefix_list_id is not None
    destination = {f"Destination{'PrefixListId' if is_list else 'CidrBlock'}": hole.destination}
    delete = ApiCall("ec2", "DeleteRoute", {"RouteTableId": gap.table.id, **destination})
    left = gap.network.routes_of(gap.table).without(hole).longest_prefix_match(gap.destination)
    return (delete,) if left and left.route.state == "active" else (delete, *give_route(gap))


def _has_gateway_endpoint(gap: Gap, service: Service) -> bool:
    """Does the service have a gateway endpoint here, whose prefix list holds the destination?"""
    here = service.key in GATEWAY_SERVICES and service.region == gap.vpc.region
    return here and any(gap.destination in cidr for cidr in ranges_of(gap.network, service))


def _endpoint_route(gap: Gap, service: Service) -> Calls:
    for endpoint in gap.network.vpc_endpoints:
        if _is_gateway_for(endpoint, gap.vpc, service):
            parameters = {"VpcEndpointId": endpoint.id, "AddRouteTableIds": [gap.table.id]}
            return (ApiCall("ec2", "ModifyVpcEndpoint", parameters),)
    parameters = {
        "VpcId": gap.vpc.id,
        "ServiceName": service.name,
        "VpcEndpointType": "Gateway",
        "RouteTableIds": [gap.table.id],
    }
    return (ApiCall("ec2", "CreateVpcEndpoint", parameters),)


def _is_gateway_for(endpoint: VpcEndpoint, vpc: Vpc, service: Service) -> bool:
    kind = (endpoint.vpc_id, endpoint.service_name, endpoint.vpc_endpoint_type)
    return endpoint.is_available and kind == (vpc.id, service.name, "Gateway")


def _default_route(gap: Gap) -> Calls:
    base = {"RouteTableId": gap.table.id, "DestinationCidrBlock": str(_DEFAULT)}
    operation = "ReplaceRoute" if _has_default_route(gap.table) else "CreateRoute"
    gateway = _internet_gateway(gap.network, gap.vpc)
    if gateway and gap.interface and gap.interface.association:
        return (ApiCall("ec2", operation, {**base, "GatewayId": gateway.id}),)
    nat = next((n for n in gap.network.nat_gateways if _serves(n, gap)), None)
    return (ApiCall("ec2", operation, {**base, "NatGatewayId": nat.id}),) if nat else ()


def _has_default_route(table: RouteTable) -> bool:
    return any(route.destination_cidr_block == _DEFAULT for route in table.routes)


def _serves(nat: NatGateway, gap: Gap) -> bool:
    """A public NAT gateway of the VPC; one whose own subnet uses the table would send packets to itself."""
    subnet = gap.network.get(Subnet, nat.subnet_id, nat.region)
    own_table = gap.network.route_table_of(subnet) if subnet else None
    public = (nat.vpc_id, nat.state, nat.connectivity_type) == (gap.vpc.id, "available", "public")
    return public and own_table is not gap.table


def _internet_gateway(network: Network, vpc: Vpc) -> InternetGateway | None:
    attached = (g for g in network.internet_gateways if any(a.vpc_id == vpc.id for a in g.attachments))
    return next(attached, None)


def give_public_address(interface: NetworkInterface, address: IPv4Address) -> Calls:
    """An Elastic IP for one private address of the interface."""
    associate = {
        "AllocationId": Result(0, "AllocationId"),
        "NetworkInterfaceId": interface.id,
        "PrivateIpAddress": str(address),
    }
    return (
        ApiCall("ec2", "AllocateAddress", {"Domain": "vpc"}),
        ApiCall("ec2", "AssociateAddress", associate),
    )


def attach_internet_gateway(gateway_id: str, vpc: Vpc) -> Calls:
    """Attach the gateway that the route names."""
    return (ApiCall("ec2", "AttachInternetGateway", {"InternetGatewayId": gateway_id, "VpcId": vpc.id}),)


def start_instance(instance_id: str) -> Calls:
    """Start a stopped instance."""
    return (ApiCall("ec2", "StartInstances", {"InstanceIds": [instance_id]}),)


def enable_dns_support(vpc: Vpc) -> Calls:
    """Let the VPC's resolver answer."""
    parameters = {"VpcId": vpc.id, "EnableDnsSupport": {"Value": True}}
    return (ApiCall("ec2", "ModifyVpcAttribute", parameters),)
