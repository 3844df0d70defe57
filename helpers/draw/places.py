"""A path's places: consecutive hops at one symbol share a number; a symbol visited twice has two."""

from dataclasses import dataclass, replace
from itertools import groupby

from helpers.draw.layout import Layout, Symbol
from helpers.path import Hop, Layer, Path, Zone


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered stop of the path: its symbol, and the hops that are decided there."""

    number: int
    symbol: Symbol
    hops: tuple[Hop, ...]

    @property
    def zone(self) -> Zone:
        """Where the packet travels after this place."""
        return self.hops[-1].zone

    @property
    def stops(self) -> bool:
        """Does the packet end here against its will?"""
        return not self.hops[-1].allowed

    def hop(self, layer: Layer) -> Hop | None:
        """The first hop of a layer at this place."""
        return next((hop for hop in self.hops if hop.layer is layer), None)


def places_of(path: Path, layout: Layout) -> tuple[Place, ...]:
    """The places in the order in which the packet comes by."""
    found: list[Place] = []
    for place_id, group in groupby(path.hops, key=lambda hop: hop.place_id or hop.component_id):
        hops = tuple(group)
        symbol = _symbol(layout, place_id, hops)
        if found and found[-1].symbol is symbol:
            found[-1] = replace(found[-1], hops=(*found[-1].hops, *hops))
        else:
            found.append(Place(len(found) + 1, symbol, hops))
    return tuple(found)


def _symbol(layout: Layout, place_id: str, hops: tuple[Hop, ...]) -> Symbol:
    """An endpoint in several subnets has a symbol in each: that of the interface that the packet reached."""
    passed = {hop.component_id for hop in hops}
    own = (s for s in layout.symbols if s.alias == place_id and s.id in passed)
    return next(own, None) or layout.symbol(place_id)
