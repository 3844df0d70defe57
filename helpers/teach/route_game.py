"""A game on a real route table: for each address, say which row the router takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import ipywidgets

from helpers.errors import LabError
from helpers.network import Network, Route, RouteTable
from helpers.network.routing import Outcome
from helpers.teach.guarded import Guard
from helpers.teach.tables import Table
from helpers.texts import Message, message, render


@dataclass(frozen=True)
class Turn:
    """An answered question: was it right, which row wins, and what became of every row."""

    right: bool
    because: tuple[Message, ...]

    def __repr__(self) -> str:
        return "\n".join(map(render, self.because))

    def _repr_html_(self) -> str:
        verdict, *reasons = (escape(render(words)) for words in self.because)
        return f"<p><b>{verdict}</b></p><ul>{''.join(f'<li>{reason}</li>' for reason in reasons)}</ul>"


class RouteGame:
    """Questions on one route table, asked in order; `turns` holds those answered so far.

    Args:
        network: what was read; its prefix lists say what a row with a list holds.
        table: the route table's id or Name tag.
        addresses: the destinations to ask about, as text.

    Raises:
        LabError: `table` is no route table.
        NetworkError: nothing, or more than one thing, has that name.
        ValueError: an address is malformed.
    """

    def __init__(self, network: Network, table: str, addresses: Iterable[str]) -> None:
        found = network.find(table)
        if not isinstance(found, RouteTable):
            raise LabError("not-a-route-table", reference=table)
        self.table = found
        self.addresses = tuple(map(IPv4Address, addresses))
        self.turns: list[Turn] = []
        self._index = network.routes_of(found)
        self._lists = {each.id: each.cidrs for each in network.prefix_lists if each.region == found.region}

    @property
    def choices(self) -> tuple[str, ...]:
        """The destinations of the table's rows, and that no row holds the address."""
        return (*(row.destination for row in self.table.routes), render(message("route-game.none")))

    @property
    def address(self) -> IPv4Address | None:
        """The address in question; None when all are answered."""
        return self.addresses[len(self.turns)] if len(self.turns) < len(self.addresses) else None

    @property
    def score(self) -> int:
        """How many answers were right."""
        return sum(turn.right for turn in self.turns)

    def answer(self, row: str) -> Turn:
        """Say which row wins for the address in question, by its destination, and go on to the next.

        Raises:
            LabError: the table has no such row, or every question is answered; nothing changes.
        """
        if row not in self.choices:
            raise LabError("no-such-row", row=row, rows=", ".join(self.choices))
        if self.address is None:
            raise LabError("game-over", score=self.score, count=len(self.addresses))
        self.turns.append(self._turn(self.address, row))
        return self.turns[-1]

    def again(self) -> None:
        """Start anew with the first question."""
        self.turns.clear()

    def _turn(self, address: IPv4Address, row: str) -> Turn:
        match = self._index.longest_prefix_match(address)
        winner = match.route.destination if match else self.choices[-1]
        key = "right" if row == winner else "wrong"
        verdict = message(f"route-game.{key}", address=address, winner=winner, row=row)
        return Turn(row == winner, (verdict, *self._reasons(address)))

    def _reasons(self, address: IPv4Address) -> Iterable[Message]:
        """Why the winner won and each row that holds the address lost; then the rows that do not hold it."""
        outcomes = self._index.outcomes(address)
        holding = [(route, cidr, outcome) for route, cidr, outcome in outcomes if cidr]
        for route, cidr, outcome in sorted(holding, key=lambda row: row[2] is not Outcome.WINS):
            key = f"{outcome}{'_ALONE' if len(holding) == 1 else ''}"
            yield message(f"route-game.{key}", row=_named(route, cidr), length=cidr.prefixlen)
            if outcome is Outcome.WINS and route.state == "blackhole":
                yield message("route-game.blackhole", target=route.target)
        others = ", ".join(route.destination for route, cidr, _ in outcomes if cidr is None)
        if others:
            yield message("route-game.CANNOT_ROUTE", rows=others)

    # ------------------------------------------------------------------ how it shows

    def __repr__(self) -> str:
        asked = "\n".join(f"{number}. {render(_question(a))}" for number, a in enumerate(self.addresses, 1))
        return f"{self._rows()}\n{asked}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Without a kernel: the table and the questions, and no answer."""
        asked = "".join(f"<li>{escape(render(_question(address)))}</li>" for address in self.addresses)
        page = f"{self._title()}{self._rows()._repr_html_()}<ol>{asked}</ol>"
        return {**_View(self).box._repr_mimebundle_(), "text/plain": repr(self), "text/html": page}

    def _title(self) -> str:
        return f"<p><b>{escape(render(message('route-game.title', table=self.table.label)))}</b></p>"

    def _rows(self) -> Table:
        head = ("table.routes.destination", "route-game.list", "table.routes.target", "table.routes.state")
        rows = tuple((r.destination, self._holds(r), r.target, r.state) for r in self.table.routes)
        return Table(tuple(map(message, head)), rows)

    def _holds(self, route: Route) -> str:
        return ", ".join(map(str, self._lists.get(route.destination_prefix_list_id or "", ())))


class _View:
    """Buttons, one a row, the question above them and a line below that a screen reader says."""

    def __init__(self, game: RouteGame) -> None:
        self._game = game
        self._guard = Guard()
        self._question = ipywidgets.HTML()
        self._said = ipywidgets.HTML()
        self._rows = [self._button(row, partial(game.answer, row)) for row in game.choices]
        again = self._button(render(message("route-game.again")), game.again)
        table = ipywidgets.HTML(game._title() + game._rows()._repr_html_())
        buttons = ipywidgets.HBox(self._rows, layout=ipywidgets.Layout(flex_flow="row wrap"))
        parts = [table, self._question, buttons, self._said, self._guard.pane, again]
        self.box = ipywidgets.VBox(parts, layout=ipywidgets.Layout(align_items="flex-start"))
        self._show()

    def _button(self, text: str, act: Callable[[], object]) -> ipywidgets.Button:
        button = ipywidgets.Button(description=text, layout=ipywidgets.Layout(width="auto"))

        def press() -> None:
            act()
            self._show()

        button.on_click(self._guard.around(press))
        return button

    def _show(self) -> None:
        game = self._game
        over = game.address is None
        self._question.value = f"<b>{escape(render(_asked(game)))}</b>"
        told = game.turns[-1]._repr_html_() if game.turns else ""
        self._said.value = f'<div role="status" aria-live="polite">{told}</div>'
        for button in self._rows:
            button.disabled = over


def _named(route: Route, cidr: IPv4Network) -> str:
    """The row's destination, with the block that holds the address where the row is a prefix list."""
    return route.destination if route.destination == str(cidr) else f"{route.destination} ({cidr})"


def _question(address: IPv4Address) -> Message:
    return message("route-game.question", address=address)


def _asked(game: RouteGame) -> Message:
    if game.address is not None:
        return _question(game.address)
    return message("route-game.score", score=game.score, count=len(game.addresses))
