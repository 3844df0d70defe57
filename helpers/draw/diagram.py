"""`Diagram`: one path, or two over one shared layout, as a picture with words."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from html import escape
from pathlib import Path as File
from typing import Any

from helpers.draw import canvas, words
from helpers.draw.changes import UNCHANGED, Changes, changes
from helpers.draw.difference import difference
from helpers.draw.inventory import label
from helpers.draw.layout import Layout, layout
from helpers.draw.legend import legend
from helpers.draw.measure import fitted, wrapped
from helpers.draw.palette import LINE_HEIGHT, TITLE_SIZE, WIDTH
from helpers.draw.panels import PANELS, below, default_panels
from helpers.draw.picture import drawing
from helpers.draw.places import Place, places_of
from helpers.draw.scene import Mark, Scene, moved, written
from helpers.draw.table import Panel
from helpers.draw.view import View, place_of
from helpers.errors import LabError
from helpers.path import Path

NOTEBOOK_DPI = 150
_TITLE_ROOM = 32.0
_BETWEEN = 22.0


class Diagram:
    """A picture of one path, or of two one above the other, which share their layout.

    Two paths are a state before and one after: the second picture marks what is new and what is
    gone since the first.  Highlighting moves nothing: places come from the networks alone.

    Args:
        paths: one or two results of `trace`, or their `return_path`.
        step: the number of a place to highlight, 1 for the first; the packet is shown there.
        hop: index into `path.hops`, 0 for the first decision; its place is highlighted, and the
            panel of its layer is shown.  Several hops share a place.
        titles: one for each path, such as `titles=("Before", "After")`; without, the picture names
            the ends and the road.
        beside: which panels stand below the picture, of "routes", "filters" (security groups and
            network ACLs), "header" and "cost"; None shows routes and header, for a hop the
            panel of its layer, and the rows that refuse a packet or its answer.

    Raises:
        LabError: not one or two paths, no such step or hop, both of them, or no such panel.
    """

    def __init__(
        self,
        *paths: Path,
        step: int | None = None,
        hop: int | None = None,
        titles: Sequence[str] = (),
        beside: Sequence[str] | None = None,
    ) -> None:
        _check(paths, step, hop, beside)
        self.paths = paths
        self.titles = tuple(titles)
        self.hop = hop
        self.step = step if hop is None else self._step_of(hop)
        self.beside = None if beside is None else tuple(beside)
        most = max(len(places) for places in self._places)
        if self.step is not None and not _within(self.step, 1, most):
            raise LabError("diagram-step", step=step, most=most)

    def _step_of(self, hop: int) -> int:
        most = max(len(path.hops) for path in self.paths) - 1
        if not _within(hop, 0, most):
            raise LabError("diagram-hop", hop=hop, most=most)
        number = next(n for n, path in enumerate(self.paths) if hop < len(path.hops))
        return place_of(self._places[number], hop)

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands: from the networks alone, the step does not matter."""
        states = [path.network for path in self.paths]
        services = {name for path in self.paths for name in words.services_of(path)}
        keep = {place_id for path in self.paths for place_id in words.places_in(path)}
        return layout(*states, vpc_id=self.paths[0].vpc_id, services=sorted(services), keep=keep)

    @cached_property
    def _places(self) -> list[tuple[Place, ...]]:
        return [places_of(path, self.layout) for path in self.paths]

    @cached_property
    def _views(self) -> tuple[View, ...]:
        pair = len(self.paths) == 2
        since = (UNCHANGED, changes(*self.paths) if pair else UNCHANGED)
        return tuple(self._view(n, since[n]) for n in range(len(self.paths)))

    def _view(self, number: int, since: Changes) -> View:
        path, places = self.paths[number], self._places[number]
        hop = self.hop if self.hop is not None and self.hop < len(path.hops) else None
        step = place_of(places, hop) if hop is not None else None if self.hop is not None else self.step
        return View(path, places, hop, step, since)

    # ------------------------------------------------------------------ the sheet

    @cached_property
    def scene(self) -> Scene:
        """Every mark of the picture, with its place in pixels; what no hop changes comes first."""
        ground: list[Mark] = []
        over: list[Mark] = []
        top = 0.0
        for number, view in enumerate(self._views):
            top += _BETWEEN if number else 0.0
            head = self._head(number)
            ground += [moved(mark, top) for mark in head.marks]
            top += head.height
            drawn = drawing(self.layout, view)
            ground += [moved(mark, top) for mark in drawn.ground]
            over += [moved(mark, top) for mark in drawn.top]
            top += self.layout.height + 4
            panel = self._panel(view)
            over += [moved(mark, top) for mark in panel.marks]
            top += panel.height
        key = legend((*ground, *over))
        over += [moved(mark, top + 6) for mark in key.marks]
        return Scene(WIDTH, round(top + 6 + key.height), (*ground, *over), len(ground))

    def _head(self, number: int) -> Panel:
        """The title, and what changed since the picture above."""
        text = fitted(self._title(number), (WIDTH - 40) * 0.78, bold=True)
        marks = [written(text, 14, 6, bold=True, size=TITLE_SIZE)]
        told = self._told() if number else ()
        marks += [written(line, 14, _TITLE_ROOM + n * LINE_HEIGHT) for n, line in enumerate(told)]
        return Panel(tuple(marks), _TITLE_ROOM + len(told) * LINE_HEIGHT + (6 if told else 0))

    def _told(self) -> Sequence[str]:
        """The difference, a sentence a line, longer ones in two."""
        sentences = self._difference(short=True)
        return [line for text in sentences for line in wrapped(text, WIDTH - 28)[:2]]

    def _panel(self, view: View) -> Panel:
        """What stands below; while stepping, as high as the highest, so that nothing moves."""
        panel = self._below(view)
        if view.hop is None:
            return panel
        others = (replace(view, hop=n, step=place_of(view.places, n)) for n in range(len(view.path.hops)))
        return replace(panel, height=max(self._below(other).height for other in others))

    def _below(self, view: View) -> Panel:
        return below(view, default_panels(view) if self.beside is None else self.beside)

    # ------------------------------------------------------------------ the words

    def _title(self, number: int) -> str:
        content = words.title_of(self.paths[number], self._places[number])
        if number < len(self.titles):
            return label("titled", title=self.titles[number], what=content)
        return content

    def _difference(self, *, short: bool = False) -> tuple[str, ...]:
        networks = [path.network for path in self.paths]
        return difference(self._views[-1].changes, networks[0], networks[-1], short=short)

    @cached_property
    def alt(self) -> str:
        """The picture in words: places in order, where and why it stops, the panels, the difference."""
        alts = [" ".join([words.alt_of(view), *self._below(view).words]) for view in self._views]
        if len(alts) == 1:
            return alts[0]
        pairs = [label("alt.pair", title=self._title(n), alt=alt) for n, alt in enumerate(alts)]
        return " ".join([*pairs, *self._difference()])

    @cached_property
    def caption(self) -> str:
        """What the picture shows, in a sentence a path, and the difference between two."""
        captions = [
            label("alt.pair", title=self.titles[n], alt=words.caption_of(path))
            if n < len(self.titles)
            else words.caption_of(path)
            for n, path in enumerate(self.paths)
        ]
        return " ".join([*captions, *self._difference()])

    # ------------------------------------------------------------------ files and notebooks

    def png(self, dpi: int = NOTEBOOK_DPI) -> bytes:
        """The picture as PNG, 9 inches wide; the same paths give the same bytes."""
        return canvas.png(self.scene, dpi)

    def svg(self) -> str:
        """The picture as SVG, with the words inside as its description."""
        return canvas.svg(self.scene, self._title(0), self.alt)

    def save(self, path: str | File) -> File:
        """Write the picture to a file, SVG or PNG by its ending; returns the file.

        Raises:
            LabError: another ending.
        """
        file = File(path)
        if file.suffix not in (".png", ".svg"):
            raise LabError("diagram-file", file=file)
        file.write_bytes(self.svg().encode() if file.suffix == ".svg" else self.png(200))
        return file

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.png()).decode()
        source = f'src="data:image/png;base64,{data}" width="{WIDTH}" style="max-width:100%"'
        image = f'<img alt="{escape(self.alt)}" {source}>'
        # Browsers set figures in by 40 px on both sides; an untrusted notebook keeps this style.
        return f'<figure style="margin:0">{image}<figcaption>{escape(self.caption)}</figcaption></figure>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.alt, "text/html": self._repr_html_()}

    def __repr__(self) -> str:
        return self.alt


def _check(paths: Sequence[object], step: int | None, hop: int | None, beside: Iterable[str] | None) -> None:
    if not 1 <= len(paths) <= 2:
        raise LabError("diagram-paths", count=len(paths))
    if strange := [path for path in paths if not isinstance(path, Path)]:
        raise LabError("diagram-not-a-path", given=type(strange[0]).__name__)
    if step is not None and hop is not None:
        raise LabError("diagram-both", step=step, hop=hop)
    if unknown := [name for name in beside or () if name not in PANELS]:
        raise LabError("diagram-panel", panel=unknown[0], panels=", ".join(PANELS))


def _within(number: object, least: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
