"""The search for the cheapest road over a grid of lines."""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from helpers.draw.corridors import LANE
from helpers.draw.geometry import Point, Rect
from helpers.draw.road_ends import End

_BEND, _CROSSING = 26.0, 70.0
_CLOSED = 1e9
_FRAME_CROSSING = 14.0
_FOREIGN = 20.0
"""What a pixel costs in a subnet in which neither end stands: ways around are cheaper."""

_TOO_NEAR, _BESIDE = LANE - 0.5, 2 * LANE
"""Nearer than this a road cannot be told from another; nearer than that it had better not be."""

_TOUCHING, _ALONG = 5.0, LANE + 0.5
"""As near as this a road covers a frame; as near as that it had better not run along."""

APPROACH = 20.0
"""A road runs straight for so long before a symbol, so that its arrow has room."""

Numbers = NDArray[np.float64]
Segment = tuple[Point, Point]
Lanes = tuple[Sequence[float], Sequence[float]]


class Grid:
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
            (x, y), near = end.centre, end.rect.grown(APPROACH)
            rows, columns = [y + s for s in end.shifts()], [x + s for s in end.shifts()]
            _close(self.across, self.xs, self.ys, (near.left, near.right), (near.top, near.bottom), rows)
            _close(self.down, self.ys, self.xs, (near.top, near.bottom), (near.left, near.right), columns)

    def discourage(self, laid: Sequence[Segment], frames: Sequence[Segment], lanes: Lanes) -> None:
        """Make it dear to run beside a laid road, less so along a frame, and a little to cross either.

        Lanes lead along frames.
        """
        for segment in laid:
            self._along(segment, _TOO_NEAR, 20.0, ((), ()))
            self._along(segment, _BESIDE, 0.4, lanes)
            self._over(segment, _CROSSING)
        for segment in frames:
            self._along(segment, _TOUCHING, 3.0, lanes)
            self._along(segment, _ALONG, 0.3, lanes)
            self._over(segment, _FRAME_CROSSING)

    def _along(self, segment: Segment, reach: float, price: float, lanes: Lanes) -> None:
        """Charge the pixels beside a segment, lanes aside."""
        xs, ys = _spans(segment)
        if ys[0] == ys[1]:
            band, free = (ys[0] - reach, ys[0] + reach), ~np.isin(self.ys, lanes[1])
            _charge(self.across, self.xs, self.ys, xs, band, price, free)
        else:
            band, free = (xs[0] - reach, xs[0] + reach), ~np.isin(self.xs, lanes[0])
            _charge(self.down, self.ys, self.xs, ys, band, price, free)

    def _over(self, segment: Segment, price: float) -> None:
        """Charge what crosses a segment."""
        xs, ys = _spans(segment)
        if ys[0] == ys[1]:
            _cross(self.down, self.ys, self.xs, ys[0], xs, price)
        else:
            _cross(self.across, self.xs, self.ys, xs[0], ys, price)

    def avoid(self, areas: Iterable[Rect]) -> None:
        """Make every pixel inside these dear."""
        for area in areas:
            (xs, ys), wide, high = (self.xs, self.ys), (area.left, area.right), (area.top, area.bottom)
            _charge(self.across, xs, ys, wide, high, _FOREIGN)
            _charge(self.down, ys, xs, high, wide, _FOREIGN)

    def shortest(self, start: End, end: End) -> tuple[list[Point], float]:
        """The cheapest road from a gate of one end to a gate of the other, and what it costs."""
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
                return self._walked(before, state), cost
            if cost > best[state]:
                continue
            for following, more in self._next(state, goals):
                if cost + more < best.get(following, _CLOSED * 10):
                    best[following], before[following] = cost + more, state
                    heappush(queue, (cost + more + self._ahead(following, target), cost + more, following))
        return [start.centre, end.centre], _CLOSED

    def _gates(self, end: End) -> dict[tuple[int, int, int], float]:
        """(column, row, direction) from which a symbol may be left, or reached, and what that costs."""
        x, y = end.centre
        column, row = _index(self.xs, x), _index(self.ys, y)
        gates = {}
        for shift, cost in end.shifts().items():
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
        return max(0.0, float(far) - 2 * LANE)

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


def _spans(segment: Segment) -> tuple[tuple[float, float], tuple[float, float]]:
    """From left to right, and from top to bottom."""
    (x1, y1), (x2, y2) = segment
    return (min(x1, x2), max(x1, x2)), (min(y1, y2), max(y1, y2))


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


def _charge(
    costs: Numbers,
    along: Numbers,
    beside: Numbers,
    span: tuple[float, float],
    band: tuple[float, float],
    price: float,
    but: NDArray[np.bool_] | bool = True,
) -> None:
    """Every pixel of the stretches in an area costs more."""
    rows = (beside > band[0]) & (beside < band[1]) & but
    inside = np.minimum(along[1:], span[1]) - np.maximum(along[:-1], span[0])
    costs[rows] += price * np.maximum(inside, 0.0)


def _cross(
    costs: Numbers, along: Numbers, beside: Numbers, at: float, band: tuple[float, float], price: float
) -> None:
    """Stretches that meet a line at right angles cost more."""
    rows = (beside >= band[0]) & (beside <= band[1])
    costs[np.ix_(rows, _touching(along, at - 1, at + 1))] += price
