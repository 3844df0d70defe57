"""Read a network from a live backend through the same calls that a learner would make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.network import components as c
from helpers.network import rules as r
from helpers.network.base import Component
from helpers.network.network import Network
from helpers.network.parse import Answer, parse

if TYPE_CHECKING:
    from helpers.cloud import Cloud

Kinds = tuple[type[Component], ...]


@dataclass(frozen=True)
class Read:
    """One `describe_*` call: its client method, what its rows are, the filter that keeps it to some VPCs."""

    method: str
    kind: type[Component]
    vpc_filter: str | None = "vpc-id"


READS = (
    Read("describe_vpcs", c.Vpc),
    Read("describe_subnets", c.Subnet),
    Read("describe_route_tables", r.RouteTable),
    Read("describe_network_interfaces", c.NetworkInterface),
    Read("describe_instances", c.Instance),
    Read("describe_nat_gateways", c.NatGateway),
    Read("describe_internet_gateways", c.InternetGateway, "attachment.vpc-id"),
    Read("describe_vpc_endpoints", c.VpcEndpoint),
    Read("describe_security_groups", r.SecurityGroup),
    Read("describe_network_acls", r.NetworkAcl),
    Read("describe_addresses", c.Address, None),
)
_PREFIX_LISTS = Read("describe_prefix_lists", r.PrefixList, None)

KINDS: Kinds = tuple(each.kind for each in (*READS, _PREFIX_LISTS))
"""The kinds of component that a reading gives, in its order."""


def describe(cloud: "Cloud", vpc_ids: Iterable[str] | None = None) -> Network:
    """Read the VPCs of the cloud's account and Region.

    Args:
        cloud: where to ask.
        vpc_ids: only these VPCs; None reads them all.

    Raises:
        NetworkError: an answer has not the form that AWS documents.
        botocore.exceptions.ClientError: the backend refused a call.
    """
    chosen = tuple(vpc_ids) if vpc_ids is not None else None
    found = read(cloud, chosen, KINDS)
    return Network(found.components, found.warnings, chosen)


def method_of(kind: type[Component]) -> str:
    """The client method that reads a kind."""
    return next(each.method for each in (*READS, _PREFIX_LISTS) if each.kind is kind)


def read(cloud: "Cloud", vpc_ids: tuple[str, ...] | None, kinds: Kinds) -> Network:
    """Read some kinds of component only; its warnings are about these alone."""
    ec2 = cloud.client("ec2")
    chosen = [each for each in READS if each.kind in kinds]
    answers = [Answer(page, each.method) for each in chosen for page in _pages(ec2, each, vpc_ids)]
    if r.PrefixList in kinds:
        answers.append(_prefix_lists(ec2))
    found = [vpc["VpcId"] for answer in answers for vpc in answer.content.get("Vpcs", ())]
    answers += [answer for vpc_id in found for answer in _dns_attributes(ec2, vpc_id)]
    return parse(answers, account=cloud.account_id, region=cloud.region)


def _pages(ec2: Any, read: Read, vpc_ids: tuple[str, ...] | None) -> Iterator[dict[str, Any]]:
    filters: dict[str, Any] = {}
    if vpc_ids is not None and read.vpc_filter:
        filters = {"Filters": [{"Name": read.vpc_filter, "Values": list(vpc_ids)}]}
    if ec2.can_paginate(read.method):
        yield from ec2.get_paginator(read.method).paginate(**filters)
    else:
        yield getattr(ec2, read.method)(**filters)


def _prefix_lists(ec2: Any) -> Answer:
    """Every prefix list with its CIDRs.

    DescribePrefixLists gives AWS's lists with their CIDRs; those of customers, and of backends that leave
    the CIDRs out, have to be asked for one by one (EC2 API reference, GetManagedPrefixListEntries).
    """
    inline = {row["PrefixListId"]: row for row in _rows(ec2, _PREFIX_LISTS)}
    for row in _rows(ec2, Read("describe_managed_prefix_lists", r.PrefixList, None)):
        known = inline.setdefault(row["PrefixListId"], {key: row[key] for key in _IN_BOTH_LISTINGS})
        if not known.get("Cidrs"):
            known["Cidrs"] = [entry["Cidr"] for entry in _entries(ec2, row["PrefixListId"])]
    return Answer({"PrefixLists": list(inline.values())}, _PREFIX_LISTS.method)


_IN_BOTH_LISTINGS = ("PrefixListId", "PrefixListName")


def _rows(ec2: Any, read: Read) -> list[dict[str, Any]]:
    return [row for page in _pages(ec2, read, None) for row in page["PrefixLists"]]


def _entries(ec2: Any, prefix_list_id: str) -> list[dict[str, Any]]:
    pages = ec2.get_paginator("get_managed_prefix_list_entries").paginate(PrefixListId=prefix_list_id)
    return [entry for page in pages for entry in page["Entries"]]


def _dns_attributes(ec2: Any, vpc_id: str) -> Iterator[Answer]:
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        yield Answer(ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute), "describe_vpc_attribute")
