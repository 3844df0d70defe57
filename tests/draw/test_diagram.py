"""The pictures themselves: what a reader sees, hears from a screen reader, and pastes into a slide."""

import io
from collections.abc import Iterable
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path as File

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers.draw import Diagram, canvas, palette
from helpers.draw.geometry import Rect
from helpers.draw.scene import Badge, Cross, Frame, Halo, Icon, Pictogram, Road, Shield, StopMark, Text
from helpers.errors import LabError
from helpers.network import Network
from helpers.path import Path, trace
from tests.draw.networks import AFTER, BEFORE, S3, SHAPES, Shape, bastion, private_instance, vpc
from tests.path.networks import entry, network, setting


def network_path(state: Network) -> Path:
    return trace(state, "i-private", "s3")


PATHS = {name: trace(vpc(shape), private_instance(shape), end) for name, (shape, end) in SHAPES.items()}
PICTURES = {name: Diagram(path) for name, path in PATHS.items()}
PICTURES["two-states"] = Diagram(PATHS["through-nat"], PATHS["through-endpoint"], titles=("Before", "After"))
PICTURES["to-a-neighbour"] = Diagram(trace(vpc(BEFORE), bastion(BEFORE), private_instance(BEFORE), 22))
PICTURES["public-instance"] = Diagram(trace(vpc(BEFORE), bastion(BEFORE), "s3"))
PICTURES["every-panel"] = Diagram(PATHS["through-nat"], beside=("routes", "filters", "header", "cost"))
PICTURES["every-panel-blocked"] = Diagram(PATHS["blocked-at-group"], beside=("routes", "filters", "cost"))
PICTURES["cards-only"] = Diagram(PATHS["interface-endpoint"], beside=("header", "cost"))
PICTURES["endpoint-gone"] = Diagram(PATHS["through-endpoint"], PATHS["through-nat"])
for hops in (PATHS["through-nat"], PATHS["three-zones"], PATHS["long-names"], network_path(network())):
    for number in range(0, len(hops.hops), 2):
        PICTURES[f"hop-{number}-of-{hops.source_id}"] = Diagram(hops, hop=number)
PICTURES["way-back"] = Diagram(PATHS["through-nat"].return_path, hop=5)  # type: ignore[arg-type]
denied = network(setting("NetworkAcls", "acl-public", Entries=[entry(90, False, "deny")]))
PICTURES["blocked-at-acl"] = Diagram(network_path(denied), beside=("filters", "header"))
every_picture = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)


def marks(picture: Diagram, *kinds: type) -> list:  # type: ignore[type-arg]
    return [mark for mark in picture.scene.marks if isinstance(mark, kinds)]


def on_path(picture: Diagram, *kinds: type) -> list:  # type: ignore[type-arg]
    """Marks of the picture itself, the legend and the panels below left out."""
    return [m for m in marks(picture, *kinds) if _top(m) < picture.layout.height]


def _top(mark) -> float:  # type: ignore[no-untyped-def]
    return min(y for _, y in mark.points) if isinstance(mark, Road) else mark.rect.top


def stretches(road: Road) -> Iterable[Rect]:
    for (x1, y1), (x2, y2) in pairwise(road.points):
        yield Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)).grown(2.2)


# ---------------------------------------------------------------------- geometry


@every_picture
def test_texts_and_small_marks_do_not_overlap(picture: Diagram) -> None:
    found = marks(picture, Text, Badge, StopMark, Cross, Shield, Pictogram)
    assert [(a, b) for a, b in combinations(found, 2) if a.rect.overlaps(b.rect)] == []


@every_picture
def test_no_text_shield_or_cross_lies_on_a_symbol(picture: Diagram) -> None:
    texts, icons = marks(picture, Text, Shield, Cross, Pictogram), on_path(picture, Icon)
    assert [(t, i.kind) for t in texts for i in icons if t.rect.overlaps(i.rect)] == []


@every_picture
def test_no_road_runs_through_a_symbol_that_is_not_its_own_or_through_a_text(picture: Diagram) -> None:
    for road in marks(picture, Road):
        foreign = [i.rect for i in marks(picture, Icon) if i.id not in (road.start_id, road.end_id)]
        texts = [text.rect for text in marks(picture, Text, Shield, Badge, Pictogram)]
        assert not any(s.overlaps(rect) for s in stretches(road) for rect in (*foreign, *texts))


@every_picture
def test_roads_are_orthogonal_and_do_not_lie_on_one_another(picture: Diagram) -> None:
    roads = [list(pairwise(road.points)) for road in marks(picture, Road)]
    assert all(x1 == x2 or y1 == y2 for road in roads for (x1, y1), (x2, y2) in road)
    for one, two in combinations(roads, 2):
        for axis in (0, 1):
            for a in one:
                for b in two:
                    beside = a[0][axis] == a[1][axis] and b[0][axis] == b[1][axis]
                    if beside and abs(a[0][axis] - b[0][axis]) < 5:
                        assert not _shared(a, b, 1 - axis)


def _shared(a: tuple, b: tuple, axis: int) -> bool:  # type: ignore[type-arg]
    return bool(
        min(max(a[0][axis], a[1][axis]), max(b[0][axis], b[1][axis])) - 1
        > max(min(a[0][axis], a[1][axis]), min(b[0][axis], b[1][axis]))
    )


@every_picture
def test_everything_lies_on_the_sheet(picture: Diagram) -> None:
    sheet = Rect(0, 0, picture.scene.width, picture.scene.height)
    assert [m for m in marks(picture, Text, Icon, Badge, StopMark) if not sheet.holds(m.rect)] == []


@every_picture
def test_a_text_fills_no_more_than_its_rectangle_when_matplotlib_draws_it(picture: Diagram) -> None:
    figure = canvas.figure(picture.scene.width, picture.scene.height, picture.scene.marks)
    renderer = FigureCanvasAgg(figure).get_renderer()
    drawn = {t.get_text(): t.get_window_extent(renderer).width for t in figure.texts}
    measured = {t.text: t.rect.width for t in marks(picture, Text)}
    assert {text for text, width in measured.items() if drawn.get(text, 0.0) > width + 3} == set()


@every_picture
def test_text_is_at_least_eleven_points_at_nine_hundred_pixels(picture: Diagram) -> None:
    assert picture.scene.width == 900
    assert min(text.size for text in marks(picture, Text)) >= 11


# ---------------------------------------------------------------------- colours


def luminance(colour: str) -> float:
    """W3C, WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """W3C, WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_has_a_contrast_of_four_and_a_half_on_every_ground_it_meets() -> None:
    for style in palette.BOXES.values():
        assert min(contrast(ink, style.fill) for ink in (style.text, palette.INK, palette.MUTED)) >= 4.5
    for ground in (palette.PAPER, palette.WHITE, palette.WINNER):
        inks = (palette.INK, palette.MUTED, palette.PRIVATE, palette.PUBLIC_TEXT)
        assert min(contrast(ink, ground) for ink in inks[: 2 if ground == palette.WINNER else 4]) >= 4.5


def test_lines_and_symbols_have_a_contrast_of_three() -> None:
    assert contrast(palette.PRIVATE, palette.PAPER) >= 3
    assert contrast(palette.PUBLIC, palette.PAPER) >= 3
    assert contrast(palette.STOP, palette.WHITE) >= 3
    assert contrast(palette.ALLOW, palette.WHITE) >= 3
    assert contrast(palette.NEW_TEXT, palette.WHITE) >= 4.5


# ---------------------------------------------------------------------- what the picture says


def test_the_public_stretch_is_dashed_and_named_and_the_private_one_is_not() -> None:
    nat, endpoint = PICTURES["through-nat"], PICTURES["through-endpoint"]
    assert [road.dashed for road in on_path(nat, Road)] == [*[False] * 4, *[True] * 2]
    assert [road.dashed for road in on_path(endpoint, Road)] == [False] * 3
    assert [sign.kind for sign in on_path(nat, Pictogram)] == ["globe", "lock"]
    assert [sign.kind for sign in on_path(endpoint, Pictogram)] == ["lock"]
    assert {"public", "addresses"} <= set(" ".join(text.text for text in marks(nat, Text)).split())
    assert "private" in {text.text for text in marks(endpoint, Text)}


def test_a_blocked_packet_has_a_stop_mark_at_the_symbol_where_it_ends() -> None:
    picture = PICTURES["blocked-at-group"]
    (stop,) = on_path(picture, StopMark)
    source = next(i.rect for i in marks(picture, Icon) if i.id == PATHS["blocked-at-group"].source_id)
    assert stop.rect.overlaps(source.grown(20))
    for name in ("through-nat", "through-endpoint"):
        assert marks(PICTURES[name], StopMark, Cross) == []


@pytest.mark.parametrize(("name", "kind"), [("blocked-at-group", "instance"), ("no-road", "router")])
def test_the_crossed_line_leaves_the_place_where_the_packet_ends(name: str, kind: str) -> None:
    """The road to that place is whole, as the packet travels on it."""
    picture = PICTURES[name]
    (cross,) = on_path(picture, Cross)
    *whole, stub = on_path(picture, Road)
    assert any(part.overlaps(cross.rect) for part in stretches(stub))
    place = next(icon for icon in marks(picture, Icon) if icon.id == stub.start_id)
    assert place.kind == kind and place.rect.grown(4).overlaps(next(iter(stretches(stub))))
    assert not any(part.overlaps(cross.rect) for road in whole for part in stretches(road))
    assert [road.arrow for road in whole] == [True] * len(whole) and not stub.arrow


@pytest.mark.parametrize(
    ("obstacle", "kind"),
    [("nat", "nat_gateway"), ("endpoint", "endpoint"), ("no-public", "internet_gateway")],
)
def test_what_refuses_a_packet_has_a_whole_road_and_the_stop_mark(obstacle: str, kind: str) -> None:
    shape = Shape(obstacle=obstacle, endpoints=(S3,) if obstacle == "endpoint" else ())
    source = bastion(shape) if obstacle == "no-public" else private_instance(shape)
    picture = Diagram(trace(vpc(shape), source, "s3"))
    (stop,) = on_path(picture, StopMark)
    last = on_path(picture, Road)[-1]
    icon = next(icon for icon in marks(picture, Icon) if icon.id == last.end_id)
    assert icon.kind == kind and stop.rect.overlaps(icon.rect.grown(20))
    assert last.arrow and marks(picture, Cross) == []


def test_the_crossed_line_of_a_blackhole_points_to_where_the_target_was() -> None:
    picture = Diagram(trace(vpc(Shape(obstacle="blackhole")), private_instance(BEFORE), "s3"))
    stub = on_path(picture, Road)[-1]
    gone = next(icon for icon in marks(picture, Icon) if icon.kind == "stub")
    (x1, y1), (x2, y2) = stub.points
    x, y = (gone.rect.left + gone.rect.right) / 2, (gone.rect.top + gone.rect.bottom) / 2
    assert abs(x - x2) + abs(y - y2) < abs(x - x1) + abs(y - y1)


def test_a_packet_that_never_leaves_has_a_stub_without_an_arrow() -> None:
    assert [road.arrow for road in on_path(PICTURES["blocked-at-group"], Road)] == [False]


def test_the_router_has_two_numbers_on_the_road_through_nat() -> None:
    badges = marks(PICTURES["through-nat"], Badge)
    router = next(i.rect for i in marks(PICTURES["through-nat"], Icon) if i.kind == "router")
    near = [b.number for b in badges if b.rect.overlaps(router.grown(30))]
    assert near == [2, 4]


def test_the_table_says_why_each_route_won_or_lost() -> None:
    words = [text.text for text in marks(PICTURES["through-endpoint"], Text)]
    assert {"no match", "/0 is shorter: loses", "/22 is longest: wins"} <= set(words)


def test_what_the_service_does_not_see_stands_outside_of_its_card() -> None:
    texts = {text.text: text for text in marks(PICTURES["through-nat"], Text)}
    title = texts["What Amazon S3 sees"].rect
    (card,) = [frame.rect for frame in marks(PICTURES["through-nat"], Frame) if frame.rect.holds(title)]
    inside = {text for text, mark in texts.items() if card.holds(mark.rect)}
    assert inside == {"What Amazon S3 sees", "from 203.0.113.10:1024", "to 3.5.140.1:443"}
    before = [texts[text] for text in ("10.0.101.20 until hop 3", "10.0.1.5 until hop 5")]
    assert all(text.rect.top > card.bottom and text.colour == palette.MUTED for text in before)


def test_who_is_beyond_the_internet_gateway_is_called_by_its_address() -> None:
    path = trace(vpc(BEFORE), private_instance(BEFORE), "198.51.100.9")
    assert "What 198.51.100.9 sees" in {text.text for text in marks(Diagram(path), Text)}


def test_what_a_state_lacks_is_not_drawn_in_it() -> None:
    icons = [icon.kind for icon in marks(PICTURES["two-states"], Icon)]
    assert icons.count("router") == 2 and icons.count("endpoint") == 1


def test_the_alternative_text_names_every_place_in_order() -> None:
    alt = PICTURES["through-nat"].alt
    places = (
        "lab-private-a-1-1",
        "the VPC's router",
        "NAT gateway",
        "internet gateway",
        "AWS's edge",
        "Amazon S3 at",
    )
    found = [alt.index(place, alt.index("(1)")) for place in places]
    assert found == sorted(found)


def test_the_alternative_text_says_where_and_why_the_packet_stops() -> None:
    alt = PICTURES["blocked-at-group"].alt
    assert "stops at hop 1" in alt and "No outbound rule of security group" in alt


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_alternative_text() -> None:
    name = "customer-relations-production-environment-private-a-1-1"
    picture = PICTURES["long-names"]
    assert name in picture.alt and name in picture.caption
    assert name not in {text.text for text in marks(picture, Text)}


def test_a_step_is_marked_and_the_card_shows_the_packet_there() -> None:
    picture = Diagram(PATHS["through-nat"], step=3)
    assert [halo.kind for halo in on_path(picture, Halo)] == ["nat_gateway"]
    assert "The packet at hop 3" in {text.text for text in marks(picture, Text)}
    assert "Hop 3" in picture.alt


def test_a_name_that_the_font_cannot_draw_gives_way_to_the_id() -> None:
    network = vpc(BEFORE)
    renamed = [
        c.model_copy(update={"tags": (c.tags[0].model_copy(update={"value": "서버"}),)})
        if c in network.instances
        else c
        for c in network.components
    ]
    path = trace(type(network)(tuple(renamed)), private_instance(BEFORE), "s3")
    assert not any("서" in text.text for text in marks(Diagram(path), Text))


# ---------------------------------------------------------------------- files and notebooks


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_html_holds_only_what_an_untrusted_notebook_keeps() -> None:
    """design.md section 4: style, script, svg, role and aria-* vanish there; img with alt stays."""
    tags = _Tags(PICTURES["two-states"]._repr_html_()).found
    assert [tag for tag, _ in tags] == ["figure", "img", "figcaption"]
    assert set(tags[1][1]) == {"alt", "src", "width", "style"}
    assert tags[1][1]["alt"] == PICTURES["two-states"].alt


def test_the_plain_text_is_the_alternative_text() -> None:
    assert PICTURES["through-nat"]._repr_mimebundle_()["text/plain"] == PICTURES["through-nat"].alt


def test_the_same_path_gives_the_same_bytes() -> None:
    again = trace(vpc(BEFORE), private_instance(BEFORE), "s3")
    assert Diagram(again).png() == PICTURES["through-nat"].png()
    assert Diagram(again).svg() == PICTURES["through-nat"].svg()


@every_picture
def test_a_png_is_small_and_opaque_and_as_large_as_asked(picture: Diagram) -> None:
    data = picture.png()
    image = Image.open(io.BytesIO(data))
    assert len(data) <= (120_000, 140_000)[len(picture.paths) - 1]
    assert image.width == 1350 and "transparency" not in image.info
    assert np.asarray(image.convert("L")).mean() > 200


def test_saving_writes_the_form_that_the_ending_names(tmp_path: File) -> None:
    picture = PICTURES["through-endpoint"]
    assert picture.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in picture.save(str(tmp_path / "a.svg")).read_text(encoding="utf-8")
    with pytest.raises(LabError, match=r"\.png"):
        picture.save(tmp_path / "a.gif")


def test_drawing_leaves_matplotlib_as_it_was() -> None:
    before = dict(matplotlib.rcParams)
    Diagram(PATHS["through-nat"]).svg()
    assert dict(matplotlib.rcParams) == before


def test_a_learners_own_style_does_not_change_the_picture() -> None:
    plain = PICTURES["through-nat"].png()
    with matplotlib.rc_context(
        {"text.color": "white", "font.size": 30, "lines.linewidth": 9, "patch.linewidth": 9}
    ):
        assert Diagram(PATHS["through-nat"]).png() == plain


@pytest.mark.parametrize(("paths", "step"), [(0, None), (3, None), (1, 9), (1, 0)])
def test_an_impossible_picture_is_refused_with_what_would_be_right(paths: int, step: int | None) -> None:
    with pytest.raises(LabError, match="Use"):
        Diagram(*[PATHS["through-nat"]] * paths, step=step)


def test_the_endpoint_of_the_second_state_is_in_its_words() -> None:
    path: Path = trace(vpc(AFTER), private_instance(AFTER), "s3")
    assert path.endpoint_id is not None and path.endpoint_id in Diagram(path).alt
