"""How wide a text is, in pixels of the picture, and how to make it fit."""

from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font, LoadFlags

from helpers.draw.palette import DOTS_PER_INCH, TEXT_SIZE

_FIXED_POINT = 64  # FreeType counts in 64ths of a pixel


def font_file(bold: bool) -> Path:
    """DejaVu Sans as it comes with matplotlib, so that every machine draws the same picture."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@cache
def _font(bold: bool) -> FT2Font:
    return FT2Font(str(font_file(bold)))


@cache
def _known_characters() -> frozenset[int]:
    return frozenset(_font(False).get_charmap()) & frozenset(_font(True).get_charmap())


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Width of one line in pixels; `size` in points."""
    font = _font(bold)
    font.set_size(size, DOTS_PER_INCH)
    font.set_text(drawable(text), 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / _FIXED_POINT


def is_drawable(text: str) -> bool:
    """Has the font a shape for every character?  DejaVu Sans has none for Hangul, for example."""
    return all(ord(character) in _known_characters() for character in text)


def drawable(text: str) -> str:
    """The text with a box for every character that the font lacks."""
    if is_drawable(text):
        return text
    return "".join(c if ord(c) in _known_characters() else "▯" for c in text)


def fitted(text: str, width: float, *, bold: bool = False) -> str:
    """The text, or as much of its two ends as fits into `width` pixels with "…" between them."""
    text = drawable(text)
    if text_width(text, bold=bold) <= width:
        return text
    kept = bisect_right(range(len(text)), width, key=lambda n: text_width(_cut(text, n), bold=bold)) - 1
    return _cut(text, max(kept, 0))


def _cut(text: str, kept: int) -> str:
    """A text that was cut before has one gap again."""
    head = (kept + 1) // 2
    return f"{text[:head].rstrip('…')}…{text[len(text) - (kept - head) :].lstrip('…')}"


def wrapped(text: str, width: float) -> tuple[str, ...]:
    """The text in lines of at most `width` pixels, broken between words."""
    lines: list[str] = []
    for word in drawable(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(fitted(word, width))
    return tuple(lines)
