"""`Diagram`: one path, or two over one shared layout, as a picture with words."""

import base64
from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path as File
from typing import Any

from helpers.draw import canvas, words
from helpers.draw.inventory import label
from helpers.draw.layout import Layout, layout
from helpers.draw.measure import fitted
from helpers.draw.palette import TITLE_SIZE, WIDTH
from helpers.draw.panels import below, legend
from helpers.draw.picture import drawing
from helpers.draw.places import Place, places_of
from helpers.draw.scene import Mark, Scene, moved, written
from helpers.errors import LabError
from helpers.path import Path

NOTEBOOK_DPI = 150
_TITLE_ROOM = 32.0
_BETWEEN = 22.0


class Diagram:
    """A picture of one path, or of two one above the other, which share their layout.

    Args:
        paths: one or two results of `trace`.
        step: the number of a place to highlight; its route table and the packet there are shown.
        titles: one for each path, such as `titles=("Before", "After")`; without, the picture names
            the ends and the road.

    Raises:
        LabError: not one or two paths, or no such step.
    """

    def __init__(self, *paths: Path, step: int | None = None, titles: Sequence[str] = ()) -> None:
        if not 1 <= len(paths) <= 2:
            raise LabError("diagram-paths", count=len(paths))
        self.paths = paths
        self.step = step
        self.titles = tuple(titles)
        most = max(len(places) for places in self._places)
        if step is not None and not 1 <= step <= most:
            raise LabError("diagram-step", step=step, most=most)

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands: from the networks alone, the step does not matter."""
        states = [path.network for path in self.paths]
        services = {name for path in self.paths for name in words.services_of(path)}
        keep = {place_id for path in self.paths for place_id in words.places_in(path)}
        return layout(*states, vpc_id=self.paths[0].vpc_id, services=sorted(services), keep=keep)

    @cached_property
    def _places(self) -> tuple[tuple[Place, ...], ...]:
        return tuple(places_of(path, self.layout) for path in self.paths)

    @cached_property
    def scene(self) -> Scene:
        """Every mark of the picture, with its place in pixels."""
        marks: list[Mark] = []
        top = 0.0
        for number, (path, places) in enumerate(zip(self.paths, self._places, strict=True)):
            top += _BETWEEN if number else 0.0
            text = fitted(self._title(number), (WIDTH - 40) * 0.78, bold=True)
            marks.append(written(text, 14, top + 6, bold=True, size=TITLE_SIZE))
            top += _TITLE_ROOM
            marks += [moved(mark, top) for mark in drawing(self.layout, path, places, self.step)]
            top += self.layout.height + 4
            panel = below(path, places, self.step)
            marks += [moved(mark, top) for mark in panel.marks]
            top += panel.height
        key = legend()
        marks += [moved(mark, top + 6) for mark in key.marks]
        return Scene(WIDTH, round(top + 6 + key.height), tuple(marks))

    def _title(self, number: int) -> str:
        content = words.title_of(self.paths[number], self._places[number])
        if number < len(self.titles):
            return label("titled", title=self.titles[number], what=content)
        return content

    @cached_property
    def alt(self) -> str:
        """The picture in words: who, where, in order, where it stops and why."""
        alts = [
            words.alt_of(path, places, self.step)
            for path, places in zip(self.paths, self._places, strict=True)
        ]
        if len(alts) == 1:
            return alts[0]
        return " ".join(label("alt.pair", title=self._title(n), alt=alt) for n, alt in enumerate(alts))

    @cached_property
    def caption(self) -> str:
        """What the picture shows, in a sentence a path."""
        return " ".join(
            label("alt.pair", title=self.titles[n], alt=words.caption_of(path))
            if n < len(self.titles)
            else words.caption_of(path)
            for n, path in enumerate(self.paths)
        )

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
        image = f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{data}" width="{WIDTH}">'
        return f"<figure>{image}<figcaption>{escape(self.caption)}</figcaption></figure>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.alt, "text/html": self._repr_html_()}

    def __repr__(self) -> str:
        return self.alt
