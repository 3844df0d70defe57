"""Which component each row of an answer is: one line a top-level key, one line a prefix of ids.

A kind of component is added here: its rows load, are found, saved and loaded again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.errors import NetworkError
from helpers.network import components as c
from helpers.network import endpoints as e
from helpers.network import gateways as g
from helpers.network import groups as s
from helpers.network import identities as i
from helpers.network import rules as r
from helpers.network.base import Component

Rows = Sequence[Mapping[str, Any]]


def rows_of(value: Any, key: str, origin: str) -> Rows:
    """The rows of an answer's value, a list of objects.

    Raises:
        NetworkError: it is something else; the message names file and key.
    """
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise NetworkError("not-a-list-of-rows", origin=origin, key=key)
    return value


def _out_of_reservations(value: Any, key: str, origin: str) -> Rows:
    """The instances of every reservation; each keeps what was said of the reservation."""
    found: list[Mapping[str, Any]] = []
    for row in rows_of(value, key, origin):
        launch = {name: field for name, field in row.items() if name != "Instances"}
        instances = rows_of(row.get("Instances", []), "Instances", origin)
        found += ({**instance, "@reservation": launch} if launch else instance for instance in instances)
    return found


def _into_reservations(instances: Iterable[Component]) -> list[dict[str, Any]]:
    """Instances as `describe-instances` nests them, neighbours of one launch together."""
    made: list[dict[str, Any]] = []
    last: object = None
    for instance in instances:
        launch = getattr(instance, "reservation", None)
        if not made or launch is None or launch != last:
            made.append({**(launch.as_aws() if launch else {}), "Instances": []})
        made[-1]["Instances"].append(instance.as_aws())
        last = launch
    return made


def _as_they_are(components: Iterable[Component]) -> list[dict[str, Any]]:
    return [component.as_aws() for component in components]


def _buckets_by_name(value: Any, key: str, origin: str) -> Rows:
    """The buckets of `{name: policy document}`."""
    if not isinstance(value, Mapping):
        raise NetworkError("not-a-list-of-rows", origin=origin, key=key)
    return [{"BucketName": name, "Policy": document} for name, document in value.items()]


def _policies_by_name(buckets: Iterable[Component]) -> dict[str, Any]:
    return {bucket.bucket_name: bucket.policy for bucket in buckets if isinstance(bucket, i.Bucket)}


@dataclass(frozen=True)
class Listing:
    """A top-level key of an answer and what its rows are.

    Args:
        key: as the AWS CLI prints it.
        kind: the component that a row is.
        ipv6_only: (field, kind) of the rows that lack that IPv4 field because they have IPv6 alone.
        completes: rows of one id from several calls are parts of one component.
        unpack, pack: from the key's value to rows, and from components to the value that `save` writes
            under the first key of a kind.
    """

    key: str
    kind: type[Component]
    ipv6_only: tuple[str, type[Component]] | None = None
    completes: bool = False
    unpack: Callable[[Any, str, str], Rows] = rows_of
    pack: Callable[[Iterable[Component]], Any] = _as_they_are

    def kind_of(self, row: Mapping[str, Any]) -> type[Component]:
        """The kind of one row."""
        if self.ipv6_only and self.ipv6_only[0] not in row and any(map(row.get, _IPV6_FIELDS)):
            return self.ipv6_only[1]
        return self.kind

    @property
    def kinds(self) -> tuple[type[Component], ...]:
        """Every kind that its rows may be."""
        return (self.kind, self.ipv6_only[1]) if self.ipv6_only else (self.kind,)


_IPV6_FIELDS = ("Ipv6Native", "Ipv6CidrBlockAssociationSet", "Ipv6Addresses", "Ipv6Address")

LISTINGS: tuple[Listing, ...] = (
    Listing("Vpcs", c.Vpc),
    Listing("Subnets", c.Subnet, ipv6_only=("CidrBlock", c.Ipv6OnlySubnet)),
    Listing("RouteTables", r.RouteTable),
    Listing("NetworkInterfaces", c.NetworkInterface, ipv6_only=("PrivateIpAddress", c.Ipv6OnlyInterface)),
    Listing("Reservations", c.Instance, unpack=_out_of_reservations, pack=_into_reservations),
    Listing("Instances", c.Instance),
    Listing("NatGateways", g.NatGateway),
    Listing("InternetGateways", g.InternetGateway),
    Listing("EgressOnlyInternetGateways", g.EgressOnlyInternetGateway),
    Listing("VpnGateways", g.VpnGateway),
    Listing("VpcEndpoints", e.VpcEndpoint),
    Listing("PrefixLists", r.PrefixList, completes=True),
    Listing("SecurityGroups", s.SecurityGroup),
    Listing("SecurityGroupRules", s.SecurityGroupRule),
    Listing("NetworkAcls", r.NetworkAcl),
    Listing("Addresses", c.Address),
    Listing("DhcpOptions", c.DhcpOptions),
    Listing("VpcPeeringConnections", g.VpcPeeringConnection),
    Listing("TransitGateways", g.TransitGateway),
    Listing("TransitGatewayAttachments", g.TransitGatewayAttachment, completes=True),
    Listing("TransitGatewayVpcAttachments", g.TransitGatewayAttachment, completes=True),
    Listing("TransitGatewayPeeringAttachments", g.TransitGatewayAttachment, completes=True),
    Listing("TransitGatewayRouteTables", g.TransitGatewayRouteTable),
    Listing("CustomerGateways", g.CustomerGateway),
    Listing("VpnConnections", g.VpnConnection),
    Listing("CarrierGateways", g.CarrierGateway),
    Listing("LocalGateways", g.LocalGateway),
    Listing("InstanceConnectEndpoints", e.InstanceConnectEndpoint),
    Listing("LoadBalancers", e.LoadBalancer),
    Listing("TargetGroups", e.TargetGroup),
    Listing("RoleDetailList", i.Role),
    Listing("InstanceProfiles", i.InstanceProfile),
    Listing("Policies", i.ManagedPolicy),
    Listing("BucketPolicies", i.Bucket, unpack=_buckets_by_name, pack=_policies_by_name),
)

BY_KEY: Mapping[str, Listing] = {listing.key: listing for listing in LISTINGS}
BY_KIND: Mapping[type[Component], Listing] = {
    kind: listing for listing in reversed(LISTINGS) for kind in listing.kinds
}
"""The listing under which `save` writes a kind: the first one of it."""

_PREFIXES: Mapping[str, type[Component]] = {
    "vpc-": c.Vpc,
    "subnet-": c.Subnet,
    "rtb-": r.RouteTable,
    "eni-": c.NetworkInterface,
    "i-": c.Instance,
    "nat-": g.NatGateway,
    "igw-": g.InternetGateway,
    "eigw-": g.EgressOnlyInternetGateway,
    "vgw-": g.VpnGateway,
    "vpce-": e.VpcEndpoint,
    "pl-": r.PrefixList,
    "sg-": s.SecurityGroup,
    "sgr-": s.SecurityGroupRule,
    "acl-": r.NetworkAcl,
    "eipalloc-": c.Address,
    "dopt-": c.DhcpOptions,
    "pcx-": g.VpcPeeringConnection,
    "tgw-": g.TransitGateway,
    "tgw-attach-": g.TransitGatewayAttachment,
    "tgw-rtb-": g.TransitGatewayRouteTable,
    "cgw-": g.CustomerGateway,
    "vpn-": g.VpnConnection,
    "cagw-": g.CarrierGateway,
    "lgw-": g.LocalGateway,
    "eice-": e.InstanceConnectEndpoint,
}


def kind_named(reference: str) -> type[Component] | None:
    """The kind of component that an id names by its prefix; None where the lab knows no such prefix."""
    matching = (prefix for prefix in _PREFIXES if reference.startswith(prefix))
    longest = max(matching, key=len, default=None)
    return _PREFIXES[longest] if longest else None
