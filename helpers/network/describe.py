"""Read a network from a live backend through the same calls that a learner would make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from helpers.network.answers import Answer
from helpers.network.base import Component
from helpers.network.calls import READS, Read, Session
from helpers.network.components import Vpc
from helpers.network.describe_identities import BUCKETS, ROLES, buckets, roles
from helpers.network.network import Network
from helpers.network.parse import read
from helpers.network.places import Place

if TYPE_CHECKING:
    from helpers.cloud import Cloud

_ENIS, _EGRESS_ONLY = "NetworkInterfaces", "EgressOnlyInternetGateways"
_AWS_LISTS = Read("PrefixLists", "describe_prefix_lists", ())
_ALL_LISTS = Read("PrefixLists", "describe_managed_prefix_lists", ())
_ENTRIES = Read("Entries", "get_managed_prefix_list_entries", ())
_ATTRIBUTE = Read("VpcId", "describe_vpc_attribute", ())

ROWS = (*READS, _AWS_LISTS, ROLES, BUCKETS)
"""One a listing, in the order of a full reading; prefix lists come in three calls."""

METHODS = tuple(each.method for each in (*ROWS, _ALL_LISTS, _ENTRIES, _ATTRIBUTE))
"""Every client method that a full reading calls, in its order."""


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
    chosen = tuple(vpc_ids) if vpc_ids is not None else None
    return describe_rows(cloud, chosen, ROWS)


def describe_rows(
    cloud: "Cloud", vpc_ids: tuple[str, ...] | None, rows: Sequence[Read], vpcs: Sequence[Vpc] = ()
) -> Network:
    """Read what some rows of `ROWS` ask for, and nothing else; see :func:`describe`.

    Args:
        cloud, vpc_ids: as `describe` has them.
        rows: in the order of `ROWS`; where Addresses are read, NetworkInterfaces are too.
        vpcs: known from an earlier reading; they tell who owns what stands in them.
    """
    session = Session(cloud)
    answers = [answer for one in rows if one in READS for answer in _answers(session, one, vpc_ids)]
    if vpc_ids is not None:
        answers = [_of_the_chosen(answer, answers, set(vpc_ids)) for answer in answers]
    if _AWS_LISTS in rows:
        answers.append(_prefix_lists(session))
    answers += _dns_attributes(session, answers)
    answers += roles(session) if ROLES in rows else ()
    answers += buckets(session) if BUCKETS in rows else ()
    place = Place(cloud.account_id, cloud.region)
    network = read(answers, place, [vpc.as_aws() for vpc in vpcs]).network
    return replace(network, notes=(*session.notes, *network.notes), vpc_ids=vpc_ids)


def rows_for(kinds: Iterable[type[Component]]) -> tuple[Read, ...]:
    """The rows that give some kinds of component, in the order of a full reading."""
    wanted = set(kinds)
    return tuple(row for row in ROWS if wanted.intersection(row.kinds))


def methods_of(rows: Iterable[Read]) -> frozenset[str]:
    """Every client method that reading some rows calls."""
    chosen = {row.method for row in rows}
    chosen |= {_ALL_LISTS.method, _ENTRIES.method} if _AWS_LISTS.method in chosen else set()
    return frozenset(chosen | ({_ATTRIBUTE.method} if "describe_vpcs" in chosen else set()))


def _answers(session: Session, one: Read, vpc_ids: Sequence[str] | None) -> Iterator[Answer]:
    filters = [
        {"Filters": [{"Name": name, "Values": list(vpc_ids)}]}
        for name in one.vpc_filters
        if vpc_ids is not None
    ]
    for parameters in filters or [{}]:
        yield from (Answer(page, one.method) for page in session.pages(one, **parameters))


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


def _prefix_lists(session: Session) -> Answer:
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


def _dns_attributes(session: Session, answers: Iterable[Answer]) -> Iterator[Answer]:
    found = [vpc["VpcId"] for answer in answers for vpc in answer.content.get("Vpcs", ())]
    for vpc_id in found:
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            pages = session.pages(_ATTRIBUTE, VpcId=vpc_id, Attribute=attribute)
            yield from (Answer(page, _ATTRIBUTE.method) for page in pages)
