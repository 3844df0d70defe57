"""The difference between two paths in words, for the picture, its caption and its alternative text."""

from collections.abc import Iterable, Sequence

from helpers.draw.changes import Changes
from helpers.draw.inventory import drawn_name, label, service_name, short_id
from helpers.network import (
    Instance,
    InternetGateway,
    NatGateway,
    Network,
    NetworkAcl,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.network.base import Component

_KINDS: dict[type[Component], str] = {
    Vpc: "vpc",
    Subnet: "subnet",
    RouteTable: "route_table",
    Instance: "instance",
    NatGateway: "nat_gateway",
    InternetGateway: "internet_gateway",
    VpcEndpoint: "endpoint",
    SecurityGroup: "security_group",
    NetworkAcl: "network_acl",
}


def difference(changes: Changes, before: Network, after: Network, *, short: bool = False) -> tuple[str, ...]:
    """Sentences: what is new, gone and changed, how the road differs; none for a picture of one path.

    `short` cuts ids as the picture shows them; else names stand with their whole ids.
    """
    if not changes.compared:
        return ()
    naming = _Naming(before, after, short)
    new = [*naming.things(changes.new), *naming.routes(changes.routes)]
    gone = [*naming.things(changes.gone), *naming.routes(changes.lost_routes)]
    lists = {
        "new": new,
        "gone": gone,
        "altered": naming.things(changes.altered),
        "joined": naming.places(changes.joined),
        "left": naming.places(changes.left),
    }
    said = [label(f"change.{key}", things=", ".join(things)) for key, things in lists.items() if things]
    return tuple(said) or (label("change.none"),)


class _Naming:
    """What people call the components of either state."""

    def __init__(self, before: Network, after: Network, short: bool) -> None:
        both = (*before.components, *after.components)
        self._known = {component.id: component for component in both}
        self._short = short

    def things(self, ids: Iterable[str]) -> list[str]:
        """Those that a learner makes; interfaces come and go with their owners."""
        found = [self._known[i] for i in ids if type(self._known.get(i)) in _KINDS]
        return [self._thing(c) for c in sorted(found, key=lambda c: (list(_KINDS).index(type(c)), c.id))]

    def _thing(self, component: Component) -> str:
        kind = label(f"kind.{_KINDS[type(component)]}")
        return label("place.named", kind=kind, name=self._name(component))

    def _name(self, component: Component) -> str:
        name = component.label if component.label != component.id else None
        if self._short:
            return drawn_name(component.id, name)
        return f"{name} ({component.id})" if name else component.id

    def routes(self, routes: Sequence[Route]) -> Iterable[str]:
        """Destination and target, with every table that holds the route."""
        for destination, target in dict.fromkeys((r.destination, r.target) for r in routes):
            owners = [r.owner_id for r in routes if (r.destination, r.target) == (destination, target)]
            names = [self._name(self._known[i]) if i in self._known else i for i in owners]
            shown = short_id(target) if self._short else target
            yield label("change.route", destination=destination, target=shown, tables=" and ".join(names))

    def places(self, ids: Sequence[str]) -> list[str]:
        """Places of a road, which need not be components."""
        return [self._place(i) for i in ids]

    def _place(self, place_id: str) -> str:
        component = self._known.get(place_id)
        if component is not None and type(component) in _KINDS:
            return self._thing(component)
        if place_id.startswith("router/"):
            return label("place.router")
        if place_id.startswith("com.amazonaws."):
            return service_name(place_id)
        return label("place.internet") if place_id == "internet" else place_id
