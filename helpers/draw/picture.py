"""The picture of one path: the layout's marks, with the path's roads, numbers and words on top."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from helpers.draw.free_room import first_free
from helpers.draw.geometry import Rect, around
from helpers.draw.inventory import is_gone, is_public, label
from helpers.draw.layout import Box, Layout, Symbol
from helpers.draw.measure import text_width
from helpers.draw.palette import (
    BOXES,
    INK,
    LINE_HEIGHT,
    MUTED,
    PAPER,
    PRIVATE,
    PUBLIC,
    PUBLIC_TEXT,
    WHITE,
)
from helpers.draw.places import Place
from helpers.draw.roads import End, Roads
from helpers.draw.scene import Badge, Frame, Icon, Mark, Road, StopMark, Text, written
from helpers.draw.words import service_address
from helpers.network import Subnet
from helpers.path import Path, Zone

_FADED = 0.32
_BADGE, _STOP = 24.0, 27.0
_AIR = 4.0
"""Free room around a word on a road, where there is room enough."""


def drawing(layout: Layout, path: Path, places: Sequence[Place], step: int | None) -> tuple[Mark, ...]:
    """Everything of the picture above the tables, in the order of painting."""
    return _Picture(layout, path, tuple(places), step).marks()


@dataclass(frozen=True)
class _Picture:
    layout: Layout
    path: Path
    places: tuple[Place, ...]
    step: int | None

    def marks(self) -> tuple[Mark, ...]:
        boxes = [box for box in self.layout.boxes if self._exists(box)]
        symbols = [symbol for symbol in self.layout.symbols if self._stands(symbol)]
        texts = [*self._titles(boxes), *self._labels(symbols)]
        roads = self._roads()
        taken = [text.rect for text in texts] + [symbol.rect for symbol in symbols]
        overlays = list(self._overlays(taken, roads))
        return (*self._frames(boxes), *roads, *self._icons(symbols), *texts, *overlays)

    # ------------------------------------------------------------------ what stands in this state

    def _exists(self, box: Box) -> bool:
        own = {subnet.id for subnet in self.path.network.subnets}
        return box.kind not in ("public", "private") or box.id in own

    def _stands(self, symbol: Symbol) -> bool:
        """Two states share a layout: what this one lacks leaves its place empty."""
        network = self.path.network
        if symbol.kind in ("router", "internet") or "." in symbol.id:
            return True
        targets = (r.target for t in network.route_tables for r in t.routes)
        own = symbol.behind or symbol.id
        return own in {c.id for c in network.components if not is_gone(c)} or own in targets

    @property
    def _used(self) -> frozenset[str]:
        return frozenset(place.symbol.id for place in self.places)

    # ------------------------------------------------------------------ the layout's own marks

    def _kind(self, box: Box) -> str:
        subnet = self.path.network.get(Subnet, box.id, self.path.region)
        return ("public" if is_public(self.path.network, subnet) else "private") if subnet else box.kind

    def _frames(self, boxes: Iterable[Box]) -> Iterable[Frame]:
        for box in boxes:
            style = BOXES[self._kind(box)]
            yield Frame(box.rect, style.line, style.fill, style.dashed)

    def _titles(self, boxes: Iterable[Box]) -> Iterable[Text]:
        for box in boxes:
            kind = self._kind(box)
            for number, line in enumerate(box.lines):
                swapped = kind != box.kind and number == 0
                text = label(f"{kind}-subnet") if swapped else line.text
                yield Text(text, line.rect, BOXES[kind].text, line.bold)

    def _icons(self, symbols: Iterable[Symbol]) -> Iterable[Icon]:
        chosen = {place.symbol.id for place in self.places if place.number == self.step}
        for symbol in symbols:
            share = 1.0 if symbol.id in self._used else _FADED
            yield Icon(symbol.kind, symbol.rect, share, symbol.id in chosen, symbol.id)

    def _labels(self, symbols: Iterable[Symbol]) -> Iterable[Text]:
        border = next(box.rect.right for box in self.layout.boxes if box.kind == "vpc")
        for symbol in symbols:
            paper = PAPER if symbol.x == border else None
            for number, line in enumerate(symbol.lines):
                main = number == 0 or symbol.kind == "router"
                colour = INK if main and symbol.id in self._used else MUTED
                yield Text(line.text, line.rect, colour, paper=paper)
        yield from self._address()

    def _address(self) -> Iterable[Text]:
        """The address at which the packet found the service, in the room that the layout keeps for it."""
        last = self.places[-1]
        text = service_address(self.path, self.places)
        if text is None:
            return
        top = last.symbol.lines[-1].rect.bottom
        yield written(text, last.symbol.x - text_width(text) / 2, top, colour=MUTED)

    # ------------------------------------------------------------------ the path

    def _roads(self) -> tuple[Road, ...]:
        texts = [line.rect for box in self.layout.boxes for line in box.lines]
        texts += [line.rect for symbol in self.layout.symbols for line in symbol.lines]
        texts += [text.rect for text in self._address()]
        bounds = Rect(0, 0, self.layout.width, self.layout.height)
        frames = [box.rect for box in self.layout.boxes]
        roads = Roads((symbol.rect for symbol in self.layout.symbols), texts, frames, bounds)
        turns = [self._turns_back(place) for place in self.places]
        return tuple(
            self._road(roads, place, after, paired=turns[n] or turns[n + 1])
            for n, (place, after) in enumerate(pairwise(self.places))
        )

    def _road(self, roads: Roads, place: Place, after: Place, *, paired: bool) -> Road:
        points = roads.lay(End(place.symbol.rect, paired), End(after.symbol.rect, paired))
        dashed = place.zone is Zone.PUBLIC
        return Road(points, _COLOUR[place.zone], dashed, place.symbol.id, after.symbol.id)

    def _turns_back(self, place: Place) -> bool:
        """Does the packet come from the very place to which it goes on?"""
        around_it = self.places[max(place.number - 2, 0) : place.number + 1 : 2]
        return 1 < place.number < len(self.places) and around_it[0].symbol is around_it[-1].symbol

    # ------------------------------------------------------------------ numbers and words on the roads

    def _overlays(self, taken: list[Rect], roads: Sequence[Road]) -> Iterable[Mark]:
        lines = [_stretch(start, end) for road in roads for start, end in pairwise(road.points)]
        for place in self.places:
            if place.stops:
                yield StopMark(_claimed(place.symbol, _STOP, taken, lines, _STOP_FIRST))
            rect = _claimed(place.symbol, _BADGE, taken, lines, _BADGE_FIRST)
            after = place.zone is Zone.PUBLIC
            yield Badge(place.number, rect, PUBLIC_TEXT if after else PRIVATE, place.number == self.step)
        yield from self._zone_words(taken, lines, roads)

    def _zone_words(self, taken: list[Rect], lines: Sequence[Rect], roads: Sequence[Road]) -> Iterable[Text]:
        for zone, colour in ((Zone.PUBLIC, PUBLIC_TEXT), (Zone.AWS, PRIVATE)):
            legs = [r for r, place in zip(roads, self.places, strict=False) if place.zone is zone]
            words = label("public" if zone is Zone.PUBLIC else "private")
            for text, rect in self._zone_lines(words, legs, [*taken, *lines]):
                taken.append(rect)
                yield written(text, rect.left, rect.top, colour=colour, bold=True, paper=WHITE)

    def _zone_lines(
        self, words: str, legs: Sequence[Road], taken: Sequence[Rect]
    ) -> Iterable[tuple[str, Rect]]:
        """Beside the longest stretch that has room: in one line, else two, at worst over a frame's edge."""
        bounds = Rect(0, 0, self.layout.width, self.layout.height)
        roomy = (*(rect.grown(_AIR) for rect in taken), *self._borders())
        for avoided in (roomy, tuple(taken)):
            for texts in ((words,), tuple(words.split())):
                width = max(text_width(text, bold=True) for text in texts) + 2
                spots = (spot for leg in legs for spot in _beside(leg, width, LINE_HEIGHT * len(texts)))
                rect = first_free(spots, avoided, bounds)
                if rect:
                    tops = (rect.top + LINE_HEIGHT * n for n in range(len(texts)))
                    return [
                        (t, Rect(rect.left, y, rect.right, y + LINE_HEIGHT))
                        for t, y in zip(texts, tops, strict=False)
                    ]
        return []

    def _borders(self) -> Iterable[Rect]:
        """The edges of the frames, over which no word should lie."""
        for box in self.layout.boxes:
            rect = box.rect
            for x in (rect.left, rect.right):
                yield Rect(x - 3, rect.top, x + 3, rect.bottom)
            for y in (rect.top, rect.bottom):
                yield Rect(rect.left, y - 3, rect.right, y + 3)


_COLOUR = {Zone.PRIVATE: PRIVATE, Zone.PUBLIC: PUBLIC, Zone.AWS: PRIVATE}
_BADGE_FIRST = (
    *((-1, -1), (1, -1), (1, 1), (-1, 1), (0, -1.6), (1.6, 0), (-1.6, 0)),
    *(
        (-1.6, -1),
        (1.6, -1),
        (1.6, 1),
        (-1.6, 1),
        (-1, -1.7),
        (1, -1.7),
        (2.1, 0),
        (-2.1, 0),
        (2.2, 1),
        (-2.2, 1),
    ),
)
_STOP_FIRST = ((1.6, 0), (1, -1), (1, 1), (-1, 1), (-1.6, 0), (0, -1.6))


def _stretch(start: tuple[float, float], end: tuple[float, float]) -> Rect:
    xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Rect(xs[0], ys[0], xs[1], ys[1]).grown(4)


def _claimed(
    symbol: Symbol,
    size: float,
    taken: list[Rect],
    lines: Sequence[Rect],
    directions: Sequence[tuple[float, float]],
) -> Rect:
    """A free spot at the symbol's corner, else beside it; it is taken from then on."""
    width, height = symbol.rect.width / 2 + 1, symbol.rect.height / 2 + 1
    spots = [around(symbol.x + dx * width, symbol.y + dy * height, size, size) for dx, dy in directions]
    others = [rect for rect in taken if rect != symbol.rect]
    spot = first_free(spots, [*others, *lines]) or spots[0]
    taken.append(spot)
    return spot


def _beside(road: Road, width: float, height: float) -> Iterable[Rect]:
    """Spots along a road, the longest stretch first: above and below, or left and right of it."""
    stretches = sorted(pairwise(road.points), key=lambda s: -abs(s[0][0] - s[1][0]) - abs(s[0][1] - s[1][1]))
    for (x1, y1), (x2, y2) in stretches:
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
            x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
            off_x, off_y = (0.0, height / 2 + 9) if y1 == y2 else (width / 2 + 10, 0.0)
            yield around(x - off_x, y - off_y, width, height)
            yield around(x + off_x, y + off_y, width, height)
