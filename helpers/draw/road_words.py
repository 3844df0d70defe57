"""The words beside a road, with a lock for private addresses and a globe for public ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from helpers.draw.free_room import first_free
from helpers.draw.geometry import Point, Rect
from helpers.draw.inventory import label
from helpers.draw.layout import Layout
from helpers.draw.measure import text_width
from helpers.draw.palette import LINE_HEIGHT, PRIVATE, PUBLIC_TEXT, WHITE
from helpers.draw.scene import Mark, Pictogram, written
from helpers.path import Zone

_AIR = 4.0
"""Free room around a word on a road, where there is room enough."""

_SIGN = 15.0
_SIGN_ROOM = _SIGN + 5.0
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)

Corners = Sequence[Point]


@dataclass(frozen=True)
class Leg:
    """A road, and the zone in which the packet travels on it."""

    points: tuple[Point, ...]
    zone: Zone


@dataclass(frozen=True)
class _Kind:
    key: str
    sign: str
    colour: str
    zones: tuple[Zone, ...]


_KINDS = (
    _Kind("public", "globe", PUBLIC_TEXT, (Zone.PUBLIC,)),
    _Kind("private", "lock", PRIVATE, (Zone.AWS,)),
    _Kind("private", "lock", PRIVATE, (Zone.PRIVATE,)),
)


def road_words(layout: Layout, legs: Sequence[Leg], taken: list[Rect]) -> Iterable[Mark]:
    """One word for each kind of stretch, at its longest part that has room; `taken` grows by them.

    What travels to AWS privately is named there, and the way inside the VPC then needs no word.
    """
    lines = [stretch(a, b) for leg in legs for a, b in pairwise(leg.points)]
    said: set[str] = set()
    for kind in _KINDS:
        own = [leg.points for leg in legs if leg.zone in kind.zones]
        if own and kind.key not in said:
            said.add(kind.key)
            yield from _said(layout, kind, own, taken, lines)


def _said(
    layout: Layout, kind: _Kind, roads: Sequence[Corners], taken: list[Rect], lines: Sequence[Rect]
) -> Iterable[Mark]:
    words = label(kind.key)
    bounds = Rect(0, 0, layout.width, layout.height)
    occupied = [*taken, *lines]
    roomy: Sequence[Rect] = (*(rect.grown(_AIR) for rect in occupied), *_borders(layout))
    forms = ((words,), tuple(words.split()))
    tries = [*((form, roomy) for form in forms), *((form, occupied) for form in forms), ((), occupied)]
    for texts, avoided in tries:
        rect = first_free(_spots(roads, texts), avoided, bounds)
        if rect:
            taken.append(rect)
            yield from _marks(kind, texts, rect, None if avoided is roomy else WHITE)
            return


def _spots(roads: Sequence[Corners], texts: Sequence[str]) -> Iterable[Rect]:
    width = _SIGN_ROOM + max((text_width(text, bold=True) + 2 for text in texts), default=-4.0)
    height = LINE_HEIGHT * max(len(texts), 1)
    return (spot for road in roads for spot in beside(road, width, height))


def _marks(kind: _Kind, texts: Sequence[str], rect: Rect, paper: str | None) -> Iterable[Mark]:
    top = rect.top + (LINE_HEIGHT - _SIGN) / 2
    yield Pictogram(kind.sign, Rect(rect.left, top, rect.left + _SIGN, top + _SIGN), kind.colour)
    for n, text in enumerate(texts):
        y = rect.top + n * LINE_HEIGHT
        yield written(text, rect.left + _SIGN_ROOM, y, colour=kind.colour, bold=True, paper=paper)


def _borders(layout: Layout) -> Iterable[Rect]:
    """The edges of the frames, over which no word should lie."""
    for box in layout.boxes:
        rect = box.rect
        for x in (rect.left, rect.right):
            yield Rect(x - 3, rect.top, x + 3, rect.bottom)
        for y in (rect.top, rect.bottom):
            yield Rect(rect.left, y - 3, rect.right, y + 3)


def stretch(start: Point, end: Point) -> Rect:
    """The room that a straight part of a road takes."""
    xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Rect(xs[0], ys[0], xs[1], ys[1]).grown(4)


def beside(road: Corners, width: float, height: float) -> Iterable[Rect]:
    """Spots along a road, the longest stretch first: above and below, or left and right of it."""
    stretches = sorted(pairwise(road), key=lambda s: -abs(s[0][0] - s[1][0]) - abs(s[0][1] - s[1][1]))
    for (x1, y1), (x2, y2) in stretches:
        for share in _SHARES:
            x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
            off_x, off_y = (0.0, height / 2 + 9) if y1 == y2 else (width / 2 + 10, 0.0)
            for side in (-1, 1):
                left, top = x + side * off_x - width / 2, y + side * off_y - height / 2
                yield Rect(left, top, left + width, top + height)
