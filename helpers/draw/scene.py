"""A picture as a list of simple marks: what is drawn where, before any drawing library is asked."""

from dataclasses import dataclass, replace

from helpers.draw.geometry import Point, Rect
from helpers.draw.measure import drawable, text_width
from helpers.draw.palette import INK, LINE_HEIGHT, TEXT_SIZE


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text in its rectangle; `paper` is the colour behind it, if any."""

    text: str
    rect: Rect
    colour: str = INK
    bold: bool = False
    size: float = TEXT_SIZE
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle with round corners."""

    rect: Rect
    line: str | None
    fill: str | None
    dashed: bool = False
    width: float = 1.8


@dataclass(frozen=True, slots=True)
class Icon:
    """A symbol; `share` below 1 fades it."""

    kind: str
    rect: Rect
    share: float = 1.0
    id: str = ""


@dataclass(frozen=True, slots=True)
class Halo:
    """A ring around a symbol of that kind: the chosen place, or what is new."""

    rect: Rect
    colour: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """A line through its corners with an arrow at the end; a stub that goes nowhere has none."""

    points: tuple[Point, ...]
    colour: str
    dashed: bool = False
    start_id: str = ""
    end_id: str = ""
    arrow: bool = True


@dataclass(frozen=True, slots=True)
class Cross:
    """Lies on a road that leads to where the packet stops."""

    rect: Rect


@dataclass(frozen=True, slots=True)
class Badge:
    """A place's number in a ring; the chosen one is filled."""

    number: int
    rect: Rect
    colour: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class StopMark:
    """Where the packet ends: an octagon with a cross."""

    rect: Rect


@dataclass(frozen=True, slots=True)
class Shield:
    """A security group's or a network ACL's decision: full with a check mark, or empty with a cross."""

    allowed: bool
    rect: Rect
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Pictogram:
    """A `lock` for the private stretch, a `globe` for the public one."""

    kind: str
    rect: Rect
    colour: str


Mark = Text | Frame | Icon | Halo | Road | Cross | Badge | StopMark | Shield | Pictogram


@dataclass(frozen=True, slots=True)
class Scene:
    """Marks in the order in which they are painted, on a sheet of that size in pixels.

    The first `ground` of them are the same whichever hop is chosen, so that a painter may keep them.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    ground: int = 0


def written(
    text: str,
    x: float,
    top: float,
    *,
    colour: str = INK,
    bold: bool = False,
    size: float = TEXT_SIZE,
    paper: str | None = None,
) -> Text:
    """A line of text from (x, top) on to the right."""
    text = drawable(text)
    width = text_width(text, size, bold)
    height = LINE_HEIGHT * max(1.0, size / TEXT_SIZE)
    return Text(text, Rect(x, top, x + width, top + height), colour, bold, size, paper)


def moved(mark: Mark, down: float) -> Mark:
    """The same mark further down the sheet."""
    if isinstance(mark, Road):
        return replace(mark, points=tuple((x, y + down) for x, y in mark.points))
    return replace(mark, rect=mark.rect.moved(down))
