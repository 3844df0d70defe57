"""Longest-prefix match over a route table whose rows name CIDRs or prefix lists.

AWS: vpc/latest/userguide/route-tables-priority.html.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network

from helpers.network.rules import PrefixList, Route, RouteTable


class Outcome(StrEnum):
    """What became of one route of the table for one address.

    Named after Reachability Analyzer's explanation codes: the winner, then why another lost.
    """

    WINS = "WINS"
    CANNOT_ROUTE = "CANNOT_ROUTE"
    MORE_SPECIFIC_ROUTE = "MORE_SPECIFIC_ROUTE"
    HIGHER_PRIORITY_ROUTE = "HIGHER_PRIORITY_ROUTE"


@dataclass(frozen=True, slots=True)
class Match:
    """A route and the one of its CIDRs that holds the address; for a prefix list it is one of many."""

    route: Route
    cidr: IPv4Network


def priority(route: Route) -> int:
    """Rank among routes of equal length, 0 first: static CIDR, then prefix list, then propagated.

    The VPC's own `local` route stands before all of them.
    """
    if route.target == "local":
        return 0
    if route.is_propagated:
        return 3
    return 2 if route.destination_prefix_list_id else 1


class RouteIndex:
    """A route table indexed by prefix length, so that a look-up asks at most 33 dictionaries.

    `unknown_prefix_lists` are the ids of prefix lists that the table names and whose CIDRs were not read.
    Of two prefix lists with the same CIDR AWS takes either and stays with it; here it is the first one.
    """

    def __init__(self, table: RouteTable, prefix_lists: Mapping[str, PrefixList]) -> None:
        self.table = table
        self._prefix_lists = prefix_lists
        named = {r.destination_prefix_list_id for r in table.routes if r.destination_prefix_list_id}
        known = {name for name in named if name in prefix_lists and prefix_lists[name].is_read}
        self.unknown_prefix_lists = tuple(sorted(named - known))

    def without(self, route: Route) -> "RouteIndex":
        """The index of the same table without one of its routes."""
        left = tuple(other for other in self.table.routes if other is not route)
        return RouteIndex(self.table.model_copy(update={"routes": left}), self._prefix_lists)

    def longest_prefix_match(self, address: IPv4Address) -> Match | None:
        """The route that AWS takes for an address, or None where no route holds it."""
        return next(iter(self._holding(address).values()), None)

    def holding(self, address: IPv4Address) -> tuple[Match, ...]:
        """Every route that holds an address with its longest CIDR, in AWS's order of preference."""
        return tuple(self._holding(address).values())

    def outcomes(self, address: IPv4Address) -> list[tuple[Route, IPv4Network | None, Outcome]]:
        """Every route of the table in AWS's order, its CIDR that holds the address, and what became of it."""
        holding = self._holding(address)
        rows: list[tuple[Route, IPv4Network | None, Outcome]] = list(self._none_can_route)
        best = next(iter(holding.values()), None)
        for position, match in holding.items():
            rows[position] = (match.route, match.cidr, _outcome(match, best))
        return rows

    def _holding(self, address: IPv4Address) -> dict[int, Match]:
        """The same by the routes' positions in the table."""
        number = int(address)
        found: dict[int, Match] = {}
        for mask, by_network in self._lengths:
            for position, match in by_network.get(number & mask, ()):
                found.setdefault(position, match)
        return found

    @cached_property
    def _lengths(self) -> list[tuple[int, dict[int, list[tuple[int, Match]]]]]:
        """(mask, network address to the routes of that CIDR in order of priority), longest first."""
        by_length: dict[int, dict[int, list[tuple[int, Match]]]] = {}
        for position, route in sorted(enumerate(self.table.routes), key=lambda row: priority(row[1])):
            for cidr in _cidrs(route, self._prefix_lists):
                by_network = by_length.setdefault(cidr.prefixlen, {})
                by_network.setdefault(int(cidr.network_address), []).append((position, Match(route, cidr)))
        return [(_mask(length), by_length[length]) for length in sorted(by_length, reverse=True)]

    @cached_property
    def _none_can_route(self) -> list[tuple[Route, IPv4Network | None, Outcome]]:
        return [(route, None, Outcome.CANNOT_ROUTE) for route in self.table.routes]


def _outcome(match: Match, best: Match | None) -> Outcome:
    if best is None or match is best:
        return Outcome.WINS
    shorter = match.cidr.prefixlen < best.cidr.prefixlen
    return Outcome.MORE_SPECIFIC_ROUTE if shorter else Outcome.HIGHER_PRIORITY_ROUTE


def _mask(length: int) -> int:
    return (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF


def _cidrs(route: Route, prefix_lists: Mapping[str, PrefixList]) -> tuple[IPv4Network, ...]:
    if route.destination_cidr_block is not None:
        return (route.destination_cidr_block,)
    prefix_list = prefix_lists.get(route.destination_prefix_list_id or "")
    return prefix_list.cidrs if prefix_list else ()
