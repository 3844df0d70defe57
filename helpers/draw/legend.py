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
    """The legend for these marks, in as many rows as it needs."""
    x, y = LEFT + 4, 14.0
    found: list[Mark] = []
    for key, sample in _samples(marks):
        words = label(f"legend.{key}")
        _, room = sample(0, 0)
        if x + room + 7 + text_width(words) > WIDTH - LEFT:
            x, y = LEFT + 4, y + _ROW
        shown, used = sample(x, y)
        text = written(words, x + used + 7, y - LINE_HEIGHT / 2, colour=MUTED)
        found += [*shown, text]
        x = text.rect.right + _GAP
    return Panel(tuple(found), y + _ROW / 2 + 1)


def _samples(marks: Sequence[Mark]) -> Iterable[tuple[str, Sample]]:
    for key, sample, is_in in _SAMPLES:
        if any(is_in(mark) for mark in marks):
            yield key, sample


def _solid(x: float, y: float) -> tuple[list[Mark], float]:
    return [Road(((x, y), (x + 34, y)), PRIVATE), Pictogram("lock", around(x + 46, y, 15, 15), PRIVATE)], 54


def _dashed(x: float, y: float) -> tuple[list[Mark], float]:
    sign = Pictogram("globe", around(x + 46, y, 15, 15), PUBLIC_TEXT)
    return [Road(((x, y), (x + 34, y)), PUBLIC, dashed=True), sign], 54


def _crossed(x: float, y: float) -> tuple[list[Mark], float]:
    line = Road(((x, y), (x + 36, y)), PRIVATE, arrow=False)
    return [line, Cross(around(x + 18, y, 20, 20)), StopMark(around(x + 52, y, 24, 24))], 64


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
    ("stop", _crossed, lambda m: isinstance(m, StopMark)),
    ("hop", _number, lambda m: isinstance(m, Badge)),
    ("allow", _allow, lambda m: isinstance(m, Shield) and m.allowed),
    ("deny", _deny, lambda m: isinstance(m, Shield) and not m.allowed),
    ("chosen", _chosen, lambda m: isinstance(m, Halo) and m.colour == HALO),
    ("faded", _pale, lambda m: isinstance(m, Icon) and m.share < 1),
)
