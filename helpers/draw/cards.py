"""Cards beside the tables: the packet's header, and what the path costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.draw.geometry import Rect
from helpers.draw.inventory import label
from helpers.draw.measure import text_width, wrapped
from helpers.draw.palette import FAINT, INK, LINE_HEIGHT, MUTED, PRIVATE, WHITE, WINNER
from helpers.draw.places import Place
from helpers.draw.scene import Frame, Mark, written
from helpers.draw.table import Line, Panel, spoken, table
from helpers.draw.view import View
from helpers.draw.words import endpoint_name, seen_by
from helpers.errors import LabError
from helpers.path import CostLine, DnsAnswer, Header, Hop, Layer, cost

_LINE = LINE_HEIGHT + 2
_WIDEST = 250.0


@dataclass(frozen=True)
class Row:
    """A line of a card; `marked` for what was rewritten."""

    text: str
    colour: str = INK
    marked: bool = False


@dataclass(frozen=True)
class Card:
    """A title and its lines, before a place on the sheet is known; `notes` stand below its frame."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, ...], ...] = ()

    @property
    def width(self) -> float:
        """From edge to edge, in pixels."""
        texts = [*(row.text for row in self.rows), *(text for note in self.notes for text in note)]
        return max(text_width(self.title, bold=True), *map(text_width, texts)) + 26

    def at(self, left: float, width: float) -> Panel:
        """The card with its left edge there."""
        height = 12 + LINE_HEIGHT + len(self.rows) * _LINE + 6
        marks: list[Mark] = [Frame(Rect(left, 2, left + width, 2 + height), FAINT, WHITE, width=1.4)]
        marks.append(written(self.title, left + 13, 9, bold=True))
        for number, row in enumerate(self.rows):
            top = 13 + LINE_HEIGHT + number * _LINE
            if row.marked:
                band = Rect(left + 7, top - 1, left + width - 7, top + LINE_HEIGHT + 1)
                marks.append(Frame(band, PRIVATE, WINNER, width=1.6))
            marks.append(written(row.text, left + 13, top, colour=row.colour))
        texts = [text for note in self.notes for text in note]
        marks += [written(t, left + 13, height + 6 + n * _LINE, colour=MUTED) for n, t in enumerate(texts)]
        words = [spoken(self.title, (row.text for row in self.rows))]
        words += [spoken(note[0].rstrip(":"), note[1:]) for note in self.notes]
        return Panel(tuple(marks), height + 12 + len(texts) * _LINE, tuple(words))


# ---------------------------------------------------------------------- the header


def header_card(view: View) -> Card:
    """What the last place sees, and the addresses before; or the packet at the chosen place."""
    if view.step is not None and view.place is not None:
        title = label("card.at", number=view.step)
        return Card(title, tuple(_before_and_after(view)))
    last = view.places[-1]
    title = label("card.at", number=last.number) if last.stops else label("card.seen", who=seen_by(last))
    notes = (tuple(_rewrites(view.places, end)) for end in _ENDS)
    return Card(title, tuple(_arrived(view)), tuple(note for note in notes if len(note) > 1))


def _arrived(view: View) -> Iterable[Row]:
    header = view.places[-1].hops[-1].header_out
    yield Row(label("card.source", address=_end(header, "source")))
    yield Row(label("card.destination", address=_end(header, "destination")))
    passed = [place for place in view.places if place.hop(Layer.ENDPOINT)]
    if passed and not passed[0].stops:
        yield Row(label("card.through", endpoint=endpoint_name(view.path, passed[0])), PRIVATE)


def _rewrites(places: Sequence[Place], end: str) -> Iterable[str]:
    """A heading, and each address that the packet had before a gateway wrote another."""
    yield label(f"card.before-{end}")
    for place in places:
        for hop in place.hops:
            old, new = getattr(hop.header_in, end), getattr(hop.header_out, end)
            if hop.layer is not Layer.DNS and old != new:
                yield label("card.until", address=old, number=place.number)


def _before_and_after(view: View) -> Iterable[Row]:
    before, after = _headers(view)
    for end in _ENDS:
        yield Row(label(f"card.{end}", address=_end(before, end)))
        if _end(before, end) != _end(after, end):
            yield Row(label("card.rewritten", address=_end(after, end)), marked=True)


_ENDS = ("source", "destination")


def _headers(view: View) -> tuple[Header, Header]:
    """The packet before and after the chosen hop or place; a question to the resolver is another packet."""
    hops = [hop for _, hop in view.shown_hops]
    packets = [hop for hop in hops if hop.layer is not Layer.DNS] or hops
    return packets[0].header_in, packets[-1].header_out


def header_table(view: View, width: float) -> Panel:
    """The packet before and after the chosen hop, side by side."""
    before, after = _headers(view)
    hop = view.shown_hops[-1][1]
    lines = [Line(("", label("card.before"), label("card.after"), ""))]
    for end in _ENDS:
        old, new = _end(before, end), _end(after, end)
        word = label("card.changed" if old != new else "card.same")
        lines.append(Line((label(f"card.{end}-of"), old, new, word), old != new))
    lines.append(Line((label("card.protocol-of"), before.protocol, after.protocol, "")))
    if isinstance(hop.decided_by, DnsAnswer):
        lines.append(Line((_answered(hop.decided_by),), wins=hop.allowed))
    return table(label("card.both", number=view.step, what=_what(hop)), lines, width)


def _answered(answer: DnsAnswer) -> str:
    if not answer.addresses:
        return label("card.dns-none", name=answer.name)
    return label("card.dns", name=answer.name, address=", ".join(map(str, answer.addresses)))


def _what(hop: Hop) -> str:
    return label(f"layer.{hop.layer}")


def _end(header: Header, end: str) -> str:
    address, port = getattr(header, end), getattr(header, f"{end}_port")
    return f"{address}:{port}" if port is not None else str(address)


# ---------------------------------------------------------------------- the cost


def cost_card(view: View) -> Card:
    """The price of the path for an hour and for a GB; a Region without prices is named as such."""
    title = label("cost.title")
    try:
        bill = cost(view.path, hours=1, gigabytes=1)
    except LabError as error:
        return Card(title, tuple(Row(text) for text in wrapped(error.what, _WIDEST)))
    rows = [Row(text) for text in _items(bill.lines)] or [Row(label("cost.nothing"))]
    total = Row(label("cost.total", usd=_usd(bill.total)), marked=True)
    return Card(title, (*rows, total, Row(label("cost.date", date=bill.date), MUTED)))


def _items(lines: Sequence[CostLine]) -> Iterable[str]:
    """One line for each component, its price for an hour and for a GB together."""
    for item, component in dict.fromkeys((_item(line), line.component_id) for line in lines):
        own = [line for line in lines if (_item(line), line.component_id) == (item, component)]
        prices = " + ".join(
            label(f"cost.{line.item.rpartition('-')[2]}", usd=_usd(line.total)) for line in own
        )
        yield label("cost.item", item=label(f"cost.{item}"), prices=prices)


def _item(line: CostLine) -> str:
    return line.item.rpartition("-")[0]


def _usd(amount: float) -> str:
    return f"{amount:.4f}".rstrip("0").rstrip(".")
