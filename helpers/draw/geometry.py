"""Rectangles and points, in pixels, y downwards."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its left, top, right and bottom edge."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def grown(self, by: float) -> "Rect":
        """The rectangle with every edge moved outwards."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, down: float) -> "Rect":
        """The rectangle further down."""
        return Rect(self.left, self.top + down, self.right, self.bottom + down)

    def overlaps(self, other: "Rect") -> bool:
        """Do they share more than an edge?"""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Rect") -> bool:
        """Does the other lie inside, edges included?"""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def around(x: float, y: float, width: float, height: float) -> Rect:
    """The rectangle of that size whose centre is (x, y)."""
    return Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
