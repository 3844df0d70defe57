"""Where everything of a picture stands: rules from the network alone, so that highlighting moves nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from helpers.draw.columns import Column, columns
from helpers.draw.geometry import Rect, around
from helpers.draw.inventory import INTERNET, Inventory, Thing, label, taken
from helpers.draw.measure import fitted, text_width
from helpers.draw.palette import LINE_HEIGHT, SYMBOL_SIZE, WIDTH
from helpers.draw.rows import rows_of
from helpers.network import Network

_EDGE, _PAD = 10.0, 10.0
_RIGHT = WIDTH - _EDGE - 12
_LABEL_ROOM = 26.0
_SPACING = SYMBOL_SIZE + 2 * LINE_HEIGHT + 30
_CLOUD = (96.0, 44.0)
_ROUTER_ROOM = 130.0
_LEAST_BORDER = 560.0
_BEFORE_ROUTER = 68.0
"""From the zones to the router's middle: two roads side by side, and an arrow."""
_WIDEST_ADDRESS = "203.0.113.255"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text and the room that it takes; `anchor` is left or center."""

    text: str
    rect: Rect
    bold: bool = False
    anchor: str = "left"


@dataclass(frozen=True, slots=True)
class Box:
    """A frame: region, vpc, zone, public, private or services, with its title lines."""

    kind: str
    id: str
    rect: Rect
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A thing's symbol around (x, y), and its label; `alias` another id for it."""

    id: str
    kind: str
    x: float
    y: float
    rect: Rect
    lines: tuple[TextLine, ...]
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture's geometry in pixels, y downwards; `vpc_id` is the VPC that it shows."""

    vpc_id: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    symbols: tuple[Symbol, ...]

    def symbol(self, place_id: str) -> Symbol:
        """The symbol at which a hop is shown; what has none of its own is shown at the router."""
        ids = (place_id, f"router/{self.vpc_id}")
        return next(s for i in ids for s in self.symbols if i and i in (s.id, s.alias))


def layout(*networks: Network, vpc_id: str | None = None, services: Iterable[str] = ()) -> Layout:
    """Places for everything in one VPC of the networks' union, the same for the same input.

    Args:
        networks: states of the network that share the picture.
        vpc_id: the VPC to draw; None takes the one with the most in it.
        services: names such as com.amazonaws.ap-northeast-2.sqs to show besides S3 and those
            that endpoints lead to.

    Raises:
        NetworkError: there is no VPC to draw.
    """
    return _Placing(taken(networks, vpc_id, services)).layout()


def _title(text: str, rect: Rect, line: int = 0, *, bold: bool = True) -> TextLine:
    """A title line at the top left inside a frame."""
    shown = fitted(text, rect.width - 16, bold=bold)
    left, top = rect.left + 8, rect.top + 4 + line * LINE_HEIGHT
    return TextLine(shown, Rect(left, top, left + text_width(shown, bold=bold), top + LINE_HEIGHT), bold)


def _lines(texts: Iterable[str], x: float, top: float, width: float) -> tuple[TextLine, ...]:
    shown = [fitted(text, width) for text in texts]
    return tuple(
        TextLine(
            text, around(x, top + (n + 0.5) * LINE_HEIGHT, text_width(text), LINE_HEIGHT), anchor="center"
        )
        for n, text in enumerate(shown)
    )


def placed(thing: Thing, x: float, y: float, width: float) -> Symbol:
    """A thing's symbol with its label below, cut to `width`."""
    rect = around(x, y, SYMBOL_SIZE, SYMBOL_SIZE)
    lines = _lines(thing.lines, x, rect.bottom + 3, width)
    return Symbol(thing.id, thing.kind, x, y, rect, lines, thing.alias)


class _Placing:
    """One run of the rules, from left to right and from top to bottom."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        half = max(self._service_widths()) / 2 + 10
        self.services_x = _RIGHT - half
        self.services_left = self.services_x - half
        self.half_label = max([text_width(t) for b in inventory.border for t in b.lines] or [120.0]) / 2
        self.half_label = min(self.half_label, 72.0)
        self.border_limit = self.services_left - self.half_label - 12
        room = self.border_limit - self.half_label - _ROUTER_ROOM - 2 * _EDGE - _PAD
        self.columns = columns(inventory, 2 * _EDGE + _PAD, room)
        self.zones_right = max((column.right for column in self.columns), default=200.0)
        self.border = max(self.zones_right + _ROUTER_ROOM + self.half_label, _LEAST_BORDER)
        self.rows = rows_of(inventory, self.columns, 3 * _LABEL_ROOM + 8)
        self.zones_bottom = (self.rows[-1].bottom if self.rows else 3 * _LABEL_ROOM + 60) + 8
        self.router_y = self._router_y()

    def _service_widths(self) -> Iterable[float]:
        for thing in (*self.inventory.services, *self.inventory.foreign):
            yield from map(text_width, thing.lines)
        yield text_width(_WIDEST_ADDRESS)
        titles = [label("services"), *(thing.region for thing in self.inventory.foreign)]
        yield from (text_width(title, bold=True) - 4 for title in titles)

    def _row_y(self, kind: str) -> float:
        """The height of the symbols in the first row of public or private subnets."""
        ys = [row.symbol_y for row in self.rows if row.kind == kind]
        return ys[0] if ys else (self.rows[0].symbol_y if self.rows else 150.0)

    def _router_y(self) -> float:
        """Between the public and the private subnets, else in the middle."""
        first_private = next((n for n, row in enumerate(self.rows) if row.kind == "private"), 0)
        if first_private:
            return (self.rows[first_private - 1].bottom + self.rows[first_private].top) / 2
        return (3 * _LABEL_ROOM + self.zones_bottom) / 2

    def layout(self) -> Layout:
        border = tuple(self._border())
        cloud = self._cloud(border)
        services = tuple(self._services(border, cloud))
        vpc_bottom = max([self.zones_bottom + _PAD, self.router_y + 80, *(_bottom(s) + 10 for s in border)])
        region_bottom = max([vpc_bottom, *(_bottom(s) + 2 * LINE_HEIGHT + 10 for s in services)]) + 10
        foreign = tuple(self._foreign(region_bottom))
        height = max([region_bottom, *(_bottom(s) + 2 * LINE_HEIGHT + 10 for s in foreign)]) + 4
        boxes = (*self._frames(vpc_bottom, region_bottom), *self._service_boxes(services, foreign))
        symbols = (*self._inside(), self._router(), *border, cloud, *services, *foreign)
        return Layout(self.inventory.vpc.id, WIDTH, height, boxes, symbols)

    # ------------------------------------------------------------------ symbols

    def _inside(self) -> Iterable[Symbol]:
        for row in self.rows:
            for cell in row.cells:
                yield placed(cell.thing, cell.x, cell.y, cell.width)

    def _router(self) -> Symbol:
        vpc_id = self.inventory.vpc.id
        lines = tuple(label("router").split("\n"))
        spare = self.border - self.half_label - self.zones_right - _ROUTER_ROOM
        x = self.zones_right + _BEFORE_ROUTER + spare / 3
        return placed(Thing(f"router/{vpc_id}", "router", lines), x, self.router_y, 90.0)

    def _border(self) -> Iterable[Symbol]:
        """On the VPC's right border: internet gateways beside public rows, the rest beside private ones."""
        y = 0.0
        for thing in self.inventory.border:
            row = "public" if thing.id.startswith("igw-") else "private"
            y = max(self._row_y(row), y + _SPACING if y else 0.0)
            yield placed(thing, self.border, y, 2 * self.half_label)

    def _cloud(self, border: tuple[Symbol, ...]) -> Symbol:
        gateways = [s.y for s in border if s.kind == "internet_gateway"]
        y = gateways[0] if gateways else self._row_y("public")
        x = self.services_x
        rect = around(x, y, *_CLOUD)
        lines = _lines([label("internet")], x, rect.top - LINE_HEIGHT - 4, 2 * (_RIGHT - x))
        return Symbol(INTERNET, "internet", x, y, rect, lines)

    def _services(self, border: tuple[Symbol, ...], cloud: Symbol) -> Iterable[Symbol]:
        """Each service level with its first gateway endpoint, so that the road to it is straight."""
        leads = {thing.id: thing.service for thing in self.inventory.border}
        level = {leads[s.id]: s.y for s in reversed(border) if leads.get(s.id)}
        y = cloud.rect.bottom + 62 - _SPACING
        wanted = sorted(self.inventory.services, key=lambda t: level.get(t.id, 0.0) or self._row_y("private"))
        for thing in wanted:
            y = max(level.get(thing.id, self._row_y("private")), y + _SPACING)
            yield placed(thing, self.services_x, y, 2 * (_RIGHT - self.services_x) - 12)

    def _foreign(self, region_bottom: float) -> Iterable[Symbol]:
        for n, thing in enumerate(self.inventory.foreign):
            y = region_bottom + 32 + SYMBOL_SIZE / 2 + n * (_SPACING + 48)
            yield placed(thing, self.services_x, y, 2 * (_RIGHT - self.services_x) - 12)

    # ------------------------------------------------------------------ frames

    def _frames(self, vpc_bottom: float, region_bottom: float) -> Iterable[Box]:
        vpc = self.inventory.vpc
        region = Rect(_EDGE, 2.0, WIDTH - _EDGE, region_bottom)
        yield Box("region", vpc.region, region, (_title(label("region", region=vpc.region), region),))
        frame = Rect(2 * _EDGE, _LABEL_ROOM + 4, self.border, vpc_bottom)
        ranges = ", ".join(map(str, vpc.cidrs))
        title = label("vpc", name=self.inventory.vpc_name, ranges=ranges)
        yield Box("vpc", vpc.id, frame, (_title(title, frame),))
        for column in self.columns:
            yield self._zone(column)
        for row in self.rows:
            for subnet in row.subnets:
                lines = tuple(
                    _title(text, subnet.rect, n, bold=n == 0) for n, text in enumerate(subnet.lines)
                )
                yield Box(row.kind, subnet.id, subnet.rect, lines)

    def _zone(self, column: Column) -> Box:
        rect = Rect(column.left, 2 * _LABEL_ROOM + 6, column.right, self.zones_bottom)
        forms = [label(form, zone=column.zone) for form in ("zone", "zone-short")]
        fitting = [text for text in forms if text_width(text) <= rect.width - 16]
        text = (fitting[0] if fitting else column.zone) if column.zone else label("zone-unknown")
        return Box("zone", column.zone, rect, (_title(text, rect, bold=False),))

    def _service_boxes(self, services: tuple[Symbol, ...], foreign: tuple[Symbol, ...]) -> Iterable[Box]:
        yield self._service_box("services", label("services"), services)
        for symbol, thing in zip(foreign, self.inventory.foreign, strict=True):
            yield self._service_box(thing.region, thing.region, (symbol,))

    def _service_box(self, box_id: str, text: str, symbols: tuple[Symbol, ...]) -> Box:
        """The title stands at the bottom, as roads come from above."""
        bottom = _bottom(symbols[-1]) + 2 * LINE_HEIGHT + 10
        rect = Rect(self.services_left, symbols[0].rect.top - 20, _RIGHT, bottom)
        title = Rect(rect.left, bottom - LINE_HEIGHT - 8, rect.right, bottom)
        return Box("services", box_id, rect, (_title(text, title),))


def _bottom(symbol: Symbol) -> float:
    return max([symbol.rect.bottom, *(line.rect.bottom for line in symbol.lines)])
