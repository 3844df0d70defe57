"""What a network leaves in doubt: references that lead nowhere, and rules that were not read.

Each doubt is one message, however many components share it.
"""

from collections.abc import Iterable, Iterator

from helpers.network import components as c
from helpers.network import rules as r
from helpers.network.base import Component
from helpers.network.groups import SecurityGroup
from helpers.network.identities import unread_policies
from helpers.network.kinds import BY_KIND, kind_named
from helpers.network.network import Network
from helpers.network.references import references
from helpers.texts import Message, message

_NAMED = 5
"""So many ids stand in a message; the rest is counted."""

_OF_THEIR_OWN = (SecurityGroup, r.NetworkAcl, r.PrefixList)
"""Kinds whose absence has a message of its own, as it lets packets through."""


def doubts(network: Network) -> Iterator[Message]:
    """The messages, the general ones first."""
    yield from _not_asked_for(network)
    yield from _without_rules(network)
    yield from _prefix_lists(network)
    yield from _nowhere(network)
    yield from _ipv6_only(network)
    for role, arn in unread_policies(network):
        yield message("network.warning.unread-policy", role=role.role_name, policy=arn)


def _not_asked_for(network: Network) -> Iterator[Message]:
    """Security groups and network ACLs decide about every packet; unknown, they are taken as allowing."""
    if network.network_interfaces and not network.was_read(SecurityGroup):
        yield message("network.warning.no-security-groups")
    if network.subnets and not network.network_acls:
        yield message("network.warning.no-network-acls")


def _without_rules(network: Network) -> Iterator[Message]:
    lacking_acl = [s.id for s in network.subnets if network.network_acl_of(s) is None]
    if lacking_acl and network.network_acls:
        yield message("network.warning.subnet-without-network-acl", subnets=_some(lacking_acl))
    lacking_table = [s.id for s in network.subnets if network.route_table_of(s) is None]
    if lacking_table:
        yield message("network.warning.subnet-without-route-table", subnets=_some(lacking_table))
    silent = [v.id for v in network.vpcs if v.enable_dns_support is None and _has_private_dns(network, v)]
    if silent:
        yield message("network.warning.dns-attributes-not-read", vpcs=_some(silent))


def _has_private_dns(network: Network, vpc: c.Vpc) -> bool:
    return any(endpoint.private_dns_enabled for endpoint in network.endpoints_in(vpc.id))


def _prefix_lists(network: Network) -> Iterator[Message]:
    for table in network.route_tables:
        for prefix_list_id in network.routes_of(table).unknown_prefix_lists:
            yield message("network.warning.unknown-prefix-list", table=table.id, prefix_list=prefix_list_id)
    for group in network.security_groups:
        rules = (*group.ip_permissions, *group.ip_permissions_egress)
        for list_id in dict.fromkeys(p.prefix_list_id for rule in rules for p in rule.prefix_list_ids):
            found = network.get(r.PrefixList, list_id, group.region)
            if found is None or not found.is_read:
                key = "network.warning.unknown-prefix-list-in-group"
                yield message(key, group=group.id, prefix_list=list_id)


def _nowhere(network: Network) -> Iterator[Message]:
    """References to what was not read, what is gone, and what the lab does not know by its id."""
    present = {component.id: component for component in network.components}
    named_by: dict[str, list[str]] = {}
    for component in network.components:
        if not component.is_gone:
            for reference in references(component):
                found = present.get(reference)
                if found is None or found.is_gone:
                    named_by.setdefault(reference, []).append(component.id)
    dark = set(_dark_targets(network))
    not_read: dict[type[Component], list[str]] = {}
    for reference, users in named_by.items():
        kind = kind_named(reference)
        if reference in present or reference in dark:
            yield message("network.warning.gone", missing=reference, users=_some(users))
        elif kind is None:
            yield message("network.warning.unknown-kind", missing=reference, users=_some(users))
        elif network.was_read(kind):
            yield message("network.warning.absent", missing=reference, users=_some(users))
        elif kind not in _OF_THEIR_OWN:
            not_read.setdefault(kind, []).append(reference)
    for kind, missing in not_read.items():
        yield message("network.warning.not-read", key=BY_KIND[kind].key, missing=_some(missing))


def _dark_targets(network: Network) -> Iterator[str]:
    """Targets of blackhole routes: AWS says that they are gone."""
    for table in network.route_tables:
        yield from (route.target for route in table.routes if route.state == "blackhole")


def _ipv6_only(network: Network) -> Iterator[Message]:
    left = [*network.all(c.Ipv6OnlySubnet), *network.all(c.Ipv6OnlyInterface)]
    if left:
        yield message("network.warning.ipv6-only", components=_some(component.id for component in left))


def _some(ids: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    listed = list(ids)
    more = len(listed) - _NAMED
    return ", ".join(listed[:_NAMED]) + (f" … (+{more})" if more > 0 else "")
