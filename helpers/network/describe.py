"""Read a network from a live backend through the same calls that a learner would make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    Read("describe_prefix_lists", None),
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
    found = [vpc["VpcId"] for answer in answers for vpc in answer.content.get("Vpcs", ())]
    answers += [answer for vpc_id in found for answer in _dns_attributes(ec2, vpc_id)]
    return parse(answers, account=cloud.account_id, region=cloud.region)


def _pages(ec2: Any, read: Read, vpc_ids: list[str] | None) -> Iterator[dict[str, Any]]:
    filters: dict[str, Any] = {}
    if vpc_ids is not None and read.vpc_filter:
        filters = {"Filters": [{"Name": read.vpc_filter, "Values": vpc_ids}]}
    if ec2.can_paginate(read.method):
        yield from ec2.get_paginator(read.method).paginate(**filters)
    else:
        yield getattr(ec2, read.method)(**filters)


def _dns_attributes(ec2: Any, vpc_id: str) -> Iterator[Answer]:
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        yield Answer(ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute), "describe_vpc_attribute")
