"""Longest-prefix match over a route table whose rows name CIDRs or prefix lists.

AWS: vpc/latest/userguide/route-tables-priority.html.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
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
    if route.origin == "EnableVgwRoutePropagation":
        return 3
    return 2 if route.destination_prefix_list_id else 1


class RouteIndex:
    """A route table indexed by prefix length, so that a look-up asks at most 33 dictionaries.

    `unknown_prefix_lists` are the ids of prefix lists that the table names and whose CIDRs were not read.
    """

    def __init__(self, table: RouteTable, prefix_lists: Mapping[str, PrefixList]) -> None:
        self.table = table
        self._prefix_lists = prefix_lists
        named = {r.destination_prefix_list_id for r in table.routes if r.destination_prefix_list_id}
        known = {prefix_list.id for prefix_list in prefix_lists.values() if prefix_list.cidrs}
        self.unknown_prefix_lists = tuple(sorted(named - known))
        by_length: dict[int, dict[int, Match]] = {}
        for route in sorted(table.routes, key=priority):
            for cidr in _cidrs(route, prefix_lists):
                by_length.setdefault(cidr.prefixlen, {}).setdefault(
                    int(cidr.network_address), Match(route, cidr)
                )
        self._lengths = [(_mask(n), by_length[n]) for n in sorted(by_length, reverse=True)]

    def without(self, route: Route) -> "RouteIndex":
        """The index of the same table without one of its routes."""
        left = tuple(other for other in self.table.routes if other is not route)
        return RouteIndex(self.table.model_copy(update={"routes": left}), self._prefix_lists)

    def longest_prefix_match(self, address: IPv4Address) -> Match | None:
        """The route that AWS takes for an address, or None where no route holds it."""
        number = int(address)
        return next((found for mask, routes in self._lengths if (found := routes.get(number & mask))), None)

    def outcomes(self, address: IPv4Address) -> list[tuple[Route, IPv4Network | None, Outcome]]:
        """Every route of the table in AWS's order, its CIDR that holds the address, and what became of it."""
        best = self.longest_prefix_match(address)
        return [self._outcome(route, address, best) for route in self.table.routes]

    def _outcome(
        self, route: Route, address: IPv4Address, best: Match | None
    ) -> tuple[Route, IPv4Network | None, Outcome]:
        own = max((c for c in self._cidrs_of(route) if address in c), key=lambda c: c.prefixlen, default=None)
        if best is None or own is None:
            return route, None, Outcome.CANNOT_ROUTE
        if route is best.route:
            return route, own, Outcome.WINS
        shorter = own.prefixlen < best.cidr.prefixlen
        return route, own, Outcome.MORE_SPECIFIC_ROUTE if shorter else Outcome.HIGHER_PRIORITY_ROUTE

    def _cidrs_of(self, route: Route) -> tuple[IPv4Network, ...]:
        return _cidrs(route, self._prefix_lists)


def _mask(length: int) -> int:
    return (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF


def _cidrs(route: Route, prefix_lists: Mapping[str, PrefixList]) -> tuple[IPv4Network, ...]:
    if route.destination_cidr_block is not None:
        return (route.destination_cidr_block,)
    prefix_list = prefix_lists.get(route.destination_prefix_list_id or "")
    return prefix_list.cidrs if prefix_list else ()
