"""Our own vector symbols, one table: form, category colour, strokes in a square from -1 to 1, y downwards."""

from dataclasses import dataclass

from matplotlib.path import Path

from helpers.draw import shapes
from helpers.draw.palette import (
    COMPUTE,
    DATABASE,
    FAINT,
    INTEGRATION,
    MACHINE_LEARNING,
    NETWORKING,
    OTHER,
    SECURITY,
    STORAGE,
)
from helpers.draw.shapes import arrow, ellipse, line, rectangle


@dataclass(frozen=True, slots=True)
class Glyph:
    """A symbol: `form` is square, circle or cloud; the strokes are drawn white, `filled` ones as areas."""

    form: str
    colour: str
    strokes: tuple[Path, ...]
    filled: tuple[Path, ...] = ()


def _square(
    colour: str, strokes: tuple[Path, ...] | list[Path], filled: tuple[Path, ...] | list[Path] = ()
) -> Glyph:
    return Glyph("square", colour, tuple(strokes), tuple(filled))


def _circle(strokes: tuple[Path, ...] | list[Path], filled: tuple[Path, ...] | list[Path] = ()) -> Glyph:
    return Glyph("circle", NETWORKING, tuple(strokes), tuple(filled))


def _dots(*points: tuple[float, float], radius: float = 0.13) -> list[Path]:
    return [ellipse(x, y, radius, radius) for x, y in points]


_FOUR_WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1))
_ENDPOINT = _circle(
    [line((-0.4, 0), (0.08, 0)), ellipse(0.34, 0, 0.26, 0.26)], [ellipse(-0.46, 0, 0.16, 0.16)]
)
_HUB = [(0.52 * x, 0.52 * y) for x, y in ((-1, -0.72), (1, -0.72), (-1, 0.72), (1, 0.72))]
_LAMBDA = [
    line((-0.36, -0.56), (-0.12, -0.56), (0.36, 0.56), (0.56, 0.56)),
    line((-0.06, -0.14), (-0.44, 0.56)),
]

_VPC: dict[str, Glyph] = {
    "instance": _square(COMPUTE, shapes.chip(), [rectangle(-0.17, -0.17, 0.17, 0.17)]),
    "interface": _square(
        OTHER,
        [
            rectangle(-0.6, -0.42, 0.6, 0.26),
            *(line((x, 0.26), (x, 0.56)) for x in (-0.36, -0.12, 0.12)),
            line((-0.6, -0.42), (-0.6, 0.56)),
        ],
        [rectangle(-0.36, -0.2, -0.02, 0.06), ellipse(0.32, -0.08, 0.11, 0.11)],
    ),
    "nat_gateway": _square(
        NETWORKING,
        [line((-0.58, -0.27), (0.3, -0.27)), line((0.58, 0.27), (-0.3, 0.27))],
        [arrow(0.62, -0.27, 1, 0, 0.19), arrow(-0.62, 0.27, -1, 0, 0.19)],
    ),
    "router": _circle(
        [line((-0.4, 0), (0.4, 0)), line((0, -0.4), (0, 0.4))],
        [arrow(0.66 * x, 0.66 * y, x, y, 0.17) for x, y in _FOUR_WAYS],
    ),
    "internet_gateway": _circle(shapes.arch()),
    "endpoint": _ENDPOINT,
    "peering": _circle(
        [line((-0.2, 0), (0.2, 0)), *(ellipse(x, 0, 0.2, 0.2) for x in (-0.42, 0.42))],
        [ellipse(x, 0, 0.09, 0.09) for x in (-0.42, 0.42)],
    ),
    "virtual_private_gateway": _circle(
        [
            shapes.arc(0, -0.14, 0.22, 180, 360),
            line((-0.22, -0.14), (-0.22, 0.02)),
            line((0.22, -0.14), (0.22, 0.02)),
        ],
        [rectangle(-0.36, 0.02, 0.36, 0.48)],
    ),
    "transit_gateway": _circle(
        [line((0, 0), point) for point in _HUB], [ellipse(0, 0, 0.2, 0.2), *_dots(*_HUB, radius=0.15)]
    ),
    "stub": Glyph("circle", OTHER, (line((-0.55, 0), (0.3, 0)), line((0.1, -0.25), (0.45, 0), (0.1, 0.25)))),
    "load_balancer": _square(
        NETWORKING,
        [
            ellipse(-0.42, 0, 0.2, 0.2),
            line((-0.22, 0), (0.4, 0)),
            line((-0.08, 0), (-0.08, -0.46), (0.4, -0.46)),
            line((-0.08, 0), (-0.08, 0.46), (0.4, 0.46)),
        ],
        [arrow(0.66, y, 1, 0, 0.15) for y in (-0.46, 0, 0.46)],
    ),
    "database": _square(DATABASE, [*shapes.cylinder(), shapes.cylinder_band(0.02)]),
    "on_premises": _square(
        OTHER,
        [rectangle(-0.42, -0.6, 0.42, 0.6), line((-0.62, 0.6), (0.62, 0.6))],
        [
            *(
                rectangle(x - 0.09, y - 0.09, x + 0.09, y + 0.09)
                for x in (-0.19, 0.19)
                for y in (-0.36, -0.06)
            ),
            rectangle(-0.12, 0.24, 0.12, 0.6),
        ],
    ),
    "peered_vpc": _square(NETWORKING, [shapes.cloud(0, 0.1, 0.66)], [rectangle(-0.16, -0.02, 0.16, 0.24)]),
    "internet": Glyph("cloud", FAINT, ()),
}

_SERVICES: dict[str, Glyph] = {
    "s3": _square(
        STORAGE,
        [ellipse(0, -0.46, 0.52, 0.16), line((-0.52, -0.44), (-0.34, 0.56), (0.34, 0.56), (0.52, -0.44))],
    ),
    "dynamodb": _square(
        DATABASE,
        [*shapes.cylinder()],
        [
            line(
                (0.1, -0.12), (-0.22, 0.28), (0.0, 0.28), (-0.1, 0.6), (0.24, 0.16), (0.02, 0.16), closed=True
            )
        ],
    ),
    "sqs": _square(
        INTEGRATION,
        [line((-0.62, -0.4), (0.62, -0.4)), line((-0.62, 0.4), (0.62, 0.4))],
        [rectangle(x - 0.12, -0.18, x + 0.12, 0.18) for x in (-0.42, 0.0, 0.42)],
    ),
    "sns": _square(
        INTEGRATION,
        [line((-0.42, 0), (0.36, y)) for y in (-0.46, 0, 0.46)],
        [ellipse(-0.44, 0, 0.2, 0.2), *_dots((0.46, -0.5), (0.46, 0), (0.46, 0.5), radius=0.15)],
    ),
    "ec2": _square(
        COMPUTE,
        [line((-0.36, -0.34), (-0.64, 0), (-0.36, 0.34)), line((0.36, -0.34), (0.64, 0), (0.36, 0.34))],
        [rectangle(-0.2, -0.2, 0.2, 0.2)],
    ),
    "lambda": _square(COMPUTE, _LAMBDA),
    "execute-api": _square(
        INTEGRATION,
        [
            line((-0.2, -0.52), (-0.56, -0.36), (-0.56, 0.36), (-0.2, 0.52)),
            line((0.2, -0.52), (0.56, -0.36), (0.56, 0.36), (0.2, 0.52)),
            line((0.14, -0.34), (-0.14, 0.34)),
        ],
    ),
    "monitoring": _square(
        INTEGRATION,
        [
            line((-0.6, -0.56), (-0.6, 0.56), (0.62, 0.56)),
            line((-0.44, 0.24), (-0.16, -0.16), (0.12, 0.1), (0.52, -0.44)),
        ],
    ),
    "logs": _square(
        INTEGRATION,
        [
            line((-0.42, -0.6), (0.2, -0.6), (0.42, -0.36), (0.42, 0.6), (-0.42, 0.6), closed=True),
            *(line((-0.22, y), (0.22, y)) for y in (-0.16, 0.1, 0.36)),
        ],
    ),
    "kms": _square(
        SECURITY,
        [
            ellipse(-0.3, -0.02, 0.26, 0.26),
            line((-0.04, -0.02), (0.62, -0.02), (0.62, 0.26)),
            line((0.36, -0.02), (0.36, 0.2)),
        ],
    ),
    "secretsmanager": _square(
        SECURITY,
        [
            shapes.arc(0, -0.18, 0.28, 180, 360),
            line((-0.28, -0.18), (-0.28, 0)),
            line((0.28, -0.18), (0.28, 0)),
            rectangle(-0.46, 0, 0.46, 0.58),
        ],
        [ellipse(0, 0.28, 0.11, 0.11)],
    ),
    "kinesis-streams": _square(
        NETWORKING,
        [
            Path(
                [(-0.62, y), (-0.2, y - 0.34), (0.2, y + 0.34), (0.62, y)], [Path.MOVETO, *[Path.CURVE4] * 3]
            )
            for y in (-0.36, 0.0, 0.36)
        ],
    ),
    "sagemaker": _square(
        MACHINE_LEARNING,
        [line((-0.44, y), point) for y in (-0.4, 0.4) for point in ((0.06, -0.4), (0.06, 0.4))]
        + [line((0.06, y), (0.52, 0)) for y in (-0.4, 0.4)],
        _dots((-0.48, -0.42), (-0.48, 0.42), (0.04, -0.42), (0.04, 0.42), (0.52, 0), radius=0.16),
    ),
    "athena": _square(
        NETWORKING,
        [
            ellipse(-0.1, -0.1, 0.42, 0.42),
            line((0.2, 0.2), (0.6, 0.6)),
            *(line((-0.3, y), (0.1, y)) for y in (-0.22, 0.02)),
        ],
    ),
    "ecs": _square(
        COMPUTE,
        [
            shapes.polygon(0, 0, 0.66, 6, 30),
            line((0, 0), (0, 0.66)),
            line((0, 0), (0.57, -0.33)),
            line((0, 0), (-0.57, -0.33)),
        ],
    ),
    "service": _square(OTHER, [rectangle(-0.5, -0.5, 0.5, 0.5)], [ellipse(0, 0, 0.2, 0.2)]),
}

_SAME = {
    "sts": "kms",
    "rds": "database",
    "elasticloadbalancing": "load_balancer",
    "kinesis-firehose": "kinesis-streams",
    "sagemaker.api": "sagemaker",
    "sagemaker.runtime": "sagemaker",
    "ecr.api": "ecs",
    "ecr.dkr": "ecs",
}
"""Kinds, services' endpoint names among them, that share a symbol with another."""

GLYPHS: dict[str, Glyph] = {**_VPC, **_SERVICES}


def glyph(kind: str) -> Glyph:
    """The symbol of a kind; a service without one of its own has the common one."""
    return GLYPHS.get(_SAME.get(kind, kind), GLYPHS["service"])
