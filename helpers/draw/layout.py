"""Where everything of a picture stands: rules from the network alone, so that highlighting moves nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from helpers.draw import sides
from helpers.draw.columns import Column, columns
from helpers.draw.contents import contents
from helpers.draw.corridors import BELOW
from helpers.draw.folding import MOST, folded
from helpers.draw.geometry import Rect
from helpers.draw.inventory import Inventory, Thing, label
from helpers.draw.measure import text_width
from helpers.draw.palette import LINE_HEIGHT, WIDTH
from helpers.draw.parts import Box, Symbol, TextLine, placed, title
from helpers.draw.rows import CORRIDOR, SubnetFrame, rows_of
from helpers.network import Network

__all__ = ["Box", "Layout", "Symbol", "TextLine", "layout"]

_EDGE, _PAD = 10.0, 10.0
_RIGHT = WIDTH - _EDGE - 12
_LABEL_ROOM = 26.0
_ROUTER_ROOM = 122.0
_LEAST_BORDER = 560.0
_BEFORE_ROUTER = 62.0
"""From the zones to the router's middle: a road, and an arrow."""
_BESIDE_ROUTER = 44.0
"""From the router's middle to a gateway below it: past the router's label."""
_WIDEST_BORDER_LABEL = 144.0
_ABOVE_LOWER_BORDER = 62.0
"""From the zones to a gateway's middle on the lower border: a road, and its arrow."""
_TALLEST = 1000.0
"""From this height on, more of what is alike in a subnet is counted instead of drawn."""


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


def layout(
    *networks: Network,
    vpc_id: str | None = None,
    services: Iterable[str] = (),
    keep: Collection[str] = (),
) -> Layout:
    """Places for everything in one VPC of the networks' union, the same for the same input.

    A picture that would be very tall counts some of the instances and interfaces that stand together
    in a subnet instead of drawing each.

    Args:
        networks: states of the network that share the picture.
        vpc_id: the VPC to draw; None takes the one with the most in it.
        services: names such as com.amazonaws.ap-northeast-2.sqs to show besides S3 and those
            that endpoints lead to.
        keep: ids of components that are never only counted, such as those of a path.

    Raises:
        NetworkError: there is no VPC to draw.
    """
    inventory = contents(networks, vpc_id, services)
    tried: list[Layout] = []
    for most in MOST:
        tried.append(_Placing(folded(inventory, keep, most)).layout())
        if tried[-1].height <= _TALLEST:
            return tried[-1]
    return min(tried, key=lambda drawn: drawn.height)


class _Placing:
    """One run of the rules, from left to right and from top to bottom."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.services = sides.column_of(inventory, _RIGHT)
        self.border_label = self._border_label()
        half = self.border_label / 2
        room = self.services.left - 2 * half - 12 - _ROUTER_ROOM - 2 * _EDGE - _PAD
        self.columns = columns(inventory, 2 * _EDGE + _PAD, room)
        self.zones_right = max((column.right for column in self.columns), default=200.0)
        self.border = max(self.zones_right + _ROUTER_ROOM + half, _LEAST_BORDER)
        self.rows, self.router_y = rows_of(inventory, self.columns, 3 * _LABEL_ROOM + 8)
        ends = [row.bottom for row in self.rows]
        self.zones_bottom = max([*ends, self.router_y + CORRIDOR / 2]) + 8
        self.router_x = self.zones_right + _BEFORE_ROUTER
        self.router_x += (self.border - half - self.zones_right - _ROUTER_ROOM) / 3

    def _border_label(self) -> float:
        widths = [text_width(line) for thing in self.inventory.border for line in thing.lines]
        return min(max(widths or [_WIDEST_BORDER_LABEL]), _WIDEST_BORDER_LABEL)

    def _heights(self) -> sides.Heights:
        ys = {row.kind: row.symbol_y for row in reversed(self.rows)}
        first = self.rows[0].symbol_y if self.rows else 150.0
        return sides.Heights(ys.get("public", first), ys.get("private", first), self.zones_bottom)

    def layout(self) -> Layout:
        """The finished layout."""
        inventory, column = self.inventory, self.services
        right = sides.right_side(inventory, column, self._heights(), self.border, self.border_label)
        vpc_bottom = self._vpc_bottom(right)
        below = tuple(sides.on_lower_border(inventory.below, self.router_x + _BESIDE_ROUTER, vpc_bottom))
        region_bottom = max([vpc_bottom, right.bottom, *(symbol.bottom for symbol in below)]) + 10
        networks = tuple(sides.under_the_region(inventory, below, region_bottom))
        foreign = tuple(sides.foreign_services(inventory, column, region_bottom))
        ends = [symbol.bottom + sides.ADDRESS_ROOM for symbol in foreign] + [s.bottom for s in networks]
        boxes = (
            *self._frames(vpc_bottom, region_bottom),
            *sides.service_boxes(inventory, column, right.services, foreign),
        )
        symbols = (*self._inside(), self._router(), *right.symbols, *below, *networks, *foreign)
        return Layout(inventory.vpc.id, WIDTH, max([region_bottom, *ends]) + 4, boxes, symbols)

    def _vpc_bottom(self, right: sides.RightSide) -> float:
        """Below everything in it; level with the services unless gateways on it need the room."""
        if self.inventory.below:
            ends = [symbol.bottom + _ABOVE_LOWER_BORDER / 2 for symbol in right.border]
            return max([self.zones_bottom + _ABOVE_LOWER_BORDER, self.router_y + 80, *ends])
        return max(self.zones_bottom + BELOW, self.router_y + 80, right.bottom)

    def _inside(self) -> Iterable[Symbol]:
        for row in self.rows:
            for cell in row.cells:
                yield placed(cell.thing, cell.x, cell.y, cell.width)

    def _router(self) -> Symbol:
        lines = tuple(label("router").split("\n"))
        thing = Thing(f"router/{self.inventory.vpc.id}", "router", lines)
        return placed(thing, self.router_x, self.router_y, 90.0)

    # ------------------------------------------------------------------ frames

    def _frames(self, vpc_bottom: float, region_bottom: float) -> Iterable[Box]:
        vpc = self.inventory.vpc
        region = Rect(_EDGE, 2.0, WIDTH - _EDGE, region_bottom)
        yield Box("region", vpc.region, region, (title(label("region", region=vpc.region), region),))
        frame = Rect(2 * _EDGE, _LABEL_ROOM + 4, self.border, vpc_bottom)
        ranges = ", ".join(map(str, vpc.cidrs))
        text = label("vpc", name=self.inventory.vpc_name, ranges=ranges)
        yield Box("vpc", vpc.id, frame, (title(text, frame),))
        for column in self.columns:
            yield self._zone(column)
        for row in self.rows:
            for subnet in row.subnets:
                hidden = self.inventory.hidden.get(subnet.id, ())
                yield Box(row.kind, subnet.id, subnet.rect, tuple(_subnet_lines(subnet)), hidden)

    def _zone(self, column: Column) -> Box:
        rect = Rect(column.left, 2 * _LABEL_ROOM + 6, column.right, self.zones_bottom)
        forms = [label(form, zone=column.zone) for form in ("zone", "zone-short")]
        fitting = [text for text in forms if text_width(text) <= rect.width - 16]
        text = (fitting[0] if fitting else column.zone) if column.zone else label("zone-unknown")
        return Box("zone", column.zone, rect, (title(text, rect, bold=False),))


def _subnet_lines(subnet: SubnetFrame) -> Iterable[TextLine]:
    for number, text in enumerate(subnet.lines):
        yield title(text, subnet.rect, number, bold=number == 0)
    if subnet.foot:
        rect = subnet.rect
        yield title(subnet.foot, Rect(rect.left, rect.bottom - LINE_HEIGHT - 8, rect.right, rect.bottom))
