"""The way back: the answer to a packet that arrived walks home by its own road."""

from collections.abc import Callable

from helpers.network import Subnet, VpcEndpoint
from helpers.path.gateways import INTERNET
from helpers.path.model import Layer, Zone
from helpers.path.walk import Walk


def walk_back(forward: Walk) -> Walk:
    """The walk of the answer to a packet that arrived."""
    back = Walk(
        forward.network,
        forward.vpc,
        forward.header.reversed(),
        forward.service,
        reply=True,
        translations=dict(forward.translations),
    )
    _BACK_FROM[_exit_of(forward)](back, forward)
    return back


def _exit_of(forward: Walk) -> Layer:
    """The last gateway, or the interface of arrival; an interface endpoint answers from its interface."""
    last = next(hop for hop in reversed(forward.hops) if hop.layer in _BACK_FROM)
    endpoint = last.decided_by if isinstance(last.decided_by, VpcEndpoint) else None
    return Layer.INTERFACE if endpoint and endpoint.vpc_endpoint_type != "Gateway" else last.layer


def _from_internet(back: Walk, forward: Walk) -> None:
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
    back.deliver(None)


def _from_gateway_endpoint(back: Walk, forward: Walk) -> None:
    """To the address that the service saw: the instance's, or that of a NAT gateway before the endpoint."""
    passed = next(hop for hop in forward.hops if hop.layer is Layer.ENDPOINT)
    if back.service:
        back.decide(back.service.name, "service", Layer.SERVICE, zone=Zone.AWS)
    back.decide(passed.component_id, "vpc_endpoint", Layer.ENDPOINT, decided_by=passed.decided_by)
    back.deliver(None)


def _from_interface(back: Walk, forward: Walk) -> None:
    interface = back.network.interface_at(back.vpc.id, back.header.source)
    subnet = back.network.get(Subnet, interface.subnet_id, interface.region) if interface else None
    if interface and subnet:
        back.start(interface, subnet)
        return
    subnet_id = interface.subnet_id if interface else back.vpc.id
    back.decide(subnet_id, "subnet", Layer.INTERFACE, allowed=False)
    back.obstacle("UNKNOWN_RESOURCE", subnet_id, "not-read")


_BACK_FROM: dict[Layer, Callable[[Walk, Walk], None]] = {
    Layer.INTERNET_GATEWAY: _from_internet,
    Layer.ENDPOINT: _from_gateway_endpoint,
    Layer.INTERFACE: _from_interface,
}
