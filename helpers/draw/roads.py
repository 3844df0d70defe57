"""Orthogonal roads between symbols: around every other symbol and every text, apart from one another.

A shortest-path search over the few lines that matter: those through the two ends, and those that
pass beside an obstacle.  A bend, a crossing and a neighbouring road cost extra; an obstacle is closed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from helpers.draw.corridors import LANE
from helpers.draw.geometry import Point, Rect

_BEND, _CROSSING, _NEAR = 26.0, 70.0, 900.0
_APART = LANE
_SHIFT = LANE
_CLEAR = 3.0
_TEXT_EDGE = 5.5
_CLOSED = 1e9
_SIDE_COST = 24.0
_ALONG_FRAME = 60.0
_FRAME_CROSSING = 14.0
_FOREIGN = 8.0
"""What a pixel costs in a subnet in which neither end stands: any way around is cheaper."""

_TRACKS = (-14.0, 14.0, 28.0)
_APPROACH = 20.0
"""A road runs straight for so long before a symbol, so that its arrow has room."""

Numbers = NDArray[np.float64]
Segment = tuple[Point, Point]
Lanes = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class End:
    """Where a road starts or ends: a symbol's rectangle; `paired` ends keep their middle free."""

    rect: Rect
    paired: bool = False

    @property
    def centre(self) -> Point:
        """The middle of the symbol."""
        return (self.rect.left + self.rect.right) / 2, (self.rect.top + self.rect.bottom) / 2

    def shifts(self) -> tuple[float, ...]:
        """How far from the middle a road may meet the symbol's side."""
        return (-_SHIFT, _SHIFT) if self.paired else (0.0, -_SHIFT, _SHIFT)


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
    """The roads laid so far in one picture; every next one keeps away from them."""

    def __init__(self, ground: Ground) -> None:
        self._symbols = tuple(ground.symbols)
        self._texts = tuple(text.grown(_TEXT_EDGE) for text in ground.texts)
        self._frames = tuple(edge for frame in ground.frames for edge in _edges(frame))
        self._ground = ground
        self._laid: list[Segment] = []

    def lay(self, start: End, end: End) -> tuple[Point, ...]:
        """The corners of the road from one symbol's side to another's."""
        others = [r.grown(6) for r in self._symbols if r not in (start.rect, end.rect)]
        obstacles = [*others, *self._texts]
        grid = _Grid(self._lines(0, start, end), self._lines(1, start, end), obstacles)
        grid.keep_straight(start, end)
        grid.discourage(self._laid, self._frames, self._ground.lanes)
        grid.avoid(self._foreign(start, end))
        corners = _straightened(_clipped(grid.shortest(start, end), start.rect, end.rect))
        self._laid += pairwise(corners)
        return corners

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Every stretch of every road laid so far."""
        return tuple(self._laid)

    def _bounds(self, *ends: End) -> Rect:
        """The smallest frame of those around everything that holds both ends: a road does not leave it."""
        around = (r for r in self._ground.bounds if all(_holds(r, end.centre) for end in ends))
        return min(around, key=lambda rect: rect.width)

    def _foreign(self, *ends: End) -> list[Rect]:
        """The subnets in which neither end stands."""
        return [s for s in self._ground.subnets if not any(s.holds(end.rect) for end in ends)]

    def _lines(self, axis: int, start: End, end: End) -> Numbers:
        """Coordinates along one axis that a road may follow; the ends' own are kept exactly."""
        ends = [e.centre[axis] + shift for e in (start, end) for shift in (0.0, -_SHIFT, _SHIFT)]
        low, high = _sides(self._bounds(start, end), axis)
        beside = [
            side
            for rects, clear in ((self._symbols, _APPROACH + 2), (self._texts, _CLEAR))
            for rect in rects
            for near, far in (_sides(rect, axis),)
            for side in (near - clear, far + clear)
        ]
        beside += [edge[0][axis] + shift for edge in self._frames for shift in _TRACKS]
        taken = [(segment[0][axis] + shift) for segment in self._laid for shift in (-_APART, _APART)]
        kept = sorted(set(ends))
        others = sorted({round(v) for v in (*beside, *taken)})
        for value in (*self._ground.lanes[axis], *others):
            if low < value < high and min(abs(value - k) for k in kept) >= 5:
                kept.append(value)
        return np.array(sorted(kept))


class _Grid:
    """Costs of the stretches between neighbouring crossings, and the search over them."""

    def __init__(self, xs: Numbers, ys: Numbers, obstacles: Sequence[Rect]) -> None:
        self.xs, self.ys = xs, ys
        self.across = np.tile(np.diff(xs), (len(ys), 1))
        self.down = np.tile(np.diff(ys), (len(xs), 1))
        for rect in obstacles:
            _close(self.across, xs, ys, (rect.left, rect.right), (rect.top, rect.bottom))
            _close(self.down, ys, xs, (rect.top, rect.bottom), (rect.left, rect.right))

    def keep_straight(self, *ends: End) -> None:
        """Close everything near an end but the lines that lead straight to its gates."""
        for end in ends:
            (x, y), near = end.centre, end.rect.grown(_APPROACH)
            rows, columns = [y + s for s in end.shifts()], [x + s for s in end.shifts()]
            _close(self.across, self.xs, self.ys, (near.left, near.right), (near.top, near.bottom), rows)
            _close(self.down, self.ys, self.xs, (near.top, near.bottom), (near.left, near.right), columns)

    def discourage(self, laid: Sequence[Segment], frames: Sequence[Segment], lanes: Lanes) -> None:
        """Make it dear to run beside a laid road, less so along a frame, and a little to cross either.

        Lanes lead along frames.
        """
        for segments, beside, crossing, free in (
            (laid, _NEAR, _CROSSING, ((), ())),
            (frames, _ALONG_FRAME, _FRAME_CROSSING, lanes),
        ):
            for (x1, y1), (x2, y2) in segments:
                wide, high = (min(x1, x2), max(x1, x2)), (min(y1, y2), max(y1, y2))
                _charge(self.across, self.xs, self.ys, wide, high, beside, crossing, free[1])
                _charge(self.down, self.ys, self.xs, high, wide, beside, crossing, free[0])

    def avoid(self, areas: Iterable[Rect]) -> None:
        """Make every pixel inside these dear."""
        for area in areas:
            (xs, ys), wide, high = (self.xs, self.ys), (area.left, area.right), (area.top, area.bottom)
            _raise(self.across, xs, ys, wide, high)
            _raise(self.down, ys, xs, high, wide)

    def shortest(self, start: End, end: End) -> list[Point]:
        """The cheapest road from the middle lines of one end to those of the other."""
        self.costs = (self.across.tolist(), self.down.T.tolist())
        goals = self._gates(end)
        target = end.centre
        queue: list[tuple[float, float, tuple[int, int, int]]] = []
        best: dict[tuple[int, int, int], float] = {}
        before: dict[tuple[int, int, int], tuple[int, int, int] | None] = {}
        for state, cost in self._gates(start).items():
            best[state], before[state] = cost, None
            heappush(queue, (cost + self._ahead(state, target), cost, state))
        while queue:
            _, cost, state = heappop(queue)
            if state[2] == 2:
                return self._walked(before, state)
            if cost > best[state]:
                continue
            for following, more in self._next(state, goals):
                if cost + more < best.get(following, _CLOSED * 10):
                    best[following], before[following] = cost + more, state
                    heappush(queue, (cost + more + self._ahead(following, target), cost + more, following))
        return [start.centre, end.centre]

    def _gates(self, end: End) -> dict[tuple[int, int, int], float]:
        """(column, row, direction) from which a symbol may be left, or reached, and what that costs."""
        x, y = end.centre
        column, row = _index(self.xs, x), _index(self.ys, y)
        gates = {}
        for shift in end.shifts():
            cost = _SIDE_COST if shift and not end.paired else 0.0
            gates[column, _index(self.ys, y + shift), 0] = cost
            gates[_index(self.xs, x + shift), row, 1] = cost
        return gates

    def _next(
        self, state: tuple[int, int, int], goals: dict[tuple[int, int, int], float]
    ) -> Iterable[tuple[tuple[int, int, int], float]]:
        column, row, way = state
        if state in goals:
            yield (column, row, 2), goals[state]
        across, down = self.costs
        bend = _BEND if way else 0.0
        if column + 1 < len(self.xs):
            yield (column + 1, row, 0), across[row][column] + bend
        if column:
            yield (column - 1, row, 0), across[row][column - 1] + bend
        bend = 0.0 if way else _BEND
        if row + 1 < len(self.ys):
            yield (column, row + 1, 1), down[row][column] + bend
        if row:
            yield (column, row - 1, 1), down[row - 1][column] + bend

    def _ahead(self, state: tuple[int, int, int], target: Point) -> float:
        far = abs(self.xs[state[0]] - target[0]) + abs(self.ys[state[1]] - target[1])
        return max(0.0, float(far) - 2 * _SHIFT)

    def _walked(
        self,
        before: dict[tuple[int, int, int], tuple[int, int, int] | None],
        last: tuple[int, int, int],
    ) -> list[Point]:
        points = []
        state: tuple[int, int, int] | None = last
        while state is not None:
            points.append((float(self.xs[state[0]]), float(self.ys[state[1]])))
            state = before[state]
        return points[::-1]


def _sides(rect: Rect, axis: int) -> tuple[float, float]:
    return (rect.top, rect.bottom) if axis else (rect.left, rect.right)


def _holds(rect: Rect, point: Point) -> bool:
    return rect.left <= point[0] <= rect.right and rect.top <= point[1] <= rect.bottom


def _index(values: Numbers, value: float) -> int:
    return int(np.argmin(np.abs(values - value)))


def _touching(along: Numbers, low: float, high: float) -> NDArray[np.bool_]:
    """Which stretches between neighbouring coordinates meet the open range."""
    return (along[:-1] < high) & (along[1:] > low)


def _close(
    costs: Numbers,
    along: Numbers,
    beside: Numbers,
    span: tuple[float, float],
    band: tuple[float, float],
    but: Sequence[float] = (),
) -> None:
    rows = (beside > band[0]) & (beside < band[1]) & ~np.isin(beside, but)
    costs[np.ix_(rows, _touching(along, *span))] = _CLOSED


def _raise(
    costs: Numbers, along: Numbers, beside: Numbers, span: tuple[float, float], band: tuple[float, float]
) -> None:
    rows = (beside > band[0]) & (beside < band[1])
    inside = np.minimum(along[1:], span[1]) - np.maximum(along[:-1], span[0])
    costs[rows] += _FOREIGN * np.maximum(inside, 0.0)


def _charge(
    costs: Numbers,
    along: Numbers,
    beside: Numbers,
    span: tuple[float, float],
    band: tuple[float, float],
    parallel: float,
    crossing: float,
    lanes: Sequence[float],
) -> None:
    if band[0] == band[1]:
        near = (np.abs(beside - band[0]) < _APART - 0.5) & ~np.isin(beside, lanes)
        costs[np.ix_(near, _touching(along, span[0] - 4, span[1] + 4))] += parallel
    else:
        between = (beside >= band[0]) & (beside <= band[1])
        costs[np.ix_(between, _touching(along, span[0] - 1, span[1] + 1))] += crossing


def _edges(rect: Rect) -> tuple[Segment, ...]:
    corners = (
        (rect.left, rect.top),
        (rect.right, rect.top),
        (rect.right, rect.bottom),
        (rect.left, rect.bottom),
    )
    return tuple(zip(corners, (*corners[1:], corners[0]), strict=True))


def _clipped(points: list[Point], start: Rect, end: Rect) -> list[Point]:
    """The road from side to side: what lies inside the two symbols is cut off."""
    return _cut(_cut(points, start)[::-1], end)[::-1]


def _cut(points: list[Point], rect: Rect) -> list[Point]:
    inside = [
        n for n, (x, y) in enumerate(points) if rect.left <= x <= rect.right and rect.top <= y <= rect.bottom
    ]
    first = next((n for n in range(len(points)) if n not in inside), len(points) - 1)
    x, y = points[first]
    px, py = points[first - 1] if first else points[0]
    side = (
        (px, rect.top - 2 if y < rect.top else rect.bottom + 2)
        if px == x
        else (rect.left - 2 if x < rect.left else rect.right + 2, py)
    )
    return [side, *points[first:]]


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Only the corners."""
    kept = [points[0]]
    for here, after in pairwise(points[1:]):
        x, y = kept[-1]
        if not (x == here[0] == after[0] or y == here[1] == after[1]) and here != kept[-1]:
            kept.append(here)
    return (*kept, points[-1])
