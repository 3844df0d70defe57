"""Security group and network ACL rows: which one decided, and why the others did not."""

from collections.abc import Iterable, Sequence

from helpers.draw.inventory import drawn_name, label
from helpers.draw.places import Place
from helpers.draw.table import Line, Panel, table
from helpers.draw.view import FILTERS, View
from helpers.network import IpPermission, NetworkAcl, NetworkAclEntry, SecurityGroup
from helpers.path import Hop, Layer, Path
from helpers.path.mends import LAST_RULE_NUMBER

_MOST_LOSERS = 5
_ALLOWED, _DENIED = "✓", "✗"

Rule = IpPermission | NetworkAclEntry


def filters(view: View, width: float) -> Panel:
    """The rows of the chosen hop or place with the losers; without a choice, one line a decision."""
    pairs = [pair for pair in view.shown_hops if pair[1].layer in FILTERS]
    if len(pairs) == 1:
        return _one(view, *pairs[0], width)
    if not pairs:
        return _every(view, width)
    return table(label("filter.title"), [_decision(view, *pair) for pair in pairs], width)


def refusing(path: Path) -> Hop | None:
    """The hop at which a group or an ACL refuses the packet, or its answer."""
    lost = path.blocked_at or (path.return_path.blocked_at if path.return_path else None)
    return lost if lost and lost.layer in FILTERS else None


def refusal(view: View, width: float) -> Panel:
    """The rows of the decision that stops the packet or its answer, with those that did not decide."""
    hop = refusing(view.path)
    if hop is None:
        return Panel()
    place = next((p for p in view.places if any(other is hop for other in p.hops)), None)
    key, values = ("one", {"number": place.number}) if place else ("one-answer", {})
    verdict = label("filter.denies")
    heading = label(f"filter.{key}", owner=_owner(view, hop), verdict=verdict, **values)
    return table(heading, list(_rows(view, hop)), width)


def _every(view: View, width: float) -> Panel:
    """All decisions of the path; a path without any says so."""
    pairs = [(place, hop) for place in view.places for hop in place.hops if hop.layer in FILTERS]
    lines = [_decision(view, *pair) for pair in pairs] or [Line((label("filter.none"),))]
    return table(label("filter.title"), lines, width)


def _one(view: View, place: Place, hop: Hop, width: float) -> Panel:
    verdict = label("filter.allows" if hop.allowed else "filter.denies")
    heading = label("filter.one", owner=_owner(view, hop), number=place.number, verdict=verdict)
    return table(heading, list(_rows(view, hop)), width)


# ---------------------------------------------------------------------- one line a decision


def _decision(view: View, place: Place, hop: Hop) -> Line:
    number = label("filter.hop", number=place.number)
    side = label("filter.side", kind=label(f"kind.{hop.layer}"), direction=label(f"filter.{_direction(hop)}"))
    rule = hop.decided_by
    decided = ", ".join(_matching(rule)) if isinstance(rule, Rule) else _without_rule(hop)
    verdict = label("filter.allows" if hop.allowed else "filter.denies")
    return Line((number, side, decided, verdict), not hop.allowed, _ALLOWED if hop.allowed else _DENIED)


def _owner(view: View, hop: Hop) -> str:
    kind = SecurityGroup if hop.layer is Layer.SECURITY_GROUP else NetworkAcl
    found = view.path.network.get(kind, hop.component_id, view.path.region)
    name = found.label if isinstance(found, SecurityGroup) else found.name if found else None
    return label(f"filter.{hop.layer}-{_direction(hop)}", name=drawn_name(hop.component_id, name))


def _direction(hop: Hop) -> str:
    """Out of the interface or subnet, or into it; a group does not judge answers by direction."""
    rules = [hop.decided_by, *(lost.rule for lost in hop.lost)]
    egress = next((rule.egress for rule in rules if isinstance(rule, Rule)), None)
    return "answer" if egress is None else "outbound" if egress else "inbound"


def _without_rule(hop: Hop) -> str:
    return label("filter.stateful" if hop.allowed else "filter.no-rule")


# ---------------------------------------------------------------------- all rows of one decision


def _rows(view: View, hop: Hop) -> Iterable[Line]:
    """In the order of evaluation: what was passed over, what decided, what was not reached."""
    lost = hop.lost[:_MOST_LOSERS]
    for entry in lost:
        if isinstance(entry.rule, Rule):
            yield Line((*_rule(entry.rule), label(f"filter.other-{entry.code}")))
    if len(hop.lost) > len(lost):
        yield Line((label("filter.more", count=len(hop.lost) - len(lost)),))
    if isinstance(hop.decided_by, Rule):
        key = "matches" if hop.layer is Layer.SECURITY_GROUP else "first"
        verdict = label("filter.allows" if hop.allowed else "filter.denies")
        yield Line((*_rule(hop.decided_by), label(f"filter.{key}", verdict=verdict)), wins=True)
    else:
        yield Line((_without_rule(hop),), wins=True)
    for rule in _behind(view, hop):
        yield Line((*_rule(rule), label("filter.not-reached")))


def _behind(view: View, hop: Hop) -> Sequence[NetworkAclEntry]:
    """The rules of an ACL with higher numbers than the one that decided."""
    rule = hop.decided_by
    acl = view.path.network.get(NetworkAcl, hop.component_id, view.path.region)
    if acl is None or not isinstance(rule, NetworkAclEntry):
        return ()
    later = [r for r in acl.rules(egress=rule.egress) if r.rule_number > rule.rule_number]
    return later[:_MOST_LOSERS]


def _rule(rule: Rule) -> tuple[str, ...]:
    """What a rule says, an ACL's with its action."""
    if isinstance(rule, IpPermission):
        return _matching(rule)
    number, *rest = _matching(rule)
    return (number, label(f"filter.{rule.rule_action}"), *rest)


def _matching(rule: Rule) -> tuple[str, ...]:
    """What a rule matches: the number of an ACL's, the traffic, the other end."""
    if isinstance(rule, IpPermission):
        return (_traffic(rule.ip_protocol, rule.from_port, rule.to_port), ", ".join(_peers(rule)))
    ports = rule.port_range
    number = "*" if rule.rule_number > LAST_RULE_NUMBER else rule.rule_number
    words = label("filter.rule", number=number)
    first, last = (ports.from_port, ports.to_port) if ports else (None, None)
    return (words, _traffic(rule.protocol, first, last), str(rule.cidr_block))


def _traffic(protocol: str, first: int | None, last: int | None) -> str:
    if protocol == "-1":
        return label("filter.all-traffic")
    name = _PROTOCOLS.get(protocol, protocol)
    if first is None or first == -1 or name == "icmp":
        return name
    return (
        f"{name} {first}"
        if last in (None, first)
        else label("filter.ports", protocol=name, first=first, last=last)
    )


_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp"}


def _peers(rule: IpPermission) -> Iterable[str]:
    yield from (str(row.cidr_ip) for row in rule.ip_ranges)
    yield from (row.prefix_list_id for row in rule.prefix_list_ids)
    yield from (row.group_id or "" for row in rule.user_id_group_pairs)
