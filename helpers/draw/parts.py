"""The parts of a layout: frames with their titles, symbols with their labels, in pixels, y downwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from helpers.draw.geometry import Rect, around
from helpers.draw.inventory import Thing
from helpers.draw.measure import fitted, text_width
from helpers.draw.palette import LINE_HEIGHT, SYMBOL_SIZE


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text and the room that it takes; `anchor` is left or center."""

    text: str
    rect: Rect
    bold: bool = False
    anchor: str = "left"


@dataclass(frozen=True, slots=True)
class Box:
    """A frame: region, vpc, zone, public, private or services, with the lines written in it.

    `hidden` are the ids of what is not drawn in it; then the last line says how many.
    """

    kind: str
    id: str
    rect: Rect
    lines: tuple[TextLine, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A thing's symbol around (x, y), and its label; `alias` another id for it.

    `behind` is the gateway without which it is not there: a stub for the network behind that gateway.
    """

    id: str
    kind: str
    x: float
    y: float
    rect: Rect
    lines: tuple[TextLine, ...]
    alias: str = ""
    behind: str = ""

    @property
    def bottom(self) -> float:
        """The lower end of symbol and label."""
        return max([self.rect.bottom, *(line.rect.bottom for line in self.lines)])


def title(text: str, rect: Rect, line: int = 0, *, bold: bool = True) -> TextLine:
    """A title line at the top left inside a frame, cut to the frame's width."""
    shown = fitted(text, rect.width - 16, bold=bold)
    left, top = rect.left + 8, rect.top + 4 + line * LINE_HEIGHT
    return TextLine(shown, Rect(left, top, left + text_width(shown, bold=bold), top + LINE_HEIGHT), bold)


def centred(texts: Iterable[str], x: float, top: float, width: float) -> tuple[TextLine, ...]:
    """Lines one below the other around x, each cut to `width`."""
    shown = [fitted(text, width) for text in texts]
    return tuple(
        TextLine(
            text, around(x, top + (n + 0.5) * LINE_HEIGHT, text_width(text), LINE_HEIGHT), anchor="center"
        )
        for n, text in enumerate(shown)
    )


def placed(thing: Thing, x: float, y: float, width: float) -> Symbol:
    """A thing's symbol with its label below, cut to `width`."""
    rect = around(x, y, SYMBOL_SIZE, SYMBOL_SIZE)
    lines = centred(thing.lines, x, rect.bottom + 3, width)
    return Symbol(thing.id, thing.kind, x, y, rect, lines, thing.alias, thing.behind)
