"""What differs between two states of a network, as far as a picture shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from helpers.draw.inventory import is_gone
from helpers.network import Network, Route
from helpers.network.base import Component
from helpers.path import Path


@dataclass(frozen=True)
class Changes:
    """What is new or gone in the later state.

    Attributes:
        new, gone: ids of components that only the later, only the earlier state has.
        routes: routes that only the later state has; `lost_routes` those that only the earlier has.
        altered: ids of groups, ACLs, instances and tables whose rules, state or subnets differ.
        joined, left: ids of the places that only the later, only the earlier path passes.
        compared: False for a picture of one path.
    """

    new: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    routes: tuple[Route, ...] = ()
    lost_routes: tuple[Route, ...] = ()
    altered: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    compared: bool = False

    def is_new(self, route: Route) -> bool:
        """Did the earlier state's table lack this route?"""
        return any(route is other for other in self.routes)


UNCHANGED = Changes()


def changes(before: Path, after: Path) -> Changes:
    """What the second path's network has more, less or otherwise than the first one's, and its road.

    Roads are compared only where both paths answer the same question.
    """
    one, two = standing(before.network, before.vpc_id), standing(after.network, before.vpc_id)
    same = (before.source_id, before.destination) == (after.source_id, after.destination)
    roads = [tuple(dict.fromkeys(h.place_id or h.component_id for h in p.hops)) for p in (before, after)]
    early, late = roads if same else ((), ())
    return Changes(
        frozenset(two.keys() - one.keys()),
        frozenset(one.keys() - two.keys()),
        tuple(_added(before.network, after.network, before.vpc_id)),
        tuple(_added(after.network, before.network, before.vpc_id)),
        tuple(i for i in one if i in two and _decides(one[i]) != _decides(two[i])),
        tuple(i for i in late if i not in early),
        tuple(i for i in early if i not in late),
        compared=True,
    )


def standing(network: Network, vpc_id: str) -> dict[str, Component]:
    """The components of a VPC that exist, by id; AWS goes on listing some that are deleted."""
    return {
        component.id: component
        for component in network.components
        if not is_gone(component) and _is_in(component, vpc_id)
    }


def _is_in(component: Component, vpc_id: str) -> bool:
    attachments = getattr(component, "attachments", ())
    return vpc_id in (getattr(component, "vpc_id", None), *(a.vpc_id for a in attachments))


def _added(before: Network, after: Network, vpc_id: str) -> Iterable[Route]:
    known = {_key(route) for route in _routes(before, vpc_id)}
    return (route for route in _routes(after, vpc_id) if _key(route) not in known)


def _routes(network: Network, vpc_id: str) -> Iterable[Route]:
    return (route for t in network.route_tables if t.vpc_id == vpc_id for route in t.routes)


def _key(route: Route) -> tuple[str, str, str]:
    return route.owner_id, route.destination, route.target


def _decides(component: Component) -> str:
    """The parts of a component that decide about packets, routes aside."""
    return component.model_dump_json(include=_DECIDING)


_DECIDING = {
    *("ip_permissions", "ip_permissions_egress", "entries", "associations", "state"),
    *("enable_dns_support", "private_dns_enabled", "groups"),
}
