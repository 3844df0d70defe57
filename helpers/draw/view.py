"""What a picture is asked to show of one path: the chosen hop, and what changed since the path before."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from helpers.draw.changes import UNCHANGED, Changes
from helpers.draw.places import Place
from helpers.path import Hop, Layer, Path

FILTERS = (Layer.SECURITY_GROUP, Layer.NETWORK_ACL)
"""Layers whose rows allow or deny."""


@dataclass(frozen=True)
class View:
    """A path with its places, and the part of it that is highlighted.

    Attributes:
        hop: index into `path.hops`, or None.
        step: the number of the highlighted place, or None.
        changes: what is new or gone since the other path of the picture.
    """

    path: Path
    places: tuple[Place, ...]
    hop: int | None = None
    step: int | None = None
    changes: Changes = UNCHANGED

    @property
    def chosen(self) -> Hop | None:
        """The highlighted hop."""
        return None if self.hop is None else self.path.hops[self.hop]

    @property
    def place(self) -> Place | None:
        """The highlighted place."""
        return next((place for place in self.places if place.number == self.step), None)

    @property
    def shown_hops(self) -> tuple[tuple[Place, Hop], ...]:
        """The hops that panels speak of, with their places: the chosen one, those of the place, or all."""
        pairs = tuple((place, hop) for place in self.places for hop in place.hops)
        if self.hop is not None:
            return (pairs[self.hop],)
        return tuple(pair for pair in pairs if self.step in (None, pair[0].number))


def place_of(places: Sequence[Place], hop: int) -> int:
    """The number of the place at which the path's hop of that index is decided."""
    ends = accumulate(len(place.hops) for place in places)
    return next(number for number, end in enumerate(ends, 1) if hop < end)
