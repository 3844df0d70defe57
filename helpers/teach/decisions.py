"""The rule that decided at a step beside those that did not, as rows with a reason each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from helpers.network import (
    IpPermission,
    NatGatewayAddress,
    NetworkAcl,
    NetworkAclEntry,
    Route,
    RouteTable,
    VpcEndpoint,
)
from helpers.network.base import Row
from helpers.network.components import Association
from helpers.path import Hop, Layer
from helpers.path.filters import PROTOCOL_NUMBERS
from helpers.path.mends import LAST_RULE_NUMBER
from helpers.path.model import DnsAnswer
from helpers.teach.steps import Step
from helpers.texts import Message, message, render

_NAMES = {number: name for name, number in PROTOCOL_NUMBERS.items()}


@dataclass(frozen=True)
class RuleRow:
    """A row that was considered: its cells as text, what became of it, and the row itself."""

    cells: tuple[str, ...]
    outcome: Message
    wins: bool
    rule: Row | DnsAnswer


@dataclass(frozen=True)
class Decision:
    """The rows of a decision in the order in which AWS shows or reads them; none for a way point."""

    head: tuple[Message, ...]
    rows: tuple[RuleRow, ...]


def decision_of(step: Step) -> Decision:
    """The rows behind a step's decision; empty where nothing was chosen from a list."""
    layer = step.hop.layer
    rows = tuple(_ROWS[layer](step)) if layer in _ROWS else ()
    names = (*_COLUMNS.get(layer, ()), "outcome")
    return Decision(tuple(message(f"stepper.column.{name}") for name in names), rows)


_COLUMNS = {
    Layer.DNS: ("name", "answer"),
    Layer.ROUTE: ("destination", "target"),
    Layer.SECURITY_GROUP: ("protocol", "ports", "peers"),
    Layer.NETWORK_ACL: ("rule", "protocol", "ports", "range", "action"),
    Layer.NAT: ("private", "public"),
    Layer.INTERNET_GATEWAY: ("private", "public"),
    Layer.ENDPOINT: ("service", "type", "state"),
}


# ---------------------------------------------------------------------- routes


def _routes(step: Step) -> Iterator[RuleRow]:
    hop = step.hop
    for route in routes_of(step):
        wins = route is hop.decided_by
        outcome = _winning_route(route, hop) if wins else _losing_route(route, hop)
        yield RuleRow((named_destination(step, route), route.target), outcome, wins, route)


def routes_of(step: Step) -> tuple[Route, ...]:
    """The rows of the route table that the router read, in the table's order."""
    rules = [step.hop.decided_by, *(lost.rule for lost in step.hop.lost)]
    owners = {rule.owner_id for rule in rules if isinstance(rule, Route)}
    tables = (t for t in step.path.network.route_tables if t.id in owners and t.region == step.path.region)
    table: RouteTable | None = next(tables, None)
    return table.routes if table and step.hop.component_type == "router" else ()


def named_destination(step: Step, route: Route) -> str:
    """The route's destination, a prefix list's id with its name."""
    lists = (pl for pl in step.path.network.prefix_lists if pl.id == route.destination_prefix_list_id)
    name = next((pl.prefix_list_name for pl in lists if pl.region == step.path.region), "")
    return f"{route.destination} ({name})" if name else route.destination


def _winning_route(route: Route, hop: Hop) -> Message:
    if route.state != "active":
        return message("stepper.outcome.gone", cidr=hop.matched)
    return message("table.outcome.WINS", cidr=hop.matched)


def _losing_route(route: Route, hop: Hop) -> Message:
    lost = next((entry for entry in hop.lost if entry.rule is route), None)
    code = lost.code if lost else "CANNOT_ROUTE"
    return message(f"table.outcome.{code}", cidr=(lost and lost.matched) or "")


# ---------------------------------------------------------------------- security groups and network ACLs


def _permissions(step: Step) -> Iterator[RuleRow]:
    hop = step.hop
    for lost in hop.lost:
        if isinstance(lost.rule, IpPermission):
            yield RuleRow(_permission(lost.rule), _mismatch(lost.code), False, lost.rule)
    if isinstance(hop.decided_by, IpPermission):
        outcome = message("stepper.outcome.allows", matched=hop.matched)
        yield RuleRow(_permission(hop.decided_by), outcome, True, hop.decided_by)


def _permission(rule: IpPermission) -> tuple[str, ...]:
    peers = [str(r.cidr_ip) for r in rule.ip_ranges]
    peers += [reference.prefix_list_id for reference in rule.prefix_list_ids]
    peers += [pair.group_id or "" for pair in rule.user_id_group_pairs]
    ports = _ports(None if rule.ip_protocol == "-1" else rule.from_port, rule.to_port)
    return (_protocol(rule.ip_protocol), ports, ", ".join(peers))


def _entries(step: Step) -> Iterator[RuleRow]:
    hop = step.hop
    lost = {id(entry.rule): entry.code for entry in hop.lost}
    for entry in entries_of(step):
        wins = entry is hop.decided_by
        yield RuleRow(_entry(entry), _entry_outcome(entry, hop, lost.get(id(entry))), wins, entry)


def entries_of(step: Step) -> tuple[NetworkAclEntry, ...]:
    """The network ACL's rules of the packet's direction, in the order in which AWS reads them."""
    rules = [step.hop.decided_by, *(lost.rule for lost in step.hop.lost)]
    first = next((rule for rule in rules if isinstance(rule, NetworkAclEntry)), None)
    acl = step.path.network.get(NetworkAcl, step.hop.component_id, step.path.region)
    return acl.rules(egress=first.egress) if acl and first else ()


def _entry(entry: NetworkAclEntry) -> tuple[str, ...]:
    span = entry.port_range
    ports = _ports(span.from_port, span.to_port) if span and entry.protocol != "-1" else _ports(None, None)
    source = str(entry.cidr_block or "-")
    return (rule_name(entry), _protocol(entry.protocol), ports, source, entry.rule_action)


def rule_name(entry: NetworkAclEntry) -> str:
    """The rule's number; AWS's last rule, which denies the rest, is shown as `*`."""
    return "*" if entry.rule_number > LAST_RULE_NUMBER else str(entry.rule_number)


def _entry_outcome(entry: NetworkAclEntry, hop: Hop, code: str | None) -> Message:
    if entry is hop.decided_by:
        return message(f"stepper.outcome.first-{'allows' if hop.allowed else 'denies'}")
    if code:
        return _mismatch(code)
    return message("stepper.outcome.not-read")


def _mismatch(code: str) -> Message:
    return message(f"stepper.outcome.other-{code}")


def _protocol(text: str) -> str:
    return render(message("stepper.all")) if text == "-1" else _NAMES.get(text, text)


def _ports(first: int | None, last: int | None) -> str:
    if first is None or first == -1:
        return render(message("stepper.all"))
    return str(first) if last in (None, first) else f"{first}-{last}"


# ---------------------------------------------------------------------- names, translations, endpoints


def _answers(step: Step) -> Iterator[RuleRow]:
    answer = step.hop.decided_by
    if isinstance(answer, DnsAnswer):
        addresses = ", ".join(map(str, answer.addresses)) or "-"
        key = "private-dns" if answer.endpoint_id else "public-dns" if step.hop.allowed else "no-dns"
        outcome = message(f"stepper.outcome.{key}", endpoint=answer.endpoint_id, address=step.hop.matched)
        yield RuleRow((answer.name, addresses), outcome, step.hop.allowed, answer)


def _translations(step: Step) -> Iterator[RuleRow]:
    row = step.hop.decided_by
    if isinstance(row, NatGatewayAddress | Association):
        private = row.private_ip if isinstance(row, NatGatewayAddress) else _translated(step)
        cells = (str(private or "-"), str(row.public_ip or "-"))
        yield RuleRow(cells, _rewritten(step), step.hop.allowed, row)


def _rewritten(step: Step) -> Message:
    addresses = [change for change in step.changes if change.field in ("source", "destination")]
    if not addresses:
        return message("stepper.outcome.no-pair")
    return message("stepper.outcome.pair", before=addresses[0].before, after=addresses[0].after)


def _translated(step: Step) -> object:
    """The private end of an internet gateway's pair: it comes in there and goes out on the way back."""
    changed = {change.field: change for change in step.changes}
    if "source" in changed:
        return changed["source"].before
    return changed["destination"].after if "destination" in changed else None


def _endpoints(step: Step) -> Iterator[RuleRow]:
    row = step.hop.decided_by
    if isinstance(row, VpcEndpoint):
        cells = (row.service_name, row.vpc_endpoint_type, row.state)
        key = "endpoint" if step.hop.allowed else "endpoint-closed"
        yield RuleRow(cells, message(f"stepper.outcome.{key}"), step.hop.allowed, row)


_ROWS: dict[Layer, Callable[[Step], Iterable[RuleRow]]] = {
    Layer.DNS: _answers,
    Layer.ROUTE: _routes,
    Layer.SECURITY_GROUP: _permissions,
    Layer.NETWORK_ACL: _entries,
    Layer.NAT: _translations,
    Layer.INTERNET_GATEWAY: _translations,
    Layer.ENDPOINT: _endpoints,
}
