"""Pictures for a stepper: drawn when one is first looked at, and only the latest few are kept."""

import base64
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property

from helpers.draw import Diagram, Layout
from helpers.draw.palette import WIDTH
from helpers.path import Hop, Layer, Path
from helpers.path.words import sentence
from helpers.teach.steps import Step
from helpers.texts import message, render

KEPT = 12
"""Pictures that one stepper keeps, each about 60 KB."""


@dataclass(frozen=True)
class Picture:
    """A drawn picture: PNG in base64, its words, its size in pixels on the page."""

    data: str
    alt: str
    caption: str
    width: int
    height: int


class Pictures:
    """The pictures of one stepper; the least recently shown one makes room for a new one."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._drawn: OrderedDict[Hashable, Picture] = OrderedDict()
        self.tallest = 0

    def get(self, key: Hashable, make: Callable[[], Diagram]) -> Picture:
        """The picture of that key, drawn now unless it is among the latest."""
        if key not in self._drawn:
            self._drawn[key] = _drawn(make())
        self._drawn.move_to_end(key)
        while len(self._drawn) > self._kept:
            self._drawn.popitem(last=False)
        self.tallest = max(self.tallest, self._drawn[key].height)
        return self._drawn[key]

    def __len__(self) -> int:
        return len(self._drawn)


def _drawn(diagram: Diagram) -> Picture:
    data = base64.b64encode(diagram.png()).decode()
    return Picture(data, diagram.alt, diagram.caption, WIDTH, round(diagram.scene.height))


def diagram_of(step: Step) -> Diagram:
    """The picture of a step's half with the step highlighted."""
    return Diagram(step.path, hop=step.index)


def diagram_until(step: Step, *, decided: bool) -> Diagram:
    """The picture of the way up to a step, with it or before it; nothing tells what comes after."""
    hops = step.path.hops[: step.index + decided]
    return _SoFar(step.path, hops or (_waiting(step.hop),))


class _SoFar(Diagram):
    """A path cut off, in the layout of the whole one, so that neither room nor symbols tell the end."""

    def __init__(self, whole: Path, hops: tuple[Hop, ...]) -> None:
        self._whole = whole
        cut = replace(whole, hops=hops, explanations=(), return_path=None)
        super().__init__(cut, hop=len(hops) - 1)

    @cached_property
    def layout(self) -> Layout:
        return Diagram(self._whole).layout

    @cached_property
    def alt(self) -> str:
        """The steps so far, in words."""
        told = " ".join(render(sentence(hop)) for hop in self.paths[0].hops if hop.layer is not Layer.DNS)
        return render(message("stepper.so-far", steps=told))


def _waiting(first: Hop) -> Hop:
    """The packet before its first decision: it stands where that is made."""
    return replace(first, layer=Layer.INSTANCE, component_id=first.place_id, decided_by=None, allowed=True)
