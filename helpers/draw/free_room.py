"""Finding room for a mark among the ones already there."""

from collections.abc import Iterable, Sequence

from helpers.draw.geometry import Rect


def first_free(spots: Iterable[Rect], taken: Sequence[Rect], bounds: Rect | None = None) -> Rect | None:
    """The first spot that overlaps nothing and lies within the bounds; None where every one does."""
    for spot in spots:
        if (bounds is None or bounds.holds(spot)) and not any(spot.overlaps(other) for other in taken):
            return spot
    return None
