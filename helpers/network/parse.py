"""From rows of AWS answers to a :class:`Network`, whatever place the rows come from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from helpers.errors import NetworkError
from helpers.network.answers import Answer, Unread
from helpers.network.base import Component
from helpers.network.groups import SecurityGroupRule, groups_of
from helpers.network.identities import Role
from helpers.network.kinds import BY_KEY, BY_KIND, LISTINGS, Listing, rows_of
from helpers.network.loose import DNS_ATTRIBUTES, attributes_of_vpcs, entries_of_lists
from helpers.network.network import Network
from helpers.network.places import Locator, Place
from helpers.texts import Message, message

__all__ = ["Answer", "Reading", "join", "merge", "parse", "read"]

_PAGING = {"ResponseMetadata", "NextToken", "IsTruncated", "Marker"}
_ASIDE = {*_PAGING, "ServiceNames", "VpcId", "Entries", *DNS_ATTRIBUTES}
"""Keys that are no listing and are understood."""

_ORDER = {listing.key: number for number, listing in enumerate(LISTINGS)}

_Key = tuple[str, str, type[Component], str]


@dataclass(frozen=True)
class Reading:
    """A network as one account read it; an empty `home`: it is not known which."""

    network: Network
    home: str = ""


@dataclass(frozen=True)
class _Row:
    listing: Listing
    content: Mapping[str, Any]
    origin: str


def parse(answers: Iterable[Answer], *, account: str = "", region: str = "") -> Network:
    """Make a network of the answers of one account and Region.

    Args:
        answers: whole answers, with their top-level keys; unknown keys are named in `warnings`.
        account, region: where they come from, if the caller knows; otherwise the rows say it
            (:mod:`helpers.network.places`).

    Raises:
        NetworkError: a row has not the form of its kind, or one id has two contents; the message names
            origin and field.
    """
    return read(answers, Place(account, region)).network


def merge(networks: Iterable[Network]) -> Network:
    """One network of several.

    Raises:
        NetworkError: one id of an account and Region has two contents.
    """
    return join(Reading(network) for network in networks)


def join(readings: Iterable[Reading]) -> Network:
    """One network of what several accounts read.

    Of what an account shares with another (subnets, for example) both have a row; the owner's counts.

    Raises:
        NetworkError: one id of an account and Region has two contents.
    """
    readings = list(readings)
    found: dict[_Key, Component] = {}
    guests: set[_Key] = set()
    for reading in readings:
        for component in reading.network.components:
            key, is_guest = _key(component), reading.home not in ("", component.account)
            if key not in found or (key in guests and not is_guest):
                found[key] = component
                guests.discard(key)
                guests.update({key} if is_guest else ())
            elif not is_guest:
                _add(found, component, component.id)
    networks = [reading.network for reading in readings]
    return Network(
        tuple(found.values()),
        notes=tuple(note for network in networks for note in network.notes),
        unread=tuple(rest for network in networks for rest in network.unread),
        answered=frozenset[type[Component]]().union(*(network.answered for network in networks)),
    )


def read(answers: Iterable[Answer], told: Place, beside: Iterable[Mapping[str, Any]] = ()) -> Reading:
    """Read the answers that one account gave for one Region; see :func:`parse`.

    Args:
        answers: as `parse` has them.
        told: where they come from, as far as the caller knows.
        beside: rows of earlier answers, which only tell where these belong.
    """
    answers = list(answers)
    rows = [row for answer in answers for row in _rows(answer)]
    rows += _derived(rows)
    locator = Locator((*(row.content for row in rows), *beside), told)
    attributes = attributes_of_vpcs(answers)
    with_entries, homeless = _entries(answers, rows)
    found: dict[_Key, Component] = {}
    for row in sorted([*rows, *with_entries], key=lambda row: _ORDER[row.listing.key]):
        place = locator.of(row.content)
        more = attributes.get(str(row.content.get("VpcId")), {}) if row.listing.key == "Vpcs" else {}
        content = {**row.content, **more, "@account": place.account, "@region": place.region}
        _add(found, _component(row.listing.kind_of(row.content), content, row.origin), row.origin)
    known = {component.id for component in found.values()}
    unread = [*_unknown(answers), *((rest, "") for rest in (*homeless, *_of_no_vpc(attributes, known)))]
    place = locator.place
    network = Network(
        tuple(found.values()),
        notes=tuple(_notes(answers, bool(homeless))),
        unread=tuple(Unread(rest, place.account, place.region, origin) for rest, origin in unread),
        answered=frozenset(kind for row in _answered(answers, rows) for kind in row.kinds),
    )
    return Reading(network, place.account)


def _rows(answer: Answer) -> Iterator[_Row]:
    for key, value in answer.content.items():
        if listing := BY_KEY.get(key):
            rows = listing.unpack(value, key, answer.origin)
            yield from (_Row(listing, row, answer.origin) for row in rows)


def _derived(rows: list[_Row]) -> list[_Row]:
    """Rows that other calls would give: an instance holds its interfaces, a rule names its group."""
    keys = {row.listing.key for row in rows}
    made: list[_Row] = []
    if "NetworkInterfaces" not in keys:
        made += (
            _Row(BY_KEY["NetworkInterfaces"], eni, row.origin) for row in rows for eni in _interfaces(row)
        )
    if "InstanceProfiles" not in keys:
        roles = (row for row in rows if row.listing.kind is Role)
        made += (
            _Row(BY_KEY["InstanceProfiles"], profile, row.origin)
            for row in roles
            for profile in rows_of(
                row.content.get("InstanceProfileList", []), "InstanceProfileList", row.origin
            )
        )
    rules = [row for row in rows if row.listing.kind is SecurityGroupRule]
    groups = {str(row.content.get("GroupId")) for row in rows if row.listing.key == "SecurityGroups"}
    parsed = [_component(SecurityGroupRule, row.content, row.origin) for row in rules]
    told = groups_of(rule for rule in parsed if isinstance(rule, SecurityGroupRule))
    origin = rules[0].origin if rules else ""
    made += (_Row(BY_KEY["SecurityGroups"], row, origin) for row in told if row["GroupId"] not in groups)
    return made


def _interfaces(row: _Row) -> Iterator[Mapping[str, Any]]:
    """The network interfaces as `describe-instances` tells them beside the instance."""
    inside = row.content.get("NetworkInterfaces")
    if row.listing.key not in ("Reservations", "Instances") or not isinstance(inside, list):
        return
    for eni in inside:
        if isinstance(eni, Mapping) and isinstance(attachment := eni.get("Attachment", {}), Mapping):
            yield {**eni, "Attachment": {**attachment, "InstanceId": row.content.get("InstanceId")}}


def _entries(answers: list[Answer], rows: list[_Row]) -> tuple[list[_Row], list[Mapping[str, Any]]]:
    """(rows that give prefix lists their entries, entries of a list that nobody names)."""
    holding = [answer for answer in answers if "Entries" in answer.content]
    if not holding:
        return [], []
    lists = [row.content for row in rows if row.listing.key == "PrefixLists"]
    waiting = [str(row.get("PrefixListId")) for row in lists if not {"Cidrs", "Entries"} & row.keys()]
    by_list = entries_of_lists(holding, dict.fromkeys(waiting))
    nobodys = by_list.pop("", [])
    made = [
        _Row(BY_KEY["PrefixLists"], {"PrefixListId": list_id, "Entries": entries}, holding[0].origin)
        for list_id, entries in by_list.items()
    ]
    return made, [{"Entries": nobodys}] if nobodys else []


def _component(kind: type[Component], row: Mapping[str, Any], origin: str) -> Component:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or kind.__name__
        raise NetworkError(
            "bad-field", origin=origin, kind=kind.__name__, field=field, problem=first["msg"]
        ) from None


def _key(component: Component) -> _Key:
    return component.account, component.region, type(component), component.id


def _add(found: dict[_Key, Component], component: Component, origin: str) -> None:
    key = _key(component)
    known = found.get(key)
    if known is None:
        found[key] = component
    elif known != component:
        found[key] = _completed(known, component, origin)


def _completed(known: Component, component: Component, origin: str) -> Component:
    """The component that two rows of one id tell together, if its kind comes in parts."""
    first, second = known.as_aws(), component.as_aws()
    differing = [key for key in first.keys() & second.keys() if first[key] != second[key]]
    if first != second and (differing or not BY_KIND[type(known)].completes):
        raise NetworkError("same-id-twice", component=component.id, origin=origin)
    said_elsewhere = {
        field.alias: getattr(known, name) or getattr(component, name)
        for name, field in type(known).model_fields.items()
        if field.exclude and field.alias
    }
    return _component(type(known), {**first, **second, **said_elsewhere}, origin)


def _answered(answers: list[Answer], rows: list[_Row]) -> set[Listing]:
    return {BY_KEY[key] for answer in answers for key in answer.content if key in BY_KEY} | {
        row.listing for row in rows
    }


def _unknown(answers: list[Answer]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for answer in answers:
        keys = _keys_unknown(answer)
        if keys:
            beside = {"VpcId", "ServiceNames"} & answer.content.keys()
            yield {key: answer.content[key] for key in sorted({*keys, *beside})}, answer.origin


def _keys_unknown(answer: Answer) -> list[str]:
    unknown = answer.content.keys() - BY_KEY.keys() - _ASIDE
    return sorted(key for key in unknown if answer.content[key])


def _of_no_vpc(attributes: Mapping[str, Mapping[str, bool]], known: set[str]) -> Iterator[Mapping[str, Any]]:
    for vpc_id, said in attributes.items():
        if vpc_id not in known:
            yield {"VpcId": vpc_id, **{name: {"Value": value} for name, value in said.items()}}


def _notes(answers: list[Answer], homeless_entries: bool) -> Iterator[Message]:
    for answer in answers:
        for key in _keys_unknown(answer):
            yield message("network.warning.not-understood", origin=answer.origin, key=key)
    if homeless_entries:
        yield message("network.warning.entries-of-no-list")
    yield from _cut_short(answers)


def _cut_short(answers: list[Answer]) -> Iterator[Message]:
    """A page that promises another one is the last only if no page without such a promise was read."""
    for key in BY_KEY:
        pages = [answer for answer in answers if key in answer.content]
        if pages and all(page.content.get("NextToken") for page in pages):
            yield message("network.warning.more-pages", origin=pages[-1].origin, key=key)
