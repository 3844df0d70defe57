"""Tables for lessons, as plain HTML that shows in an untrusted notebook, and as text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from helpers.cloud.calls import ApiCall
from helpers.lab import Lab
from helpers.network import RouteTable
from helpers.path import Path, context_of, cost
from helpers.texts import Message, message, render


@dataclass(frozen=True)
class Table:
    """Rows of text under a head; `code` columns are shown in a fixed-width face."""

    head: tuple[Message, ...]
    rows: tuple[tuple[str, ...], ...]
    code: tuple[int, ...] = ()

    def _repr_html_(self) -> str:
        head = "".join(f'<th><div align="left">{escape(render(cell))}</div></th>' for cell in self.head)
        rows = "".join(
            f"<tr>{''.join(self._cell(i, c) for i, c in enumerate(row))}</tr>" for row in self.rows
        )
        return f"<table><tr>{head}</tr>{rows}</table>"

    def _cell(self, column: int, text: str) -> str:
        if column not in self.code:
            return f'<td><div align="left">{escape(text)}</div></td>'
        return f'<td><div align="left"><pre>{escape(text)}</pre></div></td>'

    def __repr__(self) -> str:
        lines = [" | ".join(render(cell) for cell in self.head)]
        return "\n".join([*lines, *(" | ".join(row) for row in self.rows)])


def _head(table: str, *columns: str) -> tuple[Message, ...]:
    return tuple(message(f"table.{table}.{column}") for column in columns)


def three_ways(service: str, operation: str, parameters: Mapping[str, Any]) -> Table:
    """One call as boto3, as AWS CLI and as the place in the console."""
    return calls_in_three_ways(ApiCall(service, operation, parameters))


def calls_in_three_ways(*calls: ApiCall) -> Table:
    """Some calls, a row each, as boto3, as AWS CLI and as the place in the console."""
    rows = tuple(map(_three_ways, calls))
    return Table(_head("ways", "boto3", "cli", "console"), rows, code=(0, 1))


def _three_ways(call: ApiCall) -> tuple[str, str, str]:
    return _folded(call.boto3()), _folded(call.cli()), render(call.console())


def _folded(text: str) -> str:
    """A long command over several lines, as one would write it in a shell or a script."""
    return text.replace(" --", " \\\n  --") if text.startswith("aws ") else text


def built(lab: Lab, *operations: str) -> Table:
    """The calls that made the lab, three ways each; those of some operations, or all.

    Every call that creates something also tags it; the tags are left out here.
    """
    chosen = [call for call in lab.calls if not operations or call.operation in operations]
    rows = tuple((call.operation, *_three_ways(_without_tags(call))) for call in chosen)
    return Table((*_head("built", "what"), *_head("ways", "boto3", "cli", "console")), rows, code=(1, 2))


def _without_tags(call: ApiCall) -> ApiCall:
    kept = {name: value for name, value in call.parameters.items() if name not in _TAGS}
    return ApiCall(call.service, call.operation, kept)


_TAGS = ("TagSpecifications", "Tags")


def routes(path: Path, table: str) -> Table:
    """A route table of the path's network: its rows, and what each meant for the path's packet."""
    found = path.network.find(table)
    rows = found.routes if isinstance(found, RouteTable) else ()
    words = _outcomes(path, found.id)
    cells = tuple((row.destination, row.target, row.state, words.get(id(row), "")) for row in rows)
    return Table(_head("routes", "destination", "target", "state", "outcome"), cells)


def _outcomes(path: Path, table_id: str) -> dict[int, str]:
    """What the path's hop at this table says of each row, by the row's identity: it is the same object."""
    words: dict[int, str] = {}
    for hop in path.hops:
        # Beyond a target that the lab does not follow, a hop repeats the route without its match.
        if getattr(hop.decided_by, "owner_id", None) == table_id and hop.matched:
            words[id(hop.decided_by)] = render(message("table.outcome.WINS", cidr=hop.matched))
            words |= {
                id(lost.rule): render(message(f"table.outcome.{lost.code}", cidr=lost.matched or ""))
                for lost in hop.lost
            }
    return words


def runs(paths: Mapping[str, Path]) -> Table:
    """Several runs of the same request: does each arrive, and what does the service see of it?"""
    rows = tuple(_run(name, path) for name, path in paths.items())
    return Table(_head("runs", "run", "arrives", "address", "endpoint", "why"), rows)


def bills(paths: Mapping[str, Path], hours: float, gigabytes: float) -> Table:
    """What each road costs: for the hours that its parts stand there, and for the GB that pass them.

    Raises:
        PathError: a price of the paths' Region is missing.
    """
    rows = []
    for name, path in paths.items():
        standing, passing = cost(path, hours, 0).total, cost(path, 0, gigabytes).total
        rows.append((name, f"${standing:.2f}", f"${passing:.2f}", f"${standing + passing:.2f}"))
    return Table(_head("bills", "road", "hours", "gigabytes", "total"), tuple(rows))


def benefits(*rows: tuple[str, str, str, bool]) -> Table:
    """Benefit, what kind of thing it is, what showed it, and whether it holds here."""
    cells = tuple((*row[:3], render(message(f"table.arrives.{'yes' if row[3] else 'no'}"))) for row in rows)
    return Table(_head("benefits", "benefit", "kind", "shown", "holds"), cells)


def _run(name: str, path: Path) -> tuple[str, ...]:
    seen = context_of(path)
    address = seen.get("aws:SourceIp") or seen.get("aws:VpcSourceIp") or "-"
    arrives = render(message(f"table.arrives.{'yes' if path.reachable else 'no'}"))
    return (name, arrives, address, seen.get("aws:SourceVpce", "-"), _why(path.explanations))


def _why(explanations: Sequence[Any]) -> str:
    codes: Iterable[str] = (e.code or render(e.message) for e in explanations)
    return ", ".join(codes) or "-"
