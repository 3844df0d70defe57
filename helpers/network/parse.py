"""From rows of AWS answers to a :class:`Network`, whatever place the rows come from."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from helpers.errors import NetworkError
from helpers.network import components as c
from helpers.network import identities
from helpers.network import rules as r
from helpers.network.base import Component
from helpers.network.network import Network
from helpers.texts import Message, message

KINDS: Mapping[str, type[Component]] = {
    "Vpcs": c.Vpc,
    "Subnets": c.Subnet,
    "RouteTables": r.RouteTable,
    "NetworkInterfaces": c.NetworkInterface,
    "Instances": c.Instance,
    "NatGateways": c.NatGateway,
    "InternetGateways": c.InternetGateway,
    "VpcEndpoints": c.VpcEndpoint,
    "PrefixLists": r.PrefixList,
    "SecurityGroups": r.SecurityGroup,
    "NetworkAcls": r.NetworkAcl,
    "Addresses": c.Address,
    **identities.KINDS,
}
"""Top-level key of a `describe_*` answer: the component that its rows are."""

_REGION = re.compile(r"\b([a-z]{2}(?:-[a-z]+)+-\d)")


@dataclass(frozen=True)
class Answer:
    """One `describe_*` answer and where it came from (a file, or the call's name), for error messages."""

    content: Mapping[str, Any]
    origin: str


def parse(answers: Iterable[Answer], *, account: str = "", region: str = "") -> Network:
    """Make a network of the answers of one account and Region.

    Args:
        answers: whole answers, with their top-level keys; unknown keys are named in `warnings`.
        account, region: where they come from, if the caller knows; otherwise the rows say it.

    Raises:
        NetworkError: a row has not the form of its kind; the message names origin and field.
    """
    answers = list(answers)
    place = {"@account": account or _first_owner(answers), "@region": region or _first_region(answers)}
    attributes = _vpc_attributes(answers)
    found: dict[tuple[type, str], Component] = {}
    for answer in answers:
        for kind, row in _rows(answer):
            extra = attributes.get(str(row.get("VpcId")), {}) if kind is c.Vpc else {}
            component = _component(kind, {**row, **extra, **place}, answer.origin)
            _add(found, component, answer.origin)
    network = Network(tuple(found.values()))
    return Network(network.components, tuple(_warnings(answers, network)))


def merge(networks: Iterable[Network]) -> Network:
    """One network of several places."""
    networks = list(networks)
    return Network(
        tuple(component for network in networks for component in network.components),
        tuple(warning for network in networks for warning in network.warnings),
    )


def _rows(answer: Answer) -> Iterator[tuple[type[Component], Mapping[str, Any]]]:
    content = {**_flattened(answer), **identities.unfolded(answer.content, answer.origin)}
    for key, rows in content.items():
        kind = KINDS.get(key)
        if kind is None:
            continue
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise NetworkError("not-a-list-of-rows", origin=answer.origin, key=key)
        yield from ((kind, row) for row in rows)


def _flattened(answer: Answer) -> Mapping[str, Any]:
    """The answer with instances taken out of their reservations, as describe-instances nests them."""
    reservations = answer.content.get("Reservations")
    if reservations is None:
        return answer.content
    if not isinstance(reservations, list) or not all(isinstance(r, Mapping) for r in reservations):
        raise NetworkError("not-a-list-of-rows", origin=answer.origin, key="Reservations")
    if not all(isinstance(r.get("Instances", []), list) for r in reservations):
        raise NetworkError("not-a-list-of-rows", origin=answer.origin, key="Instances")
    instances = [instance for r in reservations for instance in r.get("Instances", [])]
    return {**answer.content, "Instances": instances}


def _component(kind: type[Component], row: Mapping[str, Any], origin: str) -> Component:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or kind.__name__
        raise NetworkError(
            "bad-field", origin=origin, kind=kind.__name__, field=field, problem=first["msg"]
        ) from None


def _add(found: dict[tuple[type, str], Component], component: Component, origin: str) -> None:
    key = (type(component), component.id)
    known = found.get(key, component)
    # describe-managed-prefix-lists has the key and ids of describe-prefix-lists, and no CIDRs.
    named_only = [p for p in (known, component) if isinstance(p, r.PrefixList) and not p.cidrs]
    if known != component and not named_only:
        raise NetworkError("same-id-twice", component=component.id, origin=origin)
    found[key] = known if component in named_only else component


def _vpc_attributes(answers: Iterable[Answer]) -> dict[str, dict[str, bool]]:
    """What describe-vpc-attribute said, by VPC: one call an attribute, so one answer an attribute."""
    attributes: dict[str, dict[str, bool]] = {}
    for answer in answers:
        vpc_id = answer.content.get("VpcId")
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            value = answer.content.get(name)
            if isinstance(value, Mapping) and isinstance(value.get("Value"), bool):
                attributes.setdefault(str(vpc_id), {})[name] = value["Value"]
    return attributes


def _first_owner(answers: Iterable[Answer]) -> str:
    """The first account id; AWS's own prefix lists say AWS instead."""
    owners = (str(row.get("OwnerId", "")) for answer in answers for _, row in _rows(answer))
    return next((owner for owner in owners if owner.isdecimal()), "")


def _first_region(answers: list[Answer]) -> str:
    """The Region that an Availability Zone, an ARN or a service name of the answers speaks of."""
    keys = ("AvailabilityZone", "SubnetArn", "ServiceName", "PrefixListName", "Placement")
    spoken = (str(row[key]) for a in answers for _, row in _rows(a) for key in keys if row.get(key))
    return next((m.group(1) for text in spoken if (m := _REGION.search(text))), "")


def _warnings(answers: Iterable[Answer], network: Network) -> Iterator[Message]:
    known = {*KINDS, "Reservations", "VpcId", "EnableDnsSupport", "EnableDnsHostnames"}
    for answer in answers:
        for key in sorted(answer.content.keys() - known - {"ResponseMetadata", "NextToken"}):
            if answer.content[key]:
                yield message("network.warning.not-understood", origin=answer.origin, key=key)
    if network.network_interfaces and not network.security_groups:
        yield message("network.warning.no-security-groups")
    if network.subnets and not network.network_acls:
        yield message("network.warning.no-network-acls")
    yield from _missing_prefix_lists(network)
    for role, arn in identities.unread_policies(network):
        yield message("network.warning.unread-policy", role=role.role_name, policy=arn)


def _missing_prefix_lists(network: Network) -> Iterator[Message]:
    for table in network.route_tables:
        for prefix_list_id in network.routes_of(table).unknown_prefix_lists:
            yield message("network.warning.unknown-prefix-list", table=table.id, prefix_list=prefix_list_id)
