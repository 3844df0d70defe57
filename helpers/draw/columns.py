"""How wide each Availability Zone is."""

from dataclasses import dataclass

from helpers.draw.inventory import Inventory, Thing, label
from helpers.draw.measure import text_width
from helpers.draw.palette import SYMBOL_SIZE

GAP, PAD = 11.0, 5.0
CELL_GAP = 10.0
BESIDE_NAT = 8.0
"""Beside a NAT gateway's label: two roads lead there, and both come from below."""

_SMALLEST, _WITH_CUT_NAME, _LARGEST = 118.0, 122.0, 150.0


@dataclass(frozen=True, slots=True)
class Column:
    """An Availability Zone between its left and right edge."""

    zone: str
    left: float
    right: float


def cell_width(thing: Thing) -> float:
    """The room that a symbol with its label wants; where its name is long, it is cut anyway."""
    room = CELL_GAP + (BESIDE_NAT if thing.kind == "nat_gateway" else 0.0)
    wanted = max([SYMBOL_SIZE + 16, thing.least_width, *map(text_width, thing.lines)]) + room
    return wanted if wanted <= _LARGEST else _WITH_CUT_NAME


def columns(inventory: Inventory, left: float, room: float) -> tuple[Column, ...]:
    """The zones side by side from `left` on, each as wide as it wants as long as `room` allows."""
    zones = sorted({subnet.availability_zone for subnet in inventory.subnets})
    wishes = [[wish(inventory, zone) for zone in zones] for wish in (_least, _in_a_row, _ideal)]
    widths = _shared(wishes, room - GAP * (len(zones) - 1))
    found = []
    for zone, width in zip(zones, widths, strict=True):
        found.append(Column(zone, left, left + width))
        left += width + GAP
    return tuple(found)


def _shared(wishes: list[list[float]], room: float) -> list[float]:
    """As many of the smaller wishes as fit, the cheapest first; those left out share the rest."""
    widths = list(wishes[0])
    if sum(widths) >= room:
        return [room * width / sum(widths) for width in widths]
    for wished in wishes[1:]:
        for zone in sorted(range(len(widths)), key=lambda z: wished[z] - widths[z]):
            if sum(widths) + wished[zone] - widths[zone] <= room:
                widths[zone] = wished[zone]
        missing = [max(want - width, 0.0) for want, width in zip(wished, widths, strict=True)]
        if any(missing):
            share = (room - sum(widths)) / sum(missing)
            return [width + share * more for width, more in zip(widths, missing, strict=True)]
    return widths


def _ideal(inventory: Inventory, zone: str) -> float:
    """Everything of a subnet in one row, its name and range in one line."""
    filled = {thing.subnet_id for thing in inventory.inside}
    own = [s for s in inventory.subnets if s.availability_zone == zone and s.id in filled]
    names = [text_width(inventory.subnet_line(subnet)) + 12 + 4 * PAD for subnet in own]
    return max([*names, text_width(label("zone-short", zone=zone)) + 18, _in_a_row(inventory, zone)])


def _in_a_row(inventory: Inventory, zone: str) -> float:
    """Everything of a subnet in one row."""
    own = [subnet.id for subnet in inventory.subnets if subnet.availability_zone == zone]
    cells = [sum(cell_width(t) for t in inventory.inside if t.subnet_id == subnet) for subnet in own]
    return max(max(cells) + 4 * PAD, _least(inventory, zone))


def _least(inventory: Inventory, zone: str) -> float:
    """One symbol beside no other, long names cut, ranges and addresses whole."""
    own = {s.id: s for s in inventory.subnets if s.availability_zone == zone}
    kinds = ["public" if s in inventory.public_ids else "private" for s in own]
    titles = [text_width(label(f"{kind}-subnet"), bold=True) + 18 for kind in kinds]
    cells = [min(cell_width(t), _SMALLEST) for t in inventory.inside if t.subnet_id in own]
    ranges = [text_width(str(subnet.cidr_block)) + 16 for subnet in own.values()]
    counts = [text_width(inventory.folded[s][-1]) + 16 for s in own if s in inventory.folded]
    return max([*(c + 2 * PAD for c in cells), *ranges, *titles, *counts, text_width(zone) + 6]) + 2 * PAD
