"""Typed, immutable components read from `describe_*` answers, and the index for longest-prefix match."""

from helpers.network.components import (
    Address,
    Component,
    Instance,
    InternetGateway,
    IpPermission,
    NatGateway,
    NatGatewayAddress,
    NetworkAcl,
    NetworkAclEntry,
    NetworkInterface,
    PrefixList,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.network.network import Network

__all__ = [
    "Address",
    "Component",
    "Instance",
    "InternetGateway",
    "IpPermission",
    "NatGateway",
    "NatGatewayAddress",
    "Network",
    "NetworkAcl",
    "NetworkAclEntry",
    "NetworkInterface",
    "PrefixList",
    "Route",
    "RouteTable",
    "SecurityGroup",
    "Subnet",
    "Vpc",
    "VpcEndpoint",
]
