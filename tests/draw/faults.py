"""What is wrong with a picture, mark by mark: overlaps, what sticks out, roads through what is not theirs."""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from helpers.draw import Diagram
from helpers.draw.geometry import Rect
from helpers.draw.places import places_of
from helpers.draw.scene import Frame, Icon, Mark, Road, Text

HALF_A_ROAD = 2.2
ON_A_ROAD = ("Cross",)
"""Marks that belong on a road: the cross of a stretch that the packet does not pass."""
AROUND = ("Halo",)
"""Marks that lie around a symbol, behind it."""
LEAST_POINTS = 11

Segment = tuple[tuple[float, float], tuple[float, float]]


def faults_in(picture: Diagram) -> list[str]:
    """Everything in the picture of one path or of two that a reader would see as a fault, in words."""
    found = (_overlaps, _outside, _roads, _through_subnets, _too_small)
    return [fault for faults in found for fault in faults(picture)]


def _of(picture: Diagram, *kinds: type) -> list[Mark]:
    return [mark for mark in picture.scene.marks if isinstance(mark, kinds)]


def _signs(picture: Diagram) -> list[Mark]:
    """Numbers, stop marks, locks …: whatever is neither text nor symbol nor frame nor road."""
    found = [m for m in picture.scene.marks if not isinstance(m, (Text, Icon, Frame, Road))]
    return [mark for mark in found if type(mark).__name__ not in AROUND]


def _name(mark: Mark) -> str:
    """What a person would call it."""
    own = (getattr(mark, "text", ""), getattr(mark, "id", ""), str(getattr(mark, "number", "")))
    return f"{type(mark).__name__} {next(filter(None, own), '')}".strip()


def _overlaps(picture: Diagram) -> Iterator[str]:
    texts, icons, signs = _of(picture, Text), _of(picture, Icon), _signs(picture)
    for one, two in combinations([*texts, *icons], 2):
        if one.rect.overlaps(two.rect):
            yield f"{_name(one)} overlaps {_name(two)}"
    for one, two in combinations([*texts, *signs], 2):
        if not (one in texts and two in texts) and one.rect.overlaps(two.rect):
            yield f"{_name(one)} overlaps {_name(two)}"
    places = [place for path in picture.paths for place in places_of(path, picture.layout)]
    for sign in signs:
        own = [p.symbol.id for p in places if getattr(sign, "number", p.number) == p.number]
        for icon in icons:
            if sign.rect.overlaps(icon.rect) and getattr(icon, "id", "") not in own:
                yield f"{_name(sign)} overlaps {_name(icon)}"


def _outside(picture: Diagram) -> Iterator[str]:
    sheet = Rect(0, 0, picture.scene.width, picture.scene.height)
    for mark in picture.scene.marks:
        if not isinstance(mark, Road) and not sheet.holds(mark.rect):
            yield f"{_name(mark)} is off the sheet"
    for road in _of(picture, Road):
        if not all(sheet.holds(Rect(x, y, x, y)) for x, y in road.points):
            yield f"road to {road.end_id} is off the sheet"
    for box in picture.layout.boxes:
        yield from (
            f"{line.text} sticks out of {box.id}" for line in box.lines if not box.rect.holds(line.rect)
        )
    yield from _out_of_frames(picture)


def _out_of_frames(picture: Diagram) -> Iterator[str]:
    frames = {box.id: box.rect for box in picture.layout.boxes}
    networks = [path.network for path in picture.paths]
    subnets = {
        c.id: c.subnet_id for n in networks for c in (*n.instances, *n.nat_gateways, *n.network_interfaces)
    }
    for symbol in picture.layout.symbols:
        frame = frames.get(str(subnets.get(symbol.id)))
        rects = (symbol.rect, *(line.rect for line in symbol.lines))
        if frame and not all(frame.holds(rect) for rect in rects):
            yield f"{symbol.id} sticks out of its subnet"
    levels = (("public", "private"), ("zone",), ("services",), ("region",))
    for level in levels:
        boxes = [box for box in picture.layout.boxes if box.kind in level]
        for one, two in combinations(boxes, 2):
            if one.rect.overlaps(two.rect):
                yield f"frame {one.id} overlaps {two.id}"


def _stretches(road: Road, half: float = HALF_A_ROAD) -> Iterable[Rect]:
    for (x1, y1), (x2, y2) in pairwise(road.points):
        yield Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)).grown(half)


def _roads(picture: Diagram) -> Iterator[str]:
    roads = _of(picture, Road)
    solid = [*_of(picture, Text, Icon), *_signs(picture)]
    solid = [mark for mark in solid if type(mark).__name__ not in ON_A_ROAD]
    for road in roads:
        assert isinstance(road, Road)
        own = (road.start_id, road.end_id)
        for mark in solid:
            touched = any(s.overlaps(mark.rect) for s in _stretches(road))
            if touched and not (isinstance(mark, Icon) and mark.id in own):
                yield f"road {_ends(road)} runs through {_name(mark)}"
        if not all(x1 == x2 or y1 == y2 for (x1, y1), (x2, y2) in pairwise(road.points)):
            yield f"road {_ends(road)} is not orthogonal"
    for one, two in combinations(roads, 2):
        if any(_lie_together(a, b) for a in pairwise(one.points) for b in pairwise(two.points)):
            yield f"road {_ends(one)} lies on road {_ends(two)}"


def _ends(road: Road) -> str:
    return f"{road.start_id} → {road.end_id}"


def _lie_together(a: Segment, b: Segment) -> bool:
    for axis in (0, 1):
        same_way = a[0][axis] == a[1][axis] and b[0][axis] == b[1][axis]
        if same_way and abs(a[0][axis] - b[0][axis]) < 2 * HALF_A_ROAD + 1:
            along = 1 - axis
            ends = [sorted((s[0][along], s[1][along])) for s in (a, b)]
            if min(e[1] for e in ends) - max(e[0] for e in ends) > 1:
                return True
    return False


def _through_subnets(picture: Diagram) -> Iterator[str]:
    """A reader takes a road through a subnet for the packet's way through it."""
    layout = picture.layout
    subnets = [box for box in layout.boxes if box.kind in ("public", "private")]
    for top in _tops(picture):
        for road in _of(picture, Road):
            if not (road.start_id and top <= min(y for _, y in road.points) < top + layout.height):
                continue
            ends = [layout.symbol(end).rect for end in (road.start_id, road.end_id) if end]
            for box in subnets:
                own = any(box.rect.holds(end) for end in ends)
                if not own and any(s.overlaps(box.rect.moved(top)) for s in _stretches(road)):
                    yield f"road {_ends(road)} runs through {box.id}"


def _tops(picture: Diagram) -> list[float]:
    """Where on the sheet each picture's layout starts."""
    routers = [icon for icon in _of(picture, Icon) if icon.id.startswith("router/")]
    return [icon.rect.top - picture.layout.symbol("").rect.top for icon in routers]


def _too_small(picture: Diagram) -> Iterator[str]:
    if picture.scene.width != 900:
        yield f"the picture is {picture.scene.width} pixels wide"
    yield from (f"{_name(t)} is {t.size} pt" for t in _of(picture, Text) if t.size < LEAST_POINTS)
