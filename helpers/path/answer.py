"""The way back: the answer to a packet that arrived walks home by its own road."""

from collections.abc import Callable

from helpers.network import NetworkInterface, Subnet
from helpers.path.gateways import INTERNET
from helpers.path.model import Layer, Zone
from helpers.path.walk import Walk


def walk_back(forward: Walk, source: NetworkInterface) -> Walk:
    """The walk of the answer to a packet that arrived."""
    back = Walk(
        forward.network,
        forward.vpc,
        forward.header.reversed(),
        forward.service,
        reply=True,
        translations=forward.translations,
    )
    _BACK_FROM[_exit_of(forward)](back, forward, source)
    return back


def _exit_of(forward: Walk) -> Layer:
    layers = [hop.layer for hop in forward.hops]
    if Layer.INTERNET_GATEWAY in layers:
        return Layer.INTERNET_GATEWAY
    ends_outside = Layer.ENDPOINT in layers and forward.hops[-3].layer is not Layer.INTERFACE
    return Layer.ENDPOINT if ends_outside else Layer.INTERFACE


def _from_internet(back: Walk, forward: Walk, source: NetworkInterface) -> None:
    """AWS: the internet gateway maps the public destination back to the private address."""
    passed = next(hop for hop in forward.hops if hop.layer is Layer.INTERNET_GATEWAY)
    if back.service:
        back.decide(back.service.name, "service", Layer.SERVICE, zone=Zone.PUBLIC)
    back.decide(INTERNET, "internet", Layer.INTERNET, zone=Zone.PUBLIC)
    out = back.header.changed(destination=passed.header_in.source)
    back.decide(
        passed.component_id,
        "internet_gateway",
        Layer.INTERNET_GATEWAY,
        out=out,
        decided_by=passed.decided_by,
    )
    interface = back.network.interface_at(back.vpc.id, out.destination)
    if interface:
        back.arrive(interface, None)


def _from_gateway_endpoint(back: Walk, forward: Walk, source: NetworkInterface) -> None:
    passed = next(hop for hop in forward.hops if hop.layer is Layer.ENDPOINT)
    if back.service:
        back.decide(back.service.name, "service", Layer.SERVICE, zone=Zone.AWS)
    back.decide(passed.component_id, "vpc_endpoint", Layer.ENDPOINT, decided_by=passed.decided_by)
    back.arrive(source, None)


def _from_interface(back: Walk, forward: Walk, source: NetworkInterface) -> None:
    interface = back.network.interface_at(back.vpc.id, back.header.source)
    subnet = back.network.get(Subnet, interface.subnet_id, interface.region) if interface else None
    if interface and subnet:
        back.start(interface, subnet)


_BACK_FROM: dict[Layer, Callable[[Walk, Walk, NetworkInterface], None]] = {
    Layer.INTERNET_GATEWAY: _from_internet,
    Layer.ENDPOINT: _from_gateway_endpoint,
    Layer.INTERFACE: _from_interface,
}
