"""Read a network again after one API call: only what the call can have changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.network.base import Component
from helpers.network.components import (
    Address,
    Instance,
    InternetGateway,
    NatGateway,
    NetworkInterface,
    Subnet,
    VpcEndpoint,
)
from helpers.network.describe import KINDS, Kinds, method_of, read
from helpers.network.network import Network
from helpers.network.parse import NOT_UNDERSTOOD, in_doubt
from helpers.network.rules import NetworkAcl, RouteTable, SecurityGroup
from helpers.texts import Message

if TYPE_CHECKING:
    from helpers.cloud import ApiCall, Cloud

_ROUTES: Kinds = (RouteTable,)
_GROUPS: Kinds = (SecurityGroup,)
_ACLS: Kinds = (NetworkAcl,)
# A gateway endpoint writes routes; an interface endpoint takes addresses of its subnets.
_ENDPOINTS: Kinds = (Subnet, RouteTable, NetworkInterface, VpcEndpoint)
# A route to a gateway that is not there becomes a blackhole.
_INTERNET_GATEWAYS: Kinds = (RouteTable, InternetGateway)
_PUBLIC_ADDRESSES: Kinds = (NetworkInterface, Instance, NatGateway, Address)

CHANGED_BY: Mapping[str, Kinds] = {
    "CreateRoute": _ROUTES,
    "ReplaceRoute": _ROUTES,
    "DeleteRoute": _ROUTES,
    "CreateRouteTable": _ROUTES,
    "DeleteRouteTable": _ROUTES,
    "AssociateRouteTable": _ROUTES,
    "DisassociateRouteTable": _ROUTES,
    "ReplaceRouteTableAssociation": _ROUTES,
    "AuthorizeSecurityGroupIngress": _GROUPS,
    "AuthorizeSecurityGroupEgress": _GROUPS,
    "RevokeSecurityGroupIngress": _GROUPS,
    "RevokeSecurityGroupEgress": _GROUPS,
    "CreateSecurityGroup": _GROUPS,
    "DeleteSecurityGroup": _GROUPS,
    "CreateNetworkAclEntry": _ACLS,
    "ReplaceNetworkAclEntry": _ACLS,
    "DeleteNetworkAclEntry": _ACLS,
    "CreateNetworkAcl": _ACLS,
    "DeleteNetworkAcl": _ACLS,
    "ReplaceNetworkAclAssociation": _ACLS,
    "CreateVpcEndpoint": _ENDPOINTS,
    "ModifyVpcEndpoint": _ENDPOINTS,
    "DeleteVpcEndpoints": _ENDPOINTS,
    "CreateInternetGateway": _INTERNET_GATEWAYS,
    "AttachInternetGateway": _INTERNET_GATEWAYS,
    "DetachInternetGateway": _INTERNET_GATEWAYS,
    "DeleteInternetGateway": _INTERNET_GATEWAYS,
    "AllocateAddress": _PUBLIC_ADDRESSES,
    "AssociateAddress": _PUBLIC_ADDRESSES,
    "DisassociateAddress": _PUBLIC_ADDRESSES,
    "ReleaseAddress": _PUBLIC_ADDRESSES,
}
"""EC2 operation: the kinds of component that it can change; one that is not here can change any."""


def after(network: Network, cloud: "Cloud", call: "ApiCall") -> Network:
    """The network as it is after `call` was sent, for the same VPCs; equal to a full reading.

    A component that is as it was stays the same object.

    Raises:
        NetworkError: an answer has not the form that AWS documents.
        botocore.exceptions.ClientError: the backend refused a call.
    """
    changed = CHANGED_BY.get(call.operation, KINDS) if call.service == "ec2" else KINDS
    fresh = read(cloud, network.vpc_ids, changed)
    before = {(type(c), c.region, c.id): c for kind in changed for c in network.all(kind)}
    components: list[Component] = []
    for kind in KINDS:
        if kind in changed:
            components += [_same(before.get((kind, c.region, c.id)), c) for c in fresh.all(kind)]
        else:
            components += network.all(kind)
    return _with_warnings(Network(tuple(components), vpc_ids=network.vpc_ids), network, fresh, changed)


def _same(before: Component | None, now: Component) -> Component:
    return before if before is not None and before == now else now


def _with_warnings(now: Network, before: Network, fresh: Network, changed: Kinds) -> Network:
    """What earlier answers held that nobody understood still holds; the rest is a matter of the whole."""
    again = {method_of(kind) for kind in changed}
    kept = [w for w in before.warnings if w.key == NOT_UNDERSTOOD and w.values["origin"] not in again]
    kept += [w for w in fresh.warnings if w.key == NOT_UNDERSTOOD]
    order = [method_of(kind) for kind in KINDS]

    def place(warning: Message) -> int:
        origin = warning.values["origin"]
        return order.index(origin) if origin in order else len(order)

    return Network(now.components, (*sorted(kept, key=place), *in_doubt(now)), now.vpc_ids)
