"""Paints a scene with matplotlib's object interface; pyplot and its global state stay untouched."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.text import Text as Writing
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from helpers.draw.geometry import Point, Rect
from helpers.draw.measure import font_file
from helpers.draw.palette import (
    DOTS_PER_INCH,
    HALO,
    PAPER,
    STOP,
    TEXT_SIZE,
    WHITE,
    faded,
)
from helpers.draw.scene import Badge, Frame, Icon, Mark, Road, Scene, StopMark, Text
from helpers.draw.symbols import glyph

_POINTS = 72 / DOTS_PER_INCH  # line widths are given in points
_ROAD = 4.4
_HEAD = 12.0
_COLOURS_IN_PNG = 64
_BASELINE = 0.76  # of a text's rectangle, from its top


def png(scene: Scene, dpi: int) -> bytes:
    """The scene as PNG; the same scene gives the same bytes (a palette, and no date inside)."""
    figure = _figure(scene)
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), pixels, "raw", "RGBA", 0, 1)
    few = picture.convert("RGB").quantize(
        _COLOURS_IN_PNG, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    few.save(file, "PNG", compress_level=6, dpi=(dpi, dpi))
    return file.getvalue()


def svg(scene: Scene, title: str, description: str) -> str:
    """The scene as SVG with its description inside; texts are shapes, so that no font is needed."""
    file = io.StringIO()
    metadata = {"Date": None, "Title": title, "Description": description}
    with matplotlib.rc_context({"svg.hashsalt": "vpc-endpoint-lab", "svg.fonttype": "path"}):
        _figure(scene).savefig(file, format="svg", metadata=metadata)
    return file.getvalue()


def _figure(scene: Scene) -> Figure:
    size = (scene.width / DOTS_PER_INCH, scene.height / DOTS_PER_INCH)
    figure = Figure(figsize=size, dpi=DOTS_PER_INCH, facecolor=PAPER, edgecolor="none")
    down = Affine2D().scale(1, -1).translate(0, scene.height).scale(1 / DOTS_PER_INCH)
    brush = _Brush(figure, down + figure.dpi_scale_trans)
    for mark in scene.marks:
        _PAINTERS[type(mark)](brush, mark)
    return figure


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


def _icon(brush: _Brush, mark: Icon) -> None:
    shape, rect = glyph(mark.kind), mark.rect
    colour = faded(shape.colour, mark.share)
    if mark.halo:
        brush.add(_round(rect.grown(4), HALO))
    if shape.form == "cloud":
        _cloud(brush, rect, colour)
        return
    brush.add(
        Circle(_centre(rect), rect.width / 2, facecolor=colour)
        if shape.form == "circle"
        else _round(rect, colour)
    )
    half = rect.width / 2
    place = Affine2D().scale(half).translate(*_centre(rect))
    for path in shape.strokes:
        brush.stroke(path.transformed(place), WHITE, 2.0)
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


def _road(brush: _Brush, mark: Road) -> None:
    """A line with an edge of paper, so that it crosses frames cleanly, and an arrow's head."""
    (x1, y1), (x2, y2) = mark.points[-2:]
    length = max(abs(x2 - x1) + abs(y2 - y1), 1e-6)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    neck = x2 - dx * _HEAD * 0.8, y2 - dy * _HEAD * 0.8
    line = Path([*mark.points[:-1], neck])
    brush.stroke(line, WHITE, _ROAD + 4.5, cap="butt")
    dashes = (0, (2.6, 1.0)) if mark.dashed else "solid"
    brush.stroke(line, mark.colour, _ROAD, dashes=dashes, cap="butt")
    brush.add(_head((x2, y2), (dx, dy), mark.colour))


def _head(tip: Point, way: Point, colour: str) -> Polygon:
    back = tip[0] - way[0] * _HEAD, tip[1] - way[1] * _HEAD
    side = way[1] * _HEAD * 0.58, -way[0] * _HEAD * 0.58
    corners = [tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    return Polygon(corners, closed=True, facecolor=colour, edgecolor="none")


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
    x, y = _centre(mark.rect)
    radius = mark.rect.width / 2
    octagon = Path.unit_regular_polygon(8).transformed(
        Affine2D().rotate_deg(22.5).scale(radius).translate(x, y)
    )
    brush.area(octagon, STOP)
    arm = radius * 0.42
    for sign in (1, -1):
        brush.stroke(Path([(x - arm, y - sign * arm), (x + arm, y + sign * arm)]), WHITE, 2.6)


def _centre(rect: Rect) -> Point:
    return (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2


def _rectangle(rect: Rect) -> Path:
    corners = [
        (rect.left, rect.top),
        (rect.right, rect.top),
        (rect.right, rect.bottom),
        (rect.left, rect.bottom),
    ]
    return Path([*corners, corners[0]], closed=True)


_PAINTERS: dict[type[Mark], Callable[[_Brush, Any], None]] = {
    Text: _text,
    Frame: _frame,
    Icon: _icon,
    Road: _road,
    Badge: _badge,
    StopMark: _stop,
}
