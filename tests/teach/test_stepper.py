"""The stepper's state: every decision there and back can be reached, and no filter loses the place."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import LabError
from helpers.network import Network, Route
from helpers.path import Path, trace
from helpers.teach import Stepper
from helpers.teach.decisions import decision_of
from helpers.teach.steps import Half, LayerGroup, Step
from helpers.texts import render
from tests.path import networks as n
from tests.path.test_properties import DESTINATIONS, SOURCES, networks

MOVES = ("first", "back", "next", "last")
no_drawing = settings(max_examples=120, deadline=None)


def through_nat() -> Stepper:
    return Stepper(trace(n.network(), "private", "s3"))


def hops_of(path: Path) -> list[object]:
    """Every hop of the request, then every hop of the answer to a request that arrives."""
    back = path.return_path.hops if path.return_path and path.blocked_at is None else ()
    return [*path.hops, *back]


@no_drawing
@given(networks(), SOURCES, DESTINATIONS)
def test_the_steps_are_the_hops_there_and_back_and_each_is_reached_by_next(
    network: Network, source: str, destination: str
) -> None:
    path = trace(network, source, destination)
    stepper = Stepper(path)
    seen = [stepper.hop]
    while not stepper.is_last:
        seen.append(stepper.next().hop)
    assert [id(hop) for hop in seen] == [id(hop) for hop in hops_of(path)]
    assert [step.number for step in stepper.steps] == list(range(1, len(seen) + 1))


@no_drawing
@given(networks(), DESTINATIONS, st.lists(st.sampled_from(MOVES)), st.sets(st.sampled_from(LayerGroup)))
def test_every_move_ends_on_a_shown_step_and_moves_undo_each_other(
    network: Network, destination: str, moves: list[str], layers: set[LayerGroup]
) -> None:
    stepper = Stepper(trace(network, "private", destination))
    stepper.filter(layers)
    for move in moves:
        assert getattr(stepper, move)() is stepper.step
        assert stepper.step in stepper.shown
    if not stepper.is_last:
        before = stepper.position
        assert stepper.next().number > before
        assert stepper.back().number == before
    assert stepper.first() is stepper.shown[0] and stepper.back() is stepper.shown[0]
    assert stepper.last() is stepper.shown[-1] and stepper.next() is stepper.shown[-1]


@no_drawing
@given(networks(), st.integers(0, 30), st.lists(st.sets(st.sampled_from(LayerGroup)), min_size=1))
def test_filters_come_and_go_without_losing_the_place(
    network: Network, walked: int, filters: list[set[LayerGroup]]
) -> None:
    stepper = Stepper(trace(network, "private", "s3"))
    for _ in range(walked):
        stepper.next()
    place = stepper.step
    for layers in filters:
        stepper.filter(layers)
        hidden = place not in stepper.shown
        assert stepper.step is place or (hidden and stepper.step in stepper.shown)
        assert not any(stepper.position < step.number < place.number for step in stepper.shown)
    assert stepper.filter() is place


@no_drawing
@given(networks(), DESTINATIONS, st.sets(st.sampled_from(LayerGroup)))
def test_a_filter_hides_the_decisions_of_other_layers_only_and_never_why_the_packet_stops(
    network: Network, destination: str, layers: set[LayerGroup]
) -> None:
    stepper = Stepper(trace(network, "private", destination))
    stepper.filter(layers)
    hidden = [step for step in stepper.steps if step not in stepper.shown]
    assert all(step.group is not None and step.group not in layers and not step.stops for step in hidden)
    assert all(step.is_way_point or step.stops or step.group in layers for step in stepper.shown)


@no_drawing
@given(networks(), SOURCES, DESTINATIONS)
def test_every_step_can_be_told_and_a_winner_is_the_hops_own_row(
    network: Network, source: str, destination: str
) -> None:
    for step in Stepper(trace(network, source, destination)).steps:
        assert step.describe().startswith(f"Step {step.number} of {step.total}, on the way {step.half}")
        assert step._repr_html_()
        winners = [row.rule for row in decision_of(step).rows if row.wins]
        assert all(rule is step.hop.decided_by for rule in winners) and len(winners) <= 1
        assert bool(step.explanations) == step.stops


def test_nat_rewrites_the_source_there_and_the_destination_back() -> None:
    """The gateway's own private address, and back by its table: vpc/latest/userguide/vpc-nat-gateway.html."""
    steps = [step for step in through_nat().steps if step.hop.component_id == "nat-1"]
    there, back = [{c.field: (str(c.before), str(c.after)) for c in step.changes} for step in steps]
    assert there["source"] == (n.PRIVATE, n.NAT_ADDRESS) and "destination" not in there
    assert back["destination"] == (n.NAT_ADDRESS, n.PRIVATE) and "source" not in back
    assert f"Changed: source address {n.PRIVATE} → {n.NAT_ADDRESS}." in steps[0].describe()
    assert "◀ changed" in steps[0]._repr_html_()


def test_the_way_back_is_told_as_an_answer() -> None:
    steps = Stepper(trace(n.network(n.endpoint_on("rtb-private")), "private", "s3")).steps
    back = [step.describe() for step in steps if step.half is Half.BACK]
    assert "s3 answers from 3.5.140.1 to 10.0.3.20" in back[0]
    assert "vpce-s3 hands the service's answer to 10.0.3.20" in back[1]
    assert "stateful" in " ".join(back)


def outcomes(step: Step) -> dict[str, str]:
    return {row.cells[0]: render(row.outcome) for row in decision_of(step).rows}


def only(stepper: Stepper, layer: str) -> Step:
    return next(step for step in stepper.steps if step.group == layer)


def test_the_routers_step_lists_its_tables_rows_in_order_with_winner_and_losers() -> None:
    """Longest prefix wins: vpc/latest/userguide/route-tables-priority.html."""
    step = only(Stepper(trace(n.network(n.endpoint_on("rtb-private")), "private", "s3")), "route")
    told = outcomes(step)
    assert list(told) == ["10.0.0.0/16", "0.0.0.0/0", f"{n.S3_LIST} (com.amazonaws.{n.REGION}.s3)"]
    assert told["10.0.0.0/16"] == "no match"
    assert "shorter: loses" in told["0.0.0.0/0"]
    assert "3.5.140.0/22 is the longest match: wins" in list(told.values())[2]
    assert isinstance(step.hop.decided_by, Route)


def test_an_acls_step_says_which_rules_did_not_match_and_which_were_not_read() -> None:
    """Lowest number first, the first match decides: vpc/latest/userguide/nacl-rules.html."""
    rules = [n.entry(90, True, "deny", **n.ports(80, 80)), n.entry(100, True), n.entry(32767, True, "deny")]
    step = only(Stepper(trace(n.network(n.acl_rules("acl-private", *rules)), "private", "s3")), "network_acl")
    assert outcomes(step) == {
        "90": "other ports: no match",
        "100": "▶ the first that matches: allows",
        "*": "not read: a lower number has decided",
    }


def test_a_packet_that_stops_has_no_way_back_and_its_last_step_says_why_and_what_mends_it() -> None:
    closed = n.setting("SecurityGroups", "sg-private", IpPermissionsEgress=[])
    stepper = Stepper(trace(n.network(closed), "private", "s3"))
    assert {step.half for step in stepper.steps} == {Half.THERE}
    stop = stepper.filter("route")
    stop = stepper.last()
    assert stop.stops and stop.group is LayerGroup.SECURITY_GROUP
    assert "✗ The packet ends here." in stop.describe() and "No outbound rule" in stop.describe()
    assert "authorize-security-group-egress" in stop._repr_html_()
    assert "authorize-security-group-egress" in repr(stepper)


def test_an_answer_that_is_lost_stops_on_the_way_back() -> None:
    """ACLs are stateless: vpc/latest/userguide/vpc-network-acls.html."""
    rules = [n.entry(100, True), n.entry(100, False, **n.ports(443, 443))]
    stop = Stepper(trace(n.network(n.acl_rules("acl-private", *rules)), "private", "s3")).last()
    assert stop.stops and stop.half is Half.BACK and "stateless" in stop.describe()


def test_an_unknown_layer_is_refused_and_changes_nothing() -> None:
    stepper = through_nat()
    stepper.filter(["route", "nat"])
    shown = stepper.shown
    with pytest.raises(LabError, match=r'no layer called "firewall"'):
        stepper.filter(["route", "firewall"])
    assert stepper.shown == shown


def test_whoever_watches_is_told_of_moves_and_filters_until_they_leave() -> None:
    stepper = through_nat()
    told: list[int] = []
    leave: Callable[[], None] = stepper.watch(lambda: told.append(stepper.position))
    stepper.next()
    stepper.filter("dns")
    leave()
    stepper.last()
    assert told == [2, 2]
