"""The ends of roads: where a road may meet a symbol."""

from dataclasses import dataclass
from math import sqrt

from helpers.draw.corridors import LANE
from helpers.draw.geometry import Point, Rect

GATES = (0.0, -LANE, LANE)
"""From the middle of a symbol's side, where roads may meet it."""

_SIDE_COST = 24.0
_GAP = 2.0


@dataclass(frozen=True, slots=True)
class End:
    """Where a road starts or ends: a symbol's rectangle.

    `gates` are how far from the middle of a side the road may meet it, as good as one another; without,
    the middle is best.  A road ends where a `round` symbol does.
    """

    rect: Rect
    round: bool = False
    gates: tuple[float, ...] = ()

    @property
    def centre(self) -> Point:
        """The middle of the symbol."""
        return (self.rect.left + self.rect.right) / 2, (self.rect.top + self.rect.bottom) / 2

    def shifts(self) -> dict[float, float]:
        """How far from the middle a road may meet the symbol's side, and what that costs."""
        return dict.fromkeys(self.gates, 0.0) or {shift: _SIDE_COST if shift else 0.0 for shift in GATES}

    def side(self, outside: Point, inside: Point) -> Point:
        """Where the symbol's edge is on the straight road between a point outside and one inside."""
        (x, y), (px, py), (cx, cy) = outside, inside, self.centre
        if px == x:
            reach = self._reach(self.rect.height / 2, px - cx)
            return px, cy - reach if y < cy else cy + reach
        reach = self._reach(self.rect.width / 2, py - cy)
        return cx - reach if x < cx else cx + reach, py

    def _reach(self, half: float, shift: float) -> float:
        return (sqrt(half**2 - shift**2) if self.round else half) + _GAP
