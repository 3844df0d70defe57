"""Orthogonal roads between symbols: around every other symbol and every text, apart from one another.

A shortest-path search over the few lines that matter: those through the two ends, and those that
pass beside an obstacle.  A bend, a crossing and a neighbouring road cost extra; an obstacle is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from helpers.draw.corridors import LANE
from helpers.draw.geometry import Point, Rect
from helpers.draw.road_ends import GATES, End
from helpers.draw.road_grid import APPROACH, Grid, Lanes, Numbers, Segment

_CLEAR, _EDGE = 3.0, 4.0
_TEXT_EDGE = 5.5
_TRACKS = (-14.0, 14.0, 28.0)


@dataclass(frozen=True)
class Ground:
    """What roads have to mind: symbols, texts, frames, the subnets among them, the lanes between those.

    `lanes` are the xs and the ys on which roads may run between subnets; `bounds` the frames of the VPC
    and of the Region, and the whole picture.
    """

    symbols: Sequence[Rect]
    texts: Sequence[Rect]
    frames: Sequence[Rect]
    subnets: Sequence[Rect]
    lanes: Lanes
    bounds: Sequence[Rect]


class Roads:
    """The roads laid so far in one picture, and what they cost; every next one keeps away from them."""

    def __init__(self, ground: Ground) -> None:
        self._symbols = tuple(ground.symbols)
        self._texts = tuple(text.grown(_TEXT_EDGE) for text in ground.texts)
        self._frames = tuple(edge for frame in ground.frames for edge in _edges(frame))
        outer = (frame for frame in ground.frames if frame not in ground.subnets)
        self._outer = tuple(edge for frame in outer for edge in _edges(frame))
        self._ground = ground
        self._laid: list[Segment] = []
        self.cost = 0.0

    def lay(self, start: End, end: End) -> tuple[Point, ...]:
        """The corners of the road from one symbol's side to another's."""
        others = [r.grown(6) for r in self._symbols if r not in (start.rect, end.rect)]
        obstacles = [*others, *self._texts]
        grid = Grid(self._lines(0, start, end), self._lines(1, start, end), obstacles)
        grid.keep_straight(start, end)
        grid.discourage(self._laid, self._frames, self._ground.lanes)
        grid.avoid(self._foreign(start, end))
        points, cost = grid.shortest(start, end)
        self.cost += cost
        corners = _straightened(_clipped(points, start, end))
        self._laid += pairwise(corners)
        return corners

    def _bounds(self, *ends: End) -> Rect:
        """The smallest frame of those around everything that holds both ends: a road does not leave it."""
        around = (r for r in self._ground.bounds if all(_holds(r, end.centre) for end in ends))
        return min(around, key=lambda rect: rect.width)

    def _foreign(self, *ends: End) -> list[Rect]:
        """The subnets in which neither end stands."""
        return [s.grown(_EDGE) for s in self._ground.subnets if not any(s.holds(end.rect) for end in ends)]

    def _lines(self, axis: int, start: End, end: End) -> Numbers:
        """Coordinates along one axis that a road may follow; the ends' own are kept exactly."""
        ends = [e.centre[axis] + shift for e in (start, end) for shift in GATES]
        low, high = _sides(self._bounds(start, end), axis)
        beside = [
            side
            for rects, clear in ((self._symbols, APPROACH + 2), (self._texts, _CLEAR))
            for rect in rects
            for near, far in (_sides(rect, axis),)
            for side in (near - clear, far + clear)
        ]
        beside += [edge[0][axis] + shift for edge in self._outer for shift in _TRACKS]
        taken = [(segment[0][axis] + shift) for segment in self._laid for shift in (-LANE, LANE)]
        kept = sorted(set(ends))
        others = sorted({round(v) for v in (*beside, *taken)})
        for value in (*self._ground.lanes[axis], *others):
            if low < value < high and min(abs(value - k) for k in kept) >= 3:
                kept.append(value)
        return np.array(sorted(kept))


def _sides(rect: Rect, axis: int) -> tuple[float, float]:
    return (rect.top, rect.bottom) if axis else (rect.left, rect.right)


def _holds(rect: Rect, point: Point) -> bool:
    return rect.left <= point[0] <= rect.right and rect.top <= point[1] <= rect.bottom


def _edges(rect: Rect) -> tuple[Segment, ...]:
    corners = (
        (rect.left, rect.top),
        (rect.right, rect.top),
        (rect.right, rect.bottom),
        (rect.left, rect.bottom),
    )
    return tuple(zip(corners, (*corners[1:], corners[0]), strict=True))


def _clipped(points: list[Point], start: End, end: End) -> list[Point]:
    """The road from side to side: what lies inside the two symbols is cut off."""
    return _cut(_cut(points, start)[::-1], end)[::-1]


def _cut(points: list[Point], end: End) -> list[Point]:
    first = next((n for n, point in enumerate(points) if not _holds(end.rect, point)), len(points) - 1)
    return [end.side(points[first], points[max(first - 1, 0)]), *points[first:]]


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Only the corners."""
    kept = [points[0]]
    for here, after in pairwise(points[1:]):
        x, y = kept[-1]
        if not (x == here[0] == after[0] or y == here[1] == after[1]) and here != kept[-1]:
            kept.append(here)
    return (*kept, points[-1])
