"""How wide each Availability Zone is."""

from dataclasses import dataclass

from helpers.draw.inventory import Inventory, Thing, drawn_name
from helpers.draw.measure import text_width
from helpers.draw.palette import SYMBOL_SIZE
from helpers.network import Subnet

GAP, PAD = 7.0, 5.0
CELL_GAP = 10.0
_SMALLEST = 118.0


@dataclass(frozen=True, slots=True)
class Column:
    """An Availability Zone between its left and right edge."""

    zone: str
    left: float
    right: float


def cell_width(thing: Thing) -> float:
    """The room that a symbol with its label wants."""
    return max([SYMBOL_SIZE + 16, *map(text_width, thing.lines)]) + CELL_GAP


def columns(inventory: Inventory, left: float, room: float) -> tuple[Column, ...]:
    """The zones side by side from `left` on, each as wide as it wants as long as `room` allows."""
    zones = sorted({subnet.availability_zone for subnet in inventory.subnets})
    ideal = [_ideal(inventory, zone) for zone in zones]
    least = [_least(inventory, zone) for zone in zones]
    widths = _shared(ideal, least, room - GAP * (len(zones) - 1))
    found = []
    for zone, width in zip(zones, widths, strict=True):
        found.append(Column(zone, left, left + width))
        left += width + GAP
    return tuple(found)


def _shared(ideal: list[float], least: list[float], room: float) -> list[float]:
    if sum(ideal) <= room:
        return ideal
    if sum(least) >= room:
        return [room * width / sum(least) for width in least]
    share = (room - sum(least)) / (sum(ideal) - sum(least))
    return [low + share * (high - low) for low, high in zip(least, ideal, strict=True)]


def _ideal(inventory: Inventory, zone: str) -> float:
    """Everything of a subnet in one row, its name and range in one line."""
    own = [subnet for subnet in inventory.subnets if subnet.availability_zone == zone]
    return max(_subnet_width(inventory, subnet) for subnet in own) + 4 * PAD


def _subnet_width(inventory: Inventory, subnet: Subnet) -> float:
    cells = sum(cell_width(thing) for thing in inventory.inside if thing.subnet_id == subnet.id)
    return max(cells, text_width(subnet_line(subnet)) + 12 if cells else 0.0, _SMALLEST)


def _least(inventory: Inventory, zone: str) -> float:
    """One symbol beside no other, long names cut, ranges and addresses whole."""
    own = {s.id: s for s in inventory.subnets if s.availability_zone == zone}
    cells = [min(cell_width(t), _SMALLEST) for t in inventory.inside if t.subnet_id in own]
    ranges = [text_width(str(subnet.cidr_block)) + 16 for subnet in own.values()]
    return max([*cells, *ranges, _SMALLEST]) + 4 * PAD


def subnet_line(subnet: Subnet) -> str:
    """Name and range in one line."""
    return f"{drawn_name(subnet.id, subnet.name)} · {subnet.cidr_block}"
