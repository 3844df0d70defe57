"""What will happen at a step?  A question with choices from the real tables and addresses.

Choices stand in an order that tells nothing: a table's own, or that of the addresses.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from helpers.network import IpPermission, NatGatewayAddress, Route
from helpers.path import Layer
from helpers.path.mends import UNROUTED
from helpers.path.model import DnsAnswer
from helpers.path.words import label_of
from helpers.teach.decisions import Decision, RuleRow, decision_of, named_destination, routes_of
from helpers.teach.steps import Half, Step
from helpers.texts import Message, message


@dataclass(frozen=True)
class Choice:
    """One possible answer; `why_not` says what is wrong about it where there is more to say."""

    words: Message
    right: bool
    why_not: Message | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """A question before a step: exactly one choice is right, and `because` says why."""

    step: Step
    words: Message
    choices: tuple[Choice, ...]
    because: tuple[Message, ...]

    @property
    def right(self) -> int:
        """The right choice's place among the choices, from 0."""
        return next(place for place, choice in enumerate(self.choices) if choice.right)


def question_of(step: Step) -> Question | None:
    """The question about a step; None where nobody could know or choose: way points, unread components."""
    ask = _ASK.get(step.hop.layer)
    asked = ask(step) if ask else None
    if asked is None:
        return None
    words, choices = asked
    because = (step.sentence, *(found.message for found in step.explanations[:1]))
    return Question(step, words, tuple(choices), because)


_Asked = tuple[Message, Sequence[Choice]]


def _choice(key: str, right: bool, why_not: str | None = None, **values: object) -> Choice:
    why = message(f"stepper.wrong.{why_not}", **values) if why_not and not right else None
    return Choice(message(f"stepper.choice.{key}", **values), right, why)


# ---------------------------------------------------------------------- routes


def _route(step: Step) -> _Asked | None:
    routes = routes_of(step)
    if not routes:
        return None
    hop = step.hop
    address = hop.header_in.destination
    choices = [_route_choice(step, route) for route in routes]
    choices.append(_choice("no-route", hop.decided_by is None, "no-route", address=address, cidr=hop.matched))
    table = label_of(step.path.network, routes[0].owner_id, step.path.region)
    return message("stepper.ask.route", table=table, address=address), choices


def _route_choice(step: Step, route: Route) -> Choice:
    lost = next((entry for entry in step.hop.lost if entry.rule is route), None)
    words = message(
        f"stepper.choice.{'route' if route.state == 'active' else 'route-gone'}",
        destination=named_destination(step, route),
        target=route.target,
    )
    if lost is None:
        return Choice(words, right=route is step.hop.decided_by)
    values = {"address": step.hop.header_in.destination, "cidr": lost.matched, "winner": step.hop.matched}
    why = message(f"stepper.wrong.{lost.code}", destination=route.destination, **values)
    return Choice(words, right=False, why_not=why)


# ---------------------------------------------------------------------- security groups and network ACLs


def _security_group(step: Step) -> _Asked:
    hop = step.hop
    by_rule = isinstance(hop.decided_by, IpPermission)
    what = "deny" if not hop.allowed else "rule" if by_rule else "state"
    choices = [_choice(f"group-{guess}", guess == what, f"group-{guess}-{what}") for guess in _GROUP]
    return message("stepper.ask.security_group", group=step.component, header=hop.header_in), choices


_GROUP = ("rule", "state", "deny")


def _network_acl(step: Step) -> _Asked | None:
    decision = decision_of(step)
    if not decision.rows:
        return None
    hop = step.hop
    choices = [_rule_choice(row, decision) for row in decision.rows]
    if all(row.cells[0] != "*" for row in decision.rows):
        choices.append(_choice("no-rule", hop.decided_by is None, "no-rule"))
    egress = getattr(decision.rows[0].rule, "egress", False)
    key = f"stepper.ask.network_acl-{'out' if egress else 'in'}"
    return message(key, acl=step.component, header=hop.header_in), choices


def _rule_choice(row: RuleRow, decision: Decision) -> Choice:
    rule, protocol, ports, cidr, action = row.cells
    words = message(
        "stepper.choice.rule", rule=rule, protocol=protocol, ports=ports, cidr=cidr, action=action
    )
    if row.wins:
        return Choice(words, right=True)
    winner = next((won.cells[0] for won in decision.rows if won.wins), "*")
    reason = row.outcome.key.rpartition(".")[2]
    return Choice(words, right=False, why_not=message(f"stepper.wrong.{reason}", rule=rule, winner=winner))


# ---------------------------------------------------------------------- addresses


def _translation(step: Step) -> _Asked:
    """Which address does the gateway write: a source on the way there, a destination on the way back?"""
    field = "source" if step.half is Half.THERE else "destination"
    before, after = getattr(step.hop.header_in, field), getattr(step.hop.header_out, field)
    written = after if step.hop.allowed else None
    choices = [
        _choice("address", address == written, _why_not(step, address, before), address=address)
        for address in _addresses(step)
    ]
    choices.append(_choice("drops", written is None, "drops"))
    words = message(
        f"stepper.ask.{step.hop.layer}-{field}", component=step.component, header=step.hop.header_in
    )
    return words, choices


def _why_not(step: Step, address: IPv4Address, before: IPv4Address) -> str:
    if not step.hop.allowed:
        return "address-stopped"
    if address == before:
        return "address-kept"
    if address in (step.hop.header_in.source, step.hop.header_in.destination):
        return "address-other-end"
    row = step.hop.decided_by
    if isinstance(row, NatGatewayAddress) and step.hop.layer is Layer.NAT and step.half is Half.THERE:
        return "address-too-early" if address == row.public_ip else "address-elsewhere"
    return "address-elsewhere"


def _endpoint(step: Step) -> _Asked:
    """What does the service see, or who gets its answer?  An endpoint leaves addresses as they are."""
    field = "source" if step.half is Half.THERE else "destination"
    kept = getattr(step.hop.header_out, field) if step.hop.allowed else None
    wrong = "address-endpoint" if step.hop.allowed else "address-stopped"
    choices = [_choice("address", a == kept, wrong, address=a) for a in _addresses(step)]
    choices.append(_choice("drops", kept is None, "drops"))
    words = message(f"stepper.ask.endpoint-{field}", component=step.component, header=step.hop.header_in)
    return words, choices


def _addresses(step: Step) -> list[IPv4Address]:
    """The addresses of the packet and of the VPC's gateways, in the order of numbers."""
    headers = (step.hop.header_in, step.hop.header_out)
    found = {address for header in headers for address in (header.source, header.destination)}
    return sorted(found | set(_of_gateways(step)))


def _of_gateways(step: Step) -> Iterable[IPv4Address]:
    for gateway in step.path.network.nat_gateways:
        if gateway.vpc_id == step.path.vpc_id and gateway.nat_gateway_addresses:
            row = gateway.nat_gateway_addresses[0]
            yield from (address for address in (row.private_ip, row.public_ip) if address)


def _dns(step: Step) -> _Asked | None:
    answer = step.hop.decided_by
    if not isinstance(answer, DnsAnswer):
        return None
    what = "nothing" if not step.hop.allowed else "private" if _is_private(answer.addresses[0]) else "public"
    choices = [_choice(f"dns-{guess}", guess == what, f"dns-{guess}") for guess in _DNS]
    return message("stepper.ask.dns", name=answer.name), choices


def _is_private(address: IPv4Address) -> bool:
    """Python's `is_private` holds the documentation's ranges too, which stand for public ones."""
    return any(address in block for blocks in UNROUTED.values() for block in blocks)


_DNS = ("public", "private", "nothing")

_ASK: dict[Layer, Callable[[Step], _Asked | None]] = {
    Layer.DNS: _dns,
    Layer.ROUTE: _route,
    Layer.SECURITY_GROUP: _security_group,
    Layer.NETWORK_ACL: _network_acl,
    Layer.NAT: _translation,
    Layer.INTERNET_GATEWAY: _translation,
    Layer.ENDPOINT: _endpoint,
}
