"""A picture in words: its title, its caption, and the alternative text for who cannot see it."""

from collections.abc import Iterable, Sequence

from helpers.draw.inventory import drawn_name, ids_in, label, service_name, short_id
from helpers.draw.layout import Symbol
from helpers.draw.measure import fitted
from helpers.draw.places import Place
from helpers.draw.view import View
from helpers.network import Network, VpcEndpoint
from helpers.path import Layer, Path
from helpers.path.services import service_at_host, service_called
from helpers.path.words import label_of, sentence, verdict
from helpers.texts import render


def name_of(network: Network, component_id: str) -> str:
    """The Name tag, a service's name, or the id."""
    if component_id.startswith("com.amazonaws."):
        return service_name(component_id)
    known = _owner(network, component_id)
    return next((c.label for c in network.components if c.id == known), component_id)


def _owner(network: Network, component_id: str) -> str:
    """An endpoint for its interface, from which its answers come; whatever else stands for itself."""
    owners = (e.id for e in network.vpc_endpoints if component_id in e.network_interface_ids)
    return next(owners, component_id)


def _drawn(path: Path, reference: str) -> str:
    """The name as the picture can show it."""
    if reference.startswith("com.amazonaws."):
        return service_name(reference)
    known = _owner(path.network, reference)
    found = next((c for c in path.network.components if known in (c.id, c.name)), None)
    return drawn_name(found.id, found.name, ids_in(path.network)) if found else reference


def services_of(path: Path) -> Iterable[str]:
    """The services on a path, and the one that it is bound for even if it stops before."""
    yield from (hop.component_id for hop in path.hops if hop.layer is Layer.SERVICE)
    wanted = service_called(path.destination, path.region) or service_at_host(path.destination)
    if wanted:
        yield wanted.name


def places_in(path: Path) -> Iterable[str]:
    """The ids of everything on a path and on its way back, by which symbols are found."""
    for way in (path, path.return_path):
        for hop in way.hops if way else ():
            yield from (hop.component_id, hop.place_id)


def title_of(path: Path, places: Sequence[Place]) -> str:
    """`lab-private → Amazon S3, through the NAT gateway`."""
    last = places[-1]
    service = service_called(path.destination, path.region)
    end = service_name(service.name) if service else _drawn(path, path.destination)
    start = fitted(_drawn(path, path.source_id), _NAME_IN_TITLE)
    road = label("path", source=start, destination=fitted(end, _NAME_IN_TITLE))
    road = label("answer", path=road) if path.is_answer else road
    if last.stops:
        return label("stopped", path=road, number=last.number)
    if not path.reachable:
        return label("answer-lost", path=road)
    layers = [hop.layer for hop in path.hops]
    through = next((layer for layer in _THROUGH if layer in layers), None)
    return label("through", path=road, through=label(f"by.{through}")) if through else road


_NAME_IN_TITLE = 190.0
_THROUGH = (Layer.ENDPOINT, Layer.NAT, Layer.INTERNET_GATEWAY)


def caption_of(path: Path) -> str:
    """The verdict: does it arrive, how, and if not, why."""
    if not path.is_answer:
        return render(verdict(path))
    ends = {
        "source": name_of(path.network, path.source_id),
        "destination": label_of(path.network, path.destination, path.region),
    }
    if path.reachable:
        return label("caption-answer", **ends)
    return label("caption-answer-lost", why=render(path.explanations[0].message), **ends)


def alt_of(view: View) -> str:
    """The verdict, every numbered place in order, where and why it stops, and what is highlighted."""
    places = view.places
    found = service_address(view.path, places)
    listed = ", ".join(
        label(
            "alt.place",
            number=p.number,
            name=_place_name(view.path, p, found[1] if found and found[0] is p.symbol else None),
        )
        for p in places
    )
    parts = [label("alt.diagram", verdict=caption_of(view.path), places=listed)]
    if places[-1].stops:
        parts.append(label("alt.stop", number=places[-1].number))
    if view.chosen is not None:
        parts.append(label("alt.hop", number=view.step, what=render(sentence(view.chosen))))
    elif view.step is not None:
        parts.append(label("alt.step", number=view.step))
    return " ".join(parts)


def service_address(path: Path, places: Sequence[Place]) -> tuple[Symbol, str] | None:
    """The symbol of the service and its own address, if that is in the packet.

    It is not so through an interface endpoint.
    """
    first, last = places[0], places[-1]
    if any(place.symbol.kind == "endpoint" and place.symbol.alias for place in places):
        return None
    if "." in first.symbol.id:
        return first.symbol, str(first.hops[0].header_in.source)
    if last.stops or "." not in last.symbol.id:
        return None
    return last.symbol, str(path.last_header.destination)


def _place_name(path: Path, place: Place, address: str | None) -> str:
    """The kind with the full name and id, however short the picture shows them."""
    kind = place.symbol.kind
    symbol_id = (kind == "endpoint" and place.symbol.alias) or place.symbol.id
    if kind in ("router", "internet"):
        return label(f"place.{kind}")
    if "." in symbol_id:
        name = service_name(symbol_id)
        return label("place.service", name=name, address=address) if address else name
    name = name_of(path.network, symbol_id)
    full = symbol_id if name == symbol_id else f"{name} ({symbol_id})"
    return label("place.named", kind=label(f"place.{kind}"), name=full)


def seen_by(place: Place) -> str:
    """Who receives the packet at the last place."""
    if "." in place.symbol.id:
        return service_name(place.symbol.id)
    if place.symbol.kind == "internet":
        return str(place.hops[-1].header_out.destination)
    return fitted(place.symbol.lines[0].text, _NAME_IN_TITLE)


def endpoint_name(path: Path, place: Place) -> str:
    """The short id of the endpoint that the packet passes there."""
    hop = place.hop(Layer.ENDPOINT)
    endpoint = path.network.get(VpcEndpoint, hop.component_id if hop else None, path.region)
    return short_id(endpoint.id if endpoint else place.symbol.id, ids_in(path.network))
