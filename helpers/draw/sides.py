"""What stands outside the subnets: on the VPC's border, at AWS's edge, behind gateways, below the Region.

Right of the VPC is what AWS's network reaches: the internet gateway with the internet, endpoints with
their services, peering connections with their VPCs.  Other networks lie below, outside the Region.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from helpers.draw.geometry import Rect, around
from helpers.draw.inventory import INTERNET, Inventory, Thing, label
from helpers.draw.measure import text_width
from helpers.draw.palette import LINE_HEIGHT, SYMBOL_SIZE
from helpers.draw.parts import Box, Symbol, centred, placed, title

SPACING = SYMBOL_SIZE + 2 * LINE_HEIGHT + 30
_SERVICE_SPACING = SYMBOL_SIZE + 3 + 2 * LINE_HEIGHT + 16
ADDRESS_ROOM = 2 * LINE_HEIGHT + 10
"""Below a service: the address at which a packet finds it, and the frame's title."""

_CLOUD = (96.0, 44.0)
_BELOW_WIDTH, _BELOW_GAP = 156.0, 14.0
_WIDEST_ADDRESS = "203.0.113.255"


@dataclass(frozen=True, slots=True)
class Heights:
    """Where the first rows of public and of private subnets have their symbols, and the zones end."""

    public: float
    private: float
    end: float


@dataclass(frozen=True, slots=True)
class ServiceColumn:
    """The services' column: its middle, its left and its right edge."""

    x: float
    left: float
    right: float

    @property
    def label_room(self) -> float:
        """The width that a label may have."""
        return self.right - self.left - 12


def column_of(inventory: Inventory, right: float) -> ServiceColumn:
    """The column as wide as its widest text."""
    half = max(_widths(inventory)) / 2 + 10
    return ServiceColumn(right - half, right - 2 * half, right)


def _widths(inventory: Inventory) -> Iterable[float]:
    peered = [thing for thing in inventory.beyond if thing.kind == "peered_vpc"]
    for thing in (*inventory.services, *inventory.foreign, *peered):
        yield from (min(text_width(line), _BELOW_WIDTH) for line in thing.lines)
    yield text_width(_WIDEST_ADDRESS)
    titles = [label("services"), *(thing.region for thing in inventory.foreign)]
    yield from (text_width(text, bold=True) - 4 for text in titles)


@dataclass(frozen=True, slots=True)
class RightSide:
    """Symbols on the VPC's right border and right of it."""

    border: tuple[Symbol, ...]
    cloud: Symbol
    services: tuple[Symbol, ...]
    peered: tuple[Symbol, ...]

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """All of them."""
        return (*self.border, self.cloud, *self.services, *self.peered)

    @property
    def bottom(self) -> float:
        """Where the lowest of those outside the VPC ends."""
        return max(self.services[-1].bottom + ADDRESS_ROOM, *(s.bottom + 10 for s in self.symbols))


def right_side(
    inventory: Inventory, column: ServiceColumn, heights: Heights, border: float, width: float
) -> RightSide:
    """Everything on the border at x = `border`, whose labels may be `width` wide, and right of it."""
    peerings = [thing for thing in inventory.border if thing.kind == "peering"]
    others = [thing for thing in inventory.border if thing not in peerings]
    on_border = list(_down(others, heights, border, width))
    cloud = _cloud(on_border, column, heights)
    services = tuple(_services(inventory, on_border, cloud, column, heights))
    peered = []
    above = on_border[-1].bottom + SYMBOL_SIZE / 2 if on_border else 0.0
    y = max(services[-1].bottom + ADDRESS_ROOM + 14, above) + 24
    for thing in peerings:
        on_border.append(placed(thing, border, y, width))
        network = inventory.behind(thing)
        peered += [placed(network, column.x, y, column.label_room)] if network else []
        y = on_border[-1].bottom + 24 + SYMBOL_SIZE / 2
    return RightSide(tuple(on_border), cloud, services, tuple(peered))


def _down(things: Iterable[Thing], heights: Heights, x: float, width: float) -> Iterable[Symbol]:
    """Internet gateways beside public rows, the rest beside private ones."""
    y = 0.0
    for thing in things:
        level = heights.public if thing.kind == "internet_gateway" else heights.private
        y = max(level, y + SPACING if y else 0.0)
        yield placed(thing, x, y, width)


def _cloud(border: Iterable[Symbol], column: ServiceColumn, heights: Heights) -> Symbol:
    gateway = next((s.y for s in border if s.kind == "internet_gateway"), heights.public)
    rect = around(column.x, gateway, *_CLOUD)
    room = 2 * (column.right - column.x)
    texts = label("internet").split("\n")
    lines = centred(texts, column.x, rect.top - len(texts) * LINE_HEIGHT - 4, room)
    return Symbol(INTERNET, "internet", column.x, gateway, rect, lines)


def _services(
    inventory: Inventory, border: Sequence[Symbol], cloud: Symbol, column: ServiceColumn, heights: Heights
) -> Iterable[Symbol]:
    """Each service level with its first gateway endpoint, so that the road to it is straight."""
    leads = {thing.id: thing.service for thing in inventory.border}
    level = {leads[s.id]: s.y for s in reversed(border) if leads.get(s.id)}
    highest = cloud.rect.bottom + 62
    start = heights.private if level else _start(len(inventory.services), highest, heights)
    y = highest - _SERVICE_SPACING
    for thing in sorted(inventory.services, key=lambda t: level.get(t.id, inf)):
        y = max(level.get(thing.id, start), y + _SERVICE_SPACING)
        yield placed(thing, column.x, y, column.label_room)


def _start(count: int, highest: float, heights: Heights) -> float:
    """Beside the private subnets, but higher where services would reach further down than the zones."""
    room = SYMBOL_SIZE / 2 + 3 + LINE_HEIGHT + ADDRESS_ROOM + (count - 1) * _SERVICE_SPACING
    return max(highest, min(heights.private, heights.end - room))


# ---------------------------------------------------------------------- below


def on_lower_border(things: Sequence[Thing], x: float, y: float) -> Iterable[Symbol]:
    """Gateways to other networks on the VPC's lower border, from x to the left."""
    for number, thing in enumerate(things):
        yield placed(thing, x - number * (_BELOW_WIDTH + _BELOW_GAP), y, _BELOW_WIDTH)


def under_the_region(inventory: Inventory, below: Iterable[Symbol], bottom: float) -> Iterable[Symbol]:
    """The networks behind those gateways, each under its own."""
    things = {thing.behind: thing for thing in inventory.beyond}
    for gateway in below:
        if gateway.id in things:
            yield placed(things[gateway.id], gateway.x, bottom + 14 + SYMBOL_SIZE / 2, _BELOW_WIDTH)


def foreign_services(inventory: Inventory, column: ServiceColumn, bottom: float) -> Iterable[Symbol]:
    """Services of other Regions, below the Region's frame."""
    for number, thing in enumerate(inventory.foreign):
        y = bottom + 32 + SYMBOL_SIZE / 2 + number * (SPACING + 48)
        yield placed(thing, column.x, y, column.label_room)


# ---------------------------------------------------------------------- frames of services


def service_boxes(
    inventory: Inventory, column: ServiceColumn, services: Sequence[Symbol], foreign: Sequence[Symbol]
) -> Iterable[Box]:
    """A frame around the Region's services, and one around each of another Region."""
    yield _service_box(column, "services", label("services"), services)
    for symbol, thing in zip(foreign, inventory.foreign, strict=True):
        yield _service_box(column, thing.region, thing.region, (symbol,))


def _service_box(column: ServiceColumn, box_id: str, text: str, symbols: Sequence[Symbol]) -> Box:
    """The title stands at the bottom, as roads come from above."""
    bottom = symbols[-1].bottom + ADDRESS_ROOM
    rect = Rect(column.left, symbols[0].rect.top - 20, column.right, bottom)
    room = Rect(rect.left, bottom - LINE_HEIGHT - 8, rect.right, bottom)
    return Box("services", box_id, rect, (title(text, room),))
