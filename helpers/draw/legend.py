"""What the marks of a picture mean; only those that are in it are explained."""

from collections.abc import Callable, Iterable, Sequence

from helpers.draw.geometry import around
from helpers.draw.inventory import label
from helpers.draw.measure import text_width
from helpers.draw.palette import HALO, LINE_HEIGHT, MUTED, PRIVATE, PUBLIC, PUBLIC_TEXT, WIDTH
from helpers.draw.scene import (
    Badge,
    Cross,
    Halo,
    Icon,
    Mark,
    Pictogram,
    Road,
    Shield,
    StopMark,
    written,
)
from helpers.draw.table import LEFT, Panel

_ROW, _GAP = 30.0, 16.0

Sample = Callable[[float, float], tuple[list[Mark], float]]


def legend(marks: Sequence[Mark]) -> Panel:
    """The legend for these marks, in one row or in two of the same length."""
    samples = list(_samples(marks))
    fits = sum(map(_width, samples)) <= WIDTH - 2 * LEFT
    half = len(samples) if fits else (len(samples) + 1) // 2
    rows = [row for row in (samples[:half], samples[half:]) if row]
    found = [mark for n, row in enumerate(rows) for mark in _row(row, 14.0 + n * _ROW)]
    return Panel(tuple(found), 14.0 + (len(rows) - 0.5) * _ROW + 1)


def _row(samples: Iterable[tuple[str, Sample]], y: float) -> Iterable[Mark]:
    x = LEFT + 4
    for key, sample in samples:
        shown, used = sample(x, y)
        yield from shown
        yield written(label(f"legend.{key}"), x + used + 7, y - LINE_HEIGHT / 2, colour=MUTED)
        x += _width((key, sample))


def _width(sample: tuple[str, Sample]) -> float:
    key, draw = sample
    return draw(0, 0)[1] + 7 + text_width(label(f"legend.{key}")) + _GAP


def _samples(marks: Sequence[Mark]) -> Iterable[tuple[str, Sample]]:
    for key, sample, is_in in _SAMPLES:
        if any(is_in(mark) for mark in marks):
            yield key, sample


def _solid(x: float, y: float) -> tuple[list[Mark], float]:
    return [Road(((x, y), (x + 34, y)), PRIVATE), Pictogram("lock", around(x + 46, y, 15, 15), PRIVATE)], 54


def _dashed(x: float, y: float) -> tuple[list[Mark], float]:
    sign = Pictogram("globe", around(x + 46, y, 15, 15), PUBLIC_TEXT)
    return [Road(((x, y), (x + 34, y)), PUBLIC, dashed=True), sign], 54


def _stop(x: float, y: float) -> tuple[list[Mark], float]:
    return [StopMark(around(x + 12, y, 24, 24))], 24


def _crossed(x: float, y: float) -> tuple[list[Mark], float]:
    line = Road(((x, y), (x + 36, y)), MUTED, arrow=False)
    return [line, Cross(around(x + 25, y, 20, 20))], 36


def _number(x: float, y: float) -> tuple[list[Mark], float]:
    return [Badge(1, around(x + 12, y, 24, 24), PRIVATE)], 24


def _allow(x: float, y: float) -> tuple[list[Mark], float]:
    return [Shield(True, around(x + 8, y, 16, 21))], 16


def _deny(x: float, y: float) -> tuple[list[Mark], float]:
    return [Shield(False, around(x + 8, y, 16, 21))], 16


def _chosen(x: float, y: float) -> tuple[list[Mark], float]:
    rect = around(x + 13, y, 17, 17)
    return [Icon("router", rect), Halo(rect, HALO, "router")], 26


def _pale(x: float, y: float) -> tuple[list[Mark], float]:
    return [Icon("instance", around(x + 11, y, 22, 22), 0.32)], 22


_SAMPLES: tuple[tuple[str, Sample, Callable[[Mark], bool]], ...] = (
    ("private", _solid, lambda m: isinstance(m, Road) and not m.dashed),
    ("public", _dashed, lambda m: isinstance(m, Road) and m.dashed),
    ("stop", _stop, lambda m: isinstance(m, StopMark)),
    ("crossed", _crossed, lambda m: isinstance(m, Cross)),
    ("hop", _number, lambda m: isinstance(m, Badge)),
    ("allow", _allow, lambda m: isinstance(m, Shield) and m.allowed),
    ("deny", _deny, lambda m: isinstance(m, Shield) and not m.allowed),
    ("chosen", _chosen, lambda m: isinstance(m, Halo) and m.colour == HALO),
    ("faded", _pale, lambda m: isinstance(m, Icon) and m.share < 1),
)
