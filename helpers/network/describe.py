"""Read a network from a live backend through the same calls that a learner would make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpers.network.describe_identities import read_identities
from helpers.network.network import Network
from helpers.network.parse import Answer, parse

if TYPE_CHECKING:
    from helpers.cloud import Cloud


@dataclass(frozen=True)
class Read:
    """One `describe_*` call: its client method and the filter that keeps it to some VPCs, if it has one."""

    method: str
    vpc_filter: str | None = "vpc-id"


READS = (
    Read("describe_vpcs"),
    Read("describe_subnets"),
    Read("describe_route_tables"),
    Read("describe_network_interfaces"),
    Read("describe_instances"),
    Read("describe_nat_gateways"),
    Read("describe_internet_gateways", "attachment.vpc-id"),
    Read("describe_vpc_endpoints"),
    Read("describe_security_groups"),
    Read("describe_network_acls"),
    Read("describe_addresses", None),
)


def describe(cloud: "Cloud", vpc_ids: Iterable[str] | None = None) -> Network:
    """Read the VPCs of the cloud's account and Region.

    Args:
        cloud: where to ask.
        vpc_ids: only these VPCs; None reads them all.

    Raises:
        NetworkError: an answer has not the form that AWS documents.
        botocore.exceptions.ClientError: the backend refused a call.
    """
    ec2 = cloud.client("ec2")
    chosen = list(vpc_ids) if vpc_ids is not None else None
    answers = [Answer(page, read.method) for read in READS for page in _pages(ec2, read, chosen)]
    answers.append(_prefix_lists(ec2))
    found = [vpc["VpcId"] for answer in answers for vpc in answer.content.get("Vpcs", ())]
    answers += [answer for vpc_id in found for answer in _dns_attributes(ec2, vpc_id)]
    identities, refused = read_identities(cloud)
    network = parse([*answers, *identities], account=cloud.account_id, region=cloud.region)
    return replace(network, warnings=(*network.warnings, *refused))


def _pages(ec2: Any, read: Read, vpc_ids: list[str] | None) -> Iterator[dict[str, Any]]:
    filters: dict[str, Any] = {}
    if vpc_ids is not None and read.vpc_filter:
        filters = {"Filters": [{"Name": read.vpc_filter, "Values": vpc_ids}]}
    if ec2.can_paginate(read.method):
        yield from ec2.get_paginator(read.method).paginate(**filters)
    else:
        yield getattr(ec2, read.method)(**filters)


def _prefix_lists(ec2: Any) -> Answer:
    """Every prefix list with its CIDRs.

    DescribePrefixLists gives AWS's lists with their CIDRs; those of customers, and of backends that leave
    the CIDRs out, have to be asked for one by one (EC2 API reference, GetManagedPrefixListEntries).
    """
    inline = {row["PrefixListId"]: row for row in _rows(ec2, "describe_prefix_lists", "PrefixLists")}
    for row in _rows(ec2, "describe_managed_prefix_lists", "PrefixLists"):
        known = inline.setdefault(row["PrefixListId"], {key: row[key] for key in _IN_BOTH_LISTINGS})
        if not known.get("Cidrs"):
            known["Cidrs"] = [entry["Cidr"] for entry in _entries(ec2, row["PrefixListId"])]
    return Answer({"PrefixLists": list(inline.values())}, "describe_prefix_lists")


_IN_BOTH_LISTINGS = ("PrefixListId", "PrefixListName")


def _rows(ec2: Any, method: str, key: str) -> list[dict[str, Any]]:
    return [row for page in _pages(ec2, Read(method, None), None) for row in page[key]]


def _entries(ec2: Any, prefix_list_id: str) -> list[dict[str, Any]]:
    pages = ec2.get_paginator("get_managed_prefix_list_entries").paginate(PrefixListId=prefix_list_id)
    return [entry for page in pages for entry in page["Entries"]]


def _dns_attributes(ec2: Any, vpc_id: str) -> Iterator[Answer]:
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        yield Answer(ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute), "describe_vpc_attribute")
