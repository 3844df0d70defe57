"""A scene as the bytes of a picture: PNG for notebooks, SVG for slides."""

import io
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image

from helpers.draw.brush import paint
from helpers.draw.palette import DOTS_PER_INCH, PAPER
from helpers.draw.scene import Mark, Road, Scene

_COLOURS_IN_PNG = 64
_GROUNDS_KEPT = 16
"""How many painted grounds stay in memory, some 100 kB each: a notebook may hold ten steppers."""

_STRIP = 128

Pixels = NDArray[np.uint8]

_grounds: OrderedDict[tuple[tuple[Mark, ...], int], tuple[bytes, ...]] = OrderedDict()
_one_at_a_time = Lock()


def png(scene: Scene, dpi: int) -> bytes:
    """The scene as PNG; the same scene gives the same bytes (a palette, and no date inside)."""
    with _one_at_a_time:
        picture = Image.fromarray(_painted(scene, dpi)).convert("RGB")
    few = picture.quantize(_COLOURS_IN_PNG, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
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
    over = figure(scene.width, scene.height, scene.marks[scene.ground :], dpi)
    across, down = (int(side) for side in over.bbox.size)
    renderer = _renderer(across, down, dpi)
    sheet = np.asarray(renderer.buffer_rgba())  # type: ignore[no-untyped-call]
    key = (scene.marks[: scene.ground], dpi)
    if key not in _grounds:
        renderer.clear()  # type: ignore[no-untyped-call]
        figure(scene.width, scene.height, key[0], dpi).draw(renderer)
        _keep(key, sheet[: round(_bottom(key[0]) * dpi / DOTS_PER_INCH) + 8])
    _grounds.move_to_end(key)
    _laid_out(_grounds[key], sheet)
    over.patch.set_visible(False)
    over.draw(renderer)
    return sheet


@lru_cache(1)
def _renderer(across: int, down: int, dpi: int) -> RendererAgg:
    """One for all pictures of a size: matplotlib's own stay in memory until the garbage is collected."""
    return RendererAgg(across, down, dpi)  # type: ignore[no-untyped-call]


def _keep(key: tuple[tuple[Mark, ...], int], dots: Pixels) -> None:
    """Pack the ground in strips, as nearly all dots of one are the same."""
    strips = (dots[top : top + _STRIP] for top in range(0, len(dots), _STRIP))
    _grounds[key] = tuple(zlib.compress(strip.tobytes(), 1) for strip in strips)
    if len(_grounds) > _GROUNDS_KEPT:
        _grounds.popitem(last=False)


def _laid_out(strips: Sequence[bytes], sheet: Pixels) -> None:
    """Unpack the ground onto the sheet; below it is paper."""
    top = 0
    for strip in strips:
        dots = np.frombuffer(zlib.decompress(strip), np.uint8).reshape(-1, *sheet.shape[1:])
        sheet[top : top + len(dots)] = dots
        top += len(dots)
    sheet[top:] = sheet[top - 1, 0]


def _bottom(marks: Sequence[Mark]) -> float:
    return max((p[1] for mark in marks for p in _corners(mark)), default=0.0)


def _corners(mark: Mark) -> tuple[tuple[float, float], ...]:
    return mark.points if isinstance(mark, Road) else ((mark.rect.right, mark.rect.bottom),)
