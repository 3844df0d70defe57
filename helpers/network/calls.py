"""The calls that a live reading sends, and how their answers are fetched page by page."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from helpers.network.base import Component
from helpers.network.kinds import BY_KEY
from helpers.texts import Message, message, render

if TYPE_CHECKING:
    from helpers.cloud import Cloud


@dataclass(frozen=True)
class Read:
    """One call: the top-level key of its answer, its client method, and the filters that keep it to VPCs.

    Args:
        vpc_filters: one call each; without any, everything of the Region is read.
        needed: no network makes sense without it, so that a refusal ends the reading; of another call a
            refusal is a warning.
        brings: kinds that its answer holds besides.
    """

    key: str
    method: str
    vpc_filters: tuple[str, ...] = ("vpc-id",)
    service: str = "ec2"
    needed: bool = False
    brings: tuple[type[Component], ...] = ()

    @property
    def kinds(self) -> tuple[type[Component], ...]:
        """The kinds of component that its rows may be."""
        return (*BY_KEY[self.key].kinds, *self.brings)


READS = (
    Read("Vpcs", "describe_vpcs", needed=True),
    Read("Subnets", "describe_subnets", needed=True),
    Read("RouteTables", "describe_route_tables", needed=True),
    Read("NetworkInterfaces", "describe_network_interfaces", needed=True),
    Read("Reservations", "describe_instances", needed=True),
    Read("NatGateways", "describe_nat_gateways"),
    Read("InternetGateways", "describe_internet_gateways", ("attachment.vpc-id",)),
    Read("VpnGateways", "describe_vpn_gateways", ("attachment.vpc-id",)),
    Read("VpcEndpoints", "describe_vpc_endpoints"),
    Read("SecurityGroups", "describe_security_groups"),
    Read("NetworkAcls", "describe_network_acls"),
    Read("Addresses", "describe_addresses", ()),
    Read(
        "VpcPeeringConnections",
        "describe_vpc_peering_connections",
        ("requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id"),
    ),
    Read("EgressOnlyInternetGateways", "describe_egress_only_internet_gateways", ()),
    Read("DhcpOptions", "describe_dhcp_options", ()),
    Read("TransitGateways", "describe_transit_gateways", ()),
    Read("TransitGatewayAttachments", "describe_transit_gateway_attachments", ()),
    Read("TransitGatewayVpcAttachments", "describe_transit_gateway_vpc_attachments"),
    Read("TransitGatewayRouteTables", "describe_transit_gateway_route_tables", ()),
)
"""What `describe` asks for, besides prefix lists and the VPCs' DNS attributes."""

_REFUSALS = {
    "AccessDenied",
    "AccessDeniedException",
    "InternalFailure",
    "InvalidAction",
    "NotImplemented",
    "UnauthorizedOperation",
}
"""Error codes of calls that a caller may not send, or that a backend does not have."""

_PATIENCE_S = 3.0
"""So long the reading stays silent, and so long between two lines of progress."""

Page = dict[str, Any]


@dataclass
class Session:
    """One reading: the cloud, what was refused, and when something was last said of progress."""

    cloud: "Cloud"
    notes: list[Message] = field(default_factory=list)
    rows: int = 0
    silent_since: float = field(default_factory=time.monotonic)

    def pages(self, read: Read, **parameters: Any) -> Iterator[Page]:
        """Every page of a call's answer; none where the call is refused and not needed."""
        try:
            for page in _pages(self.cloud.client(read.service), read.method, parameters):
                self.rows += len(page.get(read.key, ()))
                self._tell(read.method)
                yield _as_json(page)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if read.needed or code not in _REFUSALS:
                raise
            self.notes.append(message("network.warning.not-allowed", operation=read.method, code=code))

    def listed(self, read: Read, **parameters: Any) -> list[Page]:
        """The rows of all pages."""
        return [row for page in self.pages(read, **parameters) for row in page[read.key]]

    def _tell(self, operation: str) -> None:
        if time.monotonic() - self.silent_since > _PATIENCE_S:
            self.silent_since = time.monotonic()
            words = message("network.progress.reading", operation=operation, rows=self.rows)
            print(render(words), file=sys.stderr, flush=True)


def _pages(client: Any, method: str, parameters: dict[str, Any]) -> Iterator[Page]:
    if client.can_paginate(method):
        yield from client.get_paginator(method).paginate(**parameters)
    else:
        yield getattr(client, method)(**parameters)


def _as_json(page: Page) -> Page:
    """The page as the AWS CLI prints it: times as text, one page one answer."""
    content = {key: value for key, value in page.items() if key not in ("ResponseMetadata", "NextToken")}
    plain: Page = json.loads(json.dumps(content, default=_time_as_text))
    for row in plain.get("VpnConnections", ()):
        row.pop("CustomerGatewayConfiguration", None)  # it holds the tunnels' pre-shared keys
    return plain


def _time_as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
