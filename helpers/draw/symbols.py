"""Our own vector symbols, one table: form, category colour, strokes in a square from -1 to 1, y downwards."""

from dataclasses import dataclass

from matplotlib.path import Path

from helpers.draw.palette import (
    COMPUTE,
    DATABASE,
    FAINT,
    INTEGRATION,
    NETWORKING,
    OTHER,
    STORAGE,
)

_CIRCLE_HANDLE = 0.5523  # a quarter circle as a cubic curve


@dataclass(frozen=True, slots=True)
class Glyph:
    """A symbol: `form` is square, circle or cloud; the strokes are drawn white, `filled` ones as areas."""

    form: str
    colour: str
    strokes: tuple[Path, ...]
    filled: tuple[Path, ...] = ()


def _line(*points: tuple[float, float], closed: bool = False) -> Path:
    if not closed:
        return Path(list(points))
    return Path([*points, points[0]], closed=True)


def _rectangle(left: float, top: float, right: float, bottom: float) -> Path:
    return _line((left, top), (right, top), (right, bottom), (left, bottom), closed=True)


def _ellipse(x: float, y: float, across: float, down: float) -> Path:
    h, v = across * _CIRCLE_HANDLE, down * _CIRCLE_HANDLE
    points = [
        (x + across, y),
        (x + across, y + v),
        (x + h, y + down),
        (x, y + down),
        (x - h, y + down),
        (x - across, y + v),
        (x - across, y),
        (x - across, y - v),
        (x - h, y - down),
        (x, y - down),
        (x + h, y - down),
        (x + across, y - v),
        (x + across, y),
    ]
    return Path(points, [Path.MOVETO] + [Path.CURVE4] * 12)


def _arrow(x: float, y: float, dx: float, dy: float, size: float = 0.22) -> Path:
    """An arrow's head whose tip is at (x, y), pointing along (dx, dy)."""
    back, side = (x - dx * 2 * size, y - dy * 2 * size), (dy * size * 1.1, -dx * size * 1.1)
    return _line(
        (x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]), closed=True
    )


def _chip() -> tuple[Path, ...]:
    pins = [
        pin
        for at in (-0.26, 0.0, 0.26)
        for pin in (
            _line((at, -0.44), (at, -0.66)),
            _line((at, 0.44), (at, 0.66)),
            _line((-0.44, at), (-0.66, at)),
            _line((0.44, at), (0.66, at)),
        )
    ]
    return (_rectangle(-0.44, -0.44, 0.44, 0.44), *pins)


def _arch() -> tuple[Path, ...]:
    top = Path(
        [(-0.42, 0.5), (-0.42, -0.1), (-0.42, -0.68), (0.42, -0.68), (0.42, -0.1), (0.42, 0.5)],
        [Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO],
    )
    return (top, _line((-0.62, 0.5), (-0.42, 0.5)), _line((0.42, 0.5), (0.62, 0.5)))


def _cylinder() -> tuple[Path, ...]:
    sides = Path(
        [(-0.5, -0.4), (-0.5, 0.42), (-0.5, 0.72), (0.5, 0.72), (0.5, 0.42), (0.5, -0.4)],
        [Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO],
    )
    return (_ellipse(0, -0.4, 0.5, 0.2), sides)


_ENDPOINT = Glyph(
    "circle",
    NETWORKING,
    (_line((-0.4, 0), (0.08, 0)), _ellipse(0.34, 0, 0.26, 0.26)),
    (_ellipse(-0.46, 0, 0.16, 0.16),),
)
_CROSS_ARROWS = tuple(_arrow(0.66 * x, 0.66 * y, x, y, 0.17) for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)))

GLYPHS: dict[str, Glyph] = {
    "instance": Glyph("square", COMPUTE, _chip(), (_rectangle(-0.17, -0.17, 0.17, 0.17),)),
    "interface": Glyph(
        "square",
        OTHER,
        (
            _rectangle(-0.6, -0.36, 0.6, 0.3),
            _line((-0.3, 0.3), (-0.3, 0.56)),
            _line((0.05, 0.3), (0.05, 0.56)),
        ),
        (_rectangle(-0.36, -0.14, 0.0, 0.1),),
    ),
    "nat_gateway": Glyph(
        "square",
        NETWORKING,
        (_line((-0.58, -0.27), (0.3, -0.27)), _line((0.58, 0.27), (-0.3, 0.27))),
        (_arrow(0.62, -0.27, 1, 0, 0.19), _arrow(-0.62, 0.27, -1, 0, 0.19)),
    ),
    "router": Glyph(
        "circle", NETWORKING, (_line((-0.4, 0), (0.4, 0)), _line((0, -0.4), (0, 0.4))), _CROSS_ARROWS
    ),
    "internet_gateway": Glyph("circle", NETWORKING, _arch()),
    "endpoint": _ENDPOINT,
    "stub": Glyph(
        "circle", OTHER, (_line((-0.55, 0), (0.3, 0)), _line((0.1, -0.25), (0.45, 0), (0.1, 0.25)))
    ),
    "internet": Glyph("cloud", FAINT, ()),
    "s3": Glyph(
        "square",
        STORAGE,
        (_ellipse(0, -0.46, 0.52, 0.16), _line((-0.52, -0.44), (-0.34, 0.56), (0.34, 0.56), (0.52, -0.44))),
    ),
    "dynamodb": Glyph("square", DATABASE, _cylinder()),
    "sqs": Glyph(
        "square",
        INTEGRATION,
        (_line((-0.62, -0.4), (0.62, -0.4)), _line((-0.62, 0.4), (0.62, 0.4))),
        tuple(_rectangle(x - 0.12, -0.18, x + 0.12, 0.18) for x in (-0.42, 0.0, 0.42)),
    ),
    "service": Glyph("square", OTHER, (_rectangle(-0.5, -0.5, 0.5, 0.5),), (_ellipse(0, 0, 0.2, 0.2),)),
}


def glyph(kind: str) -> Glyph:
    """The symbol of a kind; a service without one of its own has the common one."""
    return GLYPHS.get(kind, GLYPHS["service"])
