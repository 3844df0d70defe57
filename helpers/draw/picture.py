"""The picture of one path: the layout's marks, with the path's roads, numbers and words on top."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from helpers.draw import overlays
from helpers.draw.geometry import Rect
from helpers.draw.inventory import is_gone, is_public, label
from helpers.draw.layout import Box, Layout, Symbol
from helpers.draw.measure import text_width
from helpers.draw.palette import BOXES, INK, MUTED, PAPER, PRIVATE, PUBLIC
from helpers.draw.plan import Corners, Plan, planned
from helpers.draw.road_words import Leg, road_words
from helpers.draw.scene import Frame, Icon, Mark, Road, Text, written
from helpers.draw.view import View
from helpers.draw.words import service_address
from helpers.network import Subnet
from helpers.path import Zone

_FADED, _GHOST = 0.32, 0.16


@dataclass(frozen=True)
class Drawing:
    """The marks of a picture in the order of painting.

    `ground` is the same whichever hop is chosen; `top` lies on it.
    """

    ground: tuple[Mark, ...]
    top: tuple[Mark, ...]


def drawing(layout: Layout, view: View) -> Drawing:
    """Everything of the picture above the tables."""
    return _Picture(layout, view).marks()


@dataclass(frozen=True)
class _Picture:
    layout: Layout
    view: View

    def marks(self) -> Drawing:
        boxes = [box for box in self.layout.boxes if self._exists(box)]
        symbols = [symbol for symbol in self.layout.symbols if self._stands(symbol) or self._is_gone(symbol)]
        texts = [*self._titles(boxes), *self._labels(symbols)]
        address = next((t.rect for t in self._address()), None)
        plan = planned(self.layout, self.view.path, self.view.places, address)
        taken = [text.rect for text in texts] + [symbol.rect for symbol in symbols]
        room = overlays.Room(taken, plan.lines, Rect(0, 0, self.layout.width, self.layout.height))
        crosses = list(overlays.crosses(plan.stub, room))
        stops = list(overlays.stops(self.view, room))
        words = list(road_words(self.layout, tuple(self._legs(plan.roads)), room.taken))
        badges = list(overlays.badges(self.view, room))
        tags = list(overlays.tags(self.view, self.layout, room))
        shields = overlays.shields(self.view, room)
        lines = self._roads(plan)
        halos = overlays.halos(self.view, self.layout)
        ground = (
            *self._frames(boxes),
            *halos,
            *lines,
            *self._icons(symbols),
            *texts,
            *words,
            *tags,
            *crosses,
        )
        return Drawing(ground, (*overlays.chosen_halo(self.view), *stops, *badges, *shields))

    # ------------------------------------------------------------------ what stands in this state

    def _exists(self, box: Box) -> bool:
        own = {subnet.id for subnet in self.view.path.network.subnets}
        return box.kind not in ("public", "private") or box.id in own

    def _stands(self, symbol: Symbol) -> bool:
        """Two states share a layout: what this one lacks leaves its place empty, or a ghost in it."""
        network = self.view.path.network
        if symbol.kind in ("router", "internet") or "." in symbol.id:
            return True
        targets = (r.target for t in network.route_tables for r in t.routes)
        own = symbol.behind or symbol.id
        return own in {c.id for c in network.components if not is_gone(c)} or own in targets

    def _is_gone(self, symbol: Symbol) -> bool:
        return symbol.id in self.view.changes.gone

    @property
    def _used(self) -> frozenset[str]:
        return frozenset(place.symbol.id for place in self.view.places)

    # ------------------------------------------------------------------ the layout's own marks

    def _kind(self, box: Box) -> str:
        path = self.view.path
        subnet = path.network.get(Subnet, box.id, path.region)
        return ("public" if is_public(path.network, subnet) else "private") if subnet else box.kind

    def _frames(self, boxes: Iterable[Box]) -> Iterable[Frame]:
        for box in boxes:
            style = BOXES[self._kind(box)]
            yield Frame(box.rect, style.line, style.fill, style.dashed)

    def _titles(self, boxes: Iterable[Box]) -> Iterable[Text]:
        for box in boxes:
            kind = self._kind(box)
            texts = [line.text for line in box.lines]
            if kind != box.kind:
                short = texts[0] == label(f"{box.kind}-subnet-short")
                texts[0] = label(f"{kind}-subnet{'-short' if short else ''}")
            if box.hidden:
                texts[-1] = self._hidden(box)
            for text, line in zip(texts, box.lines, strict=True):
                if text:
                    yield Text(text, line.rect, BOXES[kind].text, line.bold)

    def _hidden(self, box: Box) -> str:
        """How many of a box's things are not drawn; of two states each has its own number."""
        own = {component.id for component in self.view.path.network.components if not is_gone(component)}
        count = len(own & set(box.hidden))
        if count == len(box.hidden):
            return box.lines[-1].text
        return label("more.mixed", count=count) if count else ""

    def _icons(self, symbols: Iterable[Symbol]) -> Iterable[Icon]:
        for symbol in symbols:
            share = 1.0 if symbol.id in self._used else _FADED
            yield Icon(symbol.kind, symbol.rect, _GHOST if self._is_gone(symbol) else share, symbol.id)

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
        found = service_address(self.view.path, self.view.places)
        if found:
            symbol, text = found
            top = symbol.lines[-1].rect.bottom
            yield written(text, symbol.x - text_width(text) / 2, top, colour=MUTED)

    # ------------------------------------------------------------------ the path

    def _legs(self, roads: Sequence[Corners]) -> Iterable[Leg]:
        """The roads on which the packet travels."""
        for place, points in zip(self.view.places, roads, strict=False):
            yield Leg(points, place.zone)

    def _roads(self, plan: Plan) -> Iterable[Road]:
        for (place, after), points in zip(pairwise(self.view.places), plan.roads, strict=True):
            public = place.zone is Zone.PUBLIC
            colour = PUBLIC if public else PRIVATE
            yield Road(points, colour, public, place.symbol.id, after.symbol.id)
        if plan.stub:
            yield Road(plan.stub, MUTED, start_id=self.view.places[-1].symbol.id, arrow=False)
