"""The route tables that decided: the winner, the losers, and what is new or gone in it."""

from collections.abc import Iterable, Sequence

from helpers.draw.inventory import drawn_name, ids_in, label, short_id
from helpers.draw.places import Place
from helpers.draw.table import Line, Panel, stacked, table
from helpers.draw.view import View
from helpers.network import Route, RouteTable
from helpers.network.routing import Outcome
from helpers.path import Hop, Layer

_MOST_ROWS, _MOST_OF_SEVERAL = 7, 4


def routes(view: View, width: float) -> Panel:
    """The table read at the chosen hop or place; without a choice, every table that the packet meets.

    Empty if none was read so far.
    """
    found = [(*pair, own) for pair in _chosen(view) if (own := _table_of(view, pair[1]))]
    most = _MOST_ROWS if len(found) == 1 else _MOST_OF_SEVERAL
    return stacked(_one(view, place, hop, own, width, most) for place, hop, own in found)


def _one(view: View, place: Place, hop: Hop, own: RouteTable, width: float, most: int) -> Panel:
    name = drawn_name(own.id, own.name, ids_in(view.path.network))
    heading = label("table.title", table=name, number=place.number, address=hop.header_in.destination)
    return table(heading, list(_lines(view, own, hop, most)), width)


def _chosen(view: View) -> Sequence[tuple[Place, Hop]]:
    """The chosen hop's, else the last table read up to the chosen place, else all of the path."""
    if view.chosen and view.chosen.layer is Layer.ROUTE:
        return view.shown_hops
    routers = [place for place in view.places if place.symbol.kind == "router"]
    pairs = [(place, hop) for place in routers for hop in place.hops if hop.layer is Layer.ROUTE]
    behind = [pair for pair in pairs if view.step and pair[0].number <= view.step]
    return behind[-1:] or (pairs[:1] if view.step else pairs)


def _table_of(view: View, hop: Hop) -> RouteTable | None:
    rules = [hop.decided_by, *(lost.rule for lost in hop.lost)]
    owners = {getattr(rule, "owner_id", None) for rule in rules}
    return next((table for table in view.path.network.route_tables if table.id in owners), None)


def _lines(view: View, own: RouteTable, hop: Hop, most: int) -> Iterable[Line]:
    """The table's rows in AWS's order; in a long one, those that hold the address come first."""
    shown, ids = list(own.routes), ids_in(view.path.network)
    if len(shown) > most:
        lost = {id(entry.rule): entry for entry in hop.lost if entry.matched}
        shown = sorted(shown, key=lambda r: r is not hop.decided_by and id(r) not in lost)[:most]
    for route in shown:
        wins = route is hop.decided_by
        cidr = hop.matched if wins else next((e.matched for e in hop.lost if e.rule is route), None)
        cells = (_destination(route, cidr), short_id(route.target, ids), _outcome(route, hop, cidr))
        yield Line(cells, wins, tag="new" if view.changes.is_new(route) else "")
    if len(own.routes) > len(shown):
        yield Line((label("table.more", count=len(own.routes) - len(shown)),))
    for route in view.changes.lost_routes:
        if route.owner_id == own.id:
            yield Line((route.destination, short_id(route.target, ids), label("table.not-there")), tag="gone")


def _destination(route: Route, cidr: str | None) -> str:
    if route.destination_prefix_list_id and cidr:
        return label("table.through-list", list=route.destination_prefix_list_id, cidr=cidr)
    return route.destination


def _outcome(route: Route, hop: Hop, cidr: str | None) -> str:
    length = (cidr or "").partition("/")[2]
    if route is hop.decided_by:
        alone = not any(entry.matched for entry in hop.lost)
        key = "gone" if route.state != "active" else "only" if alone else "wins"
        return label(f"table.{key}", length=length)
    code = next((entry.code for entry in hop.lost if entry.rule is route), Outcome.CANNOT_ROUTE)
    return label(f"table.{_LOSER[Outcome(code)]}", length=length)


_LOSER = {
    Outcome.CANNOT_ROUTE: "none",
    Outcome.MORE_SPECIFIC_ROUTE: "loses",
    Outcome.HIGHER_PRIORITY_ROUTE: "outranked",
}
