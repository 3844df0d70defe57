"""Subnets in rows across the Availability Zones, public above private, and the symbols in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from helpers.draw.columns import BESIDE_NAT, PAD, Column, cell_width
from helpers.draw.geometry import Rect
from helpers.draw.inventory import Inventory, Thing, label
from helpers.draw.measure import fitted, text_width
from helpers.draw.palette import LINE_HEIGHT, SYMBOL_SIZE
from helpers.network import Subnet

_ROW_GAP = 14.0
CORRIDOR = 46.0
"""Free height between public and private rows: three roads side by side, on the way to the router."""

_LANE = 32.0
"""Free height above each line of symbols, through which roads run."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a symbol: its centre, and the width of its label."""

    thing: Thing
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class SubnetFrame:
    """A subnet's rectangle with its title lines, and what it says at its foot of things not drawn."""

    id: str
    rect: Rect
    lines: tuple[str, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Subnets of one kind at one height, at most one in each Availability Zone."""

    kind: str
    top: float
    bottom: float
    symbol_y: float
    subnets: tuple[SubnetFrame, ...]
    cells: tuple[Cell, ...]


def rows_of(inventory: Inventory, columns: Sequence[Column], top: float) -> tuple[tuple[Row, ...], float]:
    """The rows from `top` downwards, and the middle of the corridor between public and private ones."""
    rows: list[Row] = []
    middle = top
    for kind in ("public", "private"):
        if kind == "private":
            middle = (rows[-1].bottom if rows else top) + CORRIDOR / 2
            top = middle + CORRIDOR / 2
        by_zone = [list(_subnets(inventory, column.zone, kind)) for column in columns]
        for subnets in zip_longest(*by_zone):
            rows.append(_row(inventory, kind, columns, subnets, top))
            top = rows[-1].bottom + _ROW_GAP
    return tuple(rows), middle


def _subnets(inventory: Inventory, zone: str, kind: str) -> Iterable[Subnet]:
    for subnet in inventory.subnets:
        public = subnet.id in inventory.public_ids
        if subnet.availability_zone == zone and public == (kind == "public"):
            yield subnet


def _row(
    inventory: Inventory,
    kind: str,
    columns: Sequence[Column],
    subnets: Sequence[Subnet | None],
    top: float,
) -> Row:
    pairs = [(column, subnet) for column, subnet in zip(columns, subnets, strict=True) if subnet]
    widths = [column.right - column.left - 2 * PAD for column, _ in pairs]
    titles = [_titles(inventory, kind, s, w) for (_, s), w in zip(pairs, widths, strict=True)]
    feet = [_foot(inventory, s, w) for (_, s), w in zip(pairs, widths, strict=True)]
    lines = [_broken(inventory, subnet, column) for column, subnet in pairs]
    first = top + 6 + LINE_HEIGHT * max(map(len, titles))
    tops = [first]
    for line in zip_longest(*lines, fillvalue=()):
        tops.append(tops[-1] + _line_height([thing for things in line for thing in things]))
    bottom = tops[-1] + 6 + (LINE_HEIGHT if any(feet) else 0)
    frames = tuple(
        SubnetFrame(subnet.id, Rect(column.left + PAD, top, column.right - PAD, bottom), title, foot)
        for (column, subnet), title, foot in zip(pairs, titles, feet, strict=True)
    )
    cells = tuple(
        cell
        for (column, _), own in zip(pairs, lines, strict=True)
        for line_top, things in zip(tops, own, strict=False)
        for cell in _cells(things, column, line_top)
    )
    middle = (top + bottom) / 2 if len(tops) == 1 else first + _LANE + SYMBOL_SIZE / 2
    return Row(kind, top, bottom, middle, frames, cells)


def _titles(inventory: Inventory, kind: str, subnet: Subnet, width: float) -> tuple[str, ...]:
    name = label(f"{kind}-subnet")
    if text_width(name, bold=True) > width - 16:
        name = label(f"{kind}-subnet-short")
    whole = inventory.subnet_line(subnet)
    fits = text_width(whole) <= width - 16
    own = (whole,) if fits else (inventory.name_of(subnet), str(subnet.cidr_block))
    return (name, *own, *_table(inventory, subnet, width - 16))


def _table(inventory: Inventory, subnet: Subnet, width: float) -> Iterable[str]:
    """`table lab-private-a`: only the name is cut, never the word."""
    if subnet.id in inventory.tables:
        room = width - text_width(label("route-table", name=""))
        yield label("route-table", name=fitted(inventory.tables[subnet.id], room))


def _foot(inventory: Inventory, subnet: Subnet, width: float) -> str:
    forms = inventory.folded.get(subnet.id, ("",))
    return next((form for form in forms if text_width(form) <= width - 16), forms[-1])


def _broken(inventory: Inventory, subnet: Subnet, column: Column) -> list[list[Thing]]:
    """The subnet's things in lines that fit its width."""
    room = column.right - column.left - 4 * PAD
    lines: list[list[Thing]] = []
    used = 0.0
    for thing in inventory.inside:
        if thing.subnet_id == subnet.id:
            width = min(cell_width(thing), room)
            if not lines or used + width > room + 0.5:
                lines.append([])
                used = 0.0
            lines[-1].append(thing)
            used += width
    return lines


def _line_height(things: Sequence[Thing]) -> float:
    labels = max((max(len(thing.lines), thing.least_lines) for thing in things), default=0)
    return _LANE + SYMBOL_SIZE + 3 + labels * LINE_HEIGHT


def _cells(things: Sequence[Thing], column: Column, top: float) -> Iterable[Cell]:
    """Things of a line, what is left of the width shared out evenly between them."""
    room = column.right - column.left - 4 * PAD
    widths = [min(cell_width(thing), room) for thing in things]
    spare = (room - sum(widths)) / len(things)
    left = column.left + 2 * PAD
    for thing, width in zip(things, widths, strict=True):
        label_width = _beside_roads(thing, width + spare - 6)
        yield Cell(thing, left + (width + spare) / 2, top + _LANE + SYMBOL_SIZE / 2, label_width)
        left += width + spare


def _beside_roads(thing: Thing, width: float) -> float:
    """A NAT gateway's name leaves room for a road; its addresses stay whole."""
    if thing.kind != "nat_gateway":
        return width
    return max(width - 2 * BESIDE_NAT, min(width, max(map(text_width, thing.lines[2:]), default=0.0)))
