"""The API calls that take an obstacle away, written with the ids of the network in question."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

from helpers.cloud.calls import ApiCall, Result
from helpers.network import (
    InternetGateway,
    NatGateway,
    Network,
    NetworkAcl,
    NetworkInterface,
    RouteTable,
    Vpc,
    VpcEndpoint,
)
from helpers.path.filters import EPHEMERAL_PORTS, PROTOCOL_NUMBERS
from helpers.path.model import Header
from helpers.path.services import Service

Calls = tuple[ApiCall, ...]

GATEWAY_SERVICES = ("s3", "dynamodb")
"""Services with a gateway endpoint: vpc/latest/privatelink/gateway-endpoints.html."""

LAST_RULE_NUMBER = 32766
"""The highest number a network ACL rule can have: AWS, vpc/latest/userguide/nacl-rules.html."""


def open_security_group(interface: NetworkInterface, header: Header, *, egress: bool) -> Calls:
    """One more rule in the interface's first group, as narrow as the packet."""
    if not interface.groups:
        return ()
    peer = header.destination if egress else header.source
    permission: dict[str, Any] = {"IpProtocol": header.protocol, "IpRanges": [{"CidrIp": f"{peer}/32"}]}
    if header.destination_port is not None:
        permission |= {"FromPort": header.destination_port, "ToPort": header.destination_port}
    operation = f"AuthorizeSecurityGroup{'Egress' if egress else 'Ingress'}"
    parameters = {"GroupId": interface.groups[0].group_id, "IpPermissions": [permission]}
    return (ApiCall("ec2", operation, parameters),)


def open_network_acl(acl: NetworkAcl, header: Header, decided_by: int, *, egress: bool) -> Calls:
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
        **_ports(header),
    }
    return (ApiCall("ec2", "CreateNetworkAclEntry", parameters),)


def _ports(header: Header) -> dict[str, Any]:
    if header.protocol == "icmp":
        return {"IcmpTypeCode": {"Type": -1, "Code": -1}}
    port = header.destination_port
    if port is None:
        return {}
    first, last = EPHEMERAL_PORTS if port >= EPHEMERAL_PORTS[0] else (port, port)
    return {"PortRange": {"From": first, "To": last}}


def give_route(
    network: Network, vpc: Vpc, table: RouteTable, interface: NetworkInterface | None, service: Service | None
) -> Calls:
    """A way for the table: an endpoint where the service has one, else a default route."""
    if service and service.key in GATEWAY_SERVICES and service.region == vpc.region:
        return _endpoint_route(network, vpc, table, service)
    return _default_route(network, vpc, table, interface)


def _endpoint_route(network: Network, vpc: Vpc, table: RouteTable, service: Service) -> Calls:
    for endpoint in network.vpc_endpoints:
        if _is_gateway_for(endpoint, vpc, service):
            parameters = {"VpcEndpointId": endpoint.id, "AddRouteTableIds": [table.id]}
            return (ApiCall("ec2", "ModifyVpcEndpoint", parameters),)
    parameters = {
        "VpcId": vpc.id,
        "ServiceName": service.name,
        "VpcEndpointType": "Gateway",
        "RouteTableIds": [table.id],
    }
    return (ApiCall("ec2", "CreateVpcEndpoint", parameters),)


def _is_gateway_for(endpoint: VpcEndpoint, vpc: Vpc, service: Service) -> bool:
    kind = (endpoint.vpc_id, endpoint.service_name, endpoint.vpc_endpoint_type)
    return endpoint.is_available and kind == (vpc.id, service.name, "Gateway")


def _default_route(
    network: Network, vpc: Vpc, table: RouteTable, interface: NetworkInterface | None
) -> Calls:
    base = {"RouteTableId": table.id, "DestinationCidrBlock": "0.0.0.0/0"}
    operation = "ReplaceRoute" if _has_default_route(table) else "CreateRoute"
    gateway = _internet_gateway(network, vpc)
    if gateway and interface and interface.association:
        return (ApiCall("ec2", operation, {**base, "GatewayId": gateway.id}),)
    nat = next((n for n in network.nat_gateways if _serves(n, vpc)), None)
    if nat and not (interface and interface.subnet_id == nat.subnet_id):
        return (ApiCall("ec2", operation, {**base, "NatGatewayId": nat.id}),)
    return ()


def _has_default_route(table: RouteTable) -> bool:
    return any(route.destination_cidr_block == IPv4Network("0.0.0.0/0") for route in table.routes)


def _serves(nat: NatGateway, vpc: Vpc) -> bool:
    return (nat.vpc_id, nat.state, nat.connectivity_type) == (vpc.id, "available", "public")


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
