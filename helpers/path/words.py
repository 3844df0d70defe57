"""A path in words, in a table and as plain data; the sentences themselves stand in `texts`."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from helpers.network import Network, Route
from helpers.path.model import DnsAnswer, Explanation, Hop, Layer, Path
from helpers.texts import Message, message, render

_NOT_FOLLOWED = ("other", "subnet")
_ONE_WAY = (Layer.ENDPOINT, Layer.SERVICE)
"""Layers whose hop does something else with the answer than with the request."""
_COLUMNS = ("hop", "component", "decision", "header")


def label_of(network: Network, component_id: str, region: str) -> str:
    """What a person calls a component: its name with its id, or just the id."""
    for component in network.components:
        if component.id == component_id and component.region == region:
            return component.id if component.label == component.id else f"{component.label} ({component.id})"
    return component_id


def sentence(hop: Hop, *, answer: bool = False) -> Message:
    """What happened at a hop, in one sentence; `answer` for a hop of the way back."""
    outward = hop.layer in _ONE_WAY and hop.allowed
    key = f"{hop.layer}.answer" if answer and outward else _sentence_key(hop)
    return message(f"hop.{key}", **_values(hop))


def verdict(path: Path) -> Message:
    """Does the packet arrive; if not, where and why does it stop?"""
    ends = {"source": path.source_id, "destination": path.destination}
    values = {name: label_of(path.network, end, path.region) for name, end in ends.items()}
    if path.reachable:
        key = (
            "through-endpoint" if path.endpoint_id else "public" if path.exposes_public_address else "private"
        )
        return message(f"verdict.{key}", endpoint=path.endpoint_id, address=path.last_header.source, **values)
    first = path.explanations[0]
    key = "blocked" if path.blocked_at else "blocked-on-the-way-back"
    return message(f"verdict.{key}", code=first.code or "", why=first.message, **values)


def short(path: Path) -> str:
    """The verdict and the components on one line."""
    return f"{render(verdict(path))} {' → '.join(path.component_ids)}"


def prose(path: Path) -> str:
    """The verdict, then every hop of the way there in a sentence of its own."""
    steps = " ".join(f"{number}. {render(sentence(hop))}" for number, hop in enumerate(path.hops, 1))
    return f"{render(verdict(path))} {steps}"


def html_table(path: Path) -> str:
    """The hops as a table of plain HTML, which shows in an untrusted notebook too."""
    head = "".join(
        f'<th><div align="left">{render(message(f"hop.head.{name}"))}</div></th>' for name in _COLUMNS
    )
    rows = "".join(_html_row(number, hop, path) for number, hop in enumerate(path.hops, 1))
    mends = "".join(f"<li>{escape(text)}</li>" for text in obstacles(path.explanations))
    after = f"<ul>{mends}</ul>" if mends else ""
    return f"<p><b>{escape(render(verdict(path)))}</b></p><table><tr>{head}</tr>{rows}</table>{after}"


def obstacles(explanations: Iterable[Explanation]) -> Iterator[str]:
    """Every obstacle with its code, its words and the call that mends it."""
    for explanation in explanations:
        code = f"{explanation.code}: " if explanation.code else ""
        calls = "; ".join(call.cli() for call in explanation.mend)
        mend = render(message("mend.calls" if calls else "mend.none", calls=calls))
        yield f"{code}{render(explanation.message)} {mend}"


def as_dictionary(path: Path, version: int) -> dict[str, Any]:
    """The path as JSON can hold it."""
    return {
        "version": version,
        "source": path.source_id,
        "destination": path.destination,
        "region": path.region,
        "vpc": path.vpc_id,
        "reachable": path.reachable,
        "component_ids": list(path.component_ids),
        "hops": [_hop_dictionary(hop) for hop in path.hops],
        "explanations": [
            {
                "code": explanation.code,
                "component_id": explanation.component_id,
                "message": render(explanation.message),
                "mend": [call.cli() for call in explanation.mend],
            }
            for explanation in path.explanations
        ],
        "return_path": as_dictionary(path.return_path, version) if path.return_path else None,
    }


def _hop_dictionary(hop: Hop) -> dict[str, Any]:
    return {
        "component_id": hop.component_id,
        "component_type": hop.component_type,
        "layer": hop.layer.value,
        "zone": hop.zone.value,
        "allowed": hop.allowed,
        "matched": hop.matched,
        "header_in": str(hop.header_in),
        "header_out": str(hop.header_out),
        "sentence": render(sentence(hop)),
    }


def _html_row(number: int, hop: Hop, path: Path) -> str:
    component = label_of(path.network, hop.component_id, path.region)
    cells = (str(number), component, render(sentence(hop)), str(hop.header_out))
    # JupyterLab sets table cells flush right and strips styles from untrusted output; a div keeps its align.
    return "<tr>" + "".join(f'<td><div align="left">{escape(cell)}</div></td>' for cell in cells) + "</tr>"


def _sentence_key(hop: Hop) -> str:
    if not hop.allowed:
        return "unknown.stop" if hop.component_type in _NOT_FOLLOWED else f"{hop.layer}.stop"
    if hop.layer is Layer.SECURITY_GROUP and hop.decided_by is None:
        return "security_group.answer"
    if hop.layer is Layer.DNS and isinstance(hop.decided_by, DnsAnswer) and hop.decided_by.endpoint_id:
        return "dns.private"
    if hop.layer is Layer.NAT and hop.header_in.source == hop.header_out.source:
        return "nat.back"
    if hop.layer is Layer.INTERNET_GATEWAY and hop.header_in.source == hop.header_out.source:
        return "internet_gateway.back"
    return f"{hop.layer}.{'local' if _is_local(hop) else 'pass'}"


def _destination(hop: Hop) -> str:
    """The route's destination, with the one of its CIDRs that matched where it has several."""
    destination = str(getattr(hop.decided_by, "destination", ""))
    return destination if hop.matched in (None, destination) else f"{destination} ({hop.matched})"


def _is_local(hop: Hop) -> bool:
    return isinstance(hop.decided_by, Route) and hop.decided_by.target == "local"


def _values(hop: Hop) -> dict[str, Any]:
    rule = hop.decided_by
    return {
        "component": hop.component_id,
        "source": hop.header_out.source,
        "destination": hop.header_out.destination,
        "port": hop.header_out.destination_port,
        "old_source": hop.header_in.source,
        "old_destination": hop.header_in.destination,
        "matched": hop.matched,
        "table": getattr(rule, "owner_id", ""),
        "route": _destination(hop),
        "target": getattr(rule, "target", ""),
        "rule": getattr(rule, "rule_number", ""),
        "name": getattr(rule, "name", ""),
        "endpoint": getattr(rule, "endpoint_id", "") or "",
    }
