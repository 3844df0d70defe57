"""What a picture of one VPC shows, as values: a symbol for each thing, and how things are called in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from helpers.cloud.facts import services
from helpers.draw.measure import is_drawable
from helpers.network import Component, Instance, NatGateway, Network, Subnet, Vpc
from helpers.texts import message, render

INTERNET = "internet"
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+")
_DOMAIN = re.compile(r"^(?:com\.amazonaws|aws)\.(?:vpce\.)?")
_SHORT_ENOUGH = 10
_ENDS = 4


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a symbol: its id, the kind of symbol, its label lines, the subnet it stands in.

    `alias` is another id by which paths name it: an endpoint's for its ENI, an ENI's for its NAT gateway.
    `service` is what an endpoint leads to; `behind` is the gateway behind which a network lies.
    `least_width` (pixels) and `least_lines` keep room for whatever else may be shown in its place.
    """

    id: str
    kind: str
    lines: tuple[str, ...]
    subnet_id: str = ""
    service: str = ""
    alias: str = ""
    region: str = ""
    behind: str = ""
    least_width: float = 0.0
    least_lines: int = 0


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything of one VPC that a picture shows.

    `border` stands on the VPC's right side, `below` on its lower one; `beyond` are the networks behind
    gateways of both.  By subnet id, and only where there is something to say: `tables` names the route
    table, `folded` says in a long and a short form what is not drawn, `hidden` holds the ids of that.
    """

    vpc: Vpc
    subnets: tuple[Subnet, ...]
    public_ids: frozenset[str]
    inside: tuple[Thing, ...]
    border: tuple[Thing, ...]
    below: tuple[Thing, ...]
    beyond: tuple[Thing, ...]
    services: tuple[Thing, ...]
    foreign: tuple[Thing, ...]
    tables: Mapping[str, str] = field(default_factory=dict)
    folded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def vpc_name(self) -> str:
        """What the VPC's frame is called."""
        return drawn_name(self.vpc.id, self.vpc.name)

    def name_of(self, subnet: Subnet) -> str:
        """What a subnet is called."""
        return drawn_name(subnet.id, subnet.name, (other.id for other in self.subnets))

    def subnet_line(self, subnet: Subnet) -> str:
        """Name and range in one line."""
        return f"{self.name_of(subnet)} · {subnet.cidr_block}"

    def behind(self, thing: Thing) -> Thing | None:
        """The network that lies behind a gateway, if any."""
        return next((network for network in self.beyond if network.behind == thing.id), None)


def label(name: str, /, **values: object) -> str:
    """A short text of the picture, from the catalogue."""
    return render(message(f"draw.{name}", **values))


def short_id(component_id: str, among: Iterable[str] = ()) -> str:
    """`vpce-0a1b…9c3d` for a long id: the ends are kept, as people compare those.

    Args:
        component_id: the id.
        among: ids with which it must not be confused; as much is kept as tells it from all of them.
    """
    prefix, dash, digits = component_id.rpartition("-")
    if len(digits) <= _SHORT_ENOUGH:
        return component_id
    others = [o[len(prefix) + 1 :] for o in among if o.startswith(f"{prefix}-") and o != component_id]
    for kept in range(_ENDS, (len(digits) - 1) // 2):
        ends = digits[:kept], digits[-kept:]
        if all((other[:kept], other[-kept:]) != ends for other in others):
            return f"{prefix}{dash}{ends[0]}…{ends[1]}"
    return component_id


def drawn_name(component_id: str, name: str | None, among: Iterable[str] = ()) -> str:
    """The Name tag, or the short id where there is none or the font cannot draw it."""
    return name if name and is_drawable(name) else short_id(component_id, among)


def ids_in(network: Network) -> tuple[str, ...]:
    """Every id that a picture of the network may show; those of routes' targets are not all read."""
    targets = (route.target for table in network.route_tables for route in table.routes)
    return tuple(dict.fromkeys((*(component.id for component in network.components), *targets)))


def parts_of_service(name: str) -> tuple[str, str]:
    """Region ("" for a global service) and service of an endpoint service's name.

    Forms: `com.amazonaws.<region>.ecr.api`, a customer's `com.amazonaws.vpce.<region>.vpce-svc-<digits>`,
    `aws.sagemaker.<region>.notebook`, `com.amazonaws.iam`.
    AWS: vpc/latest/privatelink/aws-services-privatelink-support.html.
    """
    region = _REGION.search(name)
    own = _DOMAIN.sub("", name.replace(f".{region.group()}", "") if region else name)
    return region.group() if region else "", own


def service_name(name: str) -> str:
    """`Amazon S3` for `com.amazonaws.<region>.s3`; the service's part of the name where we have no better."""
    own = parts_of_service(name)[1]
    return _service_names().get(own) or short_id(own)


@cache
def _service_names() -> Mapping[str, str]:
    return {row.name: row.display for row in services()}


def is_public(network: Network, subnet: Subnet) -> bool:
    """A public subnet's route table has a route to an internet gateway.

    AWS: vpc/latest/userguide/configure-subnets.html.
    """
    table = network.route_table_of(subnet)
    return table is not None and any(route.target.startswith("igw-") for route in table.routes)


def is_gone(component: Component) -> bool:
    """Is it only listed still?  AWS goes on listing deleted NAT gateways and terminated instances."""
    if isinstance(component, NatGateway):
        return component.state == "deleted"
    return isinstance(component, Instance) and component.state.name == "terminated"
