"""Too many alike in one subnet: some are drawn, the rest is counted in words, never dropped in silence."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from helpers.draw.inventory import Inventory, Thing, label
from helpers.draw.measure import text_width

MOST = (9, 6, 4, 3, 2)
"""How many instances and interfaces of a subnet are drawn, from roomy to crowded.

Never less than two: a path may lead from one to another in the same subnet.
"""

_KINDS = ("instance", "interface")


def folded(inventory: Inventory, keep: Collection[str], most: int) -> Inventory:
    """The inventory with at most `most` instances and interfaces a subnet, and words for the rest.

    Which of a subnet's are drawn depends on `keep`, the room that they take does not.
    """
    inside, said, hidden = list(inventory.inside), {}, {}
    for subnet in inventory.subnets:
        alike = [t for t in inside if t.subnet_id == subnet.id and t.kind in _KINDS]
        if len(alike) > most + 1:
            shown = _shown(alike, keep, most)
            left_out = [thing for thing in alike if thing not in shown]
            said[subnet.id] = _words(left_out)
            hidden[subnet.id] = tuple(thing.id for thing in left_out)
            inside = [_roomy(t, alike) if t in alike else t for t in inside if t not in left_out]
    return replace(inventory, inside=tuple(inside), folded=said, hidden=hidden)


def _shown(alike: Sequence[Thing], keep: Collection[str], most: int) -> list[Thing]:
    """Those that a path uses and the first of the others, in their usual order."""
    used = [thing for thing in alike if thing.id in keep or (thing.alias and thing.alias in keep)]
    others = [thing for thing in alike if thing not in used][: max(most - len(used), 0)]
    return [thing for thing in alike if thing in used or thing in others]


def _roomy(thing: Thing, alike: Sequence[Thing]) -> Thing:
    width = max(text_width(line) for other in alike for line in other.lines)
    return replace(thing, least_width=width, least_lines=max(len(other.lines) for other in alike))


def _words(left_out: Sequence[Thing]) -> tuple[str, ...]:
    kinds = {thing.kind for thing in left_out}
    forms = (kinds.pop(), "mixed") if len(kinds) == 1 else ("mixed",)
    return tuple(label(f"more.{form}", count=len(left_out)) for form in forms)
