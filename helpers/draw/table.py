"""Tables below a picture: rows of text in columns, the deciding row in a frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.draw.geometry import Rect
from helpers.draw.inventory import label
from helpers.draw.measure import fitted, text_width, wrapped
from helpers.draw.overlays import tag
from helpers.draw.palette import INK, LINE_HEIGHT, MUTED, PRIVATE, WINNER
from helpers.draw.scene import Frame, Mark, moved, written

LEFT = 12.0
_ROW, _COLUMN_GAP, _GUTTER = 23.0, 15.0, 26.0
_LEAST_COLUMN = 60.0
_HEADING = 8 + LINE_HEIGHT


@dataclass(frozen=True)
class Panel:
    """Marks from y = 0 downwards, the height that they take, and the same in sentences."""

    marks: tuple[Mark, ...] = ()
    height: float = 0.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row: its cells, `sign` before them, `wins` for the one that decided, `tag` "new" or "gone"."""

    cells: tuple[str, ...]
    wins: bool = False
    sign: str = ""
    tag: str = ""


def table(heading: str, lines: Sequence[Line], width: float) -> Panel:
    """A table of that width under its heading; what does not fit is cut in the middle."""
    title = written(fitted(heading, width - 6, bold=True), LEFT + 6, 4, bold=True)
    marks = [moved(mark, _HEADING) for mark in _rows(lines, width)]
    rows = [", ".join(filter(None, line.cells)) for line in lines]
    return Panel((title, *marks), _HEADING + len(lines) * _ROW + 6, (spoken(heading, rows),))


def spoken(heading: str, rows: Iterable[str]) -> str:
    """A panel's text as one sentence."""
    return label("alt.panel", heading=heading, rows="; ".join(rows))


def paragraph(heading: str, text: str, width: float) -> Panel:
    """Words in lines of that width under their heading."""
    title = written(fitted(heading, width - 12, bold=True), LEFT + 6, 4, bold=True)
    lines = wrapped(text, width - 12)
    below = [written(line, LEFT + 6, 4 + (n + 1) * (LINE_HEIGHT + 2)) for n, line in enumerate(lines)]
    return Panel((title, *below), 4 + (len(lines) + 1) * (LINE_HEIGHT + 2) + 8)


def stacked(panels: Iterable[Panel]) -> Panel:
    """One below the other."""
    marks: list[Mark] = []
    words: list[str] = []
    height = 0.0
    for panel in panels:
        marks += [moved(mark, height) for mark in panel.marks]
        words += panel.words
        height += panel.height
    return Panel(tuple(marks), height, tuple(words))


def _rows(lines: Sequence[Line], width: float) -> Iterable[Mark]:
    starts = _column_starts(lines, width)
    for number, line in enumerate(lines):
        y = number * _ROW
        if line.wins:
            yield Frame(Rect(LEFT, y, LEFT + width, y + _ROW - 1), PRIVATE, WINNER, width=2.2)
        if sign := line.sign or ("▶" if line.wins else ""):
            yield written(sign, LEFT + 7, y + 2.5, colour=INK, bold=bool(line.sign))
        yield from _cells(line, starts, y, LEFT + width - 6)


def _cells(line: Line, starts: Sequence[float], y: float, right: float) -> Iterable[Mark]:
    ends = [*(start - 8 for start in starts[1:]), right - _tag_room(line)]
    for column, (text, start, end) in enumerate(zip(line.cells, starts, ends, strict=False)):
        bold = line.wins and column == 0
        room = end - start if len(line.cells) > 1 else right - start
        yield written(fitted(text, room, bold=bold), start, y + 2.5, colour=_ink(line), bold=bold)
    if line.tag:
        yield from tag(line.tag, right - _tag_room(line) + 6, y + 1)


def _ink(line: Line) -> str:
    return INK if line.wins or line.sign else MUTED


def _tag_room(line: Line) -> float:
    return text_width(label(f"tag.{line.tag}"), bold=True) + 19 if line.tag else 0.0


def _column_starts(lines: Sequence[Line], width: float) -> list[float]:
    """Columns as wide as their longest text; what is missing is taken from the widest one."""
    rows = [line for line in lines if len(line.cells) > 1]
    count = max((len(line.cells) for line in rows), default=1)
    wide = [max((_width(line, n) for line in rows if n < len(line.cells)), default=0.0) for n in range(count)]
    wide[-1] += max(map(_tag_room, lines), default=0.0)
    missing = sum(wide) + _COLUMN_GAP * (count - 1) - (width - _GUTTER - 6)
    while missing > 0 and max(wide[:-1], default=0.0) > _LEAST_COLUMN:
        widest = max(range(count - 1), key=lambda n: wide[n])
        wide[widest] -= min(missing, 10.0)
        missing -= 10.0
    starts = [LEFT + _GUTTER]
    for column in wide[:-1]:
        starts.append(starts[-1] + column + _COLUMN_GAP)
    return starts


def _width(line: Line, column: int) -> float:
    return text_width(line.cells[column], bold=line.wins and column == 0)
