"""Typed, immutable components read from `describe_*` answers, and the index for longest-prefix match."""

from helpers.network.base import Component
from helpers.network.components import (
    Address,
    Instance,
    InternetGateway,
    NatGateway,
    NatGatewayAddress,
    NetworkInterface,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.network.identities import Bucket, InstanceProfile, ManagedPolicy, Role
from helpers.network.network import Network
from helpers.network.rules import (
    IpPermission,
    NetworkAcl,
    NetworkAclEntry,
    PrefixList,
    Route,
    RouteTable,
    SecurityGroup,
)

__all__ = [
    "Address",
    "Bucket",
    "Component",
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
    "Vpc",
    "VpcEndpoint",
]
