"""Colours and sizes: AWS's category colours for things, Okabe and Ito's for meaning.

Okabe & Ito, "Color Universal Design" (2008): colours that people with any colour vision tell apart.
Where one of theirs is too pale for text, the text takes a darker shade of the same hue.
"""

from dataclasses import dataclass

WIDTH = 900
"""Width of every picture in pixels, as a notebook shows it."""

DOTS_PER_INCH = 100
TEXT_SIZE = 11.0
TITLE_SIZE = 14.0
LINE_HEIGHT = 18.0
SYMBOL_SIZE = 40.0

PAPER = "#FCFCFA"
WHITE = "#FFFFFF"
INK = "#16191F"
MUTED = "#545B64"
FAINT = "#C9CED4"
PRIVATE = "#0072B2"
PUBLIC = "#D55E00"
PUBLIC_TEXT = "#AE4600"
STOP = "#000000"
HALO = "#F0E442"
ALLOW = "#009E73"
NEW, NEW_TEXT = "#009E73", "#00684B"
WINNER = "#DCECF7"


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """How a kind of box looks."""

    line: str
    text: str
    fill: str
    dashed: bool = False


BOXES = {
    "region": BoxStyle("#00A4A6", "#00706F", PAPER),
    "vpc": BoxStyle("#8C4FFF", "#6D2FE0", WHITE),
    "zone": BoxStyle("#147EBA", "#0F659A", WHITE, dashed=True),
    "public": BoxStyle("#7AA116", "#496A08", "#F2F6E8"),
    "private": BoxStyle("#00A4A6", "#006566", "#E6F3F6"),
    "services": BoxStyle("#3F8624", "#2F6A1A", WHITE),
}

COMPUTE, NETWORKING, STORAGE, DATABASE, INTEGRATION, OTHER = (
    "#ED7100",
    "#8C4FFF",
    "#3F8624",
    "#C925D1",
    "#E7157B",
    "#545B64",
)
SECURITY, MACHINE_LEARNING = "#DD344C", "#01A88D"


def faded(colour: str, share: float = 0.3) -> str:
    """The colour as it looks when only a share of it lies on paper."""
    pairs = zip(_channels(colour), _channels(PAPER), strict=True)
    return "#" + "".join(f"{round(share * own + (1 - share) * paper):02X}" for own, paper in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
