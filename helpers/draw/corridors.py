"""Where roads may run between the subnets, so that none leads through a subnet that is not its own."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from helpers.draw.geometry import Rect
from helpers.draw.parts import Box

LANE = 13.0
"""From the middle of a road to the middle of the next one."""

BELOW = 16.0
"""Free height between the zones and the VPC's lower edge: one road."""

_WIDE = 3 * LANE
_SUBNETS = ("public", "private")


def subnets_in(boxes: Iterable[Box]) -> tuple[Rect, ...]:
    """The subnets' rectangles."""
    return tuple(box.rect for box in boxes if box.kind in _SUBNETS)


def lanes(boxes: Sequence[Box]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The middles of roads between the zones (x), and between and below the rows of subnets (y)."""
    zones = sorted((box.rect.left, box.rect.right) for box in boxes if box.kind == "zone")
    rows = sorted({(rect.top, rect.bottom) for rect in subnets_in(boxes)})
    below = [box.rect.bottom + BELOW / 2 for box in boxes if box.kind == "zone"][:1]
    return tuple(_between(zones)), (*_between(rows), *below)


def _between(spans: Sequence[tuple[float, float]]) -> Iterable[float]:
    """One lane in the middle of each gap; three where it is a corridor."""
    for (_, end), (start, _) in pairwise(spans):
        middle = (end + start) / 2
        yield from (middle - LANE, middle, middle + LANE) if start - end > _WIDE else (middle,)
