"""Security groups and network ACLs: which rule decides about a packet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from helpers.network import (
    IpPermission,
    Network,
    NetworkAcl,
    NetworkAclEntry,
    NetworkInterface,
    PrefixList,
    SecurityGroup,
)
from helpers.network.base import Row
from helpers.path.model import Header, Lost

PROTOCOL_NUMBERS: Mapping[str, str] = {"icmp": "1", "tcp": "6", "udp": "17"}
"""IANA's numbers of the protocols that AWS also knows by name."""

EPHEMERAL_PORTS = (1024, 65535)
"""Ports from which clients of every kind connect: AWS, vpc/latest/userguide/nacl-ephemeral-ports.html."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a group or an ACL says: the rule, its part that matched, and the rules that did not."""

    allowed: bool
    rule: Row | None
    matched: str | None
    lost: tuple[Lost, ...]


def security_group_verdict(
    network: Network, interface: NetworkInterface, header: Header, *, egress: bool
) -> Verdict:
    """Does any rule of any group of the interface allow the packet?

    Groups only allow, all rules of all groups count, order does not matter.
    AWS: vpc/latest/userguide/security-group-rules.html.
    """
    peer = header.destination if egress else header.source
    lost: list[Lost] = []
    for rule in _permissions(network, interface, egress=egress):
        code, matched = _permission_matches(network, interface, rule, header, peer)
        if code is None:
            return Verdict(True, rule, matched, tuple(lost))
        lost.append(Lost(rule, code))
    return Verdict(False, None, None, tuple(lost))


def network_acl_verdict(acl: NetworkAcl, header: Header, *, egress: bool) -> Verdict:
    """The first rule, by number, that matches the packet decides; no match denies.

    AWS: vpc/latest/userguide/nacl-rules.html.
    """
    peer = header.destination if egress else header.source
    lost: list[Lost] = []
    for rule in acl.rules(egress=egress):
        code = _entry_mismatch(rule, header, peer)
        if code is None:
            return Verdict(rule.rule_action == "allow", rule, str(rule.cidr_block), tuple(lost))
        lost.append(Lost(rule, code))
    return Verdict(False, None, None, tuple(lost))


def _permissions(network: Network, interface: NetworkInterface, *, egress: bool) -> Iterable[IpPermission]:
    for reference in interface.groups:
        group = network.get(SecurityGroup, reference.group_id, interface.region)
        if group:
            yield from group.ip_permissions_egress if egress else group.ip_permissions


def _permission_matches(
    network: Network, interface: NetworkInterface, rule: IpPermission, header: Header, peer: IPv4Address
) -> tuple[str | None, str | None]:
    """(None, what matched) or (why not, None)."""
    if not _same_protocol(rule.ip_protocol, header.protocol):
        return "protocol", None
    if not _port_within(rule.from_port, rule.to_port, header, any_port=rule.ip_protocol == "-1"):
        return "port", None
    matched = _peer_match(network, interface, rule, peer)
    return (None, matched) if matched else ("address", None)


def _peer_match(
    network: Network, interface: NetworkInterface, rule: IpPermission, peer: IPv4Address
) -> str | None:
    for cidr in rule.ip_ranges:
        if peer in cidr.cidr_ip:
            return str(cidr.cidr_ip)
    for reference in rule.prefix_list_ids:
        prefix_list = network.get(PrefixList, reference.prefix_list_id, interface.region)
        for entry in prefix_list.cidrs if prefix_list else ():
            if peer in entry:
                return f"{reference.prefix_list_id} ({entry})"
    other = network.interface_at(interface.vpc_id, peer)
    held = {group.group_id for group in other.groups} if other else set()
    return next((pair.group_id for pair in rule.user_id_group_pairs if pair.group_id in held), None)


def _entry_mismatch(rule: NetworkAclEntry, header: Header, peer: IPv4Address) -> str | None:
    if not _same_protocol(rule.protocol, header.protocol):
        return "protocol"
    ports = rule.port_range
    if ports and not _port_within(ports.from_port, ports.to_port, header, any_port=rule.protocol == "-1"):
        return "port"
    return None if rule.cidr_block and peer in rule.cidr_block else "address"


def _same_protocol(rule: str, packet: str) -> bool:
    return rule == "-1" or _number(rule) == _number(packet)


def _number(protocol: str) -> str:
    return PROTOCOL_NUMBERS.get(protocol.lower(), protocol)


def _port_within(first: int | None, last: int | None, header: Header, *, any_port: bool) -> bool:
    port = header.destination_port
    if any_port or port is None or first is None or first == -1:
        return True
    return first <= port <= (last if last is not None else first)
