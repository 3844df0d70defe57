"""Write a network as the AWS CLI would have printed it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.errors import NetworkError
from helpers.network.base import Component
from helpers.network.kinds import BY_KEY, BY_KIND
from helpers.network.loose import DNS_ATTRIBUTES
from helpers.network.network import Network

_NOT_KNOWN = ("unknown-account", "unknown-region")

_Place = tuple[str, str]


def save(network: Network, folder: str | Path) -> None:
    """Write a network as :func:`helpers.network.load.load` reads it: `<account>/<Region>/<key>.json`.

    Every component and field that was read is written, and every answer that was not understood; an answer
    that was read and was empty is written as empty, so that it is not taken for unknown.

    Raises:
        NetworkError: JSON stands in the folder already; it would be read together with this network.
    """
    top = Path(folder)
    if next(top.rglob("*.json"), None):
        raise NetworkError("folder-in-use", folder=folder)
    for (account, region), name, content in _files(network):
        inner = top / (account or _NOT_KNOWN[0]) / (region or _NOT_KNOWN[1])
        inner.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, indent=4, ensure_ascii=False)
        # json reads and keeps halves of surrogate pairs, which are no UTF-8 of their own.
        (inner / f"{name}.json").write_bytes(f"{text}\n".encode("utf-8", "surrogatepass"))


def _files(network: Network) -> Iterator[tuple[_Place, str, dict[str, Any]]]:
    by_place: dict[_Place, dict[str, list[Component]]] = {}
    for component in network.components:
        keys = by_place.setdefault((component.account, component.region), {})
        keys.setdefault(BY_KIND[type(component)].key, []).append(component)
    answered = sorted({BY_KIND[kind].key for kind in network.answered})
    for place, keys in (by_place or {("", ""): {"Vpcs": list[Component]()}}).items():
        for key in dict.fromkeys([*keys, *answered]):
            yield place, key, {key: _rows(key, keys.get(key, []))}
        for number, vpc in enumerate(keys.get("Vpcs", []), 1):
            yield from ((place, f"VpcAttributes-{number}", said) for said in _attributes(vpc))
    for number, rest in enumerate(network.unread, 1):
        yield (rest.account, rest.region), f"Unread-{number}", dict(rest.content)


def _rows(key: str, components: list[Component]) -> Any:
    rows = BY_KEY[key].pack(components)
    if key == "Vpcs":
        return [{name: value for name, value in row.items() if name not in DNS_ATTRIBUTES} for row in rows]
    return rows


def _attributes(vpc: Component) -> Iterator[dict[str, Any]]:
    """What describe-vpc-attribute would answer of a VPC."""
    row = vpc.as_aws()
    said = {name: {"Value": row[name]} for name in DNS_ATTRIBUTES if row.get(name) is not None}
    if said:
        yield {"VpcId": vpc.id, **said}
