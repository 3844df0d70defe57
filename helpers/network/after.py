"""Read a network again after one API call: only what the call can have changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.network.answers import Unread
from helpers.network.base import Component
from helpers.network.components import Address, Instance, NetworkInterface, Subnet
from helpers.network.describe import METHODS, ROWS, describe_rows, methods_of, rows_for
from helpers.network.endpoints import VpcEndpoint
from helpers.network.gateways import InternetGateway, NatGateway
from helpers.network.groups import SecurityGroup
from helpers.network.kinds import BY_KIND, LISTINGS
from helpers.network.network import Network
from helpers.network.rules import NetworkAcl, RouteTable
from helpers.texts import Message

if TYPE_CHECKING:
    from helpers.cloud import ApiCall, Cloud

Kinds = tuple[type[Component], ...]

_ORDER = {listing.key: number for number, listing in enumerate(LISTINGS)}

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
    rows = rows_for(CHANGED_BY[call.operation]) if call.operation in CHANGED_BY else ROWS
    fresh = describe_rows(cloud, network.vpc_ids, rows, network.vpcs)
    kinds = {kind for row in rows for kind in row.kinds}
    before = {(type(c), c.account, c.region, c.id): c for kind in kinds for c in network.all(kind)}
    kept = [c for c in network.components if type(c) not in kinds]
    again = [_same(before.get((type(c), c.account, c.region, c.id)), c) for c in fresh.components]
    return Network(
        tuple(sorted([*kept, *again], key=_place)),
        notes=_notes(network, fresh, methods_of(rows)),
        unread=_unread(network, fresh, methods_of(rows)),
        answered=(network.answered - kinds) | fresh.answered,
        vpc_ids=network.vpc_ids,
    )


def _same(before: Component | None, now: Component) -> Component:
    return before if before is not None and before == now else now


def _place(component: Component) -> int:
    return _ORDER[BY_KIND[type(component)].key]


def _notes(before: Network, fresh: Network, methods: frozenset[str]) -> tuple[Message, ...]:
    """What calls that were not sent again left in doubt still is; refusals stand before the rest."""
    kept = [note for note in before.notes if _method_of(note) not in methods]
    return tuple(
        sorted(
            [*kept, *fresh.notes], key=lambda note: ("operation" not in note.values, _turn(_method_of(note)))
        )
    )


def _method_of(note: Message) -> str:
    return str(note.values.get("operation") or note.values.get("origin"))


def _turn(method: str) -> int:
    return METHODS.index(method) if method in METHODS else len(METHODS)


def _unread(before: Network, fresh: Network, methods: frozenset[str]) -> tuple[Unread, ...]:
    kept = [rest for rest in before.unread if rest.origin not in methods]
    return tuple(sorted([*kept, *fresh.unread], key=lambda rest: _turn(rest.origin)))
