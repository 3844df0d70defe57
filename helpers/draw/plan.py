"""The roads of one path over a layout, laid once however often the path is drawn."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from helpers.draw.corridors import lanes, subnets_in
from helpers.draw.geometry import Point, Rect
from helpers.draw.layout import Layout
from helpers.draw.places import Place
from helpers.draw.roads import End, Ground, Roads

_PLANS_KEPT = 32
_STUB = 60.0

Corners = tuple[Point, ...]


def planned(layout: Layout, places: Sequence[Place], address: Rect | None) -> tuple[Corners, ...]:
    """The corners of the road from each place to the next; one short stub if the packet stops at the first.

    `address` is where the service's address stands, which roads keep free.
    """
    if len(places) > 1:
        turns = [_turns_back(places, n) for n in range(len(places))]
        paired = tuple(one or two for one, two in pairwise(turns))
        return _laid(layout, tuple(place.symbol.rect for place in places), paired, address)
    source, router = places[0].symbol, layout.symbol("")
    if not places[0].stops or source is router:
        return ()
    (road,) = _laid(layout, (source.rect, router.rect), (False,), address)
    return (_stub(road),)


@lru_cache(_PLANS_KEPT)
def _laid(
    layout: Layout, ends: tuple[Rect, ...], paired: tuple[bool, ...], address: Rect | None
) -> tuple[Corners, ...]:
    texts = [line.rect for box in layout.boxes for line in box.lines]
    texts += [line.rect for symbol in layout.symbols for line in symbol.lines]
    texts += [address] if address else []
    around = [box.rect for box in layout.boxes if box.kind in ("vpc", "region")]
    bounds = (*around, Rect(0, 0, layout.width, layout.height))
    frames = [box.rect for box in layout.boxes]
    symbols = [symbol.rect for symbol in layout.symbols]
    roads = Roads(Ground(symbols, texts, frames, subnets_in(layout.boxes), lanes(layout.boxes), bounds))
    legs = zip(pairwise(ends), paired, strict=True)
    return tuple(roads.lay(End(one, pair), End(two, pair)) for (one, two), pair in legs)


def _turns_back(places: Sequence[Place], index: int) -> bool:
    """Does the packet come from the very place to which it goes on?"""
    if not 0 < index < len(places) - 1:
        return False
    before, after = places[index - 1].symbol, places[index + 1].symbol
    return before is after


def _stub(road: Corners) -> Corners:
    """The first part of a road."""
    (x1, y1), (x2, y2) = road[:2]
    length = abs(x2 - x1) + abs(y2 - y1)
    share = min(1.0, _STUB / max(length, 1.0))
    return (x1, y1), (x1 + share * (x2 - x1), y1 + share * (y2 - y1))
