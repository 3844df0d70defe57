"""The gallery: networks of every shape that the pictures must hold, and paths that end at every kind of hop.

`python -m tests.draw.gallery OUT.html` writes them all into one page, and says where.
"""

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path as File

from helpers.draw import Diagram
from helpers.path import trace
from tests.draw.networks import DYNAMODB, S3, SQS, Shape, an_id, bastion, private_instance, vpc

LONG = "customer-relations-production-environment"
WIDE = Shape(
    zones=3, private_tiers=5, instances=(2, 1, 1, 0, 0), first_zone_only=False, nat_zones=3, prefix="shop"
)
LAB = Shape()


@dataclass(frozen=True)
class Exhibit:
    """A network and a path in it; `source` is an id, by default the first private instance."""

    shape: Shape
    destination: str = "s3"
    source: str = ""
    port: int = 443


GALLERY = {
    "no endpoint: through NAT": Exhibit(LAB),
    "dual-AZ NAT": Exhibit(
        Shape(nat_zones=2, first_zone_only=False, own_tables=True), source=private_instance(LAB, 1)
    ),
    "many subnets": Exhibit(WIDE),
    "two endpoints: gateway": Exhibit(Shape(endpoints=(S3,), interface_zones=2)),
    "two endpoints: interface": Exhibit(Shape(endpoints=(S3,), interface_zones=2), "sqs"),
    "DynamoDB, S3 and SQS": Exhibit(
        Shape(zones=1, private_tiers=2, endpoints=(S3, DYNAMODB), interface_zones=1), "dynamodb"
    ),
    "private to private": Exhibit(
        Shape(first_zone_only=False, database=True), private_instance(LAB, 1), port=5432
    ),
    "peering": Exhibit(Shape(peering=True, endpoints=(S3,)), "10.9.1.1"),
    "on-premises": Exhibit(Shape(office=True, transit=True, own_tables=True), "192.168.7.7"),
    "crowded subnets": Exhibit(
        Shape(zones=3, instances=14, first_zone_only=False, balancer=True, database=True, loose=2),
        source=an_id("i", "lab-private-b-1-13"),
    ),
    "long names, blocked by a security group": Exhibit(Shape(prefix=LONG, egress=False, endpoints=(S3,))),
    "blocked by a network ACL": Exhibit(Shape(zones=3, obstacle="acl")),
    "answer lost at a network ACL": Exhibit(Shape(endpoints=(S3,), obstacle="acl-answer")),
    "no route": Exhibit(Shape(zones=1, nat_route=False), "dynamodb"),
    "blackhole": Exhibit(Shape(obstacle="blackhole")),
    "stopped instance": Exhibit(Shape(zones=1, obstacle="stopped", balancer=True)),
    "no public address": Exhibit(Shape(obstacle="no-public"), source=bastion(LAB)),
    "endpoint in a bad state": Exhibit(Shape(zones=1, endpoints=(S3,), obstacle="endpoint")),
    "NAT gateway in a bad state": Exhibit(Shape(names=False, obstacle="nat"), "s3@us-east-1"),
    "no name tags, public instance": Exhibit(
        Shape(zones=1, names=False, interface_zones=1, interface_services=(SQS, f"{SQS[:-3]}ecr.api")),
        source=bastion(LAB),
    ),
}
"""Twelve kinds of network; the last ones are the tutorial's with one thing that stops the packet."""


def picture_of(exhibit: Exhibit) -> Diagram:
    """The exhibit's picture."""
    source = exhibit.source or private_instance(exhibit.shape)
    return Diagram(trace(vpc(exhibit.shape), source, exhibit.destination, exhibit.port))


def page() -> str:
    """All pictures with their alternative texts and captions, as one HTML page."""
    parts = []
    for name, exhibit in GALLERY.items():
        picture = picture_of(exhibit)
        parts.append(
            f"<h2>{escape(name)}</h2>{picture._repr_html_()}<p><b>Alt:</b> {escape(picture.alt)}</p>"
        )
    style = "body{font:16px sans-serif;max-width:920px;margin:2em auto;padding:0 1em}img{max-width:100%}"
    head = f'<meta charset="utf-8"><title>Gallery</title><style>{style}</style>'
    body = f"<h1>Gallery</h1>{''.join(parts)}"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def main(target: str) -> None:
    """Write the page and print where."""
    file = File(target)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(), encoding="utf-8")
    print(f"{len(GALLERY)} pictures: {file.resolve()}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".ci-cache/gallery/index.html")
