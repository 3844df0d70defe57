"""Answers whose rows belong to a component that another call describes.

`describe-vpc-attribute` answers one DNS attribute of one VPC; `get-managed-prefix-list-entries` answers the
entries of one prefix list and does not say of which.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from helpers.errors import NetworkError
from helpers.network.answers import Answer
from helpers.network.kinds import rows_of

DNS_ATTRIBUTES = ("EnableDnsSupport", "EnableDnsHostnames")
_LIST_ID = re.compile(r"pl-[0-9a-z]+")


def attributes_of_vpcs(answers: Iterable[Answer]) -> dict[str, dict[str, bool]]:
    """What describe-vpc-attribute said, by VPC.

    Raises:
        NetworkError: an attribute is not of AWS's form, or two answers say different things.
    """
    attributes: dict[str, dict[str, bool]] = {}
    for answer in answers:
        vpc_id = answer.content.get("VpcId")
        for name in DNS_ATTRIBUTES:
            if name in answer.content and isinstance(vpc_id, str):
                said = _value(answer, name)
                if attributes.setdefault(vpc_id, {}).setdefault(name, said) != said:
                    raise NetworkError("same-id-twice", component=vpc_id, origin=answer.origin)
    return attributes


def _value(answer: Answer, name: str) -> bool:
    value = answer.content[name]
    said = value.get("Value") if isinstance(value, Mapping) else None
    if not isinstance(said, bool):
        raise NetworkError(
            "bad-field", origin=answer.origin, kind="Vpc", field=f"{name}.Value", problem="true or false"
        )
    return said


def entries_of_lists(answers: Iterable[Answer], waiting: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Entries by prefix list: the one that the file's name names, else the only one in `waiting`.

    Args:
        answers: those that hold `Entries`.
        waiting: the lists that were described without their CIDRs.
    """
    waiting = list(waiting)
    entries: dict[str, list[Mapping[str, Any]]] = {}
    for answer in answers:
        named = _LIST_ID.search(answer.origin.rpartition("/")[2])
        list_id = named.group() if named else waiting[0] if len(waiting) == 1 else ""
        entries.setdefault(list_id, []).extend(rows_of(answer.content["Entries"], "Entries", answer.origin))
    return entries
