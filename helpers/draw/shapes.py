"""Lines and areas of which symbols are made, in a square from -1 to 1, y downwards."""

from math import cos, radians, sin

from matplotlib.path import Path

_CIRCLE_HANDLE = 0.5523  # a quarter circle as a cubic curve


def line(*points: tuple[float, float], closed: bool = False) -> Path:
    """Straight stretches through the points."""
    if not closed:
        return Path(list(points))
    return Path([*points, points[0]], closed=True)


def rectangle(left: float, top: float, right: float, bottom: float) -> Path:
    """A rectangle by its edges."""
    return line((left, top), (right, top), (right, bottom), (left, bottom), closed=True)


def ellipse(x: float, y: float, across: float, down: float) -> Path:
    """An ellipse around (x, y) by its half axes."""
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


def arc(x: float, y: float, radius: float, start: float, end: float) -> Path:
    """A part of a circle between two angles in degrees, 0 at the right, clockwise."""
    turns = [radians(start + (end - start) * n / 24) for n in range(25)]
    return Path([(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns])


def arrow(x: float, y: float, dx: float, dy: float, size: float = 0.22) -> Path:
    """An arrow's head whose tip is at (x, y), pointing along (dx, dy)."""
    back, side = (x - dx * 2 * size, y - dy * 2 * size), (dy * size * 1.1, -dx * size * 1.1)
    return line(
        (x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]), closed=True
    )


def polygon(x: float, y: float, radius: float, corners: int, turn: float = 0.0) -> Path:
    """A regular polygon, its first corner `turn` degrees from the right."""
    angles = [radians(turn + 360 * n / corners) for n in range(corners)]
    return line(*((x + radius * cos(a), y + radius * sin(a)) for a in angles), closed=True)


def chip() -> tuple[Path, ...]:
    """A processor with its pins."""
    pins = [
        pin
        for at in (-0.26, 0.0, 0.26)
        for pin in (
            line((at, -0.44), (at, -0.66)),
            line((at, 0.44), (at, 0.66)),
            line((-0.44, at), (-0.66, at)),
            line((0.44, at), (0.66, at)),
        )
    ]
    return (rectangle(-0.44, -0.44, 0.44, 0.44), *pins)


def arch() -> tuple[Path, ...]:
    """A gate, as the internet gateway has."""
    top = Path(
        [(-0.42, 0.5), (-0.42, -0.1), (-0.42, -0.68), (0.42, -0.68), (0.42, -0.1), (0.42, 0.5)],
        [Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO],
    )
    return (top, line((-0.62, 0.5), (-0.42, 0.5)), line((0.42, 0.5), (0.62, 0.5)))


def cylinder() -> tuple[Path, ...]:
    """A store of data."""
    sides = Path(
        [(-0.5, -0.4), (-0.5, 0.42), (-0.5, 0.72), (0.5, 0.72), (0.5, 0.42), (0.5, -0.4)],
        [Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO],
    )
    return (ellipse(0, -0.4, 0.5, 0.2), sides)


def cylinder_band(y: float) -> Path:
    """The front of a ring around the cylinder."""
    return Path(
        [(-0.5, y), (-0.5, y + 0.28), (0.5, y + 0.28), (0.5, y)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )


def cloud(x: float, y: float, size: float) -> Path:
    """The outline of a cloud around (x, y)."""
    points = [(-0.55, 0.4), (-0.95, 0.4), (-1.0, -0.12), (-0.6, -0.15), (-0.55, -0.75), (0.3, -0.8)]
    points += [(0.42, -0.25), (0.95, -0.35), (1.0, 0.4), (0.6, 0.4)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 9]
    outline = [(x + size * px, y + size * py) for px, py in points]
    return Path([*outline, outline[0]], [*codes, Path.LINETO])


def shield(size: float = 1.0) -> Path:
    """A shield: flat above, pointed below."""
    points = [(-0.8, -0.86), (0.8, -0.86), (0.8, 0.0), (0.8, 0.6), (0.3, 0.88), (0.0, 1.0)]
    points += [(-0.3, 0.88), (-0.8, 0.6), (-0.8, 0.0), (-0.8, -0.86)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, *[Path.CURVE4] * 6, Path.CLOSEPOLY]
    return Path([(x * size, y * size) for x, y in points], codes)


def padlock() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """A closed lock: its lines, and its areas."""
    shackle = [arc(0, -0.3, 0.42, 180, 360), line((-0.42, -0.3), (-0.42, 0)), line((0.42, -0.3), (0.42, 0))]
    return tuple(shackle), (rectangle(-0.72, -0.06, 0.72, 0.86),)


def globe() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """A globe with two meridians and two circles of latitude: its lines, and no areas."""
    rings = (ellipse(0, 0, 0.84, 0.84), ellipse(0, 0, 0.36, 0.84))
    return (*rings, line((-0.84, 0), (0.84, 0))), ()
