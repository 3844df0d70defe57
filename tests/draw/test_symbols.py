"""Symbols: one for each kind of thing, told apart by shape and not by colour alone."""

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from helpers.cloud.facts import services
from helpers.draw import canvas
from helpers.draw.geometry import around
from helpers.draw.palette import SYMBOL_SIZE
from helpers.draw.scene import Icon, Scene
from helpers.draw.symbols import GLYPHS, glyph

KINDS = [kind for kind in GLYPHS if glyph(kind).form != "cloud"]


def shape(kind: str) -> np.ndarray:  # type: ignore[type-arg]
    """Where the symbol is white, at the size in which a picture shows it."""
    icon = Icon(kind, around(30, 30, SYMBOL_SIZE, SYMBOL_SIZE))
    image = Image.open(io.BytesIO(canvas.png(Scene(60, 60, (icon,)), 100))).convert("L")
    inside = np.asarray(image)[12:48, 12:48]
    return inside > 200


SHAPES = {kind: shape(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_symbol_is_a_clear_shape(kind: str) -> None:
    assert 0.05 < SHAPES[kind].mean() < 0.5


def test_no_two_symbols_look_the_same_without_their_colours() -> None:
    alike = [(a, b) for a, b in combinations(KINDS, 2) if (SHAPES[a] != SHAPES[b]).mean() < 0.03]
    assert alike == []


def test_everything_that_a_picture_may_show_has_a_symbol_of_its_own() -> None:
    wanted = (
        *("load_balancer", "database", "interface", "peering", "virtual_private_gateway"),
        *("transit_gateway", "on_premises", "peered_vpc", "rds", "elasticloadbalancing"),
    )
    assert [kind for kind in wanted if glyph(kind) is GLYPHS["service"]] == []


def test_the_services_that_lessons_name_have_symbols() -> None:
    named = {row.name for row in services()}
    wanted = {"s3", "dynamodb", "sqs", "sns", "ec2", "lambda", "execute-api", "monitoring", "logs", "kms"}
    assert wanted <= named
    assert [name for name in sorted(wanted) if glyph(name) is GLYPHS["service"]] == []
