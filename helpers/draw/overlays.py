"""Marks that find their own room: crosses, stop marks, numbers, shields, and tags for what changed."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from helpers.draw.free_room import first_free
from helpers.draw.geometry import Rect, around
from helpers.draw.inventory import label
from helpers.draw.layout import Layout, Symbol
from helpers.draw.measure import text_width
from helpers.draw.palette import (
    HALO,
    LINE_HEIGHT,
    MUTED,
    NEW,
    NEW_TEXT,
    PRIVATE,
    PUBLIC_TEXT,
    SYMBOL_SIZE,
    WHITE,
)
from helpers.draw.places import Place
from helpers.draw.plan import Corners
from helpers.draw.road_words import stretch
from helpers.draw.scene import Badge, Cross, Frame, Halo, Mark, Shield, StopMark, written
from helpers.draw.view import FILTERS, View
from helpers.path import Hop, Zone

_BADGE, _STOP, _CROSS = 24.0, 27.0, 22.0
_SHIELD = 20.0
_TAG_PAD = 6.0
_BACK = (11.0, 17.0, 23.0, 29.0, 35.0, 41.0)
"""From the end of a stub to the middle of its cross."""

_BADGE_SPOTS = (
    *((-1, -1), (-1, -1.65), (1, -1), (1, 1), (-1, 1), (0, -1.6), (1.6, 0), (-1.6, 0)),
    *((-1.6, -1), (1.6, -1), (1.6, 1), (-1.6, 1)),
    *((-1, -1.7), (1, -1.7), (2.1, 0), (-2.1, 0), (2.2, 1), (-2.2, 1)),
)
_STOP_SPOTS = ((1.6, 0), (1, -1), (1, 1), (-1, 1), (-1.6, 0), (0, -1.6))
_TAG_SPOTS = (
    *((0, -1.65), (0.9, -1.65), (-0.9, -1.65), (2.1, 0), (-2.1, 0), (2.1, -0.8), (-2.1, -0.8)),
    *((2.1, 0.8), (-2.1, 0.8), (0, -2.3), (1.8, -1.7), (-1.8, -1.7)),
)


def _shield_spots(width: float) -> tuple[tuple[float, float], ...]:
    """Above the symbol, beside it, and further off, clear of a halo."""
    side = 1.3 + width / SYMBOL_SIZE
    above = ((0.35, -1.7), (-0.35, -1.7), (0, -1.7), (1.1, -1.7), (-1.1, -1.7))
    beside = ((side, -0.5), (-side, -0.5), (side, 0.5), (-side, 0.5))
    return (*above, *beside, (0.35, -2.2), (-0.35, -2.2), (side, -1.2), (-side, -1.2), (side, 0), (-side, 0))


class Room:
    """The places on a picture that are taken; every mark that finds room takes it."""

    def __init__(self, taken: Iterable[Rect], roads: Iterable[Corners], bounds: Rect) -> None:
        self.taken = list(taken)
        self._lines = [stretch(start, end) for road in roads for start, end in pairwise(road)]
        self._bounds = bounds

    def find(
        self,
        symbol: Symbol,
        size: tuple[float, float],
        spots: Sequence[tuple[float, float]],
        *,
        on_symbol: bool = True,
    ) -> Rect | None:
        """The first free one of the spots, given in half symbols from the symbol's middle."""
        width, height = symbol.rect.width / 2 + 1, symbol.rect.height / 2 + 1
        rects = [around(symbol.x + dx * width, symbol.y + dy * height, *size) for dx, dy in spots]
        others = [rect for rect in self.taken if not on_symbol or rect != symbol.rect]
        return first_free(rects, [*others, *self._lines], self._bounds)

    def claim(self, symbol: Symbol, size: float, spots: Sequence[tuple[float, float]]) -> Rect:
        """Like `find`, but the first spot where none is free; it is taken from then on."""
        rect = self.find(symbol, (size, size), spots) or self._first(symbol, size, spots)
        self.taken.append(rect)
        return rect

    def _first(self, symbol: Symbol, size: float, spots: Sequence[tuple[float, float]]) -> Rect:
        (dx, dy), half = spots[0], symbol.rect.width / 2 + 1
        return around(symbol.x + dx * half, symbol.y + dy * half, size, size)


def crosses(stub: Corners | None, room: Room) -> Iterable[Mark]:
    """On a stub, as near to its end as there is room: the packet does not pass there."""
    if stub:
        (x1, y1), (x2, y2) = stub
        length = abs(x2 - x1) + abs(y2 - y1)
        shares = [max(length - back, _CROSS / 2 + 1) / length for back in _BACK]
        spots = [around(x1 + s * (x2 - x1), y1 + s * (y2 - y1), _CROSS, _CROSS) for s in shares]
        rect = first_free(spots, room.taken) or spots[0]
        room.taken.append(rect)
        yield Cross(rect)


def stops(view: View, room: Room) -> Iterable[Mark]:
    """An octagon at the place where the packet ends."""
    if view.places[-1].stops:
        yield StopMark(room.claim(view.places[-1].symbol, _STOP, _STOP_SPOTS))


def badges(view: View, room: Room) -> Iterable[Mark]:
    """The number of each place."""
    for place in view.places:
        colour = PUBLIC_TEXT if place.zone is Zone.PUBLIC else PRIVATE
        yield Badge(
            place.number, room.claim(place.symbol, _BADGE, _BADGE_SPOTS), colour, place.number == view.step
        )


def shields(view: View, room: Room) -> Iterable[Mark]:
    """What groups and ACLs decided at a place, side by side; one shield for all where room is scarce."""
    for place in view.places:
        hops = [hop for hop in place.hops if hop.layer in FILTERS]
        if hops:
            yield from _shields(view, place, hops, room)


def _shields(view: View, place: Place, hops: Sequence[Hop], room: Room) -> Iterable[Mark]:
    for group in ([[hop] for hop in hops], [hops]):
        width = _SHIELD * len(group)
        rect = room.find(place.symbol, (width, _SHIELD + 2), _shield_spots(width), on_symbol=False)
        if rect:
            room.taken.append(rect)
            yield from _in_a_row(view, group, rect)
            return


def _in_a_row(view: View, groups: Sequence[Sequence[Hop]], rect: Rect) -> Iterable[Mark]:
    for number, hops in enumerate(groups):
        left = rect.left + number * _SHIELD
        chosen = any(hop is view.chosen for hop in hops)
        yield Shield(
            all(hop.allowed for hop in hops),
            Rect(left + 1.5, rect.top, left + _SHIELD - 1.5, rect.bottom),
            chosen,
        )


def chosen_halo(view: View) -> Iterable[Mark]:
    """Around the symbol of the highlighted place."""
    if view.place:
        yield Halo(view.place.symbol.rect, HALO, view.place.symbol.kind)


def halos(view: View, layout: Layout) -> Iterable[Mark]:
    """Around what is new."""
    for symbol in layout.symbols:
        if _is_new(view, symbol):
            yield Halo(symbol.rect, NEW, symbol.kind)


def _is_new(view: View, symbol: Symbol) -> bool:
    return bool({symbol.id, symbol.alias} & view.changes.new)


def tags(view: View, layout: Layout, room: Room) -> Iterable[Mark]:
    """A word for what is new, a dashed frame and a word for what is gone."""
    for symbol in layout.symbols:
        if _is_new(view, symbol):
            yield from _tag(symbol, "new", room)
        elif symbol.id in view.changes.gone:
            yield Frame(symbol.rect.grown(3), MUTED, None, dashed=True)
            yield from _tag(symbol, "gone", room)


def _tag(symbol: Symbol, key: str, room: Room) -> Iterable[Mark]:
    size = text_width(label(f"tag.{key}"), bold=True) + 2 * _TAG_PAD, LINE_HEIGHT + 2
    rect = room.find(symbol, size, _TAG_SPOTS, on_symbol=False)
    if rect:
        room.taken.append(rect)
        yield from tag(key, rect.left, rect.top)


def tag(key: str, left: float, top: float) -> Iterable[Mark]:
    """The word in a frame of its own, as high as a line of text and two pixels."""
    text = label(f"tag.{key}")
    new = key == "new"
    right = left + text_width(text, bold=True) + 2 * _TAG_PAD
    frame = Rect(left, top, right, top + LINE_HEIGHT + 2)
    yield Frame(frame, NEW if new else MUTED, WHITE, dashed=not new, width=1.6)
    yield written(text, left + _TAG_PAD, top + 1, colour=NEW_TEXT if new else MUTED, bold=True)
