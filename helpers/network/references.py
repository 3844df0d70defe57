"""Which other components a component names: one line a kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from helpers.network import components as c
from helpers.network import endpoints as e
from helpers.network import gateways as g
from helpers.network import groups as s
from helpers.network import rules as r
from helpers.network.base import Component

Ids = Iterable[str | None]


def references(component: Component) -> Iterator[str]:
    """The ids that a component names, each once; the VPC's own `local` target is none."""
    named = _REFERENCES.get(type(component), _none)(component)
    yield from (name for name in dict.fromkeys(named) if name and name != "local")


def _none(_: Component) -> Ids:
    return ()


def _of_interface(eni: c.InterfaceRow) -> Ids:
    return eni.vpc_id, eni.subnet_id, eni.instance_id, *(group.group_id for group in eni.groups)


def _of_table(table: r.RouteTable) -> Ids:
    users = (name for a in table.associations for name in (a.subnet_id, a.gateway_id))
    gateways = (vgw.gateway_id for vgw in table.propagating_vgws)
    return table.vpc_id, *users, *gateways, *(route.target for route in table.routes)


def _of_acl(acl: r.NetworkAcl) -> Ids:
    return acl.vpc_id, *(association.subnet_id for association in acl.associations)


def _of_group(group: s.SecurityGroup) -> Ids:
    rules = (*group.ip_permissions, *group.ip_permissions_egress)
    return group.vpc_id, *(pair.group_id for rule in rules for pair in rule.user_id_group_pairs)


def _of_nat(nat: g.NatGateway) -> Ids:
    return nat.vpc_id, nat.subnet_id, *(row.network_interface_id for row in nat.nat_gateway_addresses)


def _of_endpoint(endpoint: e.VpcEndpoint) -> Ids:
    groups = (group.group_id for group in endpoint.groups)
    return (
        endpoint.vpc_id,
        *endpoint.route_table_ids,
        *endpoint.subnet_ids,
        *endpoint.network_interface_ids,
        *groups,
    )


def _of_attachments(gateway: g.InternetGateway | g.EgressOnlyInternetGateway) -> Ids:
    return (attachment.vpc_id for attachment in gateway.attachments)


_REFERENCES: Mapping[type[Component], Callable[[Any], Ids]] = {
    c.Subnet: lambda subnet: (subnet.vpc_id,),
    c.Ipv6OnlySubnet: lambda subnet: (subnet.vpc_id,),
    c.NetworkInterface: _of_interface,
    c.Ipv6OnlyInterface: _of_interface,
    c.Instance: lambda instance: (instance.vpc_id, instance.subnet_id),
    c.Address: lambda address: (address.instance_id, address.network_interface_id),
    r.RouteTable: _of_table,
    r.NetworkAcl: _of_acl,
    s.SecurityGroup: _of_group,
    g.NatGateway: _of_nat,
    g.InternetGateway: _of_attachments,
    g.EgressOnlyInternetGateway: _of_attachments,
    g.VpnGateway: lambda gateway: (attachment.vpc_id for attachment in gateway.vpc_attachments),
    g.TransitGatewayAttachment: lambda a: (a.transit_gateway_id, a.vpc_id, *a.subnet_ids),
    g.TransitGatewayRouteTable: lambda table: (table.transit_gateway_id,),
    g.CarrierGateway: lambda gateway: (gateway.vpc_id,),
    e.VpcEndpoint: _of_endpoint,
    e.InstanceConnectEndpoint: lambda endpoint: (endpoint.vpc_id, endpoint.subnet_id),
    e.LoadBalancer: lambda balancer: (balancer.vpc_id,),
    e.TargetGroup: lambda group: (group.vpc_id,),
}
