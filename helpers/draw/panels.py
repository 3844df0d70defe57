"""What stands below the picture: the route table that decided, what the other end sees, the legend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.draw.geometry import Rect, around
from helpers.draw.inventory import drawn_name, label, short_id
from helpers.draw.measure import fitted, text_width, wrapped
from helpers.draw.palette import (
    FAINT,
    INK,
    LINE_HEIGHT,
    MUTED,
    PRIVATE,
    PUBLIC,
    PUBLIC_TEXT,
    WHITE,
    WIDTH,
    WINNER,
)
from helpers.draw.places import Place
from helpers.draw.scene import Badge, Frame, Icon, Mark, Road, StopMark, Text, written
from helpers.draw.words import endpoint_name, seen_by
from helpers.network import Route, RouteTable
from helpers.network.routing import Outcome
from helpers.path import Hop, Layer, Path
from helpers.texts import render

_LEFT, _ROW, _CARD_GAP = 12.0, 23.0, 16.0
_MOST_ROWS = 7
_COLUMN_GAP = 18.0


@dataclass(frozen=True)
class Panel:
    """Marks from y = 0 downwards, and the height that they take."""

    marks: tuple[Mark, ...]
    height: float


def below(path: Path, places: Sequence[Place], step: int | None) -> Panel:
    """The route table at the left and the packet's card at the right."""
    card = _card(path, places, step)
    left_width = card.marks[0].rect.left - _CARD_GAP - _LEFT if isinstance(card.marks[0], Frame) else WIDTH
    why = _why(path, places, left_width)
    table = _table(path, places, step, left_width, why.height)
    return Panel((*why.marks, *table.marks, *card.marks), max(why.height + table.height, card.height))


# ---------------------------------------------------------------------- why it stops


def _why(path: Path, places: Sequence[Place], width: float) -> Panel:
    if path.reachable:
        return Panel((), 0)
    key = "stops" if places[-1].stops else "answer-lost"
    title = written(label(f"card.{key}", number=places[-1].number), _LEFT + 6, 4, bold=True)
    lines = wrapped(render(path.explanations[0].message), width - 12)
    words = tuple(written(line, _LEFT + 6, 4 + (n + 1) * (LINE_HEIGHT + 2)) for n, line in enumerate(lines))
    return Panel((title, *words), 4 + (len(lines) + 1) * (LINE_HEIGHT + 2) + 8)


# ---------------------------------------------------------------------- the route table


def _table(path: Path, places: Sequence[Place], step: int | None, width: float, top: float) -> Panel:
    routed = [(place, hop) for place in places if (hop := place.hop(Layer.ROUTE))]
    behind = [pair for pair in routed if step and pair[0].number <= step]
    if not routed:
        return Panel((), 0)
    place, hop = behind[-1] if behind else routed[0]
    table = _table_of(path, hop)
    if table is None:
        return Panel((), 0)
    heading = label(
        "table.title",
        table=drawn_name(table.id, table.name),
        number=place.number,
        address=hop.header_in.destination,
    )
    title = written(fitted(heading, width - 6, bold=True), _LEFT + 6, top + 4, bold=True)
    rows = list(_rows(table, hop))
    marks = _cells(rows, width, top + 8 + LINE_HEIGHT)
    return Panel((title, *marks), 8 + LINE_HEIGHT + len(rows) * _ROW + 6)


def _table_of(path: Path, hop: Hop) -> RouteTable | None:
    rules = [hop.decided_by, *(lost.rule for lost in hop.lost)]
    owners = {getattr(rule, "owner_id", None) for rule in rules}
    return next((table for table in path.network.route_tables if table.id in owners), None)


@dataclass(frozen=True)
class _TableRow:
    cells: tuple[str, ...]
    wins: bool


def _rows(table: RouteTable, hop: Hop) -> Iterable[_TableRow]:
    """The table's rows in AWS's order; in a long one, those that hold the address come first."""
    routes = list(table.routes)
    if len(routes) > _MOST_ROWS:
        lost = {id(entry.rule): entry for entry in hop.lost if entry.matched}
        routes = sorted(routes, key=lambda r: r is not hop.decided_by and id(r) not in lost)[:_MOST_ROWS]
    for route in routes:
        wins = route is hop.decided_by
        cidr = hop.matched if wins else next((e.matched for e in hop.lost if e.rule is route), None)
        yield _TableRow((_destination(route, cidr), short_id(route.target), _outcome(route, hop, cidr)), wins)
    if len(table.routes) > len(routes):
        yield _TableRow((label("table.more", count=len(table.routes) - len(routes)), "", ""), False)


def _destination(route: Route, cidr: str | None) -> str:
    if route.destination_prefix_list_id and cidr:
        return label("table.through-list", list=route.destination_prefix_list_id, cidr=cidr)
    return route.destination


def _outcome(route: Route, hop: Hop, cidr: str | None) -> str:
    length = (cidr or "").partition("/")[2]
    if route is hop.decided_by:
        alone = not any(entry.matched for entry in hop.lost)
        key = "gone" if route.state != "active" else "only" if alone else "wins"
        return label(f"table.{key}", length=length)
    code = next((entry.code for entry in hop.lost if entry.rule is route), Outcome.CANNOT_ROUTE)
    return label(f"table.{_LOSER[Outcome(code)]}", length=length)


_LOSER = {
    Outcome.CANNOT_ROUTE: "none",
    Outcome.MORE_SPECIFIC_ROUTE: "loses",
    Outcome.HIGHER_PRIORITY_ROUTE: "outranked",
}


def _cells(rows: Sequence[_TableRow], width: float, top: float) -> Iterable[Mark]:
    starts = _column_starts(rows, width)
    for number, row in enumerate(rows):
        y = top + number * _ROW
        if row.wins:
            yield Frame(Rect(_LEFT, y, _LEFT + width, y + _ROW - 1), PRIVATE, WINNER, width=2.2)
            yield written("▶", _LEFT + 7, y + 2.5)
        for column, (text, start) in enumerate(zip(row.cells, starts, strict=True)):
            bold = row.wins and column == 0
            end = starts[column + 1] - 8 if column + 1 < len(starts) else _LEFT + width - 6
            shown = fitted(text, end - start, bold=bold) if row.cells[1] else text
            yield written(shown, start, y + 2.5, colour=INK if row.wins else MUTED, bold=bold)


def _column_starts(rows: Sequence[_TableRow], width: float) -> list[float]:
    """Columns as wide as their longest text; what is missing is taken from the first one."""
    named = [row for row in rows if row.cells[1]]
    wide = [max((text_width(r.cells[n], bold=r.wins and n == 0) for r in named), default=0) for n in range(3)]
    last = _LEFT + width - 6 - wide[2]
    second = min(_LEFT + 28 + wide[0] + _COLUMN_GAP, last - wide[1] - _COLUMN_GAP)
    return [_LEFT + 28, second, min(last, second + wide[1] + _COLUMN_GAP)]


# ---------------------------------------------------------------------- the packet's card


def _card(path: Path, places: Sequence[Place], step: int | None) -> Panel:
    shown = [place for place in places if step is None or place.number <= step]
    title, lines = _card_lines(path, places, shown or list(places), step)
    width = max(text_width(title, bold=True), *(text_width(text) for text, _ in lines)) + 28
    left = WIDTH - 12 - width
    height = 12 + LINE_HEIGHT + len(lines) * (LINE_HEIGHT + 2) + 6
    marks = [Frame(Rect(left, 2, WIDTH - 12, 2 + height), FAINT, WHITE, width=1.4)]
    words = [written(title, left + 14, 9, bold=True)]
    for number, (text, colour) in enumerate(lines):
        words.append(written(text, left + 14, 13 + LINE_HEIGHT + number * (LINE_HEIGHT + 2), colour=colour))
    return Panel((*marks, *words), height + 8)


def _card_lines(
    path: Path, places: Sequence[Place], shown: Sequence[Place], step: int | None
) -> tuple[str, list[tuple[str, str]]]:
    header = shown[-1].hops[-1].header_out
    arrived = len(shown) == len(places) and not places[-1].stops
    title = (
        label("card.seen", who=seen_by(places[-1])) if arrived else label("card.at", number=shown[-1].number)
    )
    lines = [(label("card.source", address=_end(header.source, header.source_port)), INK)]
    lines += list(_rewrites(shown))
    lines.append((label("card.destination", address=_end(header.destination, header.destination_port)), INK))
    passed = [place for place in shown if place.hop(Layer.ENDPOINT)]
    if passed and not passed[0].stops:
        lines.append((label("card.through", endpoint=endpoint_name(path, passed[0])), PRIVATE))
    return title, lines


def _rewrites(places: Sequence[Place]) -> Iterable[tuple[str, str]]:
    """Each source address that the packet had before a gateway wrote another."""
    for place in places:
        for hop in place.hops:
            if hop.layer is not Layer.DNS and hop.header_in.source != hop.header_out.source:
                yield label("card.until", address=hop.header_in.source, number=place.number), PUBLIC_TEXT


def _end(address: object, port: int | None) -> str:
    return f"{address}:{port}" if port is not None else str(address)


# ---------------------------------------------------------------------- the legend


def legend() -> Panel:
    """What lines, rings, the octagon and fading mean."""
    x, y = _LEFT + 4, 14.0
    marks: list[Mark] = []
    for key, sample in _SAMPLES:
        mark, used = sample(x, y)
        marks += mark
        text: Text = written(label(f"legend.{key}"), x + used + 7, y - LINE_HEIGHT / 2, colour=MUTED)
        marks.append(text)
        x = text.rect.right + 16
    return Panel(tuple(marks), 30)


def _solid(x: float, y: float) -> tuple[list[Mark], float]:
    return [Road(((x, y), (x + 40, y)), PRIVATE)], 40


def _dashed(x: float, y: float) -> tuple[list[Mark], float]:
    return [Road(((x, y), (x + 40, y)), PUBLIC, dashed=True)], 40


def _number(x: float, y: float) -> tuple[list[Mark], float]:
    return [Badge(1, around(x + 12, y, 24, 24), PRIVATE)], 24


def _stopped(x: float, y: float) -> tuple[list[Mark], float]:
    return [StopMark(around(x + 12, y, 24, 24))], 24


def _pale(x: float, y: float) -> tuple[list[Mark], float]:
    return [Icon("instance", around(x + 11, y, 22, 22), 0.32)], 22


_SAMPLES = (
    ("private", _solid),
    ("public", _dashed),
    ("hop", _number),
    ("stop", _stopped),
    ("faded", _pale),
)
