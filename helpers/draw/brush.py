"""Paints marks with matplotlib's artists; pyplot and its global state stay untouched."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.text import Text as Writing
from matplotlib.transforms import Affine2D, Transform

from helpers.draw import shapes
from helpers.draw.geometry import Point, Rect
from helpers.draw.measure import font_file
from helpers.draw.palette import ALLOW, DOTS_PER_INCH, HALO, STOP, TEXT_SIZE, WHITE, faded
from helpers.draw.scene import (
    Badge,
    Cross,
    Frame,
    Halo,
    Icon,
    Mark,
    Pictogram,
    Road,
    Shield,
    StopMark,
    Text,
)
from helpers.draw.symbols import glyph

_POINTS = 72 / DOTS_PER_INCH  # line widths are given in points
_ROAD = 4.4
_HEAD = 12.0
_BASELINE = 0.76  # of a text's rectangle, from its top


def paint(figure: Figure, transform: Transform, marks: Iterable[Mark]) -> None:
    """Add the marks to the figure in their order; `transform` leads from the scene's pixels to the figure."""
    brush = _Brush(figure, transform)
    for mark in marks:
        _PAINTERS[type(mark)](brush, mark)


@cache
def _font(bold: bool, size: float) -> FontProperties:
    return FontProperties(fname=font_file(bold), size=size)


class _Brush:
    """Adds artists to a figure in the order of painting."""

    def __init__(self, figure: Figure, transform: Transform) -> None:
        self._figure = figure
        self._transform = transform
        self._order = 0

    def add(self, artist: Any) -> None:
        self._order += 1
        artist.set(transform=self._transform, zorder=self._order, clip_on=False)
        self._figure.add_artist(artist)

    def area(self, path: Path, colour: str) -> None:
        self.add(PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0))

    def stroke(
        self, path: Path, colour: str, width: float, *, dashes: Any = "solid", cap: str = "round"
    ) -> None:
        patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width * _POINTS)
        patch.set(linestyle=dashes, capstyle=cap, joinstyle="round")
        self.add(patch)


def _text(brush: _Brush, mark: Text) -> None:
    rect = mark.rect
    if mark.paper:
        grown = Rect(rect.left - 2, rect.top, rect.right + 2, rect.bottom)
        brush.area(_rectangle(grown), mark.paper)
    baseline = rect.top + rect.height * _BASELINE
    font = _font(mark.bold, mark.size)
    writing = Writing(rect.left, baseline, mark.text, color=mark.colour, fontproperties=font)
    writing.set(parse_math=False, usetex=False, verticalalignment="baseline", horizontalalignment="left")
    brush.add(writing)


def _frame(brush: _Brush, mark: Frame) -> None:
    rect = mark.rect
    patch = FancyBboxPatch(
        (rect.left, rect.top), rect.width, rect.height, boxstyle="round,pad=0,rounding_size=5"
    )
    patch.set(facecolor=mark.fill or "none", edgecolor=mark.line or "none", linewidth=mark.width * _POINTS)
    patch.set(linestyle=(0, (5, 3)) if mark.dashed else "solid")
    brush.add(patch)


# ---------------------------------------------------------------------- symbols


def _icon(brush: _Brush, mark: Icon) -> None:
    shape, rect = glyph(mark.kind), mark.rect
    colour = faded(shape.colour, mark.share)
    if shape.form == "cloud":
        _cloud(brush, rect, colour)
        return
    brush.add(
        Circle(_centre(rect), rect.width / 2, facecolor=colour)
        if shape.form == "circle"
        else _round(rect, colour)
    )
    place = _inside(rect)
    if shape.strokes:
        brush.stroke(Path.make_compound_path(*shape.strokes).transformed(place), WHITE, 2.0)
    for path in shape.filled:
        brush.area(path.transformed(place), WHITE)


def _round(rect: Rect, colour: str) -> FancyBboxPatch:
    style = "round,pad=0,rounding_size=4"
    return FancyBboxPatch(
        (rect.left, rect.top), rect.width, rect.height, boxstyle=style, facecolor=colour, edgecolor="none"
    )


def _cloud(brush: _Brush, rect: Rect, colour: str) -> None:
    """Four bulges on a flat base."""
    bulges = ((0.2, 0.66, 0.17), (0.42, 0.42, 0.21), (0.66, 0.5, 0.18), (0.83, 0.7, 0.15))
    for x, y, radius in bulges:
        centre = rect.left + x * rect.width, rect.top + y * rect.height
        brush.add(Circle(centre, radius * rect.width, facecolor=colour, edgecolor="none"))
    base = Rect(
        rect.left + 0.2 * rect.width, rect.top + 0.6 * rect.height, rect.left + 0.83 * rect.width, rect.bottom
    )
    brush.area(_rectangle(base), colour)


def _halo(brush: _Brush, mark: Halo) -> None:
    """A ring, round about a round symbol; with a dark edge where yellow alone would be pale on white."""
    round_one = glyph(mark.kind).form == "circle"
    style = "round,pad=0,rounding_size=6"
    rect = mark.rect.grown(1.3)
    for width, colour in ((5.8, STOP if mark.colour == HALO else mark.colour), (4.2, mark.colour)):
        ring = (
            Circle(_centre(rect), rect.width / 2)
            if round_one
            else FancyBboxPatch((rect.left, rect.top), rect.width, rect.height, boxstyle=style)
        )
        ring.set(facecolor="none", edgecolor=colour, linewidth=width * _POINTS)
        brush.add(ring)


# ---------------------------------------------------------------------- roads


def _road(brush: _Brush, mark: Road) -> None:
    """A line with an edge of paper, so that it crosses frames cleanly, and an arrow's head."""
    (x1, y1), (x2, y2) = mark.points[-2:]
    length = max(abs(x2 - x1) + abs(y2 - y1), 1e-6)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    neck = (x2 - dx * _HEAD * 0.8, y2 - dy * _HEAD * 0.8) if mark.arrow else (x2, y2)
    line = Path([*mark.points[:-1], neck])
    brush.stroke(line, WHITE, _ROAD + 4.5, cap="butt")
    dashes = (0, (2.6, 1.0)) if mark.dashed else "solid"
    brush.stroke(line, mark.colour, _ROAD, dashes=dashes, cap="butt")
    if mark.arrow:
        brush.add(_head((x2, y2), (dx, dy), mark.colour))


def _head(tip: Point, way: Point, colour: str) -> Polygon:
    back = tip[0] - way[0] * _HEAD, tip[1] - way[1] * _HEAD
    side = way[1] * _HEAD * 0.58, -way[0] * _HEAD * 0.58
    corners = [tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    return Polygon(corners, closed=True, facecolor=colour, edgecolor="none")


def _cross(brush: _Brush, mark: Cross) -> None:
    path = _arms(_centre(mark.rect), mark.rect.width / 2 - 3)
    brush.stroke(path, WHITE, 9.0)
    brush.stroke(path, STOP, 4.4)


# ---------------------------------------------------------------------- small marks


def _badge(brush: _Brush, mark: Badge) -> None:
    fill, ink = (mark.colour, WHITE) if mark.chosen else (WHITE, mark.colour)
    radius = mark.rect.width / 2
    ring = Circle(
        _centre(mark.rect), radius - 1, facecolor=fill, edgecolor=mark.colour, linewidth=2 * _POINTS
    )
    brush.add(ring)
    x, y = _centre(mark.rect)
    writing = Writing(x, y + 5.4, str(mark.number), color=ink, fontproperties=_font(True, TEXT_SIZE))
    writing.set(parse_math=False, usetex=False, verticalalignment="baseline", horizontalalignment="center")
    brush.add(writing)


def _stop(brush: _Brush, mark: StopMark) -> None:
    radius = mark.rect.width / 2
    place = Affine2D().scale(radius).translate(*_centre(mark.rect))
    brush.area(shapes.polygon(0, 0, 1, 8, 22.5).transformed(place), STOP)
    brush.stroke(_arms(_centre(mark.rect), radius * 0.42), WHITE, 2.6)


def _arms(centre: Point, arm: float) -> Path:
    x, y = centre
    points = [(x - arm, y - arm), (x + arm, y + arm), (x - arm, y + arm), (x + arm, y - arm)]
    return Path(points, [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO])


def _shield(brush: _Brush, mark: Shield) -> None:
    place = _inside(mark.rect)
    outline = shapes.shield().transformed(place)
    if mark.chosen:
        brush.stroke(outline, STOP, 7.0)
        brush.stroke(outline, HALO, 5.0)
    if mark.allowed:
        brush.area(outline, ALLOW)
        brush.stroke(shapes.line((-0.38, -0.06), (-0.1, 0.24), (0.4, -0.34)).transformed(place), WHITE, 2.4)
        return
    brush.area(outline, WHITE)
    brush.stroke(shapes.shield(0.88).transformed(place), STOP, 1.7)
    x, y = _centre(mark.rect)
    brush.stroke(_arms((x, y - mark.rect.height * 0.06), mark.rect.width * 0.2), STOP, 2.4)


def _pictogram(brush: _Brush, mark: Pictogram) -> None:
    place = _inside(mark.rect)
    lines, areas = shapes.padlock() if mark.kind == "lock" else shapes.globe()
    for path in areas:
        brush.area(path.transformed(place), mark.colour)
    for path in lines:
        brush.stroke(path.transformed(place), mark.colour, 1.7)


def _inside(rect: Rect) -> Affine2D:
    """From the square of the symbols into the rectangle."""
    return Affine2D().scale(rect.width / 2, rect.height / 2).translate(*_centre(rect))


def _centre(rect: Rect) -> Point:
    return (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2


def _rectangle(rect: Rect) -> Path:
    return shapes.rectangle(rect.left, rect.top, rect.right, rect.bottom)


_PAINTERS: dict[type[Mark], Callable[[_Brush, Any], None]] = {
    Text: _text,
    Frame: _frame,
    Icon: _icon,
    Halo: _halo,
    Road: _road,
    Cross: _cross,
    Badge: _badge,
    StopMark: _stop,
    Shield: _shield,
    Pictogram: _pictogram,
}
