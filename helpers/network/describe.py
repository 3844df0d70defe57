"""Read a network from a live backend through the same calls that a learner would make."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from helpers.network.answers import Answer
from helpers.network.network import Network
from helpers.network.parse import read
from helpers.network.places import Place
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
    """

    key: str
    method: str
    vpc_filters: tuple[str, ...] = ("vpc-id",)
    service: str = "ec2"
    needed: bool = False


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
class _Session:
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


def describe(cloud: "Cloud", vpc_ids: Iterable[str] | None = None) -> Network:
    """Read the VPCs of the cloud's account and Region.

    A reading that takes longer than 3 s says on standard error how far it is.  A call that the backend
    refuses is named in `warnings`, unless no network makes sense without it.

    Args:
        cloud: where to ask.
        vpc_ids: only these VPCs, and what the whole Region has in common; None reads them all.

    Raises:
        NetworkError: an answer has not the form that AWS documents.
        botocore.exceptions.ClientError: the backend refused a call that is needed, or failed.
    """
    session = _Session(cloud)
    chosen = list(vpc_ids) if vpc_ids is not None else None
    answers = [answer for one in READS for answer in _answers(session, one, chosen)]
    if chosen is not None:
        answers = [_of_the_chosen(answer, answers, set(chosen)) for answer in answers]
    answers.append(_prefix_lists(session))
    answers += _dns_attributes(session, answers)
    network = read(answers, Place(cloud.account_id, cloud.region)).network
    return replace(network, notes=(*session.notes, *network.notes))


def _answers(session: _Session, one: Read, vpc_ids: Sequence[str] | None) -> Iterator[Answer]:
    filters = [
        {"Filters": [{"Name": name, "Values": list(vpc_ids)}]}
        for name in one.vpc_filters
        if vpc_ids is not None
    ]
    for parameters in filters or [{}]:
        yield from (Answer(page, one.method) for page in session.pages(one, **parameters))


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


def _of_the_chosen(answer: Answer, answers: Sequence[Answer], vpc_ids: set[str]) -> Answer:
    """The answer without what stands in other VPCs, where the call itself has no filter for that."""
    content = dict(answer.content)
    if "Addresses" in content:
        own = {row["NetworkInterfaceId"] for other in answers for row in other.content.get(_ENIS, ())}
        content["Addresses"] = [
            row for row in content["Addresses"] if row.get("NetworkInterfaceId") in {None, "", *own}
        ]
    if _EGRESS_ONLY in content:
        content[_EGRESS_ONLY] = [
            row for row in content[_EGRESS_ONLY] if any(a["VpcId"] in vpc_ids for a in row["Attachments"])
        ]
    return Answer(content, answer.origin)


_ENIS, _EGRESS_ONLY = "NetworkInterfaces", "EgressOnlyInternetGateways"
_AWS_LISTS = Read("PrefixLists", "describe_prefix_lists")
_ALL_LISTS = Read("PrefixLists", "describe_managed_prefix_lists")
_ENTRIES = Read("Entries", "get_managed_prefix_list_entries")
_ATTRIBUTE = Read("VpcId", "describe_vpc_attribute")


def _prefix_lists(session: _Session) -> Answer:
    """Every prefix list with its CIDRs.

    DescribePrefixLists gives AWS's lists with their CIDRs; those of customers, and of backends that leave
    the CIDRs out, have to be asked for one by one (EC2 API reference, GetManagedPrefixListEntries).
    """
    inline = {row["PrefixListId"]: row for row in session.listed(_AWS_LISTS)}
    for row in session.listed(_ALL_LISTS):
        known = inline[row["PrefixListId"]] = {**row, **inline.get(row["PrefixListId"], {})}
        if not known.get("Cidrs"):
            known.pop("Cidrs", None)
            pages = list(session.pages(_ENTRIES, PrefixListId=row["PrefixListId"]))
            known |= {"Entries": [entry for page in pages for entry in page["Entries"]]} if pages else {}
    return Answer({"PrefixLists": list(inline.values())}, _AWS_LISTS.method)


def _dns_attributes(session: _Session, answers: Iterable[Answer]) -> Iterator[Answer]:
    found = [vpc["VpcId"] for answer in answers for vpc in answer.content.get("Vpcs", ())]
    for vpc_id in found:
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            pages = session.pages(_ATTRIBUTE, VpcId=vpc_id, Attribute=attribute)
            yield from (Answer(page, _ATTRIBUTE.method) for page in pages)
