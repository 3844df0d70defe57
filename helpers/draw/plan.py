"""The roads of one path over a layout, laid once however often the path is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from helpers.draw.corridors import LANE, lanes, subnets_in
from helpers.draw.geometry import Point, Rect
from helpers.draw.inventory import INTERNET
from helpers.draw.layout import Layout, Symbol
from helpers.draw.places import Place
from helpers.draw.road_ends import GATES, End
from helpers.draw.roads import Ground, Roads
from helpers.draw.symbols import glyph
from helpers.draw.words import services_of
from helpers.network import Route
from helpers.path import Path

_PLANS_KEPT = 32
_STUB = 56.0

Corners = tuple[Point, ...]


@dataclass(frozen=True)
class Plan:
    """The corners of the road from each place to the next; `stub` of the road that a packet does not take."""

    roads: tuple[Corners, ...]
    stub: Corners | None

    @property
    def lines(self) -> tuple[Corners, ...]:
        """Everything that is drawn as a line."""
        return (*self.roads, self.stub) if self.stub else self.roads


def planned(layout: Layout, path: Path, places: Sequence[Place], address: Rect | None) -> Plan:
    """The roads of a path, and the stub of the one that it does not take.

    `address` is where the service's address stands, which roads keep free.
    """
    onwards = _onwards(layout, path, places)
    ends = (*(place.symbol for place in places), *((onwards,) if onwards else ()))
    if len(ends) < 2:
        return Plan((), None)
    roads = _laid(layout, ends, address)
    return Plan(roads[:-1], _stub(roads[-1])) if onwards else Plan(roads, None)


def _onwards(layout: Layout, path: Path, places: Sequence[Place]) -> Symbol | None:
    """Where the packet would have gone: from the router towards its target, from its source to the router.

    What else refuses a packet is where its road ends.
    """
    last = places[-1]
    if not last.stops:
        return None
    if last.symbol.kind == "router":
        route = last.hops[-1].decided_by
        wanted = [route.target] if isinstance(route, Route) else []
        wanted += [*services_of(path), INTERNET]
    else:
        wanted = [f"router/{layout.vpc_id}"] if len(places) == 1 else []
    found = (symbol for i in wanted for symbol in layout.symbols if i in (symbol.id, symbol.alias))
    return next((symbol for symbol in found if symbol is not last.symbol), None)


@lru_cache(_PLANS_KEPT)
def _laid(layout: Layout, ends: tuple[Symbol, ...], address: Rect | None) -> tuple[Corners, ...]:
    """The roads from each symbol to the next: of two ways to part the roads to and fro, the cheaper."""
    ground = _ground(layout, address)
    turns = [n for n in range(1, len(ends) - 1) if ends[n - 1] is ends[n + 1]]
    plans = [_lay(ground, ends, turns, first) for first in ((LANE, -LANE) if turns else (LANE,))]
    return min(plans, key=lambda plan: plan[1])[0]


def _ground(layout: Layout, address: Rect | None) -> Ground:
    texts = [line.rect for box in layout.boxes for line in box.lines]
    texts += [line.rect for symbol in layout.symbols for line in symbol.lines]
    texts += [address] if address else []
    around = [box.rect for box in layout.boxes if box.kind in ("vpc", "region")]
    return Ground(
        tuple(symbol.rect for symbol in layout.symbols),
        tuple(texts),
        tuple(box.rect for box in layout.boxes),
        subnets_in(layout.boxes),
        lanes(layout.boxes),
        (*around, Rect(0, 0, layout.width, layout.height)),
    )


def _lay(
    ground: Ground, ends: Sequence[Symbol], turns: Sequence[int], first: float
) -> tuple[tuple[Corners, ...], float]:
    """The roads and what they cost; those outside of subnets come first, then where the packet turns back.

    Args:
        first: where the road to such a place meets it, from the middle of its side; the road back leaves
            on the other side of the middle.
    """
    roads, found = Roads(ground), dict[int, Corners]()
    gates: dict[tuple[int, int], tuple[float, ...]] = {}
    for n in turns:
        gates |= {(n - 1, 1): (first,), (n, 0): (-first,)}
        gates |= {(n - 2, 1): GATES, (n - 1, 0): GATES, (n, 1): GATES}
    legs = range(len(ends) - 1)
    free = [not any(subnet.holds(symbol.rect) for subnet in ground.subnets) for symbol in ends]
    order = sorted(legs, key=lambda n: (not (free[n] and free[n + 1]), not {n, n + 1} & set(turns)))
    for leg in order:
        one, two = (
            End(symbol.rect, glyph(symbol.kind).form == "circle", gates.get((leg, side), ()))
            for side, symbol in enumerate(ends[leg : leg + 2])
        )
        found[leg] = roads.lay(one, two)
    return tuple(found[leg] for leg in legs), roads.cost


def _stub(road: Corners) -> Corners:
    """The first part of a road."""
    (x1, y1), (x2, y2) = road[:2]
    length = abs(x2 - x1) + abs(y2 - y1)
    share = min(1.0, _STUB / max(length, 1.0))
    return (x1, y1), (x1 + share * (x2 - x1), y1 + share * (y2 - y1))
