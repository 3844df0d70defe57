"""Subnets in rows across the Availability Zones, public above private, and the symbols in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from helpers.draw.columns import PAD, Column, cell_width, subnet_line
from helpers.draw.geometry import Rect
from helpers.draw.inventory import Inventory, Thing, drawn_name, label
from helpers.draw.measure import text_width
from helpers.draw.palette import LINE_HEIGHT, SYMBOL_SIZE
from helpers.network import Subnet

_ROW_GAP = 12.0
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
    """A subnet's rectangle with its title lines."""

    id: str
    rect: Rect
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Subnets of one kind at one height, at most one in each Availability Zone."""

    kind: str
    top: float
    bottom: float
    symbol_y: float
    subnets: tuple[SubnetFrame, ...]
    cells: tuple[Cell, ...]


def rows_of(inventory: Inventory, columns: Sequence[Column], top: float) -> tuple[Row, ...]:
    """The rows from `top` downwards."""
    rows: list[Row] = []
    for kind in ("public", "private"):
        by_zone = [list(_subnets(inventory, column.zone, kind)) for column in columns]
        for subnets in zip_longest(*by_zone):
            rows.append(_row(inventory, kind, columns, subnets, top))
            top = rows[-1].bottom + _ROW_GAP
    return tuple(rows)


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
    titles = [_titles(kind, subnet, column.right - column.left - 2 * PAD) for column, subnet in pairs]
    lines = [_broken(inventory, subnet, column) for column, subnet in pairs]
    first = top + 6 + LINE_HEIGHT * max(map(len, titles))
    tops = [first]
    for line in zip_longest(*lines, fillvalue=()):
        tops.append(tops[-1] + _line_height([thing for things in line for thing in things]))
    bottom = tops[-1] + 6
    frames = tuple(
        SubnetFrame(subnet.id, Rect(column.left + PAD, top, column.right - PAD, bottom), title)
        for (column, subnet), title in zip(pairs, titles, strict=True)
    )
    cells = tuple(
        cell
        for (column, _), own in zip(pairs, lines, strict=True)
        for line_top, things in zip(tops, own, strict=False)
        for cell in _cells(things, column, line_top)
    )
    middle = (top + bottom) / 2 if len(tops) == 1 else first + _LANE + SYMBOL_SIZE / 2
    return Row(kind, top, bottom, middle, frames, cells)


def _titles(kind: str, subnet: Subnet, width: float) -> tuple[str, ...]:
    name = label(f"{kind}-subnet")
    if text_width(name, bold=True) > width - 16:
        name = label(f"{kind}-subnet-short")
    whole = subnet_line(subnet)
    if text_width(whole) <= width - 16:
        return name, whole
    return name, drawn_name(subnet.id, subnet.name), str(subnet.cidr_block)


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
    labels = max((len(thing.lines) for thing in things), default=0)
    return _LANE + SYMBOL_SIZE + 3 + labels * LINE_HEIGHT


def _cells(things: Sequence[Thing], column: Column, top: float) -> Iterable[Cell]:
    """Things of a line, what is left of the width shared out evenly between them."""
    room = column.right - column.left - 4 * PAD
    widths = [min(cell_width(thing), room) for thing in things]
    spare = (room - sum(widths)) / len(things)
    left = column.left + 2 * PAD
    for thing, width in zip(things, widths, strict=True):
        yield Cell(thing, left + (width + spare) / 2, top + _LANE + SYMBOL_SIZE / 2, width + spare - 6)
        left += width + spare
