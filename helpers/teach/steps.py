"""The steps of a path: every decision of the way there, then every decision of the way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from helpers.errors import LabError
from helpers.path import Explanation, Hop, Layer, Path
from helpers.path.words import label_of, sentence
from helpers.texts import Message, message, render


class Half(StrEnum):
    """Which way a packet goes: the request there, or its answer back."""

    THERE = "there"
    BACK = "back"


class LayerGroup(StrEnum):
    """The layers that a learner can choose; NAT is address translation by NAT and internet gateways."""

    DNS = "dns"
    ROUTE = "route"
    NETWORK_ACL = "network_acl"
    SECURITY_GROUP = "security_group"
    NAT = "nat"
    ENDPOINT = "endpoint"


_GROUP_OF = {
    Layer.DNS: LayerGroup.DNS,
    Layer.ROUTE: LayerGroup.ROUTE,
    Layer.NETWORK_ACL: LayerGroup.NETWORK_ACL,
    Layer.SECURITY_GROUP: LayerGroup.SECURITY_GROUP,
    Layer.NAT: LayerGroup.NAT,
    Layer.INTERNET_GATEWAY: LayerGroup.NAT,
    Layer.ENDPOINT: LayerGroup.ENDPOINT,
}

HEADER_FIELDS = ("source", "source_port", "destination", "destination_port", "protocol")


def layers_called(names: str | Iterable[str] | None) -> frozenset[LayerGroup]:
    """The layers of these names, all for None.

    Raises:
        LabError: no layer has that name.
    """
    if names is None:
        return frozenset(LayerGroup)
    wanted = (names,) if isinstance(names, str) else tuple(names)
    known = [str(layer) for layer in LayerGroup]
    for name in wanted:
        if name not in known:
            raise LabError("no-such-layer", layer=name, known=", ".join(known))
    return frozenset(map(LayerGroup, wanted))


@dataclass(frozen=True)
class Change:
    """A field of the header that the step rewrote."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """One decision of a path, with its place among all.

    Attributes:
        number: 1 for the first step of the way there; numbers go on through the way back.
        total: how many steps the path has, there and back.
        half: whether the request goes there or the answer comes back.
        index: the hop's index in `path.hops`.
        path: the path of this half: of the request, or of the answer.
        explanations: for the step that stops the packet, what stops it and what stands further on
            the same way; else empty.
    """

    number: int
    total: int
    half: Half
    index: int
    path: Path
    explanations: tuple[Explanation, ...] = ()

    @property
    def hop(self) -> Hop:
        """The path's own hop."""
        return self.path.hops[self.index]

    @property
    def group(self) -> LayerGroup | None:
        """The layer as a learner chooses it; None for a way point."""
        return _GROUP_OF.get(self.hop.layer)

    @property
    def is_way_point(self) -> bool:
        """Does the packet only pass: an instance, an interface, the internet's edge, the service?"""
        return self.group is None

    @property
    def stops(self) -> bool:
        """Does the packet end here against its will?"""
        return not self.hop.allowed

    @property
    def component(self) -> str:
        """Who decides: the name with the id, or just the id."""
        return label_of(self.path.network, self.hop.component_id, self.path.region)

    @property
    def sentence(self) -> Message:
        """The decision in a sentence."""
        return sentence(self.hop, answer=self.half is Half.BACK)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The header's fields that leave otherwise than they came."""
        pairs = (
            Change(name, getattr(self.hop.header_in, name), getattr(self.hop.header_out, name))
            for name in HEADER_FIELDS
        )
        return tuple(change for change in pairs if change.before != change.after)

    def describe(self) -> str:
        """The step in words: where, the decision, what changed, whether and why the packet ends here."""
        return " ".join(render(part) for part in self._parts())

    def _parts(self) -> list[Message]:
        way = message(f"stepper.half.{self.half}")
        parts = [message("stepper.at", number=self.number, total=self.total, way=way), self.sentence]
        parts += [message("stepper.changed", what=words_of(change)) for change in self.changes]
        if self.stops:
            parts.append(message("stepper.stops"))
            parts += [explanation.message for explanation in self.explanations[:1]]
        return parts

    def _repr_html_(self) -> str:
        from helpers.teach.cards import step_html

        return step_html(self)

    def __repr__(self) -> str:
        return self.describe()


def words_of(change: Change) -> Message:
    """`source address 10.0.3.20 → 10.0.1.5`."""
    field = message(f"stepper.field.{change.field}")
    return message("stepper.change", field=field, before=change.before, after=change.after)


def steps_of(path: Path) -> tuple[Step, ...]:
    """The hops of the path, then those of its answer.

    A packet that is lost on the way there has no answer, so its steps end where it is lost, even
    though `path.return_path` may hold what would stop the answer as well.
    """
    halves = [(Half.THERE, path)]
    if path.return_path and path.blocked_at is None:
        halves.append((Half.BACK, path.return_path))
    places = [(half, way, index) for half, way in halves for index in range(len(way.hops))]
    return tuple(
        Step(number, len(places), half, index, way, _explanations(half, way, index))
        for number, (half, way, index) in enumerate(places, 1)
    )


def _explanations(half: Half, way: Path, index: int) -> tuple[Explanation, ...]:
    if way.hops[index].allowed:
        return ()
    of_answer = way.return_path.explanations if half is Half.THERE and way.return_path else ()
    return tuple(found for found in way.explanations if not any(found is other for other in of_answer))
