"""Typed, immutable components read from `describe_*` answers, and the index for longest-prefix match."""

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
from helpers.network.gateways import (
    InternetGateway,
    NatGateway,
    NatGatewayAddress,
    TransitGateway,
    TransitGatewayAttachment,
    VpcPeeringConnection,
    VpnGateway,
)
from helpers.network.groups import IpPermission, SecurityGroup
from helpers.network.identities import Bucket, InstanceProfile, ManagedPolicy, Role
from helpers.network.network import Network
from helpers.network.rules import NetworkAcl, NetworkAclEntry, PrefixList, Route, RouteTable

__all__ = [
    "Address",
    "Bucket",
    "Component",
    "DhcpOptions",
    "Instance",
    "InstanceProfile",
    "InternetGateway",
    "IpPermission",
    "ManagedPolicy",
    "NatGateway",
    "NatGatewayAddress",
    "Network",
    "NetworkAcl",
    "NetworkAclEntry",
    "NetworkInterface",
    "PrefixList",
    "Role",
    "Route",
    "RouteTable",
    "SecurityGroup",
    "Subnet",
    "TransitGateway",
    "TransitGatewayAttachment",
    "Vpc",
    "VpcEndpoint",
    "VpcPeeringConnection",
    "VpnGateway",
]
