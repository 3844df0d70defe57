"""What stands below a picture: tables at the left, cards at the right, and why a packet stops."""

from collections.abc import Sequence

from helpers.draw.cards import Card, cost_card, header_card, header_table
from helpers.draw.filter_panel import filters, refusal, refusing
from helpers.draw.inventory import label
from helpers.draw.palette import WIDTH
from helpers.draw.route_panel import routes
from helpers.draw.scene import Mark
from helpers.draw.table import LEFT, Panel, paragraph, stacked, table
from helpers.draw.view import FILTERS, View
from helpers.path import Layer
from helpers.texts import render

PANELS = ("routes", "filters", "header", "cost")
"""The panels that a picture can have beside it."""

_DEFAULT, _REFUSED = ("routes", "header"), ("refusal", "header")
_CARD_GAP = 16.0
_WHOLE = WIDTH - 2 * LEFT


def default_panels(view: View) -> tuple[str, ...]:
    """For a hop the panel of its layer; else routes and header, or what stops the packet and header."""
    hop = view.chosen
    if hop is None:
        return _REFUSED if view.step is None and refusing(view.path) else _DEFAULT
    return ("routes",) if hop.layer is Layer.ROUTE else ("filters",) if hop.layer in FILTERS else ("header",)


def below(view: View, beside: Sequence[str]) -> Panel:
    """The panels asked for."""
    if tuple(beside) == ("header",) and view.step is not None:
        return stacked((_why(view, _WHOLE), header_table(view, _WHOLE)))
    cards = [_CARDS[name](view) for name in beside if name in _CARDS]
    width = _WHOLE - max((card.width + _CARD_GAP for card in cards), default=0.0)
    left = stacked((_why(view, width), *(_TABLES[name](view, width) for name in beside if name in _TABLES)))
    right = _column(cards) if left.marks else _row(cards)
    return Panel((*left.marks, *right.marks), max(left.height, right.height), left.words + right.words)


def _column(cards: Sequence[Card]) -> Panel:
    """One below the other at the right edge, equally wide."""
    width = max((card.width for card in cards), default=0.0)
    return stacked(card.at(WIDTH - LEFT - width, width) for card in cards)


def _row(cards: Sequence[Card]) -> Panel:
    """Side by side from the left edge on."""
    left, height = LEFT, 0.0
    marks: list[Mark] = []
    words: list[str] = []
    for card in cards:
        panel = card.at(left, card.width)
        left += card.width + _CARD_GAP
        height = max(height, panel.height)
        marks += panel.marks
        words += panel.words
    return Panel(tuple(marks), height, tuple(words))


def _why(view: View, width: float) -> Panel:
    """Why the packet or its answer is lost; while stepping, at the hop where it ends only."""
    last = view.places[-1]
    if view.path.reachable or (view.step is not None and view.step != last.number):
        return Panel()
    if view.chosen is not None and (view.chosen.allowed or view.path.blocked_at is None):
        return Panel()
    key = "stops" if last.stops else "answer-lost"
    heading = label(f"card.{key}", number=last.number)
    return paragraph(heading, render(view.path.explanations[0].message), width)


def _routes(view: View, width: float) -> Panel:
    panel = routes(view, width)
    return panel if panel.marks or view.chosen is None else table(label("table.none-read"), [], width)


_TABLES = {"routes": _routes, "filters": filters, "refusal": refusal}
_CARDS = {"header": header_card, "cost": cost_card}
