"""A scene as the bytes of a picture: PNG for notebooks, SVG for slides."""

import io
from collections.abc import Sequence
from functools import lru_cache

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image

from helpers.draw.brush import paint
from helpers.draw.palette import DOTS_PER_INCH, PAPER
from helpers.draw.scene import Mark, Road, Scene

_COLOURS_IN_PNG = 64
_GROUNDS_KEPT = 4
"""How many painted grounds stay in memory, some 4 MB each: a learner steps through one or two paths."""

Pixels = NDArray[np.uint8]


def png(scene: Scene, dpi: int) -> bytes:
    """The scene as PNG; the same scene gives the same bytes (a palette, and no date inside)."""
    picture = Image.fromarray(_painted(scene, dpi))
    few = picture.convert("RGB").quantize(
        _COLOURS_IN_PNG, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    few.save(file, "PNG", compress_level=6, dpi=(dpi, dpi))
    return file.getvalue()


def svg(scene: Scene, title: str, description: str) -> str:
    """The scene as SVG with its description inside; texts are shapes, so that no font is needed."""
    file = io.StringIO()
    metadata = {"Date": None, "Title": title, "Description": description}
    with matplotlib.rc_context({"svg.hashsalt": "vpc-endpoint-lab", "svg.fonttype": "path"}):
        figure(scene.width, scene.height, scene.marks).savefig(file, format="svg", metadata=metadata)
    return file.getvalue()


def figure(width: float, height: float, marks: Sequence[Mark], dpi: int = DOTS_PER_INCH) -> Figure:
    """The marks as matplotlib's artists on a sheet of paper of so many of the scene's pixels."""
    scale = dpi / DOTS_PER_INCH
    across, down = round(width * scale), round(height * scale)
    # Half a dot more, as matplotlib rounds the size in inches down to dots.
    sheet = Figure(
        figsize=((across + 0.5) / dpi, (down + 0.5) / dpi), dpi=dpi, facecolor=PAPER, edgecolor="none"
    )
    paint(sheet, Affine2D().scale(scale, -scale).translate(0, down), marks)
    return sheet


def _painted(scene: Scene, dpi: int) -> Pixels:
    """The sheet's dots; its ground is painted once for all hops of a path."""
    canvas = FigureCanvasAgg(figure(scene.width, scene.height, scene.marks[scene.ground :], dpi))
    canvas.figure.patch.set_visible(False)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    sheet = np.asarray(renderer.buffer_rgba())
    ground = _ground(scene.marks[: scene.ground], scene.width, dpi)
    sheet[: len(ground)] = ground
    sheet[len(ground) :] = ground[-1, 0]
    canvas.figure.draw(renderer)
    return sheet


@lru_cache(_GROUNDS_KEPT)
def _ground(marks: tuple[Mark, ...], width: float, dpi: int) -> Pixels:
    canvas = FigureCanvasAgg(figure(width, _bottom(marks) + 2, marks, dpi))
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def _bottom(marks: Sequence[Mark]) -> float:
    return max((p[1] for mark in marks for p in _corners(mark)), default=0.0)


def _corners(mark: Mark) -> tuple[tuple[float, float], ...]:
    return mark.points if isinstance(mark, Road) else ((mark.rect.right, mark.rect.bottom),)
